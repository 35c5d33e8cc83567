"""Times as agents write and read them: ``今天 18:00``, ``10 分钟后``, ``11-25 09:32``."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from phrasebook.i18n import tr
from phrasebook.model import UserError

_DAYS: Final = {"今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1, "后天": 2}
_WEEK: Final = "一二三四五六日"
_SPOKEN: Final = "十[一二]?|[一二两三四五六七八九]"
"""One to twelve in words: hours and small counts are typed so."""
WEEKDAY: Final = r"(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
DATE: Final = r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
CLOCK: Final = (
    r"\s*(?P<part>凌晨|早上|上午|中午|下午|傍晚|晚上)?"
    rf"\s*(?P<hour>\d{{1,2}}|{_SPOKEN})(?::(?P<minute>\d{{2}})"
    r"|点(?:(?P<half>半)|(?P<past>\d{1,2})分?)?)"
)
SPAN: Final = (
    rf"(?:(?P<few>半个?)|(?P<count>\d{{1,4}}|{_SPOKEN})\s*个?(?P<more>半)?)\s*"
    r"(?P<unit>分钟?|小时|钟头|天)(?P<after>半)?\s*"
)
"""What times are written of, for those that are past too (``past_moments``)."""
_FORM: Final = re.compile(
    rf"(?:(?P<word>今天|今日|今晚|明天|明日|后天)|(?P<next>下)?{WEEKDAY}|{DATE})?{CLOCK}"
)
_LATER: Final = re.compile(rf"{SPAN}(?:以?后|之后)")
_UNITS: Final = {"分": 1, "小": 60, "钟": 60, "天": 1440}
"""Minutes of a unit by its first character."""
_DAY: Final = 24 * 60
"""Minutes of a day."""
_NEXT_WEEK: Final = 7
_LONGEST_SPAN: Final = 366 * 24 * 60
"""Minutes; more would be a slip of the finger."""
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

    Takes ``18:00`` (today), ``今天 18:00``, ``明天下午3点``, ``周三 10:00`` (the next one),
    ``下周一 9:00``, ``10分钟后``, ``1个半小时后``, ``11-26 10:00``, ``11月26日 10点半`` and a date
    with its year.

    Raises:
        UserError: If it is no time, no day of the calendar, or past.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if (span := _LATER.fullmatch(plain)) is not None:
        return _after(span, now, zone)
    found = _FORM.fullmatch(plain)
    if found is None:
        raise UserError(
            tr("“{text}”看不懂是什么时间。", text=text.strip()[:20]),
            tr("写成 11-26 10:00、今天 18:00、明天 10点半 或 10分钟后。"),
        )
    today = local(now, zone).date()
    day, minutes = _day(found, today), clock(found, evening=found["word"] == "今晚")
    when = on(day, minutes, zone)
    if when <= now and found["weekday"] and day == today:
        when = on(day + timedelta(days=_NEXT_WEEK), minutes, zone)
    if when <= now:
        raise UserError(
            tr("{time} 已经过了。", time=spoken(when, zone, now)), tr("写一个以后的时间。")
        )
    return when


def _after(span: re.Match[str], now: float, zone: str) -> float:
    """Give the moment after a span of time, on the whole minute, as it will be shown."""
    minutes = span_minutes(span)
    if not minutes:
        raise UserError(tr("0 分钟后就是现在。"), tr("写一个以后的时间。"))
    if minutes > _LONGEST_SPAN:
        raise UserError(tr("太久以后了。"), tr("一年以后的事请写日期。"))
    if span["unit"] == "天" and minutes % _DAY == 0:  # the same time, whatever clocks do
        then = local(now, zone)
        return at(int(minutes // _DAY), then.hour, then.minute, now, zone)
    return math.ceil((now + minutes * 60) / 60) * 60.0


def span_minutes(span: re.Match[str]) -> float:
    """Give the minutes of a match of ``SPAN``."""
    count = 0.5 if span["few"] else float(_number(span["count"]))
    return (count + (0.5 if span["more"] or span["after"] else 0)) * _UNITS[span["unit"][0]]


def _number(text: str) -> int:
    """Read digits, or one to twelve in words."""
    if text.isdecimal():
        return int(text)
    if text.startswith("十"):
        return 10 + (_WEEK.index(text[1]) + 1 if len(text) > 1 else 0)
    return "一二三四五六七八九".index(text.replace("两", "二")) + 1


def clock(found: re.Match[str], *, evening: bool = False) -> int:
    """Give the minute of the day of a match of ``CLOCK``: 下午3点 is 900, 晚上12点 is 1,440.

    Args:
        found: The match.
        evening: The word for the day says that the evening is meant (今晚).

    Raises:
        UserError: No clock shows that.
    """
    hour, part = _number(found["hour"]), found["part"] or ("晚上" if evening else "")
    minute = 30 if found["half"] else int(found["minute"] or found["past"] or 0)
    if hour > 23 or minute > 59:
        raise UserError(tr("没有这个钟点。"), tr("小时写 0 到 23,分钟写 00 到 59。"))
    if hour == 12 and part in ("晚上", "凌晨"):
        hour = 24 if part == "晚上" else 0
    elif 0 < hour < 12 and (part in ("下午", "傍晚", "晚上") or (part == "中午" and hour < 3)):
        hour += 12
    return hour * 60 + minute


def weekday(found: re.Match[str]) -> int:
    """Give the day of a match of ``WEEKDAY``, Monday as 0."""
    return _WEEK.index(found["weekday"].replace("天", "日"))


def on(day: date, minutes: int, zone: str) -> float:
    """Give the moment of a minute of a day, which may be one of the next day."""
    over, minute = divmod(minutes, _DAY)
    return _moment(day + timedelta(days=over), *divmod(minute, 60), zone)


def _day(found: re.Match[str], today: date) -> date:
    if found["word"]:
        return today + timedelta(days=_DAYS[found["word"]])
    if found["weekday"]:
        if found["next"]:
            return today + timedelta(days=_NEXT_WEEK - today.weekday() + weekday(found))
        return today + timedelta(days=(weekday(found) - today.weekday()) % _NEXT_WEEK)
    if not found["month"]:
        return today
    this = calendar_day(found, today.year)
    if found["year"] or today - this <= _NEXT_YEAR:
        return this
    return calendar_day(found, today.year + 1)


def calendar_day(found: re.Match[str], year: int) -> date:
    """Give the day of a match of ``DATE``; of this year unless it says another.

    Raises:
        UserError: The calendar has no such day.
    """
    month, day = int(found["month"]), int(found["day"])
    try:
        return date(int(found["year"]), month, day) if found["year"] else _date(year, month, day)
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
