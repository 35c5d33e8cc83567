"""Input widgets that mind input methods: no key acts while a word is being composed."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget


class LineField(QLineEdit):
    """A line edit that knows whether an input method is in the middle of a word.

    A plain ``QLineEdit`` turns an Enter that reaches it then into ``returnPressed`` with the old
    text (reference/injection.md, section 9).

    Attributes:
        composing: A word is being composed.

    Signals:
        entered: Enter, with whether Ctrl was held; never while composing.
        down_pressed: The Down key, for "take the proposal".
    """

    entered = Signal(bool)
    down_pressed = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Start with ``text``."""
        super().__init__(text, parent)
        self.composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember the state of the input method."""
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt commits what is composed when the focus goes."""
        super().focusOutEvent(event)
        self.composing = False

    def forget_composition(self) -> None:
        """Drop a word that the input method did not finish."""
        if self.composing:
            QGuiApplication.inputMethod().reset()
            self.composing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn Enter and Down into signals, unless a word is being composed."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self.composing and not event.isAutoRepeat():
                control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
                self.entered.emit(control)
            return
        if key == Qt.Key.Key_Down and not self.composing:
            self.down_pressed.emit()
            return
        if not self._copied(event):
            super().keyPressEvent(event)

    def _copied(self, event: QKeyEvent) -> bool:
        """Copy or cut so that clipboard histories leave it out; False if that is not asked for."""
        cut = event.matches(QKeySequence.StandardKey.Cut)
        shown = self.echoMode() == QLineEdit.EchoMode.Normal
        if not (cut or event.matches(QKeySequence.StandardKey.Copy)) or not shown:
            return False
        if self.hasSelectedText():
            from ui.copying import copy_text

            copy_text(self.selectedText())
            if cut and not self.isReadOnly():
                self.del_()
        return True


class TextField(QPlainTextEdit):
    """A text box in which Tab moves on and Ctrl+Enter is a signal.

    Signals:
        entered: Ctrl+Enter; never while composing.
    """

    entered = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Start with ``text``."""
        super().__init__(text, parent)
        self.composing = False
        self.setTabChangesFocus(True)

    def text(self) -> str:
        """Give the text character for character (``toPlainText`` would lose no-break spaces)."""
        raw = self.document().toRawText()
        return raw.replace("\u2029", "\n").replace("\u2028", "\n")

    def createMimeDataFromSelection(self) -> QMimeData:
        """Keep what is copied out of a form out of clipboard histories."""
        from ui.copying import marked

        return marked(super().createMimeDataFromSelection().text())

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember the state of the input method."""
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt commits what is composed when the focus goes."""
        super().focusOutEvent(event)
        self.composing = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn Ctrl+Enter into a signal, unless a word is being composed."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.composing:
            return
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not event.isAutoRepeat():
                self.entered.emit()
            return
        super().keyPressEvent(event)
