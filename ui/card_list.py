"""The list of cards: clicks, keys, hover and moving by hand; painting is the delegate's."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QToolTip,
    QWidget,
)

from assistant.actions import OPTIONAL, ActionId, bindings
from assistant.keys import Hotkey, HotkeyError
from phrasebook.model import Phrase
from ui.delegates.card_delegate import CardDelegate
from ui.i18n import tr
from ui.models.phrases_model import PhrasesModel
from ui.plain import tip_text
from ui.scrollbar import ThinScrollBar
from ui.theme import theme

HOVER_MS: Final = 400
_BATCH: Final = 60
"""Rows that are measured before the first paint; the rest follow between events."""


class CardList(QListView):
    """A list view over a ``PhrasesModel``.

    Signals:
        pasted: A card was clicked or Enter was pressed on it.
        action_triggered: A card key was pressed; action id and phrase.
        menu_requested: Phrase and the global point for its menu.
        hovered: The mouse rests on a card (its phrase and its rectangle on the screen), or left
            it (None, None).
        dropped: A card was dragged: its id, and the id of the card that it now stands before.
        first_painted: Once, after cards were on the screen for the first time.
    """

    pasted = Signal(object)
    action_triggered = Signal(str, object)
    menu_requested = Signal(object, QPoint)
    hovered = Signal(object, object)
    dropped = Signal(str, object)
    first_painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty list."""
        super().__init__(parent)
        self.cards = PhrasesModel(self)
        self.painter_of_cards = CardDelegate(self.cards, self)
        self.setModel(self.cards)
        self.setItemDelegate(self.painter_of_cards)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("话术列表"))
        self.sortable = False
        self._bar = ThinScrollBar(self)
        self._card_keys: dict[Hotkey, ActionId] = bindings({}, scope="card", off=OPTIONAL)
        self._painted = False
        self._press: QPoint | None = None
        self._drop_row = -1
        self._hover_row = -1
        self._hover_timer = QTimer(self)
        self._hover_timer.setSingleShot(True)
        self._hover_timer.setInterval(HOVER_MS)
        self._hover_timer.timeout.connect(self._hover_rested)
        self.verticalScrollBar().valueChanged.connect(self._end_hover)
        theme().changed.connect(self._restyle)
        self.cards.modelReset.connect(self._on_reset)

    def set_card_keys(self, edited: Mapping[str, str], off: Set[ActionId] = OPTIONAL) -> None:
        """Use the keys of the option ``keys`` for the card actions, but for those that are off."""
        self._card_keys = bindings(edited, scope="card", off=off)

    def current_phrase(self) -> Phrase | None:
        """Give the phrase of the selected card."""
        return self.cards.phrase(self.currentIndex().row())

    def select_row(self, row: int) -> None:
        """Select a card and bring it into view."""
        if 0 <= row < len(self.cards.cards):
            index = self.cards.index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def card_rect(self, row: int) -> QRectF:
        """Give the frame of a card in viewport px."""
        rect = QRectF(self.visualRect(self.cards.index(row)))
        return self.painter_of_cards.geometry(rect).frame

    def _restyle(self) -> None:
        self.painter_of_cards.forget()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _on_reset(self) -> None:
        self._press, self.painter_of_cards.pressed_row = None, -1
        self.painter_of_cards.hover_row = -1
        self._end_hover()
        self.scrollToTop()

    # Mouse.

    def _row_at(self, point: QPoint) -> int:
        row = self.indexAt(point).row()
        # The gap between two cards belongs to none.
        return row if row >= 0 and self.card_rect(row).contains(QPointF(point)) else -1

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        point = event.position().toPoint()
        self._end_hover()
        row = self._row_at(point)
        if row >= 0:
            self.setCurrentIndex(self.cards.index(row))
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self._press = point
            self._set_pressed(row)
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        # The first click of the two has pasted; a habit of double-clicking must not paste twice.
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        point = event.position().toPoint()
        if self._press is not None:
            self._drag_to(point)
        elif (row := self._row_at(point)) != self._hover_row:
            self._end_hover()
            self._hover_row = row
            self._set_hover(row)
            if row >= 0:
                self._hover_timer.start()
        # Not to QListView: it would start a selection by rubber band.
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        pressed, dropped = self.painter_of_cards.pressed_row, self._drop_row
        was_press, self._press, self._drop_row = self._press is not None, None, -1
        self._set_pressed(-1)
        self.viewport().update()
        if event.button() != Qt.MouseButton.LeftButton or not was_press:
            return
        if dropped >= 0:
            self._drop(pressed, dropped)
        elif pressed >= 0 and self._row_at(event.position().toPoint()) == pressed:
            self.pasted.emit(self.cards.phrase(pressed))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: D102
        self._end_hover()
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            row, point = self._row_at(event.pos()), event.globalPos()
        else:
            row = self.currentIndex().row()
            corner = self.card_rect(row).bottomLeft().toPoint() if row >= 0 else QPoint()
            point = self.viewport().mapToGlobal(corner)
        phrase = self.cards.phrase(row)
        if phrase is not None:
            self.menu_requested.emit(phrase, point)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.Leave:
            self._end_hover()
            self._set_hover(-1)
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_key_tip(event)
            return True
        return super().viewportEvent(event)

    def _show_key_tip(self, event: QHelpEvent) -> None:
        index = self.indexAt(event.pos())
        tip = index.data(Qt.ItemDataRole.ToolTipRole) if index.isValid() else None
        rect = QRectF(self.visualRect(index))
        if tip and self.painter_of_cards.key_rect(rect, index.row()).contains(event.pos()):
            QToolTip.showText(event.globalPos(), tip_text(tip), self.viewport())

    def _set_pressed(self, row: int) -> None:
        old, self.painter_of_cards.pressed_row = self.painter_of_cards.pressed_row, row
        self._repaint_rows(old, row)

    def _set_hover(self, row: int) -> None:
        old, self.painter_of_cards.hover_row = self.painter_of_cards.hover_row, row
        self._repaint_rows(old, row)

    def _repaint_rows(self, *rows: int) -> None:
        for changed in set(rows) - {-1}:
            self.update(self.cards.index(changed))

    # Moving a card by hand: an insertion line while the button is held, no drag and drop of the
    # system, which would leave the window and its focus rules.

    def _drag_to(self, point: QPoint) -> None:
        pressed = self.painter_of_cards.pressed_row
        if self._press is None or not self.sortable:
            return
        if self._drop_row < 0 and (
            (point - self._press).manhattanLength() < 2 * QApplication.startDragDistance()
        ):
            return
        target = self._row_under(point)
        if self._same_group(pressed, target):
            self._drop_row = target
        self.viewport().update()

    def _row_under(self, point: QPoint) -> int:
        """Give the row before which a card dropped at ``point`` would stand."""
        row = self.indexAt(QPoint(self.width() // 2, point.y())).row()
        if row < 0:
            return 0 if point.y() < 0 else len(self.cards.cards)
        middle = self.visualRect(self.cards.index(row)).center().y()
        return row if point.y() < middle else row + 1

    def _same_group(self, row: int, target: int) -> bool:
        """Pinned cards stay above the others, so a card moves among its own kind only."""
        cards = self.cards.cards
        pinned = sum(card.phrase.pinned for card in cards)
        return target <= pinned if cards[row].phrase.pinned else target >= pinned

    def _drop(self, row: int, target: int) -> None:
        if row < 0 or target in (row, row + 1):
            return
        moved, before = self.cards.phrase(row), self.cards.phrase(target)
        if moved is not None:
            self.dropped.emit(moved.id, before.id if before is not None else None)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        look = self.painter_of_cards
        look.current_row, look.focused = self.currentIndex().row(), self.hasFocus()
        super().paintEvent(event)
        if not self._painted and self.cards.cards:
            self._painted = True
            # After the picture was handed to the screen, not while it is being made.
            QTimer.singleShot(0, self, self.first_painted.emit)
        if self._drop_row < 0:
            return
        last = len(self.cards.cards) - 1
        if self._drop_row <= last:
            y = self.visualRect(self.cards.index(self._drop_row)).top()
        else:
            y = self.visualRect(self.cards.index(last)).bottom()
        with QPainter(self.viewport()) as painter:
            painter.setPen(QPen(theme().color("accent"), 2))
            side = theme().metric("list_pad")
            painter.drawLine(side, y, self.viewport().width() - side, y)

    # Hover.

    def _hover_rested(self) -> None:
        phrase = self.cards.phrase(self._hover_row)
        if phrase is not None and self.underMouse():
            frame = self.card_rect(self._hover_row).toRect()
            frame.moveTopLeft(self.viewport().mapToGlobal(frame.topLeft()))
            self.hovered.emit(phrase, frame)

    def _end_hover(self) -> None:
        self._hover_timer.stop()
        if self._hover_row >= 0:
            self._hover_row = -1
            self.hovered.emit(None, None)

    # Keys.

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        phrase = self.current_phrase()
        found = self._card_keys.get(key) if (key := hotkey_of(event)) else None
        if phrase is None or found is None:
            # QListView would search its rows for a letter; letters are actions here.
            if event.text().isprintable() and event.text():
                event.ignore()
            else:
                super().keyPressEvent(event)
            return
        if found == ActionId.CARD_PASTE:
            self.pasted.emit(phrase)
        else:
            self.action_triggered.emit(str(found), phrase)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._bar.place()
        # Frame and bars are off, so this is the viewport's width; asking for the viewport itself
        # before the first paint makes PySide load every widget class there is: 10 ms.
        if self.painter_of_cards.set_width(self.width()):
            self.scheduleDelayedItemsLayout()


def hotkey_of(event: QKeyEvent) -> Hotkey | None:
    """Read a key press as a ``Hotkey``; None for a modifier alone or a key that has no name."""
    combination = event.keyCombination()
    modifiers = combination.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = QKeySequence(modifiers.value | combination.key().value).toString(
        QKeySequence.SequenceFormat.PortableText
    )
    if not text.isascii():
        return None
    try:
        return Hotkey.parse(text)
    except HotkeyError:
        return None
