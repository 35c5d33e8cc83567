"""Parts of the desk's forms: fields with a hint below them, underlined words, offers to take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QInputMethodEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.inputs import LineField, TextField
from ui.theme import theme

Span = tuple[int, int]
_OFFERS: Final = 5
"""Offers that are shown at once: more would push the fields below out of the window."""


class Hint(QWidget):
    """A line under a field with what is missing or could be said better, and a button for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start hidden."""
        super().__init__(parent)
        self.words = QLabel()
        self.words.setProperty("kind", "warn")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
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


class FactLine(LineField):
    """A line edit that can underline words in it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Start without marks."""
        super().__init__(text, parent)
        self.marks: tuple[Span, ...] = ()

    def mark(self, spans: Sequence[Span]) -> None:
        """Underline these characters; a word that is being composed is left alone."""
        self.marks = tuple(spans)
        if self.composing:
            return
        # QLineEdit has no formats of its own; those of an input method's event without text stay
        # until the text changes.
        at = self.cursorPosition()
        attributes = [
            QInputMethodEvent.Attribute(
                QInputMethodEvent.AttributeType.TextFormat, start - at, end - start, _marked()
            )
            for start, end in (_units(self.text(), span) for span in self.marks)
        ]
        QApplication.sendEvent(self, QInputMethodEvent("", attributes))


class FactText(TextField):
    """A text box that can underline words in it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Start without marks."""
        super().__init__(text, parent)
        self.marks: tuple[Span, ...] = ()

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


def _units(text: str, span: Span) -> Span:
    """Give a span of characters in Qt's UTF-16 units."""

    def unit(at: int) -> int:
        return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2

    return unit(span[0]), unit(span[1])


def _marked() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
    made.setUnderlineColor(QColor(theme().color("warn")))
    made.setFontUnderline(True)
    return made


class OfferField(QWidget):
    """A line edit with offers under it: Down goes through them, Enter takes one.

    Signals:
        wanted: Offers for these words are wanted.
        taken: An offer was taken: its id.
        entered: Enter without a marked offer, with whether Ctrl was held.
    """

    wanted = Signal(str)
    taken = Signal(str)
    entered = Signal(bool)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is what is written here, for screen readers."""
        super().__init__(parent)
        self.line = FactLine()
        self.line.setAccessibleName(name)
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
        column.addWidget(self.line)
        column.addWidget(self.offers)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self.wanted)
        self.line.down_pressed.connect(lambda: self._move(1))
        self.line.entered.connect(self._on_enter)
        self.offers.itemClicked.connect(self._take)
        self.line.installEventFilter(self)

    def show_offers(self, offers: Sequence[tuple[str, str]]) -> None:
        """Offer id and words; nothing is marked until Down is pressed."""
        self.offers.clear()
        for id, words in offers:
            item = QListWidgetItem(words.replace("\n", " "))
            item.setData(Qt.ItemDataRole.UserRole, id)
            item.setToolTip(words)
            self.offers.addItem(item)
        self.offers.setCurrentRow(-1)
        if offers:
            row = self.offers.sizeHintForRow(0)
            self.offers.setFixedHeight(row * min(len(offers), _OFFERS) + theme().px(8))
        self.offers.setVisible(bool(offers) and self.line.hasFocus())

    @property
    def offered(self) -> list[str]:
        """Ids of what is offered."""
        role = Qt.ItemDataRole.UserRole
        return [str(self.offers.item(n).data(role)) for n in range(self.offers.count())]

    def hide_offers(self) -> None:
        """Take the offers away."""
        self.offers.clear()
        self.offers.hide()

    def _move(self, step: int) -> None:
        if self.offers.isHidden():
            self.wanted.emit(self.line.text())
            return
        row = self.offers.currentRow() + step
        self.offers.setCurrentRow(max(-1, min(row, self.offers.count() - 1)))

    def _on_enter(self, control: bool) -> None:
        item = self.offers.currentItem() if not self.offers.isHidden() else None
        if item is not None and self.offers.currentRow() >= 0 and not control:
            self._take(item)
        else:
            self.hide_offers()
            self.entered.emit(control)

    def _take(self, item: QListWidgetItem) -> None:
        id = str(item.data(Qt.ItemDataRole.UserRole))
        self.hide_offers()
        self.taken.emit(id)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Up goes back through the offers, Esc takes only them away; they go with the focus."""
        if watched is self.line and not self.offers.isHidden():
            if event.type() == QEvent.Type.FocusOut:
                self.hide_offers()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                if event.key() == Qt.Key.Key_Up:
                    self._move(-1)
                    return True
                if event.key() == Qt.Key.Key_Escape:
                    self.hide_offers()
                    return True
        return False
