"""The system clipboard by Qt, callable from any thread (``WindowsClipboard`` on Windows).

Qt's clipboard belongs to the GUI thread, so calls hop there and wait. What another program owns
is read by ``ForeignReader`` on the calling thread instead, because a frozen owner would stall
the window for 15 s.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QMimeData, QObject, QThread
from PySide6.QtGui import QGuiApplication

from assistant.backends.x11_owner import TEXT
from assistant.ports import Asked, Capability, ClipboardBusy, Snapshot, Target
from assistant.watch import plain_text
from ui.clipboard_content import ContentAgain, Foreign, QtSnapshot, copy_of

__all__ = ["QtClipboard", "QtSnapshot", "secret_formats"]

T = TypeVar("T")

_TEXT_FORMATS: Final = ("text/plain;charset=utf-8", "text/plain")
_HOP_LIMIT_S: Final = 5.0
_WRITE_WAITS_S: Final = (0.0, 0.02, 0.04, 0.06, 0.08)
"""Pauses before each attempt to write; another program may hold the clipboard for a moment."""
_NOTICE_LIMIT_S: Final = 0.5
"""For a program with a copy of the clipboard to ask for the list of a new text's formats."""
_NOTICE_S: Final = 0.03
"""From that question until the copy is renewed (Wine 8, three keys 150 ms apart: without a wait the
text before was pasted once more in 2 of 4 rounds, with it in none of 8)."""
_POLL_S: Final = 0.005
_FIRST_LOOK_S: Final = 0.05
"""How long a program that was not met before is watched for that question. GTK programs ask within
1 to 40 ms, the latter with both cores taken; GNOME Terminal drops a paste key that comes before it
has the answer (16 rows of three keys: 21 of 48 texts did not arrive; with the wait all of 60). That
is why a program with a terminal's key is given ``_NOTICE_LIMIT_S`` from the first time on."""
_LOOK_AGAIN_S: Final = 0.002
_ECHO_S: Final = 2.0
"""For so long after our writing a manager's copy of it may come; they take it at once, or ask twice
a second. Somebody who copies the same words later means it."""
_MOST_REQUESTS: Final = 500
"""A program that asks in a loop is counted no further."""


def secret_formats() -> dict[str, bytes]:
    """Formats that keep a text out of clipboard histories."""
    if sys.platform == "win32":
        from assistant.backends.windows_clipboard_content import MARKS

        return {f'application/x-qt-windows-mime;value="{n}"': data for n, data in MARKS.items()}
    if sys.platform == "darwin":
        return {
            "application/x-nspasteboard-concealed-type": b"1",
            "application/x-nspasteboard-transient-type": b"1",
        }
    return {"x-kde-passwordManagerHint": b"secret"}


class Offer(Protocol):
    """Answers requests for what Qt owns (``X11Offer``, ``X11ContentOffer``)."""

    def answer(self, pointer: int) -> bool:
        """Answer a native request; False leaves it to Qt."""

    def asks_list(self, pointer: int) -> bool:
        """Tell whether a native request asks for the list of formats."""


class ForeignReader(Protocol):
    """Reads what another program owns, on the calling thread (``X11ClipboardReader``)."""

    def owned_by_us(self) -> bool:
        """Tell whether Qt's own connection owns the clipboard."""

    def names(self) -> tuple[str, ...] | None:
        """List what is offered; None if Qt's own connection owns the clipboard."""

    def read(self, only: Collection[str] | None = None) -> Foreign | None:
        """Copy every format, or those of ``only``; None if Qt's connection owns the clipboard.

        Raises ``ClipboardBusy`` if the owner does not answer.
        """

    def same_client(self, window: int, target: Target) -> bool:
        """Tell at once whether ``window`` is of the target's own connection."""

    def same_program(self, window: int, target: Target) -> bool:
        """Tell whether ``window`` belongs to the target's program."""

    def forget_programs(self) -> None:
        """Ask anew which window is whose."""

    def keeps_copy(self, target: Target) -> bool:
        """Tell whether the target pastes from a copy of the clipboard."""

    def offer(self, formats: Sequence[str]) -> Offer:
        """Make what answers for a text of Qt's that has these formats."""

    def offer_again(self, content: Any, made: Collection[str] = ()) -> Offer:
        """Make what answers for content of ``read`` that was put back."""

    def close(self) -> None:
        """Give the connection back."""


