"""The head of a page of the desk (its name, a chip) and small words at the right of its foot."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.delegates.paint import chip_width, draw_chip, draw_text, metrics
from ui.theme import theme


class PageTitle(QWidget):
    """What the page is, and how many things wait on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.text, self.chip, self.short = "", "", ""
        theme().changed.connect(self.updateGeometry)

    def say(self, text: str, chip: str = "", short: str = "") -> None:
        """Show other words.

        Args:
            text: What the page is.
            chip: What waits; empty shows none.
            short: Shown where there is no room for ``text`` beside the chip.
        """
        self.text, self.chip, self.short = text, chip, short or text
        self.setAccessibleName(" ".join(part for part in (text, chip) if part))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(120), theme().px(26))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(30), theme().px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(self.rect())
            chip = chip_width(self.chip) + theme().px(8) if self.chip else 0.0
            wide = metrics("heading").horizontalAdvance
            text = self.text if wide(self.text) + chip <= room.width() else self.short
            if wide(text) + chip > room.width():
                chip = 0.0
            width = draw_text(painter, room, text, "heading", "ink")
            if chip:
                left = room.x() + width + theme().px(8)
                draw_chip(painter, left, room.center().y(), self.chip, "warn_bg", "warn")


class FootNote(QWidget):
    """Small words at the right, cut where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.text = ""

    def say(self, text: str) -> None:
        """Show other words."""
        self.text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(40), round(metrics("small").height()))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        if self.width() < theme().px(48):
            return  # an ellipsis alone says nothing
        right = Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            draw_text(painter, QRectF(self.rect()), self.text, "small", "sub", right)
