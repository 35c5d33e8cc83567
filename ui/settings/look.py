"""Settings, 外观: colour scheme, text size, order of the cards."""

from __future__ import annotations

from ui.i18n import tr
from ui.settings.context import SettingsContext
from ui.settings.parts import Section, label


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
        self.toggle(self.card(tr("窗口")), "tray.keep")
        self.column.addStretch()
