"""Keeps the user's own clipboard safe while phrases pass through it.

A target fetches the text some time after the paste key, a busy page seconds later. Whatever is on
the clipboard then gets into the chat, so the user's own content comes back only after the target's
process itself has fetched the text for its box (``paste_requests``): no time that passes, no fetch
of a clipboard manager, and none that a browser makes for itself takes the place of that. Without
it the text stays, and what the user had can be put back by hand. A chain of pastes carries the
first copy of the user's content to its end.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from assistant.fetch_habits import FetchHabits
from assistant.paste_requests import WITHOUT_BOX
from assistant.pending_text import Look, Pending
from assistant.ports import Clipboard, ClipboardBusy, Clock, Snapshot, Target

log = logging.getLogger(__name__)

AFTER_FETCH_S: Final = 0.500
"""From the last expected request to the restore. Chromium inserts what it fetched only if the
clipboard has not changed until then. On a machine with both cores taken that took 60 to 180 ms (70
rounds of two keys 150 ms apart, page busy 300 ms: after 80 ms one text was lost); with three test
runs at once it took longer than 250 ms. Half a second is soon enough for what one had copied."""
NEXT_AFTER_FETCH_S: Final = 0.120
"""From the last expected fetch until the next text may replace this one (the same rounds: after
30 ms two texts were lost, after 120 ms none)."""
HALFWAY_S: Final = 2.0
"""From the last question until the text may go where a program of the Chromium family has not asked
all that it asks in a paste. It asks the same number of times in each paste into one page, and
inserts nothing if the clipboard changes before the last. One that stood still for 0.2 s three
questions or one before that lost a text that counted as pasted."""
HALFWAY_ELSEWHERE_S: Final = 0.800
"""The same until the next text where the number was seen in another page (by its title) or in
none; shorter than the age at which a key is refused."""
_MOST_WINDOWS: Final = 100
FIRST_RESTORE_S: Final = 0.600
"""From the only fetch to the restore while a program's habit is not known. A program that fetches
more than once asked for the list of formats 0.4 to 2 ms after its first fetch, even with a page
busy for 1.5 s behind it; one that did not has its text. The rest is for machines under load."""
LOOK_S: Final = 0.060
"""How long that second question is waited for before a lone fetch counts as the whole."""
FALLBACK_S: Final = 3.0
"""After the key, when the text was not taken: then the person is told that it is still here."""
NO_BOX_S: Final = 1.0
"""From the last question until a browser that stopped where one without a box does is told as such;
a page that took a text before may only stand still there."""
OWED_S: Final = 10.0
"""For so long fetches of a text that was not taken may come yet, in place of the next one's; until
then the restore waits for them. Keys that a hung chat answers come no further apart than they were
pressed."""
AT_END_S: Final = 1.5
"""How long the end of the program waits for a text that was sent to be taken."""
KEEP_BYTES: Final = 64_000_000
"""A larger former clipboard is not kept once no paste needs it any more."""
RESTORE_TRIES_S: Final = (0.1, 0.3, 0.6, 1.0)
"""Pauses before the user's content is tried again where another program holds the clipboard."""
_POLL_S: Final = 0.005
_LOOK_AGAIN_S: Final = 0.05


