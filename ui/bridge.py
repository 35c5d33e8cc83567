"""The one place where callbacks of other threads become work on the GUI thread.

Store, paste worker and hotkey listener know nothing of Qt; they call plain functions. Those
functions are made here, and all they do is emit a signal that Qt queues to the GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from phrasebook.model import UserError
from phrasebook.store.errors import ClosedError

T = TypeVar("T")


class Bridge(QObject):
    """Runs functions on the thread that it was made on.

    Args:
        failed: Told of every error that no one else asked for.
    """

    _posted = Signal(object)

    def __init__(self, failed: Callable[[UserError], None]) -> None:
        """Bind the bridge to the GUI thread, the one that makes it."""
        super().__init__()
        self._failed = failed
        self._open = True
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, work: Callable[[], object]) -> None:
        """Run ``work`` on the GUI thread soon; callable from any thread."""
        if self._open:
            self._posted.emit(work)

    def posting(self, work: Callable[..., object]) -> Callable[..., None]:
        """Make a callback for another thread that runs ``work`` on the GUI thread."""
        return lambda *args: self.post(lambda: work(*args))

    def when_done(
        self,
        future: Future[T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[UserError], object] | None = None,
    ) -> None:
        """Hand the result of ``future`` to ``done`` on the GUI thread.

        A ``UserError`` goes to ``failed`` (or to the bridge's own); any other exception is a bug
        and is raised on the GUI thread, where the crash hook reports it.
        """

        def settle(settled: Future[T]) -> None:
            if not settled.cancelled():
                self.post(lambda: self._settle(settled, done, failed or self._failed))

        future.add_done_callback(settle)

    def fail(self, error: UserError) -> None:
        """Say an error that no one else shows (GUI thread)."""
        self._failed(error)

    def close(self) -> None:
        """Drop what is still queued; for the way out."""
        self._open = False

    def _settle(
        self,
        future: Future[Any],
        done: Callable[[Any], object] | None,
        failed: Callable[[UserError], object],
    ) -> None:
        try:
            result = future.result()
        except UserError as error:
            failed(error)
            return
        except ClosedError:  # the desk was locked between the question and the answer
            return
        if done is not None:
            done(result)

    def _run(self, work: Callable[[], object]) -> None:
        if self._open:
            work()
