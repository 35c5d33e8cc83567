"""What the user had copied comes back, whatever other programs do with the clipboard meanwhile.

Seen red: "held while saving" and "held while giving back" (the clipboard was cleared, or our reply
stayed on it), the picture (gone), and the hung owner (no window of ours answered until it died),
while Qt read and wrote the clipboard on the GUI thread with a single try.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import Final

import pytest

from tests.desktop.harness.app import FIRST, SECOND
from tests.desktop.harness.process import wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk
from tests.windows.harness.program import USERS, Agent, Formats

_WIDTH, _HEIGHT = 64, 48
_DIB: Final = struct.pack(
    "<IiiHHIIiiII", 40, _WIDTH, _HEIGHT, 1, 32, 0, _WIDTH * _HEIGHT * 4, 0, 0, 0, 0
) + bytes(n * 7 & 255 for n in range(_WIDTH * _HEIGHT * 4))
_FILES: Final = struct.pack("<IiiII", 20, 0, 0, 0, 1) + "C:\\图 片\\甲.png\0\0".encode("utf-16-le")
_HTML: Final = (
    b"Version:0.9\r\nStartHTML:0000000097\r\nEndHTML:0000000167\r\n"
    b"StartFragment:0000000129\r\nEndFragment:0000000135\r\n"
    b"<html><body><!--StartFragment-->" + b"<b>1</b>" + b"<!--EndFragment--></body></html>"
)
CONTENTS: Final[dict[str, Formats]] = {
    "picture": [("CF_DIB", _DIB)],
    "screenshot": [("PNG", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), ("CF_DIB", _DIB)],
    "files": [("CF_HDROP", _FILES), ("Preferred DropEffect", struct.pack("<I", 2))],
    "rich text": [
        ("CF_UNICODETEXT", "富文本 rich\0".encode("utf-16-le")),
        ("HTML Format", _HTML),
        ("Rich Text Format", b"{\\rtf1 rich}\0"),
        ("QQ_Unicode_RichEdit_Format", b"<QQRichEditFormat>x</QQRichEditFormat>\0"),
        ("Private of another program", bytes(range(256))),
    ],
}
HISTORY: Final = {
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
}
_WM_NULL: Final = 0
_HUNG_S: Final = 20


def is_there(agent: Agent, content: Formats) -> bool:
    """Tell whether all of this is on the clipboard, byte for byte."""
    found = agent.formats()
    return all((found.get(name) or b"")[: len(data)] == data for name, data in content)


@pytest.mark.parametrize("what", CONTENTS)
def test_it_comes_back_byte_for_byte(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, what: str
) -> None:
    agent.copy_formats(CONTENTS[what])
    order = [name for name in agent.formats() if name in dict(CONTENTS[what])]
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_text(SECOND)
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    wait_for(lambda: is_there(agent, CONTENTS[what]), f"the {what} is back", 15, every=0.1)
    assert [name for name in agent.formats() if name in order] == order
    assert SECOND not in agent.text()


def test_an_empty_clipboard_is_empty_again(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    agent.ask("empty")
    desk.hand.chord("Ctrl+Alt+2")
    docked.wait_text(SECOND)
    wait_for(lambda: agent.formats() == {}, "the clipboard is empty again", 15, every=0.1)


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
    assert FIRST in manager.seen(), "it did read what passed through"


@pytest.mark.parametrize("busy_ms", [0, 1500])
def test_with_a_clipboard_manager_the_secret_stays_the_users(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, another: Callable[[], Agent],
    busy_ms: int,
) -> None:  # fmt: skip
    manager = another()
    assert manager.ask("watch")
    agent.copy("我的密码123")
    docked.busy(busy_ms)
    desk.hand.chord("Ctrl+Alt+2")
    wait_for(lambda: docked.events("paste"), "the chat has pasted", 15)
    assert docked.text() == SECOND
    agent.wait_back("我的密码123")


def test_a_hung_owner_stops_neither_the_sidebar_nor_the_other_keys(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent, another: Callable[[], Agent]
) -> None:
    owner = another()
    owner.ask("put", formats=[("CF_UNICODETEXT", None)])
    owner.ask("hang", seconds=_HUNG_S)
    begun, since = time.monotonic(), banhua.mark()
    sidebar = banhua.window()["window"]
    desk.hand.chord("Ctrl+Alt+2")
    answers: list[int] = []

    def ended() -> bool:
        answers.append(agent.ask("send", window=sidebar, number=_WM_NULL, limit_ms=2000))
        return bool(banhua.outcomes(since))

    wait_for(ended, "the paste has ended", _HUNG_S, every=0.1)
    assert time.monotonic() - begun < _HUNG_S, "before the owner answers again"
    assert set(answers) == {0}, "the sidebar answered all the time"
    assert banhua.outcomes(since) == ["refused"]
    assert docked.text() == ""


def test_our_text_keeps_out_of_the_clipboard_history(
    banhua: Banhua, docked: Chat, desk: Desk, agent: Agent
) -> None:
    docked.busy(1500)
    desk.hand.chord("Ctrl+Alt+2")
    wait_for(lambda: set(agent.formats()) >= HISTORY, "our text is marked", 5)
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
