"""Parts of the desk's forms: fields with a hint below them, underlined words, offers to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.inputs import LineField, TextField
from ui.plain import Label, tip_text
from ui.theme import theme

Span = tuple[int, int]
_OFFERS: Final = 5
"""Offers that are shown at once: more would push the fields below out of the window."""
_LINES: Final = 4
"""Lines that a field grows to; beyond them it scrolls."""


class Hint(QWidget):
    """A line under a field with what is missing or could be said better, and a button for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.words = Label()
        self.words.setProperty("kind", "warn")
        self.words.setWordWrap(True)
        self.button = QPushButton()
        self.button.setProperty("kind", "link")
        self._do: Callable[[], object] | None = None
        self.button.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty while it is hidden."""
        return "" if self.isHidden() else self.words.text()

    def say(self, text: str, action: tuple[str, Callable[[], object]] | None = None) -> None:
        """Show a text and a button; an empty text hides the line."""
        self.words.setText(text)
        self._do = action[1] if action is not None else None
        self.button.setText(action[0] if action is not None else "")
        self.button.setAccessibleName(self.button.text())
        self.button.setVisible(action is not None)
        self.setVisible(bool(text))

    def _press(self) -> None:
        if self._do is not None:
            self._do()


class GrowText(TextField):
    """A text box of one line that grows with its text; Enter goes on, Shift+Enter breaks a line.

    Signals:
        left: Enter, with whether Ctrl was held; never while composing.
        down_pressed: Down in the last line.
    """

    left = Signal(bool)
    down_pressed = Signal()

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        """``name`` is what is written here, for screen readers."""
        super().__init__("", parent)
        self.marks: tuple[Span, ...] = ()
        self.limit = 0
        self.setAccessibleName(name)
        self.document().setDocumentMargin(1)  # as little as a line edit has
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self._on_changed)
        theme().changed.connect(self.fit)

    def set_text(self, text: str) -> None:
        """Put a text there, the caret at its end."""
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def mark(self, spans: Sequence[Span]) -> None:
        """Underline these characters."""
        self.marks = tuple(spans)
        made = []
        for start, end in (_units(self.text(), span) for span in self.marks):
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = _marked()
            made.append(selection)
        self.setExtraSelections(made)

    def replace(self, span: Span, text: str, choose: str = "") -> None:
        """Put a text in place of characters (undoable) and select ``choose`` in it."""
        start, end = _units(self.text(), span)
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        at = text.find(choose) if choose else -1
        if at >= 0:
            first, last = _units(text, (at, at + len(choose)))
            cursor.setPosition(start + first)
            cursor.setPosition(start + last, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus()

    def _on_changed(self) -> None:
        if self.limit and not self.composing and len(self.text()) > self.limit:
            cursor = self.textCursor()
            at = min(cursor.position(), self.limit)
            self.setPlainText(self.text()[: self.limit])
            cursor.setPosition(at)
            self.setTextCursor(cursor)
        self.fit()

    def fit(self) -> None:
        """Become as high as the text, to some lines."""
        # Of a plain text document the height is told in lines.
        lines = max(1, min(round(self.document().size().height()), _LINES))
        margin = 2 * round(self.document().documentMargin())
        frame = 2 * theme().px(4) + 2  # padding and border of the theme's sheet
        height = lines * self.fontMetrics().lineSpacing() + margin + frame
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrower box needs more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn Enter and a Down that leads nowhere into signals, unless a word is composed."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not self.composing:
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.insertPlainText("\n")
            elif not event.isAutoRepeat():
                self.left.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return
        if event.key() == Qt.Key.Key_Down and not self.composing:
            before = self.textCursor().position()
            super().keyPressEvent(event)
            if self.textCursor().position() == before or self.textCursor().atEnd():
                self.down_pressed.emit()
            return
        super().keyPressEvent(event)


def _units(text: str, span: Span) -> Span:
    """Give a span of characters in Qt's UTF-16 units."""

    def unit(at: int) -> int:
        return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2

    return unit(span[0]), unit(span[1])


