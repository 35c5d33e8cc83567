"""Real time, for parts whose tests bring a clock of their own."""

from __future__ import annotations

import time


class SystemClock:
    """Implements ``assistant.ports.Clock``."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds from some fixed moment."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
