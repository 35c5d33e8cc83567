"""The system clipboard by Qt, callable from any thread.

Qt's clipboard belongs to the GUI thread, so calls hop there and wait. What another program owns
is read by ``ForeignReader`` on the calling thread instead, because a frozen owner would stall
the window for 15 s.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QMimeData, QObject, QThread
from PySide6.QtGui import QGuiApplication, QImage

from assistant.ports import Capability, ClipboardBusy, Snapshot, Target

T = TypeVar("T")

_TEXT_FORMATS: Final = ("text/plain;charset=utf-8", "text/plain")
_HOP_LIMIT_S: Final = 5.0
_WRITE_WAITS_S: Final = (0.0, 0.02, 0.04, 0.06, 0.08)
"""Pauses before each attempt to write; another program may hold the clipboard for a moment."""


def secret_formats() -> dict[str, bytes]:
    """Formats that keep a text out of clipboard histories (injection.md, section 12)."""
    if sys.platform == "win32":
        names = {
            "ExcludeClipboardContentFromMonitorProcessing": b"1",
            "CanIncludeInClipboardHistory": bytes(4),
            "CanUploadToCloudClipboard": bytes(4),
            "Clipboard Viewer Ignore": b"1",
        }
        return {f'application/x-qt-windows-mime;value="{n}"': data for n, data in names.items()}
    if sys.platform == "darwin":
        return {
            "application/x-nspasteboard-concealed-type": b"1",
            "application/x-nspasteboard-transient-type": b"1",
        }
    return {"x-kde-passwordManagerHint": b"secret"}


class Offer(Protocol):
    """Answers which formats a text has (``X11Offer``)."""

    def answer(self, pointer: int) -> bool:
        """Answer a native request; False leaves it to Qt."""


class ForeignReader(Protocol):
    """Reads what another program owns, on the calling thread (``X11ClipboardReader``)."""

    def owned_by_us(self) -> bool:
        """Tell whether Qt's own connection owns the clipboard."""

    def read(self) -> dict[str, bytes] | None:
        """Copy every format; None if Qt's own connection owns the clipboard.

        Raises ``ClipboardBusy`` if the owner does not answer.
        """

    def formats(self) -> list[str]:
        """Name what the owner offers, without fetching any of it."""

    def fetch(self, names: Sequence[str]) -> dict[str, bytes]:
        """Copy these formats and no other."""

    def same_program(self, window: int, target: Target) -> bool:
        """Tell whether ``window`` belongs to the target's program."""

    def offer(self, formats: Sequence[str]) -> Offer:
        """Make what answers for a text of Qt's that has these formats."""

    def close(self) -> None:
        """Give the connection back."""


@dataclass(frozen=True, slots=True)
class QtSnapshot:
    """A deep copy of all formats; a picture held only as ``QImage`` is kept as one."""

    formats: dict[str, bytes] = field(default_factory=dict)
    image: QImage | None = None

    @property
    def empty(self) -> bool:
        """Nothing was on the clipboard."""
        return not self.formats and self.image is None


class _CountedText(QMimeData):
    """Plain text that notices each time it is fetched.

    Only ``retrieveData`` is Python. The list of formats, which a browser asks for a dozen times
    during one paste, is answered without it.
    """

    FORMATS: Final = (*_TEXT_FORMATS, *secret_formats())

    def __init__(self, text: str, fetched: Callable[[], None]) -> None:
        super().__init__()
        self._fetched = fetched
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


