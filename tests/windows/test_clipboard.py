"""What the user had copied comes back, whatever other programs do with the clipboard meanwhile.

Seen red: "held while saving" and "held while giving back" (the clipboard was cleared, or our reply
stayed on it) while Qt read and wrote the clipboard with a single try. What is on the clipboard,
byte for byte, and hung owners are in ``test_native_clipboard.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import pytest

from tests.desktop.harness.app import FIRST, SECOND
from tests.desktop.harness.process import wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk
from tests.windows.harness.program import USERS, Agent

HISTORY: Final = {
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
}


@pytest.mark.parametrize("milliseconds", [30, 100, 300, 1000])
def test_held_while_saving_nothing_is_lost(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, milliseconds: int
) -> None:
    since = banhua.mark()
    agent.ask("open")
    desk.hand.chord("Ctrl+Alt+2")
    time.sleep(milliseconds / 1000)
    agent.ask("close")
    (outcome,) = banhua.wait_outcomes(1, since=since)
    assert outcome in ("pasted", "refused")
    agent.wait_back()
    assert docked.text() == (SECOND if outcome == "pasted" else "")


@pytest.mark.parametrize("milliseconds", [100, 800, 2500])
def test_held_while_giving_back_nothing_is_lost(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, milliseconds: int
) -> None:
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_text(SECOND)
    agent.ask("open")
    time.sleep(milliseconds / 1000)
    agent.ask("close")
    agent.wait_back()
    assert docked.text() == SECOND


def test_with_a_clipboard_manager_both_of_two_texts_arrive(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, another: Callable[[], Agent]
) -> None:
    manager = another()
    assert manager.ask("watch")
    with desk.hand.holding("Ctrl", "Alt"):
        desk.hand.tap("1")
        time.sleep(0.120)
        desk.hand.tap("2")
    docked.wait_text(FIRST + SECOND)
    agent.wait_back()
    assert docked.text() == FIRST + SECOND
    assert manager.seen()[-1] == USERS


def test_our_text_keeps_out_of_the_clipboard_history(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    docked.busy(1500)
    desk.hand.chord("Ctrl+Alt+2")
    wait_for(lambda: set(agent.formats()) >= HISTORY, "our text is marked", 5, every=0.1)
    found = agent.formats()
    assert found["CanIncludeInClipboardHistory"] == bytes(4)
    assert found["CanUploadToCloudClipboard"] == bytes(4)
    wait_for(lambda: docked.events("paste"), "the chat has pasted", 15)
    assert docked.text() == SECOND


def test_what_is_copied_during_a_paste_is_not_overwritten(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_text(SECOND)
    agent.copy("刚刚复制的")
    time.sleep(1.5)  # longer than the pause after which the former content comes back
    assert agent.text() == "刚刚复制的"
