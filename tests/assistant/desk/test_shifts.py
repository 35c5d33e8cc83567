"""Shifts on any clock: over midnight, over both jumps of the year, over the year's end."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import shifts
from assistant.desk.shifts import PRESETS, Shift
from phrasebook.model import UserError

THREE = PRESETS["three"]
BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
NIGHTS = (
    ("2026-03-28", BERLIN),
    ("2026-10-24", BERLIN),
    ("2026-11-24", SHANGHAI),
    ("2026-12-31", SHANGHAI),
    ("2028-02-28", SHANGHAI),
)
"""Days whose following night is short, long, plain, over the year's end, and before 29 February."""


def utc(wall: str, zone: str, fold: int = 0) -> float:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold).timestamp()


def wall(at: float, zone: str) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%m-%d %H:%M")


def minutes_of_two_days(day: str, zone: str) -> list[float]:
    """Every minute from that day's midnight on, for two days."""
    begin, after = utc(day, zone), date.fromisoformat(day) + timedelta(days=2)
    end = utc(after.isoformat(), zone)
    return [begin + 60 * n for n in range(round((end - begin) / 60))]


def test_the_shift_of_a_moment() -> None:
    for time, name, day in (
        ("2026-11-25 07:00", "早班", "2026-11-25"),
        ("2026-11-25 14:59", "早班", "2026-11-25"),
        ("2026-11-25 15:00", "中班", "2026-11-25"),
        ("2026-11-25 23:00", "晚班", "2026-11-25"),
        ("2026-11-26 00:30", "晚班", "2026-11-25"),
        ("2026-11-26 06:59", "晚班", "2026-11-25"),
        ("2027-01-01 03:00", "晚班", "2026-12-31"),
    ):
        found = shifts.at(utc(time, SHANGHAI), SHANGHAI, THREE)
        assert found is not None
        assert (found.name, found.day) == (name, day), time
        assert found.key == f"{day} {name}"


def test_between_shifts_there_is_none_and_the_next_is_known() -> None:
    two = (Shift("白班", 9 * 60, 12 * 60), Shift("晚班", 18 * 60, 22 * 60))
    now = utc("2026-11-25 13:00", SHANGHAI)
    assert shifts.at(now, SHANGHAI, two) is None
    following = shifts.next_after(now, SHANGHAI, two)
    assert following is not None
    assert (following.name, wall(following.start, SHANGHAI)) == ("晚班", "11-25 18:00")
    assert shifts.at(now, SHANGHAI, ()) is None
    assert shifts.next_after(now, SHANGHAI, ()) is None
    assert shifts.starts_between(now - 86_400, now, SHANGHAI, ()) == []


def test_a_shift_over_a_jump_ends_where_the_wall_says() -> None:
    spring = shifts.at(utc("2026-03-28 23:30", BERLIN), BERLIN, THREE)
    autumn = shifts.at(utc("2026-10-24 23:30", BERLIN), BERLIN, THREE)
    assert spring is not None
    assert autumn is not None
    # 23:00 to 07:00 by the wall: seven hours in spring and nine in autumn (reliability.md 3.10).
    assert (spring.end - spring.start) / 3600 == 7
    assert (autumn.end - autumn.start) / 3600 == 9
    assert wall(spring.end, BERLIN) == "03-29 07:00"
    assert wall(autumn.end, BERLIN) == "10-25 07:00"


def test_a_begin_in_the_gap_is_the_first_moment_after_it() -> None:
    early = (Shift("早班", 2 * 60 + 30, 10 * 60),)
    found = shifts.next_after(utc("2026-03-29 00:00", BERLIN), BERLIN, early)
    assert found is not None
    assert found.start == utc("2026-03-29 03:00", BERLIN)
    assert shifts.moment(date(2026, 3, 29), 2 * 60, BERLIN) == utc("2026-03-29 03:00", BERLIN)


def test_a_begin_in_the_doubled_hour_is_the_first_of_the_two_and_comes_once() -> None:
    early = (Shift("早班", 2 * 60 + 30, 10 * 60),)
    begin, end = utc("2026-10-25 00:00", BERLIN), utc("2026-10-26 00:00", BERLIN)
    found = shifts.starts_between(begin, end, BERLIN, early)
    assert [one.start for one in found] == [utc("2026-10-25 02:30", BERLIN, fold=0)]
    assert found[0].end - found[0].start == 8.5 * 3600


