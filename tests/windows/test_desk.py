"""The encrypted notes with their key in the credential store of Windows."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from typing import Final

from tests import canary
from tests.desktop.harness.process import REPO, Timeout, wait_for
from tests.desktop.harness.screen import Frame
from tests.windows.harness.banhua import Banhua, in_front
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import Agent

RAIL: Final = 70
"""Width of the sidebar's rail, rounded up, in pixels."""
KEY_Y: Final = 195
"""From the sidebar's top to the recovery key: nothing is there before."""

NOTE: Final = "M 码断货,愿意换灰色,电话 {phone}"


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


def write_note(banhua: Banhua, desk: Desk, agent: Agent, text: str) -> None:
    """Write a note about the buyer of the chat in front."""
    desk.hand.chord("Ctrl+Alt+n")
    sidebar = banhua.window()["window"]

    def opened() -> int:
        window = in_front(agent, banhua)
        return 0 if window == sidebar else window

    note = wait_for(opened, "the note's window is in front")
    agent.copy(text)
    x, y, width, height = agent.windows(window=note)[0]["frame"]
    before = desk.screen.image(Frame(x, y, width, height))
    desk.hand.chord("Ctrl+v")
    wait_for(
        lambda: desk.screen.image(Frame(x, y, width, height)) != before, "something was pasted"
    )
    desk.hand.tap("Return")
    wait_for(lambda: in_front(agent, banhua) != note, "the note's window closed")


def stored(banhua: Banhua, desk: Desk) -> list[list[object]]:
    """Names of buyers with the texts of their notes, read by another process."""
    script, wine = REPO / "tests" / "windows" / "harness" / "notes.py", desk.wine
    done = wine.run(wine.python, *map(wine.path, (script, REPO, banhua.data)), timeout=START_S)
    assert done.returncode == 0, done.stderr
    found: list[list[object]] = json.loads(done.stdout.splitlines()[-1])
    return found


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


def test_a_note_is_stored_masked_and_found_after_a_restart(
    start: Callable[..., Banhua], chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    banhua, it = start(), chat()
    banhua.wait_line("dock kind=docked")
    set_up(banhua, desk, agent)
    it.front()
    write_note(banhua, desk, agent, NOTE.format(phone=canary.PHONE))
    wait_for(lambda: agent.ask("foreground") == it.window, "the chat is in front again")
    banhua.end_session()
    assert stored(banhua, desk) == [["甲", [NOTE.format(phone=canary.MASKED)]]]

    again = start()
    again.wait_line("desk open")
    again.end_session()
    assert stored(again, desk) == [["甲", [NOTE.format(phone=canary.MASKED)]]]
    assert list(canary.traces(banhua.data)) == [], "no file holds the number"
