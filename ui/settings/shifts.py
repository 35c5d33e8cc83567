"""Settings, 班次: who works here, the shifts of a day, and which one runs now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from assistant.desk import moments, shifts
from phrasebook.model import UserError
from ui.controls import Combo
from ui.i18n import tr
from ui.inputs import LineField
from ui.settings.context import SettingsContext
from ui.settings.parts import Later, Section, button, label, set_kind
from ui.theme import theme

SHIFTS: Final = "desk.shifts"
OWN: Final = "desk.shift"
_PRESETS: Final = (("three", "三班"), ("two", "两班"))

_TWO_LINES: Final = 130
"""Text size in percent from which on a shift takes two lines."""

Fields = tuple[QWidget, LineField, LineField, LineField]


class ShiftsSection(Section):
    """Number of the agent, the shifts, and the agent's own shift."""

    def __init__(
        self, context: SettingsContext, *, now: Callable[[], float], zone: Callable[[], str]
    ) -> None:
        """Build the fields; ``now`` and ``zone`` are the clock that shifts are read on."""
        super().__init__(context.options)
        self._now, self._zone = now, zone
        who = self.card(tr("我"))
        self.number = self.line(
            who,
            tr("工号"),
            lambda text: self.options.set("agent.number", text),
            hint=tr("例如 07;交接和备注会记下是谁写的"),
        )
        own = label(tr("我上的班"), "hint")
        self.own = Combo()
        self.own.setAccessibleName(tr("我上的班"))
        self.own.activated.connect(self._choose_own)
        own.setBuddy(self.own)
        who.addWidget(own)
        who.addWidget(self.own)
        self._build_shifts()
        self.column.addStretch()
        self.shows("agent.number", self._show_number)
        self.shows(SHIFTS, self._show_shifts)
        self.shows(OWN, self._show_own)

    def _build_shifts(self) -> None:
        card = self.card(tr("每天的班次"))
        card.addWidget(
            label(tr("交接按班次走:到点提醒下一班先看,没做完的自动跟到下一班。"), "hint")
        )
        row = QHBoxLayout()
        self.presets: dict[str, QPushButton] = {}
        for name, word in _PRESETS:
            self.presets[name] = button(tr(word), partial(self._take_preset, name))
            row.addWidget(self.presets[name])
        row.addStretch(1)
        card.addLayout(row)
        self._rows_of_shifts: list[Fields] = []
        self._later_shifts = Later(self, self._store_shifts)
        self._waiting.append(self._later_shifts)
        self.add = button(tr("+ 添加班次"), self._add_by_hand, "link")
        card.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.error = label(kind="error")
        self.state = label(kind="hint")
        card.addWidget(self.error)
        card.addWidget(self.state)
        self._card = card

    # Showing.

    def _show_number(self, value: Any) -> None:
        if not self.number.isModified() and self.number.text().strip() != str(value):
            self.number.setText(str(value))

    def _show_shifts(self, value: Any) -> None:
        if self._later_shifts.waiting:
            return  # a shift is being typed; it is stored in a moment
        wanted = _parsed(value)
        if wanted is None or _parsed(self._typed()) != wanted:
            while self._rows_of_shifts:
                self._rows_of_shifts.pop()[0].deleteLater()
            for one in value:
                self._add_row(one)
        self._say_fault(value)
        self._show_own(self.options.get(OWN))
        self._say_now()

    def _show_own(self, value: Any) -> None:
        found = shifts.usable(self.options.get(SHIFTS))
        self.own.clear()
        self.own.addItem(tr("按时间自动"), "")
        for one in found:
            self.own.addItem(one.name, one.name)
        self.own.setCurrentIndex(max(self.own.findData(str(value)), 0))
        self.own.setEnabled(bool(found))

    def refresh(self) -> None:
        """Say anew which shift runs: time went on."""
        self._say_now()

    def _say_now(self) -> None:
        found = shifts.usable(self.options.get(SHIFTS))
        if not found:
            set_kind(self.state, tr("还没有班次:点“三班”或“两班”,再改成店里的时间。"), "hint")
            return
        now, zone = self._now(), self._zone()
        running, coming = shifts.at(now, zone, found), shifts.next_after(now, zone, found)
        parts = []
        if running is not None:
            times = f"{self._clock(running.start)}–{self._clock(running.end)}"
            parts.append(tr("现在是{shift}({times})", shift=running.name, times=times))
        else:
            parts.append(tr("现在不在任何班次里"))
        if coming is not None:
            start = self._clock(coming.start)
            parts.append(tr("下一班{shift},{time} 开始", shift=coming.name, time=start))
        set_kind(self.state, " · ".join(parts), "hint")

    def _clock(self, at: float) -> str:
        return f"{moments.local(at, self._zone()):%H:%M}"

    # Editing.

    def _choose_own(self, place: int) -> None:
        self.options.set(OWN, str(self.own.itemData(place)))

    def _take_preset(self, name: str) -> None:
        self._later_shifts.cancel()
        self.options.set(SHIFTS, shifts.rows_of(shifts.PRESETS[name]))
        self._show_shifts(self.options.get(SHIFTS))

    def _add_by_hand(self) -> None:
        self._add_row({})
        self._rows_of_shifts[-1][1].setFocus()

    def _add_row(self, row: Mapping[str, str]) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(4))
        line, times = QHBoxLayout(), QHBoxLayout()
        for part in (line, times):
            part.setSpacing(theme().px(6))
            column.addLayout(part)
        name = LineField(row.get("name", ""))
        begin, end = LineField(row.get("begin", "")), LineField(row.get("end", ""))
        for field, said, hint, limit in (
            (name, tr("班次名"), tr("早班"), 12),
            (begin, tr("开始"), "08:00", 5),
            (end, tr("结束"), "16:00", 5),
        ):
            field.setAccessibleName(said)
            field.setPlaceholderText(hint)
            field.setMaxLength(limit)
            field.setMinimumWidth(1)
            field.textEdited.connect(lambda _text: self._later_shifts.start())
            field.editingFinished.connect(self._later_shifts.finish)
        entry = (holder, name, begin, end)
        remove = button("×", lambda: self._remove(entry), "small")
        remove.setAccessibleName(tr("删除这个班次"))
        remove.setFixedWidth(theme().px(28))
        line.addWidget(name, 3)
        # In large letters the times need a line of their own in a narrow sidebar.
        below = times if theme().text_size >= _TWO_LINES else line
        below.addWidget(begin, 2)
        below.addWidget(end, 2)
        line.addWidget(remove)
        self._rows_of_shifts.append(entry)
        self._card.insertWidget(self._card.indexOf(self.add), holder)

    def _remove(self, entry: Fields) -> None:
        self._rows_of_shifts.remove(entry)
        entry[0].hide()
        entry[0].deleteLater()
        self.add.setFocus()
        self._store_shifts()

    def _typed(self) -> list[dict[str, str]]:
        """Give the rows that hold anything."""
        rows = [
            {"name": name.text().strip(), "begin": begin.text(), "end": end.text()}
            for _, name, begin, end in self._rows_of_shifts
        ]
        return [row for row in rows if any(text.strip() for text in row.values())]

    def _store_shifts(self) -> None:
        """Store what is typed if it is right; else say what is wrong and keep what was."""
        typed = self._typed()
        if not self._say_fault(typed):
            self.options.set(SHIFTS, shifts.rows_of(shifts.parse(typed)))
            self._say_now()

    def _say_fault(self, rows: Sequence[Mapping[str, str]]) -> bool:
        try:
            shifts.parse(rows)
        except UserError as error:
            set_kind(self.error, f"{error.message}{error.advice}", "error")
            return True
        set_kind(self.error, "", "error")
        return False


def _parsed(rows: Sequence[Mapping[str, str]]) -> tuple[shifts.Shift, ...] | None:
    """Read rows; None if something is wrong with them."""
    try:
        return shifts.parse(rows)
    except UserError:
        return None
