"""The list that buyers, handovers and reminders stand in: keys, clicks, a strip of buttons.

It is a view of its own and not a ``QListView``: that lays all rows out again, in batches, when one
changes its height, and the scroll position jumps. Here rows that were never seen have an
estimated height and are measured when they come into view; what is looked at does not move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.card_list import hotkey_of
from ui.delegates.item_delegate import ItemDelegate
from ui.item_heights import Heights
from ui.models.items_model import Chip, ItemsModel, Row
from ui.plain_view import AnyIndex, PlainView
from ui.scrollbar import ThinScrollBar
from ui.theme import theme

__all__ = ["Chip", "ItemList", "Row"]

_MOVES: Final = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)
_NAMED: Final = frozenset({"Delete", "Backspace", "F2", "Left", "Right", "Space"})
"""Keys without a letter that are told like letters."""


class ItemList(PlainView):
    """Shows rows and says what a person did.

    Attributes:
        expand_selected: The selected row shows all its text (else as many lines as the others).
        extra_keys: Keys with modifiers that are told too, such as ``Ctrl+C``; others go on to
            the window.

    Signals:
        chosen: Enter or a double click: id of the row.
        selection_changed: Another row is selected: its id, empty if none is.
        menu_requested: Id of a row and the global point for its menu.
        key_pressed: A key that is no movement: id of the selected row (empty if none is) and the
            key as the text of a ``Hotkey``: ``N``, ``/``, ``Delete``, ``Backspace``.
        part_pressed: A chip with an action or a picture was clicked: id of the row, and the
            action or ``picture:ID``.
        end_reached: The last rows came into view: more may be read.
    """

    chosen = Signal(str)
    selection_changed = Signal(str)
    menu_requested = Signal(str, QPoint)
    key_pressed = Signal(str, str)
    part_pressed = Signal(str, str)
    end_reached = Signal()

    def __init__(
        self, name: str = "", parent: QWidget | None = None, *, expand_selected: bool = True
    ) -> None:
        """Make an empty list; ``name`` is for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.expand_selected = expand_selected
        self.extra_keys: frozenset[str] = frozenset()
        self.items = ItemsModel(self)
        self.look = ItemDelegate()
        self._selected = ""
        self._bar_widget: QWidget | None = None
        self._heights = Heights()
        self._hover = -1
        self.setModel(self.items)
        self._scroll = ThinScrollBar(self)
        theme().changed.connect(self._restyle)

    # What is shown.

    def show_pictures(self, give: Callable[[str], QPixmap | None]) -> None:
        """Take thumbnails from ``give``: by picture id, None while one is not there."""
        self.look.pictures = give

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self.items.rows

    def row(self, id: str) -> Row | None:
        """Give a row."""
        place = self.items.places.get(id)
        return None if place is None else self.items.rows[place]

    def set_rows(self, rows: Sequence[Row], *, top: bool = False) -> None:
        """Show other rows.

        The selected row stays selected, or the one that takes its place; what is looked at does
        not move.

        Args:
            rows: The rows; ids are unique.
            top: Go to the first row and select it (another search, another buyer).
        """
        old_place = self.items.places.get(self._selected, 0)
        anchor, offset = ("", 0) if top else self._anchor()
        self._hover = -1
        selected = "" if top else self._selected
        self.items.set_rows(rows)
        if selected not in self.items.places:
            near = self.items.selectable(min(old_place, len(rows) - 1) if not top else 0, 1)
            selected = rows[near].id if near >= 0 else ""
        self._estimate_all()  # before anyone is told of the selection and asks for heights
        self._take(selected)
        place = self.items.places.get(anchor)
        self._apply_range()
        value = self._heights.top(place) + offset if place is not None and not top else 0
        self.verticalScrollBar().setValue(value)
        self._settle()

    def selected_id(self) -> str:
        """Give the id of the selected row; empty if none is."""
        return self._selected

    def select(self, id: str) -> None:
        """Select a row and bring it into view; an unknown id or a caption changes nothing."""
        row = self.row(id)
        if row is not None and not row.section:
            self._take(id)
            self._settle()
            self.scrollTo(self.items.index(self.items.places[id]))

    def set_action_bar(self, widget: QWidget | None) -> None:
        """Show ``widget`` at the foot of the selected card from now on; None shows none.

        The list owns it then. It is as wide as the card and as high as its size hint (or its
        ``heightForWidth``).
        """
        if self._bar_widget is not None and self._bar_widget is not widget:
            self._bar_widget.hide()
            self._bar_widget.deleteLater()
        self._bar_widget = widget
        if widget is not None:
            widget.setParent(self.viewport())
            self.setTabOrder(self, widget)
        self.action_bar_changed()

    def action_bar_changed(self) -> None:
        """Measure the strip of buttons again: others stand in it."""
        self._remeasure(self._selected)
        self._settle()

    # Heights.

    def _bar_height(self) -> int:
        bar = self._bar_widget
        if bar is None:
            return 0
        width = self._bar_width()
        layout = bar.layout()
        if layout is not None:
            layout.activate()
        return bar.heightForWidth(width) if bar.hasHeightForWidth() else bar.sizeHint().height()

    def _bar_width(self) -> int:
        return round(self.look.inner(QRectF(0, 0, self.viewport().width(), 100)).width())

    def _expanded(self, place: int) -> bool:
        return self.expand_selected and self.items.rows[place].id == self._selected

    def _measure(self, place: int) -> int:
        row = self.items.rows[place]
        bar = self._bar_height() if row.id == self._selected else 0
        return self.look.height(row, expanded=self._expanded(place), bar=bar)

    def _estimate_all(self) -> None:
        estimate = self.look.estimate
        self._heights.estimate([estimate(row) for row in self.items.rows])

    def _remeasure(self, id: str) -> None:
        self._heights.forget(self.items.places.get(id, -1))

    def _visible(self) -> range:
        value = self.verticalScrollBar().value()
        return self._heights.between(value, value + max(self.viewport().height(), 1))

    def _anchor(self) -> tuple[str, int]:
        """Give the row that must not move, and how far its top is above the view's."""
        value = self.verticalScrollBar().value()
        shown = self._visible()
        if not shown or value == 0:
            return "", 0
        return self.items.rows[shown[0]].id, value - self._heights.top(shown[0])

    def _settle(self) -> None:
        """Measure what is in view, without moving what was measured before."""
        for _ in range(4):  # measured rows are lower than estimated: others come into view
            shown = self._visible()
            known = self._heights.is_measured
            unknown = [place for place in shown if not known(place)]
            if not unknown:
                break
            fixed = next((place for place in shown if known(place)), shown[0])
            before = self._heights.top(fixed)
            self._heights.measure({place: self._measure(place) for place in unknown})
            self._apply_range()
            moved = self._heights.top(fixed) - before
            if moved:
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + moved)
        self._apply_range()
        self._place_bar()
        self.viewport().update()
        shown = self._visible()
        if shown and shown[-1] == len(self._heights) - 1:
            self.end_reached.emit()

    def _apply_range(self) -> None:
        bar, room = self.verticalScrollBar(), self.viewport().height()
        total = self._heights.total + 2 * self._pad()
        bar.setPageStep(max(room - theme().px(24), 1))
        bar.setSingleStep(theme().px(20))
        bar.setRange(0, max(total - room, 0))

    def _pad(self) -> int:
        return theme().px(5)

    def _rect(self, place: int) -> QRect:
        top = self._heights.top(place) - self.verticalScrollBar().value() + self._pad()
        return QRect(0, top, self.viewport().width(), self._heights.height(place))

    def _place_bar(self) -> None:
        bar = self._bar_widget
        if bar is None:
            return
        place = self.items.places.get(self._selected)
        if place is None or not self._heights.is_measured(place):
            bar.hide()
            return
        inner = self.look.inner(QRectF(self._rect(place))).toRect()
        height = self._bar_height()
        bar.setGeometry(inner.x(), inner.bottom() + 1 - height, self._bar_width(), height)
        bar.setVisible(inner.bottom() > 0 and inner.y() < self.viewport().height())

    # Selection.

    def _take(self, id: str) -> None:
        changed, old = id != self._selected, self._selected
        self._selected = id
        for one in (old, id):
            self._remeasure(one)
        place = self.items.places.get(id, -1)
        index = self.items.index(place) if place >= 0 else QModelIndex()
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flag)
        if changed:
            self.selection_changed.emit(id)

    def _move(self, key: int) -> None:
        rows = self.items.rows
        now = self.items.places.get(self._selected, -1)
        match key:
            case Qt.Key.Key_Up:
                to = self.items.selectable(now - 1, -1) if now > 0 else now
            case Qt.Key.Key_Down:
                to = self.items.selectable(min(now + 1, len(rows) - 1), 1)
            case Qt.Key.Key_Home:
                to = self.items.selectable(0, 1)
            case Qt.Key.Key_End:
                to = self.items.selectable(len(rows) - 1, -1)
            case _:
                to = self._page(now, 1 if key == Qt.Key.Key_PageDown else -1)
        if to >= 0:
            self.select(rows[to].id)
            if self.items.selectable(0, 1) == to:
                self.verticalScrollBar().setValue(0)  # with the caption above it

    def _page(self, now: int, way: int) -> int:
        at = self._heights.top(max(now, 0)) + way * self.verticalScrollBar().pageStep()
        return self.items.selectable(self._heights.at(at), way)

    # What Qt asks of a view.

    def visualRect(self, index: AnyIndex) -> QRect:  # noqa: D102
        if not index.isValid() or index.row() >= len(self._heights):
            return QRect()
        return self._rect(index.row())

    def scrollTo(  # noqa: D102
        self,
        index: AnyIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,  # noqa: ARG002
    ) -> None:
        if not index.isValid() or index.row() >= len(self._heights):
            return
        for _ in range(3):  # rows between may turn out higher than they were estimated
            rect, bar = self._rect(index.row()), self.verticalScrollBar()
            room = self.viewport().height()
            if rect.top() < self._pad() or rect.height() > room:
                bar.setValue(bar.value() + rect.top() - self._pad())
            elif rect.bottom() > room - self._pad():
                bar.setValue(bar.value() + rect.bottom() - room + self._pad())
            self._settle()

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: D102
        y = point.y() + self.verticalScrollBar().value() - self._pad()
        if not 0 <= y < self._heights.total:
            return QModelIndex()
        return self.items.index(self._heights.at(y))

    def updateGeometries(self) -> None:  # noqa: D102
        super().updateGeometries()
        if len(self._heights) == len(self.items.rows):
            self._apply_range()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: D102
        self._place_bar()
        self.viewport().update()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        if len(self._heights) != len(self.items.rows):
            return
        if not all(map(self._heights.is_measured, self._visible())):
            self._settle()
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            focused = self.hasFocus()
            for place in self._visible():
                rect = self._rect(place)
                if not rect.intersects(event.rect()):
                    continue
                row = self.items.rows[place]
                selected = row.id == self._selected
                self.look.paint(
                    painter,
                    QRectF(rect),
                    row,
                    selected=selected,
                    focused=focused,
                    hover=place == self._hover,
                    expanded=self._expanded(place),
                )

    def _restyle(self) -> None:
        self.look.forget()
        self._estimate_all()
        self._scroll.place()
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._scroll.place()
        if self.look.set_width(self.viewport().width()):
            anchor, offset = self._anchor()
            self._estimate_all()
            self._apply_range()
            if anchor:
                top = self._heights.top(self.items.places[anchor])
                self.verticalScrollBar().setValue(top + offset)
        self._settle()

    # Mouse.

    def _card_at(self, point: QPoint) -> int:
        index = self.indexAt(point)
        if not index.isValid():
            return -1
        place = index.row()
        if self.items.rows[place].section:
            return place
        inside = self.look.frame(QRectF(self._rect(place))).contains(QPointF(point))
        return place if inside else -1

    def part_at(self, point: QPoint) -> tuple[str, str]:
        """Give row id and name of the part under a point of the viewport; "", "" if none is."""
        place = self._card_at(point)
        if place < 0:
            return "", ""
        row, rect = self.items.rows[place], QRectF(self._rect(place))
        for name, box in self.look.parts(row, rect, expanded=self._expanded(place)):
            if box.contains(QPointF(point)):
                return row.id, name
        return row.id, ""

    def card_rect(self, id: str) -> QRect:
        """Give the frame of a card in viewport px; empty if there is no such row."""
        place = self.items.places.get(id)
        return QRect() if place is None else self.look.frame(QRectF(self._rect(place))).toRect()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        point = event.position().toPoint()
        place = self._card_at(point)
        if place >= 0:
            id, part = self.part_at(point)
            if not self.items.rows[place].section:
                self.select(id)
            if part and event.button() == Qt.MouseButton.LeftButton:
                self.part_pressed.emit(id, part)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        point = event.position().toPoint()
        place = self._card_at(point)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and place >= 0
            and not self.items.rows[place].section
            and not self.part_at(point)[1]
        ):
            self.chosen.emit(self.items.rows[place].id)
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        point = event.position().toPoint()
        place = self._card_at(point)
        part = self.part_at(point)[1]
        shape = Qt.CursorShape.PointingHandCursor if part else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)
        self._set_hover(place)
        event.accept()

    def _set_hover(self, place: int) -> None:
        if place != self._hover:
            self._hover = place
            self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.Leave:
            self._set_hover(-1)
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place, point = self._card_at(event.pos()), event.globalPos()
            if place < 0 or self.items.rows[place].section:
                return
            self.select(self.items.rows[place].id)
        elif self._selected:
            corner = self.card_rect(self._selected).bottomLeft()
            point = self.viewport().mapToGlobal(corner)
        else:
            return
        self.menu_requested.emit(self._selected, point)

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        key = event.key()
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if plain and key in _MOVES:
            self._move(key)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._selected and not event.isAutoRepeat():
                self.chosen.emit(self._selected)
        elif (name := self._told(event)) and not event.isAutoRepeat():
            self.key_pressed.emit(self._selected, name)
        else:
            event.ignore()  # Esc, Tab and the keys of the window
            return
        event.accept()

    def _told(self, event: QKeyEvent) -> str:
        key = hotkey_of(event)
        if key is None:
            return ""
        letter = not key.modifiers and (len(key.key) == 1 or key.key in _NAMED)
        return str(key) if letter or str(key) in self.extra_keys else ""
