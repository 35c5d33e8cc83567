"""Lock, resume, second start, kill and the end of a Windows session.

Seen red: "two starts after a kill" (both said that the other one runs) while a stale lock file that
another start had open counted as taken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.desktop.harness.app import SECOND
from tests.desktop.harness.process import REPO, wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import USERS, Agent

_WM_POWERBROADCAST: Final = 0x0218
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_LOCK, _UNLOCK = 7, 8
_SUSPEND, _RESUME_AUTOMATIC = 0x04, 0x12
_CTRL_ALT: Final = 3
_KEY_2: Final = 0x32


def pastes(banhua: Banhua, chat: Chat, desk: Desk) -> None:
    """Show that the hotkeys work."""
    chat.front()
    chat.clear()
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    chat.wait_text(SECOND)


def left_cleanly(banhua: Banhua) -> None:
    """Show that nothing was left that a kill leaves."""
    assert not (banhua.data / "banhua.lock").exists()
    assert not list(banhua.data.glob("*-wal"))
    assert banhua.crashes() == []


def test_lock_and_unlock_are_heard_and_the_keys_work_again(
    banhua: Banhua, docked: Chat, desk: Desk
) -> None:
    since = banhua.mark()
    banhua.post(_WM_WTSSESSION_CHANGE, _LOCK)
    banhua.wait_line("session event=locked", since=since)
    since = banhua.mark()
    banhua.post(_WM_WTSSESSION_CHANGE, _UNLOCK)
    banhua.wait_line("session event=unlocked", since=since)
    banhua.wait_line("hotkeys ok=20 refused=0", since=since)
    pastes(banhua, docked, desk)


def test_sleep_and_resume_are_heard_and_the_keys_work_again(
    banhua: Banhua, docked: Chat, desk: Desk
) -> None:
    since = banhua.mark()
    banhua.post(_WM_POWERBROADCAST, _SUSPEND)
    banhua.wait_line("session event=sleeping", since=since)
    since = banhua.mark()
    banhua.post(_WM_POWERBROADCAST, _RESUME_AUTOMATIC)
    banhua.wait_line("session event=resumed", since=since)
    banhua.wait_line("hotkeys ok=20 refused=0", since=since)
    pastes(banhua, docked, desk)


def test_a_second_start_shows_the_first(banhua: Banhua, docked: Chat, desk: Desk) -> None:
    wine = desk.wine
    done = wine.run(
        wine.python, wine.path(REPO / "main.py"), "--data-dir", wine.path(banhua.data), cwd=REPO
    )
    assert (done.returncode, "伴话已经在运行" in done.stdout) == (0, True), done.stdout
    assert banhua.program.running()
    pastes(banhua, docked, desk)


def test_the_end_of_the_session_leaves_nothing_open(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(), chat()
    banhua.wait_line("dock kind=docked")
    agent.copy(USERS)
    it.busy(800)
    desk.hand.chord("Ctrl+Alt+2")
    wait_for(lambda: agent.text() != USERS, "the reply is on its way")
    banhua.end_session()
    left_cleanly(banhua)
    wait_for(lambda: it.events("paste"), "the chat has pasted")
    assert "已" not in it.text()
    assert agent.text() == USERS
    assert it.text() in (SECOND, "")


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
