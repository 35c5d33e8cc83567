"""The page 提醒: what is due, how late, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from assistant.desk import moments
from phrasebook.desk import Reminder
from ui import reminder_acts as acts
from ui.action_bar import Act, ActionBar, KeyButton
from ui.i18n import tr
from ui.item_list import ItemList
from ui.menus import make_menu
from ui.page_title import FootNote, PageTitle
from ui.painted import Bar
from ui.plain import menu_text
from ui.reminder_rows import DONE, rows
from ui.state_view import StateView
from ui.theme import theme

SNOOZES: Final = (
    ("10m", "10 分钟"),
    ("1h", "1 小时"),
    ("tomorrow", "明天 10:00"),
    ("own", "自选…"),
)
"""How long one may put a reminder off: name for ``snoozed`` and word."""


class RemindersPage(QWidget):
    """Shows reminders and says what a person asked for.

    Signals:
        asked: Something for the page as a whole: ``NEW``, ``RECORDS`` or ``FIGURES`` of
            ``reminder_acts``.
        act: Something for a reminder: name of ``reminder_acts`` and the reminder.
        snoozed: A reminder shall be put off: name of ``SNOOZES`` and the reminder.
        finished_wanted: Those finished lately shall be shown (or, False, not any more).
        closed: Esc: back to the phrases.
    """

    asked = Signal(str)
    act = Signal(str, object)
    snoozed = Signal(str, object)
    finished_wanted = Signal(bool)
    closed = Signal()

    def __init__(self, keys: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Start empty.

        Args:
            keys: Key of each act, see ``reminder_acts.keys``.
            parent: Owner; may be None.
        """
        super().__init__(parent)
        self._keys = dict(keys)
        self._open: tuple[Reminder, ...] = ()
        self._finished: tuple[Reminder, ...] | None = None
        self._now, self._zone = 0.0, "UTC"
        self._rest: list[Act] = []
        self.title = PageTitle(self)
        self.new = KeyButton(tr("新提醒"), keys[acts.NEW], self, primary=True)
        self.records = KeyButton(tr("记录"), keys[acts.RECORDS], self)
        self.figures = KeyButton(tr("数据"), keys[acts.FIGURES], self)
        self.note = FootNote(self)
        self.list = ItemList(tr("提醒列表"), self)
        self.bar = ActionBar(tr("这条提醒"))
        self.list.set_action_bar(self.bar)
        self.empty = StateView(self)
        self.menu: QMenu | None = None
        self._head, self._foot = Bar(self, edge="bottom"), Bar(self, edge="top")
        self._lay_out()
        self._wire()
        self._restyle()
        self._show()

    def _lay_out(self) -> None:
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.title, 1)
        self._head_row.addWidget(self.new)
        self._foot_row = QHBoxLayout(self._foot)
        for button in (self.records, self.figures):
            self._foot_row.addWidget(button)
        self._foot_row.addWidget(self.note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self._foot)

    def _wire(self) -> None:
        self.new.clicked.connect(lambda: self.asked.emit(acts.NEW))
        self.records.clicked.connect(lambda: self.asked.emit(acts.RECORDS))
        self.figures.clicked.connect(lambda: self.asked.emit(acts.FIGURES))
        self.empty.pressed.connect(self._on_empty)
        self.list.chosen.connect(lambda _id: self._do_first())
        self.list.selection_changed.connect(lambda _id: self._show_acts())
        self.list.key_pressed.connect(lambda _id, key: self.press(key))
        self.list.menu_requested.connect(lambda _id, point: self._open_card_menu(point))
        self.list.part_pressed.connect(self._on_part)
        self.bar.pressed.connect(self._do)
        theme().changed.connect(self._restyle)

    # What is shown.

    def show_reminders(self, reminders: Sequence[Reminder], now: float, zone: str) -> None:
        """Show the open ones, by due time, as they stand now."""
        self._open, self._now, self._zone = tuple(reminders), now, zone
        self._show()

    def show_finished(self, finished: Sequence[Reminder] | None) -> None:
        """Show those finished lately under the others; None folds them in."""
        self._finished = None if finished is None else tuple(finished)
        self._show()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Take other keys, at once."""
        self._keys = dict(keys)
        for name, button in (
            (acts.NEW, self.new), (acts.RECORDS, self.records), (acts.FIGURES, self.figures)
        ):  # fmt: skip
            button.set_key(self._keys[name])
        self._show()

    @property
    def due(self) -> int:
        """How many are due."""
        return sum(one.due <= self._now for one in self._open)

    @property
    def unfolded(self) -> bool:
        """Whether the finished ones are shown."""
        return self._finished is not None

    def reminder(self, id: str = "") -> Reminder | None:
        """Give a reminder that is shown, by default the selected one."""
        wanted = id or self.list.selected_id()
        return next((r for r in (*self._open, *(self._finished or ())) if r.id == wanted), None)

    def select(self, id: str) -> None:
        """Select a card."""
        self.list.select(id)

    def _show(self) -> None:
        due = self.due
        self.title.say(tr("提醒"), tr("{n} 条到点", n=due) if due else "")
        following = next((one for one in self._open if one.due > self._now), None)
        when = moments.spoken(following.due, self._zone, self._now) if following else ""
        self.note.say(tr("下一条 {time}", time=when) if when else "")
        if not self._open and self._finished is None:
            self._show_empty()
            return
        had_focus = self.hasFocus()
        self.empty.hide()
        self.list.show()
        self.setFocusProxy(self.list)
        if had_focus:
            self.list.setFocus()
        self.list.set_rows(
            rows(
                self._open,
                self._now,
                self._zone,
                finished=self._finished,
                fold_key=self._keys[acts.FOLD],
            )
        )
        self._show_acts()

    def _show_empty(self) -> None:
        had_focus = self.list.hasFocus()
        self.list.set_rows([])
        self.list.hide()
        key = self._keys[acts.NEW]
        self.empty.say(
            tr("没有要记着的事"),
            tr("答应了买家什么,就设一条:到点这里会提醒。催付、差评、老客券会替你算好时间。"),
            icon="clock",
            buttons=((acts.NEW, f"{tr('新提醒')} {key}".strip()), (acts.FOLD, tr("看最近完成"))),
        )
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes null here
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty.show()
        if had_focus:
            self.setFocus()

    def _show_acts(self) -> None:
        chosen = self.reminder()
        shown, self._rest = acts.buttons(chosen, self._keys) if chosen is not None else ([], [])
        self.bar.set_acts(shown)
        self.list.action_bar_changed()

    # What is asked for.

    def press(self, key: str) -> bool:
        """Do what a key does on this page; tells whether it does anything."""
        rest = next((act.name for act in self._rest if act.key == key), "")
        if name := self.bar.act_of(key) or rest:
            self._do(name)
            return True
        name = next((n for n, k in self._keys.items() if k == key), "")
        if name in (acts.NEW, acts.RECORDS, acts.FIGURES):
            self.asked.emit(name)
        elif name == acts.FOLD:
            self.finished_wanted.emit(not self.unfolded)
        else:
            return False
        return True

    def open_snooze(self) -> None:
        """Ask how long to put the selected one off."""
        chosen = self.reminder()
        if chosen is None or chosen.done_at is not None:
            return
        menu = self.menu = make_menu(self)
        for number, (name, word) in enumerate(SNOOZES, 1):
            entry = menu.addAction(f"&{number:d}  {menu_text(tr(word))}")
            entry.setObjectName(name)
            entry.triggered.connect(lambda _on=False, n=name: self.snoozed.emit(n, chosen))
        menu.setActiveAction(menu.actions()[0])
        button = self.bar.buttons.get(acts.SNOOZE)
        if button is None:
            return
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _do_first(self) -> None:
        chosen = self.reminder()
        if chosen is not None and chosen.done_at is None:
            self._do(acts.DONE)

    def _do(self, name: str) -> None:
        chosen = self.reminder()
        if chosen is None:
            return
        if name == acts.SNOOZE:
            self.open_snooze()
        elif name == acts.MORE:
            button = self.bar.buttons[name]
            self._open_card_menu(button.mapToGlobal(QPoint(0, button.height())))
        else:
            self.act.emit(name, chosen)

    def _on_part(self, _id: str, part: str) -> None:
        if part == DONE:
            self.finished_wanted.emit(not self.unfolded)

    def _on_empty(self, name: str) -> None:
        if name == acts.FOLD:
            self.finished_wanted.emit(True)
        else:
            self.asked.emit(name)

    def _open_card_menu(self, point: QPoint) -> None:
        menu = self.menu = make_menu(self)
        shown = [act for act in self.bar.acts if act.name != acts.MORE]
        for act in (*shown, *self._rest):
            entry = menu.addAction(menu_text(act.text, act.key))
            entry.setObjectName(act.name)
            entry.triggered.connect(lambda _on=False, n=act.name: self._do(n))
        menu.popup(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc; letters act also while nothing is listed."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.text() and self.press(event.text().upper()):
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("bg"))

    def _restyle(self) -> None:
        look = theme()
        pad = look.metric("head_pad")
        self._head_row.setContentsMargins(pad, look.px(9), pad, look.px(9))
        self._foot_row.setContentsMargins(pad, look.px(5), pad, look.px(5))
        self._head_row.setSpacing(look.px(6))
        self._foot_row.setSpacing(look.px(6))
