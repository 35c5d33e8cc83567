"""A window of its own for what needs more width than the sidebar: records and figures."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui import own_windows
from ui.plain import window_title
from ui.theme import theme


class SubWindow(QWidget):
    """An ordinary window around one page; Esc closes it.

    Signals:
        closed: It was closed; the focus should go back.
    """

    closed = Signal()

    def __init__(self, title: str, page: QWidget, width: int, height: int) -> None:
        """Make it hidden; width and height are px at 100 % text size."""
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(window_title(title))
        self.page = page
        self._size = (width, height)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(page)
        self.setFocusProxy(page)
        theme().changed.connect(self.update)

    def open_near(self, near: QRect | None) -> None:
        """Show it in the middle of the screen of ``near`` (None: of the mouse) with the focus."""
        if not self.isVisible():
            point = near.center() if near is not None else QCursor.pos()
            screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
            room = screen.availableGeometry()
            width, height = (theme().px(length) for length in self._size)
            self.resize(min(width, room.width() - 40), min(height, room.height() - 60))
            self.move(room.center() - self.rect().center())
        self.show()
        self.raise_()
        self.activateWindow()
        own_windows.asked(self)
        self.page.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that it was closed."""
        super().closeEvent(event)
        self.hide()  # before anybody asks which of our windows are open
        self.closed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("bg"))
