"""What was in front when a key was pressed: the window, and its title of that moment.

A press is heard some milliseconds late. What came to the front since, or what the chat has shown
since, was not meant: the server's own times tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from assistant.backends.x11_ewmh import Ewmh
from assistant.backends.x11_focus import earlier
from assistant.ports import Target

TITLES: Final = ("_NET_WM_NAME", "WM_NAME")
_KEPT: Final = 8
_PROPERTY_NOTIFY: Final = 28


def queued(ewmh: Ewmh, window: int, names: Iterable[str]) -> list[int]:
    """Give the times of changes of properties that were heard and not handled yet."""
    atoms = {ewmh.atom(name) for name in names}
    return [
        event.time
        for event in ewmh.display.display.event_queue
        if event.type == _PROPERTY_NOTIFY and event.window.id == window and event.atom in atoms
    ]


class TitleHistory:
    """Titles of the window in front, with the server time (ms) since when each was shown."""

    def __init__(self) -> None:
        """Nothing is in front yet."""
        self._window = 0
        self._rows: list[tuple[int, str | None]] = []
        self._unread: list[int] = []

    def begin(self, target: Target | None) -> None:
        """Another window came to the front."""
        self._window = target.window if target else 0
        self._rows = [(0, target.title)] if target else []
        self._unread = []

    def changed(self, window: int, moment: int) -> None:
        """Note that a title changed."""
        if window == self._window:
            self._unread = [*self._unread[:1], moment]

    def read(self, ewmh: Ewmh) -> None:
        """Read the title once after any number of changes.

        It is the one since the last change heard by then; what stood between is not known.
        """
        if not self._unread:
            return
        title = ewmh.title(self._window)
        times = [*self._unread, *queued(ewmh, self._window, TITLES)]
        self._rows += [(times[0], None), (times[-1], title)]
        self._rows = self._rows[-_KEPT:]
        self._unread = []

    def at(self, now: Target, moment: int, waiting: list[int]) -> str | None:
        """Give the title that a window had at a moment; None if that is not known.

        Args:
            now: The window with its present title.
            moment: Server time.
            waiting: Times of its changes that were not handled yet.
        """
        rows = self._rows if now.window == self._window else [(0, None)]
        unread = self._unread if now.window == self._window else []
        for at in (*unread, *waiting):
            rows = [*rows, (at, None)]
        latest = max(range(len(rows)), key=lambda i: (earlier(rows[i][0], moment), i), default=None)
        if latest is None or not earlier(rows[latest][0], moment):
            return None
        if latest == len(rows) - 1:
            return now.title  # nothing changed since
        return rows[latest][1]


def in_front(ewmh: Ewmh, titles: TitleHistory, told_at: int, moment: int) -> Target | None:
    """Give the window that was in front at a key press, with its title of then; None if unsure.

    Args:
        ewmh: Asks.
        titles: What is known of titles.
        told_at: When the server last told of another window in front.
        moment: Server time of the press.
    """
    target = ewmh.front()
    # The answer came behind every event of before: what is queued now is all there was.
    # Not compared by window: what was read may be ahead of the event that tells of it.
    moved = [told_at, *queued(ewmh, ewmh.root.id, ("_NET_ACTIVE_WINDOW",))]
    if target is None or not all(earlier(at, moment) for at in moved):
        return None
    title = titles.at(target, moment, queued(ewmh, target.window, TITLES))
    return None if title is None else replace(target, title=title)
