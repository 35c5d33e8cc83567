"""The note in two keys: a small window over the chat, the buyer filled in, Enter saves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, Literal

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QGridLayout, QHBoxLayout, QWidget

from assistant.desk import records
from assistant.desk.note_form import NoteForm
from phrasebook.desk import FLAGS, Flag
from phrasebook.model import UserError
from ui.controls import CheckBox, Combo, controls_sheet
from ui.dialogs.note_parts import (
    MAX_TEXT,
    DueField,
    NoteText,
    PictureStrip,
    Quick,
    caption,
    mask_words,
    usual_times,
)
from ui.flags import FlagRow
from ui.i18n import tr
from ui.inputs import LineField
from ui.pictures import png_of
from ui.plain import Label
from ui.popup import PopupWindow
from ui.settings.parts import button, label, set_kind
from ui.theme import theme

WIDTH: Final = 460
AGAIN_MS: Final = 5000
"""Saving is tried again after this long while the disk is full."""
MAX_PICTURES: Final = 9
_OWED: Final[frozenset[Flag]] = frozenset({"promise", "payment"})
"""Kinds that are hardly ever done when they are written down."""

State = Literal["editing", "saving", "failed", "saved"]
Account = tuple[str, str, str]


class NotePopup(PopupWindow):
    """Asks for a note. It stays when another window takes the focus: one looks an order up.

    Signals:
        save_requested: Enter: read ``form``, ``due`` and ``pictures``, answer by ``show_state``.
        changed: What stands in it changed; read ``form`` to keep it.
    """

    save_requested = Signal()
    changed = Signal()

    def __init__(
        self,
        *,
        now: Callable[[], float],
        zone: Callable[[], str],
        next_shift: Callable[[], float | None] = lambda: None,
        keep_days: Callable[[], int] = lambda: 7,
    ) -> None:
        """Make it hidden.

        Args:
            now: The clock.
            zone: Zone id of the clock.
            next_shift: When the next shift begins; None if there is none.
            keep_days: How long an unmasked text is kept.
        """
        super().__init__()
        self.setWindowTitle(tr("记一条备注"))
        self.close_on_deactivate = False
        self._now, self._zone, self._next_shift = now, zone, next_shift
        self._keep_days = keep_days
        self._base = NoteForm()
        self._state: State = "editing"
        self._loading = False
        self._touched_open = False
        self._accounts: list[Account] = []
        self.fields: dict[str, LineField] = {}
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._try_again)
        self._fit_soon = QTimer(self)
        self._fit_soon.setSingleShot(True)
        self._fit_soon.setInterval(0)
        self._fit_soon.timeout.connect(self._fit)
        self._make_parts()
        self._lay_out()
        self._wire()
        self.restyle()

    # ------------------------------------------------------------------ building
    def _make_parts(self) -> None:
        self.head = Label(tr("记一条备注"))
        self.notice = label("", "ok")
        self.name = self._combo(tr("买家"), tr("买家名字"))
        self.platform = self._combo(tr("平台"), tr("平台"))
        self.text = NoteText()
        self.text.setAccessibleName(tr("备注"))
        self.text.setPlaceholderText(tr("时间 + 事实 + 下一步。回车保存,Shift+回车换行,可贴图"))
        self.masks = label("", "hint")
        self.keep = CheckBox("")
        self.flags = FlagRow()
        self.flags.flush = True
        self.order = LineField()
        self.order.setAccessibleName(tr("订单号"))
        self.order.setPlaceholderText(tr("订单号(可不填)"))
        self.order.setMaxLength(60)
        self.due = DueField(self._now, self._zone)
        self.open = CheckBox(tr("未办"))
        self.open.setToolTip(tr("列在最前,交班时会提到"))
        self.strip = PictureStrip()
        self.state_line = label("", "hint")
        self.cancel = button(tr("取消 Esc"), self.dismiss)
        self.save_button = button(tr("保存 Enter"), self.save, "primary")
        self.save_button.setAccessibleName(tr("保存"))

    def _combo(self, name: str, hint: str) -> Combo:
        made = Combo()
        made.setEditable(True)
        line = LineField()
        line.setPlaceholderText(hint)
        line.setAccessibleName(name)
        line.setMaxLength(80)
        made.setLineEdit(line)
        made.setAccessibleName(name)
        made.setInsertPolicy(Combo.InsertPolicy.NoInsert)
        completer = QCompleter(made.model(), made)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        made.setCompleter(completer)
        line.entered.connect(lambda _control: self.save())
        line.down_pressed.connect(made.showPopup)
        line.textChanged.connect(self._edited)
        return made

    def _lay_out(self) -> None:
        gap = theme().px(6)
        who = QHBoxLayout()
        who.addWidget(self.name, 3)
        who.addWidget(self.platform, 2)
        self._records = QGridLayout()
        self._records.setHorizontalSpacing(gap)
        self._records.setVerticalSpacing(theme().px(4))
        masks = QHBoxLayout()
        masks.addWidget(self.masks, 1)
        masks.addWidget(self.keep)
        foot = QHBoxLayout()
        foot.addWidget(self.state_line, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save_button)
        self.body.setSpacing(gap)
        self.body.addWidget(self.head)
        self.body.addWidget(self.notice)
        self.body.addLayout(who)
        self.body.addWidget(self.text)
        self.body.addLayout(masks)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.flags)
        self.body.addLayout(self._records)
        what = QHBoxLayout()
        what.addWidget(self.order, 1)
        what.addWidget(self.open)
        self.body.addLayout(what)
        self.body.addWidget(self.due)
        self.body.addLayout(foot)
        self.setFocusProxy(self.text)

    def _wire(self) -> None:
        self.text.entered.connect(self.save)
        self.text.textChanged.connect(self._edited)
        self.text.picture_pasted.connect(self.paste_picture)
        self.order.textChanged.connect(self._edited)
        self.order.entered.connect(lambda _control: self.save())
        self.due.edited.connect(self._edited)
        self.due.entered.connect(self.save)
        self.open.toggled.connect(self._edited)
        self.open.clicked.connect(self._on_open)
        self.keep.toggled.connect(self._edited)
        self.flags.chosen.connect(lambda _flag: self._on_flag())
        self.strip.changed.connect(self._on_pictures)
        self.name.activated.connect(self._on_account)

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        look = theme()
        self.head.setFont(look.font("heading"))
        self.text.setFixedHeight(look.px(74))
        self.setStyleSheet(look.stylesheet() + controls_sheet())
        self._fit()

    def _fit(self) -> None:
        self.fit(theme().px(WIDTH))

    # ------------------------------------------------------------------ opening
    def open_with(
        self,
        form: NoteForm,
        *,
        title: str = "",
        restored: bool = False,
        accounts: Sequence[Account] = (),
        platforms: Sequence[str] = (),
        near: QRect | None = None,
    ) -> None:
        """Ask for a note.

        Args:
            form: What stands in it at first.
            title: What is written; empty means a new note.
            restored: ``form`` was typed before and not saved.
            accounts: Known buyers to choose from: name, platform, shop.
            platforms: Known platforms.
            near: A rectangle of the screen to open on (logical px).
        """
        self._again.stop()
        self.head.setText(title or tr("记一条备注"))
        self._accounts = list(accounts)
        self._fill(self.name, [name for name, _, _ in accounts])
        self._fill(self.platform, list(dict.fromkeys(platforms)))
        shift = self._next_shift()
        times: list[Quick] = usual_times(self._now(), self._zone(), shift)
        self.due.offer(times)
        self._put(form)
        self.strip.set_pictures(())
        set_kind(self.notice, tr("恢复了没存的备注") if restored else "", "ok")
        self.show_state("editing")
        self._fit()
        self.popup(near)
        self._fit()
        (self.text if form.name else self.name).setFocus()
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    def _fill(self, combo: Combo, names: Sequence[str]) -> None:
        combo.blockSignals(True)
        combo.clear()
        combo.addItems(list(names))
        combo.blockSignals(False)

    def _put(self, form: NoteForm) -> None:
        self._loading = True
        self._base = form
        self._touched_open = form.open
        self.name.setEditText(form.name)
        self.platform.setEditText(form.platform)
        self.text.setPlainText(form.text)
        self.order.setText(form.order)
        self.due.set_text(form.due)
        self.open.setChecked(form.open)
        self.keep.setChecked(form.keep)
        self.flags.set_value(form.flag)
        self._make_fields(form.flag, dict(form.fields))
        self._loading = False
        self._show_masks()

    # ------------------------------------------------------------------ content
    def form(self) -> NoteForm:
        """Give what stands in it; what it does not show stays as it was."""
        return replace(
            self._base,
            name=self.name.currentText().strip(),
            platform=self.platform.currentText().strip(),
            text=self.text.text(),
            flag=self.flags.flag,
            order=self.order.text().strip(),
            due=self.due.lasting(),
            open=self.open.isChecked(),
            keep=self.keep.isChecked(),
            fields=tuple(
                (name, field.text().strip())
                for name, field in self.fields.items()
                if field.text().strip()
            ),
        )

    def due_time(self) -> float | None:
        """Give the due time; only after ``save_requested``, when it was checked."""
        return self.due.when()

    @property
    def pictures(self) -> tuple[bytes, ...]:
        """Pictures to attach, as PNG."""
        return self.strip.pictures

    @property
    def saving(self) -> bool:
        """Whether it waits for the answer to ``save_requested``."""
        return self._state == "saving"

    def show_pictures(self, pictures: Sequence[bytes]) -> None:
        """Show other pictures to attach."""
        self.strip.set_pictures(pictures)
        self._fit()

    def _on_pictures(self) -> None:
        self._fit()
        self._edited()

    def choose_flag(self, flag: Flag) -> None:
        """Choose a kind."""
        self.flags.set_value(flag)
        self._on_flag()

    def paste_picture(self, mime: QMimeData) -> None:
        """Attach the picture of what is pasted, or say why not."""
        if len(self.pictures) >= MAX_PICTURES:
            self._say(tr("一条备注最多 {most} 张图。", most=MAX_PICTURES), "error")
            return
        try:
            png = png_of(mime)
        except UserError as error:
            self._say(f"{error.message}{error.advice}", "error")
            return
        self.strip.add(png)
        self._say("", "hint")

    def _on_flag(self) -> None:
        chosen = self.flags.flag
        self._make_fields(chosen, {name: field.text() for name, field in self.fields.items()})
        if not self._touched_open:
            self.open.setChecked(chosen in _OWED)
        self._edited()
        self._fit()

    def _on_open(self) -> None:
        self._touched_open = True

    def _on_account(self, place: int) -> None:
        if 0 <= place < len(self._accounts):
            name, platform, shop = self._accounts[place]
            self._base = replace(self._base, shop=shop)
            self.name.setEditText(name)
            self.platform.setEditText(platform)

    def _make_fields(self, flag: Flag, values: dict[str, str]) -> None:
        """Ask for what the record of this kind wants; what was typed elsewhere is kept."""
        while self._records.count():
            item = self._records.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        asked = {field.name: field for field in records.fields(flag)}
        kept = [records.Field(name) for name, text in values.items() if text and name not in asked]
        self.fields = {}
        for number, one in enumerate([*asked.values(), *kept]):
            made = self._record_field(one, values.get(one.name, ""))
            row, column = divmod(number, 2)
            words = caption(tr(one.name), made)
            self._records.addWidget(words, row, 2 * column)
            self._records.addWidget(made, row, 2 * column + 1)
            # Qt shows what joins a shown window only later, and until then it takes no room.
            words.show()
            made.show()
        after: QWidget = self.flags
        for field in self.fields.values():
            self.setTabOrder(after, field)
            after = field

    def _record_field(self, asked: records.Field, text: str) -> QWidget:
        """Make a field of a record: to pick from where there are choices, and to type."""
        if asked.choices:
            combo = self._combo(tr(asked.name), "")
            combo.addItems([tr(choice) for choice in asked.choices])
            combo.setEditText(text)
            line = combo.lineEdit()
            assert isinstance(line, LineField)
            self.fields[asked.name] = line
            return combo
        line = LineField(text)
        line.setAccessibleName(tr(asked.name))
        line.setMaxLength(200)
        line.textChanged.connect(self._edited)
        line.entered.connect(lambda _control: self.save())
        self.fields[asked.name] = line
        return line

    def _edited(self) -> None:
        if self._loading:
            return
        if len(self.text.text()) > MAX_TEXT:
            self._say(tr("太长了,一条最多 {n} 字。", n=MAX_TEXT), "error")
        elif self._state != "saving":
            self.show_state("editing")
        self._show_masks()
        self.changed.emit()

    def _show_masks(self) -> None:
        said = mask_words(self.text.text()[:MAX_TEXT])
        set_kind(self.masks, said, "hint")
        self.keep.setText(tr("保留完整 {n} 天", n=self._keep_days()))
        self.keep.setAccessibleName(self.keep.text())
        shown = bool(said) or self._base.keep
        if shown != self.keep.isVisibleTo(self) or said:
            self.keep.setVisible(shown)
            self._fit()

    # ------------------------------------------------------------------ saving
    def fault(self) -> str:
        """Say what keeps the note from being saved; empty if nothing does."""
        form = self.form()
        if not form.name:
            return tr("填上买家的名字。")
        if not form.text.strip() and not form.fields:
            return tr("还没有写。")
        if len(form.text) > MAX_TEXT:
            return tr("太长了,一条最多 {n} 字。", n=MAX_TEXT)
        return ""

    def save(self) -> None:
        """Ask for the note to be stored, unless something is wrong with it."""
        if self._state == "saving":
            return
        fault = self.fault()
        if fault:
            self._say(fault, "error")
            (self.text if self.name.currentText().strip() else self.name).setFocus()
            return
        if not self.due.check():
            self._fit()
            return
        self.show_state("saving")
        self.save_requested.emit()

    def show_state(self, state: State, message: str = "", *, again: bool = False) -> None:
        """Show how saving goes.

        Args:
            state: After ``failed`` everything typed is still there; ``saved`` closes the window.
            message: Why it failed.
            again: Try again by itself after a while (the disk is full).
        """
        self._state = state
        self._again.stop()
        words = {"saving": tr("正在保存…"), "failed": tr("再试一次")}
        self.save_button.setText(words.get(state, tr("保存 Enter")))
        self.save_button.setEnabled(state != "saving")
        self._say(message if state == "failed" else "", "error" if state == "failed" else "hint")
        if state == "failed" and again:
            self._again.start()
        if state == "saved":
            self.hide()

    def _try_again(self) -> None:
        if self._state == "failed" and self.isVisible() and not self.fault():
            self.save()

    def _say(self, text: str, kind: str) -> None:
        set_kind(self.state_line, text, kind)
        self.state_line.show()  # it keeps the buttons at the right
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Fit once more when lines, hints or fields came or went, whoever showed them."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit_soon.start()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        number = event.key() - Qt.Key.Key_1
        control = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if control == Qt.KeyboardModifier.ControlModifier and 0 <= number < len(FLAGS):
            self.choose_flag(list(FLAGS)[number])
            return
        super().keyPressEvent(event)

    def dismiss(self) -> None:
        """Close; what was typed is kept."""
        self._again.stop()
        self.changed.emit()
        super().dismiss()
