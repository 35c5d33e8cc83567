"""The encrypted notes with their key in the credential store of Windows.

Seen red: "typed without a click" while the flags of the first note were shown as a window of their
own before they stood in the note's: Wine then gave the note's window no key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Final

from tests.desktop.harness.process import Timeout, wait_for
from tests.windows.harness.banhua import Banhua, in_front
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk
from tests.windows.harness.program import USERS, Agent

RAIL: Final = 70
"""Width of the sidebar's rail, rounded up, in pixels."""
KEY_Y: Final = 195
"""From the sidebar's top to the recovery key: nothing is there before."""


def set_up(banhua: Banhua, desk: Desk, agent: Agent) -> None:
    """Begin the notes by keyboard, and note the recovery key."""
    desk.hand.chord("Ctrl+Alt+u")
    wait_for(lambda: in_front(agent, banhua), "the sidebar has the keyboard")
    banhua.wait_line("port=vault picked=")  # asked for with the page in sight
    x, y, width, _ = banhua.frame()
    begun = banhua.mark()

    def begin() -> str:
        """Press the button, as soon as it is there and has the keyboard."""
        desk.hand.tap("space")
        with contextlib.suppress(Timeout):
            return banhua.wait_line("desk key made", 3, since=begun)
        return ""

    wait_for(begin, "the notes were begun", 30)
    desk.wait_drawn(x + RAIL, y + KEY_Y, width - 2 * RAIL, 60)
    for key in ("space", "Tab", "space"):
        desk.hand.tap(key)
    banhua.wait_line("desk open")
    desk.hand.tap("Esc")
    wait_for(lambda: not in_front(agent, banhua), "the chat has the keyboard again")


def wait_note(banhua: Banhua, agent: Agent) -> None:
    """Wait until the note's window is in front."""

    def asked() -> bool:
        window = in_front(agent, banhua)
        return bool(window and agent.windows(window=window, title="记一条备注"))

    wait_for(asked, "the note's window is in front")


def test_the_first_note_takes_keys_without_a_click(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(), chat()
    banhua.wait_line("dock kind=docked")
    set_up(banhua, desk, agent)
    it.front()
    agent.copy(USERS)
    desk.hand.chord("Ctrl+Alt+n")
    wait_note(banhua, agent)
    desk.hand.tap("b")
    for key in ("Ctrl+a", "Ctrl+c"):
        desk.hand.chord(key)
    wait_for(lambda: agent.text() == "b", "typed without a click")
    desk.hand.tap("Esc")
    wait_for(lambda: agent.ask("foreground") == it.window, "the chat is in front again")
    banhua.end_session()


def test_the_notes_open_by_themselves_after_a_restart(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, _ = start(), chat()
    banhua.wait_line("dock kind=docked")
    set_up(banhua, desk, agent)
    banhua.end_session()

    again = start()
    again.wait_line("desk open")
    again.end_session()
