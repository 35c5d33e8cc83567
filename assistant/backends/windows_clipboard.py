"""The clipboard of Windows without Qt: every format byte for byte, read and written by one thread.

Qt reads and offers by OLE on the GUI thread: a frozen owner stands there for seconds, pictures are
made anew, and a clipboard that another program has open looks empty. Here a thread of its own does
it, with a limit for those who wait.

Our text is a promise (delayed rendering): Windows asks for it when a program fetches it, and tells
which one that is. From then on it keeps the text itself and nothing more is seen. So a program that
is neither the armed target nor in front gets none during the time in which a paste is on its way:
what a clipboard manager fetched would hide the fetch that matters, and what stands on the clipboard
names buyers. Windows asks on the thread of the window, and that must be the GUI thread: Qt's own
calls keep Python's lock, and such a call would wait for ever for a window of another thread.
Tried under Wine, not on Windows itself.
"""

from __future__ import annotations

import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Collection
from typing import Final

from assistant.backends.windows_clipboard_calls import ClipboardCalls
from assistant.backends.windows_clipboard_content import (
    MARKS,
    UNICODE_TEXT,
    Offered,
    WindowsSnapshot,
    by_worth,
    decoded,
    encoded,
    given,
    name_of,
)
from assistant.backends.windows_clipboard_thread import ClipboardThread, Job
from assistant.ports import Asked, Capability, ClipboardBusy, Snapshot, Target

log = logging.getLogger(__name__)

READ_OPEN_S: Final = 1.1
"""How long another program may have the clipboard open before a save is given up: some hold it for
a second right after a change (remote desktop, clipboard managers)."""
WRITE_OPEN_S: Final = 0.6
"""The same for a text or for what is given back; that is tried again by the keeper."""
ANSWER_S: Final = 0.5
"""For the owner to answer at all. One that hangs is not asked for contents: Windows would wait for
it with the clipboard open, and no program could use it meanwhile."""
EACH_S: Final = 1.5
"""For one format, which its owner may have to make first. Of one that takes longer no copy can be
had. Windows waits for it without a limit, and the clipboard stays open until its owner answers or
ends: nothing takes such a call back."""
ALL_S: Final = 3.0
"""For all formats together; then the rest is left out, the least worth of them."""
LAST_ONE_S: Final = 0.5
"""For the format that is being read at that moment to come to its end."""
NOTICE_S: Final = 0.5
"""For a program that opened the clipboard because of our change to close it again."""
LOOK_S: Final = 0.03
"""How long such a program is looked for before the key: while it has the clipboard open the target
fetches nothing, and most programs do not try twice. A clipboard manager opens it as soon as it is
told of the change, and a key that was sent at once met it there (Wine)."""
HAND_S: Final = 0.3
"""Nobody pastes by hand so soon after a text was put there: who asks then only watches the
clipboard, and gets nothing as long as no paste key was sent."""
GUARDED_S: Final = 3.0
"""For so long after ``arm`` programs in the background get nothing. Then the paste counts as not
taken (``restore.FALLBACK_S``), and the text is there for everybody."""
MOST_BYTES: Final = 512_000_000
"""Of more no copy is kept in memory: the paste is refused and nothing touched."""
COPIED_PER_S: Final = 50_000_000
"""Bytes that are put back in a second at the least (64 MB took 0.27 s under Wine)."""
_PAUSE_S: Final = 0.005
_LOOK_AGAIN_S: Final = 0.002
_ECHO_S: Final = 2.0
"""For so long after our writing a copy of it by another program counts as ours."""
_MOST_FETCHES: Final = 500


