"""A field that records a hotkey: press it, or type its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from assistant.keys import PUNCTUATION, Hotkey, HotkeyError
from ui.i18n import tr
from ui.plain import Label, tip_text
from ui.theme import theme
from ui.wrap_button import WrapButton

_NAMED: Final = {
    Qt.Key.Key_Space: "Space", Qt.Key.Key_Return: "Enter", Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Tab: "Tab", Qt.Key.Key_Backspace: "Backspace", Qt.Key.Key_Insert: "Insert",
    Qt.Key.Key_Delete: "Delete", Qt.Key.Key_Home: "Home", Qt.Key.Key_End: "End",
    Qt.Key.Key_PageUp: "PageUp", Qt.Key.Key_PageDown: "PageDown", Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right", Qt.Key.Key_Up: "Up", Qt.Key.Key_Down: "Down",
}  # fmt: skip
# With Shift held Qt reports the shifted character; a hotkey names the key (US layout, which is
# also the layout under every Chinese input method).
_SHIFTED: Final = dict(zip('!@#$%^&*()<>?:"{}|_+~', "1234567890,./;'[]\\-=`", strict=True))
_CAPTION_EM: Final = 6
"""Beside the field a caption has room for so many Chinese characters in a line, or stands above."""
_UNBOUNDED: Final = (1 << 24) - 1  # QWIDGETSIZE_MAX, which PySide does not have
_LEAST_WIDTH: Final = 90
"""The narrowest that the whole is, in px at 100 % text."""
_MODIFIERS: Final = (
    (Qt.KeyboardModifier.ControlModifier, "Ctrl"),
    (Qt.KeyboardModifier.AltModifier, "Alt"),
    (Qt.KeyboardModifier.ShiftModifier, "Shift"),
    (Qt.KeyboardModifier.MetaModifier, "Meta"),
)
# As a global hotkey these would take copying, pasting and the like from every program.
_EDITING: Final = frozenset(f"Ctrl+{letter}" for letter in "ACFNOPSTVWXYZ") | {
    "Alt+Tab",
    "Alt+F4",
    "Ctrl+Enter",
    "Ctrl+Tab",
    "Ctrl+Space",
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a key cannot be had.

    Attributes:
        who: What has it already, in the user's language.
        proposal: A free key to offer instead.
    """

    who: str
    proposal: Hotkey | None = None


Check = Callable[[Hotkey], Conflict | None]


def hotkey_of(event: QKeyEvent) -> Hotkey | None:
    """Read a hotkey off a key event; None for a bare modifier or a key without a name."""
    key = event.key()
    named = _NAMED.get(Qt.Key(key)) if key in _NAMED else None
    if named is None and Qt.Key.Key_F1 <= key <= Qt.Key.Key_F24:
        named = f"F{key - Qt.Key.Key_F1 + 1}"
    if named is None and 0x20 < key < 0x7F:
        char = _SHIFTED.get(chr(key), chr(key))
        if char.isalnum() or char in PUNCTUATION:
            named = char.upper()
    if named is None:
        return None
    held = event.modifiers()
    return Hotkey(named, tuple(name for flag, name in _MODIFIERS if held & flag))


