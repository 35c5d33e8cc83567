"""Clipboard managers that own what they copy: no reply is lost, nor what the user had."""

from __future__ import annotations

import time

import pytest

from tests.desktop.harness.app import FIRST, App
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Taker, docked_chat

SECRET = "my password, copied a minute ago"


@pytest.mark.parametrize(("after", "busy"), [(0.1, 0.0), (0.0, 0.0), (0.0, 0.4), (0.1, 0.4)])
def test_a_manager_that_owns_a_copy_of_the_reply_loses_nothing(
    app: App, screen: Screen, hand: Hand, clip: Clip, after: float, busy: float
) -> None:
    xchat, taker = docked_chat(screen, app), Taker(screen, after)
    try:
        clip.put(SECRET)
        wait_for(lambda: SECRET in taker.lines, "the manager owns what the user copied")
        done, told = len(app.outcomes()), app.text().count("outcome=failed code=taken_over")
        if busy:
            xchat.send("busy", seconds=busy)
            time.sleep(0.05)
        hand.chord("Ctrl+Alt+1")
        xchat.wait_texts([FIRST])
        end = app.wait_outcomes(done + 1)[done]
        if end == "failed":  # what the chat fetched of the manager cannot be seen
            assert app.text().count("outcome=failed code=taken_over") > told
            assert clip.text() == FIRST
        else:
            wait_for(lambda: clip.text() == SECRET, "the user's clipboard is back", 12)
        assert end == "failed" or not busy
        assert xchat.texts() == [FIRST]
    finally:
        taker.close()
        xchat.close()
