"""A made-up Windows, and a tracker over it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from assistant.backends.windows_events import EventNotes, Note
from assistant.backends.windows_windows import LOCATION, WindowsWindowTracker
from assistant.ports import Rect, Target, WindowState

CHAT, NOTES, CHILD, MINE = 100, 200, 101, 300


class Windows:
    """A desktop: a chat, a notepad and a window of ours."""

    def __init__(self) -> None:
        self.info: dict[int, dict[str, Any]] = {
            CHAT: {"pid": 10, "title": "微信", "frame": Rect(100, 50, 900, 700)},
            NOTES: {"pid": 20, "title": "无标题", "frame": Rect(0, 0, 500, 400)},
            MINE: {"pid": os.getpid(), "title": "伴话", "frame": Rect(0, 0, 388, 700)},
        }
        self.front = CHAT
        self.hooks: dict[int, tuple[int, int, int]] = {}
        self.clock = 1000
        self.busy = False
        """The GUI thread does something else: nothing is handed on."""
        self.posted = 0
        self.refuse = False
        self.asked: list[tuple[Any, ...]] = []

    def listen(self, tell: Callable[[Note], None]) -> None:
        self.notes = EventNotes(self._post, tell)

    def _post(self) -> None:
        self.posted += 1

    def waiting(self) -> tuple[Note, ...]:
        return self.notes.waiting()

    def ticks(self) -> int:
        return self.clock

    def close(self) -> None:
        self.notes.clear()

    def turn(self) -> None:
        """Let the loop turn."""
        while self.posted:
            self.posted -= 1
            self.notes.hand_on()

    def hook(self, first: int, last: int, pid: int) -> object:
        if self.refuse:
            return 0
        number = max(self.hooks, default=0) + 1
        self.hooks[number] = (first, last, pid)
        return number

    def unhook(self, hook: object) -> None:
        self.hooks.pop(hook, None)  # type: ignore[call-overload]

    def send(self, event: int, window: int, object_id: int = 0, child: int = 0) -> int:
        """Deliver an event to the hooks that asked for it; returns to how many."""
        pid = self.pid(window)
        fitting = [
            wanted
            for first, last, wanted in self.hooks.values()
            if first <= event <= last and wanted in (0, pid)
        ]
        for _ in fitting:
            self.notes.add(event, window, object_id, child, self.clock)
        if not self.busy:
            self.turn()
        return len(fitting)

    def foreground(self) -> int:
        return self.front

    def root(self, window: int) -> int:
        return CHAT if window == CHILD else window

    def windows(self) -> list[int]:
        return list(self.info)

    def pid(self, window: int) -> int:
        return int(self.info.get(self.root(window), {}).get("pid", 0))

    def path(self, pid: int) -> str:
        return {10: r"C:\Program Files\Tencent\WeChat\WeChat.exe", 20: "notepad.EXE"}.get(pid, "")

    def title(self, window: int) -> str:
        return str(self.info.get(window, {}).get("title", ""))

    def visible(self, window: int) -> bool:
        return window in self.info and not self.info[window].get("hidden")

    def iconic(self, window: int) -> bool:
        return bool(self.info.get(window, {}).get("iconic"))

    def zoomed(self, window: int) -> bool:
        return bool(self.info.get(window, {}).get("zoomed"))

    def owner(self, window: int) -> int:
        return int(self.info.get(window, {}).get("owner", 0))

    def enabled(self, window: int) -> bool:
        return not self.info.get(window, {}).get("disabled")

    def style(self, window: int) -> int:
        return int(self.info.get(window, {}).get("style", 0))

    def frame(self, window: int) -> Rect | None:
        return self.info.get(window, {}).get("frame")

    def bounds(self, window: int) -> Rect | None:
        frame = self.frame(window)
        return frame and Rect(frame.x - 8, frame.y, frame.width + 16, frame.height + 8)

    def restore(self, window: int) -> None:
        self.asked.append(("restore", window))  # its program has not come to it yet

    def restored(self, window: int, frame: Rect) -> None:
        """Let its program come to it."""
        self.info[window].update(zoomed=False, iconic=False, frame=frame)
        self.send(LOCATION, window)

    def maximize(self, window: int) -> None:
        self.asked.append(("maximize", window))

    def place(self, window: int, bounds: Rect) -> None:
        self.asked.append(("place", window, bounds))

    def activate(self, window: int) -> None:
        self.asked.append(("activate", window))


class Heard:
    def __init__(self) -> None:
        self.actives: list[Target | None] = []
        self.states: list[WindowState | None] = []
        self.changes = 0

    def active_changed(self, target: Target | None) -> None:
        self.actives.append(target)

    def windows_changed(self) -> None:
        self.changes += 1

    def followed_changed(self, state: WindowState | None) -> None:
        self.states.append(state)


CHAT_TARGET = Target(CHAT, 10, "wechat", "微信")


@pytest.fixture
def api() -> Windows:
    return Windows()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def tracker(api: Windows, heard: Heard) -> WindowsWindowTracker:
    it = WindowsWindowTracker(api)
    assert it.start(heard) == -1
    return it
