"""The sidebar and the palette put text into the chat and leave the focus there."""

from __future__ import annotations

from tests.desktop.harness.app import FIRST, LONG, SECOND, App
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import holds_for, wait_for
from tests.desktop.harness.screen import Screen

CARDS = {FIRST: 235, SECOND: 305, LONG: 375}
"""Pixels below the sidebar's upper edge at the standard text size, within the first cards."""


def click_card(screen: Screen, app: App, hand: Hand, text: str) -> None:
    """Click the card of one of the first texts."""
    frame = screen.inner(app.sidebar())
    hand.click(frame.x + frame.width // 2, frame.y + CARDS[text])


def open_palette(app: App, screen: Screen, hand: Hand) -> int:
    """Press the palette's key and wait until it has the focus; returns its window."""
    hand.chord("Ctrl+Alt+Space")
    wait_for(lambda: screen.pid(screen.active()) == app.pid, "the palette has the focus", 5)
    return screen.active()


def test_a_click_on_a_card_pastes_and_leaves_the_focus(
    app: App, screen: Screen, chat: ChatPage, hand: Hand
) -> None:
    for text in (FIRST, SECOND, LONG) * 4:
        chat.wipe()
        done = len(app.outcomes())
        click_card(screen, app, hand, text)
        assert app.wait_outcomes(done + 1, 5)[done:] == ["pasted"]
        chat.wait_value(text)
        assert chat.has_focus()
        assert chat.count("blur") == 0, "the chat box lost the focus on the way"
        assert screen.active() == chat.window


def test_two_clicks_paste_twice(app: App, screen: Screen, chat: ChatPage, hand: Hand) -> None:
    click_card(screen, app, hand, FIRST)
    chat.wait_value(FIRST)
    click_card(screen, app, hand, SECOND)
    chat.wait_value(FIRST + SECOND)


def test_the_palette_pastes_and_gives_the_focus_back(
    app: App, screen: Screen, chat: ChatPage, hand: Hand
) -> None:
    for number in range(6):
        chat.wipe()
        text = (FIRST, SECOND)[number % 2]
        open_palette(app, screen, hand)
        hand.type(f"zzcs{number % 2 + 1}")
        hand.tap("Enter")  # at once, as a practised hand does: the search must keep up
        chat.wait_value(text)
        assert chat.has_focus()
        assert chat.sent() == [], "Enter must not reach the chat"


def test_escape_in_the_palette_sends_nothing(
    app: App, screen: Screen, chat: ChatPage, hand: Hand, clip: Clip
) -> None:
    clip.put("mine")
    done = len(app.outcomes())
    open_palette(app, screen, hand)
    hand.type("zzcs1")
    hand.tap("Esc")
    wait_for(lambda: screen.active() == chat.window and chat.has_focus(), "the focus is back")
    assert holds_for(lambda: chat.value() == "", 0.3)
    assert (chat.sent(), app.outcomes()[done:], clip.text()) == ([], [], "mine")


def test_the_palette_over_another_buyer_pastes_there(
    app: App, screen: Screen, chats: tuple[ChatPage, ChatPage], hand: Hand
) -> None:
    first, second = chats
    screen.activate(second.window)
    wait_for(second.has_focus, "the second chat has the focus")
    open_palette(app, screen, hand)
    hand.type("zzcs2")
    hand.tap("Enter")
    second.wait_value(SECOND)
    assert first.value() == ""


def test_a_palette_whose_chat_was_closed_or_left_sends_nothing_elsewhere(
    app: App, screen: Screen, chats: tuple[ChatPage, ChatPage], hand: Hand
) -> None:
    """Another buyer comes to the front while the palette is open: that one must get nothing."""
    first, second = chats
    # Nobody opens the palette within 0.1 s of its last use.
    assert holds_for(first.has_focus, 0.3)
    palette = open_palette(app, screen, hand)
    empty = screen.image(screen.inner(palette))
    hand.type("zzcs1")
    wait_for(lambda: screen.image(screen.inner(palette)) != empty, "the typed text is shown")
    screen.raise_now(second.window)
    wait_for(lambda: screen.active() == second.window, "the second chat is in front", 5)
    wait_for(lambda: not screen.viewable(palette), "the palette is gone", 5)
    assert holds_for(lambda: second.value() == first.value() == "", 0.2)
    assert (first.sent(), second.sent()) == ([], [])
