"""The clipboard of Windows over a stand-in for the system: what is copied, who gets our text."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from assistant.backends import windows_clipboard
from assistant.backends.windows_clipboard import GUARDED_S, HAND_S, WindowsClipboard
from assistant.backends.windows_clipboard_content import (
    DIB,
    DIB_V5,
    MARKS,
    UNICODE_TEXT,
    decoded,
    encoded,
)
from assistant.ports import ClipboardBusy, Target

OURS, THEIRS = 10, 20
CHAT = Target(0x500, 77, "aliworkbench", "甲")
MANAGER, EDITOR, VIEW = 88, 66, 78
BITMAP, TEXT, LOCALE, OEM = 2, 1, 16, 7


class System:
    """A clipboard as Windows has it, with hands for the tests to act by."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, bytes | None]] = []
        self.names: dict[int, str] = {}
        self.owner_window = THEIRS
        self.changes = 1
        self.asks = 0
        self.front_pid = CHAT.pid
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


@pytest.fixture
def system() -> System:
    return System()


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def clipboard(system: System, now: Now) -> Iterator[WindowsClipboard]:
    made = WindowsClipboard(system, now)
    yield made
    made.close()


def text(words: str) -> tuple[int, bytes]:
    return UNICODE_TEXT, encoded(words)


# -- save and restore --


def restored(system: System) -> list[tuple[int, bytes | None]]:
    """Give what stands there but for the marks."""
    marks = {system.register(name) for name in MARKS}
    return [entry for entry in system.entries if entry[0] not in marks]


def test_every_format_comes_back_byte_for_byte_and_in_order(
    clipboard: WindowsClipboard, system: System
) -> None:
    private = system.register("QQ_Unicode_RichEdit_Format")
    before = [(private, bytes(range(256))), text("原来的"), (DIB, b"d" * 999), (DIB_V5, b"5")]
    system.copy(*before)
    saved = clipboard.snapshot()
    clipboard.put_text("回复")
    assert clipboard.owns()
    clipboard.restore(saved)
    assert restored(system) == before
    assert not clipboard.owns()
    assert not clipboard.taken_over()


def test_our_text_and_what_is_put_back_stay_out_of_histories(
    clipboard: WindowsClipboard, system: System
) -> None:
    system.copy(text("原来的"))
    saved = clipboard.snapshot()
    clipboard.put_text("回复")
    marks = {system.register(name): data for name, data in MARKS.items()}
    assert marks.items() <= dict(system.entries).items()
    clipboard.restore(saved)
    assert marks.items() <= dict(system.entries).items()
    clipboard.restore(clipboard.snapshot())
    assert len(system.entries) == 1 + len(marks), "each mark is there once"


