"""What was in front when a key was pressed: the window, and its title of that moment.

A press is heard some milliseconds late. What came to the front since, or what the chat has shown
since, was not meant: the server's own times tell.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Final

from Xlib import X, error

from assistant.backends.x11_ewmh import Ewmh
from assistant.key_press import Press
from assistant.ports import Target
from assistant.title_history import TitleHistory, earlier

TITLES: Final = ("_NET_WM_NAME", "WM_NAME")
_PROPERTY_NOTIFY: Final = 28
_MASK: Final = 0xFFFFFFFF
_RENEW_S: Final = 600.0
"""For so long a distance of the two clocks counts."""


def queued(ewmh: Ewmh, window: int, names: Iterable[str]) -> list[int]:
    """Give the times of changes of properties that were heard and not handled yet."""
    atoms = {ewmh.atom(name) for name in names}
    return [
        event.time
        for event in ewmh.display.display.event_queue
        if event.type == _PROPERTY_NOTIFY and event.window.id == window and event.atom in atoms
    ]


class ServerTime:
    """The server's clock beside ours, learned from the times that its events carry.

    An event is heard late, never early, so the least distance that was seen is the nearest to the
    true one. It is learned anew all the time: the clock of a server elsewhere runs differently.
    """

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        """Know nothing yet; ``now`` gives our time in seconds (``Clock.monotonic``)."""
        self._now = now
        self._before: int | None = None
        self._ahead: int | None = None
        self._until = 0.0

    def ask(self, ewmh: Ewmh) -> None:
        """Have the server send an event of now, so that its time is known from the start."""
        window = ewmh.root.create_window(
            -1, -1, 1, 1, 0, 0, X.InputOnly, event_mask=X.PropertyChangeMask
        )
        window.change_property(ewmh.atom("BANHUA_TIME"), ewmh.atom("STRING"), 8, b"")
        ewmh.display.flush()

    def heard(self, moment: int) -> None:
        """Learn from an event that carries this server time (ms)."""
        if self._now() >= self._until:
            self._before, self._ahead = self._ahead, None
            self._until = self._now() + _RENEW_S
        ahead = (self._ms() - moment) & _MASK
        if self._ahead is None or earlier(ahead, self._ahead):
            self._ahead = ahead

    def now(self) -> int:
        """Give the server's present time (ms); 0 if it is not known."""
        return (self._ms() - self._distance()) & _MASK if self._ahead is not None else 0

    def ours(self, moment: int) -> float:
        """Turn a server time of the last minutes into ours (seconds)."""
        age = (self._ms() - self._distance() - moment) & _MASK if self._ahead is not None else 0
        return self._now() - (age / 1000 if age < _MASK >> 1 else 0.0)

    def _distance(self) -> int:
        known = [ahead for ahead in (self._ahead, self._before) if ahead is not None]
        return known[-1] if len(known) > 1 and earlier(known[-1], known[0]) else known[0]

    def _ms(self) -> int:
        return int(self._now() * 1000)


def read_titles(ewmh: Ewmh, titles: TitleHistory) -> None:
    """Take in the titles that changed; a window that is gone keeps none."""
    for window in titles.unread():
        with suppress(error.XError):
            title = ewmh.title(window)
            titles.read(window, title, queued(ewmh, window, TITLES))


def in_front(ewmh: Ewmh, titles: TitleHistory, told_at: int, press: Press) -> Target | None:
    """Give the window that was in front at a key press, with its title of then; None if unsure.

    Args:
        ewmh: Asks.
        titles: What is known of titles.
        told_at: When the server last told of another window in front.
        press: Its server time.
    """
    target = ewmh.front()
    # The answer came behind every event of before: what is queued now is all there was.
    # Not compared by window: what was read may be ahead of the event that tells of it.
    moved = [told_at, *queued(ewmh, ewmh.root.id, ("_NET_ACTIVE_WINDOW",))]
    if target is None or not all(earlier(at, press.moment) for at in moved):
        return None
    if press.late and not titles.knows(target.window):
        return None  # it came to the front before the press, but what it showed then was not seen
    title = titles.at(target, press.moment, queued(ewmh, target.window, TITLES))
    return None if title is None else replace(target, title=title)
