"""The sidebar beside a chat client of Windows.

Seen red: "follows", "hides" and "is free" while the hooks of one process were set with
WINEVENT_SKIPOWNPROCESS (Wine then calls none). A client that is killed is left to the hand checks:
Windows tells of its windows, Wine does not, and the stand-in is no longer there to do it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tests.desktop.harness.process import wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import SIZE, Desk
from tests.windows.harness.program import Agent

_MINIMIZE, _RESTORE, _MAXIMIZE = 6, 9, 3
_MOVED: Final = (50, 200, 600, 450)


def beside(banhua: Banhua, chat: Chat) -> bool:
    """Tell whether the sidebar stands at the chat's right edge, to the pixel."""
    x, y, width, _ = chat.frame()
    return banhua.frame()[:2] == (x + width, y)


def test_all_hotkeys_are_registered(banhua: Banhua) -> None:
    assert "ok=20 refused=0" in banhua.wait_line(r"hotkeys ok=")


def test_it_stands_at_the_right_edge(banhua: Banhua, docked: Chat) -> None:
    assert banhua.window()["visible"]
    wait_for(lambda: beside(banhua, docked), "the sidebar stands at the chat's right edge")


def test_it_follows_the_chat(banhua: Banhua, docked: Chat, agent: Agent) -> None:
    x, y, width, height = _MOVED
    agent.ask("place", window=docked.window, x=x, y=y, width=width, height=height)
    wait_for(lambda: banhua.frame()[:2] == (x + width, y), "the sidebar has followed")


def test_it_goes_to_the_left_where_the_right_is_full(
    banhua: Banhua, chat: Callable[..., Chat]
) -> None:
    it = chat(place=(SIZE[0] - 700, 80, 700, 500))
    wait_for(lambda: banhua.frame()[0] + banhua.frame()[2] == it.frame()[0], "it stands left")


def test_it_makes_room_beside_a_maximised_chat(banhua: Banhua, docked: Chat, agent: Agent) -> None:
    agent.ask("show", window=docked.window, how=_MAXIMIZE)
    wait_for(lambda: docked.frame()[2] > 700, "the chat has grown")
    wait_for(lambda: beside(banhua, docked), "room was made for the sidebar")
    x, _, width, _ = banhua.frame()
    assert x + width <= SIZE[0]


def test_it_hides_with_a_minimised_chat_and_comes_back(
    banhua: Banhua, docked: Chat, agent: Agent
) -> None:
    since = banhua.mark()
    agent.ask("show", window=docked.window, how=_MINIMIZE)
    banhua.wait_line(r"dock kind=hidden", since=since)
    wait_for(lambda: not banhua.window()["visible"], "the sidebar is hidden")
    agent.ask("show", window=docked.window, how=_RESTORE)
    wait_for(lambda: banhua.window()["visible"], "the sidebar is back")
    wait_for(lambda: beside(banhua, docked), "the sidebar stands at the chat's right edge")


def test_it_is_free_when_the_chat_closes(banhua: Banhua, docked: Chat) -> None:
    since = banhua.mark()
    docked.close()
    banhua.wait_line(r"dock kind=free", since=since)
    wait_for(lambda: banhua.window()["visible"], "the sidebar is shown")


def test_a_hung_chat_stops_nothing(
    banhua: Banhua, docked: Chat, desk: Desk, chat: Callable[..., Chat]
) -> None:
    docked.hang(8000)
    since = banhua.mark()
    other = chat("乙 - 千牛接待", place=(300, 250, 600, 400))
    wait_for(lambda: beside(banhua, other), "the sidebar went to the chat that answers", 6)
    assert banhua.text()[since:].count("dock kind=docked") >= 1
