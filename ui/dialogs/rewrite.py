"""The window in which a reworded phrase is looked at beside the phrase, before it is pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from assistant.rewrite.difference import Difference, difference
from assistant.rewrite.wording import Rewriting, Wish
from ui.controls import controls_sheet
from ui.dialogs.rewrite_marks import removed_html, selections, told
from ui.i18n import tr
from ui.inputs import TextField
from ui.plain import Label, menu_text, tip_text
from ui.popup import PopupWindow
from ui.sheets import scrollbar_sheet
from ui.theme import theme

WIDTH: Final = 460
BOX: Final = 104
"""Height of the boxes of both texts, in px at 100 %: five lines."""
SHOWN_MESSAGE: Final = 60
"""Characters of the buyer's message; the whole is in the tooltip."""

State = Literal["waiting", "answer", "fault"]


class AnswerField(TextField):
    """A text box in which Enter pastes and Shift+Enter breaks the line.

    Signals:
        accepted: Enter, with whether Ctrl was held; never while composing.
    """

    accepted = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn Enter into a signal."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not enter or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().keyPressEvent(event)
            return
        if not self.composing and not event.isAutoRepeat():
            self.accepted.emit(bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))


class RewriteWindow(PopupWindow):
    """Shows the phrase at once, then the answer with what changed, or why there is none.

    It stays when another window takes the focus: one looks something up in the chat.

    Signals:
        paste_requested: The text as it stands in the field, and whether to send it too.
        copy_requested: The same text.
        original_requested: Paste the phrase as it was.
        retry_requested: Ask again.
        edited: The person changed the text.
        dismissed: Esc or the button; the focus should go back to the chat.
    """

    edited = Signal(str)
    paste_requested = Signal(str, bool)
    copy_requested = Signal(str)
    original_requested = Signal()
    retry_requested = Signal()

    about_buyer = True

    def __init__(self, parent: QWidget | None = None, *, composited: bool | None = None) -> None:
        """Make it hidden; see ``PopupWindow`` for ``composited``."""
        super().__init__(parent, composited=composited)
        self.setWindowTitle(tr("按买家的话改写"))
        self.setObjectName("rewriteWindow")
        self.close_on_deactivate = False
        self.state: State = "waiting"
        self._wish = Wish("", "")
        self._seconds = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self._make_texts()
        self._make_buttons()
        self._lay_out()
        self.restyle()

    # Making.

    def _make_texts(self) -> None:
        self.head = _label()
        self.message = _label("hint")
        self.original_caption = _label("hint")
        self.original = Label()
        self.original.setObjectName("rewriteOriginal")
        self.original.setWordWrap(True)
        self.original.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.original.setAccessibleName(tr("原话"))
        self.caption = _label("hint")
        self.field = AnswerField()
        self.field.setAccessibleName(tr("改写"))
        self.field.accepted.connect(self._paste)
        self.field.textChanged.connect(self._on_edited)
        self.waiting = _label("hint")
        self.waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.fault, self.advice = _label("error"), _label("hint")
        self.warnings = _label("warn")

    def _make_buttons(self) -> None:
        self.use_original = _button(tr("用原话"))
        self.use_original.setToolTip(tr("粘贴原来那条,不用改写的"))
        self.use_original.clicked.connect(self.original_requested)
        self.retry = _button(tr("再试"))
        self.retry.clicked.connect(self.retry_requested)
        self.copy = _button(tr("复制"))
        self.copy.clicked.connect(lambda: self._if_text(self.copy_requested.emit))
        self.cancel = _button(tr("取消 Esc"), tr("取消"))
        self.cancel.clicked.connect(self.dismiss)
        self.paste = _button(tr("粘贴 Enter"), tr("粘贴"))
        self.paste.setProperty("kind", "primary")
        self.paste.setToolTip(tr("填好变量放进聊天框;Ctrl+Enter 粘贴并发送,Shift+Enter 换行"))
        self.paste.clicked.connect(lambda: self._paste(send=False))

    def _lay_out(self) -> None:
        self._scroll = QScrollArea()
        self._scroll.setObjectName("rewriteScroll")
        self._scroll.setWidget(self.original)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        fault = QWidget()
        words = QVBoxLayout(fault)
        words.addStretch()
        words.addWidget(self.fault)
        words.addWidget(self.advice)
        words.addStretch()
        self._pages: dict[State, QWidget] = {
            "waiting": self.waiting, "answer": self.field, "fault": fault,
        }  # fmt: skip
        self._stack = QStackedWidget()
        for page in self._pages.values():
            self._stack.addWidget(page)
        row = QHBoxLayout()
        for button in (self.use_original, self.retry):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.copy, self.cancel, self.paste):
            row.addWidget(button)
        for part in (
            self.head, self.message, self.original_caption, self._scroll, self.caption,
            self._stack, self.warnings,
        ):  # fmt: skip
            self.body.addWidget(part)
        self.body.addLayout(row)

    # What is shown.

    def open(self, title: str, wish: Wish, *, near: QRect | None = None) -> None:
        """Show a phrase and wait for its rewording, with the focus here.

        Args:
            title: The phrase's title.
            wish: The phrase and the message.
            near: As for ``popup``.
        """
        self._wish = wish
        self.head.setText(tr("按买家的话改写 · {title}", title=title))
        said = " ".join(wish.message.split())
        cut = said if len(said) <= SHOWN_MESSAGE else said[: SHOWN_MESSAGE - 1] + "…"
        self.message.setText(tr("买家:“{message}”", message=cut))
        self.message.setToolTip(tip_text(said))
        self.wait()
        self.field.clear()
        self.setFixedWidth(theme().px(WIDTH) + 2 * self.frame_margin())
        self.popup(near)
        self._fit()
        self.cancel.setFocus()

    def wait(self) -> None:
        """Say that an answer is on its way."""
        self._seconds = 0
        self._timer.start()
        self._say_waiting()
        self._enter("waiting")
        self.cancel.setFocus()

    def show_answer(self, found: Rewriting) -> None:
        """Show an answer, which can be edited and pasted."""
        self._enter("answer")
        self.field.blockSignals(True)  # nobody typed it
        self.field.setPlainText(found.text)
        self.field.blockSignals(False)
        self._update()
        self.field.moveCursor(QTextCursor.MoveOperation.End)
        self.field.setFocus()

    def show_fault(self, message: str, advice: str) -> None:
        """Say why there is no answer."""
        self.fault.setText(message)
        self.advice.setText(f"{advice}\n" + tr("原话没有动,可以直接用。"))
        self._enter("fault")
        self.retry.setFocus()

    def _enter(self, state: State) -> None:
        self.state = state
        if state != "waiting":
            self._timer.stop()
        self._stack.setCurrentWidget(self._pages[state])
        self.retry.setVisible(state != "waiting")
        for part in (self.copy, self.paste):
            part.setVisible(state == "answer")
        self.original_caption.setText(tr("原话"))
        self.caption.setText(tr("改写"))
        self._update()

    def _tick(self) -> None:
        self._seconds += 1
        self._say_waiting()

    def _say_waiting(self) -> None:
        self.waiting.setText(
            tr("正在改写… {n} 秒", n=self._seconds) if self._seconds else tr("正在改写…")
        )

    def _update(self) -> None:
        """Mark anew what changed, and look again for what should be looked at."""
        text = self.field.text()
        found, warnings = Difference(), tuple[str, ...]()
        if self.state == "answer":
            found, warnings = difference(self._wish.shown, text), self._wish.warnings(text)
            self.original_caption.setText(tr("原话(划掉的没有留下)"))
            self.caption.setText(tr("改写(下划线的是新的,可以再改)"))
        self.original.set_rich(removed_html(self._wish.shown, found.removed))
        self.original.setAccessibleDescription(
            told(tr("没有留下"), self._wish.shown, found.removed)
        )
        self.field.setExtraSelections(selections(self.field.document(), text, found.inserted))
        self.field.setAccessibleDescription(told(tr("新的"), text, found.inserted))
        self.warnings.setText("\n".join(tr("当心:{what}", what=what) for what in warnings))
        self.warnings.setVisible(bool(warnings))
        self.paste.setEnabled(bool(text.strip()))
        self.copy.setEnabled(bool(text.strip()))
        self._fit()

    def _on_edited(self) -> None:
        self._update()
        if self.state == "answer":
            self.edited.emit(self.field.text())

    def _fit(self) -> None:
        """Take the height of what is shown; the width is fixed."""
        wide = theme().px(WIDTH) - 2 * theme().metric("radius") - theme().metric("scrollbar")
        needed = self.original.heightForWidth(wide) + 4
        self._scroll.setFixedHeight(min(max(needed, theme().px(32)), theme().px(BOX)))
        # Not adjustSize, which breaks the lines as in the narrowest window.
        self.body.activate()
        self.resize(self.width(), self.body.totalHeightForWidth(self.width()))

    # What a person does.

    def _paste(self, send: bool) -> None:
        self._if_text(lambda text: self.paste_requested.emit(text, send))

    def _if_text(self, do: Callable[[str], object]) -> None:
        text = self.field.text()
        if self.state == "answer" and text.strip():
            do(text)

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no longer."""
        self._timer.stop()
        super().hideEvent(event)

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        look = theme()
        color = {name: look.color(name).name() for name in ("bg", "line", "ink")}
        radius = look.metric("radius")
        self.head.setFont(look.font("heading"))
        self._stack.setFixedHeight(look.px(BOX))
        self.setStyleSheet(
            look.stylesheet()
            + controls_sheet()
            + scrollbar_sheet()
            + f"QLabel {{color:{color['ink']}}}"
            f"#rewriteScroll {{border:1px solid {color['line']};border-radius:{radius}px;"
            f"background:{color['bg']}}}"
            f"#rewriteOriginal {{background:{color['bg']};padding:{radius}px}}"
        )
        self._update()


def _label(kind: str = "") -> QLabel:
    made = Label()
    made.setWordWrap(True)
    made.setMinimumWidth(1)
    if kind:
        made.setProperty("kind", kind)
    return made


def _button(text: str, name: str = "") -> QPushButton:
    made = QPushButton(menu_text(text))
    made.setAccessibleName(name or text)
    return made
