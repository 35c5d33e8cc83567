"""The passphrase of an encrypted file for another PC: set with a repetition, or asked for."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton

from assistant.desk.passphrase import MOST
from phrasebook.model import UserError
from ui.dialogs.form_window import FormWindow
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label, window_title
from ui.settings.parts import label, set_kind
from ui.strength_line import StrengthLine, passphrase_fault


class PassphraseWindow(FormWindow):
    """Asks for a passphrase; nothing of it is kept.

    Signals:
        entered: The passphrase; answer by ``done`` or ``show_failed``.
    """

    entered = Signal(str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self._setting = False
        self.title = Label()
        self.title.setObjectName("formTitle")
        self.lead = label(kind="hint")
        self.field, self.again = self._secret(tr("口令")), self._secret(tr("再输一次"))
        self.strength = StrengthLine(self.field)
        self.error = label()
        self.cancel = QPushButton(tr("关闭 Esc"))
        self.cancel.setAccessibleName(tr("关闭"))
        self.save = QPushButton()
        self.save.setProperty("kind", "primary")
        for part in (
            self.title,
            self.lead,
            self.field,
            self.strength,
            self.again,
            self.error,
        ):
            self.column.addWidget(part)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.save)
        self.foot.addLayout(row)
        self.field.entered.connect(self._on_first)
        self.again.entered.connect(lambda _control: self.submit())
        self.save.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.dismiss)
        self.restyle()

    def _secret(self, name: str) -> LineField:
        field = LineField()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setAccessibleName(name)
        field.setPlaceholderText(name)
        field.setMaxLength(MOST)
        return field

    def open(
        self, title: str, lead: str, word: str, *, setting: bool, near: QRect | None = None
    ) -> None:
        """Ask.

        Args:
            title: Heading.
            lead: What it is for.
            word: Word of the button.
            setting: It is set now, so it is asked for twice.
            near: Global rectangle of the sidebar, for the screen.
        """
        self._setting = setting
        self.setWindowTitle(window_title(title))
        self.title.setText(title)
        self.lead.setText(lead)
        self.save.setText(f"{word} Enter")
        self.save.setAccessibleName(word)
        self.save.setEnabled(True)
        self._clear()
        self.again.setVisible(setting)
        self.strength.on = setting
        set_kind(self.error, "", "error")
        self.open_near(near)
        self.field.setFocus()

    def _clear(self) -> None:
        self.field.clear()
        self.again.clear()

    def _on_first(self, _control: bool) -> None:
        if self._setting and not self.again.text():
            self.again.setFocus()
        else:
            self.submit()

    def submit(self) -> None:
        """Hand the passphrase on, if it may be used."""
        if not self.save.isEnabled():
            return
        text = self.field.text()
        fault = ""
        if not text:
            fault = tr("请输入口令。")
        elif self._setting:
            fault = passphrase_fault(text, self.again.text())
        if fault:
            set_kind(self.error, fault, "error")
            return
        self.save.setEnabled(False)
        set_kind(self.error, tr("请稍等…"), "hint")
        self.entered.emit(text)

    def done(self) -> None:
        """It was right: forget it and close."""
        self._clear()
        self.dismiss()

    def show_failed(self, error: UserError) -> None:
        """It did not work: ask again, with what is the matter."""
        self.save.setEnabled(True)
        set_kind(self.error, f"{error.message}{error.advice}", "error")
        self.field.selectAll()
        self.field.setFocus()

    def hideEvent(self, event: object) -> None:
        """Leave no passphrase in a hidden window."""
        self._clear()
        super().hideEvent(event)  # type: ignore[arg-type]
