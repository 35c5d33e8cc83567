"""Times that are past, as agents type them: when an order came, when a review was written."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from assistant.desk import moments
from assistant.desk.moments import CLOCK, DATE, SPAN, WEEKDAY
from phrasebook.i18n import tr
from phrasebook.model import UserError

_DAYS: Final = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "前天": 2, "前日": 2}
_FORM: Final = re.compile(
    rf"(?:(?P<word>今天|今日|昨天|昨日|昨晚|前天|前日)|(?P<last>上)?{WEEKDAY}|{DATE})?"
    rf"(?P<clock>{CLOCK})?"
)
_AGO: Final = re.compile(rf"{SPAN}(?:以?前|之前)")
_NOW: Final = frozenset({"刚刚", "刚才", "现在"})
_NOON: Final = 12 * 60


def read(text: str, now: float, zone: str, *, day_only: bool = False) -> float:
    """Read what an agent typed as a time that is past.

    Takes ``刚刚``, ``10分钟前``, ``昨天 22:30``, ``周三下午3点`` (the last one), ``11-20 09:00``
    (this year's or the last's) and, with ``day_only``, a day alone, which stands for its noon.

    Raises:
        UserError: If it is no time, no day of the calendar, or still to come.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in _NOW:
        return now
    if (span := _AGO.fullmatch(plain)) is not None:
        return now - moments.span_minutes(span) * 60
    found = _FORM.fullmatch(plain)
    if not plain or found is None or not (found["clock"] or day_only):
        raise UserError(
            tr("“{text}”看不懂是什么时间。", text=text.strip()[:20]),
            tr("写成 昨天 或 11-20。")
            if day_only
            else tr("写成 今天 09:30、昨天 22:00、10分钟前。"),
        )
    minutes = _NOON
    if found["clock"]:
        minutes = moments.clock(found, evening=found["word"] == "昨晚")
    today = moments.local(now, zone).date()
    day = _day(found, today)
    when = moments.on(day, minutes, zone)
    if not found["clock"] and day == today:
        return now  # of today, be it before noon or after
    if when > now and found["weekday"]:
        when = moments.on(day - timedelta(days=7), minutes, zone)
    elif when > now and found["month"] and not found["year"]:
        when = moments.on(moments.calendar_day(found, today.year - 1), minutes, zone)
    if when > now:
        raise UserError(
            tr("{time} 还没到。", time=moments.spoken(when, zone, now)), tr("写已经过去的时间。")
        )
    return when


def _day(found: re.Match[str], today: date) -> date:
    if found["word"]:
        return today - timedelta(days=_DAYS[found["word"]])
    if found["weekday"]:
        back = (today.weekday() - moments.weekday(found)) % 7
        if found["last"]:
            back = today.weekday() + 7 - moments.weekday(found)
        return today - timedelta(days=back)
    return moments.calendar_day(found, today.year) if found["month"] else today
