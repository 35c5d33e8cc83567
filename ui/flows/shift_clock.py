"""Notices when a shift begins, also after sleep and when the clock was set anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from assistant.desk import shifts
from phrasebook.desk import ShiftRef

LONGEST_S: Final = 600.0
"""Longest wait between two looks at the clock: a timer does not run while the machine sleeps, and
does not notice that the clock was set."""
_SHORTEST_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Around:
    """The shifts around a moment.

    Attributes:
        before: Name of the shift before the current one; empty if unknown.
        current: The one that runs, as this agent counts; None between shifts.
        following: The next one; None if no shifts are set up.
    """

    before: str = ""
    current: ShiftRef | None = None
    following: ShiftRef | None = None


class ShiftClock(QObject):
    """Looks at the clock when the next shift begins, and every ten minutes.

    Signals:
        looked: It is time to look; whether another shift runs than at the last look.
    """

    looked = Signal(bool)

    def __init__(
        self,
        *,
        now: Callable[[], float],
        zone: Callable[[], str],
        plan: Callable[[], Sequence[shifts.Shift]],
        own: Callable[[float], ShiftRef | None],
    ) -> None:
        """Stand still until ``start``.

        Args:
            now: The clock.
            zone: Zone id of the clock.
            plan: The shifts of a day.
            own: The shift of this agent at a moment.
        """
        super().__init__()
        self._now, self._zone, self._plan, self._own = now, zone, plan, own
        self._key: str | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now; the shift that runs counts as one that begins."""
        self._key = None
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look at the clock (also after sleep, unlock, and a change of the settings)."""
        now = self._now()
        current = self._own(now)
        key = current.key if current is not None else ""
        begun, self._key = key != self._key, key
        coming = shifts.next_after(now, self._zone(), self._plan())
        wait = coming.start - now if coming is not None else LONGEST_S
        self._timer.start(round(max(_SHORTEST_S, min(wait, LONGEST_S)) * 1000))
        self.looked.emit(begun)

    def around(self) -> Around:
        """Give the shifts around now."""
        now, zone, plan = self._now(), self._zone(), self._plan()
        current = self._own(now)
        since = current.start if current is not None else now
        following = shifts.next_after(since, zone, plan)
        earlier = shifts.starts_between(since - 2 * 86_400, since - 1, zone, plan)
        return Around(earlier[-1].name if earlier else "", current, following)

    def starts(self, after: float) -> list[ShiftRef]:
        """Give the shifts that began after a moment and not after now."""
        return shifts.starts_between(after, self._now(), self._zone(), self._plan())
