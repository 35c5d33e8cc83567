"""Nothing ever lands in a window that was not in front when the key was pressed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.conftest import OPTIONS
from tests.desktop.harness.app import FIRST, SECOND, App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import REPO, holds_for, wait_for
from tests.desktop.harness.races import Score, delays, race
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram

RAISED = int(os.environ.get("BANHUA_RACES", "400"))
CLOSED = RAISED // 4
LONGEST = 0.03
"""Seconds in which the disturbance may come: twice the time from key to text."""


@pytest.fixture
def tk(screen: Screen) -> Iterator[TextProgram]:
    it = TextProgram(screen, "tk")
    yield it
    it.close()


def raise_races(
    rounds: int,
    app: App,
    screen: Screen,
    chats: tuple[ChatPage, ChatPage],
    hand: Hand,
    clip: Clip,
) -> Score:
    score, delay = Score(), delays(1, LONGEST)
    for number in range(rounds):
        target, bystander = chats if number % 2 else chats[::-1]
        for page in chats:
            page.wipe()
        screen.activate(target.window)
        wait_for(target.has_focus, "the chat box has the focus")
        key, text = (("Ctrl+Alt+1", FIRST), ("Ctrl+Alt+2", SECOND))[number % 3 == 0]
        race(
            score, app=app, hand=hand, clip=clip, key=key, text=text, target=target,
            bystanders=[bystander], disturb=lambda w=bystander.window: screen.raise_now(w),
            delay=delay(),
        )  # fmt: skip
    return score


def test_another_window_raised_between_key_and_paste(
    app: App, screen: Screen, chats: tuple[ChatPage, ChatPage], hand: Hand, clip: Clip
) -> None:
    score = raise_races(RAISED, app, screen, chats, hand, clip)
    print(score)
    assert score.wrong == 0, score
    assert (score.lost, score.gone, score.other) == (0, 0, []), score
    assert score.pasted + score.refused == RAISED
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
    bystander = tk.open("买家乙")
    for number in range(CLOSED):
        key, text = (("Ctrl+Alt+1", FIRST), ("Ctrl+Alt+2", SECOND))[number % 2]
        target = tk.open(f"买家甲{number}", "400x260+720+80")
        race(
            score, app=app, hand=hand, clip=clip, key=key, text=text, target=target,
            bystanders=[bystander, *chats], disturb=target.close_now, settle=target.closed,
            delay=delay(),
        )  # fmt: skip
    print(score)
    assert score.wrong == 0, score
    assert (score.gone, score.other) == (0, []), score
    assert min(score.pasted, score.refused) > CLOSED // 20, score


def test_the_races_catch_a_gate_without_its_check(
    screen: Screen,
    chats: tuple[ChatPage, ChatPage],
    hand: Hand,
    clip: Clip,
    tmp_path: Path,
) -> None:
    seed(tmp_path)
    broken = App(
        screen,
        tmp_path,
        options=OPTIONS,
        program=(REPO / "tests" / "desktop" / "harness" / "planted.py",),
    )
    try:
        score = raise_races(60, broken, screen, chats, hand, clip)
    finally:
        broken.close()
    assert score.wrong > 0, score


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
