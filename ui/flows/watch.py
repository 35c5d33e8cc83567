"""The clipboard watch: a message copied in the chat becomes a message for the suggestions.

Off until a person turns it on. Only while a known chat client is in front; reading happens on a
thread of its own, since the program that owns the clipboard may not answer. What is on offer is
looked at by name first (``assistant.watch``): a secret is not fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from assistant.options import Options
from assistant.outcome import Copied
from assistant.ports import Clipboard, ClipboardBusy, Snapshot
from assistant.watch import message_of, read
from ui.bridge import Bridge

log = logging.getLogger(__name__)


class WatchFlow(QObject):
    """Listens to the clipboard while the option ``clipboard.watch`` is on."""

    def __init__(
        self,
        *,
        clipboard: Clipboard,
        options: Options,
        bridge: Bridge,
        copied: Callable[[], Copied | None],
        busy: Callable[[], bool],
        take: Callable[[str, Copied], object],
    ) -> None:
        """Join the parts; nothing is read before ``refresh`` finds the option on.

        Args:
            clipboard: What is read, callable on any thread.
            options: Holds the option.
            bridge: Brings the text to the GUI thread.
            copied: Notes that something was copied; None unless a known chat client is in front.
            busy: Whether a paste is under way: then what changes is our own doing.
            take: Takes a message and what was noted.
        """
        super().__init__()
        self._clipboard, self._options, self._bridge = clipboard, options, bridge
        self._copied, self._busy, self._take = copied, busy, take
        self._worker: ThreadPoolExecutor | None = None

    @property
    def on(self) -> bool:
        """Whether it listens now."""
        return self._worker is not None

    def refresh(self) -> None:
        """Follow the option."""
        wanted = bool(self._options.get("clipboard.watch"))
        if wanted and self._worker is None:
            self._worker = ThreadPoolExecutor(1, thread_name_prefix="watch")
            QGuiApplication.clipboard().dataChanged.connect(self._changed)
        elif not wanted:
            self.stop()

    def stop(self) -> None:
        """Listen no longer."""
        worker, self._worker = self._worker, None
        if worker is not None:
            QGuiApplication.clipboard().dataChanged.disconnect(self._changed)
            worker.shutdown(wait=False, cancel_futures=True)

    def _changed(self) -> None:
        if self._worker is None or self._busy():
            return
        copied = self._copied()
        if copied is not None:
            text: Future[str] = self._worker.submit(self._read)
            self._bridge.when_done(text, lambda text: self._found(text, copied))

    def _read(self) -> str:
        try:
            if self._clipboard.owns():
                return ""
            text = read(_Offered(self._clipboard))
            # A clipboard manager may own what we pasted or gave back.
            return "" if text and self._clipboard.echoes(text) else text
        except ClipboardBusy:
            log.info("watch: the owner of the clipboard does not answer")
            return ""

    def _found(self, text: str, copied: Copied) -> None:
        if text and self._worker is not None:
            self._take(text, copied)


class _Offered:
    """The clipboard, as ``assistant.watch`` asks it."""

    def __init__(self, clipboard: Clipboard) -> None:
        self._clipboard = clipboard

    def names(self) -> Sequence[str]:
        return self._clipboard.names()

    def fetch(self, names: Sequence[str]) -> Mapping[str, bytes]:
        return self._clipboard.snapshot(only=names).formats


def message_in(copied: Snapshot) -> str:
    """Give the buyer's message that was copied; "" for what is none (``message_of``)."""
    return message_of(copied.formats)
