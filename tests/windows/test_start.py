"""Starts and ends: after a kill, two at once, beside a program that holds a key, with the session.

Seen red: "two starts after a kill" (both said that the other one runs) while a stale lock file that
another start had open counted as taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.desktop.harness.app import SECOND
from tests.desktop.harness.process import wait_for
from tests.windows.harness.banhua import Banhua, pastes
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import USERS, Agent

_CTRL_ALT: Final = 3
_KEY_2: Final = 0x32


def left_cleanly(banhua: Banhua) -> None:
    """Show that nothing was left that a kill leaves."""
    assert not (banhua.data / "banhua.lock").exists()
    assert not list(banhua.data.glob("*-wal"))
    assert banhua.crashes() == []


def test_the_end_of_the_session_leaves_nothing_open(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(), chat()
    banhua.wait_line("dock kind=docked")
    agent.copy(USERS)
    desk.hand.chord("Ctrl+Alt+2")
    it.wait_text(SECOND)
    banhua.end_session()  # before the half second after which the clipboard is given back
    left_cleanly(banhua)
    assert agent.text() == USERS
    assert it.text() == SECOND


def test_after_a_kill_it_starts_again(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk
) -> None:
    first, it = start(), chat()
    first.program.kill()
    second = start()
    pastes(second, it, desk)
    second.end_session()
    left_cleanly(second)


@pytest.mark.parametrize("_round", range(2))
def test_of_two_starts_after_a_kill_one_wins(start: Callable[..., Banhua], _round: int) -> None:
    start().program.kill()
    both = [start(ready=False), start(ready=False)]
    wait_for(
        lambda: [one.program.running() for one in both].count(False) >= 1,
        "one of the two has ended",
        START_S,
    )
    (loser,) = [one for one in both if not one.program.running()] or both[:1]
    (winner,) = [one for one in both if one.program.running()]
    winner.wait_line("hotkeys ok=20 refused=0")
    assert loser.program.process.wait() == 0
    assert "伴话已经在运行" in loser.program.printed()


def test_a_key_that_another_program_holds_is_told(
    another: Callable[[], Agent], start: Callable[..., Banhua]
) -> None:
    assert another().ask("hotkey", modifiers=_CTRL_ALT, key=_KEY_2)
    banhua = start()
    banhua.wait_line(r"hotkeys ok=19 refused=1")
    banhua.wait_line(r"hotkey refused key=Ctrl\+Alt\+2")
