"""Ending a shift (交班): everything open in one list, reviewed, then handed over together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import SEVERITIES
from phrasebook.model import UserError
from ui.controls import CheckBox
from ui.dialogs.form_window import FormWindow
from ui.i18n import tr
from ui.inputs import TextField
from ui.plain import Label
from ui.settings.parts import button, label, set_kind
from ui.shown import set_shown
from ui.theme import theme

_SUMMARY_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be handed over.

    Attributes:
        key: Names it for good: what it comes from.
        form: What would be handed over.
        why: Why it is in the list.
        missing: What the standard asks for and is not there, as questions.
        passes: It is an accepted handover that is passed on, not a new one.
    """

    key: str
    form: HandoverForm
    why: str
    missing: tuple[str, ...] = ()
    passes: bool = False


class ItemRow(QFrame):
    """One item: a check box with the buyer's name, why it is in, what is to be done.

    Signals:
        toggled: It was taken in or left out.
        edit_wanted: It shall be edited.
        moved: Up (-1) or Down (1): the row before or after shall have the focus.
    """

    toggled = Signal()
    edit_wanted = Signal()
    moved = Signal(int)

    def __init__(self, item: Item, *, on: bool) -> None:
        """Show an item."""
        super().__init__()
        self.setObjectName("proposal")
        self.item = item
        form = item.form
        name = form.name or tr("本店事务")
        self.box = CheckBox(" · ".join(part for part in (name, form.platform) if part))
        self.box.setObjectName("proposalName")
        # A long name is cut; it must not make the list wider than the window.
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.setChecked(on)
        self.box.setAccessibleDescription(item.why)
        self.box.toggled.connect(lambda _on: self.toggled.emit())
        severity = label(tr(SEVERITIES[form.severity]), _TONE.get(form.severity, "hint"))
        severity.setWordWrap(False)
        self.edit = button(tr("改"), self.edit_wanted.emit, "link")
        self.edit.setAccessibleName(tr("改这一条"))
        self.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_shown(self.edit, not item.passes)
        head = QHBoxLayout()
        head.addWidget(self.box, 1)
        head.addWidget(severity)
        head.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme().px(n) for n in (8, 5, 6, 6)))
        column.setSpacing(theme().px(1))
        column.addLayout(head)
        indent = theme().px(24)
        for text, kind in (
            (item.why, "hint"),
            (_words(tr("因为"), form.because), ""),
            (_words(tr("请做"), form.please), ""),
            (_words(tr("期限"), form.due), ""),
            (_words(tr("还缺"), " ".join(item.missing)), "warn"),
        ):
            if text:
                line = label(text, kind)
                line.setIndent(indent)
                column.addWidget(line)
        self.setFocusProxy(self.box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter edits, Up and Down move; Space is the check box's own."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if step is not None:
            self.moved.emit(step)
        elif enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if not self.item.passes:
                self.edit_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click edits."""
        event.accept()
        if not self.item.passes:
            self.edit_wanted.emit()


_TONE: Final = {"urgent": "error", "watch": "warn"}


def _words(name: str, text: str) -> str:
    return f"{name} {text}" if text.strip() else ""


class EndShiftWindow(FormWindow):
    """The list with the text for the group chat and the button that hands over.

    Signals:
        edit_wanted: The item with this key shall be edited.
        chosen_changed: Another choice: keys that are left out; to be kept.
        hand_requested: The chosen items shall be handed over: list of ``Item``.
        copy_requested: Put this text on the clipboard.
    """

    edit_wanted = Signal(str)
    chosen_changed = Signal(object)
    hand_requested = Signal(object)
    copy_requested = Signal(str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("交班"))
        self.to = ""
        self.rows: list[ItemRow] = []
        self._summarise: Callable[[Sequence[Item]], str] = lambda _items: ""
        self.title = Label()
        self.title.setObjectName("formTitle")
        self.lead = label(kind="hint")
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme().px(5))
        for part in (self.title, self.lead, self._list):
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.summary = TextField()
        self.summary.setReadOnly(True)
        self.summary.setAccessibleName(tr("交班小结"))
        self.error = label()
        self.copy = button(tr("复制小结"), lambda: self.copy_requested.emit(self.summary.text()))
        self.cancel = QPushButton(tr("关闭 Esc"))
        self.cancel.setAccessibleName(tr("关闭"))
        self.save = QPushButton()
        self.save.setProperty("kind", "primary")
        row = QHBoxLayout()
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.foot.addWidget(self.summary)
        self.foot.addWidget(self.error)
        self.foot.addLayout(row)
        self.cancel.clicked.connect(self.dismiss)
        self.save.clicked.connect(self._hand)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.activated.connect(self._hand)
        self.restyle()

    def open(
        self,
        items: Sequence[Item],
        *,
        to: str,
        summarise: Callable[[Sequence[Item]], str],
        left_out: Sequence[str] = (),
        near: QRect | None = None,
    ) -> None:
        """Show what is open.

        Args:
            items: What may be handed over.
            to: Name of the shift that gets it; empty for the next, whichever.
            summarise: Gives the text for the group chat, of what is chosen.
            left_out: Keys of items that were left out before.
            near: Global rectangle of the chat or sidebar, for the screen.
        """
        self.to, self._summarise = to or tr("下一班"), summarise
        self.title.setText(tr("交班 → {shift}", shift=self.to))
        self.set_busy(busy=False)
        set_kind(self.error, "", "error")
        self._fill(items, set(left_out))
        self.open_near(near)
        (self.rows[0] if self.rows else self.cancel).setFocus()

    def _fill(self, items: Sequence[Item], left_out: set[str]) -> None:
        for old in self.rows:
            self._rows.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = []
        for item in items:
            self._insert(len(self.rows), item, on=item.key not in left_out)
        if items:
            self.lead.setText(tr("↑↓ 选,空格 勾选,Enter 改;没勾的留在这里,不会丢。"))
        else:
            self.lead.setText(tr("没有要交的:没有未完成的备注、交接、提醒。可以放心下班。"))
        self._update()

    def _insert(self, place: int, item: Item, *, on: bool) -> None:
        row = ItemRow(item, on=on)
        row.toggled.connect(self._on_toggled)
        row.edit_wanted.connect(lambda: self.edit_wanted.emit(row.item.key))
        row.moved.connect(lambda step: self._move(row, step))
        self.rows.insert(place, row)
        self._rows.insertWidget(place, row)

    def replace(self, item: Item) -> None:
        """Show an item as it was edited, and take it in."""
        place = next((n for n, row in enumerate(self.rows) if row.item.key == item.key), -1)
        if place < 0:
            return
        old = self.rows.pop(place)
        self._rows.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._insert(place, item, on=True)
        self._on_toggled()
        self.rows[place].setFocus()

    def item(self, key: str) -> Item | None:
        """Give an item."""
        return next((row.item for row in self.rows if row.item.key == key), None)

    @property
    def chosen(self) -> list[Item]:
        """The items that are taken in."""
        return [row.item for row in self.rows if row.box.isChecked()]

    @property
    def left_out(self) -> list[str]:
        """Keys of those that are not."""
        return [row.item.key for row in self.rows if not row.box.isChecked()]

    def _on_toggled(self) -> None:
        self._update()
        self.chosen_changed.emit(self.left_out)

    def _update(self) -> None:
        chosen = self.chosen
        words = tr("交给 {shift}({n} 条)", shift=self.to, n=len(chosen))
        self.save.setText(f"{words} Ctrl+Enter")
        self.save.setAccessibleName(words)
        self.save.setEnabled(bool(chosen))
        text = self._summarise(chosen)
        self.summary.setPlainText(text)
        for part in (self.summary, self.copy):
            part.setVisible(bool(text))
        self._fit_soon.start()

    def _move(self, row: ItemRow, step: int) -> None:
        place = self.rows.index(row) + step
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus()
            self.reveal(self.rows[place])

    def _hand(self) -> None:
        if self.save.isEnabled():
            self.set_busy(busy=True)
            self.hand_requested.emit(self.chosen)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second wish to hand over while the first is on its way."""
        self.save.setEnabled(not busy)
        self.hold(busy)

    def saved(self) -> None:
        """All is handed over: close."""
        self.dismiss()

    def show_failed(self, error: UserError) -> None:
        """It could not be handed over: the list stays, with what is the matter."""
        self.set_busy(busy=False)
        set_kind(self.error, f"{error.message}{error.advice}", "error")

    def restyle(self) -> None:
        """Take over the colours and sizes of the theme."""
        super().restyle()
        look = theme()
        line = round(self.summary.fontMetrics().lineSpacing())
        self.summary.setFixedHeight(_SUMMARY_LINES * line + look.px(14))
        self.setStyleSheet(
            self.styleSheet() + f"#proposal {{background:{look.color('bg').name()};"
            f"border:1px solid {look.color('line').name()};"
            f"border-radius:{look.metric('radius')}px}}"
            f"#proposal QLabel {{background:transparent}} #proposalName {{font-weight:600}}"
        )
