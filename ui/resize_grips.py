"""Invisible strips along the edges of a frameless window, by which it is resized."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

WIDTH: Final = 5
_CURSORS: Final = {
    "left": Qt.CursorShape.SizeHorCursor,
    "right": Qt.CursorShape.SizeHorCursor,
    "bottom": Qt.CursorShape.SizeVerCursor,
    "bottom-left": Qt.CursorShape.SizeBDiagCursor,
    "bottom-right": Qt.CursorShape.SizeFDiagCursor,
}
_SHOWN: Final = {"free": tuple(_CURSORS), "right": ("left",), "left": ("right",)}


class Grip(QWidget):
    """One strip."""

    def __init__(self, edge: str, owner: ResizeGrips, window: QWidget) -> None:
        """``edge`` is a key of ``_CURSORS``."""
        super().__init__(window)
        self.edge = edge
        self._owner = owner
        self._from: tuple[QPoint, QRect] | None = None
        self.setCursor(_CURSORS[edge])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        self._from = (event.globalPosition().toPoint(), self.window().geometry())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._from is not None:
            start, rect = self._from
            self._owner.resize_to(self.edge, rect, event.globalPosition().toPoint() - start)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: D102
        if self._from is not None:
            start, self._from = self._from[1], None
            if self.window().size() != start.size():  # a mere click resizes nothing
                self._owner.settled.emit()


class ResizeGrips(QObject):
    """The strips of one window.

    Signals:
        resized: An edge is dragged: the rectangle that the window shall take.
        settled: An edge was let go.
    """

    resized = Signal(QRect)
    settled = Signal()

    def __init__(self, window: QWidget) -> None:
        """Start as a free window, with all strips."""
        super().__init__(window)
        self._window = window
        self._grips = {edge: Grip(edge, self, window) for edge in _CURSORS}
        self.set_side("free")

    def grip(self, edge: str) -> Grip:
        """Give a strip.

        Raises:
            KeyError: If there is no such edge.
        """
        return self._grips[edge]

    def set_side(self, side: str) -> None:
        """Offer all edges (``free``) or only the one towards the chat (``right``, ``left``)."""
        for edge, grip in self._grips.items():
            grip.setVisible(edge in _SHOWN[side])

    def place(self) -> None:
        """Follow the size of the window."""
        width, height, corner = self._window.width(), self._window.height(), 2 * WIDTH
        self._grips["left"].setGeometry(0, 0, WIDTH, height)
        self._grips["right"].setGeometry(width - WIDTH, 0, WIDTH, height)
        self._grips["bottom"].setGeometry(0, height - WIDTH, width, WIDTH)
        self._grips["bottom-left"].setGeometry(0, height - corner, corner, corner)
        self._grips["bottom-right"].setGeometry(width - corner, height - corner, corner, corner)
        for edge in _CURSORS:
            self._grips[edge].raise_()

    def resize_to(self, edge: str, rect: QRect, by: QPoint) -> None:
        """Drag an edge of the window that was ``rect`` by a distance."""
        least, most = self._window.minimumSize(), self._window.maximumSize()
        left, width, height = rect.left(), rect.width(), rect.height()
        if "left" in edge:
            width = max(least.width(), min(rect.width() - by.x(), most.width()))
            left = rect.right() - width + 1
        elif "right" in edge:
            width = max(least.width(), min(rect.width() + by.x(), most.width()))
        if "bottom" in edge:
            height = max(least.height(), rect.height() + by.y())
        self.resized.emit(QRect(left, rect.top(), width, height))
