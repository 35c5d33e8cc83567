"""Times as agents write and read them: ``今天 18:00``, ``11-25 09:32``."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from phrasebook.i18n import tr
from phrasebook.model import UserError

_DAYS: Final = {"今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1, "后天": 2}
_FORM: Final = re.compile(
    r"(?:(?P<word>今天|今日|今晚|明天|明日|后天)"
    r"|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?)?"
    r"\s*(?P<hour>\d{1,2})(?::(?P<minute>\d{2})|点(?:(?P<half>半)|(?P<past>\d{1,2})分?)?)"
)
_NEXT_YEAR: Final = timedelta(days=180)
"""A day without a year that is longer ago than this means the one of next year."""


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

    Takes ``18:00`` (today), ``今天 18:00``, ``明天 10:00``, ``11-26 10:00``, ``11月26日 10点半``
    and a date with its year.

    Raises:
        UserError: If it is no time, no day of the calendar, or past.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _FORM.fullmatch(plain)
    if found is None:
        raise UserError(
            tr("“{text}”看不懂是什么时间。", text=text.strip()[:20]),
            tr("写成 11-26 10:00、今天 18:00 或 明天 10点半。"),
        )
    today = local(now, zone).date()
    day = _day(found, today)
    minute = 30 if found["half"] else int(found["minute"] or found["past"] or 0)
    hour = int(found["hour"])
    if found["word"] == "今晚" and 0 < hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise UserError(tr("没有这个钟点。"), tr("小时写 0 到 23,分钟写 00 到 59。"))
    when = _moment(day, hour, minute, zone)
    if when <= now:
        raise UserError(
            tr("{time} 已经过了。", time=spoken(when, zone, now)), tr("写一个以后的时间。")
        )
    return when


def _day(found: re.Match[str], today: date) -> date:
    if found["word"]:
        return today + timedelta(days=_DAYS[found["word"]])
    if not found["month"]:
        return today
    month, day = int(found["month"]), int(found["day"])
    try:
        if found["year"]:
            return date(int(found["year"]), month, day)
        this = _date(today.year, month, day)
        return this if today - this <= _NEXT_YEAR else _date(today.year + 1, month, day)
    except ValueError:
        raise UserError(
            tr("没有 {month} 月 {day} 日这一天。", month=month, day=day),
            tr("写成 11-26 10:00、今天 18:00 或 明天 10点半。"),
        ) from None


def _date(year: int, month: int, day: int) -> date:
    """Give a date; 29 February of a year without one is that of the next year that has one."""
    if (month, day) == (2, 29):
        while not (year % 4 == 0 and (year % 100 or year % 400 == 0)):
            year += 1
    return date(year, month, day)


def _moment(day: date, hour: int, minute: int, zone: str) -> float:
    """Give a moment; a time that the clocks leave out in spring is the one they show instead."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_of(zone)).timestamp()
