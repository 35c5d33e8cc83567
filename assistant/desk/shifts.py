"""Shifts (班次): which one runs at a moment, which comes next, which began between two moments.

A shift is set up by its times on the wall clock; an occurrence of it (``ShiftRef``) lies between
two moments. The wall clock of a zone jumps twice a year, so a time is found by these rules
(PEP 495): a time that a day skips is the first moment after the gap; a time that a day has twice is
the first of the two. An occurrence ends where the wall says, and never after the next one begins,
so every moment belongs to one shift at most.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from assistant.desk import time_grammar
from assistant.desk.moments import zone_of
from phrasebook.desk import ShiftRef
from phrasebook.i18n import tr
from phrasebook.model import UserError

DAY_MINUTES: Final = 24 * 60
OVERTIME: Final = 4 * 3600.0
"""Seconds after its end for which a shift is still that of the agent who chose it."""
_MOST: Final = 8
"""More shifts a day than any desk has: a bound for what is typed."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as it is set up.

    Attributes:
        name: Its name (早班 …).
        begin: Minute of the local day on which it begins.
        end: Minute of the local day on which it ends; not after ``begin`` means the next day.
    """

    name: str
    begin: int
    end: int

    @property
    def minutes(self) -> int:
        """How long it is on the wall, in minutes: 1 to 1,440."""
        return (self.end - self.begin - 1) % DAY_MINUTES + 1


PRESETS: Final[Mapping[str, tuple[Shift, ...]]] = {
    "three": (
        Shift("早班", 7 * 60, 15 * 60),
        Shift("中班", 15 * 60, 23 * 60),
        Shift("晚班", 23 * 60, 7 * 60),
    ),
    "two": (Shift("白班", 8 * 60 + 30, 17 * 60 + 30), Shift("晚班", 17 * 60 + 30, 30)),
}
"""Sets to begin with; common hours of shops, to be changed by each."""


def clock(minutes: int) -> str:
    """Write a minute of the day as ``HH:MM``."""
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def minutes_of(text: str) -> int | None:
    """Read a time of the day (``7:05``, ``晚8点``) as its minute, 24:00 as 0; None for no time."""
    try:
        seconds = time_grammar.clock(text)
    except UserError:
        return None
    return None if seconds is None or seconds % 60 else seconds // 60 % DAY_MINUTES


def parse(rows: Sequence[Mapping[str, str]]) -> tuple[Shift, ...]:
    """Read the option ``desk.shifts``.

    Raises:
        UserError: A row is not usable; the message names it and says what to do.
    """
    if len(rows) > _MOST:
        raise UserError(tr("最多 {n} 个班次。", n=_MOST), tr("请删掉多余的。"))
    found = tuple(_row(row) for row in rows)
    for place, one in enumerate(found):
        for other in found[place + 1 :]:
            if one.name == other.name:
                raise UserError(
                    tr("有两个班次都叫“{name}”。", name=one.name), tr("请改其中一个的名字。")
                )
            if _overlap(one, other):
                raise UserError(
                    tr("“{one}”和“{other}”的时间重叠。", one=one.name, other=other.name),
                    tr("上一班结束的时间不要晚于下一班开始的时间。"),
                )
    return tuple(sorted(found, key=lambda shift: shift.begin))


def usable(rows: Sequence[Mapping[str, str]]) -> tuple[Shift, ...]:
    """Read the option; none where it is not usable (the settings page says why)."""
    try:
        return parse(rows)
    except UserError:
        return ()


def rows_of(shifts: Sequence[Shift]) -> list[dict[str, str]]:
    """Write shifts as the option keeps them."""
    return [{"name": one.name, "begin": clock(one.begin), "end": clock(one.end)} for one in shifts]


def _row(row: Mapping[str, str]) -> Shift:
    name = row.get("name", "").strip()
    if not name:
        raise UserError(tr("有一个班次没有名字。"), tr("请起个名字,例如 早班。"))
    begin, end = minutes_of(row.get("begin", "")), minutes_of(row.get("end", ""))
    if begin is None or end is None:
        raise UserError(tr("“{name}”的时间看不懂。", name=name), tr("请写成 时:分,例如 07:00。"))
    return Shift(name, begin, end)


def _overlap(one: Shift, other: Shift) -> bool:
    return (other.begin - one.begin) % DAY_MINUTES < one.minutes or (
        one.begin - other.begin
    ) % DAY_MINUTES < other.minutes


@lru_cache(maxsize=1024)
def moment(day: date, minutes: int, zone: str) -> float:
    """Give the moment of a wall time (rules: see the module).

    Args:
        day: Local day.
        minutes: Minute of it; from 1,440 on it is one of the next days.
        zone: Zone id.
    """
    tz = zone_of(zone)
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    at = wall.replace(tzinfo=tz, fold=0).timestamp()
    shown = datetime.fromtimestamp(at, tz).replace(tzinfo=None)
    if shown == wall:
        return at
    # The day skips this time. Read with the offset before the gap it lies as far behind the gap
    # as the wall time lies in it; go back by that.
    return _gap_end(at, shown, tz)


def _gap_end(at: float, shown: datetime, tz: tzinfo) -> float:
    """Find the jump at most a day before ``at``: the first moment with the offset of ``at``."""
    offset = shown.replace(tzinfo=tz).utcoffset()
    low, high = at - 86_400, at
    while high - low > 0.5:
        middle = (low + high) / 2
        if datetime.fromtimestamp(middle, tz).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return float(round(high))


def _occurrences(shifts: Sequence[Shift], first: date, days: int, zone: str) -> list[ShiftRef]:
    """Give the occurrences that begin on some days, in order, none reaching into the next."""
    begun = sorted(
        (
            (moment(day, one.begin, zone), one, day)
            for day in (first + timedelta(days=n) for n in range(days))
            for one in shifts
        ),
        key=lambda entry: (entry[0], entry[1].begin),
    )
    found = []
    for place, (start, one, day) in enumerate(begun):
        end = moment(day, one.begin + one.minutes, zone)
        if place + 1 < len(begun):
            end = min(end, begun[place + 1][0])
        # A shift that lies wholly in a gap has no time at all that day.
        if end > start:
            found.append(ShiftRef(one.name, day.isoformat(), start, end))
    return found


def _day(now: float, zone: str) -> date:
    return datetime.fromtimestamp(now, zone_of(zone)).date()


def at(now: float, zone: str, shifts: Sequence[Shift]) -> ShiftRef | None:
    """Give the occurrence that runs at a moment; None between shifts or without any."""
    around = _occurrences(shifts, _day(now, zone) - timedelta(days=2), 5, zone)
    return next((one for one in around if one.start <= now < one.end), None)


def next_after(now: float, zone: str, shifts: Sequence[Shift]) -> ShiftRef | None:
    """Give the first occurrence that begins after a moment; None without any shift."""
    around = _occurrences(shifts, _day(now, zone) - timedelta(days=1), 5, zone)
    return next((one for one in around if one.start > now), None)


def starts_between(
    after: float, until: float, zone: str, shifts: Sequence[Shift]
) -> list[ShiftRef]:
    """Give the occurrences that begin after one moment and not after another, in order."""
    if until <= after or not shifts:
        return []
    first = _day(after, zone) - timedelta(days=1)
    days = (_day(until, zone) - first).days + 2
    return [one for one in _occurrences(shifts, first, days, zone) if after < one.start <= until]


def following(shift: ShiftRef, zone: str, shifts: Sequence[Shift]) -> ShiftRef | None:
    """Give the occurrence that comes after another."""
    return next_after(shift.start, zone, shifts)


def label(shift: ShiftRef | None) -> str:
    """Name a shift for the foot and for what an agent does in it; "" for none."""
    return shift.name if shift is not None else ""


def by_name(name: str, now: float, zone: str, shifts: Sequence[Shift]) -> ShiftRef | None:
    """Give the occurrence of a shift that an agent chose: the one that is nearest to a moment.

    That is the one that runs. One that ended counts for ``OVERTIME``, unless the next is nearer:
    who stays on to hand over must hand to the shift after their own, which runs by then.
    """
    around = _occurrences(shifts, _day(now, zone) - timedelta(days=2), 5, zone)
    near = [
        (not one.start <= now < one.end, max(one.start - now, now - one.end), one.start, one)
        for one in around
        if one.name == name and now < one.end + OVERTIME
    ]
    return min(near, key=lambda entry: entry[:3])[3] if near else None