def _marked() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    made.setUnderlineColor(QColor(theme().color("warn")))
    # Some fonts have their underline where a line of one box is cut off.
    made.setBackground(theme().color("warn_bg"))
    return made


class OfferField(QWidget):
    """A field with offers under it: Down goes through them, Enter takes one.

    Signals:
        wanted: Offers for these words are wanted: they were typed, or Down was pressed.
        taken: An offer was taken: its id.
        changed: The text changed, by hand or not.
        left: Enter without a marked offer, with whether Ctrl was held.
    """

    wanted = Signal(str)
    taken = Signal(str)
    changed = Signal()
    left = Signal(bool)

    def __init__(self, field: LineField | GrowText, name: str) -> None:
        """Put offers under ``field``; ``name`` is what is written there, for screen readers."""
        super().__init__()
        self.field = field
        self._setting = False
        field.setAccessibleName(name)
        self.offers = QListWidget()
        self.offers.setAccessibleName(name)
        self.offers.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.offers.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.offers.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.offers.setObjectName("offers")
        self.offers.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(field)
        column.addWidget(self.offers)
        self.setFocusProxy(field)
        field.textChanged.connect(self._on_changed)
        field.down_pressed.connect(lambda: self._move(1))
        enter = field.left if isinstance(field, GrowText) else field.entered
        enter.connect(self._on_enter)
        self.offers.itemClicked.connect(self._take)
        field.installEventFilter(self)

    def text(self) -> str:
        """Give what stands there."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Put a text there; nothing is offered for it."""
        self._setting = True
        if isinstance(self.field, GrowText):
            self.field.set_text(text)
        else:
            self.field.setText(text)
        self._setting = False
        self.hide_offers()

    def show_offers(self, offers: Sequence[tuple[str, str]]) -> None:
        """Offer id and words; nothing is marked until Down is pressed."""
        self.offers.clear()
        for id, words in offers:
            item = QListWidgetItem(words.replace("\n", " "))
            item.setData(Qt.ItemDataRole.UserRole, id)
            item.setToolTip(tip_text(words))
            self.offers.addItem(item)
        self.offers.setCurrentRow(-1)
        if offers:
            row = self.offers.sizeHintForRow(0)
            self.offers.setFixedHeight(row * min(len(offers), _OFFERS) + theme().px(8))
        self.offers.setVisible(bool(offers) and self.field.hasFocus())

    @property
    def offered(self) -> list[str]:
        """Ids of what is offered."""
        role = Qt.ItemDataRole.UserRole
        return [str(self.offers.item(n).data(role)) for n in range(self.offers.count())]

    def hide_offers(self) -> None:
        """Take the offers away."""
        self.offers.clear()
        self.offers.hide()

    def _on_changed(self) -> None:
        if not self._setting:
            self.wanted.emit(self.text())
        self.changed.emit()

    def _move(self, step: int) -> None:
        if self.offers.isHidden():
            self.wanted.emit(self.text())
            return
        row = self.offers.currentRow() + step
        self.offers.setCurrentRow(max(-1, min(row, self.offers.count() - 1)))

    def _on_enter(self, control: bool) -> None:
        item = None if self.offers.isHidden() or control else self.offers.currentItem()
        if item is not None and self.offers.currentRow() >= 0:
            self._take(item)
        else:
            self.hide_offers()
            self.left.emit(control)

    def _take(self, item: QListWidgetItem) -> None:
        id = str(item.data(Qt.ItemDataRole.UserRole))
        self.hide_offers()
        self.taken.emit(id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up goes back through the offers, Esc takes only them away; they go with the focus."""
        if watched is self.field and not self.offers.isHidden():
            if event.type() == QEvent.Type.FocusOut:
                self.hide_offers()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                    self._move(-1 if event.key() == Qt.Key.Key_Up else 1)
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    self.hide_offers()
                    return True
        return False
