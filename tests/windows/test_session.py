"""Lock, sleep and second start: the hotkeys work again afterwards.

Seen red: "lock_and_unlock" and "sleep_and_resume" with ``NativeEvents`` passing on none of their
messages.
"""

from __future__ import annotations

from typing import Final

import pytest

from tests.desktop.harness.process import REPO
from tests.windows.harness.banhua import Banhua, pastes
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk

_WM_POWERBROADCAST: Final = 0x0218
_WM_WTSSESSION_CHANGE: Final = 0x02B1
_LOCK, _UNLOCK = 7, 8
_SUSPEND, _RESUME_AUTOMATIC = 0x04, 0x12


@pytest.mark.parametrize(
    ("message", "away", "back", "said"),
    [
        pytest.param(
            _WM_WTSSESSION_CHANGE, _LOCK, _UNLOCK, ("locked", "unlocked"), id="lock_and_unlock"
        ),
        pytest.param(
            _WM_POWERBROADCAST, _SUSPEND, _RESUME_AUTOMATIC, ("sleeping", "resumed"),
            id="sleep_and_resume",
        ),
    ],
)  # fmt: skip
def test_it_is_heard_and_the_keys_work_again(
    banhua: Banhua, docked: Chat, desk: Desk, message: int, away: int, back: int,
    said: tuple[str, str],
) -> None:  # fmt: skip
    since = banhua.mark()
    banhua.post(message, away)
    banhua.wait_line(f"session event={said[0]}", since=since)
    since = banhua.mark()
    banhua.post(message, back)
    banhua.wait_line(f"session event={said[1]}", since=since)
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
