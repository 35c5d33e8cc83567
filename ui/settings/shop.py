"""Settings, 店铺: what fills the variables of phrases."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.i18n import tr
from ui.inputs import LineField
from ui.settings.context import SettingsContext
from ui.settings.parts import Later, Section, button, label, show_text
from ui.theme import theme

FIXED: Final = ("店铺名", "快递")
"""Variables that every shop has; others are the shop's own."""


class ShopSection(Section):
    """Name of the shop and own variables."""

    def __init__(self, context: SettingsContext) -> None:
        """Build the fields."""
        super().__init__(context.options)
        shop = self.card(tr("店铺"))
        self.fixed = {name: self.line(shop, tr(name), partial(self._set, name)) for name in FIXED}
        own = self.card(tr("自定义变量"))
        own.addWidget(label(tr("话术里写 {名字},粘贴时换成这里的内容。"), "hint"))
        self._own = own
        self._rows: list[tuple[QWidget, LineField, LineField]] = []
        self._later = Later(self, self._store_own)
        self._waiting.append(self._later)
        self._add = button(tr("+ 添加变量"), self._add_row, "link")
        own.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch()
        self.shows("shop.values", self._show_values)

    def _set(self, name: str, text: str) -> None:
        values = self.options.get("shop.values")
        if text:
            values[name] = text
        else:
            values.pop(name, None)
        self.options.set("shop.values", values)

    def _show_values(self, values: Any) -> None:
        for name, field in self.fixed.items():
            show_text(field, values.get(name, ""))
        if self._later.waiting:
            return  # a variable is being typed; it is stored in a moment
        shown = {name.text().strip(): value.text() for _, name, value in self._rows}
        own = {name: text for name, text in values.items() if name not in FIXED}
        if {name: text for name, text in shown.items() if name} != own:
            while self._rows:
                self._rows.pop()[0].deleteLater()
            for name, text in own.items():
                self._add_row(name, text)

    def _add_row(self, name: str = "", value: str = "") -> None:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        key, text = LineField(name), LineField(value)
        key.setAccessibleName(tr("变量名"))
        key.setPlaceholderText(tr("变量名"))
        text.setAccessibleName(tr("内容"))
        text.setPlaceholderText(tr("内容"))
        for field in (key, text):
            field.setMinimumWidth(1)
            field.textEdited.connect(lambda _text: self._later.start())
            field.editingFinished.connect(self._later.finish)
        entry = (holder, key, text)
        remove = button("×", lambda: self._remove(entry), "small")
        remove.setAccessibleName(tr("删除这个变量"))
        remove.setFixedWidth(theme().px(28))
        row.addWidget(key, 2)
        row.addWidget(text, 3)
        row.addWidget(remove)
        self._rows.append(entry)
        self._own.insertWidget(self._own.indexOf(self._add), holder)
        if not name:
            key.setFocus()

    def _remove(self, entry: tuple[QWidget, LineField, LineField]) -> None:
        self._rows.remove(entry)
        entry[0].hide()
        entry[0].deleteLater()
        self._add.setFocus()
        self._store_own()

    def _store_own(self) -> None:
        values = self.options.get("shop.values")
        kept = {name: text for name, text in values.items() if name in FIXED}
        for _, key, text in self._rows:
            name = key.text().strip().strip("{}")
            if name and name not in FIXED:
                kept[name] = text.text()
        self.options.set("shop.values", kept)
