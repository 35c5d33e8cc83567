"""A hotkey that another program took is shown, and the rest work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from Xlib import XK, X

from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import FIRST, LONG, SECOND, App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import holds_for, wait_for
from tests.desktop.harness.screen import Screen


def test_a_key_taken_by_another_program(
    screen: Screen, chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path)
    taken = screen.grab_key(XK.XK_2, X.ControlMask | X.Mod1Mask)
    try:
        app = start(tmp_path, options=OPTIONS)
        app.wait_line(r"hotkey refused key=Ctrl\+Alt\+2")
        assert "hotkey refused key=Ctrl+Alt+1" not in app.text()
        hand.chord("Ctrl+Alt+2")
        for key, text in (("1", FIRST), ("3", LONG)):
            chat.wipe()
            hand.chord(f"Ctrl+Alt+{key}")
            chat.wait_value(text)
        assert app.wait_outcomes(2) == ["pasted", "pasted"]
    finally:
        taken.close()


def test_a_phrase_with_its_own_hotkey(
    chat: ChatPage, hand: Hand, start: Callable[..., App], tmp_path: Path
) -> None:
    seed(tmp_path, hotkeys={2: "Ctrl+Shift+K"})
    start(tmp_path, options=OPTIONS)
    hand.chord("Ctrl+Shift+K")
    chat.wait_value(SECOND)


def test_the_step_keys_change_what_the_digits_paste(
    app: App, screen: Screen, chat: ChatPage, hand: Hand
) -> None:
    bar = screen.inner(app.sidebar())
    first_step = screen.image(bar)
    hand.chord("Ctrl+Alt+.")
    wait_for(lambda: screen.image(bar) != first_step, "the next step is shown")
    done = len(app.outcomes())
    hand.chord("Ctrl+Alt+1")
    app.wait_outcomes(done + 1)
    assert holds_for(lambda: FIRST not in chat.value(), 0.2)
    chat.wipe()
    second_step = screen.image(bar)
    hand.chord("Ctrl+Alt+,")
    wait_for(lambda: screen.image(bar) != second_step, "the first step is shown")
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)


def test_keys_of_ours_do_not_reach_the_chat(app: App, chat: ChatPage, hand: Hand) -> None:
    hand.chord("Ctrl+Alt+1", 0.05)
    chat.wait_value(FIRST)
    assert [e.detail for e in chat.seen() if e.name == "keydown" and e.detail == "1"] == []