class ClipboardKeeper:
    """The chain of one clipboard (paste worker only, but for the fetch callback)."""

    def __init__(
        self,
        clipboard: Clipboard,
        clock: Clock,
        habits: FetchHabits,
        wake: Callable[[], None],
        ended: Callable[[bool, bool], None],
    ) -> None:
        """Watch fetches of ``clipboard``.

        Args:
            clipboard: Where the texts go.
            clock: Time.
            habits: How often programs fetch.
            wake: Called on any thread when ``due_in`` may have changed.
            ended: Called on the worker once it is known what became of a text: whether the
                target took it, and whether it is still on the clipboard. A text that was not
                taken may be taken later: then it is called again.
        """
        self._clipboard, self._clock, self._habits = clipboard, clock, habits
        self._ended = ended
        self._original: Snapshot | None = None
        self._pending: Pending | None = None
        self._owed: tuple[tuple[str, int], int, float] = (("", 0), 0, 0.0)
        self._asked: dict[int, tuple[str, int, int]] = {}  # title, the last two numbers
        self._tries = 0
        self._try_at = 0.0
        self._back_at = 0.0
        clipboard.on_fetch(wake)

    # -- before the key --

    def save(self) -> None:
        """Copy the user's content unless an earlier text of the chain stands over it.

        Raises:
            ClipboardBusy: If it could not be read; nothing was changed.
        """
        if self._original is not None and not self._stands():
            self._original = None  # somebody copied something newer: that is the user's now
        if self._original is not None:
            return
        try:
            self._original = self._clipboard.snapshot()
        except ClipboardBusy:
            raise
        except Exception as problem:
            # Whatever a program offers must cost neither the paste without a word nor the copy.
            log.exception("clipboard snapshot failed")
            raise ClipboardBusy("the clipboard could not be read") from problem

    def settle(self, until: float) -> bool:
        """Wait until the text of the paste before was taken, so that another may follow.

        One that was reported as not taken is given up at once.

        Args:
            until: How long to wait (``Clock.monotonic``).

        Returns:
            False if the target may still ask for it; then nothing may take its place.
        """
        pending = self._pending
        if pending is None:
            return True
        # Where somebody copied something else, nobody can take the text any more.
        while self._stands():
            now, look = self._clock.monotonic(), self._look(pending)
            free = self._free_at(look)
            if (free is not None and now >= free) or (free is None and pending.late):
                break
            if free is None and now >= self._given_up_at(look):
                self._report_not_taken(look, stays=False)
                break
            if now >= until:
                return False
            self._clock.sleep(max(0.0005, min((free or until) - now, until - now, _POLL_S)))
        self._close(self._look(pending))
        return True

    def arm(self, target: Target, same: Callable[[str], bool] | None = None) -> None:
        """Count fetches from here (right before the paste key)."""
        self._clipboard.arm(target, same)

    # -- after the key --

    def sent(self, target: Target, fetches: int, restore_ms: int) -> None:
        """Note that the key was sent.

        Args:
            target: Where to.
            fetches: How often the client's rule says it fetches; 0 if unknown. Only 1 is used:
                that a program fetches more than once shows by itself.
            restore_ms: When to restore at the earliest where not every fetch can be seen.
        """
        whose, owed, at = self._owed
        now = self._clock.monotonic()
        self._owed = (("", 0), 0, 0.0)
        self._pending = Pending(
            target.program, target.pid, target.window, target.title, now, fetches == 1,
            restore_ms / 1000,
        )  # fmt: skip
        if whose == (target.program, target.pid) and now < at + OWED_S:
            self._pending.owed = owed

    def due_in(self) -> float | None:
        """Seconds until ``tick`` has something to do; None if nothing waits."""
        at = self._try_at or None
        if self._pending is not None:
            at = self._next_event(self._look(self._pending))
        return None if at is None else max(0.0, at - self._clock.monotonic())

    def tick(self) -> None:
        """Report and restore what it is time for."""
        pending, now = self._pending, self._clock.monotonic()
        if pending is None:
            if self._try_at and now >= self._try_at:
                self._restore()
            return
        look = self._look(pending)
        taken = self._taken_at(look)
        if taken is not None and now >= taken:
            if not pending.reported or pending.late:
                self._report_taken(pending)
            if now >= self._restore_at(look):
                self._close(look)
                self._restore()
        elif self._back_at and now >= self._back_at:
            self._close(look)
            self._restore()
        elif not pending.reported and now >= self._given_up_at(look):
            stays = self._stands()
            self._report_not_taken(look, stays=stays)
            if not stays:
                self._close(self._look(pending))  # what it asked until now counts no more
                self._original = None
            else:
                self._bound()

    def waits(self) -> bool:
        """Tell whether a text was sent whose end is not known."""
        return self._pending is not None

    def wait_taken(self) -> bool:
        """Wait until the text has reached the target; False if it was not taken.

        From then on the caller reports what became of it, unless it was not taken.
        """
        pending = self._pending
        if pending is None:
            return False
        while True:
            now, look = self._clock.monotonic(), self._look(pending)
            free = self._free_at(look)
            if free is not None and now >= free:
                pending.reported = True
                return True
            if free is None and now >= self._given_up_at(look):
                self.tick()
                return False
            self._clock.sleep(_POLL_S)

    # -- the end of a chain --

    def linger(self) -> None:
        """Stay out of the way while the target fetches, for ``LOOK_S`` at the most.

        Counting, logging and reporting set the GUI thread to work, and that is the thread that
        hands out the text: done at once, they would hold up the paste by 10 ms and more.
        """
        pending = self._pending
        if pending is None:
            return
        end = pending.sent + LOOK_S
        while self._taken_at(self._look(pending)) is None and self._clock.monotonic() < end:
            self._clock.sleep(LOOK_S / 3)

    def finish(self) -> None:
        """End the chain now: wait a moment for the target, then restore if it took the text."""
        pending = self._pending
        if pending is not None and not pending.late:
            end = self._clock.monotonic() + AT_END_S
            while self._pending is not None and self._clock.monotonic() < end:
                self._clock.sleep(_POLL_S)
                self.tick()
            if self._pending is not None and not pending.reported:
                self._report_not_taken(self._look(pending), stays=True)
        self._pending = None
        if self._try_at:
            self._restore()

    def give_back(self) -> None:
        """Restore at once unless a sent text may still be fetched; then it happens in time."""
        if self._pending is None:
            self._restore()

    def put_back(self) -> str:
        """Put the user's former content back because they say so.

        Returns:
            ``restored``; ``later`` where the chat may still fetch what is there, and would get
            the former content instead; ``replaced`` where something newer was copied.
        """
        pending = self._pending
        if pending is not None and not pending.late:
            # Sent since the notice with this button: the chat may still ask for it.
            self.settle(self._given_up_at(self._look(pending)))
        if self._original is None or not self._stands():
            self._original = None
            return "replaced"
        pending = self._pending
        if pending is not None:
            look = self._look(pending)
            if self._may_come(look):
                self._back_at = pending.sent + OWED_S
                return "later"
            self._close(look)
        self._restore()
        return "restored" if self._original is None else "later"

    def _may_come(self, look: Look) -> bool:
        """Tell whether the target may yet fetch a text that it has not taken."""
        lapsed = self._clock.monotonic() >= look.pending.sent + OWED_S
        return not (lapsed or self._has_no_box(look) or self._taken_at(look) is not None)

    def _stands(self) -> bool:
        """Tell whether our text is on the clipboard, be it the copy that a manager took of it."""
        return self._clipboard.owns() or self._clipboard.taken_over()

    def keeps_former(self) -> bool:
        """Tell whether the user's former content can be put back."""
        return self._original is not None and not self._original.empty

    def leave(self, *, forget: bool) -> None:
        """Let what is on the clipboard stay there.

        Args:
            forget: The user asked for it, so their former content is of no use.
        """
        self._pending = None
        if forget:
            self._original = None
        self._bound()

    def _bound(self) -> None:
        if self._original is not None and self._original.size > KEEP_BYTES:
            self._original = None

    # -- what the requests say --

    def _look(self, pending: Pending) -> Look:
        return Look.at(pending, self._clipboard.asked())

    def _needed(self, look: Look) -> tuple[int, bool]:
        """Say how many fetches take the text, and whether that is certain."""
        pending = look.pending
        if look.seen.asks_on or self._clipboard.visible_fetches() == 1:
            return 1, True
        habit = self._habits.get(pending.program)
        return (habit, True) if habit else (1, pending.once)

    def _whole(self, pending: Pending) -> int:
        """Give how many requests a paste into this very page is; 0 while it took none."""
        title, *numbers = self._asked.get(pending.window, ("", 0))
        return min(numbers) if title == pending.title else 0

    def _has_no_box(self, look: Look) -> bool:
        return look.without_box and not self._whole(look.pending)

    def _given_up_at(self, look: Look) -> float:
        """Say when a text counts as not taken."""
        if self._has_no_box(look):
            return look.last + NO_BOX_S
        return look.pending.sent + FALLBACK_S

    def _taken_at(self, look: Look) -> float | None:
        """Say from when on the text counts as taken; None while it was not."""
        takes = look.seen.takes
        needed, certain = self._needed(look)
        if len(takes) < needed:
            return None
        return takes[needed - 1] + (0.0 if certain else LOOK_S)

    def _free_at(self, look: Look) -> float | None:
        """Say from when on another text may take its place."""
        taken = self._taken_at(look)
        if taken is None:
            return None
        pause = NEXT_AFTER_FETCH_S
        if self._is_halfway(look):
            pause = HALFWAY_S if self._whole(look.pending) else HALFWAY_ELSEWHERE_S
        return max(taken, look.last + pause)

    def _is_halfway(self, look: Look) -> bool:
        _, *numbers = self._asked.get(look.pending.window, ("", 0))
        return look.seen.is_halfway(min(numbers))

    def _learn(self, look: Look) -> None:
        pending, seen = look.pending, look.seen
        self._habits.saw(pending.program, 2 if seen.asks_on else len(seen.takes))
        if len(self._asked) >= _MOST_WINDOWS:
            self._asked.clear()
        title, _, last = self._asked.get(pending.window, ("", 0, 0))
        before = last if title == pending.title and last else seen.own
        self._asked[pending.window] = (pending.title, before, seen.own)

    def _restore_at(self, look: Look) -> float:
        pending = look.pending
        needed, certain = self._needed(look)
        pause = AFTER_FETCH_S if certain else FIRST_RESTORE_S
        at = look.last + (HALFWAY_S if self._is_halfway(look) else pause)
        if len(look.seen.takes) < needed + pending.owed:
            at = look.last + OWED_S
        hidden = self._clipboard.visible_fetches() > 0
        return max(at, pending.sent + pending.restore_s) if hidden else at

    def _next_event(self, look: Look) -> float | None:
        pending, taken = look.pending, self._taken_at(look)
        if taken is None:
            return (self._back_at or None) if pending.reported else self._given_up_at(look)
        if not pending.reported or pending.late:
            return taken
        at = self._restore_at(look)
        if self._is_halfway(look):  # nobody tells of the questions that end it
            soon = max(look.last + AFTER_FETCH_S, self._clock.monotonic() + _LOOK_AGAIN_S)
            at = min(at, soon)
        return at

    def _report_taken(self, pending: Pending) -> None:
        pending.reported, pending.late = True, False
        self._ended(True, False)

    def _report_not_taken(self, look: Look, *, stays: bool) -> None:
        """Report it; what ``look`` saw then belongs to a paste that has ended."""
        pending, seen = look.pending, look.seen
        pending.reported = pending.late = True
        if not seen.asks_on and self._clipboard.visible_fetches() == 0:
            self._habits.saw(pending.program, len(seen.takes))
        # What is asked from now on may be a paste by hand, from its first request on; but a
        # page in the middle of its questions only stood still.
        pending.before = 0 if seen.own > WITHOUT_BOX else look.count
        self._ended(False, stays)

    def _close(self, look: Look) -> None:
        """End the watch over one text, and learn from it."""
        self._pending, self._back_at = None, 0.0
        pending = look.pending
        taken = self._taken_at(look) is not None
        alone = not pending.before and not pending.owed
        if taken and alone and self._clipboard.visible_fetches() == 0:
            self._learn(look)
        now = self._clock.monotonic()
        if not self._has_no_box(look) and now < look.last + OWED_S:
            needed, _ = self._needed(look)
            left = needed + pending.owed - len(look.seen.takes)
            self._owed = ((pending.program, pending.pid), max(0, left), now)
        if taken and (not pending.reported or pending.late):
            self._report_taken(pending)
        elif not pending.reported:
            self._report_not_taken(look, stays=False)

    def _restore(self) -> None:
        original, self._try_at = self._original, 0.0
        if original is None:
            return
        try:
            if self._stands():
                self._clipboard.restore(original)
                log.debug("clipboard restored=1")
            self._original, self._tries = None, 0
        except ClipboardBusy:
            if self._tries >= len(RESTORE_TRIES_S):
                log.warning("clipboard restored=0 reason=busy")
                self._tries = 0
                return
            self._try_at = self._clock.monotonic() + RESTORE_TRIES_S[self._tries]
            self._tries += 1
