"""Nothing ends while text that a person wrote is in memory only, unless that person says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from PySide6.QtCore import QObject, QRect, QTimer

from ui.copying import copy_text

if TYPE_CHECKING:
    from ui.dialogs.unsaved import UnsavedWindow


PATIENCE_MS: Final = 1500
"""A disk that has not answered by then is asked about, rather than a window that does not close."""


class Held(Protocol):
    """Text that may not be on the disk yet."""

    def flush(self, done: Callable[[bool], object]) -> None:
        """Store what waits; ``done`` gets whether all of it is on the disk."""

    def unstored(self) -> Sequence[str]:
        """The texts that are not."""


class Leaving(QObject):
    """Stores what waits, then goes on; asks first where it cannot be stored."""

    def __init__(
        self,
        *,
        held: Callable[[], Sequence[Held]],
        readable: Callable[[], bool],
        near: Callable[[], QRect | None],
        stays: Callable[[], object],
    ) -> None:
        """Ask nothing yet.

        Args:
            held: Where text may wait.
            readable: Whether it may be shown and copied: the desk is not locked.
            near: Where the sidebar stands.
            stays: Called when the person stays: the window may have been closed.
        """
        super().__init__()
        self._held, self._readable, self._near, self._stays = held, readable, near, stays
        self._window: UnsavedWindow | None = None
        self._go: Callable[[], object] = lambda: None
        self._word = ""
        self._asking = 0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._ask)

    @property
    def window(self) -> UnsavedWindow:
        """The question, made when first asked."""
        if self._window is None:
            from ui.dialogs.unsaved import UnsavedWindow

            self._window = UnsavedWindow()
            self._window.copy_wanted.connect(self._copy)
            self._window.leave_wanted.connect(lambda: self._go())
            self._window.dismissed.connect(self._stays)
        return self._window

    def leave(self, go: Callable[[], object], word: str) -> None:
        """Call ``go`` once nothing waits, or when the person says so.

        Args:
            go: Ends what is to be ended.
            word: Of the button that ends it all the same.
        """
        self._go, self._word = go, word
        self._asking += 1
        asking, waiting = self._asking, list(self._held())
        answers: list[bool] = []
        self._patience.start()

        def done(stored: bool) -> None:
            answers.append(stored)
            late = asking != self._asking or not self._patience.isActive()
            if len(answers) < len(waiting) or late:
                return
            self._patience.stop()
            if all(answers):
                go()
            else:
                self._ask()

        for one in waiting:
            one.flush(done)

    def look(self) -> None:
        """Take the question back where all is stored by now; nothing is ended then."""
        if self._window is not None and self._window.isVisible() and not self._texts():
            self._window.dismiss()

    def stop(self) -> None:
        """Take the question away, on the way out."""
        self._patience.stop()
        if self._window is not None:
            self._window.hide()

    def _ask(self) -> None:
        count = max(1, len(self._texts()))  # a disk that does not answer says nothing of either
        self.window.ask(count, self._word, readable=self._readable(), near=self._near())

    def _texts(self) -> list[str]:
        return [text for one in self._held() for text in one.unstored()]

    def _copy(self) -> None:
        if self._readable():
            copy_text("\n\n".join(readable(text) for text in self._texts()))


def readable(text: str) -> str:
    """Give what a person wrote into a form that was kept as JSON, one value a line."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(data, dict):
        return text
    return "\n".join(_words(data.values()))


def _words(values: Iterable[object]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, str) and value.strip():
            found.append(value.strip())
        elif isinstance(value, list):
            found += _words(value)
    return found
