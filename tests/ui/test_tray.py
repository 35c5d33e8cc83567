"""The tray's entries say and ask for what they do."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from ui.tray import Tray


def test_entries_ask_for_their_actions(qapp: QApplication) -> None:
    tray = Tray()
    asked: list[str] = []
    tray.action_triggered.connect(asked.append)
    for entry in tray.entries.values():
        entry.trigger()
    assert asked == ["sidebar.toggle", "dock.pick", "settings", "quit"]


def test_click_toggles_but_opening_the_menu_does_not(qapp: QApplication) -> None:
    tray = Tray()
    asked: list[str] = []
    tray.action_triggered.connect(asked.append)
    tray._on_activated(QSystemTrayIcon.ActivationReason.Context)
    tray._on_activated(QSystemTrayIcon.ActivationReason.Trigger)
    assert asked == ["sidebar.toggle"]


def test_words_follow_the_state(qapp: QApplication) -> None:
    tray = Tray()
    tray.set_sidebar_visible(False)
    assert tray.entries["sidebar.toggle"].text() == "显示侧栏"
    tray.set_sidebar_visible(True)
    assert tray.entries["sidebar.toggle"].text() == "收起侧栏"
    assert tray.tool_tip() == "伴话 · 未停靠"
    tray.set_docked("微信")
    assert tray.tool_tip() == "伴话 · 已停靠 微信"
    assert Tray.available() in (True, False)
