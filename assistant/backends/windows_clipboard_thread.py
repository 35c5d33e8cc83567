"""The thread that opens the clipboard of Windows, and a limit for those who wait for it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from assistant.ports import ClipboardBusy

T = TypeVar("T")


class Job:
    """One call on its way to the thread."""

    def __init__(self, run: Callable[[Job], object]) -> None:
        """Take what is to be done; it is given this job."""
        self.run = run
        self.done = threading.Event()
        self.over = threading.Event()
        """Nobody waits for it any more."""
        self.result: object = None
        self.error: BaseException | None = None
        self.alive = time.monotonic()
        """When it last came a step further."""


class ClipboardThread:
    """Does one thing with the clipboard after the other, on a thread of its own."""

    def __init__(self) -> None:
        """Start with the first call."""
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._stuck: Job | None = None

    def call(
        self,
        run: Callable[[Job], T],
        limit: float,
        grace: float = 0.0,
        silence: float = float("inf"),
    ) -> T:
        """Do ``run`` there and wait for it.

        Args:
            run: Given the job, whose ``over`` tells it to come to an end.
            limit: Seconds after which ``over`` is set.
            grace: Seconds that it has then.
            silence: Seconds for each of its steps, if it has more than one.

        Raises:
            ClipboardBusy: If it takes longer, or one before it still does.
        """
        with self._lock:
            if self._stuck is not None and not self._stuck.done.is_set():
                raise ClipboardBusy("the owner of the clipboard still does not answer")
            self._stuck = None
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="clipboard", daemon=True)
                self._thread.start()
        job = Job(run)
        self._jobs.put(job)
        end = time.monotonic() + limit
        while not job.done.wait(max(0.0, min(end, job.alive + silence) - time.monotonic())):
            if time.monotonic() < min(end, job.alive + silence):
                continue
            job.over.set()
            if not job.done.wait(grace):
                self._stuck = job
                raise ClipboardBusy("the owner of the clipboard does not answer")
            break
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not job.over.is_set():
                try:
                    job.result = job.run(job)
                except BaseException as error:  # noqa: BLE001 (raised again where it is waited for)
                    job.error = error
            job.done.set()

    def end(self) -> None:
        """End the thread once it has nothing more to do."""
        self._jobs.put(None)
