"""A view that places, selects and paints by itself: only what Qt insists on stands here."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

AnyIndex = QModelIndex | QPersistentModelIndex


class PlainView(QAbstractItemView):
    """Has no bars, edits nothing and selects one row at most."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it without a model."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.viewport().setMouseTracking(True)

    def moveCursor(self, _action: object, _modifiers: object) -> QModelIndex:  # noqa: D102
        return self.currentIndex()

    def horizontalOffset(self) -> int:  # noqa: D102
        return 0

    def verticalOffset(self) -> int:  # noqa: D102
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: AnyIndex) -> bool:  # noqa: D102
        return False

    def setSelection(self, _rect: QRect, _flags: object) -> None:  # noqa: D102
        return

    def visualRegionForSelection(self, _selection: object) -> QRegion:  # noqa: D102
        return QRegion(self.viewport().rect())
