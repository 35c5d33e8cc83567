"""One key puts the right text into a real chat box, whatever the hand and the page are doing."""

from __future__ import annotations

import struct
import time
import zlib
from collections.abc import Sequence

import pytest

from tests.desktop.harness.app import FIRST, LONG, SECOND, App, Practice
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import holds_for, wait_for
from tests.desktop.harness.text import TextWindow

MINE = "我自己复制的内容 📋\n第二行"


def picture() -> bytes:
    """A PNG of 64 × 48 coloured pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = b"".join(
        b"\0" + bytes(v for x in range(64) for v in (4 * x, 5 * y, 99)) for y in range(48)
    )
    head = struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def test_two_hundred_pastes_in_a_row(app: App, chat: ChatPage, hand: Hand) -> None:
    wrong: list[tuple[int, str, list[str]]] = []
    for number in range(200):
        key, text = (("1", FIRST), ("2", SECOND))[number % 2]
        chat.wipe()
        done = len(app.outcomes())
        hand.chord(f"Ctrl+Alt+{key}")
        told = app.wait_outcomes(done + 1)[done:]
        try:
            chat.wait_value(text, 3)
        except AssertionError:
            wrong.append((number, chat.value(), told))
            continue
        if chat.value() != text or chat.count("paste") != 1 or told != ["pasted"]:
            wrong.append((number, chat.value(), told))
    assert wrong == []


def test_text_windows_get_it_exactly(app: App, text_window: TextWindow, hand: Hand) -> None:
    for key, text in (("1", FIRST), ("2", SECOND), ("3", LONG)) * 3:
        text_window.wipe()
        hand.chord(f"Ctrl+Alt+{key}")
        text_window.wait_value(text)


def test_the_practice_chat_gets_it_exactly(app: App, practice: Practice, hand: Hand) -> None:
    expected = ""
    for key, text in (("1", FIRST), ("2", SECOND), ("3", LONG)):
        hand.chord(f"Ctrl+Alt+{key}")
        expected += text
        wait_for(lambda e=expected: practice.value() == e, "the text in the practice chat")
    assert practice.sent() == []


def test_a_thousand_characters(app: App, chat: ChatPage, hand: Hand) -> None:
    hand.chord("Ctrl+Alt+3")
    chat.wait_value(LONG)


@pytest.mark.parametrize(("milliseconds", "rounds"), [(300, 8), (1000, 4)])
def test_a_busy_page(
    app: App, chat: ChatPage, hand: Hand, clip: Clip, milliseconds: int, rounds: int
) -> None:
    for _ in range(rounds):
        clip.put(MINE)
        chat.wipe()
        chat.busy(milliseconds)
        hand.chord("Ctrl+Alt+1")
        chat.wait_value(FIRST)
        wait_for(lambda: clip.text() == MINE, "the user's clipboard is back", 6)
        assert chat.value() == FIRST
        assert chat.count("paste") == 1


def test_a_digit_held_longer_than_its_modifiers_types_nothing(
    app: App, chat: ChatPage, hand: Hand
) -> None:
    for _ in range(2):
        chat.wipe()
        done = len(app.outcomes())
        # A browser drops a key within some 0.1 s of its window's coming to the front.
        assert holds_for(chat.has_focus, 0.3)
        hand.press("Ctrl")
        hand.press("Alt")
        hand.press("1")
        chat.wait_value(FIRST)
        hand.release("Alt")
        hand.release("Ctrl")
        assert holds_for(lambda: chat.value() == FIRST, 1.2), "no digit is typed"
        hand.release("1")
        assert app.wait_outcomes(done + 1)[done:] == ["pasted"]


@pytest.mark.parametrize("hold", [0.0, 0.12, 1.0])
def test_a_key_held_pastes_once(app: App, chat: ChatPage, hand: Hand, hold: float) -> None:
    for _ in range(3):
        chat.wipe()
        done = len(app.outcomes())
        hand.chord("Ctrl+Alt+1", hold)
        chat.wait_value(FIRST)
        assert holds_for(lambda: chat.value() == FIRST, 0.15), "nothing comes later"
        assert app.outcomes()[done:] == ["pasted"]
        assert hand.modifiers() == 0


@pytest.mark.parametrize("busy", [0, 300])
def test_three_taps_with_the_modifiers_kept_held(
    app: App, chat: ChatPage, hand: Hand, busy: int
) -> None:
    for _ in range(3):
        chat.wipe()
        if busy:
            chat.busy(busy)
        with hand.holding("Ctrl", "Alt"):
            for _ in range(3):
                hand.tap("1", hold=0.03)
                time.sleep(0.15)  # the pace of a hand, part of the case
        chat.wait_value(FIRST * 3)
        wait_for(lambda: hand.modifiers() == 0, "no modifier stays down", 1)
        hand.tap("x")
        chat.wait_value(FIRST * 3 + "x")


@pytest.mark.parametrize("busy", [0, 300])
def test_two_hotkeys_shortly_after_each_other(
    app: App, chat: ChatPage, hand: Hand, clip: Clip, busy: int
) -> None:
    for _ in range(4):
        clip.put(MINE)
        chat.wipe()
        if busy:
            chat.busy(busy)
        hand.chord("Ctrl+Alt+1")
        time.sleep(0.15)  # the case: 150 ms apart
        hand.chord("Ctrl+Alt+2")
        chat.wait_value(FIRST + SECOND)
        wait_for(lambda: clip.text() == MINE, "the user's own clipboard is back, not our text", 8)


def test_a_picture_on_the_clipboard_is_back_byte_for_byte(
    app: App, chat: ChatPage, hand: Hand, clip: Clip
) -> None:
    png = picture()
    for _ in range(4):
        chat.wipe()
        clip.put(png, "image/png")
        hand.chord("Ctrl+Alt+1")
        chat.wait_value(FIRST)
        wait_for(lambda: clip.get("image/png") == png, "the picture is back", 6)
        assert chat.value() == FIRST


def test_an_empty_clipboard_does_not_keep_our_text(
    app: App, chat: ChatPage, hand: Hand, clip: Clip
) -> None:
    clip.clear()
    assert clip.text() is None
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)
    wait_for(lambda: clip.text() != FIRST, "our text is off the clipboard", 6)


def test_what_the_user_copies_meanwhile_stays(
    app: App, chat: ChatPage, hand: Hand, clip: Clip
) -> None:
    clip.put("old")
    chat.busy(300)
    done = len(app.outcomes())
    hand.chord("Ctrl+Alt+1")
    app.wait_outcomes(done + 1)
    chat.wait_value(FIRST)
    clip.put("new, copied by the user")
    # 4 s: longer than the latest restore of 3 s.
    assert holds_for(lambda: clip.text() == "new, copied by the user", 4, every=0.2)


@pytest.mark.parametrize("locks", [["Caps_Lock"], ["Num_Lock"], ["Caps_Lock", "Num_Lock"]])
def test_caps_lock_and_num_lock(app: App, chat: ChatPage, hand: Hand, locks: Sequence[str]) -> None:
    for lock in locks:
        hand.tap(lock)
    before = hand.modifiers()
    assert before
    for key, text in (("1", FIRST), ("2", SECOND)) * 3:
        chat.wipe()
        hand.chord(f"Ctrl+Alt+{key}")
        chat.wait_value(text)
    assert hand.modifiers() == before, "the locks are as the user left them"


def test_a_frozen_clipboard_owner_does_not_stall_us(
    app: App, chat: ChatPage, hand: Hand, clip: Clip
) -> None:
    with clip.frozen_owner("stopped"):
        done = len(app.outcomes())
        start = time.monotonic()
        hand.chord("Ctrl+Alt+1")
        app.wait_outcomes(done + 1, 5)
        assert time.monotonic() - start < 2.5
    chat.wipe()
    clip.put(MINE)
    hand.chord("Ctrl+Alt+2")
    chat.wait_value(SECOND)
    wait_for(lambda: clip.text() == MINE, "the clipboard is back", 6)
