"""Settings, 外观: colour scheme, text size, order of the cards."""

from __future__ import annotations

from phrasebook.model import UserError
from ui.controls import CheckBox
from ui.i18n import tr
from ui.settings.context import SettingsContext
from ui.settings.parts import Section, label, set_kind


class LookSection(Section):
    """How the windows look."""

    def __init__(self, context: SettingsContext) -> None:
        """Build the controls."""
        super().__init__(context.options)
        look = self.card(tr("外观"))
        self.choice(
            look,
            "look.theme",
            (("system", tr("跟随系统")), ("light", tr("浅色")), ("dark", tr("深色"))),
        )
        self.slider(look, "look.text_size", " %", 5)
        look.addWidget(label(tr("示例:亲,{店铺名} 欢迎您~😊"), "sample"))
        order = self.card(tr("卡片"))
        self.choice(
            order,
            "list.order",
            (("standard", tr("标准")), ("often", tr("常用")), ("recent", tr("最近"))),
        )
        window = self.card(tr("窗口"))
        self.toggle(window, "tray.keep")
        self._autostart = context.autostart
        self._box = CheckBox(tr("开机时自动打开"))
        self._refusal = label(kind="error")
        if self._autostart.capability().ok:
            window.addWidget(self._box)
            window.addWidget(self._refusal)
            self._refusal.hide()
            self._box.clicked.connect(self._choose_autostart)
        self.column.addStretch()

    def refresh(self) -> None:
        """Read again what the setup and the Task Manager change too."""
        self._box.setChecked(self._autostart.on())

    def _choose_autostart(self, on: bool) -> None:
        try:
            self._autostart.set(on)
        except UserError as error:
            set_kind(self._refusal, f"{error.message}{error.advice}", "error")
        else:
            set_kind(self._refusal, "", "error")
        self.refresh()
