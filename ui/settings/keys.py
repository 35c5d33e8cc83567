"""Settings, 按键: every key that can be changed, whether it works, and who has it instead."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from assistant.actions import ACTIONS, OPTIONAL, Action, action, keys_of, switched_off
from assistant.hotkeys import hooked
from assistant.keys import Hotkey, HotkeyError
from assistant.ports import Registration
from ui.dialogs.hotkey_edit import HotkeyEdit
from ui.i18n import tr
from ui.plain import tip_text
from ui.settings.context import SettingsContext, free_key, key_check, key_owner
from ui.settings.parts import Section, button, label, set_kind
from ui.settings.way_out import WayOut, choose
from ui.theme import theme

FIELD_WIDTH = 132
"""Room for ``Ctrl+Alt+Space`` at 100 %."""


class KeysSection(Section):
    """The shortcut editor.

    Signals:
        phrase_hotkey_changed: Phrase id and its new key ("" for none).
        recording_changed: A key is being recorded; let go of the global ones meanwhile.
    """

    phrase_hotkey_changed = Signal(str, str)
    recording_changed = Signal(bool)

    def __init__(self, context: SettingsContext) -> None:
        """Build a row for each action."""
        super().__init__(context.options)
        self._context = context
        self._edits: dict[str, HotkeyEdit] = {}
        self._resets: dict[str, QWidget] = {}
        self._phrase_rows: list[QWidget] = []
        self._phrase_edits: dict[str, HotkeyEdit] = {}
        everywhere = self.card(tr("在任何窗口里"))
        self._state = label(kind="hint")
        everywhere.addWidget(self._state)
        for row in ACTIONS:
            if row.scope in ("global", "suggest"):
                self._add_action(everywhere, row)
        self._phrases = self.card(tr("话术的专用快捷键"))
        self._none = label(
            tr("还没有。在卡片上点右键,选“设置快捷键”,给常用的一条配一个键。"), "hint"
        )
        self._phrases.addWidget(self._none)
        inside = self.card(tr("在侧栏里"))
        self._more = button(tr("显示 ▾"), self._toggle_inside, "link")
        inside.addWidget(self._more)
        self._inside = QWidget()
        rows = QVBoxLayout(self._inside)
        rows.setContentsMargins(0, 0, 0, 0)
        self._inside.hide()
        inside.addWidget(self._inside)
        self._inside_rows = rows
        foot = self.card()
        foot.addWidget(
            label(tr("点一下输入框再按键;也可以直接键入。Backspace 清除,Esc 取消。"), "hint")
        )
        foot.addWidget(button(tr("全部恢复默认"), lambda: self.options.reset("keys")))
        self.column.addStretch()
        self.shows("keys", self._show_keys)
        for name in {action(id).option for id in OPTIONAL}:
            self.shows(name, lambda _on: self._show_existing())
        self.refresh()

    # ------------------------------------------------------------------ rows
    def _add_action(self, where: QVBoxLayout, row: Action) -> None:
        edit = HotkeyEdit(
            tr(row.title),
            check=key_check(self._context, row.id),
            needs_modifier=row.scope in ("global", "suggest"),
        )
        edit.changed.connect(lambda text: self._store_key(row.id, text))
        edit.recording_changed.connect(self.recording_changed)
        reset = button("↺", lambda: self._reset(row.id), "small")
        reset.setToolTip(tip_text(tr("恢复默认:{key}", key=row.keys[0] if row.keys else tr("无"))))
        reset.setAccessibleName(tr("恢复“{name}”的默认按键", name=tr(row.title)))
        edit.set_caption(tr(row.title), tr(row.help), theme().px(FIELD_WIDTH), reset)
        self._edits[row.id] = edit
        self._resets[row.id] = reset
        where.addWidget(edit)

    def _toggle_inside(self) -> None:
        if not self._inside_rows.count():
            for row in ACTIONS:
                if row.scope in ("sidebar", "card", "desk"):
                    self._add_action(self._inside_rows, row)
            self._show_keys(self.options.get("keys"))
            self._show_existing()
        opened = self._inside.isHidden()
        self._inside.setVisible(opened)
        self._more.setText(tr("收起 ▴") if opened else tr("显示 ▾"))

    # ------------------------------------------------------------------ storing
    def _store_key(self, id: str, text: str) -> None:
        keys = self.options.get("keys")
        keys[id] = text
        self.options.set("keys", keys)

    def _reset(self, id: str) -> None:
        """Back to the default key, unless somebody else took it meanwhile."""
        keys = self.options.get("keys")
        keys.pop(id, None)
        for key in keys_of(id, {}):
            off = switched_off(self.options.get)
            who = key_owner(key, keys, self._context.phrases(), id, off)
            if who:
                self._edits[id].show_refusal(tr("{key} 已用于“{who}”", key=key, who=who), None)
                return
        self.options.set("keys", keys)
        self._edits[id].setFocus()

    # ------------------------------------------------------------------ showing
    def _show_keys(self, keys: Any) -> None:
        for id, edit in self._edits.items():
            found = keys_of(id, keys)
            edit.set_text(str(found[0]) if found else "")
            self._resets[id].setVisible(id in keys)
        self.show_states()

    def _show_existing(self) -> None:
        off = switched_off(self.options.get)
        for id in OPTIONAL:
            if id in self._edits:
                self._edits[id].setVisible(id not in off)

    def show_states(self) -> None:
        """Show which global keys fire; call it after they were registered anew."""
        states = {state.hotkey: state for state in self._context.registrations()}
        refused = 0
        for edit in (*self._edits.values(), *self._phrase_edits.values()):
            try:
                hotkey = Hotkey.parse(edit.text()) if edit.text() else None
            except HotkeyError:
                hotkey = None
            state = states.get(hotkey) if hotkey is not None else None
            self._show_way_out(edit, state)
            if hotkey is not None and state is not None and not state.ok:
                refused += 1
                edit.show_refusal(
                    state.reason or tr("被其他程序占用"),
                    free_key(self._context, hotkey, self._context.key_owner),
                )
            elif not edit.recording:
                edit.show_refusal("", None)
        working = sum(state.ok for state in states.values())
        if refused:
            text = tr("{ok} 个键可用,{bad} 个被占用(见下)", ok=working, bad=refused)
        else:
            text = tr("{ok} 个键都可用", ok=working) if states else ""
        set_kind(self._state, text, "warn" if refused else "ok")

    def _show_way_out(self, edit: HotkeyEdit, state: Registration | None) -> None:
        """Offer the hook below a key that another program holds, and the way back from it."""
        on = state is not None and state.hotkey in hooked(self.options)
        wanted = state is not None and (state.hooked or (state.taken and not state.ok))
        shown = edit.findChild(WayOut)
        if state is None or not (wanted and self._context.way_out) or edit.recording:
            if shown is not None:
                shown.hide()
            return
        if shown is None:
            shown = WayOut()
            edit.add_below(shown)
            shown.chosen.connect(
                lambda on: choose(self.options, Hotkey.parse(edit.text()), on),
            )
        shown.show_choice(state.hotkey, on=on)
        shown.show()

    def refresh(self) -> None:
        """Show phrases' keys and states as they are now."""
        phrases = [phrase for phrase in self._context.phrases() if phrase.hotkey]
        self._none.setVisible(not phrases)
        if [p.id for p in phrases] == list(self._phrase_edits):
            for phrase in phrases:
                if not self._phrase_edits[phrase.id].recording:
                    self._phrase_edits[phrase.id].set_text(phrase.hotkey)
        else:
            for row in self._phrase_rows:
                row.hide()
                row.deleteLater()
            self._phrase_rows.clear()
            self._phrase_edits.clear()
            for phrase in phrases:
                edit = HotkeyEdit(
                    phrase.title,
                    phrase.hotkey,
                    check=key_check(self._context, f"phrase:{phrase.id}"),
                )
                edit.set_caption(phrase.title, "", theme().px(FIELD_WIDTH))
                edit.changed.connect(
                    lambda text, id=phrase.id: self.phrase_hotkey_changed.emit(id, text)
                )
                edit.recording_changed.connect(self.recording_changed)
                self._phrase_edits[phrase.id] = edit
                self._phrase_rows.append(edit)
                self._phrases.addWidget(edit)
        self.show_states()