def test_a_shift_that_a_gap_swallows_whole_has_no_occurrence_that_day() -> None:
    short = (Shift("夜巡", 2 * 60 + 10, 2 * 60 + 50), Shift("早班", 7 * 60, 15 * 60))
    begin, end = utc("2026-03-29 00:00", BERLIN), utc("2026-03-30 00:00", BERLIN)
    names = [one.name for one in shifts.starts_between(begin, end, BERLIN, short)]
    assert names == ["早班"]


@pytest.mark.parametrize(("day", "zone"), NIGHTS)
@pytest.mark.parametrize("plan", sorted(PRESETS))
def test_every_minute_has_one_shift_at_most_and_one_next(day: str, zone: str, plan: str) -> None:
    chosen = PRESETS[plan]
    minutes = minutes_of_two_days(day, zone)
    starts = shifts.starts_between(minutes[0] - 86_400, minutes[-1] + 2 * 86_400, zone, chosen)
    assert [one.start for one in starts] == sorted({one.start for one in starts})
    assert len({one.key for one in starts}) == len(starts)
    for now in minutes:
        running = [one for one in starts if one.start <= now < one.end]
        assert len(running) <= 1
        assert shifts.at(now, zone, chosen) == (running[0] if running else None)
        later = next(one for one in starts if one.start > now)
        assert shifts.next_after(now, zone, chosen) == later
        if plan == "three":
            assert running, "three shifts fill the day"


@pytest.mark.parametrize(("day", "zone"), NIGHTS)
def test_what_begins_between_two_moments_is_neither_lost_nor_doubled(day: str, zone: str) -> None:
    """However a stretch of time is cut, its parts give the shifts of the whole once each."""
    minutes = minutes_of_two_days(day, zone)
    whole = shifts.starts_between(minutes[0], minutes[-1], zone, THREE)
    assert len(whole) >= 5
    for step in (1, 7, 59, 121):
        cuts = [*minutes[::step], minutes[-1]]
        parts = [
            one
            for after, until in itertools.pairwise(cuts)
            for one in shifts.starts_between(after, until, zone, THREE)
        ]
        assert parts == whole
    # A clock that goes back two hours: nothing begins in a stretch that runs backwards.
    assert shifts.starts_between(minutes[500], minutes[380], zone, THREE) == []


PLANS = st.lists(
    st.integers(0, 1439), min_size=2, max_size=6, unique=True
).map(sorted)  # fmt: skip


@given(
    PLANS,
    st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1)),
    st.sampled_from([BERLIN, SHANGHAI, "America/New_York", "Australia/Lord_Howe", "UTC"]),
)
def test_occurrences_of_any_plan_are_in_order_and_never_overlap(
    times: list[int], around: datetime, zone: str
) -> None:
    plan = [Shift(f"班{n}", begin, times[(n + 1) % len(times)]) for n, begin in enumerate(times)]
    now = around.replace(tzinfo=ZoneInfo(zone)).timestamp()
    found = shifts.starts_between(now - 3 * 86_400, now + 3 * 86_400, zone, plan)
    assert found
    for one, other in itertools.pairwise(found):
        assert one.start < one.end <= other.start


def test_rows_are_read_and_written() -> None:
    rows = shifts.rows_of(THREE)
    assert rows[2] == {"name": "晚班", "begin": "23:00", "end": "07:00"}
    assert sorted(shifts.parse(rows), key=lambda one: one.begin) == list(THREE)
    assert shifts.minutes_of("7:05") == shifts.minutes_of(" 07:05 ") == 425
    assert shifts.minutes_of("07\uff1a05") == 425, "the colon of a Chinese keyboard"
    assert shifts.minutes_of("24:00") == shifts.minutes_of("24\uff1a00") == 0
    assert [shifts.minutes_of(bad) for bad in ("", "7", "25:00", "07:60", "晚上1点")] == [None] * 5
    assert shifts.minutes_of("七点") == shifts.minutes_of("早上7点") == 420
    assert shifts.minutes_of("晚11点半") == 23 * 60 + 30
    assert shifts.minutes_of("晚上12点") == 0


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("", "07:00", "15:00")], "没有名字"),
        ([("早班", "7", "15:00")], "看不懂"),
        ([("早班", "07:00", "15:00"), ("早班", "15:00", "23:00")], "都叫"),
        ([("早班", "07:00", "15:00"), ("中班", "14:30", "23:00")], "重叠"),
        ([("晚班", "23:00", "07:00"), ("早班", "06:00", "09:00")], "重叠"),
        ([("全天", "00:00", "00:00"), ("早班", "06:00", "09:00")], "重叠"),
        ([(f"班{n}", f"{n:02d}:00", f"{n:02d}:30") for n in range(9)], "最多"),
    ],
)
def test_a_plan_that_cannot_work_is_refused_with_advice(
    rows: list[tuple[str, str, str]], message: str
) -> None:
    table = [dict(zip(("name", "begin", "end"), row, strict=True)) for row in rows]
    with pytest.raises(UserError, match=message) as caught:
        shifts.parse(table)
    assert caught.value.advice
    assert shifts.usable(table) == ()


