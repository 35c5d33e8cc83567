"""What is done for the phrases in the background: the standard ones, cleaning, a daily copy."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from phrasebook import content
from phrasebook.model import UserError
from phrasebook.store import Store, traces
from phrasebook.store.backup import is_due
from phrasebook.store.errors import GivenUpError
from ui.i18n import tr

log = logging.getLogger(__name__)

BACKUP_EVERY_S = 20 * 3600
"""Age of the newest backup from which the next start makes one: once a working day."""
STOP_LIMIT_S = 10.0
"""How long leaving waits for the work to end. First content is given up, a copy takes less."""


class ContentFlow:
    """One thread of work after the start; every problem becomes a sentence for the banner.

    Args:
        store: The open store.
        folder: The data folder.
        warm: Reads what the first paste would otherwise wait for.
        problem: Told of a fault and its code for the log, on the thread; must only enqueue.
    """

    def __init__(
        self,
        store: Store,
        folder: Path,
        warm: Callable[[], object],
        problem: Callable[[UserError, str], object],
    ) -> None:
        """Do nothing yet."""
        self._store, self._folder, self._warm, self._problem = store, folder, warm, problem
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._work, name="content", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more and wait for what is under way, so that the store can be closed."""
        self._leaving.set()
        if self._thread.is_alive():
            self._thread.join(STOP_LIMIT_S)

    def _work(self) -> None:
        for part in (self._sync, self._warm, self._clean, self._back_up_daily):
            if self._leaving.is_set():
                return
            try:
                part()
            except GivenUpError:
                log.info("content given up")
                return
            except UserError as error:
                self._problem(error, "content")

    def _sync(self) -> None:
        """Bring the standard phrases into the store; it tells of what changed."""
        problems = content.sync(self._store, self._leaving.is_set).problems
        if problems:
            text = tr("标准话术有 {n} 处读不出来,其余的照常可用。", n=len(problems))
            self._problem(UserError(text, problems[0]), "content_broken")

    def _clean(self) -> None:
        """Take out of the plain file what earlier versions learned from buyers' messages."""
        if not traces.left(self._store):
            return
        from phrasebook.store import old_picks  # late: few files were ever written so

        old_picks.remove(self._store)

    def _back_up_daily(self) -> None:
        """Keep a copy of each working day: a shop's phrases are written over months."""
        due = is_due(self._folder, "phrasebook", time.time(), BACKUP_EVERY_S)
        if not self._store.read_only and due:
            self._store.backup("daily").result()
            log.info("backup made")
