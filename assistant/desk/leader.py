"""Figures for the leader: how they are grouped, named and exported. Counts only, no buyer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from assistant.desk.periods import Span
from assistant.desk.sheet_export import Sheet
from phrasebook.desk import HANDOVER_STATES
from phrasebook.i18n import tr
from phrasebook.model import STEPS
from phrasebook.store.desk_figures import (
    HandoverFigures,
    OpenItems,
    PaymentFigures,
    ReminderFigures,
)

AGES: Final = ("8 小时内", "24 小时内", "3 天内", "3 天以上")
"""Names of the buckets of ``HandoverFigures.ages``."""

Pair = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page shows.

    Attributes:
        span: The days.
        uses: Day (``YYYY-MM-DD``), step and number of phrases that were pasted.
        handovers: Handovers of the span.
        reminders: Reminders that were due in it.
        payments: Payments chased in it.
        open: What is owed now, of whatever age.
    """

    span: Span
    uses: tuple[tuple[str, int, int], ...]
    handovers: HandoverFigures
    reminders: ReminderFigures
    payments: PaymentFigures
    open: OpenItems

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show yet."""
        counts = (self.handovers.handed, *self.handovers.ages, self.payments.chased)
        reminders = (self.reminders.in_time, self.reminders.late, self.reminders.open)
        owed = (self.open.notes, self.open.handovers, self.open.reminders)
        return not any((*counts, *reminders, *owed, len(self.uses)))

    def by_step(self) -> list[Pair]:
        """Give the name of each step and how many of its phrases were pasted."""
        return [(tr(one.name), sum(self.of_step(one.number))) for one in STEPS]

    def of_step(self, step: int) -> list[int]:
        """Give how many phrases of a step were pasted on each day of the span."""
        found = {day: number for day, number_of, number in self.uses if (number_of == step)}
        return [found.get(day.isoformat(), 0) for day in self.span.days]

    def by_day(self) -> list[int]:
        """Give how many phrases were pasted on each day of the span."""
        totals = dict.fromkeys((day.isoformat() for day in self.span.days), 0)
        for day, _, number in self.uses:
            if day in totals:
                totals[day] += number
        return list(totals.values())

    def states(self) -> list[Pair]:
        """Give the states that the handovers of the span are in."""
        return [(tr(name), self.handovers.states[one]) for one, name in HANDOVER_STATES.items()]

    def ages(self) -> list[Pair]:
        """Give how old the open handovers are."""
        return list(zip(map(tr, AGES), self.handovers.ages, strict=True))

    def kept(self) -> list[Pair]:
        """Give how many reminders were kept in time, late or not yet."""
        found = self.reminders
        return [
            (tr("按时完成"), found.in_time), (tr("晚了完成"), found.late),
            (tr("还没完成"), found.open),
        ]  # fmt: skip

    def chased(self) -> list[Pair]:
        """Give what became of the chased payments."""
        found = self.payments
        return [(tr("付了"), found.paid), (tr("没付"), found.unpaid), (tr("还在跟"), found.open)]

    def owed(self) -> list[Pair]:
        """Give what is owed now."""
        found = self.open
        return [
            (tr("未办的备注"), found.notes), (tr("未完的交接"), found.handovers),
            (tr("其中待接"), found.waiting), (tr("未完的提醒"), found.reminders),
            (tr("其中催付"), found.unpaid),
        ]  # fmt: skip

    def sheets(self) -> list[Sheet]:
        """Give all of it as tables to export."""
        days = self.span.days
        steps = [tr(one.name) for one in STEPS]
        uses = [self.of_step(one.number) for one in STEPS]
        return [
            Sheet(
                tr("话术使用"),
                (tr("日期"), *steps, tr("合计")),
                tuple(
                    (day.isoformat(), *(str(one[n]) for one in uses), str(sum(o[n] for o in uses)))
                    for n, day in enumerate(days)
                ),
            ),
            _sheet(
                tr("交接"),
                (tr("状态"), self.states()),
                (tr("未完多久"), self.ages()),
                (tr("跨班次数"), [("", self.handovers.crossings)]),
            ),
            _sheet(tr("提醒"), (tr("结果"), self.kept())),
            _sheet(
                tr("催付"), (tr("结果"), self.chased()), (tr("没付的原因"), self.payments.reasons)
            ),
            _sheet(tr("现在没办完"), ("", self.owed())),
        ]

    def title(self) -> str:
        """Give a name for an exported file, with its days."""
        return tr("数据 {a} 到 {b}", a=_day(self.span.first), b=_day(self.span.last))


def _sheet(title: str, *groups: tuple[str, Iterable[Pair]]) -> Sheet:
    rows = [(group, name, str(count)) for group, pairs in groups for name, count in pairs]
    return Sheet(title, (tr("类别"), tr("名称"), tr("数量")), tuple(rows))


def _day(day: date) -> str:
    return day.strftime("%m%d")
