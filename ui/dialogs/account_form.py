"""Who a buyer is: typed where no window title tells it, or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from ui.dialogs.note_parts import caption
from ui.dialogs.staying import StayingWindow
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import window_title
from ui.settings.parts import button, label, set_kind
from ui.theme import theme

WIDTH: Final = 340
_FIELDS: Final = (("name", "买家名字"), ("platform", "平台"), ("shop", "店铺(可不填)"))


class AccountWindow(StayingWindow):
    """Asks for name, platform and shop. It stays while one looks the name up.

    Signals:
        submitted: Name, platform and shop; answer a fault by ``say``, else ``hide``.
    """

    submitted = Signal(str, str, str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__(WIDTH)
        self.state = label("", "error")
        self.fields: dict[str, LineField] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme().px(8))
        grid.setColumnStretch(1, 1)
        for row, (name, word) in enumerate(_FIELDS):
            field = LineField()
            field.setAccessibleName(tr(word))
            field.setMaxLength(80)
            field.entered.connect(lambda _control: self.submit())
            self.fields[name] = field
            grid.addWidget(caption(tr(word), field), row, 0)
            grid.addWidget(field, row, 1)
        self.go = button(tr("好 Enter"), self.submit, "primary")
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(button(tr("取消 Esc"), self.dismiss))
        foot.addWidget(self.go)
        self.body.addLayout(grid)
        self.body.addLayout(foot)
        self.restyle()

    def ask(
        self,
        title: str,
        account: Sequence[str] = ("", "", ""),
        near: QRect | None = None,
    ) -> None:
        """Ask, beginning with an account."""
        self.setWindowTitle(window_title(title))
        self.head.setText(title)
        for field, text in zip(self.fields.values(), account, strict=True):
            field.setText(text)
        self.say("")
        self.popup(near)
        self._fit()
        self.fields["name"].setFocus()
        self.fields["name"].selectAll()

    def say(self, fault: str) -> None:
        """Say what is wrong; empty takes it back."""
        set_kind(self.state, fault, "error")
        self.state.show()
        self._fit()

    def submit(self) -> None:
        """Hand on what was typed, if there is a name."""
        name, platform, shop = (field.text().strip() for field in self.fields.values())
        if not name:
            self.say(tr("填上买家的名字。"))
            self.fields["name"].setFocus()
            return
        self.submitted.emit(name, platform, shop)
