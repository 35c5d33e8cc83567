"""Moments in words, on the clock of a zone: 今天 12:00, 昨天 23:41, 11-28 09:00."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from ui.i18n import tr

_DAYS: Final = {-1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


@lru_cache(maxsize=8)
def zone_of(name: str) -> ZoneInfo:
    """Give a zone by its id; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def local(at: float, zone: str) -> datetime:
    """Give a moment on the clock of a zone."""
    return datetime.fromtimestamp(at, zone_of(zone))


def day_words(at: float, now: float, zone: str) -> str:
    """Name a day as it is spoken of today."""
    day = local(at, zone)
    apart = (day.date() - local(now, zone).date()).days
    if apart in _DAYS:
        return tr(_DAYS[apart])
    return f"{day:%m-%d}" if day.year == local(now, zone).year else f"{day:%Y-%m-%d}"


def moment_words(at: float, now: float, zone: str) -> str:
    """Say when something was or will be: ``今天 12:00``."""
    return f"{day_words(at, now, zone)} {local(at, zone):%H:%M}"


def past_words(at: float, now: float, zone: str) -> str:
    """Say when something was, without the day if that is today's: ``23:41``."""
    same = local(at, zone).date() == local(now, zone).date()
    return f"{local(at, zone):%H:%M}" if same else moment_words(at, now, zone)


def at_clock(now: float, zone: str, hour: int, minute: int = 0, days: int = 0) -> float:
    """Give the moment of a time of day, today or some days later, as seconds since the epoch."""
    here = local(now, zone)
    day = here.date() + timedelta(days=days)
    wanted = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone_of(zone))
    return wanted.timestamp()