class HotkeyField(QLineEdit):
    """The recording field.

    A chord with Ctrl, Alt or Win, or a function key, is recorded as it is pressed; anything else
    is typed text, read by ``Hotkey.parse`` on Enter or when the focus goes.

    Attributes:
        settled: What is shown is in force; set by the owner. Esc then goes on to the window.

    Signals:
        recorded: A hotkey was pressed or typed; None means cleared.
        refused: A typed text is no hotkey; the message says why.
        cancelled: Esc.
        recording_changed: Whether the field has the focus: global hotkeys should be let go
            meanwhile, else the system swallows those that are already ours.
    """

    recorded = Signal(object)
    refused = Signal(str)
    cancelled = Signal()
    recording_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._typed = False
        self.settled = True
        self.setPlaceholderText(tr("无"))
        # Input methods would take the letters of a chord.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.textEdited.connect(self._on_typed)

    def show_hotkey(self, text: str) -> None:
        """Show a key."""
        self._typed = False
        self.setText(text)

    def _on_typed(self) -> None:
        self._typed = True

    def event(self, event: QEvent) -> bool:
        """Keep chords from becoming shortcuts of menus and windows."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Take nothing from an input method that ignores being off."""
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select all, so that typing replaces the key."""
        super().mousePressEvent(event)
        self.selectAll()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin recording."""
        super().focusInEvent(event)
        self.setPlaceholderText(tr("按下快捷键…"))
        self.selectAll()
        self.recording_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed; end recording."""
        super().focusOutEvent(event)
        self.setPlaceholderText(tr("无"))
        if self._typed:
            self._read()
        self.recording_changed.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Record, or let text be typed."""
        key = event.key()
        if event.isAutoRepeat() and not self._typed:
            return
        if key == Qt.Key.Key_Escape and not event.modifiers():
            if self.settled and not self._typed:
                event.ignore()  # nothing to take back: Esc is for the page or window
                return
            self._typed = False
            self.cancelled.emit()
            return
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._read()
            return
        if key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not event.modifiers():
            if self._typed:
                super().keyPressEvent(event)
            else:
                self.show_hotkey("")
                self.recorded.emit(None)
            return
        hotkey = hotkey_of(event)
        chord = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if hotkey is not None and (chord or (hotkey.key[0] == "F" and len(hotkey.key) > 1)):
            self.show_hotkey(str(hotkey))
            self.recorded.emit(hotkey)
            return
        if not chord:
            super().keyPressEvent(event)

    def _read(self) -> None:
        self._typed = False
        text = self.text().strip()
        if not text:
            self.recorded.emit(None)
            return
        try:
            hotkey = Hotkey.parse(text)
        except HotkeyError as error:
            self.refused.emit(str(error))
            return
        self.show_hotkey(str(hotkey))
        self.recorded.emit(hotkey)


