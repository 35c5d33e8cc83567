"""A thin scroll bar that lies over the list, so that its coming and going moves no card."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.theme import theme


class ThinScrollBar(QWidget):
    """Shows and moves the vertical scroll bar of an area, whose own bar is switched off."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        """Lie over the right edge of ``area``."""
        super().__init__(area)
        self._area = area
        self._bar = area.verticalScrollBar()
        self._grab: float | None = None
        self._hover = False
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self._bar.valueChanged.connect(self.update)
        self._bar.rangeChanged.connect(self._on_range)
        self._on_range()

    def place(self) -> None:
        """Keep to the right edge; the area calls this when it was resized."""
        width = theme().metric("scrollbar")
        self.setGeometry(self._area.width() - width - 1, 0, width, self._area.height())
        self.raise_()

    def _on_range(self) -> None:
        self.setVisible(self._bar.maximum() > self._bar.minimum())
        self.update()

    def _handle(self) -> QRectF:
        span = self._bar.maximum() - self._bar.minimum() + self._bar.pageStep()
        length = max(self.height() * self._bar.pageStep() / max(span, 1), theme().px(28))
        free = self.height() - length
        share = (self._bar.value() - self._bar.minimum()) / max(
            self._bar.maximum() - self._bar.minimum(), 1
        )
        inset = 1.0 if self._hover or self._grab is not None else 2.5
        return QRectF(inset, free * share, self.width() - 2 * inset, length)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("line_strong"))
            handle = self._handle()
            painter.drawRoundedRect(handle, handle.width() / 2, handle.width() / 2)

    def enterEvent(self, _event: QEnterEvent) -> None:  # noqa: D102
        self._hover = True
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: D102
        self._hover = False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        handle = self._handle()
        y = event.position().y()
        if not handle.top() <= y <= handle.bottom():
            self._move_to(y - handle.height() / 2)
        self._grab = y - self._handle().top()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._grab is not None:
            self._move_to(event.position().y() - self._grab)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: D102
        self._grab = None
        self.update()

    def _move_to(self, top: float) -> None:
        free = max(self.height() - self._handle().height(), 1.0)
        span = self._bar.maximum() - self._bar.minimum()
        self._bar.setValue(self._bar.minimum() + round(span * top / free))
