"""What is being typed, kept in the desk's file a moment after each key.

A form hands on its state as a text. It is stored at most ``SETTLE_MS`` after the last change and
when the form closes. Where it cannot be stored (a full disk) it stays in memory, and storing is
tried again, so that nothing typed is lost while the program runs.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Final, Protocol

from PySide6.QtCore import QObject, QTimer

from phrasebook.model import UserError
from ui.bridge import Bridge

SETTLE_MS: Final = 300
AGAIN_MS: Final = 5000


class Drafts(Protocol):
    """What of ``TextDrafts`` is needed."""

    def put(self, name: str, text: str) -> Future[None]:
        """Keep a text; an empty one drops it."""

    def all(self) -> Future[dict[str, str]]:
        """Every text by name."""


class KeptText(QObject):
    """Unsaved texts by name."""

    def __init__(
        self,
        bridge: Bridge,
        drafts: Callable[[], Drafts | None],
        parent: QObject | None = None,
    ) -> None:
        """Keep nothing yet.

        Args:
            bridge: Brings results to the GUI thread.
            drafts: Where texts are stored; None while the desk is not open.
            parent: Owner; may be None.
        """
        super().__init__(parent)
        self._bridge, self._drafts = bridge, drafts
        self._texts: dict[str, str] = {}
        self._unstored: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.store)

    def load(self, done: Callable[[dict[str, str]], object] | None = None) -> None:
        """Read what was left by an earlier run; what is typed meanwhile wins."""
        drafts = self._drafts()
        if drafts is None:
            return

        def loaded(found: dict[str, str]) -> None:
            self._texts = found | self._texts
            if done is not None:
                done(dict(self._texts))

        self._bridge.when_done(drafts.all(), loaded, lambda _error: None)

    def get(self, name: str) -> str:
        """Give a text; empty if there is none."""
        return self._texts.get(name, "")

    def names(self, prefix: str) -> list[str]:
        """Give the names that begin so."""
        return sorted(name for name in self._texts if name.startswith(prefix))

    def put(self, name: str, text: str) -> None:
        """Keep a text, soon on the disk; an empty one drops it."""
        if text == self._texts.get(name, ""):
            return
        if text:
            self._texts[name] = text
        else:
            self._texts.pop(name, None)
        self._unstored.add(name)
        self._timer.start(SETTLE_MS)

    def drop(self, name: str) -> None:
        """Forget a text: it was saved, or it is not wanted."""
        self._texts.pop(name, None)
        self._unstored.add(name)
        self.store()

    def forget_all(self) -> None:
        """Forget what is in memory: the desk is closed."""
        self._timer.stop()
        self._texts.clear()
        self._unstored.clear()

    @property
    def waiting(self) -> bool:
        """Whether something is not on the disk yet."""
        return bool(self._unstored)

    def store(self) -> None:
        """Store now what waits."""
        self._timer.stop()
        drafts = self._drafts()
        if drafts is None:
            return
        waiting, self._unstored = self._unstored, set()
        for name in sorted(waiting):

            def failed(_error: UserError, name: str = name) -> None:
                self._unstored.add(name)
                self._timer.start(AGAIN_MS)

            future = drafts.put(name, self._texts.get(name, ""))
            self._bridge.when_done(future, None, failed)
