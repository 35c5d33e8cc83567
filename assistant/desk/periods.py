"""Spans of days that records and figures are shown for, on the clock of a zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from assistant.desk import moments

NAMES: Final[Mapping[str, str]] = {
    "month": "本月",
    "last_month": "上月",
    "7": "7 天",
    "30": "30 天",
    "90": "90 天",
}
"""Name and UI word of each span; a number is so many days with today as the last."""


@dataclass(frozen=True, slots=True)
class Span:
    """Whole local days.

    Attributes:
        first: The first day.
        last: The last day.
        since: Where the first begins.
        until: Where the day after the last begins.
    """

    first: date
    last: date
    since: float
    until: float

    @property
    def days(self) -> list[date]:
        """Give every day, in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def span(name: str, now: float, zone: str) -> Span:
    """Give the days of a name of ``NAMES``.

    Raises:
        KeyError: There is no such name.
    """
    today = moments.local(now, zone).date()
    first, last = today.replace(day=1), today
    if name == "last_month":
        last = first - timedelta(days=1)
        first = last.replace(day=1)
    elif name != "month":
        first = today - timedelta(days=int(NAMES[name].split()[0]) - 1)
    after = last + timedelta(days=1)
    return Span(first, last, moments.on(first, 0, zone), moments.on(after, 0, zone))
