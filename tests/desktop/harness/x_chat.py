"""Child process: a bare X window that pastes like a chat, and notes what the server told it.

Run as ``python x_chat.py TITLE PROGRAM``. Commands come as JSON lines on stdin, each answered by
one line.
All its events come over one connection, so their order is the server's: whether a paste key came
before or after a change of the title is beyond doubt.
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from typing import Any

from Xlib import X, Xutil, display
from Xlib.ext import xfixes

BROWSER = "TTFTTTTTTFTTTT"
"""What Chromium 156 asks for in one paste into Quill."""
DROPPED = {"what": "dropped"}


class Chat:
    """The window."""

    def __init__(self, title: str, program: str) -> None:
        """Show it."""
        self.x = display.Display()
        root = self.x.screen().root
        self.window = root.create_window(
            20, 40, 640, 560, 0, X.CopyFromParent, X.InputOutput, X.CopyFromParent,
            event_mask=X.KeyPressMask | X.PropertyChangeMask | X.FocusChangeMask,
        )  # fmt: skip
        self.name = self.x.intern_atom("_NET_WM_NAME")
        self.utf8 = self.x.intern_atom("UTF8_STRING")
        self.clipboard = self.x.intern_atom("CLIPBOARD")
        self.got = self.x.intern_atom("GOT")
        self.window.set_wm_class(program, program.title())
        self.window.set_wm_normal_hints(flags=Xutil.USPosition | Xutil.USSize)
        self.titles: list[str] = []  # set, and not yet told of by the server
        self.shown = ""
        self.retitle(title)
        self.window.map()
        self.seen: list[dict[str, Any]] = []
        self.busy_each = 0.0
        self.targets = self.x.intern_atom("TARGETS")
        self.asks_after: float | None = None
        self.has_text = True
        self.steps: list[str] = []
        self.stall: tuple[int, float] = (0, 0.0)
        self.keys: list[int] = []
        self.read = ""
        self.pasting = False
        self.changes = self.begun_at = 0

    def browse(self, stall_before: int, seconds: float) -> None:
        """Paste as Chromium does into a rich editor, and stand still once in the middle.

        It asks for the list of formats (T) and fetches (F) one after the other, and shows nothing
        if the clipboard changed before the last of these.

        Args:
            stall_before: Which of the ``BROWSER`` steps comes late; 0 for none.
            seconds: How late.
        """
        self.stall = (stall_before, seconds)
        if self.asks_after is None:
            self.asks_after = -1.0
            self.hear()

    def hear(self) -> None:
        """Be told of each change of the clipboard."""
        self.x.xfixes_query_version()
        self.x.xfixes_select_selection_input(
            self.window, self.clipboard, xfixes.XFixesSetSelectionOwnerNotifyMask
        )
        self.x.sync()

    def step(self) -> None:
        """Go on with the paste that is under way, or begin the next."""
        if not self.steps:
            self.pasting = bool(self.keys)
            if not self.pasting:
                return
            self.keys.pop(0)
            self.steps, self.begun_at = list(BROWSER), self.changes
        before, seconds = self.stall
        if before and len(BROWSER) - len(self.steps) == before:
            self.stall = (0, 0.0)
            time.sleep(seconds)
        kind = self.targets if self.steps.pop(0) == "T" else self.utf8
        self.window.convert_selection(self.clipboard, kind, self.got, X.CurrentTime)
        self.x.flush()

    def answered(self, event: Any) -> None:
        """Take in one answer of a browser's paste."""
        if event.target == self.utf8 and event.property:
            found = self.window.get_full_property(self.got, X.AnyPropertyType)
            self.read = found.value.decode("utf-8", "replace") if found else ""
        self.window.delete_property(self.got)
        if not self.steps:
            unchanged = self.changes == self.begun_at
            self.seen.append({"what": "text", "text": self.read} if unchanged else DROPPED)
        self.step()

    def watch(self, seconds: float) -> None:
        """Paste only while it is known that there is text, as GNOME Terminal does.

        Args:
            seconds: From the news that the clipboard has changed to the question what it holds.
        """
        self.asks_after = seconds
        self.hear()

    def retitle(self, title: str) -> None:
        """Show another buyer."""
        self.titles.append(title)
        self.window.change_property(self.name, self.utf8, 8, title.encode())
        self.x.flush()

    def handle(self, event: Any) -> None:
        """Take in one event."""
        if event.type == X.PropertyNotify and event.atom == self.name:
            self.shown = self.titles.pop(0)
            self.seen.append({"what": "title", "title": self.shown, "time": event.time})
        elif event.type == X.KeyPress and event.state & X.ControlMask:
            # Clients that know nothing of XKB are not told the layout group with an event.
            group = self.x.screen().root.query_pointer().mask >> 13 & 1
            symbol = self.x.keycode_to_keysym(event.detail, 2 * group)
            if 0x100 <= symbol < 0xFD00 or not symbol:
                # Not Latin: toolkits look into the first layout for such a key.
                symbol = self.x.keycode_to_keysym(event.detail, 0)
            self.seen.append(
                {"what": "key", "symbol": symbol, "title": self.shown, "time": event.time}
            )
            if symbol == ord("v") and not self.has_text:
                self.seen.append(DROPPED)
            elif symbol == ord("v") and self.asks_after == -1.0:
                self.keys.append(event.time)
                if not self.pasting:
                    self.step()
            elif symbol == ord("v"):
                time.sleep(self.busy_each)
                self.window.convert_selection(self.clipboard, self.utf8, self.got, event.time)
                self.x.flush()
        elif event.type == X.MappingNotify:
            self.x.refresh_keyboard_mapping(event)
        elif hasattr(event, "owner") and self.asks_after == -1.0:
            self.changes += 1
        elif event.type == X.SelectionNotify and self.asks_after == -1.0:
            self.answered(event)
        elif self.asks_after is not None and hasattr(event, "owner"):
            self.has_text = False
            time.sleep(self.asks_after)
            self.window.convert_selection(self.clipboard, self.targets, self.got, event.timestamp)
            self.x.flush()
        elif event.type == X.SelectionNotify and event.target == self.targets:
            self.has_text = True
        elif event.type == X.SelectionNotify:
            text = None
            if event.property:
                found = self.window.get_full_property(self.got, X.AnyPropertyType)
                self.window.delete_property(self.got)
                text = found.value.decode("utf-8", "replace") if found else None
            self.seen.append({"what": "text", "text": text, "title": self.shown})

    def run(self, command: dict[str, Any]) -> Any:
        """Carry out one command."""
        do = command["do"]
        if do == "title":
            self.retitle(command["title"])
        elif do == "watch":
            self.watch(command["seconds"])
        elif do == "browse":
            self.browse(command["stall_before"], command["seconds"])
        elif do == "busy":
            time.sleep(command["seconds"])
        elif do == "busy_each":
            self.busy_each = command["seconds"]
        elif do == "seen":
            found, self.seen = self.seen, []
            return found
        elif do == "window":
            return self.window.id
        return True

    def serve(self) -> None:
        """Go on until stdin ends."""
        waiting = b""
        while True:
            while self.x.pending_events():
                self.handle(self.x.next_event())
            ready, _, _ = select.select([self.x, 0], [], [])
            if 0 not in ready:
                continue
            piece = os.read(0, 65536)
            if not piece:
                return
            *lines, waiting = (waiting + piece).split(b"\n")
            for line in lines:
                while self.x.pending_events():
                    self.handle(self.x.next_event())
                print(json.dumps(self.run(json.loads(line))), flush=True)


Chat(*sys.argv[1:]).serve()
