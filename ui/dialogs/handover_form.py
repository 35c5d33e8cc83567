"""The form of a handover: the standard's fields in its order, written by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, get_args

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from assistant.desk import wording
from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import SEVERITIES, BuyerSummary, HandoverDraft, Severity
from phrasebook.model import Phrase, UserError
from ui.controls import Segmented
from ui.dialogs.form_parts import FactLine, FactText, Hint, OfferField
from ui.dialogs.form_window import FormWindow
from ui.dialogs.note_parts import DueField, Quick
from ui.i18n import tr
from ui.inputs import LineField
from ui.settings.parts import set_kind
from ui.theme import theme

MAX_LINE: Final = 300
"""Characters of one field: a handover that is longer is not read."""
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


class HandoverWindow(FormWindow):
    """Asks for a handover.

    Signals:
        save_requested: It is complete, or what is missing was passed over: read ``form`` and
            ``draft``, answer by ``saved`` or ``show_failed``.
        changed: What stands in it changed; read ``form`` to keep it.
        buyers_wanted: Known buyers for these words are wanted; answer by ``offer_buyers``.
        phrases_wanted: Phrases for these words are wanted; answer by ``offer_phrases``.
    """

    save_requested = Signal()
    changed = Signal()
    buyers_wanted = Signal(str)
    phrases_wanted = Signal(str)

    def __init__(self, *, now: Callable[[], float], zone: Callable[[], str]) -> None:
        """Make it hidden; ``now`` and ``zone`` are the clock that due times are read on."""
        super().__init__()
        self.setWindowTitle(tr("写交接"))
        self._base = HandoverForm()
        self._loading = False
        self._asked: set[str] = set()
        self._buyers: dict[str, BuyerSummary] = {}
        self._phrases: dict[str, Phrase] = {}
        self.title = QLabel()
        self.title.setObjectName("formTitle")
        self.severity = Segmented(
            tr("轻重"), [(name, tr(word)) for name, word in SEVERITIES.items()]
        )
        self.name = OfferField(tr("买家"))
        self.name.line.setPlaceholderText(tr("哪位买家(可不填)"))
        self.platform = LineField()
        self.platform.setAccessibleName(tr("平台"))
        self.platform.setPlaceholderText(tr("平台"))
        self.because, self.wants, self.please = FactLine(), FactLine(), FactLine()
        self.how = FactText()
        self.due = DueField(now, zone)
        self.if_says = FactLine()
        self.reply = OfferField(tr("就回"))
        self.reply.line.setPlaceholderText(tr("打几个字找话术,或直接写"))
        self.order = LineField()
        self.order.setPlaceholderText(tr("订单号(可不填)"))
        self.hints = {name: Hint() for name in (*_LABELS, "buyer")}
        self.state = QLabel()
        self.state.setWordWrap(True)
        self.cancel = QPushButton(tr("关闭 Esc"))
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
        self._add_row(grid, tr("买家"), account, "buyer", self.name)
        for name, label in _LABELS.items():
            widget = getattr(self, name)
            self._add_row(grid, tr(label), widget, name, widget)
        self.column.addLayout(head)
        self.column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        self.foot.addLayout(foot)

    def _add_row(
        self, grid: QGridLayout, label: str, shown: QWidget, name: str, buddy: QWidget
    ) -> None:
        words = QLabel(label)
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
        lines = {
            "because": self.because,
            "wants": self.wants,
            "please": self.please,
            "if_says": self.if_says,
            "order": self.order,
            "platform": self.platform,
        }
        for name, line in lines.items():
            if name != "platform":
                line.setAccessibleName(tr(_LABELS[name]))
            line.setMaxLength(MAX_LINE)
            if name in _HINTS:
                line.setPlaceholderText(tr(_HINTS[name]))
            line.textChanged.connect(lambda _text, n=name: self._on_typed(n))
            line.entered.connect(lambda control, w=line: self._on_enter(control, w))
        self.how.setAccessibleName(tr("怎么做"))
        self.how.setPlaceholderText(tr(_HINTS["how"]))
        self.how.textChanged.connect(lambda: self._on_typed("how"))
        self.how.entered.connect(self._save)
        for field, name in ((self.name, "buyer"), (self.reply, "reply")):
            field.line.setMaxLength(MAX_LINE)
            field.line.textChanged.connect(lambda _text, n=name: self._on_typed(n))
            field.entered.connect(lambda control, w=field: self._on_enter(control, w))
        self.name.wanted.connect(self.buyers_wanted)
        self.name.taken.connect(self._take_buyer)
        self.reply.wanted.connect(self.phrases_wanted)
        self.reply.taken.connect(self._take_phrase)
        self.due.edited.connect(lambda: self._on_typed("due"))
        self.due.entered.connect(lambda: self._on_enter(False, self.due))
        self.severity.chosen.connect(lambda _value: self._on_typed("severity"))
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.dismiss)
        for number, name in enumerate(SEVERITIES, start=1):
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.activated.connect(lambda n=name: self._choose_severity(n))
            button = self.severity.buttons()[number - 1]
            button.setToolTip(f"Alt+{number}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
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
        self.due.offer(quick)
        self.severity.set_value(form.severity)
        self.name.line.setText(form.name)
        self.reply.line.setText(form.reply)
        self.how.setPlainText(form.how)
        self.due.set_text(form.due)
        for name in ("because", "wants", "please", "if_says", "order", "platform"):
            getattr(self, name).setText(getattr(form, name))
        for field in (self.name, self.reply):
            field.hide_offers()
        self._loading = False
        for hint in self.hints.values():
            hint.say("")
        for name in _JUDGED:
            self._judge(name)
        self.set_busy(busy=False)
        self._say(tr("已恢复上次没写完的") if restored else "", "hint")
        self.open_near(near)
        self._first_empty().setFocus()

    def _first_empty(self) -> QWidget:
        for name in ("name", "because", "wants", "please"):
            field = getattr(self, name)
            line = field.line if isinstance(field, OfferField) else field
            if not line.text().strip():
                return line
        return self.how

    # What stands in it.

    @property
    def form(self) -> HandoverForm:
        """What stands in the fields."""
        base, name, reply = self._base, self.name.line.text(), self.reply.line.text()
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
        if query != self.name.line.text():
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
        if query != self.reply.line.text():
            return
        self._phrases = {one.id: one for one in found}
        self.reply.show_offers(
            [(id, f"{one.title} · {one.text}") for id, one in self._phrases.items()]
        )

    def _take_buyer(self, id: str) -> None:
        buyer = self._buyers[id].buyer
        self._base = replace(self._base, buyer=id, name=buyer.name, platform=buyer.platform)
        self.name.line.setText(buyer.name)
        self.platform.setText(buyer.platform)
        self.because.setFocus()

    def _take_phrase(self, id: str) -> None:
        phrase = self._phrases[id]
        text = phrase.text.replace("\n", " ")
        self._base = replace(self._base, phrase=id, reply=text)
        self.reply.line.setText(text)
        self.reply.line.setCursorPosition(0)
        self.order.setFocus()

    # Wording.

    def _on_typed(self, name: str) -> None:
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
        field: FactLine | FactText = getattr(self, name)
        found = wording.judgements(field.text())
        field.mark([(one.start, one.end) for one in found])
        if not found:
            return
        first = found[0]
        action = None
        if first.factual:
            action = (
                tr("换成事实:{words}", words=first.factual),
                lambda: self._replace(name, first),
            )
        self.hints[name].say(tr("“{word}”:{advice}", word=first.word, advice=first.advice), action)

    def _replace(self, name: str, judgement: wording.Judgement) -> None:
        field: FactLine | FactText = getattr(self, name)
        text = field.text()
        start, end = judgement.start, judgement.end
        new = text[:start] + judgement.factual + text[end:]
        if isinstance(field, FactText):
            field.setPlainText(new)
        else:
            field.setText(new)
        field.setFocus()

    # Saving.

    def _save(self) -> None:
        if not self.save.isEnabled() or not self.due.check():
            return
        gaps = [one for one in wording.missing(self.draft) if self._still_asked(one)]
        if not gaps:
            self.save_requested.emit()
            return
        for gap in gaps:
            self.hints[self._place_of(gap.field)].say(gap.question)
            self._asked.add(gap.field)
        place = self._place_of(gaps[0].field)
        field = self.name if place == "buyer" else getattr(self, place)
        field.setFocus()
        self.reveal(self.hints[place])
        if any(gap.needed for gap in gaps):
            self._say(tr("补上再交出"), "warn")
        else:
            self._say(tr("补上更好;再按一次 Ctrl+Enter 照样交出"), "hint")

    def _still_asked(self, gap: wording.Missing) -> bool:
        return gap.needed or gap.field not in self._asked

    def _place_of(self, field: str) -> str:
        return field if field in self.hints else "please"

    def set_busy(self, *, busy: bool) -> None:
        """Take no second wish to save while the first is on its way."""
        self.save.setEnabled(not busy)

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

    def _on_enter(self, control: bool, field: QWidget) -> None:
        if control:
            self._save()
            return
        order = [
            self.name, self.platform, self.because, self.wants, self.please, self.how,
            self.due, self.if_says, self.reply, self.order,
        ]  # fmt: skip
        place = order.index(field) + 1
        (order[place] if place < len(order) else self.save).setFocus()

    def restyle(self) -> None:
        """Take over the colours and sizes of the theme."""
        super().restyle()
        line = self.because.sizeHint().height()
        self.how.setFixedHeight(line + round(self.how.fontMetrics().lineSpacing()))
        self.name.setMinimumWidth(theme().px(120))


def _severity(value: str) -> Severity:
    return next((one for one in get_args(Severity) if one == value), "watch")
