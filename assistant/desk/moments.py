"""Times as agents write and read them: ``今天 18:00``, ``10 分钟后``, ``11-25 09:32``."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from assistant.desk.time_grammar import Said, parse
from phrasebook.i18n import tr
from phrasebook.model import UserError

_LONGEST_SPAN: Final = 366 * 24 * 60
"""Minutes; more would be a slip of the finger."""
_NEXT_YEAR: Final = timedelta(days=180)
"""A day without a year that is longer ago than this means the one of next year."""
_YEARS: Final = range(2000, 2101)
"""Years that a buyer's matter can be of."""


@lru_cache(maxsize=16)
def zone_of(zone: str) -> tzinfo:
    """Give the rules of a zone id; UTC where this machine does not know it."""
    try:
        return ZoneInfo(zone)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return UTC


def local(when: float, zone: str) -> datetime:
    """Give a moment on the clock of a zone."""
    return datetime.fromtimestamp(when, zone_of(zone))


def stamp(when: float, zone: str, now: float) -> str:
    """Write a moment for a dated line: ``11-25 09:32``, with the year if it is another."""
    then = local(when, zone)
    same = then.year == local(now, zone).year
    return then.strftime("%m-%d %H:%M" if same else "%Y-%m-%d %H:%M")


def spoken(when: float, zone: str, now: float) -> str:
    """Write a moment as one says it: ``今天 18:00``, ``明天 10:00``, else as ``stamp``."""
    then, today = local(when, zone), local(now, zone).date()
    names = {-1: tr("昨天"), 0: tr("今天"), 1: tr("明天"), 2: tr("后天")}
    name = names.get((then.date() - today).days)
    return f"{name} {then:%H:%M}" if name else stamp(when, zone, now)


def at(day: int, hour: int, minute: int, now: float, zone: str) -> float:
    """Give the moment so many days from today at a time of that zone's clock."""
    today = local(now, zone).date() + timedelta(days=day)
    return _moment(today, hour, minute, zone)


def read(text: str, now: float, zone: str) -> float:
    """Read what an agent typed as a time that is still to come.

    Takes ``18:00`` (today), ``今晚8点``, ``明天下午3点``, ``周三 10:00`` (the next),
    ``下周一 9:00``, ``10分钟后``, ``1个半小时后``, ``3天后 10:00``, ``11-26 10:00``,
    ``11月26号 10点半``, ``26号 10点`` and what programs copy (``2026-11-26 10:00:00``), with a
    zone too.

    Raises:
        UserError: If it is no time, no day of the calendar, past, or can mean two times.
    """
    said = parse(text)
    if said is None or not (said.seconds is not None or said.is_span):
        raise UserError(
            tr("“{text}”看不懂是什么时间。", text=text.strip()[:20]),
            tr("写成 11-26 10:00、今天 18:00、明天 10点半 或 10分钟后。"),
        )
    when = _later(said, now, zone)
    if when <= now:
        raise UserError(
            tr("{time} 已经过了。", time=spoken(when, zone, now)), tr("写一个以后的时间。")
        )
    return when


def _later(said: Said, now: float, zone: str) -> float:
    if said.span == 0 or (said.seconds is None and (said.days == 0 or said.months == 0)):
        raise UserError(tr("0 分钟后就是现在。"), tr("写一个以后的时间。"))
    if (said.span or 0) > _LONGEST_SPAN or (said.days or 0) > 366 or (said.months or 0) > 12:
        raise UserError(tr("太久以后了。"), tr("一年以后的事请写日期。"))
    if said.moment is not None:
        return said.moment
    if said.span is not None:
        # On the whole minute, as it will be shown.
        return math.ceil((now + said.span * 60) / 60) * 60.0
    today = local(now, zone).date()
    found = [moment_of(said, day, now, zone) for day in days_of(said, today, later=True)]
    return next((when for when in found if when > now), found[0])


def days_of(said: Said, today: date, *, later: bool) -> list[date]:
    """Give the days that may be meant, the likeliest first.

    Args:
        said: What was written.
        today: The day on the clock of the zone.
        later: A time to come is meant, else a past one.

    Raises:
        UserError: The calendar has no such day.
    """
    step = 1 if later else -1
    if said.days is not None:
        return [today + timedelta(days=said.days)]
    if said.weekday is not None:
        this = today + timedelta(days=said.weekday - today.weekday())
        if said.weeks is not None:
            return [this + timedelta(weeks=said.weeks)]
        first = this if (this - today).days * step >= 0 else this + timedelta(weeks=step)
        return [first, first + timedelta(weeks=step)]
    if said.month is not None and said.day is not None:
        return [_checked(said, day) for day in _dates(said, today, later=later)]
    if said.day is not None:
        months = [said.months] if said.months is not None else [step * n for n in range(4)]
        days = [found for n in months if (found := _in_month(today, n, said.day))]
        if not days:
            raise _no_day(_month_on(today, months[0]), said.day)
        return days
    if said.months is not None:
        return [_months_on(today, said.months)]
    return [today]


def moment_of(said: Said, day: date, now: float, zone: str) -> float:
    """Give the moment that was written, on a day; without a time of the day, that of now."""
    if said.seconds is None:
        then = local(now, zone)
        return _moment(day, then.hour, then.minute, zone)
    minutes, seconds = divmod(said.seconds, 60)
    return on(day, minutes, zone) + seconds


def _dates(said: Said, today: date, *, later: bool) -> list[date]:
    month, day = said.month or 0, said.day or 0
    if said.year is not None or said.years is not None:
        year = said.year if said.year is not None else today.year + (said.years or 0)
        found = _date(year, month, day) if year in _YEARS else None
        if found is None:
            raise _no_day(month, day)
        return [found]
    step = 1 if later else -1
    # 29 February may be eight years off (1896 to 1904 and the like).
    days = [found for n in range(9) if (found := _date(today.year + n * step, month, day))]
    if not days:
        raise _no_day(month, day)
    if later and today - days[0] > _NEXT_YEAR:
        return days[1:2]
    return days[:1] if later else days


def _checked(said: Said, day: date) -> date:
    if said.also is not None and day.weekday() != said.also:
        raise UserError(
            tr("{day} 不是写的那个星期几。", day=f"{day:%Y-%m-%d}"), tr("日期和星期留一个对的。")
        )
    return day


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _no_day(month: int, day: int) -> UserError:
    return UserError(
        tr("没有 {month} 月 {day} 日这一天。", month=month, day=day),
        tr("写成 11-26 10:00、今天 18:00 或 明天 10点半。"),
    )


def _month_on(today: date, months: int) -> int:
    """Give the month, 1 to 12, so many months from today."""
    return (today.month - 1 + months) % 12 + 1


def _in_month(today: date, months: int, day: int) -> date | None:
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return _date(year, month + 1, day)


def _months_on(today: date, months: int) -> date:
    """Give the same day so many months on; the last day of a month that has no such day."""
    for day in range(today.day, 27, -1):
        if found := _in_month(today, months, day):
            return found
    return _in_month(today, months, today.day) or today


def on(day: date, minutes: int, zone: str) -> float:
    """Give the moment of a minute of a day, which may be one of the day before or after."""
    over, minute = divmod(minutes, 24 * 60)
    return _moment(day + timedelta(days=over), *divmod(minute, 60), zone)


def _moment(day: date, hour: int, minute: int, zone: str) -> float:
    """Give a moment; a time that the clocks leave out in spring is the one they show instead."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_of(zone)).timestamp()
