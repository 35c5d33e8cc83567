"""What the back-ends of ``CaretPort`` share: a thread that asks, callers that never wait long."""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final

from assistant.ports import Capability, CaretPlace, Target
from phrasebook.i18n import tr

log = logging.getLogger(__name__)

ASK_S: Final = 0.25
"""Longest for all questions of one job."""
RETRY_S: Final = 30.0
"""How long an accessibility that is not there is left alone."""
SLOW_S: Final = 3.0
"""How long nobody waits for a program that did not answer in time."""


@dataclass(slots=True)
class Job:
    """One thing to find out or to do, and what came of it.

    Attributes:
        target: The window.
        put_back: Put the caret into its box; else only look.
        until: When it comes too late (``time.monotonic``).
        place: What was found.
        done: Set once that is known.
    """

    target: Target
    put_back: bool
    until: float
    place: CaretPlace = "unknown"
    done: threading.Event = field(default_factory=threading.Event)


class CaretFault(Exception):
    """The accessibility, or the program that was asked, gave no answer that can be used."""


def work_off(
    job: Job, place: Callable[[Target], CaretPlace], put_back: Callable[[Target], bool]
) -> None:
    """Do a job, unless it comes too late.

    Args:
        job: What to do.
        place: Tells where the focus of a window is, or raises ``CaretFault``.
        put_back: Gives the focus to the box of a window, or raises ``CaretFault``.
    """
    try:
        if time.monotonic() >= job.until:
            return
        if job.put_back:
            job.place = "box" if put_back(job.target) else "unknown"
        else:
            job.place = place(job.target)
    except CaretFault as fault:
        log.info("caret answer=none reason=%s", fault)
    finally:
        job.done.set()


class CaretJobs:
    """The calls of ``CaretPort``; a subclass works the jobs off in ``_run``."""

    backend: ClassVar[str]

    def __init__(self) -> None:
        """Do nothing yet: the thread begins with the first job."""
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._look: Job | None = None
        self._reachable: bool | None = None
        self._retry_at = 0.0
        self._slow: tuple[int, float] = (0, 0.0)

    def wake(self) -> None:
        """Begin the thread, so that what gets the focus from now on can be noted."""
        if not self._resting():
            self._begin()

    def find_out(self, within_s: float) -> Capability:
        """Give ``capability`` once it is known whether the accessibility is there."""
        self.wake()
        end = time.monotonic() + within_s
        while self._reachable is None and time.monotonic() < end:
            time.sleep(0.01)
        return self.capability()

    def capability(self) -> Capability:
        """Say whether it works here, as far as was found out."""
        if self._reachable is not False:
            return Capability(True, self.backend)
        return Capability(
            False,
            self.backend,
            self._missing(),
            tr("平常的粘贴不受影响;复制买家的话再用建议时,请先在设置里教一下输入框在哪。"),
        )

    def _missing(self) -> str:
        """Say what is not there where it does not work."""
        raise NotImplementedError

    def look(self, target: Target) -> None:
        """Begin to find out where the caret of ``target`` is."""
        self._look = None
        if not self._resting():
            self._look = job = Job(target, False, time.monotonic() + ASK_S)
            self._give(job)

    def place(self, target: Target, within_s: float) -> CaretPlace:
        """Give what ``look`` found."""
        job = self._look
        if job is None or not job.target.same_window(target):
            return "unknown"
        slow, until = self._slow
        late = slow == target.pid and time.monotonic() < until
        if not job.done.wait(0 if late else within_s):
            if not late and self._reachable:  # while connecting, the program is not to blame
                log.info("caret answer=late")
                self._slow = (target.pid, time.monotonic() + SLOW_S)
            return "unknown"
        return job.place

    def put_back(self, target: Target, within_s: float) -> bool:
        """Put the caret into the box of the chat."""
        if self._resting():
            return False
        job = Job(target, True, time.monotonic() + within_s)
        self._give(job)
        return job.done.wait(within_s) and job.place == "box"

    def close(self) -> None:
        """End the thread; what it waits for ends soon."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            self._ring()
            thread.join(1.0)

    def _resting(self) -> bool:
        if self._reachable is None and not self._possible():
            self._reachable, self._retry_at = False, math.inf
        return self._reachable is False and time.monotonic() < self._retry_at

    def _possible(self) -> bool:
        """Tell whether it is worth a thread at all."""
        return True

    def _give(self, job: Job) -> None:
        self._begin()
        self._jobs.put(job)
        self._ring()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="caret", daemon=True)
                self._thread.start()

    def _ring(self) -> None:
        """Tell a thread that waits for more than jobs that there is one."""

    def _run(self) -> None:
        """Work the jobs off until None comes."""
        raise NotImplementedError

    # -- the thread --

    def _rest(self, reason: str) -> bool:
        """Answer nothing until it is worth another try; False at the end."""
        self._reachable, self._retry_at = False, time.monotonic() + RETRY_S
        log.info("caret accessibility=off reason=%s", reason)
        while (job := self._jobs.get()) is not None:
            job.done.set()
            if time.monotonic() >= self._retry_at:
                return True
        return False
