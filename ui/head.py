"""The head: the search box that opens the palette, and the buyer's line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import icons
from ui.buyer_line import BuyerLine
from ui.delegates.paint import draw_kbd, draw_text, kbd_width
from ui.i18n import tr
from ui.painted import Bar, PaintedButton
from ui.theme import theme


class SearchBox(PaintedButton):
    """Looks like an input, but is a button: typing needs a window that takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a key hint."""
        super().__init__(tr("搜话术、拼音首字母、编码…"), parent)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hint = ""

    def set_hint(self, key: str) -> None:
        """Name the key that opens the palette from anywhere; empty shows none."""
        self.hint = key
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, theme().metric("search"))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        painter.setPen(QPen(look.color("line_strong" if self.hover else "line"), 1))
        painter.setBrush(look.color("bg"))
        radius = look.metric("card_radius")
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        pad, side, middle = look.px(10), look.px(15), rect.center().y()
        box = QRectF(pad, middle - side / 2, side, side)
        icons.paint(painter, "search", box, look.color("sub"))
        left, right = pad + side + look.px(8), rect.right() - pad
        if self.hint and rect.width() - left - kbd_width(self.hint) > look.px(90):
            right = draw_kbd(painter, right, middle, self.hint) - look.px(6)
        words = QRectF(left, rect.y(), right - left, rect.height())
        draw_text(painter, words, self.text(), "base", "sub")


class Head(Bar):
    """The upper strip; a free-floating sidebar is moved by it.

    Signals:
        search_activated: The search box was pressed: its rectangle on the screen.
        dragged: The strip is dragged: the distance since the press, in px.
        drag_began: The mouse button went down on the strip.
        drag_ended: The strip was let go.
    """

    search_activated = Signal(QRect)
    drag_began = Signal()
    dragged = Signal(QPoint)
    drag_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a buyer."""
        super().__init__(parent, edge="bottom")
        self.search = SearchBox(self)
        self.buyer = BuyerLine(self)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.search)
        self._box.addWidget(self.buyer)
        self.search.clicked.connect(self.activate_search)
        self._from: QPoint | None = None
        self.restyle()

    def activate_search(self) -> None:
        """Ask for the search window over the box."""
        corner = self.search.mapToGlobal(QPoint(0, 0))
        self.search_activated.emit(QRect(corner, self.search.size()))

    def restyle(self) -> None:  # noqa: D102
        look = theme()
        side = look.metric("head_pad")
        self._box.setContentsMargins(side, look.px(10), side, look.px(9))
        self._box.setSpacing(look.px(8))
        super().restyle()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = event.globalPosition().toPoint()
            self.drag_began.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        if self._from is not None:
            self.dragged.emit(event.globalPosition().toPoint() - self._from)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: D102
        if self._from is not None:
            self._from = None
            self.drag_ended.emit()
