"""The encrypted notes with their key in the credential store of Windows."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests import canary
from tests.desktop.harness.process import REPO, wait_for
from tests.windows.harness.banhua import Banhua, in_front
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk
from tests.windows.harness.program import Agent


def set_up(banhua: Banhua, desk: Desk, agent: Agent) -> None:
    """Begin the notes by keyboard, and note the recovery key."""
    desk.hand.chord("Ctrl+Alt+u")
    wait_for(lambda: in_front(agent, banhua), "the sidebar has the keyboard")
    banhua.wait_line("port=vault picked=")
    desk.settled(*banhua.frame())
    desk.hand.tap("space")
    banhua.wait_line("desk key made")
    desk.settled(*banhua.frame())
    for key in ("space", "Tab", "space"):
        desk.hand.tap(key)
    banhua.wait_line("desk open")
    desk.settled(*banhua.frame())
    desk.hand.tap("Esc")


def write_note(banhua: Banhua, desk: Desk, agent: Agent, text: str) -> None:
    """Write a note about the buyer of the chat in front."""
    before = in_front(agent, banhua)
    desk.hand.chord("Ctrl+Alt+n")
    wait_for(lambda: in_front(agent, banhua) not in (0, before), "the note's window is in front")
    agent.copy(text)
    desk.hand.chord("Ctrl+v")
    desk.hand.tap("Enter")


def test_the_notes_open_by_themselves_after_a_restart(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(), chat()
    banhua.wait_line("dock kind=docked")
    set_up(banhua, desk, agent)
    it.front()
    write_note(banhua, desk, agent, f"M 码断货,电话 {canary.PHONE}")
    wait_for(lambda: agent.ask("foreground") == it.window, "the chat is in front again")
    wait_for(it.has_focus, "the caret is in the chat again")
    banhua.end_session()

    again = start()
    again.wait_line("desk open")
    again.end_session()

    wine = desk.wine
    script = REPO / "tests" / "windows" / "harness" / "read_notes.py"
    done = wine.run(wine.python, wine.path(script), wine.path(again.data))
    (note,) = json.loads(done.stdout.splitlines()[-1])
    assert canary.MASKED in note
    assert canary.PHONE not in note
    assert list(canary.traces(again.data)) == []
