"""Figures of the desk: counts by hand over a small day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook.desk import ShiftRef
from phrasebook.store.desk_figures import (
    HandoverFigures,
    OpenItems,
    PaymentFigures,
    ReminderFigures,
)
from tests.phrasebook.desk_helpers import DAY, NOW, WANG, Desk, desk_in

HOUR = 3_600.0


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        yield opened


def test_an_empty_desk_has_noughts(desk: Desk) -> None:
    states = {"waiting": 0, "accepted": 0, "working": 0, "done": 0}
    assert desk.figures.handovers(0, NOW).result() == HandoverFigures(0, states, (0, 0, 0, 0), 0)
    assert desk.figures.reminders(0, NOW).result() == ReminderFigures(0, 0, 0)
    assert desk.figures.payments(0, NOW).result() == PaymentFigures(0, 0, 0, 0, ())
    assert desk.figures.open_items().result() == OpenItems(0, 0, 0, 0, 0)


def test_handovers_by_state_and_age(desk: Desk) -> None:
    end = NOW + 4 * DAY
    desk.hand(when=NOW, to_shift="x")
    for when in (end - 72 * HOUR, end - 24 * HOUR, end - 8 * HOUR, end - 8 * HOUR + 1, end - 1):
        desk.hand(when=when, to_shift="x")
    done = desk.hand(when=end - 2)
    desk.handovers.accept(done.id, WANG, "好", end).result()
    desk.handovers.finish(done.id, WANG, "", end).result()
    desk.hand(when=end)  # after the span
    late = ShiftRef("晚班", "a", end - 9 * HOUR, end)
    desk.handovers.carry([late], end).result()
    found = desk.figures.handovers(NOW + 1, end).result()
    assert found.handed == 6
    assert found.states == {"waiting": 5, "accepted": 0, "working": 0, "done": 1}
    # The one handed over before the span is the fourth day old, and one is exactly three.
    assert found.ages == (2, 1, 1, 2)
    assert found.crossings == 2


def test_reminders_in_time_late_and_open(desk: Desk) -> None:
    for late, count in ((HOUR, 2), (HOUR + 1, 1), (-60.0, 1)):
        for _ in range(count):
            one = desk.remind(due=NOW)
            desk.reminders.finish(one.id, "done", NOW + late, "07").result()
    desk.remind(due=NOW)
    desk.remind(due=NOW + 10)
    assert desk.figures.reminders(NOW, NOW + 10).result() == ReminderFigures(3, 1, 1)


def test_payments_chased_and_paid_with_reasons(desk: Desk) -> None:
    for result, reason in (
        ("paid", ""), ("paid", "忘了"), ("unpaid", "嫌贵"), ("unpaid", "嫌贵"), ("dropped", "忘了"),
        ("unpaid", "不要了"),
    ):  # fmt: skip
        one = desk.remind(kind="payment")
        desk.reminders.finish(one.id, result, NOW, "07", reason).result()
    desk.remind(kind="payment")
    desk.remind(kind="coupon")
    assert desk.figures.payments(NOW, NOW + 1).result() == PaymentFigures(
        7, 2, 4, 1, (("嫌贵", 2), ("忘了", 2), ("不要了", 1))
    )
    assert desk.figures.payments(NOW + 1, NOW + 2).result() == PaymentFigures(0, 0, 0, 0, ())


def test_what_is_owed_now(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.note(buyer, open=True)
    desk.note(buyer)
    done = desk.note(buyer, open=True)
    desk.notes.done(done.id, NOW).result()
    desk.hand()
    taken = desk.hand()
    desk.handovers.accept(taken.id, WANG, "好", NOW).result()
    desk.remind()
    desk.remind(kind="payment")
    assert desk.figures.open_items().result() == OpenItems(1, 2, 1, 2, 1)
