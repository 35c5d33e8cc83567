"""The clock of shifts: looks in time, tells beginnings once, minds sleep and clocks set anew."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from assistant.desk import shifts
from phrasebook.desk import ShiftRef
from tests.ui.handover_world import DAY, HOUR, PLAN, ZONE
from ui.flows.shift_clock import LONGEST_S, ShiftClock


class Clock:
    def __init__(self, hour: float, plan: tuple[shifts.Shift, ...] = PLAN) -> None:
        self.now, self.plan, self.own = DAY + hour * HOUR, plan, ""
        self.looks: list[bool] = []
        self.clock = ShiftClock(
            now=lambda: self.now, zone=lambda: ZONE, plan=lambda: self.plan, own=self.shift
        )
        self.clock.looked.connect(self.looks.append)

    def shift(self, now: float) -> ShiftRef | None:
        if self.own:
            return shifts.by_name(self.own, now, ZONE, self.plan)
        return shifts.at(now, ZONE, self.plan)

    def at(self, hour: float) -> None:
        self.now = DAY + hour * HOUR
        self.clock.look()

    @property
    def waits(self) -> float:
        return self.clock._timer.interval() / 1000


@pytest.fixture(autouse=True)
def _application(qtbot: QtBot) -> None:
    """Timers need one."""


def test_each_shift_is_told_once() -> None:
    it = Clock(9)
    it.clock.start()
    it.at(10)
    it.at(15.99)
    it.at(16)
    it.at(16.01)
    it.at(24)
    assert it.looks == [True, False, False, True, False, True]
    it.clock.stop()
    assert not it.clock._timer.isActive()


def test_it_looks_when_the_next_begins_and_every_ten_minutes_at_the_latest() -> None:
    it = Clock(9)
    it.clock.start()
    assert it.waits == LONGEST_S == 600
    it.at(15.95)
    assert it.waits == pytest.approx(180)
    it.now = DAY + 16 * HOUR - 0.2
    it.clock.look()
    assert it.waits == 1, "a timer that is early does not spin"


def test_after_sleep_it_tells_the_shift_that_runs_now() -> None:
    it = Clock(9)
    it.clock.start()
    it.at(33)
    assert it.looks == [True, True]
    around = it.clock.around()
    assert (around.before, around.current.name, around.following.name) == ("夜班", "早班", "晚班")
    assert [one.key for one in it.clock.starts(DAY + 9 * HOUR)] == [
        "2026-11-25 晚班",
        "2026-11-26 夜班",
        "2026-11-26 早班",
    ]


def test_a_clock_set_back_begins_nothing() -> None:
    it = Clock(17)
    it.clock.start()
    assert it.clock.starts(DAY + 18 * HOUR) == []
    it.at(15)
    assert it.looks == [True, True], "it is the early shift again, and it says so"
    assert it.clock.starts(DAY + 17 * HOUR) == []


def test_without_shifts_there_is_nothing_around() -> None:
    it = Clock(9, ())
    it.clock.start()
    around = it.clock.around()
    assert (around.before, around.current, around.following) == ("", None, None)
    assert it.waits == LONGEST_S
    assert it.clock.starts(0) == []


def test_between_shifts_the_next_one_is_known() -> None:
    it = Clock(20, (shifts.Shift("白班", 9 * 60, 18 * 60),))
    around = it.clock.around()
    assert (around.before, around.current) == ("白班", None)
    assert around.following.key == "2026-11-26 白班"


def test_who_chose_a_shift_that_comes_hands_over_to_the_one_after_it() -> None:
    it = Clock(15)
    it.own = "晚班"
    around = it.clock.around()
    assert (around.before, around.current.name, around.following.name) == ("早班", "晚班", "夜班")
