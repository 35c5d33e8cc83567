"""The line over the cards: what they are, and in which order."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ui import icons
from ui.delegates.paint import draw_text, metrics
from ui.foot import AgentLabel
from ui.i18n import tr
from ui.menus import make_menu
from ui.painted import IconButton, PaintedButton
from ui.theme import theme

ORDERS: Final = (("standard", "默认"), ("often", "常用"), ("recent", "最近"))
"""Option value and name of each order."""


class OrderButton(PaintedButton):
    """The present order with a small arrow; pressing it lists the others."""

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = metrics("small").horizontalAdvance(self.text()) + look.px(12 + 14)
        return QSize(round(width), look.px(22))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        token = "ink" if self.hover else "sub"
        if self.hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("line"))
            painter.drawRoundedRect(rect, look.px(5), look.px(5))
        words = rect.adjusted(look.px(6), 0, 0, 0)
        used = draw_text(painter, words, self.text(), "small", token)
        side = look.px(11)
        box = QRectF(words.x() + used + look.px(3), rect.center().y() - side / 2, side, side)
        icons.paint(painter, "chevron-down", box, look.color(token))


class Caption(AgentLabel):
    """The words at the left, cut where there is no room."""

    def paintEvent(self, _event: object) -> None:  # noqa: D102
        draw_text(QPainter(self), QRectF(self.rect()), self.text, "small", "sub")

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(40), theme().px(22))


class SectionHeader(QWidget):
    """Caption, order, new phrase; in a search a button that ends it.

    Signals:
        order_changed: Another order was chosen: its option value.
        new_pressed: The plus was pressed.
        search_closed: The cross of a search was pressed.
    """

    order_changed = Signal(str)
    new_pressed = Signal()
    search_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the standard order."""
        super().__init__(parent)
        self.caption = Caption(self)
        self.order = OrderButton("", self)
        self.new = IconButton("plus", tr("新建话术"), self)
        self.back = IconButton("close", tr("结束搜索"), self)
        self._value = ORDERS[0][0]
        self._menu: QMenu | None = None
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.caption, 1)
        for button in (self.order, self.new, self.back):
            self._box.addWidget(button)
        self.order.clicked.connect(self.open_menu)
        self.new.clicked.connect(self.new_pressed)
        self.back.clicked.connect(self.search_closed)
        theme().changed.connect(self._restyle)
        self.set_order(self._value)
        self.set_search(False)
        self._restyle()

    def set_order(self, value: str) -> None:
        """Show an order as the present one, without telling anyone."""
        for known, name in ORDERS:
            if known == value:
                self._value = value
                self.order.setText(tr(name))
                self.order.setAccessibleName(tr("排序:{name}", name=tr(name)))
                self.order.restyle()

    def set_search(self, on: bool) -> None:
        """Swap the order for the button that ends the search."""
        self.order.setVisible(not on)
        self.back.setVisible(on)

    def open_menu(self) -> QMenu:
        """List the orders under the button."""
        menu = self._menu = make_menu(self)
        for value, name in ORDERS:
            entry = menu.addAction(tr(name))
            entry.setCheckable(True)
            entry.setChecked(value == self._value)
            entry.triggered.connect(lambda _on, v=value: self._choose(v))
        menu.popup(self.order.mapToGlobal(self.order.rect().bottomLeft()))
        return menu

    def _choose(self, value: str) -> None:
        if value != self._value:
            self.set_order(value)
            self.order_changed.emit(value)

    def _restyle(self) -> None:
        look = theme()
        side = look.metric("list_pad")
        self._box.setContentsMargins(side + look.px(2), look.px(6), side - look.px(2), 0)
        self._box.setSpacing(look.px(2))
