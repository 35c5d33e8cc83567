"""The form of a handover: the standard's fields in its order, written by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, get_args

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assistant.desk import wording
from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import SEVERITIES, BuyerSummary, HandoverDraft, Severity
from phrasebook.model import Phrase, UserError
from ui.controls import Segmented
from ui.dialogs.form_parts import GrowText, Hint, OfferField
from ui.dialogs.form_window import FormWindow
from ui.dialogs.note_parts import DueField, Quick
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label, tip_text
from ui.settings.parts import button, set_kind
from ui.theme import theme

MAX_LINE: Final = 300
"""Characters of one field: a handover that is longer is not read."""
_SHORT: Final = 60
_HINTS: Final = {
    "because": "M 码断货,已付款",
    "wants": "今天给答复,愿意换色",
    "please": "打电话,先推灰色",
    "how": "备三案:换货 / 退款 / 等货 5 天",
    "if_says": "买家若说:不想等了",
}
_LABELS: Final = {
    "because": "因为",
    "wants": "要求",
    "please": "请做",
    "how": "怎么做",
    "due": "期限",
    "if_says": "万一",
    "reply": "就回",
    "order": "订单",
}
_JUDGED: Final = ("because", "wants", "please", "how")
_ORDER: Final = (
    "name", "platform", "because", "wants", "please", "how", "due", "if_says", "reply", "order",
)  # fmt: skip
"""Fields in the order of the standard, which Enter follows."""


class HandoverWindow(FormWindow):
    """Asks for a handover.

    Signals:
        save_requested: It is complete, or what is missing was passed over: read ``form`` and
            ``draft``, answer by ``saved`` or ``show_failed``.
        changed: What stands in it changed; read ``form`` to keep it.
        buyers_wanted: Known buyers for these words are wanted; answer by ``offer_buyers``.
        fresh_wanted: What was restored is not wanted; open the form anew.
        phrases_wanted: Phrases for these words are wanted; answer by ``offer_phrases``.
    """

    save_requested = Signal()
    changed = Signal()
    buyers_wanted = Signal(str)
    phrases_wanted = Signal(str)
    fresh_wanted = Signal()

    def __init__(self, *, now: Callable[[], float], zone: Callable[[], str]) -> None:
        """Make it hidden; ``now`` and ``zone`` are the clock that due times are read on."""
        super().__init__()
        self.setWindowTitle(tr("写交接"))
        self._base = HandoverForm()
        self._loading = False
        self._asked: set[str] = set()
        self._buyers: dict[str, BuyerSummary] = {}
        self._phrases: dict[str, Phrase] = {}
        self.title = Label()
        self.title.setObjectName("formTitle")
        self.severity = Segmented(
            tr("轻重"), [(name, tr(word)) for name, word in SEVERITIES.items()]
        )
        self._no_buyer = False
        name = LineField()
        name.setPlaceholderText(tr("哪位买家"))
        self.name = OfferField(name, tr("买家"))
        self.platform = LineField()
        self.platform.setAccessibleName(tr("平台"))
        self.platform.setPlaceholderText(tr("平台"))
        self.because, self.wants = GrowText(tr("因为")), GrowText(tr("要求"))
        self.please, self.how = GrowText(tr("请做")), GrowText(tr("怎么做"))
        self.due = DueField(now, zone)
        self.if_says = GrowText(tr("万一"))
        reply = GrowText()
        reply.setPlaceholderText(tr("打几个字找话术,或直接写"))
        self.reply = OfferField(reply, tr("就回"))
        self.order = LineField()
        self.order.setAccessibleName(tr("订单"))
        self.order.setPlaceholderText(tr("订单号"))
        self.hints = {name: Hint() for name in ("name", *_LABELS)}
        self.state = Label()
        self.state.setWordWrap(True)
        self.fresh = button(tr("清空重写"), self.fresh_wanted.emit, "link")
        self.cancel = QPushButton(tr("关闭 Esc"))
        self.cancel.setAccessibleName(tr("关闭"))
        self.save = QPushButton()
        self.save.setProperty("kind", "primary")
        self._lay_out()
        self._wire()
        self.restyle()

    # Building.

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        self.severity.setFixedWidth(theme().px(200))
        head.addWidget(self.severity)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(8))
        grid.setVerticalSpacing(theme().px(5))
        grid.setColumnStretch(1, 1)
        account = QWidget()
        row = QHBoxLayout(account)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        row.addWidget(self.name, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.platform, 1, Qt.AlignmentFlag.AlignTop)
        self._add_row(grid, tr("买家"), account, "name", self.name)
        for name, label in _LABELS.items():
            widget = getattr(self, name)
            self._add_row(grid, tr(label), widget, name, widget)
        self.column.addLayout(head)
        self.column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.fresh)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self.foot.addLayout(foot)

    def _add_row(
        self, grid: QGridLayout, label: str, shown: QWidget, name: str, buddy: QWidget
    ) -> None:
        words = Label(label)
        words.setBuddy(buddy)
        holder = QVBoxLayout()
        holder.setSpacing(1)
        holder.addWidget(shown)
        holder.addWidget(self.hints[name])
        row = grid.rowCount()
        grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addLayout(holder, row, 1)
        words.setContentsMargins(0, theme().px(5), 0, 0)

    def _wire(self) -> None:
        for name in (*_JUDGED, "if_says"):
            text: GrowText = getattr(self, name)
            text.limit = MAX_LINE
            text.setPlaceholderText(tr(_HINTS[name]))
            text.textChanged.connect(partial(self._on_typed, name))
            text.left.connect(partial(self._on_enter, name))
        for name in ("platform", "order"):
            line: LineField = getattr(self, name)
            line.setMaxLength(_SHORT)
            line.textChanged.connect(partial(self._on_typed, name))
            line.entered.connect(partial(self._on_enter, name))
        for name in ("name", "reply"):
            field: OfferField = getattr(self, name)
            field.changed.connect(partial(self._on_typed, name))
            field.left.connect(partial(self._on_enter, name))
        self.name.wanted.connect(self.buyers_wanted)
        self.name.taken.connect(self._take_buyer)
        self.reply.wanted.connect(self.phrases_wanted)
        self.reply.taken.connect(self._take_phrase)
        self.due.edited.connect(partial(self._on_typed, "due"))
        self.due.entered.connect(partial(self._on_enter, "due", False))
        self.severity.chosen.connect(partial(self._on_typed, "severity"))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.dismiss)
        for number, name in enumerate(SEVERITIES, start=1):
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.activated.connect(lambda n=name: self._choose_severity(n))
            choice = self.severity.buttons()[number - 1]
            choice.setToolTip(tip_text(f"Alt+{number}"))
        save = QShortcut(QKeySequence("Ctrl+Return"), self)
        save.activated.connect(self._save)

    # Opening.

    def open(
        self,
        form: HandoverForm,
        *,
        near: QRect | None = None,
        quick: Sequence[Quick] = (),
        title: str = "",
        word: str = "",
        restored: bool = False,
    ) -> None:
        """Show a form, the caret at the first empty field.

        Args:
            form: What stands in it.
            near: Global rectangle of the chat or sidebar, for the screen.
            quick: Due times to take with one click.
            title: Heading; by default that of a new handover.
            word: Word of the button that saves; by default for handing over.
            restored: It was left unsaved before.
        """
        self._base, self._asked = form, set()
        self._loading = True
        self.title.setText(title or tr("写交接"))
        self.save.setText(f"{word or tr('交出')} Ctrl+Enter")
        self.save.setAccessibleName(word or tr("交出"))
        self._offer_times(quick)
        self.severity.set_value(form.severity)
        self.due.set_text(form.due)
        for name in ("name", "reply", *_JUDGED, "if_says"):
            getattr(self, name).set_text(getattr(form, name))
        self.platform.setText(form.platform)
        self.order.setText(form.order)
        self._no_buyer = bool(form.note or form.to_shift) and not form.name
        self._loading = False
        for hint in self.hints.values():
            hint.say("")
        for name in _JUDGED:
            self._judge(name)
        self.set_busy(busy=False)
        self.fresh.setVisible(restored)
        self._say(tr("已恢复上次没写完的") if restored else "", "hint")
        self.open_near(near)
        self._first_empty().setFocus()

    def _offer_times(self, quick: Sequence[Quick]) -> None:
        """Offer other times; Tab finds them behind the field, not at the end of the form."""
        self.due.offer(quick)
        before: QWidget = self.due.field
        for one in self.due.quick:
            self.setTabOrder(before, one)
            before = one
        self.setTabOrder(before, self.if_says)

    def _first_empty(self) -> QWidget:
        fields: tuple[OfferField | GrowText, ...] = (
            self.name, self.because, self.wants, self.please,
        )  # fmt: skip
        return next((one for one in fields if not one.text().strip()), self.how)

    # What stands in it.

    @property
    def form(self) -> HandoverForm:
        """What stands in the fields."""
        base, name, reply = self._base, self.name.text(), self.reply.text()
        known = (base.name, base.platform) == (name, self.platform.text())
        severity = self.severity.value()
        return replace(
            base,
            buyer=base.buyer if known else "",
            name=name,
            platform=self.platform.text(),
            because=self.because.text(),
            wants=self.wants.text(),
            please=self.please.text(),
            how=self.how.text(),
            severity=_severity(severity),
            due=self.due.lasting(),
            if_says=self.if_says.text(),
            reply=reply,
            phrase=base.phrase if reply == base.reply else "",
            order=self.order.text(),
        )

    @property
    def draft(self) -> HandoverDraft:
        """The draft as it would be handed over; a due time that is none counts as not said."""
        try:
            due = self.due.when()
        except UserError:
            due = None
        return self.form.draft(due)

    # Offers.

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

    def offer_phrases(self, query: str, found: Sequence[Phrase]) -> None:
        """Offer phrases, if ``query`` is still what is asked for."""
        if query != self.reply.text():
            return
        self._phrases = {one.id: one for one in found}
        self.reply.show_offers(
            [(id, f"{one.title} · {one.text}") for id, one in self._phrases.items()]
        )

    def _take_buyer(self, id: str) -> None:
        buyer = self._buyers[id].buyer
        self._base = replace(self._base, buyer=id, name=buyer.name, platform=buyer.platform)
        self.name.set_text(buyer.name)
        self.platform.setText(buyer.platform)
        self.because.setFocus()

    def _take_phrase(self, id: str) -> None:
        phrase = self._phrases[id]
        self._base = replace(self._base, phrase=id, reply=phrase.text)
        self.reply.set_text(phrase.text)
        self.order.setFocus()

    # Wording.

    def _on_typed(self, name: str, *_value: object) -> None:
        if self._loading:
            return
        if name in self.hints:
            self.hints[name].say("")
        if name in _JUDGED:
            self._judge(name)
        self._say("", "hint")
        self.changed.emit()

    def _judge(self, name: str) -> None:
        """Underline what judges the buyer, and offer the facts in its place."""
        field: GrowText = getattr(self, name)
        found = wording.judgements(field.text())
        field.mark([(one.start, one.end) for one in found])
        if found:
            first = found[0]
            self.hints[name].say(
                tr("“{word}”:{advice}", word=first.word, advice=first.advice),
                (tr("换成事实:{words}", words=first.factual), partial(self._put, field, first)),
            )

    def _put(self, field: GrowText, judgement: wording.Judgement) -> None:
        """Put the facts there, the first blank of them selected to be filled."""
        field.replace((judgement.start, judgement.end), judgement.factual, choose="…")

    # Saving.

    def _missing(self) -> list[wording.Missing]:
        draft = self.draft
        # A buyer that is only known by name is made when it is handed over.
        draft = replace(draft, buyer=draft.buyer or self.name.text().strip())
        found = wording.missing(draft, no_buyer=self._no_buyer)
        return [one for one in found if one.needed or one.field not in self._asked]

    def _save(self) -> None:
        if not self.save.isEnabled() or not self.due.check():
            return
        gaps = self._missing()
        if not gaps:
            self.save_requested.emit()
            return
        for gap in gaps:
            action = None
            if gap.field == "buyer":
                action = (tr("是本店事务"), self._about_none)
            self.hints[_place(gap.field)].say(gap.question, action)
            self._asked.add(gap.field)
        place = _place(gaps[0].field)
        getattr(self, place).setFocus()
        self.reveal(self.hints[place])
        if gaps[0].needed:
            self._say(tr("补上再交出"), "warn")
        else:
            self._say(tr("补上更好;再按一次 Ctrl+Enter 照样交出"), "hint")

    def _about_none(self) -> None:
        self._no_buyer = True
        self.hints["name"].say("")
        self.because.setFocus()

    def set_busy(self, *, busy: bool) -> None:
        """Take no second wish to save while the first is on its way."""
        self.save.setEnabled(not busy)
        self.hold(busy)

    @property
    def saving(self) -> bool:
        """Whether it waits for the answer to ``save_requested``."""
        return not self.save.isEnabled()

    def saved(self) -> None:
        """It is handed over: close."""
        self.dismiss()

    def show_failed(self, error: UserError) -> None:
        """It could not be handed over: it stays, with what is the matter."""
        self.set_busy(busy=False)
        self._say(f"{error.message}{error.advice}", "error")

    def _say(self, text: str, kind: str) -> None:
        set_kind(self.state, text, kind)
        self.state.setVisible(True)  # it keeps the buttons at the right

    # Keys.

    def _choose_severity(self, name: str) -> None:
        self.severity.set_value(name)
        self._on_typed("severity")

    def _on_enter(self, name: str, control: bool) -> None:
        if control:
            self._save()
            return
        place = _ORDER.index(name) + 1
        following: QWidget = getattr(self, _ORDER[place]) if place < len(_ORDER) else self.save
        following.setFocus()

    def restyle(self) -> None:
        """Take over the colours and sizes of the theme."""
        super().restyle()
        self.name.setMinimumWidth(theme().px(120))
        for name in (*_JUDGED, "if_says"):
            getattr(self, name).fit()


def _place(field: str) -> str:
    """Give the attribute that holds a field of the draft."""
    return "name" if field == "buyer" else field


def _severity(value: str) -> Severity:
    return next((one for one in get_args(Severity) if one == value), "watch")
