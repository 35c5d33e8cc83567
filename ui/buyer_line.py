"""Who is being talked to: the buyer's name, the platform, and the type that the agent sees."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.paint import chip_width, draw_chip, draw_text, metrics
from ui.i18n import tr
from ui.painted import PaintedButton
from ui.theme import theme


class TypeButton(PaintedButton):
    """The buyer's type as a chip, or a pale one that offers to set it."""

    def __init__(self, parent: QWidget) -> None:
        """Start without a type."""
        super().__init__("", parent)
        self.type = ""
        self.set_type("")

    def set_type(self, type: str) -> None:
        """Show a type; "" shows the offer."""
        self.type = type
        self.setText(type or tr("类型"))
        self.setAccessibleName(tr("买家类型 {type}", type=type) if type else tr("标记买家类型"))
        self.setToolTip(tr("标记买家类型,适合的话术排到前面"))
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(round(chip_width(self._shown(), "body")) + 1, theme().px(22))

    def _shown(self) -> str:
        return self.type or f"+ {self.text()}"

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        middle = rect.center().y()
        if self.type:
            draw_chip(painter, rect.x(), middle, self._shown(), "warn_bg", "warn", "body")
            return
        look = theme()
        token = "accent_text" if self.hover else "sub"
        height = float(look.px(20))
        chip = QRectF(0.5, middle - height / 2 + 0.5, rect.width() - 1, height - 1)
        pen = QPen(look.color(token), 1)
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip, height / 2, height / 2)
        draw_text(painter, chip, self._shown(), "body", token, Qt.AlignmentFlag.AlignHCenter)


class BuyerLine(QWidget):
    """A line under the search box; hidden while no buyer is known.

    Signals:
        type_pressed: The type was pressed: choose another.
    """

    type_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.buyer = ""
        self.platform = ""
        self.type_button = TypeButton(self)
        self.type_button.clicked.connect(self.type_pressed)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        theme().changed.connect(self._restyle)

    def set_buyer(self, buyer: str, platform: str = "") -> None:
        """Show a buyer; an empty name hides the line."""
        self.buyer, self.platform = buyer, platform
        self.setVisible(bool(buyer))
        self.setAccessibleName(tr("买家 {name} {platform}", name=buyer, platform=platform).strip())
        self._place()
        self.update()

    def set_type(self, type: str) -> None:
        """Show the buyer's type; "" offers to set one."""
        self.type_button.set_type(type)
        self._place()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(100, theme().px(22))

    def _restyle(self) -> None:
        self.type_button.set_type(self.type_button.type)
        self._place()
        self.updateGeometry()

    def _name_room(self) -> float:
        gap = theme().px(6)
        chip = chip_width(self.platform, "body") + gap if self.platform else 0.0
        return max(self.width() - chip - self.type_button.width() - gap, 0)

    def _place(self) -> None:
        gap = theme().px(6)
        name = min(metrics("body_strong").horizontalAdvance(self.buyer), self._name_room())
        chip = chip_width(self.platform, "body") + gap if self.platform else 0.0
        self.type_button.move(
            round(name + gap + chip), (self.height() - self.type_button.height()) // 2
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        room = QRectF(rect.x(), rect.y(), self._name_room(), rect.height())
        used = draw_text(painter, room, self.buyer, "body_strong", "ink")
        if self.platform:
            gap = theme().px(6)
            draw_chip(painter, used + gap, rect.center().y(), self.platform, role="body")

    def is_cut(self) -> bool:
        """Tell whether the name does not fit and ends in an ellipsis."""
        return metrics("body_strong").horizontalAdvance(self.buyer) > self._name_room()
