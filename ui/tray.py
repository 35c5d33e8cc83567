"""The tray icon: shows, hides, docks, opens the settings and quits.

Made only where the desktop has a tray; where it has none, the foot's menu offers the same.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from assistant.actions import ActionId, action
from ui import icons
from ui.i18n import tr
from ui.plain import notice

_ENTRIES = (ActionId.SIDEBAR_TOGGLE, ActionId.DOCK_PICK, ActionId.SETTINGS, ActionId.QUIT)


class Tray(QObject):
    """Icon and menu.

    Signals:
        action_triggered: An entry was chosen, or the icon clicked: the action's id.
    """

    action_triggered = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make icon and menu; ``show`` puts it into the tray."""
        super().__init__(parent)
        self._icon = QSystemTrayIcon(icons.app_icon(), self)
        self._menu = QMenu()
        self.entries: dict[str, QAction] = {}
        for action_id in _ENTRIES:
            if action_id == ActionId.QUIT:
                self._menu.addSeparator()
            entry = self._menu.addAction(tr(action(action_id).title))
            name = str(action_id)
            entry.triggered.connect(lambda _on=False, n=name: self.action_triggered.emit(n))
            self.entries[name] = entry
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._on_activated)
        self._docked, self._locked = "", False
        self.set_docked("")

    @staticmethod
    def available() -> bool:
        """Tell whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Put the icon into the tray."""
        self._icon.show()

    def hide(self) -> None:
        """Take the icon out of the tray."""
        self._icon.hide()

    def notify(self, text: str) -> None:
        """Say something beside the tray, for while the sidebar is hidden."""
        self._icon.showMessage(tr("伴话"), notice(text), QSystemTrayIcon.MessageIcon.Warning)

    def set_docked(self, client: str) -> None:
        """Say in the tooltip what the sidebar is docked to; empty means nothing."""
        self._docked = client
        self._show_state()

    def set_locked(self, locked: bool) -> None:
        """Say in the tooltip that the desk is locked."""
        self._locked = locked
        self._show_state()

    def _show_state(self) -> None:
        client = self._docked
        words = [tr("伴话"), tr("已停靠 {client}", client=client) if client else tr("未停靠")]
        if self._locked:
            words.append(tr("备注本已锁"))
        self._icon.setToolTip(notice(" · ".join(words)))

    def tool_tip(self) -> str:
        """Give the tooltip."""
        return self._icon.toolTip()

    def set_sidebar_visible(self, visible: bool) -> None:
        """Name the first entry after what it would do."""
        text = tr("收起侧栏") if visible else tr("显示侧栏")
        self.entries[str(ActionId.SIDEBAR_TOGGLE)].setText(text)

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.action_triggered.emit(str(ActionId.SIDEBAR_TOGGLE))
