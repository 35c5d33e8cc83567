"""Which chat a window showed when a key was pressed, by the system's own times.

A press is heard late, on a busy machine by a good part of a second. What the chat has shown since
was not meant: each change of a title has a time, on the clock that the press has its time by.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from assistant.ports import Target

_KEPT: Final = 8
_TURN: Final = 0x80000000
_Row = tuple[int, str | None]


def earlier(one: int, other: int) -> bool:
    """Compare system times (ms), which start again at 0 after 49 days; 0 is before all."""
    return one == 0 or (one - other) & 0xFFFFFFFF >= _TURN


class TitleHistory:
    """Titles of the windows that are watched, with the time (ms) since when each was shown.

    A change of the same millisecond as the press counts as later: Windows' clock steps by 16 ms.
    """

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._rows: dict[int, tuple[_Row, ...]] = {}
        self._unread: dict[int, list[int]] = {}

    def note(self, target: Target, moment: int) -> None:
        """Watch a window from now on; one that is watched already keeps its past.

        Args:
            target: The window with its present title.
            moment: When every later change of it was sure to be heard.
        """
        self._rows.setdefault(target.window, ((moment, target.title),))

    def keep(self, windows: Collection[int]) -> None:
        """Forget all windows but these."""
        for window in self._rows.keys() - set(windows):
            del self._rows[window]
            self._unread.pop(window, None)

    def changed(self, window: int, moment: int) -> None:
        """Note that a title changed; ``read`` tells to what."""
        if window in self._rows:
            self._unread[window] = [*self._unread.get(window, [])[:1], moment]

    def unread(self) -> list[int]:
        """Give the windows whose title changed since it was read."""
        return list(self._unread)

    def read(self, window: int, title: str, waiting: Sequence[int] = ()) -> None:
        """Take in the title, once after any number of changes.

        Args:
            window: One of ``unread``.
            title: Its present title. It is the one since the last change; what stood between is
                not known.
            waiting: Times of changes that were heard and not handled yet.
        """
        times = [*self._unread.pop(window), *waiting]
        rows = (*self._rows[window], (times[0], None), (times[-1], title))
        self._rows[window] = rows[-_KEPT:]

    def knows(self, window: int) -> bool:
        """Tell whether a window is watched."""
        return window in self._rows

    def at(self, now: Target, moment: int, waiting: Sequence[int] = ()) -> str | None:
        """Give the title that a window had at a moment; None if that is not known.

        Args:
            now: The window with its present title.
            moment: The time of the press.
            waiting: Times of its changes that were not handled yet.
        """
        changes = (*self._unread.get(now.window, ()), *waiting)
        rows = (*self._rows.get(now.window, ((0, None),)), *((at, None) for at in changes))
        before = [title for at, title in rows if earlier(at, moment)]
        if not before:
            return None
        # Where the last change is known and handled, its title counts: the present one may be of
        # a change that nothing has told of yet.
        is_last = earlier(rows[-1][0], moment)
        return now.title if is_last and before[-1] is None else before[-1]
