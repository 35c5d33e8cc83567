"""When a hotkey was pressed: the system's time, while what the key does is being called.

The thread that hears of a press may be late. Who asks during the call what is in front is told
what was in front at the press.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Final

LATE_S: Final = 0.05
"""A press that is heard later than this binds no window whose past is unknown."""


class Press(threading.local):
    """The press whose callback runs on this thread.

    Attributes:
        moment: Its system time (ms); 0 while none runs.
        at: The same as ``Clock.monotonic``.
        late: It was heard late: what is in front may not have been so.
    """

    moment = 0
    at = 0.0
    late = False

    def begin(self, moment: int, at: float) -> None:
        """Take the times of a press."""
        self.moment, self.at = moment, at
        self.late = time.perf_counter() - at > LATE_S

    def end(self) -> None:
        """Forget it."""
        self.moment = 0


def fire(callback: Callable[[], None], as_of: Callable[[int], None] | None, moment: int) -> None:
    """Call what a hotkey does, while ``as_of`` knows when it was pressed.

    Args:
        callback: What the key does.
        as_of: Told the time before, and 0 after; None where nobody asks.
        moment: System time of the press (ms).
    """
    if as_of is None:
        callback()
        return
    as_of(moment or 1)
    try:
        callback()
    finally:
        as_of(0)
