"""The harness sees what it is meant to see, or the other tests would prove nothing."""

from __future__ import annotations

import time

from Xlib import X
from Xlib.ext import xtest

from tests.desktop.harness.app import FIRST, LONG, SECOND
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextWindow


def test_the_texts_are_what_the_cells_say() -> None:
    assert len(LONG) == 1000
    assert FIRST.count("\n") == SECOND.count("\n") == 1
    assert "\u200d" in FIRST


def test_a_held_key_repeats_as_on_a_real_keyboard(chat: ChatPage, hand: Hand) -> None:
    """So "held 1 s" is a real test: without a guard the key comes many times."""
    with hand.holding("x"):
        wait_for(lambda: len(chat.value()) >= 3, "the held key repeats", 3)
    assert set(chat.value()) == {"x"}


def test_a_release_by_xtest_leaves_the_hand_holding(screen: Screen, hand: Hand) -> None:
    """The hand is another keyboard than the one that programs inject with."""
    code = hand.x.keysym_to_keycode(0xFFE3)
    hand.press("Ctrl")
    assert code in hand.core_held()
    xtest.fake_input(screen.x, X.KeyRelease, code)
    screen.x.sync()
    assert code not in hand.core_held()
    hand.release("Ctrl")


def test_the_chat_page_reads_exactly_what_is_pasted(chat: ChatPage, hand: Hand, clip: Clip) -> None:
    for text in (FIRST, LONG):
        chat.wipe()
        clip.put(text)
        hand.chord("Ctrl+V")
        chat.wait_value(text)
    assert chat.count("paste") == 1


def test_a_busy_page_answers_late(chat: ChatPage, hand: Hand) -> None:
    chat.busy(300)
    hand.tap("x")
    start = time.monotonic()
    chat.wait_value("x")
    assert time.monotonic() - start > 0.2


def test_enter_sends_what_is_in_the_box(chat: ChatPage, hand: Hand) -> None:
    hand.type("abc")
    hand.tap("Enter")
    wait_for(lambda: chat.sent() == ["abc"], "the message was sent")


def test_text_windows_read_exactly_what_is_pasted(
    text_window: TextWindow, hand: Hand, clip: Clip
) -> None:
    clip.put(FIRST)
    hand.chord("Ctrl+V")
    text_window.wait_value(FIRST)


def test_a_frozen_clipboard_owner_really_stalls_a_reader(clip: Clip) -> None:
    with clip.frozen_owner("stopped"):
        start = time.monotonic()
        assert clip.get() is None
        assert time.monotonic() - start > 0.5