class QtClipboard(QObject):
    """``assistant.ports.Clipboard`` over ``QClipboard``. Make it on the GUI thread."""

    def __init__(self, reader: ForeignReader | None = None, parent: QObject | None = None) -> None:
        """Use ``reader`` for foreign content; without one Qt reads it on the GUI thread.

        Args:
            reader: On X11 an ``X11ClipboardReader``.
            parent: Qt parent.
        """
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._reader = reader
        self._jobs: deque[_Job] = deque()
        self._probe: _CountedText | None = None
        self._counting = False
        self._count = 0
        self._untouched = False
        self._target: Target | None = None
        self._requestor = 0
        self._offer: Offer | None = None
        self._offered = False
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

    def snapshot(self) -> Snapshot:
        """Copy all formats of the present content.

        Raises:
            ClipboardBusy: If the owner (or our own window) does not answer.
        """
        foreign = self._reader.read() if self._reader is not None else None
        return self._call(self._copy) if foreign is None else QtSnapshot(foreign)

    def _copy(self) -> QtSnapshot:
        source = self._clipboard.mimeData()
        if source is None:
            return QtSnapshot()
        counting, self._counting = self._counting, False  # our own reading is no fetch
        formats = {
            name: bytes(source.data(name).data())
            for name in source.formats()
            if name != "application/x-qt-image"
        }
        image = QImage(source.imageData()) if source.hasImage() else None
        self._counting = counting
        if image is not None and any(name.startswith("image/") for name in formats):
            image = None  # the encoded bytes say it exactly
        return QtSnapshot(formats, image)

    def formats(self) -> Sequence[str]:
        """Name the formats on offer without fetching any.

        Raises:
            ClipboardBusy: If the owner (or our own window) does not answer.
        """
        if self._reader is not None:
            return self._reader.formats()
        return self._call(lambda: self._clipboard.mimeData().formats())

    def fetch(self, names: Sequence[str]) -> dict[str, bytes]:
        """Copy these formats of the present content and no other.

        Raises:
            ClipboardBusy: If the owner (or our own window) does not answer.
        """
        if self._reader is not None:
            return self._reader.fetch(names)
        return self._call(lambda: self._some(names))

    def _some(self, names: Sequence[str]) -> dict[str, bytes]:
        source = self._clipboard.mimeData()
        counting, self._counting = self._counting, False  # our own reading is no fetch
        found = {name: bytes(source.data(name).data()) for name in names if source.hasFormat(name)}
        self._counting = counting
        return found

    def put_text(self, text: str) -> None:
        """Own the clipboard with ``text``, marked as not for histories.

        Raises:
            ClipboardBusy: If another program does not let go of the clipboard.
        """
        if self._reader is not None and self._offer is None:
            self._offer = self._reader.offer(_CountedText.FORMATS)
        for wait in _WRITE_WAITS_S:
            if wait:
                time.sleep(wait)
            taken = self._call(lambda: self._put(text))
            if taken and (self._reader is None or self._reader.owned_by_us()):
                return
        raise ClipboardBusy("the clipboard could not be written")

    def _put(self, text: str) -> bool:
        self._counting = False
        self._probe = _CountedText(text, self._fetched)
        self._clipboard.setMimeData(self._probe)
        self._offered = self._is_ours()
        return self._offered

    def _not_offered(self) -> None:
        """Something else is on the clipboard, put there by whomever."""
        self._offered = False

    def owns(self) -> bool:
        """Tell whether the text of the last ``put_text`` is still there."""
        if self._probe is None:
            return False
        if self._reader is not None and not self._reader.owned_by_us():
            return False
        return self._call(self._is_ours)

    def _is_ours(self) -> bool:
        # Identity tells on every platform but macOS, whose clipboard hands out wrappers; asking
        # Qt who owns it would not do, as the offscreen platform always says nobody.
        if sys.platform == "darwin":
            return self._clipboard.ownsClipboard()
        return self._clipboard.mimeData() is self._probe

    def fetches(self) -> int:
        """Count fetches since ``arm``; -1 on Windows, where the system keeps a copy."""
        return -1 if sys.platform == "win32" else self._count

    def arm(self, target: Target | None = None) -> None:
        """Count from zero, on X11 only what ``target``'s program fetches."""
        self._target = target
        self._count = 0
        self._untouched = sys.platform != "win32"
        self._counting = True

    def untouched(self) -> bool:
        """Tell whether nobody at all fetched the text since ``arm``."""
        return self._untouched

    def on_fetch(self, callback: Callable[[], None] | None) -> None:
        """Call ``callback`` on the GUI thread after each counted fetch."""
        self._on_fetch = callback

    def restore(self, snapshot: Snapshot) -> None:
        """Put a snapshot of this class back, byte for byte."""
        if not isinstance(snapshot, QtSnapshot):
            raise TypeError("not a snapshot of this clipboard")
        self._call(lambda: self._put_back(snapshot))

    def _put_back(self, snapshot: QtSnapshot) -> None:
        self._counting = False
        self._probe = None
        if snapshot.empty:
            self._clipboard.clear()
            return
        content = QMimeData()
        for name, data in snapshot.formats.items():
            content.setData(name, QByteArray(data))
        if snapshot.image is not None:
            content.setImageData(snapshot.image)
        self._clipboard.setMimeData(content)

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
        return self._offered and self._offer is not None and self._offer.answer(pointer)

    def _fetched(self) -> None:
        if not self._counting:
            return
        self._untouched = False
        reader, target, window = self._reader, self._target, self._requestor
        if reader and target and window and not reader.same_program(window, target):
            return
        self._count += 1
        if self._on_fetch is not None:
            self._on_fetch()

    def close(self) -> None:
        """Let no thread wait for the GUI thread from now on."""
        self._closed = True
        self.pump()
        if self._reader is not None:
            self._reader.close()
