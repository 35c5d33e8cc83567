"""What the back-ends of ``PointerPort`` share: which press of the left button is waited for.

One in the chat whose copied message waits for its answer, or the next one anywhere, by which a
place is taught. A thread of the back-end looks for presses only while there is either.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from assistant.ports import Capability, Press, Spot, Target

TEACH_S: Final = 30.0
"""How long a place may take to be shown."""
WATCH_S: Final = 600.0
"""A copied message that was not answered for so long waits for no press any more."""


class Presses:
    """The calls of ``PointerPort``; a subclass looks in ``_run`` while ``_left`` is above 0."""

    def __init__(self) -> None:
        """Do nothing yet: the thread begins with the first thing to wait for."""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._watched = 0
        self._pressed = False
        self._watch_until = self._teach_until = 0.0
        self._done: Callable[[Press | None], None] | None = None

    def capability(self) -> Capability:
        """Say whether it works here."""
        raise NotImplementedError

    def watch(self, target: Target) -> None:
        """Note presses in ``target`` from now on."""
        with self._lock:
            self._watched, self._pressed = target.window, False
            self._watch_until = time.monotonic() + WATCH_S
        self._begin()

    def pressed(self, target: Target) -> bool:
        """Tell whether there was a press in ``target`` since its ``watch``."""
        with self._lock:
            return self._watched == target.window and self._pressed

    def teach(self, done: Callable[[Press | None], None]) -> Capability:
        """Report the next press."""
        self.cancel()
        with self._lock:
            self._done, self._teach_until = done, time.monotonic() + TEACH_S
        self._begin()
        return self.capability()

    def cancel(self) -> None:
        """Stop waiting for a press."""
        self._answer(None)

    def close(self) -> None:
        """End the thread and what it uses."""
        with self._lock:
            self._done, self._watch_until, self._teach_until = None, 0.0, 0.0
            thread = self._thread
            if thread is not None:
                self._ring()
        if thread is not None:
            thread.join(1.0)

    def _begin(self) -> None:
        with self._lock:
            if self._thread is not None:
                self._ring()  # it may have to wait longer now
                return
            self._prepare()
            self._thread = threading.Thread(target=self._run, name="pointer", daemon=True)
            self._thread.start()

    # -- for the subclass --

    def _prepare(self) -> None:
        """Make what the thread needs, before it begins (under the lock)."""

    def _ring(self) -> None:
        """Tell a thread that sleeps that what it waits for has changed (under the lock)."""

    def _ended(self) -> None:
        """Give back what ``_prepare`` made (under the lock)."""

    def _run(self) -> None:
        """Look for presses until ``_left`` is 0."""
        raise NotImplementedError

    # -- the thread --

    def _left(self) -> float:
        """Seconds for which to go on looking; the thread is over once there are none.

        Whoever wanted to be shown a place, and was not in time, is told here.
        """
        late = None
        with self._lock:
            now = time.monotonic()
            if now >= self._teach_until:
                late, self._done = self._done, None
            left = max(self._watch_until, self._teach_until) - now
            if left <= 0:
                self._thread = None
                self._ended()
        if late is not None:
            late(None)
        return left

    def _teach_left(self) -> float:
        """Seconds for which a press is waited for; as good as for ever if none is."""
        with self._lock:
            if self._done is None:
                return WATCH_S
            return max(0.0, self._teach_until - time.monotonic())

    def _give_up(self) -> None:
        """Wait for nothing any more: presses cannot be seen."""
        with self._lock:
            self._watch_until = self._teach_until = 0.0

    def _take(self, spots: Mapping[int, Spot]) -> None:
        """Note a press at these places, by window."""
        with self._lock:
            if self._watched in spots:
                self._pressed, self._watch_until = True, 0.0
        self._answer(Press(spots))

    def _answer(self, press: Press | None) -> None:
        with self._lock:
            done, self._done = self._done, None
            self._teach_until = 0.0
        if done is not None:
            done(press)