class _CountedText(QMimeData):
    """Plain text that notices each time it is fetched.

    Only ``retrieveData`` is Python. The list of formats, which a browser asks for a dozen times
    during one paste, is answered without it.
    """

    FORMATS: Final = (*_TEXT_FORMATS, *secret_formats())

    def __init__(self, text: str, fetched: Callable[[], None]) -> None:
        super().__init__()
        self._fetched = fetched
        self.plain = text
        self._data = dict.fromkeys(_TEXT_FORMATS, text.encode()) | secret_formats()
        for name, data in self._data.items():
            self.setData(name, QByteArray(data))

    def retrieveData(self, mimetype: str, type_: Any) -> Any:  # noqa: ARG002 (Qt's name)
        if mimetype in _TEXT_FORMATS:
            self._fetched()
        data = self._data.get(mimetype)
        return None if data is None else QByteArray(data)


class _Job:
    """One call on its way to the GUI thread."""

    def __init__(self, run: Callable[[], object]) -> None:
        self.run = run
        self.done = threading.Event()
        self.result: object = None
        self.error: BaseException | None = None

    def __call__(self) -> None:
        try:
            self.result = self.run()
        except BaseException as error:  # noqa: BLE001 (raised again in the thread that waits)
            self.error = error
        self.done.set()


def _words(text: str) -> list[str]:
    """Give what a copy of a text must have in common with it: systems write line ends their way."""
    return text.split()


