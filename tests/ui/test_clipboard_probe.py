"""The Qt clipboard on Windows, where the system keeps a copy and the first fetch alone is seen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from assistant.ports import ClipboardBusy, Target
from ui.clipboard import QtClipboard

CHAT = Target(0x600007, 1, "chat", "")


class Probe:
    """Windows, where the first fetch alone is seen, and by whom."""

    def __init__(self) -> None:
        self.who = 0
        self.count = 0

    def opener(self) -> int:
        return self.who

    def offered(self) -> int:
        return self.count


def test_where_the_system_keeps_a_copy_the_openers_process_tells_whose_fetch_it_is(
    qtbot: QtBot,
) -> None:
    probe = Probe()
    clipboard = QtClipboard(probe=probe)
    assert clipboard.visible_fetches() == 1
    clipboard.put_text("短语")
    clipboard.arm(CHAT)
    probe.who = 77
    assert QGuiApplication.clipboard().mimeData().text() == "短语"
    assert not clipboard.asked()
    probe.who = CHAT.pid
    assert QGuiApplication.clipboard().mimeData().text() == "短语"
    assert clipboard.asked()
    clipboard.close()


def test_a_clipboard_that_is_held_is_not_taken_for_empty(qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    probe = Probe()
    clipboard = QtClipboard(probe=probe)
    assert clipboard.snapshot().empty
    probe.count = 3
    with pytest.raises(ClipboardBusy):
        clipboard.snapshot()
    clipboard.close()
