"""The time zone of this computer, by its IANA id; the only place of ``tzlocal``."""

from __future__ import annotations

import logging
import warnings
from typing import Final
from zoneinfo import ZoneInfo

log = logging.getLogger(__name__)

UNKNOWN: Final = "UTC"
"""What stands where the system does not tell its zone."""


def zone_id() -> str:
    """Give the zone that clocks here show, such as ``Asia/Shanghai``; ``UTC`` if unknown.

    ``TZ`` in the environment goes before what the system says. Read anew each time (under a
    millisecond after the first): a laptop travels.
    """
    import tzlocal  # 15 ms

    try:
        with warnings.catch_warnings():
            # It warns of clocks that do not fit the zone, which changes no answer.
            warnings.simplefilter("ignore")
            tzlocal.reload_localzone()
            name = tzlocal.get_localzone_name()
        ZoneInfo(name)  # a name that zoneinfo does not know is of no use to anyone
    except (LookupError, ValueError, TypeError, OSError) as error:
        # ZoneInfoNotFoundError is a LookupError; a nameless zone comes as None (TypeError).
        log.info("zone unknown (%s), taking UTC", type(error).__name__)
        return UNKNOWN
    return name
