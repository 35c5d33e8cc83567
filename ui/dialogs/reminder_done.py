"""How a reminder ended: result, reason, remark, and what follows by the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assistant.desk import chasing, kept_form, reminder_form
from assistant.desk.texting import Hours
from phrasebook.desk import Reminder, ReminderDraft, ReminderKind, Result
from phrasebook.model import UserError
from ui.chips import ChipRow
from ui.controls import CheckBox, Segmented
from ui.dialogs.form_window import FormWindow
from ui.dialogs.note_parts import DueField, mask_words
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label
from ui.settings.parts import button, label, set_kind
from ui.theme import theme

MAX_REMARK: Final = 300
_WORDS: Final[Mapping[tuple[ReminderKind, Result], str]] = {
    ("badreview", "changed"): "已改",
    ("badreview", "kept"): "不愿改",
    ("badreview", "done"): "联系了,还没改",
    ("coupon", "done"): "发了券,还没买",
}
"""Names of results where the general one would not be clear."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What was said at the end of a reminder.

    Attributes:
        result: How it ended.
        reason: Why, in one of the words offered.
        remark: What else is to be said.
        following: The next one to set; None sets none.
        rest: The other open ones of the same matter, which end too.
    """

    result: Result
    reason: str = ""
    remark: str = ""
    following: ReminderDraft | None = None
    rest: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the window, as it is kept: result, reason, agreed time, remark."""

    result: str = ""
    reason: str = ""
    agreed: str = ""
    remark: str = ""


