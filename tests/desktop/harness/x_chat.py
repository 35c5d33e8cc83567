"""Child process: a bare X window that pastes like a chat, and notes what the server told it.

Run as ``python x_chat.py TITLE``. Commands come as JSON lines on stdin, each answered by one line.
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


class Chat:
    """The window."""

    def __init__(self, title: str) -> None:
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
        self.window.set_wm_class("banhuatext", "Banhuatext")
        self.window.set_wm_normal_hints(flags=Xutil.USPosition | Xutil.USSize)
        self.titles: list[str] = []  # set, and not yet told of by the server
        self.shown = ""
        self.retitle(title)
        self.window.map()
        self.seen: list[dict[str, Any]] = []
        self.busy_each = 0.0

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
            if symbol == ord("v"):
                time.sleep(self.busy_each)
                self.window.convert_selection(self.clipboard, self.utf8, self.got, event.time)
                self.x.flush()
        elif event.type == X.MappingNotify:
            self.x.refresh_keyboard_mapping(event)
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


Chat(sys.argv[1]).serve()