def test_a_clipboard_that_is_held_is_waited_for_and_never_taken_for_empty(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    system.copy(text("原来的"))
    system.held = 3
    assert clipboard.snapshot().formats["text/plain"] == "原来的".encode()
    monkeypatch.setattr(windows_clipboard, "READ_OPEN_S", 0.02)
    system.held = 10**9
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    assert restored(system) == [text("原来的")]


def test_formats_that_cannot_be_read_are_not_an_empty_clipboard(
    clipboard: WindowsClipboard, system: System
) -> None:
    system.copy((BITMAP, b""), (0x300, b""))
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    system.copy(text("x"))
    system.refused = {UNICODE_TEXT}
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    assert clipboard.snapshot(only=("image/png",)).empty
    assert not system.opened


def test_more_than_can_be_kept_is_refused_and_left_alone(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_clipboard, "MOST_BYTES", 100)
    system.copy((DIB, bytes(60)), (DIB_V5, bytes(60)))
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    assert not system.opened
    assert system.formats() == [DIB, DIB_V5]


def test_an_empty_clipboard_comes_back_empty(clipboard: WindowsClipboard, system: System) -> None:
    system.copy()
    saved = clipboard.snapshot()
    assert saved.empty
    clipboard.put_text("回复")
    clipboard.restore(saved)
    assert system.entries == []


def test_an_owner_that_hangs_is_not_asked_and_the_clipboard_left_closed(
    clipboard: WindowsClipboard, system: System
) -> None:
    system.copy(text("原来的"))
    system.hangs = True
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    assert not system.opened
    clipboard.put_text("回复")
    assert clipboard.owns(), "the second key goes on without a copy"


def test_an_owner_that_hangs_while_it_is_read_holds_up_nobody_for_long(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("READ_OPEN_S", "ALL_S", "LAST_ONE_S"):
        monkeypatch.setattr(windows_clipboard, name, 0.05)
    answers = threading.Event()
    system.slow = lambda: answers.wait(10)
    system.copy(text("原来的"))
    begun = time.monotonic()
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    with pytest.raises(ClipboardBusy):
        clipboard.put_text("回复")
    assert time.monotonic() - begun < 5
    answers.set()
    for _ in range(1000):
        if not system.opened:
            break
        time.sleep(0.005)
    clipboard.put_text("回复")
    assert clipboard.owns()


def test_of_a_slow_owner_the_most_worth_is_kept(
    clipboard: WindowsClipboard,
    system: System,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(windows_clipboard, "ALL_S", 0.0)
    system.slow = lambda: time.sleep(0.002)
    system.copy((DIB, b"d"), text("原来的"))
    assert [one.number for one, _ in clipboard.snapshot().entries] == [UNICODE_TEXT]
    assert "partial" in caplog.text


def test_a_restore_that_fails_is_known_and_can_be_tried_again(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows_clipboard, "WRITE_OPEN_S", 0.02)
    system.copy(text("原来的"))
    saved = clipboard.snapshot()
    clipboard.put_text("回复")
    system.held = 10**9
    with pytest.raises(ClipboardBusy):
        clipboard.restore(saved)
    system.held, system.refuses_writes = 0, 1
    with pytest.raises(ClipboardBusy):
        clipboard.restore(saved)
    assert clipboard.owns(), "until it worked, our text counts as there"
    clipboard.restore(saved)
    assert restored(system) == [text("原来的")]


def test_what_is_copied_while_the_restore_waits_is_left_alone(
    clipboard: WindowsClipboard, system: System
) -> None:
    system.copy(text("原来的"))
    saved = clipboard.snapshot()
    clipboard.put_text("回复")
    system.held = 1
    system.on_open = lambda: system.copy(text("newer")) if system.held else None
    clipboard.restore(saved)
    assert system.entries == [text("newer")]


def test_a_copy_of_our_text_by_a_manager_is_told_from_newer_content(
    clipboard: WindowsClipboard, system: System
) -> None:
    clipboard.put_text("短语\n二")
    assert not clipboard.taken_over()
    system.copy(text("短语\n二"))
    assert not clipboard.owns()
    assert clipboard.taken_over()
    assert clipboard.echoes("短语\n二")
    system.copy(text("newer"))
    assert not clipboard.taken_over()
    assert not clipboard.echoes("newer")


# -- who gets our text --


@pytest.fixture
def sent(clipboard: WindowsClipboard, system: System, now: Now) -> WindowsClipboard:
    """A reply whose paste key was sent a moment ago."""
    clipboard.put_text("回复")
    now.at += 0.01
    clipboard.arm(CHAT)
    return clipboard


def test_the_targets_own_fetch_counts_and_calls_back(
    sent: WindowsClipboard, system: System, now: Now
) -> None:
    heard: list[int] = []
    sent.on_fetch(lambda: heard.append(1))
    assert sent.visible_fetches() == 1
    now.at += 2.0
    assert system.fetch(CHAT.pid) == "回复"
    assert sent.fetches().times == (now.at,)
    assert heard == [1]


@pytest.mark.parametrize("pid", [VIEW, 79])
def test_a_process_of_a_window_in_the_targets_or_started_by_it_is_the_targets(
    sent: WindowsClipboard, system: System, pid: int
) -> None:
    system.families = {79: (CHAT.pid, 1)}
    assert system.fetch(pid) == "回复"
    assert len(sent.fetches().times) == 1


def test_a_manager_gets_nothing_so_the_targets_fetch_is_seen_after_it(
    sent: WindowsClipboard, system: System
) -> None:
    assert system.fetch(MANAGER) is None
    assert not sent.fetches().times
    assert system.fetch(CHAT.pid) == "回复"
    assert len(sent.fetches().times) == 1
    assert system.fetch(MANAGER) == "回复", "Windows keeps it from then on"


@pytest.mark.parametrize("pid", [0, EDITOR])
def test_a_fetch_by_hand_elsewhere_or_of_nobody_known_is_answered_and_does_not_count(
    sent: WindowsClipboard, system: System, pid: int
) -> None:
    system.front_pid = EDITOR
    assert system.fetch(pid) == "回复"
    assert not sent.fetches().times


def test_a_text_that_was_not_taken_is_there_for_everybody(
    sent: WindowsClipboard, system: System, now: Now
) -> None:
    now.at += GUARDED_S
    assert system.fetch(MANAGER) == "回复"
    assert not sent.fetches().times


def test_who_watches_the_clipboard_gets_nothing_before_the_key(
    clipboard: WindowsClipboard, system: System, now: Now
) -> None:
    clipboard.put_text("回复")
    assert system.fetch(CHAT.pid) is None, "it looks at each change; no key was sent yet"
    clipboard.arm(CHAT)
    assert system.fetch(CHAT.pid) == "回复"
    assert len(clipboard.fetches().times) == 1


def test_a_text_that_was_only_copied_is_there_for_everybody(
    clipboard: WindowsClipboard, system: System, now: Now
) -> None:
    clipboard.put_text("回复")
    now.at += HAND_S
    assert system.fetch(MANAGER) == "回复"


def test_a_fetch_of_a_former_text_does_not_count_for_the_next(
    sent: WindowsClipboard, system: System
) -> None:
    system.fetch(CHAT.pid)
    sent.put_text("第二句")
    sent.arm(CHAT)
    assert not sent.fetches().times
    assert system.fetch(CHAT.pid) == "第二句"


def test_a_promised_text_stays_when_the_program_ends(
    clipboard: WindowsClipboard, system: System
) -> None:
    clipboard.put_text("回复")
    system.render(0)  # as Windows asks before the window goes
    assert dict(system.entries)[UNICODE_TEXT] == encoded("回复")


def test_the_key_waits_until_nobody_has_the_clipboard_open(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard.put_text("回复")
    system.held = 3
    assert clipboard.noticed(CHAT)
    assert not system.held
    monkeypatch.setattr(windows_clipboard, "NOTICE_S", 0.02)
    system.held = 10**9
    assert not clipboard.noticed(CHAT)


def test_a_program_that_opens_the_clipboard_after_each_change_is_learned_and_waited_for(
    clipboard: WindowsClipboard, system: System
) -> None:
    tries = 0

    def opened() -> None:
        nonlocal tries
        tries += 1
        if tries == 2:  # the other one is there only after our first look
            system.held = 2

    for _ in range(windows_clipboard.FIRST_LOOKS):
        clipboard.put_text("回复")
        tries, system.on_open = 0, opened
        assert clipboard.noticed(CHAT)
        assert tries == 4
        system.on_open = lambda: None
    for _ in range(windows_clipboard.FIRST_LOOKS):
        clipboard.put_text("回复")
        assert clipboard.noticed(CHAT)
    system.on_open, tries = opened, 0
    clipboard.noticed(CHAT)
    assert tries == 1, "nobody was there for a while, so the key goes at once"
    system.held = 0
    clipboard.put_text("回复")
    clipboard.arm(CHAT)
    clipboard.put_text("not fetched")
    tries = 0
    assert clipboard.noticed(CHAT)
    assert tries == 4, "a text that was not fetched makes it look again"
