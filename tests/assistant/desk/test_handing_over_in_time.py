"""Handovers through nights when the clock jumps: none is lost, doubled or in the wrong shift."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.desk import shifts
from assistant.desk.shifts import PRESETS
from phrasebook.desk import Agent, Handover, HandoverDraft
from tests.phrasebook.desk_helpers import Desk, desk_in

THREE = PRESETS["three"]
BERLIN, SHANGHAI = "Europe/Berlin", "Asia/Shanghai"
NIGHTS = (("2026-03-28", BERLIN), ("2026-10-24", BERLIN), ("2026-12-31", SHANGHAI))
"""The short night, the long one, and the one over the year's end."""
TICK = 600.0
"""How often the program looks for a shift that began, in seconds."""


def night(day: str, zone: str) -> list[float]:
    """Every minute from noon of a day to noon of the next."""
    tz = ZoneInfo(zone)
    first = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=tz)
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    last = datetime.fromisoformat(f"{after} 12:00").replace(tzinfo=tz)
    begin, end = first.timestamp(), last.timestamp()
    return [begin + 60 * n for n in range(round((end - begin) / 60))]


def hand(desk: Desk, now: float, zone: str) -> Handover:
    """Hand over as the end of a shift does: to the shift that begins next."""
    to = shifts.next_after(now, zone, THREE)
    running = shifts.at(now, zone, THREE)
    assert to is not None
    draft = HandoverDraft(because="少发", please=f"补发 {now:.0f}", to_shift=to.key)
    by = Agent("07", shifts.label(running))
    (made,) = desk.handovers.hand([draft], by, now, zone).result()
    return made


def tick(desk: Desk, seen: float, now: float, zone: str) -> float:
    """What the program does at start, at each shift and after sleep; gives what it saw last."""
    desk.handovers.carry(shifts.starts_between(seen, now, zone, THREE), now).result()
    return now


@pytest.mark.parametrize(("day", "zone"), NIGHTS)
def test_what_is_handed_over_at_any_minute_reaches_the_one_next_shift(
    tmp_path: Path, day: str, zone: str
) -> None:
    minutes = night(day, zone)
    assert len(minutes) in (23 * 60, 24 * 60, 25 * 60)
    with desk_in(tmp_path) as desk:
        seen = minutes[0] - TICK
        for now in minutes:
            hand(desk, now, zone)
            if now - seen >= TICK:
                seen = tick(desk, seen, now, zone)
        tick(desk, seen, minutes[-1], zone)
        waiting = sorted(desk.handovers.waiting().result(), key=lambda one: one.seq)
    assert [one.please for one in waiting] == [f"补发 {now:.0f}" for now in minutes]
    starts = shifts.starts_between(minutes[0] - 86_400, minutes[-1] + 86_400, zone, THREE)
    for one in waiting:
        later = [shift for shift in starts if shift.start > one.at]
        assert one.to_shift == later[0].key, "the one that begins next, however the wall jumps"
        begun = [shift for shift in later if shift.start <= minutes[-1]]
        assert one.crossed == max(len(begun) - 1, 0), "each shift after that is crossed once"


@pytest.mark.parametrize(("day", "zone"), NIGHTS)
def test_a_clock_set_back_two_hours_loses_and_doubles_nothing(
    tmp_path: Path, day: str, zone: str
) -> None:
    """The clock runs a night, goes back two hours every five, and is right again in the end."""
    minutes = night(day, zone)
    shown: list[float] = []
    for place, now in enumerate(minutes[::5]):
        shown.append(now)
        if place % 60 == 59:
            shown += [now - 7200 + 300 * n for n in range(24)]
    with desk_in(tmp_path) as desk:
        seen = minutes[0] - TICK
        made = []
        for now in shown:
            made.append(hand(desk, now, zone))
            # It believes its clock, also where that ran backwards.
            seen = tick(desk, min(seen, now - TICK), now, zone)
        tick(desk, minutes[0], minutes[-1], zone)
        waiting = sorted(desk.handovers.waiting().result(), key=lambda one: one.seq)
        for one in waiting:
            carried = [
                event.text
                for event in desk.handovers.history(one.id).result()
                if event.kind == "carried"
            ]
            assert len(carried) == len(set(carried)) == one.crossed
            assert one.to_shift not in carried
    assert [one.id for one in waiting] == [one.id for one in made], "in the order of handing over"
    assert len({one.id for one in waiting}) == len(shown)


def test_the_check_would_see_a_shift_counted_twice(tmp_path: Path) -> None:
    """Were crossings counted by each look and not by shift, the numbers would differ."""
    minutes = night("2026-10-24", BERLIN)
    looks = 0
    with desk_in(tmp_path) as desk:
        one = hand(desk, minutes[0], BERLIN)
        for _ in range(2):
            starts = shifts.starts_between(minutes[0], minutes[-1], BERLIN, THREE)
            looks += len([shift for shift in starts if shift.key != one.to_shift])
            desk.handovers.carry(starts, minutes[-1]).result()
        kept = desk.handovers.get(one.id).result()
    assert kept is not None
    assert (kept.crossed, looks) == (2, 4)
