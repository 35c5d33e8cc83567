"""Who is being talked to: name, platform, the type that the agent sees, and what is noted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.paint import chip_width, draw_chip, draw_text, metrics
from ui.i18n import tr
from ui.painted import PaintedButton, TextButton
from ui.plain import tip_text
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


class DeskButton(PaintedButton):
    """What the desk knows of the buyer: dots of open flags and a few words; cut at the end."""

    def __init__(self, parent: QWidget) -> None:
        """Start without words, hidden."""
        super().__init__("", parent)
        self.dots: tuple[str, ...] = ()
        self.hide()

    def say(self, text: str, dots: Sequence[str] = ()) -> None:
        """Show words and dots (colour tokens); without words it is hidden."""
        self.dots = tuple(dots)
        self.setText(text)
        self.setAccessibleName(tr("买家备注:{text}", text=text))
        self.setToolTip(tip_text(text))
        self.setVisible(bool(text))
        self.update()

    def _dots_width(self) -> int:
        return len(self.dots) * theme().px(10) + (theme().px(2) if self.dots else 0)

    def wanted(self) -> int:
        """Give the width that shows all, in px."""
        if self.isHidden():
            return 0
        return math.ceil(metrics("body").horizontalAdvance(self.text())) + self._dots_width() + 1

    def least(self) -> int:
        """Give the width below which nothing of it can be read, in px."""
        return min(self.wanted(), theme().px(36))

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(self.wanted(), theme().px(22))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        size = look.px(7)
        words = rect.adjusted(self._dots_width(), 0, 0, 0)
        wide = min(metrics("body").horizontalAdvance(self.text()), words.width())
        left = rect.right() - wide - self._dots_width()
        painter.setPen(Qt.PenStyle.NoPen)
        for number, token in enumerate(self.dots):
            painter.setBrush(look.color(token))
            x = left + number * look.px(10)
            painter.drawEllipse(QRectF(x, rect.center().y() - size / 2, size, size))
        token = "accent_text" if self.hover else "sub"
        draw_text(painter, words, self.text(), "body", token, Qt.AlignmentFlag.AlignRight)


class BuyerLine(QWidget):
    """A line under the search box; hidden while no buyer is known and none may be typed.

    Where it is narrow the words of the desk go first, then the name is cut.

    Signals:
        type_pressed: The type was pressed: choose another.
        desk_pressed: The words of the desk were pressed: show the buyer's notes.
        name_wanted: The name of the buyer shall be typed.
    """

    type_pressed = Signal()
    desk_pressed = Signal()
    name_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self._told = self._typed = ("", "")
        self._typing = False
        self.type_button = TypeButton(self)
        self.type_button.clicked.connect(self.type_pressed)
        self.desk_button = DeskButton(self)
        self.desk_button.clicked.connect(self.desk_pressed)
        self.name_button = TextButton(tr("未知买家 · 输入名字"), self, kind="link")
        self.name_button.clicked.connect(self.name_wanted)
        self.name_button.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()
        theme().changed.connect(self._restyle)

    @property
    def buyer(self) -> str:
        """Name that is shown: off the title, else as typed."""
        return self._told[0] or self._typed[0]

    @property
    def platform(self) -> str:
        """Platform that is shown."""
        return self._told[1] if self._told[0] else self._typed[1]

    def set_buyer(self, buyer: str, platform: str = "") -> None:
        """Show the buyer of the chat's title; without one the typed one, else a place to type."""
        self._told = (buyer, platform)
        self._show()

    def set_typed(self, buyer: str, platform: str = "") -> None:
        """Show this buyer while no title tells one; "" takes it back."""
        self._typed = (buyer, platform)
        self._show()

    def offer_typing(self, on: bool) -> None:
        """Offer to type the buyer's name where the chat does not tell it."""
        self._typing = on
        self._show()

    def set_type(self, type: str) -> None:
        """Show the buyer's type; "" offers to set one."""
        self.type_button.set_type(type)
        self._place()
        self.update()

    def set_desk(self, text: str, dots: Sequence[str] = ()) -> None:
        """Show what the desk knows: words and the colours of open flags; "" shows nothing."""
        self.desk_button.say(text, dots)
        self._show()

    def _show(self) -> None:
        known = bool(self.buyer)
        name = tr("买家 {name} {platform}", name=self.buyer, platform=self.platform)
        self.setAccessibleName(name.strip())
        self.setVisible(known or self._typing)
        self.type_button.setVisible(known)
        self.name_button.setVisible(not known and self._typing)
        self.desk_button.setVisible(known and bool(self.desk_button.text()))
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
        x = round(name + gap + chip)
        self.type_button.move(x, (self.height() - self.type_button.height()) // 2)
        desk = self.desk_button
        left = x + self.type_button.width() + 2 * gap
        width = min(self.width() - left, desk.wanted())
        if width < desk.least():
            width = 0
        desk.setGeometry(self.width() - max(width, 0), 0, max(width, 0), self.height())
        size = self.name_button.sizeHint()
        self.name_button.setGeometry(0, 0, min(size.width(), self.width()), self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        if not self.buyer:
            return
        with QPainter(self) as painter:
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
