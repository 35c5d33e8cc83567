"""Keys in a row, into chats that look at the clipboard in ways of their own."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.desktop.harness.app import FIRST, LONG, SECOND, App
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Chat, docked_chat

SECRET = "my password, copied a minute ago"


@pytest.fixture
def xchat(screen: Screen, app: App) -> Iterator[Chat]:
    it = docked_chat(screen, app)
    yield it
    it.close()


@pytest.fixture
def xbrowser(screen: Screen, app: App) -> Iterator[Chat]:
    """A program of its own, since the number of fetches is learned by program."""
    it = docked_chat(screen, app, "banhuabrowser")
    yield it
    it.close()


def test_a_chat_that_pastes_only_what_it_knows_of_gets_three_in_a_row(
    app: App, xchat: Chat, hand: Hand
) -> None:
    done = len(app.outcomes())
    xchat.ask("watch", seconds=0.04)
    hand.chord("Ctrl+Alt+1")  # here it may be met too late: then that is said, and learned
    app.wait_outcomes(done + 1)
    xchat.forget()
    for number in "231":
        hand.chord(f"Ctrl+Alt+{number}")
        time.sleep(0.15)
    assert app.wait_outcomes(done + 4)[done + 1 :] == ["pasted"] * 3
    xchat.wait_texts([SECOND, LONG, FIRST])
    assert not [note for note in xchat.look() if note["what"] == "dropped"]


@pytest.mark.parametrize("stall_before", [3, 8, 10, 12, 13])
def test_a_browser_that_stands_still_in_the_middle_of_a_paste_gets_three_in_a_row(
    app: App, xbrowser: Chat, hand: Hand, stall_before: int
) -> None:
    done = len(app.outcomes())
    xbrowser.ask("browse", stall_before=0, seconds=0)
    hand.chord("Ctrl+Alt+1")
    app.wait_outcomes(done + 1)
    xbrowser.wait_texts([FIRST])
    xbrowser.forget()
    xbrowser.ask("browse", stall_before=stall_before, seconds=0.3)
    for number in "231":
        hand.chord(f"Ctrl+Alt+{number}")
        time.sleep(0.1)
    assert app.wait_outcomes(done + 4)[done + 1 :] == ["pasted"] * 3
    xbrowser.wait_texts([SECOND, LONG, FIRST])


@pytest.mark.parametrize("stall_before", [12, 13])
def test_nor_does_it_lose_the_last_to_the_former_clipboard(
    app: App, xbrowser: Chat, hand: Hand, clip: Clip, stall_before: int
) -> None:
    xbrowser.ask("browse", stall_before=0, seconds=0)
    hand.chord("Ctrl+Alt+1")
    xbrowser.wait_texts([FIRST])
    clip.put(SECRET)
    xbrowser.ask("browse", stall_before=stall_before, seconds=0.7)
    hand.chord("Ctrl+Alt+2")
    xbrowser.wait_texts([FIRST, SECOND])
    wait_for(lambda: clip.text() == SECRET, "the user's clipboard is back", 4)
