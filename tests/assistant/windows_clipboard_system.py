"""A stand-in for the clipboard of Windows, with hands for the tests to act by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.backends.windows_clipboard_content import UNICODE_TEXT, decoded
from assistant.ports import ClipboardBusy, Target

OURS, THEIRS = 10, 20
CHAT = Target(0x500, 77, "aliworkbench", "甲")
MANAGER, EDITOR, VIEW = 88, 66, 78


class System:
    """A clipboard as Windows has it, with hands for the tests to act by."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, bytes | None]] = []
        self.names: dict[int, str] = {}
        self.owner_window = THEIRS
        self.changes = 1
        self.asks = 0
        self.front_pid = CHAT.pid
        self.titles: dict[int, str] = {}
        self.held = 0
        """So many attempts to open it fail."""
        self.opened = 0
        self.hangs = False
        self.slow: Callable[[], object] = lambda: None
        self.refused: set[int] = set()
        self.refuses_writes = 0
        self.render: Callable[[int], None] = lambda _: None
        self.supplied: list[bytes] = []
        self.families: dict[int, tuple[int, ...]] = {}
        self.on_replace: Callable[[], object] = lambda: None
        self.on_open: Callable[[], object] = lambda: None

    # what the tests do

    def copy(self, *entries: tuple[int, bytes | None], owner: int = THEIRS) -> None:
        self.entries, self.owner_window = list(entries), owner
        self.changes += 1

    def copy_named(self, *entries: tuple[str, bytes]) -> None:
        self.copy(*((self.register(name), data) for name, data in entries))

    def fetch(self, pid: int) -> str | None:
        """Fetch the text as a program does; None where it gets none."""
        self.asks = pid
        if dict(self.entries).get(UNICODE_TEXT, b"") is None:
            self.render(UNICODE_TEXT)
        data = dict(self.entries).get(UNICODE_TEXT)
        return None if data is None else decoded(data)

    # ``ClipboardCalls``

    def listen(self, render: Callable[[int], None]) -> None:
        self.render = render

    def open(self) -> bool:
        self.on_open()
        if self.held:
            self.held -= 1
            return False
        self.opened += 1
        return True

    def close(self) -> None:
        self.opened -= 1

    def get(self, number: int, room: int) -> bytes | None:
        assert self.opened
        self.slow()
        data = dict(self.entries).get(number)
        if data is not None and len(data) > room:
            raise ClipboardBusy("too much")
        return None if number in self.refused else data

    def replace(self, entries: Sequence[tuple[int, bytes | None]]) -> bool:
        assert self.opened
        if self.refuses_writes:
            self.refuses_writes -= 1
            return False
        self.on_replace()
        self.copy(*entries, owner=OURS)
        return True

    def supply(self, number: int, data: bytes) -> None:
        self.entries = [(n, data if n == number else d) for n, d in self.entries]

    def formats(self) -> list[int]:
        return [number for number, _ in self.entries]

    def name(self, number: int) -> str:
        return self.names.get(number, "")

    def register(self, name: str) -> int:
        known = {text: number for number, text in self.names.items()}
        return known.get(name) or self._new(name)

    def _new(self, name: str) -> int:
        number = 0xC000 + len(self.names)
        self.names[number] = name
        return number

    def owner(self) -> int:
        return self.owner_window

    def window(self) -> int:
        return OURS

    def sequence(self) -> int:
        return self.changes

    def opener(self) -> int:
        return self.asks

    def front(self) -> int:
        return self.front_pid

    def title(self, window: int) -> str:
        return self.titles.get(window, "")

    def answers(self, window: int, seconds: float) -> bool:
        return not self.hangs

    def inside(self, window: int) -> frozenset[int]:
        return frozenset((CHAT.pid, VIEW)) if window == CHAT.window else frozenset()

    def parents(self, pid: int) -> tuple[int, ...]:
        return self.families.get(pid, ())

    def pump(self) -> None:
        pass

    def end(self) -> None:
        pass


class Now:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at
