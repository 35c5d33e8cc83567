"""Hours in which buyers may be disturbed: options of the shop, and meal times for calls.

Source: manual pages ``chase-how`` (nobody is texted late) and ``chase-when`` (no calls at meals or
at night).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from assistant.desk import moments, shifts
from phrasebook.desk import Channel


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of texting (options ``desk.text_from`` and ``desk.text_until``).

    Attributes:
        first: Hour of the day from which buyers may be disturbed.
        last: Hour from which they may not any more, up to 24.
    """

    first: int = 9
    last: int = 21


HOURS: Final = Hours()
_MEALS: Final = ((11 * 60 + 30, 13 * 60), (17 * 60 + 30, 19 * 60))
"""Minutes of the day at which nobody is called (manual: no calls at meals); the times are ours."""


def allowed(at: float, zone: str, hours: Hours = HOURS, channel: Channel = "") -> float:
    """Give the first moment from ``at`` on at which a buyer may be disturbed.

    A call besides keeps out of meal times. Hours that leave no minute count as the default ones.
    """
    if hours.first >= hours.last:
        hours = HOURS
    day = moments.local(at, zone).date()
    for ahead in range(3):
        for begin, end in _open_times(hours, channel):
            start, stop = (shifts.moment(day + timedelta(ahead), m, zone) for m in (begin, end))
            if at < stop:
                return max(at, start)
    return at


def _open_times(hours: Hours, channel: Channel) -> list[tuple[int, int]]:
    """Give the stretches of a day, in minutes, in which buyers may be disturbed."""
    found, begin, last = [], hours.first * 60, hours.last * 60
    for meal, after in _MEALS if channel == "call" else ():
        if begin < meal:
            found.append((begin, min(meal, last)))
        begin = max(begin, after)
    times = [(start, end) for start, end in (*found, (begin, last)) if start < end]
    # Hours that are all meal time leave calls as free as texts.
    return times or [(hours.first * 60, last)]
