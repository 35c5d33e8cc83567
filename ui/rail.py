"""The rail at the left: one button with icon and word for each page that exists."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from ui import icons
from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.painted import Bar, PaintedButton
from ui.theme import theme


class RailButton(PaintedButton):
    """A page's button; a count of things that wait stands in its corner."""

    def __init__(self, icon: str, text: str, parent: QWidget | None = None) -> None:
        """``icon`` is a file of ``resources/icons``; raises ``IconError`` for any other."""
        super().__init__(text, parent)
        self.setCheckable(True)
        self._icon = icons.checked(icon)
        self._badge = 0
        self._locked = False

    def set_locked(self, locked: bool) -> None:
        """Show a lock in the corner: what the page holds is out of reach."""
        self._locked = locked
        self.setAccessibleDescription(tr("备注本已锁") if locked else "")
        self.setToolTip(tr("备注本已锁,点开就能打开") if locked else "")
        self.update()

    def set_badge(self, count: int) -> None:
        """Show a number; 0 shows none."""
        self._badge = count
        self.setAccessibleDescription(str(count) if count else "")
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        word = round(metrics("tiny").horizontalAdvance(self.text())) + look.px(8)
        return QSize(max(look.px(40), word), look.metric("rail_item"))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        on = self.isChecked()
        if on or self.hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft" if on else "kbd"))
            radius = look.metric("card_radius")
            painter.drawRoundedRect(rect, radius, radius)
        token = "accent_text" if on else "sub"
        side, word = look.metric("icon"), metrics("tiny").height()
        top = (rect.height() - side - word - look.px(1)) / 2
        box = QRectF((rect.width() - side) / 2, top, side, side)
        icons.paint(painter, self._icon, box, look.color(token))
        words = QRectF(0, top + side + look.px(1), rect.width(), word)
        draw_text(painter, words, self.text(), "tiny", token, Qt.AlignmentFlag.AlignHCenter)
        if self._badge:
            self._paint_badge(painter, rect)
        elif self._locked:
            self._paint_lock(painter, rect)

    def _paint_lock(self, painter: QPainter, rect: QRectF) -> None:
        look = theme()
        side = look.px(14)
        box = QRectF(rect.right() - side - look.px(2), look.px(2), side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("warn_bg"))
        painter.drawEllipse(box)
        inset = look.px(2)
        icons.paint(painter, "lock", box.adjusted(inset, inset, -inset, -inset), look.color("warn"))

    def _paint_badge(self, painter: QPainter, rect: QRectF) -> None:
        look = theme()
        text = str(self._badge) if self._badge < 100 else "99+"
        height = look.px(14)
        width = max(height, metrics("tiny").horizontalAdvance(text) + look.px(8))
        box = QRectF(rect.right() - width - look.px(2), look.px(2), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("badge"))
        painter.drawRoundedRect(box, height / 2, height / 2)
        draw_text(painter, box, text, "tiny", "on_badge", Qt.AlignmentFlag.AlignHCenter)


class Rail(Bar):
    """Pages from the top, the last ones at the foot.

    Signals:
        page_requested: A page's button was pressed.
    """

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without pages."""
        super().__init__(parent, edge="right")
        self._buttons: dict[str, RailButton] = {}
        self._group = QButtonGroup(self)
        self._box = QVBoxLayout(self)
        self._box.addStretch(1)
        self.restyle()

    def add(self, page: str, icon: str, text: str, *, at_foot: bool = False) -> RailButton:
        """Add a page's button."""
        button = RailButton(icon, text, self)
        self._group.addButton(button)
        self._buttons[page] = button
        tops = sum(1 for b in self._buttons.values() if not b.property("foot")) - 1
        button.setProperty("foot", at_foot)
        place = self._box.count() if at_foot else tops
        self._box.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignHCenter)
        button.clicked.connect(lambda: self.page_requested.emit(page))
        return button

    def has(self, page: str) -> bool:
        """Tell whether a page has a button."""
        return page in self._buttons

    def button(self, page: str) -> RailButton:
        """Give a page's button.

        Raises:
            KeyError: If there is no such page.
        """
        return self._buttons[page]

    def select(self, page: str) -> None:
        """Mark a page as the one that is shown."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)

    def restyle(self) -> None:  # noqa: D102
        look = theme()
        self.setFixedWidth(look.metric("rail"))
        self._box.setContentsMargins(look.px(3), look.px(10), look.px(4), look.px(10))
        self._box.setSpacing(look.px(6))
        super().restyle()