class DoneWindow(FormWindow):
    """Asks how a reminder ended; Enter saves what is shown.

    Signals:
        save_requested: Read ``ending``, answer by ``show_state``.
        changed: What is typed changed; read ``typed`` to keep it.
    """

    save_requested = Signal()
    changed = Signal()

    def __init__(
        self,
        *,
        now: Callable[[], float],
        zone: Callable[[], str],
        hours: Callable[[], Hours],
    ) -> None:
        """Make it hidden; see ``ReminderWindow``."""
        super().__init__()
        self.setWindowTitle(tr("完成提醒"))
        self._now, self._zone, self._hours = now, zone, hours
        self._reminder = Reminder("", 0.0)
        self._opened: tuple[Reminder, ...] = ()
        self._rest: tuple[Reminder, ...] = ()
        self._busy = self._loading = False
        self._draft: ReminderDraft | None = None
        self.title = Label()
        self.title.setObjectName("formTitle")
        self.about = label("", "hint")
        self._results = QVBoxLayout()
        self.results = Segmented(tr("结果"), ())
        self.reasons = QWidget()
        self._rows: list[ChipRow] = []
        self.agreed = DueField(now, zone)
        self.agreed.field.setAccessibleName(tr("约好的时间"))
        self.agreed.field.setPlaceholderText(tr("约好什么时候付:12-25 10:00(可不填)"))
        self.remark = LineField()
        self.remark.setAccessibleName(tr("备注"))
        self.remark.setPlaceholderText(tr("补一句(可不填)"))
        self.remark.setMaxLength(MAX_REMARK)
        self.masks = label("", "hint")
        self.next_words = label("", "hint")
        self.next = CheckBox(tr("设好下一条"))
        self.others = CheckBox("")
        self.state = label("", "hint")
        self.cancel = button(tr("取消 Esc"), self.dismiss)
        self.save_button = button(tr("完成 Enter"), self.save, "primary")
        self.save_button.setAccessibleName(tr("完成"))
        self._lay_out()
        self._wire()
        self.restyle()

    def _lay_out(self) -> None:
        reasons = QVBoxLayout(self.reasons)
        reasons.setContentsMargins(0, 0, 0, 0)
        reasons.setSpacing(theme().px(4))
        for group, words in chasing.UNPAID_REASONS.items():
            row = ChipRow(tr(group))
            row.flush = True
            row.set_choices([(word, tr(word)) for word in words])
            row.chosen.connect(lambda _value, r=row: self._choose_reason(r))
            reasons.addWidget(label(tr(group), "hint"))
            reasons.addWidget(row)
            self._rows.append(row)
        self._results.addWidget(self.results)
        self.column.addWidget(self.title)
        self.column.addWidget(self.about)
        self.column.addLayout(self._results)
        for part in (self.reasons, self.agreed, self.remark, self.masks, self.next_words):
            self.column.addWidget(part)
        self.column.addWidget(self.next)
        self.column.addWidget(self.others)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save_button)
        self.foot.addLayout(foot)
        self.setFocusProxy(self.remark)

    def _wire(self) -> None:
        self.agreed.edited.connect(self._show)
        self.agreed.entered.connect(self.save)
        self.remark.entered.connect(lambda _control: self.save())
        self.remark.textChanged.connect(self._on_remark)
        self.agreed.edited.connect(self._on_typed)

    def _on_remark(self, text: str) -> None:
        set_kind(self.masks, mask_words(text), "hint")
        self._on_typed()

    def _on_typed(self) -> None:
        if not self._loading and not self._busy:
            self.changed.emit()

    def typed(self) -> str:
        """Give what was written and chosen as a text to keep; empty if nothing was written."""
        form = _Typed(self.result, self.reason, self.agreed.lasting(), self.remark.text())
        return kept_form.to_text(form) if form.agreed or form.remark.strip() else ""

    def _put(self, text: str) -> None:
        """Show what ``typed`` gave before, or nothing."""
        known = {value: value for value in chasing.RESULTS[self._reminder.kind]}
        read = {"result": kept_form.one_of(known)}
        left = kept_form.from_text(_Typed(), text, read) or _Typed()
        if left.result:
            self.results.set_value(left.result)
        for row, words in zip(self._rows, chasing.UNPAID_REASONS.values(), strict=True):
            row.set_value(left.reason if left.reason in words else "")
        self.agreed.set_text(left.agreed)
        self.remark.setText(left.remark)
        set_kind(self.masks, mask_words(left.remark), "hint")

    def open_for(
        self,
        reminder: Reminder,
        opened: Sequence[Reminder] = (),
        near: QRect | None = None,
        *,
        left: str = "",
    ) -> None:
        """Ask how ``reminder`` ended.

        Args:
            reminder: The one that ends.
            opened: The open reminders; those of the same matter may end with it.
            near: A rectangle of the screen to open on (logical px).
            left: What ``typed`` gave before it was closed without saving.
        """
        self._reminder, self._opened = reminder, tuple(opened)
        self._loading = True
        self.title.setText(tr("完成:{text}", text=reminder.text))
        self.title.setWordWrap(True)
        who = " · ".join(part for part in (reminder.name, reminder.platform) if part)
        set_kind(self.about, who, "hint")
        choices = [(one, self._word(one)) for one in chasing.RESULTS[reminder.kind]]
        made = Segmented(tr("结果"), choices)
        self._results.replaceWidget(self.results, made)
        self.results.hide()
        self.results.deleteLater()
        self.results = made
        made.by_alt()
        made.set_value(choices[0][0])
        made.chosen.connect(lambda _value: self._on_result())
        self._put(left)
        self._loading = False
        self.next.setChecked(True)
        self.others.setChecked(True)
        self.show_state("editing")
        self.open_near(near)
        self._show()
        self.remark.setFocus()

    def _on_result(self) -> None:
        self._show()
        self._on_typed()

    def _word(self, result: Result) -> str:
        return tr(_WORDS.get((self._reminder.kind, result), chasing.RESULT_NAMES[result]))

    @property
    def result(self) -> Result:
        """The chosen result."""
        return next((one for one in chasing.RESULT_NAMES if one == self.results.value()), "done")

    @property
    def reason(self) -> str:
        """The chosen reason; empty if none is or none is asked."""
        if self.reasons.isHidden():
            return ""
        return next((row.value for row in self._rows if row.value), "")

    def ending(self) -> Ending:
        """Give what was said."""
        following = self._draft if self.next.isChecked() and not self.next.isHidden() else None
        rest = self._rest if self.others.isChecked() else ()
        return Ending(self.result, self.reason, self.remark.text().strip(), following, rest)

    def choose(self, result: Result) -> None:
        """Choose a result."""
        self.results.set_value(result)
        self._show()
        self._on_typed()

    def _choose_reason(self, chosen: ChipRow) -> None:
        for row in self._rows:
            if row is not chosen:
                row.set_value("")
        self._show()
        self._on_typed()

    def _show(self) -> None:
        """Ask what this result asks, and say what follows."""
        result, reminder = self.result, self._reminder
        unpaid = reminder.kind == "payment" and result == "unpaid"
        self.reasons.setVisible(unpaid)
        self.agreed.setVisible(unpaid and reminder.round < chasing.MOST_ROUNDS)
        found = reminder_form.following(
            reminder,
            result,
            self._now(),
            self._zone(),
            self._hours(),
            self._agreed(),
            self.reason,
        )
        self._draft = found.draft
        set_kind(self.next_words, found.sentence, "hint")
        self.next.setVisible(found.draft is not None)
        self._rest = tuple(reminder_form.rest_of(reminder, result, self._opened))
        self.others.setText(tr("同一件事的另外 {n} 条也一起结束", n=len(self._rest)))
        self.others.setAccessibleName(self.others.text())
        self.others.setVisible(bool(self._rest))

    def _agreed(self) -> float | None:
        if self.agreed.isHidden():
            return None
        try:
            return self.agreed.when()
        except UserError:
            return None

    def save(self) -> None:
        """Ask for the ending to be stored."""
        if self._busy or (not self.agreed.isHidden() and not self.agreed.check()):
            return
        self.show_state("saving")
        self.save_requested.emit()

    def show_state(self, state: str, message: str = "") -> None:
        """Show how saving goes: ``editing``, ``saving``, ``failed`` or ``saved`` (it closes)."""
        self._busy = state == "saving"
        self.save_button.setEnabled(not self._busy)
        self.hold(self._busy)
        words = tr("正在保存…") if self._busy else message
        set_kind(self.state, words, "error" if state == "failed" else "hint")
        self.state.show()  # it keeps the buttons at the right
        if state == "saved":
            self.hide()
