"""How one chat client is recognised and pasted into, with a try-out for its buyer rule."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from assistant.clients import ClientRule
from assistant.line_breaks import LINE_BREAKS
from ui.controls import CheckBox, Combo
from ui.dialogs.hotkey_edit import HotkeyEdit
from ui.i18n import tr
from ui.inputs import LineField
from ui.settings.parts import Later, button, label, set_kind
from ui.theme import theme

LONGEST_WAIT_MS: Final = 5000
LONGEST_TITLE: Final = 200


def buyer_in(rule: str, title: str) -> tuple[str, str]:
    """Try a buyer rule on a title.

    Args:
        rule: Regular expression with a group ``buyer``; "" for none.
        title: A window title.

    Returns:
        The buyer's name ("" if the rule does not fit) and what is wrong with the rule.
    """
    if not rule:
        return "", ""
    try:
        pattern = re.compile(rule)
    except re.error as error:
        return "", tr("写得不对:{fault}", fault=str(error))
    if "buyer" not in pattern.groupindex:
        return "", tr("缺少 (?P<buyer>…):括号里的部分是买家名")
    found = pattern.search(title)
    return ((found["buyer"] or "").strip() if found else ""), ""


class ClientEditor(QFrame):
    """The fields of one rule.

    Signals:
        changed: Changed fields by name, ready to be stored.
        reset_requested: Back to the shipped rule, or remove an own one.
        recording_changed: A key is being recorded.
        teach_requested: The person wants to show where the input box is.
    """

    teach_requested = Signal()
    changed = Signal(object)
    reset_requested = Signal()
    recording_changed = Signal(bool)

    def __init__(self, rule: ClientRule, *, own: bool, parent: QWidget | None = None) -> None:
        """Show a rule; ``own`` means that it can be removed."""
        super().__init__(parent)
        self.setObjectName("clientEditor")
        self._waiting: list[Later] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(theme().px(8), theme().px(6), theme().px(8), theme().px(8))
        column.setSpacing(theme().px(4))
        if own:
            name = self._line(column, tr("名称"), rule.name)
            self._later(name, lambda: self.changed.emit({"name": name.text().strip()}))
        self.programs = self._line(column, tr("程序名(几个用逗号隔开)"), ", ".join(rule.programs))
        self._later(self.programs, self._store_programs)
        self.title = self._line(column, tr("标题规则(正则,空着就不看标题)"), rule.title)
        self._title_state = label(kind="error")
        column.addWidget(self._title_state)
        self._later(self.title, self._store_title)
        self.key = HotkeyEdit(
            tr("粘贴"), rule.paste_key, check=lambda _key: None, needs_modifier=False
        )
        self.key.changed.connect(lambda text: self.changed.emit({"paste_key": text or "Ctrl+V"}))
        self.key.recording_changed.connect(self.recording_changed)
        column.addWidget(label(tr("粘贴键"), "hint"))
        column.addWidget(self.key)
        # A styled QSpinBox gives its text no room (PySide6 6.12), so this is a plain field.
        self.delay = LineField(str(rule.delay_ms))
        self.delay.setValidator(QIntValidator(0, LONGEST_WAIT_MS, self.delay))
        self.delay.setAccessibleName(tr("粘贴前等待(毫秒)"))
        self._later(self.delay, self._store_delay)
        column.addWidget(label(tr("先等(毫秒)"), "hint"))
        column.addWidget(self.delay)
        self.breaks = Combo()
        self.breaks.setAccessibleName(tr("换行"))
        for value, text in (
            ("keep", tr("照原样保留")),
            ("space", tr("变成空格")),
            ("shift_enter", tr("逐行粘贴,中间按 Shift+Enter")),
        ):
            self.breaks.addItem(text, value)
        self.breaks.setCurrentIndex(LINE_BREAKS.index(rule.line_breaks))
        self.breaks.activated.connect(
            lambda place: self.changed.emit({"line_breaks": LINE_BREAKS[place]})
        )
        column.addWidget(label(tr("换行"), "hint"))
        column.addWidget(self.breaks)
        column.addWidget(label(tr("输入框在哪(复制买家的话后,先点回这里再粘贴)"), "hint"))
        place = QHBoxLayout()
        self._box = label()
        place.addWidget(self._box, 1)
        place.addWidget(button(tr("教一下"), self.teach_requested.emit, "link"))
        self._forget_box = button(tr("忘掉"), lambda: self.changed.emit({"box": ()}), "link")
        place.addWidget(self._forget_box)
        column.addLayout(place)
        self.show_box(rule.box)
        self.keeps_focus = CheckBox(tr("光标不离开"))
        self.keeps_focus.setChecked(rule.keeps_focus)
        self.keeps_focus.toggled.connect(lambda on: self.changed.emit({"keeps_focus": on}))
        column.addWidget(self.keeps_focus)
        column.addWidget(label(tr("复制买家的话时光标留在输入框里,不用点回去。"), "hint"))
        self.enter = CheckBox(tr("粘贴后就发送"))
        self.enter.setChecked(rule.press_enter)
        self._enter_state = label(kind="warn")
        column.addWidget(self.enter)
        column.addWidget(self._enter_state)
        self.enter.toggled.connect(self._store_enter)
        self._warn_enter(rule.press_enter)
        self.buyer = self._line(column, tr("买家名规则(正则,从标题里取)"), rule.buyer)
        self.buyer.setPlaceholderText(r"^(?P<buyer>.+?) - ")
        self.sample = self._line(column, tr("拿一个窗口标题试试"), "")
        self.sample.setMaxLength(LONGEST_TITLE)
        self._buyer_state = label(kind="hint")
        column.addWidget(self._buyer_state)
        self.buyer.textChanged.connect(self._try)
        self.sample.textChanged.connect(self._try)
        self._later(self.buyer, self._store_buyer)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(
            button(tr("删除这个软件") if own else tr("恢复默认"), self.reset_requested.emit, "link")
        )
        column.addLayout(row)
        self._try()
        self._check_title()

    def show_box(self, box: tuple[int, ...]) -> None:
        """Show the known place of the input box; empty for none."""
        known = len(box) == 2
        set_kind(
            self._box,
            tr("离左边 {x}、下边 {y}", x=box[0], y=box[1]) if known else tr("还没教过"),
            "",
        )
        self._forget_box.setVisible(known)

    def _line(self, column: QVBoxLayout, title: str, text: str) -> LineField:
        field = LineField(text)
        field.setAccessibleName(title)
        field.setCursorPosition(0)
        caption = label(title, "hint")
        caption.setBuddy(field)
        column.addWidget(caption)
        column.addWidget(field)
        return field

    def _later(self, field: LineField, work: Callable[[], object]) -> None:
        later = Later(self, work)
        self._waiting.append(later)
        field.textEdited.connect(lambda _text: later.start())
        field.editingFinished.connect(later.finish)

    def finish(self) -> None:
        """Store what still waits."""
        for later in self._waiting:
            later.finish()

    # ------------------------------------------------------------------ storing
    def _store_programs(self) -> None:
        # Not at blanks: "opera gx" is one program.
        names = re.split(r"[,,;;]", self.programs.text())
        found = tuple(name.strip().lower().removesuffix(".exe") for name in names if name.strip())
        self.changed.emit({"programs": found})

    def _store_delay(self) -> None:
        if self.delay.hasAcceptableInput():
            self.changed.emit({"delay_ms": int(self.delay.text())})

    def _check_title(self) -> bool:
        fault = ""
        try:
            re.compile(self.title.text())
        except re.error as error:
            fault = tr("写得不对:{fault}", fault=str(error))
        set_kind(self._title_state, fault, "error")
        return not fault

    def _store_title(self) -> None:
        if self._check_title():
            self.changed.emit({"title": self.title.text()})

    def _store_buyer(self) -> None:
        if not buyer_in(self.buyer.text(), "")[1]:
            self.changed.emit({"buyer": self.buyer.text()})

    def _store_enter(self, on: bool) -> None:
        self._warn_enter(on)
        self.changed.emit({"press_enter": on})

    def _warn_enter(self, on: bool) -> None:
        set_kind(
            self._enter_state,
            tr("注意:每次粘贴都会立刻发给买家,没有机会再看一眼,发错了只能撤回。") if on else "",
            "warn",
        )

    def _try(self) -> None:
        rule, title = self.buyer.text(), self.sample.text()
        name, fault = buyer_in(rule, title)
        if fault:
            set_kind(self._buyer_state, fault, "error")
        elif not rule:
            set_kind(self._buyer_state, tr("没有规则:话术里的 {买家昵称} 会在粘贴前询问。"), "hint")
        elif name:
            set_kind(self._buyer_state, tr("买家:{buyer}", buyer=name), "ok")
        elif title:
            set_kind(self._buyer_state, tr("这个标题里没有找到买家名。"), "warn")
        else:
            set_kind(self._buyer_state, "", "hint")
