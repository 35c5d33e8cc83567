"""Settings, 停靠: where the sidebar stands, which programs are chat clients, how they paste."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assistant.clients import ClientRule, Clients, with_rule
from ui.controls import CheckBox
from ui.i18n import tr
from ui.settings.client_editor import ClientEditor
from ui.settings.context import SettingsContext
from ui.settings.parts import Section, button, label, set_kind
from ui.theme import theme


class DockSection(Section):
    """Docking and chat clients.

    Signals:
        pick_requested: Dock to the window clicked next; answer with ``show_picked``.
        recording_changed: A key is being recorded.
        forget_requested: What was learned from picks shall be forgotten.
    """

    forget_requested = Signal()
    pick_requested = Signal()
    recording_changed = Signal(bool)

    def __init__(self, context: SettingsContext) -> None:
        """Build the controls; the clients' editors are made when they are opened."""
        super().__init__(context.options)
        self._context = context
        self._shipped: Clients | None = None
        self._rows: dict[str, QWidget] = {}
        self._boxes: dict[str, CheckBox] = {}
        self._toggles: dict[str, Callable[[], None]] = {}
        dock = self.card(tr("停靠"))
        self.choice(
            dock, "dock.side", (("right", tr("右边")), ("left", tr("左边")), ("free", tr("自由")))
        )
        self.slider(dock, "dock.width", " px", 4)
        for name in ("dock.auto", "dock.make_room"):
            self.toggle(dock, name)
        forget = button(
            tr("忘记各软件单独的停靠方式"), lambda: self.options.reset("dock.per_client"), "link"
        )
        dock.addWidget(forget)
        self.shows("dock.per_client", lambda value: forget.setVisible(bool(value)))
        paste = self.card(tr("粘贴"))
        for name in ("paste.only_chat", "paste.restore"):
            self.toggle(paste, name)
        suggest = self.card(tr("建议回复"))
        self.toggle(suggest, "clipboard.watch")
        self.slider(suggest, "suggest.threshold", " %", 5)
        suggest.addWidget(
            label(
                tr(
                    "您选了哪条会被记住,下次排前面。买家的话不保存,记下的加密存在备注本里;"
                    "没打开备注本时只记到退出。"
                ),
                "hint",
            )
        )
        suggest.addWidget(button(tr("忘记从选择里学到的"), self.forget_requested.emit, "link"))
        clients = self.card(tr("聊天软件"))
        self._pick = button(tr("停靠到下一个点击的窗口"), self._ask_pick, "primary")
        clients.addWidget(self._pick)
        self._picked = label(
            tr("点这个按钮,再点一下聊天窗口:侧栏停靠过去,并记住这个软件(浏览器只记住这个网页)。"),
            "hint",
        )
        clients.addWidget(self._picked)
        clients.addWidget(button(tr("手动添加一个软件或网页"), self._add, "link"))
        self._problems = label(kind="error")
        clients.addWidget(self._problems)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme().px(4))
        clients.addLayout(self._list)
        self.column.addStretch()
        self.shows("clients", self._show_clients)

    # ------------------------------------------------------------------ picking
    def _ask_pick(self) -> None:
        set_kind(self._picked, tr("现在点一下聊天窗口(Esc 取消)…"), "ok")
        self.pick_requested.emit()

    def show_picked(self, name: str, fault: str = "") -> None:
        """Say how picking ended.

        Args:
            name: The program now docked to; "" if none was picked.
            fault: Why picking does not work here.
        """
        if fault:
            set_kind(self._picked, fault, "error")
        elif name:
            text = tr("已停靠到“{name}”,并记住了它。", name=name)
            rule = next((r for r in self._rules().rules if r.name == name), None)
            if rule is not None and rule.line_breaks == "space":
                text += tr("发过去的换行会变成空格;要保留,就在下面“编辑”里改。")
            set_kind(self._picked, text, "ok")
        else:
            set_kind(self._picked, tr("没有选窗口。"), "hint")

    # ------------------------------------------------------------------ clients
    def _add(self) -> None:
        """Add a rule that fits nothing yet, and open its editor."""
        self.finish()  # the list is built anew, and with it what is open
        others = self.options.get("clients")
        taken, number = {rule.id for rule in self._rules().rules}, 1
        while (id := f"own-{number}") in taken:
            number += 1
        name = tr("新的聊天软件 {n}", n=number)
        self.options.set("clients", [{"id": id, "name": name, "line_breaks": "space"}, *others])
        self._toggles[id]()

    def _rules(self) -> Clients:
        """Read the rules with the edits of this very moment.

        The program's own ones may be a step behind while a change is being announced.
        """
        return Clients.load(self.options.get("clients"))

    def shipped(self, id: str) -> ClientRule | None:
        """Give a rule as it was shipped; None for the shop's own."""
        if self._shipped is None:
            self._shipped = Clients.load()
        return self._shipped.get(id)

    def _show_clients(self, _value: Any) -> None:
        clients = self._rules()
        set_kind(
            self._problems, "\n".join(f"{p.message} {p.advice}" for p in clients.problems), "error"
        )
        ids = [rule.id for rule in clients.rules]
        if ids == list(self._rows):
            for rule in clients.rules:
                self._boxes[rule.id].setChecked(rule.enabled)
                for editor in self._rows[rule.id].findChildren(ClientEditor):
                    editor.show_box(rule.box)
            return
        for row in self._rows.values():
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows.clear()
        self._boxes.clear()
        self._toggles.clear()
        for rule in clients.rules:
            self._rows[rule.id] = self._row(rule)
            self._list.addWidget(self._rows[rule.id])

    def _row(self, rule: ClientRule) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        head = QHBoxLayout()
        box = CheckBox(tr(rule.name))
        box.setChecked(rule.enabled)
        box.toggled.connect(lambda on: self._store_rule(rule.id, {"enabled": on}))
        self._boxes[rule.id] = box
        head.addWidget(box, 1)
        opened: list[ClientEditor] = []
        more = button(tr("编辑"), lambda: toggle(), "link")
        more.setAccessibleName(tr("编辑“{name}”", name=tr(rule.name)))
        head.addWidget(more)
        column.addLayout(head)

        def toggle() -> None:
            if opened:
                editor = opened.pop()
                editor.finish()
                column.removeWidget(editor)
                editor.hide()
                editor.deleteLater()
                more.setText(tr("编辑"))
                return
            present = self._rules().get(rule.id) or rule
            editor = ClientEditor(present, own=self.shipped(rule.id) is None)
            editor.changed.connect(lambda fields: self._store_rule(rule.id, fields))
            editor.reset_requested.connect(lambda: self._reset(rule.id))
            editor.recording_changed.connect(self.recording_changed)
            editor.teach_requested.connect(lambda: self._context.teach(rule.id))
            opened.append(editor)
            column.addWidget(editor)
            more.setText(tr("收起"))

        self._toggles[rule.id] = toggle
        return holder

    def _store_rule(self, id: str, fields: dict[str, Any]) -> None:
        """Lay changed fields over a client's edit, kept as small as it can be."""
        from dataclasses import replace

        rule = self._rules().get(id)
        if rule is None:
            return
        changed = replace(rule, **fields)
        edits = self.options.get("clients")
        self.options.set("clients", with_rule(edits, changed, self.shipped(id)))

    def _reset(self, id: str) -> None:
        """Go back to the shipped rule, or remove one of the shop's own."""
        others = [entry for entry in self.options.get("clients") if entry["id"] != id]
        if id in self._rows:
            # Built anew, so that an open editor shows the old values again.
            self._rows[id].hide()
            self._rows.pop(id).deleteLater()
        self.options.set("clients", others)
        self._show_clients(None)

    def finish(self) -> None:
        """Store what still waits, in open editors too."""
        super().finish()
        for row in self._rows.values():
            for editor in row.findChildren(ClientEditor):
                editor.finish()
