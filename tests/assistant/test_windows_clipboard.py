"""The clipboard of Windows over a stand-in for the system: what is copied, who gets our text."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.backends import windows_clipboard
from assistant.backends.windows_clipboard import GUARDED_S, HAND_S, WindowsClipboard
from assistant.backends.windows_clipboard_content import (
    DIB,
    DIB_V5,
    MARKS,
    UNICODE_TEXT,
    encoded,
)
from assistant.ports import ClipboardBusy
from tests.assistant.windows_clipboard_system import (
    CHAT,
    EDITOR,
    MANAGER,
    VIEW,
    Now,
    System,
)

BITMAP, TEXT, LOCALE, OEM = 2, 1, 16, 7


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


def test_a_text_of_an_old_program_is_found_as_windows_makes_it(
    clipboard: WindowsClipboard, system: System
) -> None:
    system.copy((TEXT, b"hi\0"), (LOCALE, bytes(4)), (OEM, b"hi\0"), text("hi"))
    found = clipboard.snapshot(only=("text/plain",))
    assert found.formats == {"text/plain": b"hi"}
    assert [one.number for one, _ in clipboard.snapshot().entries] == [TEXT, LOCALE]


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


@pytest.mark.parametrize("since", ["another owner", "the same one"])
def test_an_owner_that_hangs_by_the_time_the_clipboard_is_open_is_not_asked(
    clipboard: WindowsClipboard, system: System, since: str
) -> None:
    """Seen red: it was read, which holds the clipboard open for as long as its owner hangs."""
    system.copy(text("原来的"))
    system.held = 3  # somebody has it open for a moment

    def hang() -> None:
        system.hangs = True
        if since == "another owner":
            system.owner_window += 1

    system.on_open = hang
    system.slow = lambda: pytest.fail("it is asked for its content")
    with pytest.raises(ClipboardBusy, match="does not answer"):
        clipboard.snapshot()
    assert not system.opened


def test_an_owner_that_hangs_while_it_is_read_holds_up_nobody_for_long(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("EACH_S", "LAST_ONE_S"):
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


def test_a_former_owner_that_lets_windows_wait_costs_the_paste_but_not_the_copy(
    clipboard: WindowsClipboard, system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WRITE_OPEN_S", "ANSWER_S"):
        monkeypatch.setattr(windows_clipboard, name, 0.05)
    answers = threading.Event()
    system.copy(text("原来的"), (DIB, b"d"))
    clipboard.snapshot()
    system.on_replace = lambda: answers.wait(10)  # it is told that its content goes
    with pytest.raises(ClipboardBusy):
        clipboard.put_text("回复")
    answers.set()
    for _ in range(1000):
        if not system.opened:
            break
        time.sleep(0.005)
    assert restored(system) == [text("原来的"), (DIB, b"d")]
    assert not clipboard.owns()
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


def test_our_own_text_is_kept_although_nobody_has_fetched_it(
    clipboard: WindowsClipboard, system: System
) -> None:
    clipboard.put_text("copied to stay")
    saved = clipboard.snapshot()
    assert saved.formats["text/plain"] == b"copied to stay"
    assert dict(system.entries)[UNICODE_TEXT] is None
    clipboard.put_text("回复")
    clipboard.restore(saved)
    assert restored(system) == [text("copied to stay")]


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
    assert [one.at for one in sent.asked()] == [now.at]
    assert heard == [1]


def test_a_chat_that_shows_another_buyer_by_then_gets_nothing(
    clipboard: WindowsClipboard, system: System, now: Now
) -> None:
    clipboard.put_text("回复")
    system.titles[CHAT.window] = "乙"
    clipboard.arm(CHAT, lambda title: title == "甲")
    assert system.fetch(CHAT.pid) != "回复"
    assert not clipboard.asked()
    now.at += GUARDED_S
    assert system.fetch(CHAT.pid) == "回复", "pasted by hand, later"


def test_a_chat_that_shows_the_same_buyer_gets_it(
    clipboard: WindowsClipboard, system: System
) -> None:
    clipboard.put_text("回复")
    system.titles[CHAT.window] = "甲"
    clipboard.arm(CHAT, lambda title: title == "甲")
    assert system.fetch(CHAT.pid) == "回复"
    assert len(clipboard.asked()) == 1


@pytest.mark.parametrize("pid", [VIEW, 79])
def test_a_process_of_a_window_in_the_targets_or_started_by_it_is_the_targets(
    sent: WindowsClipboard, system: System, pid: int
) -> None:
    system.families = {79: (CHAT.pid, 1)}
    assert system.fetch(pid) == "回复"
    assert len(sent.asked()) == 1


def test_a_manager_gets_nothing_so_the_targets_fetch_is_seen_after_it(
    sent: WindowsClipboard, system: System
) -> None:
    assert system.fetch(MANAGER) is None
    assert not sent.asked()
    assert system.fetch(CHAT.pid) == "回复"
    assert len(sent.asked()) == 1
    assert system.fetch(MANAGER) == "回复", "Windows keeps it from then on"


@pytest.mark.parametrize("pid", [0, EDITOR])
def test_a_fetch_by_hand_elsewhere_or_of_nobody_known_is_answered_and_does_not_count(
    sent: WindowsClipboard, system: System, pid: int
) -> None:
    system.front_pid = EDITOR
    assert system.fetch(pid) == "回复"
    assert not sent.asked()


def test_a_text_that_was_not_taken_is_there_for_everybody(
    sent: WindowsClipboard, system: System, now: Now
) -> None:
    now.at += GUARDED_S
    assert system.fetch(MANAGER) == "回复"
    assert not sent.asked()


def test_who_watches_the_clipboard_gets_nothing_before_the_key(
    clipboard: WindowsClipboard, system: System, now: Now
) -> None:
    clipboard.put_text("回复")
    assert system.fetch(CHAT.pid) is None, "it looks at each change; no key was sent yet"
    clipboard.arm(CHAT)
    assert system.fetch(CHAT.pid) == "回复"
    assert len(clipboard.asked()) == 1


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
    assert not sent.asked()
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


def test_the_key_waits_for_a_program_that_opens_the_clipboard_after_the_change(
    clipboard: WindowsClipboard, system: System
) -> None:
    clipboard.put_text("回复")
    tries = 0

    def opened() -> None:
        nonlocal tries
        tries += 1
        if tries == 2:  # it is there only after our first look
            system.held = 2

    system.on_open = opened
    assert clipboard.noticed(CHAT)
    assert not system.held
    assert tries == 4, "and goes as soon as that one is done"
