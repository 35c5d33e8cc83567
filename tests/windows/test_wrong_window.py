"""Nothing goes to a window or a buyer that it was not meant for.

Seen red: each, with the last look at window and title left out of the paste.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desktop.harness.app import SECOND
from tests.desktop.harness.process import wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import FIRST_TITLE, SECOND_TITLE, Chat
from tests.windows.harness.desk import Desk, chat_program
from tests.windows.harness.program import Agent


@pytest.mark.parametrize("milliseconds", [0, 10, 20, 30, 50])
def test_another_buyer_after_the_key_gets_nothing(
    banhua: Banhua, docked: Chat, desk: Desk, milliseconds: int
) -> None:
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_key("2")
    time.sleep(milliseconds / 1000)
    docked.retitle(SECOND_TITLE)
    (outcome,) = banhua.wait_outcomes(1, since=since)
    # Either it was pasted while the first buyer was still there, or it was not pasted.
    assert docked.events("paste") == ([FIRST_TITLE] if outcome == "pasted" else [])
    assert docked.text() == (SECOND if outcome == "pasted" else "")


@pytest.mark.parametrize("milliseconds", [100, 500])
def test_another_buyer_before_a_busy_program_hears_the_key_gets_nothing(
    banhua: Banhua, docked: Chat, desk: Desk, milliseconds: int
) -> None:
    since = banhua.mark()
    with banhua.standing_still(milliseconds / 1000):
        desk.hand.chord("Ctrl+Alt+2")
        docked.wait_key("2")
        docked.retitle(SECOND_TITLE)
    assert banhua.wait_outcomes(1, since=since) == ["refused"]
    assert docked.text() == ""
    assert docked.events("paste") == []


def test_a_key_that_is_heard_after_a_second_pastes_nothing(
    banhua: Banhua, docked: Chat, desk: Desk
) -> None:
    since = banhua.mark()
    with banhua.standing_still(1.5):
        desk.hand.chord("Ctrl+Alt+2")
        docked.wait_key("2")
    banhua.wait_line(r"outcome=refused code=late", since=since)
    assert docked.text() == ""


def test_another_buyer_while_the_clipboard_is_waited_for_gets_nothing(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    since = banhua.mark()
    agent.ask("open")
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_key("2")
    docked.retitle(SECOND_TITLE)
    agent.ask("close")
    assert banhua.wait_outcomes(1, since=since) == ["refused"]
    assert docked.text() == ""
    assert docked.events("paste") == []


def test_a_chat_that_comes_to_the_front_after_the_key_gets_nothing(
    banhua: Banhua, docked: Chat, chat: Callable[..., Chat], desk: Desk, agent: Agent
) -> None:
    other = chat(SECOND_TITLE, place=(150, 300, 600, 400))
    docked.front()
    since = banhua.mark()
    agent.ask("open")
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_key("2")
    agent.ask("activate", window=other.window)
    agent.ask("close")
    assert banhua.wait_outcomes(1, since=since) == ["refused"]
    assert other.text() == docked.text() == ""
    assert other.events("paste") == docked.events("paste") == []


def test_a_program_that_is_no_chat_gets_nothing(
    banhua: Banhua, docked: Chat, chat: Callable[..., Chat], desk: Desk, tmp_path: Path
) -> None:
    program = tmp_path / "notepad.exe"
    shutil.copy(chat_program(), program)
    other = chat("无标题 - 记事本", place=(150, 300, 600, 400), program=program)
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    banhua.wait_line(r"outcome=refused code=not_chat", since=since)
    assert other.text() == docked.text() == ""


def test_a_refused_reply_is_on_the_clipboard(
    banhua: Banhua, docked: Chat, chat: Callable[..., Chat], desk: Desk, agent: Agent,
    tmp_path: Path,
) -> None:  # fmt: skip
    program = tmp_path / "notepad.exe"
    shutil.copy(chat_program(), program)
    chat("无标题 - 记事本", place=(150, 300, 600, 400), program=program)
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    banhua.wait_outcomes(1, since=since)
    wait_for(lambda: agent.text().replace("\r\n", "\n") == SECOND, "the reply is at hand")