class WindowsClipboard:
    """``assistant.ports.Clipboard`` over ``ClipboardCalls``. Make and close it on the GUI thread.

    Safe to call from any thread but for ``pump`` and ``close``.
    """

    def __init__(self, calls: ClipboardCalls, now: Callable[[], float] = time.monotonic) -> None:
        """Make the window that owns what is put there.

        Args:
            calls: Windows.
            now: The clock that ``Asked`` is told by (``Clock.monotonic``).

        Raises:
            OSError: If Windows makes no window.
        """
        self._calls, self._now = calls, now
        self._thread = ClipboardThread()
        self._text: str | None = None
        self._put_at = self._armed_at = 0.0
        self._target: Target | None = None
        self._same: Callable[[str], bool] | None = None
        self._counting = False
        self._times: list[float] = []
        self._known: dict[int, bool] = {}
        self._saved: tuple[int, WindowsSnapshot] | None = None
        self._copied: tuple[int, bool] = (-1, False)
        self._wrote: deque[tuple[float, str]] = deque(maxlen=4)
        self._on_fetch: Callable[[], None] | None = None
        calls.listen(self._render)

    @classmethod
    def open(cls, now: Callable[[], float] = time.monotonic) -> WindowsClipboard:
        """Use this machine.

        Raises:
            OSError: If this is not Windows.
        """
        if sys.platform == "win32":
            from assistant.backends.windows_clipboard_calls import Win32Clipboard

            return cls(Win32Clipboard(), now)
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, "win32-clipboard")

    # -- what is there --

    def names(self) -> tuple[str, ...]:
        """List the formats that are offered; nobody is asked and nothing opened."""
        return tuple(one.name for one in self._offered())

    def _offered(self) -> list[Offered]:
        calls = self._calls
        return [Offered(n, name_of(n, calls.name(n))) for n in calls.formats()]

    def snapshot(self, only: Collection[str] | None = None) -> WindowsSnapshot:
        """Copy the content, or those of its formats that ``only`` names.

        Raises:
            ClipboardBusy: If it cannot be read now. It is never taken for empty.
        """
        limit = READ_OPEN_S + ALL_S
        return self._thread.call(lambda job: self._read(job, only), limit, LAST_ONE_S, EACH_S)

    def _read(self, job: Job, only: Collection[str] | None) -> WindowsSnapshot:
        self._owner_answers()
        self._open(READ_OPEN_S, job)
        try:
            self._owner_answers()  # it may be another by now, or hang since it was asked
            if self.owns():
                return self._own(only)
            self._saved = None
            offered = self._offered()
            wanted = given(offered)
            if only is not None:  # also what Windows makes: a text that is there as CF_TEXT alone
                wanted = [one for one in offered if one.name in only]
            found = self._copy(by_worth(wanted), job)
            if offered and only is None and not found:
                raise ClipboardBusy("nothing of what is on the clipboard can be read")
            copied = WindowsSnapshot(tuple((one, found[one]) for one in wanted if one in found))
            if only is None:
                self._saved = (self._calls.sequence(), copied)
            return copied
        finally:
            self._calls.close()

    def _owner_answers(self) -> None:
        """Raise ``ClipboardBusy`` where the owner hangs, unless that is our window."""
        owner = self._calls.owner()
        if owner and owner != self._calls.window() and not self._calls.answers(owner, ANSWER_S):
            raise ClipboardBusy("the owner of the clipboard does not answer")

    def _own(self, only: Collection[str] | None) -> WindowsSnapshot:
        """Give what we have promised, without asking for it."""
        mine = [(Offered(UNICODE_TEXT, name_of(UNICODE_TEXT, "")), encoded(self._text or ""))]
        mine += [(Offered(self._calls.register(name), name), data) for name, data in MARKS.items()]
        return WindowsSnapshot(tuple(one for one in mine if only is None or one[0].name in only))

    def _copy(self, wanted: list[Offered], job: Job) -> dict[Offered, bytes]:
        found: dict[Offered, bytes] = {}
        room, end = MOST_BYTES, time.monotonic() + ALL_S
        for one in wanted:
            if job.over.is_set() or (found and time.monotonic() > end):
                log.warning("clipboard snapshot=partial formats=%d of=%d", len(found), len(wanted))
                break
            job.alive = time.monotonic()
            data = self._calls.get(one.number, room)
            if data is not None:
                found[one] = data
                room -= len(data)
        return found

    def _open(self, seconds: float, job: Job) -> None:
        end = time.monotonic() + seconds
        while not self._calls.open():
            if job.over.is_set() or time.monotonic() >= end:
                raise ClipboardBusy("another program has the clipboard open")
            job.alive = time.monotonic()
            time.sleep(_PAUSE_S)

    # -- our text --

    def put_text(self, text: str) -> None:
        """Promise ``text``, marked as not for histories.

        Raises:
            ClipboardBusy: If another program does not let go of the clipboard.
        """
        self._thread.call(lambda job: self._put(text, job), WRITE_OPEN_S, ANSWER_S)

    def _put(self, text: str, job: Job) -> None:
        self._open(WRITE_OPEN_S, job)
        try:
            self._counting = False
            (sequence, before), self._saved = self._saved or (-1, None), None
            as_saved = self._calls.sequence() == sequence
            promised: list[tuple[int, bytes | None]] = [(UNICODE_TEXT, None)]
            if not self._calls.replace(promised + self._marks()):
                raise ClipboardBusy("the clipboard could not be written")
            if job.over.is_set() and as_saved and before is not None:
                # Windows has waited for the former owner until nobody waited here any more. The
                # paste has failed, so what it had saved goes back.
                self._calls.replace(self._entries(before))
                self._text = None
                return
            self._text, self._put_at = text, self._now()
            self._wrote.append((self._put_at, text))
        finally:
            self._calls.close()

    def _marks(self) -> list[tuple[int, bytes | None]]:
        return [(self._calls.register(name), data) for name, data in MARKS.items()]

    def noticed(self, target: Target, *, asks: bool = False) -> bool:  # noqa: ARG002 (the port's)
        """Wait until nobody has the clipboard open: the target could not fetch the text.

        Some programs open it right after each change.

        Returns:
            False if somebody still has after ``NOTICE_S``.
        """
        try:
            self._thread.call(self._look, LOOK_S + NOTICE_S, ANSWER_S)
        except ClipboardBusy:
            return False
        return True

    def _look(self, job: Job) -> None:
        begun, was_held = time.monotonic(), False
        while True:
            free = self._calls.open()
            if free:
                self._calls.close()
                if was_held or time.monotonic() >= begun + LOOK_S:
                    return
            elif job.over.is_set() or time.monotonic() >= begun + NOTICE_S:
                raise ClipboardBusy("another program has the clipboard open")
            was_held = was_held or not free
            time.sleep(_LOOK_AGAIN_S)

    def owns(self) -> bool:
        """Tell whether the text of the last ``put_text`` is still there."""
        return self._text is not None and self._calls.owner() == self._calls.window()

    def taken_over(self) -> bool:
        """Tell whether another program owns a copy of the last ``put_text``."""
        text = self._text
        if text is None or self.owns():
            return False
        sequence = self._calls.sequence()
        if self._copied[0] != sequence:
            try:
                there = self.snapshot(only=("text/plain",)).formats.get("text/plain", b"")
            except ClipboardBusy:
                return False
            self._copied = (sequence, there.decode("utf-8", "replace").split() == text.split())
        return self._copied[1]

    def echoes(self, text: str) -> bool:
        """Tell whether ``text``, found on the clipboard, was put there by us a moment ago."""
        since = self._now() - _ECHO_S
        return any(at >= since and own.split() == text.split() for at, own in tuple(self._wrote))

    # -- who fetches it --

    def arm(self, target: Target | None = None, same: Callable[[str], bool] | None = None) -> None:
        """Count from zero what ``target``'s program fetches, while it shows the same chat."""
        self._target, self._known, self._times = target, {}, []
        self._same = same
        self._armed_at = self._now()
        self._counting = True

    def asked(self) -> tuple[Asked, ...]:
        """Tell when the target's program fetched the text: once, as it is not seen again."""
        return tuple(Asked(at, text=True) for at in tuple(self._times))

    def visible_fetches(self) -> int:
        """Say how many fetches can be seen: one, as Windows keeps the text then."""
        return 1

    def on_fetch(self, callback: Callable[[], None] | None) -> None:
        """Call ``callback`` on the GUI thread when ``asked`` may have changed."""
        self._on_fetch = callback

    def _render(self, number: int) -> None:
        """Give the text that was promised, or not (GUI thread; who asks waits meanwhile).

        Args:
            number: Of the format; 0 for all, as our window is about to go.
        """
        text = self._text
        if text is None or number not in (0, UNICODE_TEXT):
            return
        who = self._calls.opener() if number else 0
        fetched = self._counting and self._is_targets(who)
        if number and not fetched and not self._may_have(who):
            log.debug("clipboard kept from a program in the background")
            return
        if fetched and not self._shows_the_chat():
            log.info("clipboard kept from another chat in the same window")
            return
        self._calls.supply(UNICODE_TEXT, encoded(text))
        if fetched and number and len(self._times) < _MOST_FETCHES:
            self._times.append(self._now())
            if self._on_fetch is not None:
                self._on_fetch()

    def _is_targets(self, who: int) -> bool:
        """Tell whether a process is the target's. One that Windows cannot name is not."""
        target = self._target
        if target is None:
            return True
        if not who or who == target.pid:
            return bool(who)
        if who not in self._known:
            inside = who in self._calls.inside(target.window)
            self._known[who] = inside or target.pid in self._calls.parents(who)
        return self._known[who]

    def _shows_the_chat(self) -> bool:
        """Tell whether the target's window still shows the chat that the key was pressed for.

        Between the last look and the key the buyer may change: Windows holds nobody up meanwhile.
        What the title is while the chat pastes decides where the text would go. Later the text is
        anybody's who pastes it by hand.
        """
        if self._target is None or self._same is None:
            return True
        late = self._now() >= self._armed_at + GUARDED_S
        return late or self._same(self._calls.title(self._target.window))

    def _may_have(self, who: int) -> bool:
        """Tell whether a process that is not the target's gets the text."""
        if not self._counting:
            return self._now() >= self._put_at + HAND_S
        if self._times or not who or self._now() >= self._armed_at + GUARDED_S:
            return True
        front = self._calls.front()
        return who == front or front in self._calls.parents(who)

    # -- what was there before --

    def restore(self, snapshot: Snapshot) -> None:
        """Put a snapshot of this class back, byte for byte; newer content of others is left alone.

        It is marked as not for histories: the history has it from when it was copied.

        Raises:
            ClipboardBusy: If that did not succeed. Until it does, ``owns`` and ``taken_over`` tell
                of our text as before.
        """
        if not isinstance(snapshot, WindowsSnapshot):
            raise TypeError("not a snapshot of this clipboard")
        limit = WRITE_OPEN_S + snapshot.size / COPIED_PER_S
        self._thread.call(lambda job: self._put_back(snapshot, job), limit, ANSWER_S)

    def _put_back(self, snapshot: WindowsSnapshot, job: Job) -> None:
        sequence = self._calls.sequence()
        self._open(WRITE_OPEN_S, job)
        try:
            if self._calls.sequence() != sequence and not self._is_still_ours():
                return
            self._counting = False
            if not self._calls.replace(self._entries(snapshot)):
                raise ClipboardBusy("the clipboard could not be written")
            text = snapshot.formats.get("text/plain", b"").decode("utf-8", "replace")
            self._wrote.append((self._now(), text))
            self._text = None
        finally:
            self._calls.close()

    def _entries(self, snapshot: WindowsSnapshot) -> list[tuple[int, bytes | None]]:
        """Give what is put back, with the marks."""
        entries: list[tuple[int, bytes | None]]
        entries = [(one.number, data) for one, data in snapshot.entries]
        there = {number for number, _ in entries}
        return entries and entries + [mark for mark in self._marks() if mark[0] not in there]

    def _is_still_ours(self) -> bool:
        """Tell whether what changed while we waited is no newer content (clipboard open)."""
        if self._text is None:
            return False
        if self._calls.owner() == self._calls.window():
            return True
        data = self._calls.get(UNICODE_TEXT, MOST_BYTES)
        return data is not None and decoded(data).split() == self._text.split()

    # -- the end --

    def pump(self) -> None:
        """Let who fetches our text have it, while the GUI thread waits for the paste worker."""
        self._calls.pump()

    def close(self) -> None:
        """End the thread and the window; a text that is promised still stays for everybody."""
        self._thread.end()
        self._calls.end()
