"""One line about a handover: a question, an answer, an addition, a reason, a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from phrasebook.desk import Handover
from phrasebook.model import UserError
from ui.dialogs.form_window import FormWindow
from ui.handover_acts import ADD, ANSWER, ASK, FINISH, PASS
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label, window_title
from ui.settings.parts import label, set_kind
from ui.theme import theme

MAX_LINE: Final = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """How a purpose is put.

    Attributes:
        title: Heading.
        hint: What the line may hold.
        word: The button.
        needed: Said when the line is empty; empty if it may be.
    """

    title: str
    hint: str
    word: str
    needed: str = ""


WORDINGS: Final = {
    ASK: Wording("追问", "问清一件事:灰色还有货吗?", "发出追问", "写下要问的那一句。"),
    ANSWER: Wording("回答追问", "直接回答", "回答", "写下回答。"),
    ADD: Wording("补充一行", "后来知道的、又做了的", "补上", "写下要补充的那一句。"),
    PASS: Wording("转下一班", "为什么转:等仓库 18 点回复", "转下一班", "写一句转的原因。"),
    FINISH: Wording("完成", "结果(可不填):已补发,单号尾号 8812", "完成"),
}


class LineWindow(FormWindow):
    """Asks for one line; Enter hands it on, Esc closes, what was typed is there next time.

    Signals:
        submitted: Purpose, id of the handover, and the line.
        changed: The line changed: purpose, id of the handover, and the line.
    """

    submitted = Signal(str, str, str)
    changed = Signal(str, str, str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.purpose, self.id = "", ""
        self._wording = WORDINGS[ADD]
        self.title = Label()
        self.title.setObjectName("formTitle")
        self._facts = QWidget()
        self._grid = QGridLayout(self._facts)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(1, 1)
        self.line = LineField()
        self.line.setMaxLength(MAX_LINE)
        self.error = label()
        self.cancel = QPushButton(tr("关闭 Esc"))
        self.cancel.setAccessibleName(tr("关闭"))
        self.save = QPushButton()
        self.save.setProperty("kind", "primary")
        for part in (self.title, self._facts, self.line, self.error):
            self.column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.foot.addLayout(row)
        self.line.textChanged.connect(self._on_typed)
        self.line.entered.connect(lambda _control: self.submit())
        self.save.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.dismiss)
        self.restyle()

    def open(
        self,
        purpose: str,
        handover: Handover,
        facts: Sequence[tuple[str, str]],
        *,
        text: str = "",
        near: QRect | None = None,
    ) -> None:
        """Ask for a line.

        Args:
            purpose: One of ``WORDINGS``.
            handover: What it is about.
            facts: Label and text of what has to be known for it.
            text: What was typed before and not handed on.
            near: Global rectangle of the chat or sidebar, for the screen.
        """
        self.show_line(purpose, handover, WORDINGS[purpose], facts, text, near)

    def show_line(
        self,
        purpose: str,
        handover: Handover,
        wording: Wording,
        facts: Sequence[tuple[str, str]],
        text: str,
        near: QRect | None,
    ) -> None:
        """Show the line with a wording; see ``open``."""
        self.purpose, self.id, self._wording = purpose, handover.id, wording
        who = handover.name or tr("本店事务")
        title = tr(wording.title)
        self.title.setText(f"{title} · {who}")
        self.setWindowTitle(window_title(title))
        self._show_facts(facts)
        self.line.blockSignals(True)
        self.line.setText(text)
        self.line.blockSignals(False)
        self.line.setAccessibleName(title)
        self.line.setPlaceholderText(tr(wording.hint))
        self.save.setText(f"{tr(wording.word)} Enter")
        self.save.setAccessibleName(tr(wording.word))
        self.save.setEnabled(True)
        self.hold(False)
        set_kind(self.error, "", "error")
        self.open_near(near)
        self.line.setFocus()

    def _show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, text) in enumerate(facts):
            caption = Label(name)
            caption.setProperty("kind", "hint")
            self._grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label(text), row, 1)
        self._facts.setVisible(bool(facts))

    def submit(self) -> None:
        """Hand the line on, if it may be handed on."""
        if not self.save.isEnabled():
            return
        text = self.line.text().strip()
        fault = self.fault(text)
        if fault:
            set_kind(self.error, fault, "warn")
            self.line.setFocus()
            return
        self.save.setEnabled(False)
        self.hold(True)
        self.submitted.emit(self.purpose, self.id, text)

    def fault(self, text: str) -> str:
        """Say what is wrong with a line; empty if nothing is."""
        return "" if text or not self._wording.needed else tr(self._wording.needed)

    def saved(self) -> None:
        """It is stored: close."""
        self.dismiss()

    def show_failed(self, error: UserError) -> None:
        """It could not be stored: the line stays, with what is the matter."""
        self.save.setEnabled(True)
        self.hold(False)
        set_kind(self.error, f"{error.message}{error.advice}", "error")

    def _on_typed(self, text: str) -> None:
        set_kind(self.error, "", "error")
        self.changed.emit(self.purpose, self.id, text)

    def restyle(self) -> None:
        """Take over the sizes of the theme."""
        super().restyle()
        self._grid.setHorizontalSpacing(theme().px(8))
        self._grid.setVerticalSpacing(theme().px(2))