def test_a_chosen_shift_is_the_one_that_runs_or_comes_next() -> None:
    now = utc("2026-11-25 20:00", SHANGHAI)
    for name, start in (("中班", "11-25 15:00"), ("晚班", "11-25 23:00"), ("早班", "11-26 07:00")):
        found = shifts.by_name(name, now, SHANGHAI, THREE)
        assert found is not None
        assert wall(found.start, SHANGHAI) == start
    assert shifts.by_name("没有", now, SHANGHAI, THREE) is None


def test_who_stays_on_is_still_in_the_shift_that_ended_and_hands_to_the_one_that_runs() -> None:
    for time, day, to in (
        ("2026-11-25 14:50", "2026-11-25", "中班"),
        ("2026-11-25 15:00", "2026-11-25", "中班"),
        ("2026-11-25 18:59", "2026-11-25", "中班"),
        ("2026-11-25 19:00", "2026-11-26", "中班"),
        ("2026-11-26 06:40", "2026-11-26", "中班"),
    ):
        now = utc(time, SHANGHAI)
        own = shifts.by_name("早班", now, SHANGHAI, THREE)
        assert own is not None
        assert own.day == day, time
        after = shifts.following(own, SHANGHAI, THREE)
        assert after is not None
        assert after.key == f"{day} {to}"


def test_of_two_near_ones_the_nearer_is_chosen_and_a_round_the_clock_shift_runs() -> None:
    often = (Shift("巡", 12 * 60, 10 * 60),)  # ends two hours before it begins again
    for time, day in (("10:59", "24"), ("11:00", "24"), ("11:01", "25"), ("12:00", "25")):
        own = shifts.by_name("巡", utc(f"2026-11-25 {time}", SHANGHAI), SHANGHAI, often)
        assert own is not None
        assert own.day == f"2026-11-{day}", time
    whole = (Shift("全天", 0, 0),)
    now = utc("2026-11-25 00:00", SHANGHAI)
    assert shifts.by_name("全天", now, SHANGHAI, whole) == shifts.at(now, SHANGHAI, whole)


@pytest.mark.parametrize(("day", "zone"), NIGHTS)
@pytest.mark.parametrize("plan", sorted(PRESETS))
def test_who_chose_a_shift_is_in_it_at_each_of_its_minutes(day: str, zone: str, plan: str) -> None:
    chosen = PRESETS[plan]
    for now in minutes_of_two_days(day, zone):
        running = shifts.at(now, zone, chosen)
        if running is not None:
            assert shifts.by_name(running.name, now, zone, chosen) == running


@pytest.mark.parametrize(("day", "zone"), NIGHTS)
def test_who_leaves_at_any_minute_up_to_overtime_hands_to_the_shift_after_their_own(
    day: str, zone: str
) -> None:
    """Handed over to a list a shift: each item is in the list of the one next shift, once."""
    begin = minutes_of_two_days(day, zone)[0]
    whole = shifts.starts_between(begin, begin + 3 * 86_400, zone, THREE)
    for own, after in itertools.pairwise(whole[:6]):
        lists: dict[str, list[float]] = {one.key: [] for one in whole}
        minutes = [own.start + 60 * n for n in range(int(own.end - own.start) // 60 + 240)]
        for now in minutes:
            mine = shifts.by_name(own.name, now, zone, THREE)
            assert mine == own
            to = shifts.following(mine, zone, THREE)
            assert to is not None
            lists[to.key].append(now)
        assert lists.pop(after.key) == minutes
        assert not any(lists.values())
