"""Where the caret is, by the accessibility of Linux desktops (AT-SPI).

All questions are asked on one thread, which begins with the first ``wake`` or ``look``: until
then nothing is imported and no connection made.
"""

from __future__ import annotations

import logging
import os
import queue
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from assistant.backends.caret_jobs import CaretJobs, Job
from assistant.ports import Capability
from phrasebook.i18n import tr

if TYPE_CHECKING:
    from assistant.backends.atspi_bus import AtspiBus
    from assistant.backends.atspi_tree import Tree

log = logging.getLogger(__name__)

BACKEND: Final = "at-spi"
SESSION: Final = "DBUS_SESSION_BUS_ADDRESS"
"""Names the session bus; a session without one has no accessibility either."""


class AtspiCaret(CaretJobs):
    """Implements ``CaretPort``."""

    def __init__(self, connect: Callable[[], AtspiBus] | None = None) -> None:
        """Do nothing yet.

        Args:
            connect: Gives the bus or raises ``BusFault``; None for that of the session.
        """
        super().__init__()
        self._connect = connect or _session
        self._bell = (-1, -1)

    def capability(self) -> Capability:
        """Say whether the desktop has its accessibility running, as far as was found out."""
        if self._reachable is not False:
            return Capability(True, BACKEND)
        return Capability(
            False,
            BACKEND,
            tr("桌面没有运行辅助功能服务(AT-SPI),看不到光标在哪个输入框里。"),
            tr("平常的粘贴不受影响;复制买家的话再用建议时,请先在设置里教一下输入框在哪。"),
        )

    def _possible(self) -> bool:
        return self._connect is not _session or bool(os.environ.get(SESSION))

    def _ring(self) -> None:
        with self._lock:
            if self._bell[1] >= 0:
                os.write(self._bell[1], b"x")

    def _run(self) -> None:
        with self._lock:
            self._bell = os.pipe()
        try:
            self._work()
        finally:
            with self._lock:
                read, write = self._bell
                self._bell = (-1, -1)
            os.close(read)
            os.close(write)

    def _work(self) -> None:
        from assistant.backends.atspi_bus import BusFault
        from assistant.backends.atspi_tree import Tree

        while True:
            try:
                bus = self._connect()
            except BusFault as fault:
                if not self._rest(str(fault)):
                    return
                continue
            self._reachable = True
            log.info("caret accessibility=connected")
            try:
                if not self._serve(bus, Tree(bus), self._bell[0]):
                    return
            except BusFault as fault:
                log.info("caret accessibility=lost reason=%s", fault)
            finally:
                bus.close()

    def _serve(self, bus: AtspiBus, tree: Tree, bell: int) -> bool:
        """Work off jobs until the end; False then.

        Raises:
            BusFault: If the bus is gone.
        """
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                bus.wait(bell)
                continue
            if job is None:
                return False
            tree.focused(bus.focused)
            bus.focused = []
            _do(bus, tree, job)


def _do(bus: AtspiBus, tree: Tree, job: Job) -> None:
    from assistant.backends.atspi_bus import BusFault

    bus.deadline = job.until
    try:
        if time.monotonic() >= job.until:
            return
        if job.put_back:
            job.place = "box" if tree.put_back(job.target) else "unknown"
        else:
            job.place = tree.place(job.target)
    except BusFault as fault:
        log.info("caret answer=none reason=%s", fault)
    finally:
        job.done.set()


def _session() -> AtspiBus:
    from assistant.backends.atspi_bus import AtspiBus

    return AtspiBus()
