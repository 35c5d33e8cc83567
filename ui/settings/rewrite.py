"""Settings, 改写: the shop's own endpoint that rewords a phrase, off until it is turned on here."""

from __future__ import annotations

import os

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.settings.context import SettingsContext
from ui.settings.parts import Section, button, label, set_kind, show_text
from ui.theme import theme


class RewriteSection(Section):
    """The switch, what leaves, the endpoint, and a try.

    Signals:
        try_requested: Try the endpoint; answer with ``show_tried``.
    """

    try_requested = Signal()

    def __init__(self, context: SettingsContext) -> None:
        """Build the controls; those of the endpoint show while the option is on."""
        super().__init__(context.options)
        self._trying = False
        card = self.card(tr("改写(可选)"))
        self.switch = self.toggle(card, "rewrite.on")
        card.addWidget(
            label(
                tr(
                    "会发出去的:只在按下“按买家的话改写”时,把买家这句话和这条话术发到下面的地址。"
                    "认得出的电话、地址、姓名和长号码先换成记号,变量不填,别的都不发。"
                ),
                "sample",
            )
        )
        self.endpoint = QWidget()
        column = QVBoxLayout(self.endpoint)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(6))
        card.addWidget(self.endpoint)
        self._build(column)
        self.column.addStretch()
        self.shows("rewrite.address", lambda value: self._show_address(str(value)))
        self.shows("rewrite.model", lambda value: self._show_model(str(value)))
        self.shows("rewrite.on", lambda on: self._show_on(bool(on)))

    def _build(self, column: QVBoxLayout) -> None:
        self.address = self.line(
            column,
            tr("地址(兼容 OpenAI 的接口)"),
            lambda text: self.options.set("rewrite.address", text),
            hint="http://127.0.0.1:11434/v1",
        )
        self.address_state = label()
        column.addWidget(self.address_state)
        self.model = self.line(
            column,
            tr("模型名"),
            lambda text: self.options.set("rewrite.model", text),
            hint="qwen2.5:7b",
        )
        self.key_state = label(kind="hint")
        column.addWidget(self.key_state)
        self.try_button = button(tr("试一下"), self._try)
        row = QHBoxLayout()
        row.addWidget(self.try_button)
        row.addStretch()
        column.addLayout(row)
        self.state = label()
        column.addWidget(self.state)
        set_kind(self.state, "", "hint")

    def refresh(self) -> None:
        """Say whether there is a key; it is never shown."""
        found = bool(os.environ.get("BANHUA_REWRITE_KEY"))
        self.key_state.setText(
            tr(
                "需要密钥的话,在启动伴话之前设好环境变量 BANHUA_REWRITE_KEY;"
                "伴话不保存密钥。现在{state}。",
                state=tr("已设好") if found else tr("没有设"),
            )
        )

    def show_tried(self, text: str, ok: bool) -> None:
        """Say how a try ended, unless the endpoint was changed meanwhile."""
        if self._trying:
            self._say(text, "ok" if ok else "error")

    def _try(self) -> None:
        self.finish()  # what was typed a moment ago is meant
        self._say(tr("正在试,最多 20 秒…"), "hint")
        self._trying = True
        self.try_button.setEnabled(False)
        self.try_requested.emit()

    def _say(self, text: str, kind: str) -> None:
        self._trying = False
        self.try_button.setEnabled(True)
        set_kind(self.state, text, kind)

    def _show_on(self, on: bool) -> None:
        self.switch.setChecked(on)
        self.endpoint.setVisible(on)
        self._say("", "hint")
        self._check_address()

    def _show_address(self, address: str) -> None:
        show_text(self.address, address)
        self._say("", "hint")
        self._check_address()

    def _show_model(self, model: str) -> None:
        show_text(self.model, model)
        self._say("", "hint")

    def _check_address(self) -> None:
        """Say what is wrong with the address; while the option is off nothing is loaded for it."""
        address = self.options.get("rewrite.address")
        if not self.options.get("rewrite.on") or not address:
            set_kind(self.address_state, "", "hint")
            return
        from assistant.rewrite.endpoint import RewriteError, chat_url, in_the_open

        try:
            chat_url(address)
        except RewriteError as error:
            set_kind(self.address_state, f"{error.message}{error.advice}", "error")
            return
        set_kind(
            self.address_state,
            tr(
                "当心:这个地址不在本机或内网,又没有加密,发出去的话路上可能被人看到。请改用 https://。"
            )
            if in_the_open(address)
            else "",
            "warn",
        )