class HotkeyEdit(QWidget):
    """The field with its verdict below: who has the key, and a free one to take instead.

    A key in conflict is shown but not taken: ``changed`` comes only for keys that can be had.

    Signals:
        changed: The new key as text; "" for none.
        recording_changed: As of the field.
    """

    changed = Signal(str)
    recording_changed = Signal(bool)

    def __init__(
        self,
        name: str,
        text: str = "",
        *,
        check: Check,
        needs_modifier: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """Show ``text``.

        Args:
            name: What the key is for, for screen readers.
            text: The present key; "" for none.
            check: Tells whether a key is taken.
            needs_modifier: For global keys: refuse those that would break typing elsewhere.
            parent: Owner; may be None.
        """
        super().__init__(parent)
        self._value = text
        self._check = check
        self._needs_modifier = needs_modifier
        self._proposal: Hotkey | None = None
        self._own_verdict = False
        self.field = HotkeyField()
        self.field.setAccessibleName(tr("{name}的快捷键", name=name))
        self.field.setToolTip(tr("按下快捷键,或键入如 Ctrl+Alt+1;Backspace 清除,Esc 取消"))
        self.field.show_hotkey(text)
        self.field.recorded.connect(self._take)
        self.field.refused.connect(self._judge)
        self.field.cancelled.connect(self._revert)
        self.field.recording_changed.connect(self.recording_changed)
        self.message = Label()
        self.message.setWordWrap(True)
        self.message.setProperty("kind", "error")
        self.message.hide()
        self.button = WrapButton()
        self.button.hide()
        self.button.clicked.connect(self._take_proposal)
        self._caption: QWidget | None = None
        self._field_width = 0
        self._top = QHBoxLayout()
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(theme().px(6))
        self._top.addWidget(self.field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(3))
        column.addLayout(self._top)
        column.addWidget(self.message)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.field)

    def set_caption(
        self, text: str, tip: str, field_width: int, beside: QWidget | None = None
    ) -> None:
        """Stand in a list: what the key does on the left, the field in a column on the right.

        Args:
            text: The caption.
            tip: Its tool tip.
            field_width: Width of the field, in px.
            beside: Stands between caption and field, such as a button to reset.
        """
        caption = Label(text)
        caption.setWordWrap(True)
        caption.setMinimumWidth(1)
        caption.setToolTip(tip_text(tip))
        caption.setBuddy(self.field)
        self._caption, self._field_width = caption, field_width
        if beside is not None:
            self._top.insertWidget(0, beside)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the sidebar is: the caption then stands above the field."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), theme().px(_LEAST_WIDTH)), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the caption where it has room."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        caption, column = self._caption, self.layout()
        if caption is None or not isinstance(column, QVBoxLayout):
            return
        beside = self._field_width + self.fontMetrics().horizontalAdvance("字" * _CAPTION_EM)
        narrow = 0 < self.width() < beside
        there = column if narrow else self._top
        if there.indexOf(caption) >= 0:
            return
        self._top.removeWidget(caption)
        column.removeWidget(caption)
        if narrow:
            column.insertWidget(0, caption)
        else:
            self._top.insertWidget(0, caption, 1)
        self.field.setMinimumWidth(1 if narrow else self._field_width)
        self.field.setMaximumWidth(_UNBOUNDED if narrow else self._field_width)
        self._top.setStretch(self._top.indexOf(self.field), int(narrow))

    def add_below(self, widget: QWidget) -> None:
        """Put more below the verdict."""
        layout = self.layout()
        assert layout is not None
        layout.addWidget(widget)

    @property
    def recording(self) -> bool:
        """Whether the field has the focus, so that its verdict is the person's own."""
        return self.field.hasFocus()

    def text(self) -> str:
        """Give the key that is in force; "" for none."""
        return self._value

    def set_text(self, text: str) -> None:
        """Show another key; no signal."""
        self._value = text
        self.field.show_hotkey(text)
        self._judge("")

    def show_refusal(self, reason: str, proposal: Hotkey | None) -> None:
        """Say that the system refused the present key, with a proposal; "" takes it back.

        A verdict on a key that the person tries just now stays.
        """
        if not self._own_verdict:
            self._say(reason, proposal)

    def _revert(self) -> None:
        self.field.show_hotkey(self._value)
        self._judge("")

    def _take(self, hotkey: Hotkey | None) -> None:
        text = str(hotkey) if hotkey is not None else ""
        if hotkey is not None and text != self._value:
            fault = self._fault(hotkey)
            if fault:
                self._judge(fault)
                return
            conflict = self._check(hotkey)
            if conflict is not None:
                self._judge(
                    tr("{key} 已用于“{who}”", key=text, who=conflict.who), conflict.proposal
                )
                return
        self._judge("")
        if text != self._value:
            self._value = text
            self.changed.emit(text)

    def _fault(self, hotkey: Hotkey) -> str:
        if not self._needs_modifier:
            return ""
        function_key = hotkey.key[0] == "F" and len(hotkey.key) > 1
        if not function_key and not set(hotkey.modifiers) & {"Ctrl", "Alt", "Meta"}:
            return tr("全局快捷键要带 Ctrl、Alt 或 Win,否则打字时会触发")
        if str(hotkey) in _EDITING:
            return tr("{key} 是各个软件常用的键,换一个,例如加上 Alt", key=str(hotkey))
        return ""

    def _judge(self, text: str, proposal: Hotkey | None = None) -> None:
        """Show a verdict on what the person pressed or typed; it stays until the next one."""
        self._own_verdict = bool(text)
        self.field.settled = not text
        self._say(text, proposal)

    def _say(self, text: str, proposal: Hotkey | None = None) -> None:
        self._proposal = proposal
        self.message.setText(text)
        self.message.setVisible(bool(text))
        self.button.setVisible(bool(text) and proposal is not None)
        if proposal is not None:
            self.button.setText(tr("改用 {key}", key=str(proposal)))

    def _take_proposal(self) -> None:
        if self._proposal is not None:
            self.field.show_hotkey(str(self._proposal))
            self._take(self._proposal)
