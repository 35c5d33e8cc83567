"""Pasting into a chat client of Windows: by key, click, palette and suggestion.

Seen red: "busy" (the user's secret in the chat) while the restore went by the clock; "the menu
stays closed" while the modifiers that are pressed again went up with nothing in between (the chat's
menu took what was typed next).
"""

from __future__ import annotations

import time

import pytest

from tests.desktop.harness.app import EXTRA, FIRST, LONG, SECOND
from tests.desktop.harness.process import holds_for, wait_for
from tests.windows.harness.banhua import Banhua, in_front
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk
from tests.windows.harness.program import Agent


@pytest.mark.parametrize(
    ("key", "text"),
    [("1", FIRST), ("2", SECOND), ("3", LONG)],
    ids=["two lines", "emoji", "1000 characters"],
)
def test_a_key_pastes_the_text_once_and_exactly(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, key: str, text: str
) -> None:
    since = banhua.mark()
    desk.hand.chord(f"Ctrl+Alt+{key}")
    docked.wait_text(text)
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    agent.wait_back()
    assert docked.text() == text, "once"
    assert docked.has_focus()
    assert agent.ask("held") == [], "no key is stuck"


def test_a_click_pastes_and_the_caret_stays(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    x, y, width, height = banhua.frame()
    since, before = banhua.mark(), docked.events("blur")
    desk.click(x + width // 2, y + height // 2)
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    assert docked.text() in (FIRST, SECOND, LONG, *EXTRA)
    assert docked.events("blur") == before, "the chat has kept the focus"
    agent.wait_back()


def test_two_keys_120_ms_apart_paste_both_in_order(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    since = banhua.mark()
    with desk.hand.holding("Ctrl", "Alt"):
        desk.hand.tap("1")
        time.sleep(0.120)
        desk.hand.tap("2")
    assert banhua.wait_outcomes(2, since=since) == ["pasted", "pasted"]
    docked.wait_text(FIRST + SECOND)
    agent.wait_back()
    assert docked.text() == FIRST + SECOND, "each once"


def test_three_taps_with_the_modifiers_held_are_three_copies(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    since = banhua.mark()
    with desk.hand.holding("Ctrl", "Alt"):
        for _ in range(3):
            desk.hand.tap("2")
            time.sleep(0.25)
        assert banhua.wait_outcomes(3, since=since) == ["pasted"] * 3
    docked.wait_text(SECOND * 3)
    agent.wait_back()
    assert docked.text() == SECOND * 3, "no digit strayed in between"
    assert agent.ask("held") == []


@pytest.mark.parametrize("busy_ms", [0, 300, 1000, 2500])
def test_a_busy_chat_gets_the_reply_and_not_the_users_secret(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, busy_ms: int
) -> None:
    agent.copy("我的密码123")
    docked.busy(busy_ms)
    desk.hand.chord("Ctrl+Alt+2")
    wait_for(lambda: docked.events("paste"), "the chat has pasted", 15)
    assert docked.text() == SECOND
    agent.wait_back("我的密码123")
    assert docked.text() == SECOND


def test_a_chat_busy_for_longer_than_the_limit_keeps_the_reply_on_the_clipboard(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    agent.copy("我的密码123")
    docked.busy(6000)
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    banhua.wait_line(r"outcome=failed code=untouched", since=since)
    wait_for(lambda: docked.events("paste"), "the chat has pasted", 15)
    assert docked.text() == SECOND


def test_the_palette_finds_by_initials_and_pastes(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+Space")
    wait_for(lambda: in_front(agent, banhua), "the palette is in front")
    desk.hand.type("zzcs2")
    assert holds_for(lambda: docked.text() == "", 0.5), "what is typed goes into the palette"
    desk.hand.tap("Enter")
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    docked.wait_text(SECOND)
    wait_for(lambda: agent.ask("foreground") == docked.window, "the chat is in front again")
    agent.wait_back()


def test_a_selected_message_brings_suggestions_and_the_clipboard_stays(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    since = banhua.mark()
    docked.fill("能便宜点吗老板")
    docked.select()
    desk.hand.chord("Ctrl+Alt+s")
    banhua.wait_line(r"suggested n=[123] silence=no", since=since)
    agent.wait_back()
    assert docked.text() == "能便宜点吗老板"
    assert "便宜" not in banhua.text()


@pytest.mark.parametrize("pause_s", [0.0, 0.3])
def test_a_suggestion_is_pasted_and_the_chats_menu_stays_closed(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, pause_s: float
) -> None:
    """The digit is up when the paste comes, so Alt goes up with no key of the user's between."""
    since = banhua.mark()
    docked.fill("能便宜点吗老板")
    docked.select()
    desk.hand.chord("Ctrl+Alt+s")
    banhua.wait_line(r"suggested n=[123]", since=since)
    banhua.wait_line(r"hotkeys ok=23")  # bound by the first suggestion of this Banhua
    agent.wait_back()
    docked.clear()
    docked.front()  # a message was selected: only a click says that the caret is in the box
    with desk.hand.holding("Alt"):
        desk.hand.tap("1")
        assert banhua.wait_outcomes(1, since=since) == ["pasted"]
        time.sleep(pause_s)
    wait_for(docked.text, "the suggestion is in the chat")
    pasted = docked.text()
    desk.hand.type("ab")
    docked.wait_text(pasted + "ab")
    assert docked.events("menu") == []
