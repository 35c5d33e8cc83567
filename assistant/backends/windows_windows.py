"""Other programs' windows on Windows, by ``SetWinEventHook``.

The hooks deliver to the GUI thread's message loop, which Qt runs anyway; nothing polls. Events of
a place or a name are asked for only from the processes of the followed and the active window,
because every list row and caret of a desktop sends them. The decisions are plain functions and a
tracker over ``WindowApi``, tested on every platform; the calls stand in ``windows_desktop``.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from assistant.backends.windows_events import Note
from assistant.key_press import Press
from assistant.ports import Capability, Rect, Target, WindowListener, WindowState
from assistant.title_history import TitleHistory, earlier
from phrasebook.i18n import tr

log = logging.getLogger(__name__)

BACKEND: Final = "windows-winevents"

# winuser.h
FOREGROUND: Final = 0x0003
CAPTURE_START: Final = 0x0008
MINIMIZE_START: Final = 0x0016
MINIMIZE_END: Final = 0x0017
DESTROY: Final = 0x8001
SHOW: Final = 0x8002
HIDE: Final = 0x8003
LOCATION: Final = 0x800B
NAME: Final = 0x800C
CLOAKED: Final = 0x8017
UNCLOAKED: Final = 0x8018
_TOOL_WINDOW: Final = 0x80
_APP_WINDOW: Final = 0x40000

GLOBAL_EVENTS: Final = ((FOREGROUND, FOREGROUND), (CAPTURE_START, CAPTURE_START))
PROCESS_EVENTS: Final = (
    (MINIMIZE_START, MINIMIZE_END), (DESTROY, HIDE), (LOCATION, NAME), (CLOAKED, UNCLOAKED),
)  # fmt: skip


class WindowApi(Protocol):
    """The few questions and calls that need Windows. A window that is gone gives zeros."""

    def listen(self, tell: Callable[[Note], None]) -> None:
        """Tell ``tell`` what the hooks note, in its order, from the message loop."""

    def hook(self, first: int, last: int, pid: int) -> object:
        """Report events of a process (0: all but ours); keep the result to unhook."""

    def unhook(self, hook: object) -> None:
        """End a hook."""

    def waiting(self) -> tuple[Note, ...]:
        """Give what happened by now and was not told yet, oldest first (GUI thread)."""

    def ticks(self) -> int:
        """Give the time (ms) that notes carry."""

    def close(self) -> None:
        """Tell nothing any more."""

    def foreground(self) -> int:
        """Give the window in front."""

    def root(self, window: int) -> int:
        """Give the top-level window around a window."""

    def windows(self) -> list[int]:
        """List top-level windows, topmost first."""

    def pid(self, window: int) -> int:
        """Give the process of a window."""

    def path(self, pid: int) -> str:
        """Give the program file of a process; empty if it does not say."""

    def title(self, window: int) -> str:
        """Give the title."""

    def visible(self, window: int) -> bool:
        """Tell whether it is shown: not hidden, not on another virtual desktop."""

    def iconic(self, window: int) -> bool:
        """Tell whether it is minimised."""

    def zoomed(self, window: int) -> bool:
        """Tell whether it is maximised."""

    def owner(self, window: int) -> int:
        """Give the window that it belongs to."""

    def enabled(self, window: int) -> bool:
        """Tell whether it takes keys: not the owner of a dialog that waits for an answer."""

    def style(self, window: int) -> int:
        """Give its extended style."""

    def frame(self, window: int) -> Rect | None:
        """Give the rectangle that a person sees."""

    def bounds(self, window: int) -> Rect | None:
        """Give the rectangle that moving counts by: with the invisible borders."""

    def restore(self, window: int) -> None:
        """Ask for it to be un-maximised or un-minimised; it is so a moment later, or never."""

    def maximize(self, window: int) -> None:
        """Ask for it to be maximised."""

    def place(self, window: int, bounds: Rect) -> None:
        """Ask for it to be moved, without giving it the focus."""

    def activate(self, window: int) -> None:
        """Give it the focus."""


def program_name(path: str) -> str:
    r"""Give ``wechat`` for ``C:\...\WeChat.exe``."""
    name = path.replace("/", "\\").rsplit("\\", 1)[-1].lower()
    return name.removesuffix(".exe")


def is_main(style: int, owner: int) -> bool:
    """Tell whether a window counts as one that the taskbar shows."""
    if style & _APP_WINDOW:
        return True
    return not style & _TOOL_WINDOW and not owner


def bounds_for(wanted: Rect, frame: Rect, bounds: Rect) -> Rect:
    """Give what to ask for so that the visible frame becomes ``wanted``.

    Windows 10 and 11 draw a frame 7 or 8 pixels smaller on three sides than the window counts.
    """
    return Rect(
        wanted.x + bounds.x - frame.x,
        wanted.y + bounds.y - frame.y,
        wanted.width + bounds.width - frame.width,
        wanted.height + bounds.height - frame.height,
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """Where a window is to stand: see ``WindowTracker.resize``."""

    target: Target
    frame: Rect
    maximized: bool


class WindowsWindowTracker:
    """Implements ``WindowTracker`` over a ``WindowApi``."""

    def __init__(self, api: WindowApi | None = None) -> None:
        """Use ``api``, else this machine.

        Raises:
            OSError: If this is not Windows.
        """
        self._api = api if api is not None else _this_machine()
        self._own = os.getpid()
        self._listener: WindowListener | None = None
        self._hooks: list[object] = []
        self._process_hooks: dict[int, list[object]] = {}
        self._followed: Target | None = None
        self._active: Target | None = None
        self._titles = TitleHistory()
        self._told_at, self._press = 0, Press()
        self._unzooming: _Wish | None = None
        self._picking: Callable[[Target | None], None] | None = None

    def capability(self) -> Capability:
        """Works on every Windows, once the hooks are set."""
        if self._listener is not None and not all(self._hooks):
            return Capability(
                False,
                BACKEND,
                tr("Windows 不允许观察其他程序的窗口"),
                tr("请检查安全软件是否拦截了伴话;侧栏可以自由摆放,卡片仍可复制。"),
            )
        return Capability(True, BACKEND)

    def start(self, listener: WindowListener) -> int:
        """Begin; events come by the GUI thread's message loop, so there is no descriptor."""
        self._listener = listener
        self._api.listen(self._event)
        for first, last in GLOBAL_EVENTS:
            self._hooks.append(self._api.hook(first, last, 0))
        self._watch_active(self.active())
        return -1

    def pump(self) -> None:
        """Nothing to do: the message loop delivers."""

    def active(self) -> Target | None:
        """Give the window in front; None for our own, or where a press was heard too late."""
        moment = self._press.moment
        return self._in_front(moment) if moment else self._target(self._api.foreground())

    def as_of(self, moment: int) -> None:
        """Let ``active`` answer for this time (ms) of a key press on this thread until told 0."""
        if moment:
            age = (self._api.ticks() - moment) & 0xFFFFFFFF
            self._press.begin(moment, time.perf_counter() - (age / 1000 if age < 1 << 31 else 0))
        else:
            self._press.end()

    def pressed_at(self) -> float | None:
        """Tell when the key was pressed whose callback runs."""
        return self._press.at if self._press.moment else None

    def windows(self) -> list[Target]:
        """List main windows of other programs, topmost first."""
        found = []
        for window in self._api.windows():
            shown = self._api.visible(window) or self._api.iconic(window)
            if shown and is_main(self._api.style(window), self._api.owner(window)):
                target = self._target(window)
                if target is not None and target.title:
                    found.append(target)
        return found

    def exists(self, target: Target) -> bool:
        """Tell whether this window is still there and still of the same process."""
        pid = self._api.pid(target.window)
        return pid != 0 and pid == target.pid

    def follow(self, target: Target | None) -> WindowState | None:
        """Report changes of this window from now on."""
        self._followed = target if target is not None and self.exists(target) else None
        self._rehook()
        return self._state()

    def resize(self, target: Target, frame: Rect, *, maximized: bool = False) -> None:
        """Ask for the window to fill ``frame``, un-maximised first."""
        if not self.exists(target):
            return
        wish = _Wish(target, frame, maximized)
        if self._api.zoomed(target.window):
            # Its program does it when it comes to that, and we wait for none that hangs. How wide
            # its invisible borders are can only be read then.
            self._unzooming = wish
            self._rehook()
            self._api.restore(target.window)
        else:
            self._unzooming = None
            self._fit(wish)

    def _fit(self, wish: _Wish) -> bool:
        """Place the window; True if it has yet to move."""
        window = wish.target.window
        seen, bounds = self._api.frame(window), self._api.bounds(window)
        if seen is not None and bounds is not None:
            self._api.place(window, bounds_for(wish.frame, seen, bounds))
        if wish.maximized:
            self._api.maximize(window)
        return seen != wish.frame

    def activate(self, target: Target) -> None:
        """Ask for the focus to be given to ``target``."""
        if not self.exists(target):
            return
        if self._api.iconic(target.window):
            self._api.restore(target.window)
        self._api.activate(target.window)

    def pick(self, done: Callable[[Target | None], None]) -> Capability:
        """Report the next foreign window that comes to the front or takes a mouse button."""
        self.cancel_pick()
        self._picking = done
        return Capability(True, BACKEND)

    def cancel_pick(self) -> None:
        """End a pick without a window."""
        self._end_pick(None)

    def close(self) -> None:
        """End all hooks."""
        self._listener = None
        self._picking = None
        self._followed = self._active = self._unzooming = None
        self._rehook()
        for hook in self._hooks:
            self._api.unhook(hook)
        self._hooks.clear()
        self._api.close()

    # -- inside --------------------------------------------------------------------------------

    def _in_front(self, moment: int) -> Target | None:
        """Give the window that was in front at a press, with its title of then; None if unsure."""
        waiting = self._api.waiting()
        now = self._target(self._api.foreground())
        moved = (self._told_at, *(note.moment for note in waiting if note.event == FOREGROUND))
        if now is None or not all(earlier(at, moment) for at in moved):
            return None
        told = any((note.event, note.window) == (FOREGROUND, now.window) for note in waiting)
        seen = self._titles.knows(now.window) and (told or now.same_window(self._active))
        if self._press.late and not seen:
            return None  # when it came to the front, or what it showed then, was not seen
        title = self._titles.at(now, moment, self._renamed(now.window, waiting))
        return None if title is None else replace(now, title=title)

    def _renamed(self, window: int, waiting: Iterable[Note]) -> list[int]:
        return [note.moment for note in waiting if (note.event, note.window) == (NAME, window)]

    def _target(self, window: int) -> Target | None:
        pid = self._api.pid(window) if window else 0
        if not pid or pid == self._own:
            return None
        owner = self._api.owner(window)
        return Target(
            window, pid, program_name(self._api.path(pid)), self._api.title(window),
            dialog=bool(owner) and not self._api.enabled(owner),
        )  # fmt: skip

    def _state(self) -> WindowState | None:
        if self._followed is None or not self.exists(self._followed):
            return None
        window = self._followed.window
        target, frame = self._target(window), self._api.frame(window)
        if target is None or frame is None:
            return None
        self._followed = target
        return WindowState(
            target,
            frame,
            minimized=self._api.iconic(window) or not self._api.visible(window),
            active=self._api.foreground() == window,
            maximized=self._api.zoomed(window),
            dialog=not is_main(self._api.style(window), self._api.owner(window)),
        )

    def _event(self, note: Note) -> None:
        listener, (event, window, moment) = self._listener, note
        if listener is None:
            return
        if event in (FOREGROUND, CAPTURE_START):
            if self._picking is not None:
                target = self._target(self._api.root(window))
                if target is not None:
                    self._end_pick(target)
            if event == FOREGROUND:
                self._told_at = moment
                self._watch_active(self._target(window))
                listener.active_changed(self._active)
            return
        if event == NAME:
            self._read_title(note)
        if self._unzoomed(event, window):
            return  # where it stands now it stays no longer; its next event tells
        if self._followed is not None and window == self._followed.window:
            state = None if event == DESTROY else self._state()
            if state is None:
                self._followed = None
                self._rehook()
            listener.followed_changed(state)
        if event == NAME and self._active is not None and window == self._active.window:
            listener.windows_changed()

    def _read_title(self, note: Note) -> None:
        self._titles.changed(note.window, note.moment)
        for window in self._titles.unread():
            title = self._api.title(window)
            self._titles.read(window, title, self._renamed(window, self._api.waiting()))

    def _unzoomed(self, event: int, window: int) -> bool:
        """Place the window that was to be un-maximised first, once it is; True if it moves now."""
        wish = self._unzooming
        if wish is None or window != wish.target.window:
            return False
        if event == DESTROY or not self.exists(wish.target):
            self._unzooming = None
            return False
        if self._api.zoomed(window) or self._api.iconic(window):
            return False
        self._unzooming = None
        moves = self._fit(wish)
        self._rehook()
        return moves

    def _watch_active(self, target: Target | None) -> None:
        self._active = target
        self._rehook()

    def _rehook(self) -> None:
        """Ask for the details of just the processes that matter now."""
        waiting = self._unzooming.target if self._unzooming is not None else None
        targets = (self._followed, self._active, waiting)
        wanted = {target.pid for target in targets if target is not None}
        for pid in self._process_hooks.keys() - wanted:
            self._unhook(self._process_hooks.pop(pid))
        for pid in wanted - self._process_hooks.keys():
            self._process_hooks[pid] = [
                self._api.hook(first, last, pid) for first, last in PROCESS_EVENTS
            ]
        watched = [target for target in targets[:2] if target is not None]
        self._titles.keep([target.window for target in watched])
        for target in watched:
            if not self._titles.knows(target.window):
                # Read behind the hook: what it shows from now on is heard.
                named = replace(target, title=self._api.title(target.window))
                self._titles.note(named, self._api.ticks())

    def _unhook(self, hooks: Iterable[object]) -> None:
        for hook in hooks:
            self._api.unhook(hook)

    def _end_pick(self, target: Target | None) -> None:
        done, self._picking = self._picking, None
        if done is not None:
            done(target)


def _this_machine() -> WindowApi:
    if sys.platform == "win32":
        from assistant.backends.windows_desktop import Win32Windows

        return Win32Windows()
    raise OSError("not Windows")
