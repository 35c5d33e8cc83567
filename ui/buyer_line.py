"""Who is being talked to: the buyer's name and the platform."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.paint import chip_width, draw_chip, draw_text, metrics
from ui.i18n import tr
from ui.theme import theme


class BuyerLine(QWidget):
    """A line under the search box; hidden while no buyer is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.buyer = ""
        self.platform = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        theme().changed.connect(self.updateGeometry)

    def set_buyer(self, buyer: str, platform: str = "") -> None:
        """Show a buyer; an empty name hides the line."""
        self.buyer, self.platform = buyer, platform
        self.setVisible(bool(buyer))
        self.setAccessibleName(tr("买家 {name} {platform}", name=buyer, platform=platform).strip())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(100, theme().px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        gap = theme().px(6)
        chip = chip_width(self.platform, "body") + gap if self.platform else 0.0
        room = QRectF(rect.x(), rect.y(), max(rect.width() - chip, 0), rect.height())
        used = draw_text(painter, room, self.buyer, "body_strong", "ink")
        if self.platform:
            draw_chip(painter, used + gap, rect.center().y(), self.platform, role="body")

    def is_cut(self) -> bool:
        """Tell whether the name does not fit and ends in an ellipsis."""
        chip = chip_width(self.platform, "body") + theme().px(6) if self.platform else 0.0
        return metrics("body_strong").horizontalAdvance(self.buyer) > self.width() - chip
