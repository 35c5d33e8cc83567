"""The form of a reminder: kind, buyer, what to do, and when, by the rules where there are any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLayout, QWidget

from assistant.desk import moments, reminder_form
from assistant.desk.reminder_form import ReminderForm
from assistant.desk.texting import Hours
from phrasebook.desk import REMINDER_KINDS, BuyerSummary, Reminder, ReminderDraft, ReminderKind
from phrasebook.model import UserError
from ui.controls import CheckBox, Segmented
from ui.dialogs.form_parts import OfferField
from ui.dialogs.form_window import FormWindow
from ui.dialogs.note_parts import DueField, Quick, mask_words
from ui.dialogs.past_field import PastField
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label
from ui.settings.parts import button, label, set_kind
from ui.theme import theme

MAX_LINE: Final = 300
_SINCE: Final[Mapping[ReminderKind, tuple[str, str]]] = {
    "payment": ("拍下", "什么时候拍的:今天 09:30"),
    "badreview": ("评价", "哪天评的:昨天、11-20"),
    "coupon": ("首购", "哪天第一次买的:11-20"),
}
"""Label and hint of what the days are counted from."""


class ReminderWindow(FormWindow):
    """Asks for a reminder. It stays when another window takes the focus.

    Signals:
        save_requested: It is complete: read ``drafts`` or ``edited``, answer by ``show_state``.
        changed: What stands in it changed; read ``form`` to keep it.
        buyers_wanted: Known buyers for these words are wanted; answer by ``offer_buyers``.
    """

    save_requested = Signal()
    changed = Signal()
    buyers_wanted = Signal(str)

    def __init__(
        self,
        *,
        now: Callable[[], float],
        zone: Callable[[], str],
        hours: Callable[[], Hours],
    ) -> None:
        """Make it hidden.

        Args:
            now: The clock.
            zone: Zone id of the clock.
            hours: Hours of texting.
        """
        super().__init__()
        self.setWindowTitle(tr("提醒"))
        self._now, self._zone, self._hours = now, zone, hours
        self._base = ReminderForm()
        self._old: Reminder | None = None
        self._loading = False
        self._busy = False
        self._buyers: dict[str, BuyerSummary] = {}
        self._make_parts()
        self._lay_out()
        self._wire()
        self.restyle()

    # Building.

    def _make_parts(self) -> None:
        self.title = Label()
        self.title.setObjectName("formTitle")
        self.kind = Segmented(tr("种类"), [(name, tr(w)) for name, w in REMINDER_KINDS.items()])
        self.name = OfferField(self._line("", tr("哪位买家(可不填)")), tr("买家"))
        self.platform = self._line(tr("平台"), tr("平台"))
        self.text = self._line(tr("到时做什么"), tr("到时做什么:问色差的照片收到没有"))
        self.masks = label("", "hint")
        self.since = PastField(self._now, self._zone)
        self.talked = Segmented(tr("怎么来的单"), [("yes", tr("聊过的单")), ("no", tr("静默单"))])
        self.large = CheckBox(tr("大单(可以催第二次)"))
        self.due = DueField(self._now, self._zone)
        self.due.field.setAccessibleName(tr("提醒时间"))
        self.sentence = label("", "hint")
        self.order = self._line(tr("订单号"), tr("订单号(可不填)"))
        self.state = label("", "hint")
        self.cancel = button(tr("关闭 Esc"), self.dismiss)
        self.save_button = button(tr("保存 Enter"), self.save, "primary")
        self.save_button.setAccessibleName(tr("保存"))

    @staticmethod
    def _line(name: str, hint: str) -> LineField:
        made = LineField()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.setMaxLength(MAX_LINE)
        return made

    def _lay_out(self) -> None:
        account = QHBoxLayout()
        account.setSpacing(theme().px(6))
        account.addWidget(self.name, 3, Qt.AlignmentFlag.AlignTop)
        account.addWidget(self.platform, 1, Qt.AlignmentFlag.AlignTop)
        chase = QHBoxLayout()
        chase.setSpacing(theme().px(8))
        chase.addWidget(self.talked, 1)
        chase.addWidget(self.large)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme().px(8))
        self._grid.setVerticalSpacing(theme().px(6))
        self._grid.setColumnStretch(1, 1)
        self._add(tr("买家"), account, self.name)
        self._add(tr("做什么"), self.text, self.text)
        self._add("", self.masks)
        self._since_label = self._add("", self.since, self.since)
        self._add("", chase)
        self._due_label = self._add(tr("时间"), self.due, self.due)
        self._add("", self.sentence)
        self._add(tr("订单"), self.order, self.order)
        self.column.addWidget(self.title)
        self.column.addWidget(self.kind)
        self.column.addLayout(self._grid)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save_button)
        self.foot.addLayout(foot)
        self.setFocusProxy(self.text)

    def _add(self, text: str, part: QWidget | QLayout, buddy: QWidget | None = None) -> QLabel:
        row = self._grid.rowCount()
        words = Label(text)
        if buddy is not None:
            words.setBuddy(buddy)
            words.setContentsMargins(0, theme().px(5), 0, 0)
            self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(part, QWidget):
            self._grid.addWidget(part, row, 1)
        else:
            self._grid.addLayout(part, row, 1)
        return words

    def _wire(self) -> None:
        self.kind.chosen.connect(lambda _value: self._on_kind())
        self.kind.by_alt()
        self.talked.chosen.connect(lambda _value: self._on_edited())
        self.large.toggled.connect(lambda _on: self._on_edited())
        self.name.changed.connect(self._on_edited)
        for line in (self.platform, self.text, self.order):
            line.textChanged.connect(lambda _text: self._on_edited())
        for line in (self.platform, self.text, self.order):
            line.entered.connect(lambda _control: self.save())
        self.name.left.connect(lambda _control: self.save())
        self.name.wanted.connect(self.buyers_wanted)
        self.name.taken.connect(self._take_buyer)
        for field in (self.since, self.due):
            field.edited.connect(self._on_edited)
            field.entered.connect(self.save)

    # Opening.

    def open_with(
        self,
        form: ReminderForm,
        *,
        old: Reminder | None = None,
        restored: bool = False,
        near: QRect | None = None,
    ) -> None:
        """Show a form, the caret where something is missing.

        Args:
            form: What stands in it.
            old: The reminder that is edited; None for a new one.
            restored: ``form`` was typed before and not saved.
            near: A rectangle of the screen to open on (logical px).
        """
        self._base, self._old = form, old
        self._loading = True
        self.title.setText(tr("修改提醒") if old is not None else tr("新提醒"))
        self.kind.set_value(form.kind)
        self.name.set_text(form.name)
        for field, text in (
            (self.platform, form.platform),
            (self.text, form.text),
            (self.order, form.order),
        ):
            field.setText(text)
        self.talked.set_value("yes" if form.talked else "no")
        self.large.setChecked(form.large)
        self.since.set_text(form.since)
        self.due.set_text(form.due)
        self._loading = False
        self.show_state("editing")
        set_kind(self.state, tr("已恢复上次没写完的") if restored else "", "ok")
        self.state.show()
        self._show_kind()
        self.open_near(near)
        self._first().setFocus()

    def _first(self) -> QWidget:
        if self.form().counted and not self.since.text():
            return self.since.field
        return self.text if not self.text.text().strip() else self.due.field

    # Content.

    def form(self) -> ReminderForm:
        """Give what stands in it."""
        kind = _kind(self.kind.value())
        return replace(
            self._base,
            name=self.name.text().strip(),
            platform=self.platform.text().strip(),
            text=self.text.text(),
            kind=kind,
            order=self.order.text().strip(),
            due=self.due.lasting(),
            talked=self.talked.value() != "no",
            large=self.large.isChecked() and kind == "payment",
            since=self.since.lasting(),
        )

    def drafts(self, buyer: str) -> list[ReminderDraft]:
        """Give the reminders to set, for the id of a buyer; see ``reminder_form.drafts``."""
        return reminder_form.drafts(self.form(), buyer, self._now(), self._zone(), self._hours())

    def edited(self, buyer: str) -> ReminderDraft | None:
        """Give the reminder as it was edited; None if this is a new one."""
        if self._old is None:
            return None
        return reminder_form.edited(self.form(), self._old, buyer, self._now(), self._zone())

    def offer_buyers(self, query: str, found: Sequence[BuyerSummary]) -> None:
        """Offer known buyers, if ``query`` is still what is asked for."""
        if query != self.name.text():
            return
        self._buyers = {one.buyer.id: one for one in found}
        self.name.show_offers(
            [
                (id, " · ".join(part for part in (one.buyer.name, one.buyer.platform) if part))
                for id, one in self._buyers.items()
            ]
        )

    def _take_buyer(self, id: str) -> None:
        buyer = self._buyers[id].buyer
        self._base = replace(self._base, shop=buyer.shop)
        self.name.set_text(buyer.name)
        self.platform.setText(buyer.platform)
        self.text.setFocus()

    # What follows from what is typed.

    def _on_kind(self) -> None:
        self._show_kind()
        self._on_edited()
        self._first().setFocus()

    def _show_kind(self) -> None:
        form = self.form()
        counted, payment = form.counted, form.kind == "payment"
        if form.kind in _SINCE:
            word, hint = _SINCE[form.kind]
            self._since_label.setText(tr(word))
            self.since.field.setPlaceholderText(tr(hint))
            self.since.field.setAccessibleName(tr(hint))
        self.since.day_only = not payment
        now = self._now()
        days = ((0, tr("今天")), (1, tr("昨天"))) if not payment else ()
        past = [Quick(max(now - 86_400 * ago, 0), word) for ago, word in days]
        self.since.offer([Quick(now, tr("刚刚")), *past] if payment else past)
        self.since.setVisible(counted)
        self._since_label.setVisible(counted)
        self.talked.setVisible(payment and counted)
        self.large.setVisible(payment)
        series = form.kind == "badreview" and counted
        self.due.setVisible(not series)
        self._due_label.setVisible(not series)
        self.due.offer(self._quick())
        self._propose()

    def _quick(self) -> list[Quick]:
        now, zone = self._now(), self._zone()
        ten, hour = (moments.read(text, now, zone) for text in ("10分钟后", "1小时后"))
        morning = Quick(moments.at(1, 10, 0, now, zone))
        return [Quick(ten, tr("10 分钟后")), Quick(hour, tr("1 小时后")), morning]

    def _propose(self) -> None:
        """Say what the rules make of it: the due time stands as a hint until another is typed."""
        form = self.form()
        set_kind(self.masks, mask_words(form.text), "hint")
        hint = tr("什么时候:10分钟后、明天 10:00")
        if self._old is not None and not form.due:
            due = moments.spoken(self._old.due, self._zone(), self._now())
            hint = tr("不改就还是 {time}", time=due)
        said = ""
        if form.counted:
            try:
                proposal = reminder_form.propose(form, self._now(), self._zone(), self._hours())
            except UserError as error:
                said = f"{error.message}{error.advice}"
            else:
                said = proposal.sentence
                due = moments.spoken(proposal.drafts[0].due, self._zone(), self._now())
                hint = tr("建议 {time}", time=due)
        self.due.field.setPlaceholderText(hint)
        set_kind(self.sentence, said, "hint")

    def _on_edited(self) -> None:
        if self._loading:
            return
        self._propose()
        if not self._busy:
            self.show_state("editing")
        self.changed.emit()

    # Saving.

    @property
    def saving(self) -> bool:
        """Whether it waits for the answer to ``save_requested``."""
        return self._busy

    def save(self) -> None:
        """Ask for the reminder to be stored, unless something is wrong with it."""
        if self._busy:
            return
        try:
            self.drafts("") if self._old is None else self.edited("")
        except UserError as error:
            self._say(f"{error.message}{error.advice}", "error")
            self._first().setFocus()
            return
        self.show_state("saving")
        self.save_requested.emit()

    def show_state(self, state: str, message: str = "") -> None:
        """Show how saving goes: ``editing``, ``saving``, ``failed`` or ``saved`` (it closes)."""
        self._busy = state == "saving"
        self.save_button.setEnabled(not self._busy)
        self.hold(self._busy)
        words = tr("正在保存…") if self._busy else message
        self._say(words, "error" if state == "failed" else "hint")
        if state == "saved":
            self.hide()

    def _say(self, text: str, kind: str) -> None:
        set_kind(self.state, text, kind)
        self.state.show()  # it keeps the buttons at the right

    def dismiss(self) -> None:
        """Close; what was typed is kept."""
        self.changed.emit()
        super().dismiss()


def _kind(value: str) -> ReminderKind:
    return next((one for one in REMINDER_KINDS if one == value), "plain")
