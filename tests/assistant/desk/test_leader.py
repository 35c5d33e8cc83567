"""Figures for the leader: grouped by day and step, and exported as they are shown."""

from __future__ import annotations

from dataclasses import replace

from assistant.desk import leader, periods
from assistant.desk.leader import Figures
from phrasebook.desk import HANDOVER_STATES
from phrasebook.store.desk_figures import (
    HandoverFigures,
    OpenItems,
    PaymentFigures,
    ReminderFigures,
)

SPAN = periods.span("7", 1_795_570_320.0, "Asia/Shanghai")
NOTHING = Figures(
    SPAN,
    (),
    HandoverFigures(0, dict.fromkeys(HANDOVER_STATES, 0), (0, 0, 0, 0), 0),
    ReminderFigures(0, 0, 0),
    PaymentFigures(0, 0, 0, 0, ()),
    OpenItems(0, 0, 0, 0, 0),
)
DAY = SPAN.last.isoformat()
SOME = Figures(
    SPAN,
    ((DAY, 0, 4), (DAY, 3, 2), (SPAN.first.isoformat(), 3, 1), ("2020-01-01", 3, 99)),
    HandoverFigures(3, {"waiting": 1, "accepted": 0, "working": 0, "done": 2}, (1, 0, 0, 0), 2),
    ReminderFigures(5, 1, 2),
    PaymentFigures(4, 2, 1, 1, (("等工资", 1),)),
    OpenItems(1, 1, 1, 2, 1),
)


def test_uses_are_counted_by_step_and_by_day_of_the_span_alone() -> None:
    assert dict(SOME.by_step())["议价"] == 3
    assert dict(SOME.by_step())["售后"] == 4
    assert SOME.of_step(3) == [1, 0, 0, 0, 0, 0, 2]
    assert SOME.by_day() == [1, 0, 0, 0, 0, 0, 6]


def test_nothing_is_empty_and_any_count_is_not() -> None:
    assert NOTHING.is_empty
    assert not SOME.is_empty
    assert not replace(NOTHING, open=OpenItems(1, 0, 0, 0, 0)).is_empty
    assert not replace(NOTHING, uses=((DAY, 1, 1),)).is_empty


def test_every_group_has_a_name_for_each_of_its_numbers() -> None:
    assert SOME.states() == [("待接", 1), ("已接", 0), ("处理中", 0), ("已完成", 2)]
    assert [name for name, _ in SOME.ages()] == list(leader.AGES)
    assert SOME.kept() == [("按时完成", 5), ("晚了完成", 1), ("还没完成", 2)]
    assert SOME.chased() == [("付了", 2), ("没付", 1), ("还在跟", 1)]
    assert [n for _, n in SOME.owed()] == [1, 1, 1, 2, 1]


def test_the_export_has_what_the_page_shows() -> None:
    uses, handovers, reminders, payments, owed = SOME.sheets()
    assert uses.columns[0] == "日期"
    assert uses.columns[-1] == "合计"
    assert len(uses.rows) == 7
    assert uses.rows[-1] == (DAY, "0", "0", "2", "0", "0", "0", "4", "6")
    assert ("状态", "待接", "1") in handovers.rows
    assert ("跨班次数", "", "2") in handovers.rows
    assert ("结果", "按时完成", "5") in reminders.rows
    assert ("没付的原因", "等工资", "1") in payments.rows
    assert owed.rows[0] == ("", "未办的备注", "1")
    assert SOME.title().startswith("数据 1119 到 1125")
