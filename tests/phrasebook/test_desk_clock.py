"""What is over goes by days that passed, not on the word of a clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook.model import Pick
from phrasebook.store import Outcome, backup
from phrasebook.store.database import Db
from phrasebook.store.retention import KEPT
from tests.phrasebook.desk_helpers import DAY, KEY, NOW, WANG, Desk, desk_in

YEAR = 365 * DAY


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        for number in range(12):
            buyer = opened.buyer(f"买家{number}", NOW)
            for _ in range(8):
                opened.note(buyer, when=NOW)
        yield opened


def count(desk: Desk) -> int:
    return desk.buyers.count().result()


@pytest.mark.parametrize("jump", [3 * YEAR, 2 * YEAR, -20 * YEAR, 40 * DAY, -2 * DAY])
@pytest.mark.parametrize("seen", [True, False])
def test_a_clock_that_jumps_removes_nothing(desk: Desk, jump: float, seen: bool) -> None:
    if seen:
        assert desk.retention.tidy(NOW, 30).result().doubt is None
    found = desk.retention.tidy(NOW + jump, 30).result()
    assert found.doubt is not None
    assert (found.doubt.now, found.doubt.last) == (NOW + jump, NOW)
    assert count(desk) == 12
    assert desk.retention.tidy(NOW + DAY, 30).result().doubt is None
    assert count(desk) == 12


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 13 * DAY])
def test_summer_time_and_a_holiday_ask_nothing(desk: Desk, jump: float) -> None:
    desk.retention.tidy(NOW, 30).result()
    assert desk.retention.tidy(NOW + jump, 30).result().doubt is None


def test_a_shop_that_was_closed_for_six_weeks_is_asked_once_and_then_purged(desk: Desk) -> None:
    desk.retention.tidy(NOW, 30).result()
    late = NOW + 42 * DAY
    doubt = desk.retention.tidy(late, 30).result().doubt
    assert doubt is not None
    assert (doubt.buyers, doubt.items) == (12, 96)
    assert desk.retention.tidy(late, 30, sure=True).result().buyers == 12
    assert desk.retention.tidy(late + DAY, 30).result().doubt is None


def test_more_than_a_usual_day_is_asked_about_although_the_clock_is_right(desk: Desk) -> None:
    """A clock that goes ahead by less than is noticed, or days of retention that are cut."""
    for day in range(0, 30, 10):
        assert desk.retention.tidy(NOW + day * DAY, 90).result().doubt is None
    doubt = desk.retention.tidy(NOW + 21 * DAY, 7).result().doubt
    assert doubt is not None
    assert count(desk) == 12


def test_a_few_of_many_go_unasked(desk: Desk) -> None:
    for day in (10, 20, 30):
        assert desk.retention.tidy(NOW + day * DAY, 30).result().doubt is None
        for number in range(11):
            name = f"买家{number}"
            buyer = desk.buyers.ensure(name, "千牛", "", NOW).result()
            desk.note(buyer, when=NOW + day * DAY)
    assert count(desk) == 11


def test_what_was_written_while_the_clock_was_ahead_does_not_stay_for_years(desk: Desk) -> None:
    desk.retention.tidy(NOW, 30).result()
    desk.buyers.ensure("未来的", "千牛", "", NOW + 3 * YEAR).result()
    for day in range(0, 40, 5):
        found = desk.retention.tidy(NOW + day * DAY, 30, sure=day == 30).result()
        assert found.doubt is None
    assert count(desk) == 0


def test_whatever_was_done_while_the_clock_was_ahead_is_over_in_its_days(desk: Desk) -> None:
    desk.retention.tidy(NOW, 30).result()
    ahead = NOW + 400 * DAY
    assert desk.retention.tidy(ahead, 30).result().doubt is not None
    buyer = desk.buyer("未来的", ahead)
    note = desk.note(buyer, "电话13812345678", ahead, open=True, keep_until=ahead + 30 * DAY)
    desk.notes.done(note.id, ahead).result()
    for whose in (buyer, None):
        handed = desk.hand(whose, ahead)
        desk.handovers.accept(handed.id, WANG, "好", ahead).result()
        desk.handovers.finish(handed.id, WANG, "好了", ahead).result()
        reminder = desk.remind(whose)
        desk.reminders.finish(reminder.id, "done", ahead, "07").result()
    desk.picks.load().result()
    desk.picks.add(Pick("p1", (1, 2), True), ahead).result()
    desk.drafts.put("note:new:千牛/谁", "写了一半").result()
    desk.retention.tidy(ahead, 30, sure=True).result()  # marks the draft as seen then
    assert desk.retention.tidy(NOW + DAY, 30).result().doubt is not None
    desk.retention.tidy(NOW + DAY, 30, sure=True).result()
    for day in (10, 20, 30):
        desk.retention.tidy(NOW + day * DAY, 30, sure=True).result()
        assert desk.buyers.count().result() == 13
    assert desk.notes.full(note.id, NOW + 30 * DAY, "07").result()
    desk.retention.tidy(NOW + 32 * DAY, 30, sure=True).result()
    tables = ("buyer", "note", "note_full", "handover", "reminder", "pick", "text_draft")

    def left(db: Db) -> dict[str, int]:
        return {table: db.value(f"SELECT count(*) FROM {table}") for table in tables}

    assert desk.store.read(left).result() == dict.fromkeys(tables, 0)


def test_the_copy_from_before_a_purge_stays_a_week_unless_somebody_is_erased(
    desk: Desk, tmp_path: Path
) -> None:
    import time

    now = time.time()
    kept = desk.buyers.ensure("还在的", "千牛", "", now).result()
    desk.retention.tidy(now, 30, sure=True).result()
    path = tmp_path / "desk.db"

    def holds() -> list[int]:
        return sorted(copy.counts[0] for copy in backup.sound_copies(path, KEY, ["buyer"]))

    assert holds() == [1, 13]
    desk.retention.tidy(now + KEPT - 60, 30).result()
    assert holds() == [1, 13]
    desk.retention.tidy(now + KEPT + 60, 30).result()
    assert holds() == [1]
    desk.buyers.ensure("另一位", "千牛", "", now - 90 * DAY).result()
    desk.retention.tidy(now, 30, sure=True).result()
    assert holds() == [1, 2]
    desk.buyers.erase(kept.id).result()
    assert holds() == [0]


def test_a_clock_that_jumps_does_not_rotate_the_copies_out(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os
    import time

    folder, real = tmp_path / backup.FOLDER, time.time()
    good = []
    for day in range(7):
        good.append(desk.store.backup("daily").result())
        os.utime(good[-1], (real - (7 - day) * DAY,) * 2)
    for start in range(10):  # each start of the computer has another year
        false = real + (3 * YEAR if start % 2 else 0)
        copy = desk.store.backup("daily").result()
        os.utime(copy, (false, false))
        assert copy == max(folder.iterdir()), "names follow the order of making"
    # Two more copies were made before any clock had jumped.
    assert all(copy.exists() for copy in good[2:])


def test_a_copy_from_the_future_does_not_stop_the_daily_ones(desk: Desk, tmp_path: Path) -> None:
    import os

    assert backup.is_due(tmp_path, "desk", NOW, 20 * 3600)
    copy = desk.store.backup("daily").result()
    os.utime(copy, (NOW, NOW))
    assert not backup.is_due(tmp_path, "desk", NOW + 3600, 20 * 3600)
    os.utime(copy, (NOW + 3 * YEAR,) * 2)
    assert backup.is_due(tmp_path, "desk", NOW + 3600, 20 * 3600)


@pytest.mark.parametrize("first", [-20 * YEAR, 0.0])
def test_a_false_time_that_was_confirmed_costs_nothing_at_once(desk: Desk, first: float) -> None:
    """The first session ever had a dead battery; or somebody said 对 three years ahead."""
    desk.store.write(
        lambda db: Outcome(db.execute("UPDATE buyer SET touched = ?", (NOW + first,)) and None), ""
    ).result()
    desk.retention.tidy(NOW + first, 30, sure=True).result()
    late = NOW + first + 3 * YEAR
    doubt = desk.retention.tidy(late, 30).result().doubt
    assert doubt is not None
    assert (doubt.buyers, doubt.items) == (0, 0)
    assert desk.retention.tidy(late, 30, sure=True).result().doubt is None
    assert count(desk) == 12
    # The clock is right again, and then the days go by.
    assert desk.retention.tidy(NOW + DAY, 30).result().doubt is not None
    desk.retention.tidy(NOW + DAY, 30, sure=True).result()
    for day in range(2, 31, 7):
        assert desk.retention.tidy(NOW + day * DAY, 30).result().doubt is None
    assert count(desk) == 12
    assert desk.retention.tidy(NOW + 31 * DAY, 30, sure=True).result().buyers == 12
