"""Where the caret is, by the accessibility of Linux desktops (AT-SPI).

All questions are asked on one thread, which begins with the first ``wake`` or ``look``: until
then nothing is imported and no connection made.
"""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from assistant.backends.caret_jobs import CaretJobs, work_off
from phrasebook.i18n import tr

if TYPE_CHECKING:
    from assistant.backends.atspi_bus import AtspiBus
    from assistant.backends.atspi_tree import Tree

log = logging.getLogger(__name__)

SESSION: Final = "DBUS_SESSION_BUS_ADDRESS"
"""Names the session bus; a session without one has no accessibility either."""


class AtspiCaret(CaretJobs):
    """Implements ``CaretPort``."""

    backend = "at-spi"

    def __init__(self, connect: Callable[[], AtspiBus] | None = None) -> None:
        """Do nothing yet.

        Args:
            connect: Gives the bus or raises ``BusFault``; None for that of the session.
        """
        super().__init__()
        self._connect = connect or _session
        self._bell = (-1, -1)

    def _missing(self) -> str:
        return tr("桌面没有运行辅助功能服务(AT-SPI),看不到光标在哪个输入框里。")

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
            bus.deadline = job.until
            work_off(job, tree.place, tree.put_back)


def _session() -> AtspiBus:
    from assistant.backends.atspi_bus import AtspiBus

    return AtspiBus()
