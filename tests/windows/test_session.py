"""Lock, sleep and second start: the hotkeys work again afterwards.

Seen red: "lock" and "sleep" with ``NativeEvents`` passing none of their messages on.
"""

from __future__ import annotations

from typing import Final

from tests.desktop.harness.process import REPO
from tests.windows.harness.banhua import Banhua, pastes
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk

_WM_POWERBROADCAST: Final = 0x0218
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_LOCK, _UNLOCK = 7, 8
_SUSPEND, _RESUME_AUTOMATIC = 0x04, 0x12


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
