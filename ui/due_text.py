"""A due time as it is typed: 今天 18:00, 明天10点半, 11-28 9:30, 2小时后."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Final

from ui.when import local, zone_of

_DAYS: Final = {"今天": 0, "今晚": 0, "明天": 1, "明早": 1, "明晚": 1, "后天": 2}
_LATE: Final = ("晚", "下午")
_AFTER: Final = re.compile(r"^(\d{1,3}|半)\s*个?\s*(分钟|小时|天)\s*(?:后|内|以内|之内)?$")
_TIME: Final = re.compile(
    r"(?P<part>早上|上午|中午|下午|晚上|晚)?\s*(?P<hour>\d{1,2})\s*"
    r"(?::\s*(?P<minute>\d{2})|点\s*(?P<half>半|\d{1,2}\s*分?)?)\s*(?:之?前)?$"
)
_DATE: Final = re.compile(r"^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_SECONDS: Final = {"分钟": 60.0, "小时": 3_600.0, "天": 86_400.0}


def parse_due(text: str, now: float, zone: str) -> float | None:
    """Read a due time; None for words that are none.

    A time of day without a day is the next one to come.

    Args:
        text: What was typed; full-width digits and signs are fine.
        now: Now, in seconds since the epoch.
        zone: Zone id of the clock that is meant.
    """
    words = unicodedata.normalize("NFKC", text).strip()
    after = _AFTER.match(words)
    if after:
        count = 0.5 if after[1] == "半" else float(after[1])
        return now + count * _SECONDS[after[2]]
    day, words = _day(words, local(now, zone).date())
    found = _TIME.match(words)
    if found is None:
        return None
    hour, minute = int(found["hour"]), _minute(found)
    late = (found["part"] or "").startswith(_LATE) or text.strip().startswith(("今晚", "明晚"))
    if late and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        return None
    wanted = day or local(now, zone).date()
    due = _at(wanted, hour, minute, zone)
    if day is None and due <= now:
        due = _at(wanted + timedelta(days=1), hour, minute, zone)
    return due


def _minute(found: re.Match[str]) -> int:
    if found["minute"]:
        return int(found["minute"])
    half = (found["half"] or "0").rstrip("分 ")
    return 30 if half == "半" else int(half)


def _day(words: str, today: date) -> tuple[date | None, str]:
    """Take the day off the beginning; None if there is none."""
    for name, days in _DAYS.items():
        if words.startswith(name):
            return today + timedelta(days=days), words[len(name) :].strip()
    found = _DATE.match(words)
    if found is None:
        return None, words
    try:
        day = date(int(found[1] or today.year), int(found[2]), int(found[3]))
        if not found[1] and day < today:
            day = day.replace(year=today.year + 1)
    except ValueError:
        return None, ""
    return day, words[found.end() :].strip()


def _at(day: date, hour: int, minute: int, zone: str) -> float:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_of(zone)).timestamp()
