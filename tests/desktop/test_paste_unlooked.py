"""A browser that fetches nothing for itself, and one whose page takes nothing, told apart.

Chromium reads the clipboard for itself when a key makes the character Ctrl+V, so another paste key
shows at will what happens in one Ctrl+V of some hundreds, and in each of a program made with
Electron.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desktop.harness.app import FIRST, SECOND, App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for

MINE = "我自己复制的内容"


@pytest.fixture(params=["Ctrl+V", "Shift+Insert"])
def app(request: pytest.FixtureRequest, start: Callable[..., App], tmp_path: Path) -> App:
    """One whose rule for the pages sends this key."""
    seed(tmp_path)
    rule = {"id": "web-qianniu", "paste_key": request.param}
    return start(tmp_path, options={"dock.make_room": False, "clients": [rule]})


def test_each_text_is_told_as_pasted_and_the_users_copy_comes_back(
    app: App, chat: ChatPage, hand: Hand, clip: Clip
) -> None:
    clip.put(MINE)
    for number in range(6):
        chat.wipe()
        hand.chord(f"Ctrl+Alt+{number % 2 + 1}")
        chat.wait_value((FIRST, SECOND)[number % 2])
        assert app.wait_outcomes(number + 1)[number:] == ["pasted"]
    wait_for(lambda: clip.text() == MINE, "the user's clipboard is back", 3)


def test_three_in_a_row_arrive(app: App, chat: ChatPage, hand: Hand, clip: Clip) -> None:
    clip.put(MINE)
    for key in "121":
        done = len(app.outcomes())
        hand.chord(f"Ctrl+Alt+{key}")
        app.wait_outcomes(done + 1)
    chat.wait_value(FIRST + SECOND + FIRST)
    assert app.outcomes() == ["pasted"] * 3
    wait_for(lambda: clip.text() == MINE, "the user's clipboard is back", 3)


def test_a_page_that_took_texts_and_whose_focus_left_the_box_is_not_pasted_into(
    app: App, chat: ChatPage, hand: Hand
) -> None:
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)
    assert app.wait_outcomes(1) == ["pasted"]
    chat.evaluate("box.blur()")
    hand.chord("Ctrl+Alt+2")
    assert app.wait_outcomes(2)[1:] == ["failed"]
    assert chat.value() == FIRST
