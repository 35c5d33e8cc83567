"""Keeps the user's own clipboard safe while phrases pass through it.

A target fetches the text some time after the paste key, a busy page a second later. Too early a
restore pastes the user's old clipboard into the chat, so fetches are counted. A chain of pastes
carries the first copy of the user's content to its end. Measured in reference/desktop.md, §3.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.ports import Clipboard, ClipboardBusy, Clock, Snapshot, Target

log = logging.getLogger(__name__)

AFTER_FETCH_S: Final = 0.250
"""From the last expected fetch to the restore. Chromium inserts what it fetched only if the
clipboard has not changed until then; on a machine with both cores taken that lasted 60 to 180 ms
(70 rounds of two keys 150 ms apart, page busy 300 ms: after 80 ms one text was lost)."""
NEXT_AFTER_FETCH_S: Final = 0.120
"""From the last expected fetch until the next text may replace this one (the same rounds: after
30 ms two texts were lost, after 120 ms none)."""
FALLBACK_S: Final = 3.0
"""After the key, when fewer fetches came than expected."""
QUIET_S: Final = 0.3
"""A program with unknown habits has taken the text when it was silent for so long after one
fetch (good enough for Enter and the caret, not for a restore)."""
USUAL_FETCHES: Final = 2
SINGLE_AFTER: Final = 2
"""Full windows with one fetch that make a program a single-fetch one. One is not enough: a page
that hangs for 3 s looks the same, and then its user's old clipboard would be pasted."""
LINGER_S: Final = 0.06
_POLL_S: Final = 0.005


@dataclass(slots=True)
class _Pending:
    """A text that was sent and is still on the clipboard."""

    program: str
    sent: float
    fetches: int
    known: bool
    restore_s: float
    learned: bool = False


