"""Times that are past, as agents type them: when an order came, when a review was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from assistant.desk import moments
from assistant.desk.time_grammar import Said, parse, plain
from phrasebook.i18n import tr
from phrasebook.model import UserError

_NOW: Final = frozenset({"刚刚", "刚才", "现在"})
_NOON: Final = 12 * 3600


def read(text: str, now: float, zone: str, *, day_only: bool = False) -> float:
    """Read what an agent typed as a time that is past.

    Takes ``刚刚``, ``10分钟前``, ``昨天 22:30``, ``周三下午3点`` (the last one), ``11-20 09:00``
    (this year's or the last's), what programs copy (``2026-11-20 09:00:00``) and, with
    ``day_only``, a day alone, which stands for its noon.

    Raises:
        UserError: If it is no time, no day of the calendar, still to come, or can mean two times.
    """
    if plain(text) in _NOW:
        return now
    said = parse(text)
    if said is None or not (said.seconds is not None or said.is_span or day_only):
        raise UserError(
            tr("“{text}”看不懂是什么时间。", text=text.strip()[:20]),
            tr("写成 昨天 或 11-20。")
            if day_only
            else tr("写成 今天 09:30、昨天 22:00、10分钟前。"),
        )
    when = _earlier(said, now, zone)
    if when > now:
        raise UserError(
            tr("{time} 还没到。", time=moments.spoken(when, zone, now)), tr("写已经过去的时间。")
        )
    return when


def _earlier(said: Said, now: float, zone: str) -> float:
    if said.moment is not None:
        return said.moment
    if said.span is not None:
        return now + said.span * 60
    today = moments.local(now, zone).date()
    days = moments.days_of(said, today, later=False)
    if said.is_span:
        return moments.moment_of(said, days[0], now, zone)
    if said.seconds is None:
        if days[0] == today:
            return now  # of today, be it before noon or after
        said = replace(said, seconds=_NOON)
    found = [moments.moment_of(said, day, now, zone) for day in days]
    return next((when for when in found if when <= now), found[0])
