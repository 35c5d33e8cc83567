"""Nothing ever lands in a window that was not in front when the key was pressed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.desktop.harness.app import FIRST, SECOND, App
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import holds_for, wait_for
from tests.desktop.harness.races import LONGEST, Score, delays, race, raise_races
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram

RAISED = int(os.environ.get("BANHUA_RACES", "400"))
CLOSED = RAISED // 4


@pytest.fixture
def tk(screen: Screen) -> Iterator[TextProgram]:
    it = TextProgram(screen, "tk")
    yield it
    it.close()


def test_another_window_raised_between_key_and_paste(
    app: App, screen: Screen, chats: tuple[ChatPage, ChatPage], hand: Hand, clip: Clip
) -> None:
    score = raise_races(RAISED, app, screen, chats, hand, clip)
    print(score)
    assert score.wrong == 0, score
    assert (score.lost, score.gone, score.other) == (0, 0, []), score
    assert score.pasted + score.refused + score.dropped == RAISED
    # Both ends of the race must have happened, or it was none.
    assert min(score.pasted, score.refused) > RAISED // 20, score


def test_the_target_closed_between_key_and_paste(
    app: App,
    screen: Screen,
    chats: tuple[ChatPage, ChatPage],
    tk: TextProgram,
    hand: Hand,
    clip: Clip,
) -> None:
    score, delay = Score(), delays(2, LONGEST)
    # In a process of its own: Tk hands keys that its closing window still gets to its next one.
    other = TextProgram(screen, "tk")
    bystander = other.open("买家乙")
    for number in range(CLOSED):
        for box in (bystander, *chats):
            box.wipe()
        key, text = (("Ctrl+Alt+1", FIRST), ("Ctrl+Alt+2", SECOND))[number % 2]
        target = tk.open(f"买家甲{number}", "400x260+720+80")
        race(
            score, app=app, hand=hand, clip=clip, key=key, text=text, target=target,
            bystanders=[bystander, *chats], disturb=target.close_now, settle=target.closed,
            delay=delay(),
        )  # fmt: skip
    print(score)
    assert score.wrong == 0, score
    other.close()
    assert (score.gone, score.other) == (0, []), score
    assert min(score.pasted, score.refused) > CLOSED // 20, score


def test_a_refusal_is_said_and_keeps_the_text(
    app: App, screen: Screen, tk: TextProgram, chats: tuple[ChatPage, ChatPage], hand: Hand,
    clip: Clip,
) -> None:  # fmt: skip
    """A window that is no chat client is in front."""
    notes = tk.open("记事本", kind="Notes")
    clip.put("mine")
    done, said = len(app.outcomes()), app.text().count("toast shown")
    hand.chord("Ctrl+Alt+1")
    assert app.wait_outcomes(done + 1)[done:] == ["refused"]
    wait_for(lambda: app.text().count("toast shown") > said, "a message is shown")
    assert clip.text() == FIRST
    assert holds_for(lambda: notes.value() == "", 0.2)
    assert [page.value() for page in chats] == ["", ""]
    # The user can still put it where it belongs.
    screen.activate(chats[0].window)
    hand.chord("Ctrl+V")
    chats[0].wait_value(FIRST)
