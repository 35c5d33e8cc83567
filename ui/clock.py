"""Real time, for parts whose tests bring a clock of their own."""

from __future__ import annotations

import os
import time


def _ahead() -> float:
    try:
        return float(os.environ.get("BANHUA_CLOCK_AHEAD", "0"))
    except ValueError:
        return 0.0


class SystemClock:
    """Implements ``assistant.ports.Clock``.

    ``BANHUA_CLOCK_AHEAD`` sets it ahead by so many seconds: the next shift can be tried now.
    """

    def __init__(self) -> None:
        """Read how far it is set ahead."""
        self._ahead = _ahead()

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self._ahead

    def monotonic(self) -> float:
        """Seconds from some fixed moment, by the finest clock: others step by 16 ms on Windows.

        Whoever gives times that are held against these must take them from here, or likewise.
        """
        return time.perf_counter()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