class ClipboardKeeper:
    """The chain of one clipboard (paste worker only, but for the fetch callback)."""

    def __init__(
        self,
        clipboard: Clipboard,
        clock: Clock,
        wake: Callable[[], None],
        untouched: Callable[[bool], None],
    ) -> None:
        """Watch fetches of ``clipboard``.

        Args:
            clipboard: Where the texts go.
            clock: Time.
            wake: Called on any thread when ``due_in`` may have changed.
            untouched: Called on the worker when nobody asked for a text that was sent; True if
                the text stays on the clipboard, False if the next one replaces it.
        """
        self._clipboard = clipboard
        self._clock = clock
        self._wake = wake
        self._untouched = untouched
        self._original: Snapshot | None = None
        self._pending: _Pending | None = None
        self._times: list[float] = []
        self._single: dict[str, int] = {}
        clipboard.on_fetch(self._fetched)

    def _fetched(self) -> None:
        self._times.append(self._clock.monotonic())
        self._wake()

    def begin(self, save: bool) -> None:
        """Make the clipboard free to be written: the last text was taken, the user's is saved.

        Raises:
            ClipboardBusy: If the user's content could not be read; nothing was changed.
        """
        self.settle()
        ours = self._clipboard.owns()
        if self._original is not None and not ours:
            self._original = None  # somebody copied something newer: that is the user's now
        if save and self._original is None:
            self._original = self._clipboard.snapshot()

    def arm(self, target: Target) -> None:
        """Count fetches from here (right before the paste key)."""
        self._times = []
        self._clipboard.arm(target)

    def sent(self, target: Target, fetches: int, restore_ms: int) -> None:
        """Note that the key was sent.

        Args:
            target: Where to.
            fetches: How often the client's rule says it fetches; 0 if unknown.
            restore_ms: When to restore where fetches cannot be seen.
        """
        learned = self._single.get(target.program, 0) >= SINGLE_AFTER
        expected = fetches or (1 if learned else USUAL_FETCHES)
        self._pending = _Pending(
            target.program, self._clock.monotonic(), expected, bool(fetches) or learned,
            restore_ms / 1000,
        )  # fmt: skip

    def due_in(self) -> float | None:
        """Seconds until ``tick`` has something to do; None if nothing waits."""
        if self._pending is None:
            return None
        return max(0.0, self._due(self._pending, AFTER_FETCH_S) - self._clock.monotonic())

    def tick(self) -> bool:
        """Restore if it is time; True if the chain ended."""
        pending = self._pending
        if pending is None or self._clock.monotonic() < self._due(pending, AFTER_FETCH_S):
            return False
        self._learn(pending)
        if self._clipboard.untouched() and self._clipboard.owns():
            # The window closed or has no input box: the user still needs the text.
            self.abandon()
            self._untouched(True)
        else:
            self._restore()
        return True

    def settle(self) -> None:
        """Wait until the text on the clipboard was taken, at most ``FALLBACK_S`` after its key."""
        pending = self._pending
        if pending is None:
            return
        while (left := self._due(pending, NEXT_AFTER_FETCH_S) - self._clock.monotonic()) > 0:
            self._clock.sleep(min(left, _POLL_S))
        self._learn(pending)
        self._pending = None
        if self._clipboard.untouched() and self._clipboard.owns():
            self._untouched(False)

    def wait_taken(self) -> bool:
        """Wait until the text has reached the target; False if it never asked for it."""
        pending = self._pending
        if pending is None:
            return False
        while True:
            now = self._clock.monotonic()
            if self._clipboard.fetches() < 0:
                if now >= pending.sent + QUIET_S:
                    return True
            elif self._has_taken(pending, now):
                return True
            elif now >= pending.sent + FALLBACK_S:
                return False
            self._clock.sleep(_POLL_S)

    def linger(self) -> None:
        """Stay out of the way while the target fetches, for ``LINGER_S`` at the most.

        Counting, logging and reporting set the GUI thread to work, and that is the thread that
        hands out the text: done at once, they would hold up the paste by 10 ms and more.
        """
        pending = self._pending
        if pending is None or self._clipboard.fetches() < 0:
            return
        end = pending.sent + LINGER_S
        while len(self._times) < pending.fetches and self._clock.monotonic() < end:
            self._clock.sleep(LINGER_S / 3)

    def _has_taken(self, pending: _Pending, now: float) -> bool:
        if len(self._times) >= pending.fetches:
            return True
        return bool(self._times) and not pending.known and now >= self._times[-1] + QUIET_S

    def finish(self) -> None:
        """End the chain now: wait for the target, then restore."""
        if self._pending is not None:
            while (left := self.due_in()) is not None and left > 0:
                self._clock.sleep(min(left, _POLL_S))
            self.tick()
        self.give_back()

    def give_back(self) -> None:
        """Restore at once unless a sent text may still be fetched; then it happens in time."""
        if self._pending is None:
            self._restore()

    def abandon(self) -> None:
        """Leave what is on the clipboard there and forget the user's former content."""
        self._original = None
        self._pending = None

    def _due(self, pending: _Pending, margin: float) -> float:
        if self._clipboard.fetches() < 0:
            return pending.sent + pending.restore_s
        last = pending.sent + FALLBACK_S
        if len(self._times) < pending.fetches:
            return last
        return min(last, self._times[pending.fetches - 1] + margin)

    def _learn(self, pending: _Pending) -> None:
        if self._clipboard.fetches() < 0 or pending.learned:
            return
        pending.learned = True
        count = len(self._times)
        if count >= USUAL_FETCHES:
            self._single.pop(pending.program, None)
        elif count == 1 and self._clock.monotonic() >= pending.sent + FALLBACK_S:
            self._single[pending.program] = self._single.get(pending.program, 0) + 1

    def _restore(self) -> None:
        original, self._original, self._pending = self._original, None, None
        if original is None:
            return
        try:
            if self._clipboard.owns():
                self._clipboard.restore(original)
                log.debug("clipboard restored=1")
        except ClipboardBusy:
            log.warning("clipboard restored=0 reason=busy")
