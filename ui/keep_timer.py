"""When what is being typed is written down: soon, whatever is typed after it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication


class KeepTimer(QTimer):
    """Fires soon after the first change, however long the changes go on.

    It fires at once when the focus goes elsewhere, since that is when a person turns away.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Wait for nothing yet."""
        super().__init__(parent)
        self.setSingleShot(True)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusObjectChanged.connect(self._on_focus)
            application.applicationStateChanged.connect(self._on_focus)

    def soon(self, delay: int) -> None:
        """Fire in about ``delay`` ms at the latest; one that was to fire so soon goes on."""
        if not self.isActive() or self.interval() > delay:
            self.start(delay)

    def at_once(self) -> None:
        """Fire now if something waits."""
        if self.isActive():
            self.stop()
            self.timeout.emit()

    def _on_focus(self, _what: object) -> None:
        self.at_once()
