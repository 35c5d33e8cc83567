"""What is being typed, kept in the desk's file a moment after each key.

A form hands on its state as a text, and pictures that go with it. It is stored at most
``SETTLE_MS`` after a change while typing goes on, and at once when the focus goes elsewhere or the
form closes. Where it cannot be stored (a full disk, a file that is gone) it stays in memory, also
while the desk is locked, and storing is tried again, so that nothing typed is lost while the
program runs; ``waiting`` tells whoever would end it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal

from phrasebook.model import UserError
from phrasebook.store.errors import ClosedError
from ui.bridge import Bridge
from ui.keep_timer import KeepTimer

SETTLE_MS: Final = 300
AGAIN_MS: Final = 1000

Pictures = tuple[bytes, ...]


class Drafts(Protocol):
    """What of ``TextDrafts`` is needed."""

    def put(self, name: str, text: str, pictures: Pictures | None = None) -> Future[None]:
        """Keep a text; an empty one drops it, no pictures leave those that are there."""

    def all(self) -> Future[dict[str, str]]:
        """Every text by name."""

    def pictures(self, name: str) -> Future[Pictures]:
        """The pictures of a text."""


class KeptText(QObject):
    """Unsaved texts by name.

    Signals:
        answered: The desk has stored what it was given, or said that it cannot.
        loaded: What an earlier run left was read.
    """

    answered = Signal()
    loaded = Signal()

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
        self._pictures: dict[str, Pictures] = {}
        self._unstored: set[str] = set()
        self._unstored_pictures: set[str] = set()
        self._marks: set[str] = set()
        self._passing: set[str] = set()
        self._refused: set[str] = set()
        self._reported: set[type[BaseException]] = set()
        self._going: Counter[str] = Counter()
        self._flushing: list[Callable[[bool], object]] = []
        self._timer = KeepTimer(self)
        self._timer.timeout.connect(self.store)

    def load(self, done: Callable[[dict[str, str]], object] | None = None) -> None:
        """Read what was left by an earlier run; what is typed meanwhile wins."""
        drafts = self._drafts()
        if drafts is None:
            return

        def loaded(found: dict[str, str]) -> None:
            # What was dropped meanwhile is not there again.
            dropped = self._unstored - self._texts.keys()
            known = {name: text for name, text in found.items() if name not in dropped}
            self._texts = known | self._texts
            if self._unstored:
                self.store()
            if done is not None:
                done(dict(self._texts))
            self.loaded.emit()

        self._bridge.when_done(drafts.all(), loaded, lambda _error: None)

    def get(self, name: str) -> str:
        """Give a text; empty if there is none."""
        return self._texts.get(name, "")

    def names(self, prefix: str) -> list[str]:
        """Give the names that begin so."""
        return sorted(name for name in self._texts if name.startswith(prefix))

    def read_pictures(
        self,
        name: str,
        done: Callable[[Pictures], object],
        failed: Callable[[UserError], object],
    ) -> None:
        """Hand the pictures of a text to ``done``: at once where they are in memory."""
        drafts = self._drafts()
        if name in self._pictures or drafts is None:
            done(self._pictures.get(name, ()))
            return
        self._bridge.when_done(drafts.pictures(name), done, failed)

    def mark(self, name: str, text: str) -> None:
        """Keep a text that nobody wrote: it is no loss, so nobody is asked because of it."""
        self._marks.add(name)
        self.put(name, text)

    def pass_by(self, name: str, text: str) -> None:
        """Keep what a person wrote to use at once: it is a loss only where the desk refused it.

        Without a desk there is nowhere to keep it, and nobody expects that.
        """
        self._passing.add(name)
        self.put(name, text)

    def put(self, name: str, text: str, pictures: Pictures | None = None) -> None:
        """Keep a text, soon on the disk; an empty one drops it.

        Args:
            name: Its name.
            text: The text.
            pictures: What goes with it; None leaves the pictures that are there.
        """
        same = pictures is None or (name in self._pictures and pictures == self._pictures[name])
        if text == self._texts.get(name, "") and (same or not text):
            return
        if not text:
            self._forget(name)
        else:
            self._texts[name] = text
            if pictures is not None and not same:
                self._pictures[name] = pictures
                self._unstored_pictures.add(name)
        self._unstored.add(name)
        self._timer.soon(SETTLE_MS)

    def drop(self, name: str) -> None:
        """Forget a text: it is not wanted."""
        self._forget(name)
        self._unstored.add(name)
        self.store()

    def forget_about(self, marks: Sequence[str]) -> None:
        """Drop every text that has one of these in it or in its name."""
        for name, text in list(self._texts.items()):
            if any(mark in name or mark in text for mark in marks):
                self.drop(name)

    def follow(self) -> None:
        """Forget what the desk has dropped by itself, such as what hung on an erased buyer."""
        drafts = self._drafts()
        if drafts is None:
            return

        def found(there: dict[str, str]) -> None:
            for name in list(self._texts):
                if name not in there and name not in self._unstored and name not in self._going:
                    self._forget(name)

        self._bridge.when_done(drafts.all(), found, lambda _error: None)

    def settled(self, name: str) -> None:
        """Forget a text that was dropped in the desk together with what it was saved as."""
        self._forget(name)
        self._unstored.discard(name)

    def _forget(self, name: str) -> None:
        self._texts.pop(name, None)
        self._pictures.pop(name, None)
        self._unstored_pictures.discard(name)

    def forget_stored(self) -> None:
        """Forget what lies in the desk: it is closed. What does not is kept until it can be."""
        self._timer.stop()
        left = self._unstored | set(self._going)
        self._texts = {name: text for name, text in self._texts.items() if name in left}
        self._pictures = {name: self._pictures[name] for name in self._pictures if name in left}

    @property
    def waiting(self) -> bool:
        """Whether something that a person wrote is not on the disk yet."""
        return bool(self.unstored())

    def unstored(self) -> list[str]:
        """Give the texts that a person wrote and that are not on the disk yet."""
        no_loss = self._marks | (self._passing - self._refused)
        names = (self._unstored | set(self._going)) - no_loss
        return [self._texts[name] for name in sorted(names) if name in self._texts]

    def flush(self, done: Callable[[bool], object]) -> None:
        """Store what waits; ``done`` gets whether all of it is on the disk (at once if it is)."""
        self.store()
        if self._going:
            self._flushing.append(done)
        else:
            done(not self.waiting)

    def store(self) -> None:
        """Store now what waits."""
        self._timer.stop()
        drafts = self._drafts()
        if drafts is None:
            return
        waiting, self._unstored = self._unstored, set()
        fresh, self._unstored_pictures = self._unstored_pictures, set()
        for name in sorted(waiting):
            pictures = self._pictures.get(name) if name in fresh else None
            future = drafts.put(name, self._texts.get(name, ""), pictures)
            self._going[name] += 1
            self._bridge.when_done(_outcome(future), partial(self._answered, name, pictures))

    def _answered(self, name: str, pictures: Pictures | None, error: BaseException | None) -> None:
        self._refused.discard(name)
        if error is not None:
            if not isinstance(error, ClosedError):
                self._refused.add(name)
            self._keep_waiting(name, pictures is not None)
            self._timer.soon(AGAIN_MS)
        elif self._drafts() is None and name not in self._unstored:
            self._forget(name)  # the desk was closed behind it
        self._settle(name)
        bug = error is not None and not isinstance(error, UserError | ClosedError)
        if error is not None and bug and type(error) not in self._reported:
            self._reported.add(type(error))
            raise error  # once, not at every try; it is no reason to lose the text

    def _keep_waiting(self, name: str, with_pictures: bool) -> None:
        self._unstored.add(name)
        if with_pictures and name in self._pictures:
            self._unstored_pictures.add(name)

    def _settle(self, name: str) -> None:
        self._going[name] -= 1
        self._going += Counter()  # drops what is at nought
        if self._going:
            return
        waiting, self._flushing = self._flushing, []
        for done in waiting:
            done(not self.waiting)
        self.answered.emit()


def _outcome(future: Future[None]) -> Future[BaseException | None]:
    """Give the fault of a future as its result, whatever it is."""
    told: Future[BaseException | None] = Future()
    future.add_done_callback(lambda done: told.set_result(done.exception()))
    return told
