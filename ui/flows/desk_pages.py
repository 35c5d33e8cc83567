"""Joins the pages of the desk: 买家, 交接 and 提醒, and what they share."""

from __future__ import annotations

import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from assistant.desk import shifts
from phrasebook.desk import Agent, ShiftRef
from phrasebook.store import Changes
from ui.clock import SystemClock
from ui.flows.content import BACKUP_EVERY_S
from ui.flows.desk import DESK_PAGES, DeskFlow
from ui.window import PHRASES

if TYPE_CHECKING:
    from assistant.desk.keys import DeskKeys
    from phrasebook.store.desk import Desk
    from ui.app import App
    from ui.services import Services

log = logging.getLogger(__name__)

_DAY_MS: Final = 24 * 3600 * 1000


class DeskFlows(QObject):
    """The desk's flows, and the answers that all of them need."""

    def __init__(self, app: App, parts: Services) -> None:
        """Make the flows; their pages are made when they are first asked for."""
        super().__init__()
        self._app, self._parts = app, parts
        self._clock = SystemClock()
        self.key = DeskFlow(
            folder=app.paths.data, sidebar=app.sidebar, bridge=app.bridge, keys=self._make_keys
        )
        self.key.opened.connect(self._opened)
        self.key.changed.connect(self._changed)
        self._purging = QTimer(self)
        self._purging.setInterval(_DAY_MS)
        self._purging.timeout.connect(self.purge)

    def start(self) -> None:
        """Open the desk if it can be opened by itself."""
        self.key.start()

    def stop(self) -> None:
        """Close it; for the way out."""
        self.key.stop()

    # What the flows ask for.

    def desk(self) -> Desk | None:
        """Give the open desk."""
        return self.key.desk

    def now(self) -> float:
        """Give the time, in seconds since the epoch (UTC)."""
        return self._clock.now()

    @cached_property
    def _zone(self) -> str:
        from assistant.backends.local_zone import zone_id

        return zone_id()

    def zone(self) -> str:
        """Give the zone id of this computer."""
        return self._zone

    def plan(self) -> tuple[shifts.Shift, ...]:
        """Give the shifts that are set up."""
        return shifts.usable(self._app.options.get("desk.shifts"))

    def shift(self, now: float) -> ShiftRef | None:
        """Give the agent's own shift, else the one that runs."""
        plan, own = self.plan(), self._app.options.get("desk.shift")
        chosen = shifts.by_name(own, now, self._zone, plan) if own else None
        return chosen or shifts.at(now, self._zone, plan)

    def agent(self) -> Agent:
        """Tell who is at the desk."""
        options = self._app.options
        return Agent(options.get("agent.number"), self.shift_label())

    def shift_label(self) -> str:
        """Name the shift for the foot; without shifts what the agent wrote."""
        if not self.plan():
            return str(self._app.options.get("agent.shift_label"))
        return shifts.label(self.shift(self.now()))

    def _make_keys(self) -> DeskKeys:
        from assistant.backends import pick_vault
        from assistant.desk.keys import DeskKeys, held_by

        folder = self._app.paths.data
        return DeskKeys(folder, pick_vault(held_by(folder)))

    # What happens.

    def _opened(self) -> None:
        self.purge()
        self._purging.start()

    def _changed(self, changes: Changes) -> None:
        pass

    def purge(self) -> None:
        """Remove what is over, and keep a copy of the rest: at the start and once a day."""
        desk = self.desk()
        if desk is None or desk.store.read_only:
            return
        days = self._app.options.get("desk.retention")
        future = desk.retention.purge(self.now(), None if days == "never" else int(days))
        self._app.bridge.when_done(
            future, lambda gone: log.info("desk purged buyers=%d notes=%d", gone.buyers, gone.notes)
        )
        newest = next((made for _path, made, _size in self._copies()), 0.0)
        if self.now() - newest > BACKUP_EVERY_S:
            self._app.bridge.when_done(desk.store.backup("daily"))

    def _copies(self) -> list[tuple[Path, float, int]]:
        from phrasebook.store.backup import listed

        return listed(self._app.paths.data, "desk")

    def wake(self) -> None:
        """Look at the clock anew: the machine slept, or the screen was locked."""
        self.__dict__.pop("_zone", None)

    def hide(self) -> None:
        """Show nothing of any buyer: the screen is locked."""
        if self._app.sidebar.page in DESK_PAGES:
            self._app.sidebar.show_page(PHRASES, quietly=True)