class QtClipboard(QObject):
    """``assistant.ports.Clipboard`` over ``QClipboard``. Make it on the GUI thread."""

    def __init__(
        self,
        reader: ForeignReader | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Use ``reader`` for foreign content; without one Qt reads it on the GUI thread.

        Args:
            reader: On X11 an ``X11ClipboardReader``.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._reader = reader
        self._jobs: deque[_Job] = deque()
        self._text: _CountedText | None = None
        self._again: ContentAgain | None = None
        self._counting = False
        self._requests: list[tuple[float, int, bool]] = []
        self._target: Target | None = None
        self._requestor = 0
        self._list_askers: list[int] = []
        self._watching: dict[str, bool] = {}
        self._wrote: deque[tuple[float, str]] = deque(maxlen=4)
        self._text_offer: Offer | None = None
        self._offer: Offer | None = None
        self._clipboard.dataChanged.connect(self._not_offered)
        self._on_fetch: Callable[[], None] | None = None
        self._closed = False

    # -- hop to the GUI thread --

    def _call(self, run: Callable[[], T]) -> T:
        if QThread.currentThread() is self.thread():
            return run()
        job = _Job(run)
        if not self._closed:
            self._jobs.append(job)
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))
        if self._closed or not job.done.wait(_HOP_LIMIT_S):
            raise ClipboardBusy("the window does not answer")
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]

    def customEvent(self, event: QEvent) -> None:  # noqa: ARG002 (Qt's name)
        """Do what other threads asked for."""
        self.pump()

    def pump(self) -> None:
        """Do waiting calls now (GUI thread, while it waits for the paste worker to end)."""
        while self._jobs:
            self._jobs.popleft()()

    # -- the port --

    def capability(self) -> Capability:
        """Qt always brings a clipboard; offscreen it is the process's own."""
        return Capability(True, "qt")

    def names(self) -> tuple[str, ...]:
        """List the formats that are offered now; no content is asked for.

        Raises:
            ClipboardBusy: If the owner (or our own window) does not answer.
        """
        found = self._reader.names() if self._reader is not None else None
        return self._call(self._own_names) if found is None else found

    def _own_names(self) -> tuple[str, ...]:
        source = self._clipboard.mimeData()
        return () if source is None else tuple(source.formats())

    def snapshot(self, only: Collection[str] | None = None) -> Snapshot:
        """Copy the present content, or those of its formats that ``only`` names.

        Raises:
            ClipboardBusy: If the owner (or our own window) does not answer.
        """
        foreign = self._reader.read(only) if self._reader is not None else None
        if foreign is not None:
            return QtSnapshot.of(foreign)
        return self._call(lambda: self._copy(only))

    def _copy(self, only: Collection[str] | None) -> QtSnapshot:
        source = self._clipboard.mimeData()
        if self._again is not None and source is self._again and only is None:
            return self._again.snapshot
        counting, self._counting = self._counting, False  # our own reading is no fetch
        try:
            return QtSnapshot() if source is None else copy_of(source, only)
        finally:
            self._counting = counting

    def put_text(self, text: str) -> None:
        """Own the clipboard with ``text``, marked as not for histories.

        Raises:
            ClipboardBusy: If another program does not let go of the clipboard.
        """
        if self._reader is not None and self._text_offer is None:
            self._text_offer = self._reader.offer(_CountedText.FORMATS)
        if self._counting and self._target is not None:
            asked = self.asked()
            if len(asked) == 1 and not asked[0].text:
                # The key came before that program knew of the text. A browser whose focus is in
                # no box asks on.
                self._watching[self._target.program] = True
        self._write(lambda: self._put(text))

    def _write(self, put: Callable[[], bool]) -> None:
        for wait in _WRITE_WAITS_S:
            if wait:
                time.sleep(wait)
            taken = self._call(put)
            if taken and (self._reader is None or self._reader.owned_by_us()):
                return
            if taken and self.taken_over():
                return
        raise ClipboardBusy("the clipboard could not be written")

    def _put(self, text: str) -> bool:
        self._counting = False
        self._again = None
        self._list_askers = []
        self._wrote.append((time.monotonic(), text))
        self._text = _CountedText(text, self._fetched)
        self._clipboard.setMimeData(self._text)
        taken = self._has_taken(self._text)
        self._offer = self._text_offer if taken else None
        return taken

    def _not_offered(self) -> None:
        """Something else is on the clipboard, put there by whomever."""
        self._offer = None

    def noticed(self, target: Target, *, asks: bool = False) -> bool:
        """Wait until ``target`` would paste the last text, where it keeps a copy; False if never.

        Such a program asks for the list of formats as soon as the clipboard changes. So does one
        that lets nobody paste before it knows that there is text. Which do is learned, from one
        that is met for the first time in a moment of waiting; it is never a reason to refuse.
        """
        reader = self._reader
        if reader is None:
            return True
        if reader.keeps_copy(target):
            asked = self._is_asked(target, _NOTICE_LIMIT_S, _POLL_S)
            if asked:
                time.sleep(_NOTICE_S)
            return asked
        watching = self._watching.get(target.program, True if asks else None)
        if watching is not False:
            limit = _NOTICE_LIMIT_S if watching else _FIRST_LOOK_S
            asked = self._is_asked(target, limit, _LOOK_AGAIN_S)
            self._call(lambda: None)  # Qt sends what it has answered when it is done with events
            watching = asked
        self._watching[target.program] = watching
        return True

    def _is_asked(self, target: Target, seconds: float, pause: float) -> bool:
        """Tell whether ``target`` asks for the list of the last text's formats in time."""
        end = time.monotonic() + seconds
        while not self._questions(target):
            if time.monotonic() >= end:
                return False
            time.sleep(pause)
        return True

    def _questions(self, target: Target) -> int:
        reader, askers = self._reader, tuple(self._list_askers)
        return 0 if reader is None else sum(reader.same_program(who, target) for who in askers)

    def owns(self) -> bool:
        """Tell whether the text of the last ``put_text`` is still there."""
        text = self._text
        if text is None:
            return False
        if self._reader is not None and not self._reader.owned_by_us():
            return False
        return self._call(lambda: self._holds(text))

    def taken_over(self) -> bool:
        """Tell whether another program owns a copy of the last ``put_text``."""
        text = self._text
        if text is None or self.owns():
            return False
        try:
            copied = self.snapshot(only=(*_TEXT_FORMATS, *TEXT))
        except ClipboardBusy:
            return False
        assert isinstance(copied, QtSnapshot)
        return _words(plain_text(copied.formats)) == _words(text.plain)

    def echoes(self, text: str) -> bool:
        """Tell whether ``text``, found on the clipboard, was put there by us a moment ago."""
        since = time.monotonic() - _ECHO_S
        return any(at >= since and _words(own) == _words(text) for at, own in tuple(self._wrote))

    def _has_taken(self, content: QMimeData) -> bool:
        """Tell whether it is there; where there is a reader, ``_write`` asks that, once."""
        return self._reader is not None or self._holds(content)

    def _holds(self, content: QMimeData) -> bool:
        # Identity tells on every platform but macOS, whose clipboard hands out wrappers; asking
        # Qt who owns it would not do, as the offscreen platform always says nobody.
        if sys.platform == "darwin":
            return self._clipboard.ownsClipboard()
        return self._clipboard.mimeData() is content

    def arm(
        self,
        target: Target | None = None,
        same: Callable[[str], bool] | None = None,  # noqa: ARG002 (the server grab has looked)
    ) -> None:
        """Note from here on what ``target``'s program asks for."""
        if self._reader is not None:
            self._reader.forget_programs()
            if target is not None and self._watching.get(target.program) is False:
                self._watching[target.program] = self._questions(target) == 1
        self._target = target
        self._requests = []
        self._counting = True

    def asked(self) -> tuple[Asked, ...]:
        """List what the target's program has asked for since ``arm``, oldest first."""
        noted = tuple(self._requests)
        return tuple(Asked(at, text) for at, who, text in noted if self._is_targets(who))

    def _is_targets(self, who: int) -> bool:
        reader, target = self._reader, self._target
        if target is None or not who:
            return True
        return reader is None or reader.same_program(who, target)

    def visible_fetches(self) -> int:
        """Say how many fetches can be seen: all."""
        return 0

    def on_fetch(self, callback: Callable[[], None] | None) -> None:
        """Call ``callback`` on the GUI thread when the text was fetched."""
        self._on_fetch = callback

    def restore(self, snapshot: Snapshot) -> None:
        """Put a snapshot of this class back, byte for byte.

        Raises:
            ClipboardBusy: If another program does not let go of the clipboard.
        """
        if not isinstance(snapshot, QtSnapshot):
            raise TypeError("not a snapshot of this clipboard")
        if snapshot.empty:
            self._call(self._clear)
            return
        content = self._call(lambda: ContentAgain(snapshot))
        offer = None
        if self._reader is not None and snapshot.foreign is not None:
            offer = self._reader.offer_again(snapshot.foreign, content.made)
        self._write(lambda: self._put_back(content, offer))

    def _clear(self) -> None:
        self._counting = False
        self._text = self._again = None
        self._clipboard.clear()

    def _put_back(self, content: ContentAgain, offer: Offer | None) -> bool:
        self._counting = False
        self._wrote.append((time.monotonic(), plain_text(content.snapshot.formats)))
        self._text = None
        self._again = content
        self._clipboard.setMimeData(content)
        taken = self._has_taken(content)
        self._offer = offer if taken else None
        return taken

    # -- fetches --

    def requested(self, window: int, pointer: int) -> bool:
        """Look at one request for the clipboard before Qt does (native event filter, X11).

        Args:
            window: Who asks.
            pointer: An ``xcb_selection_request_event_t``.

        Returns:
            True if it is answered.
        """
        self._requestor = window
        offer = self._offer
        if offer is None:
            return False
        if self._text is not None and offer.asks_list(pointer):
            if self._counting:
                self._note(window, text=False)
            elif len(self._list_askers) < _MOST_REQUESTS:
                self._list_askers.append(window)
        return offer.answer(pointer)

    def _note(self, who: int, *, text: bool) -> None:
        if len(self._requests) < _MOST_REQUESTS:
            self._requests.append((time.perf_counter(), who, text))  # as SystemClock

    def _fetched(self) -> None:
        if not self._counting:
            return
        self._note(self._requestor, text=True)
        if self._on_fetch is not None:
            self._on_fetch()

    def close(self) -> None:
        """Let no thread wait for the GUI thread from now on."""
        self._closed = True
        self.pump()
        if self._reader is not None:
            self._reader.close()
