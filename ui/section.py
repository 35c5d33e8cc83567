"""The line over the cards: what they are, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ui import icons
from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.menus import make_menu
from ui.painted import IconButton, PaintedButton
from ui.plain import menu_text
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


class CaptionButton(PaintedButton):
    """The words at the left, cut where there is no room; pressing them lists the scenes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without words."""
        super().__init__("", parent)
        self.setToolTip(tr("只看一个场景"))

    def set_text(self, text: str) -> None:
        """Show other words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.restyle()

    def set_active(self, on: bool) -> None:
        """Whether there are scenes to choose from."""
        self.setEnabled(on)

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = metrics("small").horizontalAdvance(self.text()) + look.px(18)
        return QSize(round(width), look.px(22))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(40), theme().px(22))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        active = self.isEnabled() and bool(self.text())
        room = rect.adjusted(0, 0, -look.px(16) if active else 0, 0)
        token = "ink" if self.hover and active else "sub"
        used = draw_text(painter, room, self.text(), "small", token)
        if active:
            side = look.px(11)
            box = QRectF(used + look.px(3), rect.center().y() - side / 2, side, side)
            icons.paint(painter, "chevron-down", box, look.color(token))


class SectionHeader(QWidget):
    """Caption with the scenes behind it, order, new phrase; in a search a button that ends it.

    Signals:
        scene_chosen: Only this scene shall be shown: its id, or empty for all.
        order_changed: Another order was chosen: its option value.
        new_pressed: The plus was pressed.
        search_closed: The cross of a search was pressed.
    """

    scene_chosen = Signal(str)
    order_changed = Signal(str)
    new_pressed = Signal()
    search_closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with the standard order."""
        super().__init__(parent)
        self.caption = CaptionButton(self)
        self._scenes: Sequence[tuple[str, str]] = ()
        self._scene = ""
        self.order = OrderButton("", self)
        self.new = IconButton("plus", tr("新建话术"), self)
        self.back = IconButton("close", tr("结束搜索"), self)
        self._value = ORDERS[0][0]
        self._menu: QMenu | None = None
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.caption)
        self._box.addStretch(1)
        for button in (self.order, self.new, self.back):
            self._box.addWidget(button)
        self.caption.clicked.connect(self.open_scenes)
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

    def set_scenes(self, scenes: Sequence[tuple[str, str]], chosen: str = "") -> None:
        """Offer scenes (id and title); ``chosen`` is the only one shown, empty means all."""
        self._scenes, self._scene = scenes, chosen
        self.caption.set_active(self._can_choose())

    def _can_choose(self) -> bool:
        return len(self._scenes) > 1 or bool(self._scene)

    def open_scenes(self) -> QMenu:
        """List the scenes under the caption."""
        menu = self._menu = make_menu(self)
        for value, name in (("", tr("全部场景")), *self._scenes):
            entry = menu.addAction(menu_text(name))
            entry.setCheckable(True)
            entry.setChecked(value == self._scene)
            entry.triggered.connect(lambda _on=False, v=value: self.scene_chosen.emit(v))
        menu.popup(self.caption.mapToGlobal(self.caption.rect().bottomLeft()))
        return menu

    def set_search(self, on: bool) -> None:
        """Swap the order for the button that ends the search."""
        self.caption.set_active(not on and self._can_choose())
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
