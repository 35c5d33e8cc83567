"""Removes what is over from the desk and keeps copies of it: at the opening and once a day.

The clock of a computer may be wrong by years, so nothing goes on its word alone: where it does not
fit the last time that was believed, a person is asked first, once a session.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from ui.flows.content import BACKUP_EVERY_S
from ui.i18n import tr

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from phrasebook.store.retention import Doubt, Purged
    from ui.app import App
    from ui.flows.desk_around import DeskAround

log = logging.getLogger(__name__)

_DAY_MS: Final = 24 * 3600 * 1000
NAME: Final = "clock_doubt"
"""Name of the question among the notices."""


class Tidying(QObject):
    """The daily work on the open desk."""

    def __init__(
        self,
        app: App,
        around: DeskAround,
        desk: Callable[[], Desk | None],
        told: Callable[[int, int], object],
    ) -> None:
        """Do nothing before ``start``.

        Args:
            app: The program.
            around: Its clock, which is told what was believed.
            desk: The open desk.
            told: Told how many buyers and items went, where a person asked for it.
        """
        super().__init__()
        self._app, self._around, self._desk, self._told = app, around, desk, told
        self._asked = False
        self._daily = QTimer(self)
        self._daily.setInterval(_DAY_MS)
        self._daily.timeout.connect(self.run)

    def start(self) -> None:
        """The desk was opened."""
        self._asked = False
        self.run()
        self._daily.start()

    def stop(self) -> None:
        """The desk is closed."""
        self._daily.stop()

    def run(self, *, tell: bool = False, sure: bool = False) -> None:
        """Remove what is over, and keep a copy of the rest.

        Args:
            tell: Say in the settings what was removed; a person asked for it.
            sure: A person said that the clock is right.
        """
        desk = self._desk()
        if desk is None or desk.store.read_only:
            return

        def done(gone: Purged) -> None:
            items = gone.notes + gone.handovers + gone.reminders
            log.info(
                "desk purged buyers=%d items=%d doubt=%s", gone.buyers, items, bool(gone.doubt)
            )
            if gone.doubt is not None:
                self._ask(gone.doubt, again=tell)
                return
            self._around.trust(now)
            if tell:
                self._told(gone.buyers, items)

        # As the system says: what the desk's own clock makes of it would always be believed.
        now = self._around.wall()
        days = self._app.options.get("desk.retention")
        future = desk.retention.tidy(now, None if days == "never" else int(days), sure=sure)
        self._app.bridge.when_done(future, done)
        from phrasebook.store.backup import is_due

        if is_due(self._app.paths.data, "desk", now, BACKUP_EVERY_S):
            self._app.bridge.when_done(desk.store.backup("daily"))

    def _ask(self, doubt: Doubt, *, again: bool) -> None:
        if self._asked and not again:
            return
        self._asked = True
        self._app.notices.say(
            NAME,
            tr(
                "电脑时间是 {now},上次打开是 {last},对吗?",
                now=_moment(doubt.now),
                last=_moment(doubt.last),
            ),
            _what_goes(doubt),
            action=(tr("对,照常清理"), lambda: self.run(sure=True)),
            other=(tr("不对,先不清"), lambda: None),
            again=True,
        )


def _what_goes(doubt: Doubt) -> str:
    if not doubt.buyers and not doubt.items:
        return tr("还没有清理过期的内容。")
    return tr(
        "还没有清理过期的内容。照常清理会删掉 {buyers} 位买家、{items} 条记录。",
        buyers=doubt.buyers,
        items=doubt.items,
    )


def _moment(at: float) -> str:
    """A time with its year; of a clock that is wrong by ages only the number of seconds."""
    try:
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(at))
    except (ValueError, OverflowError, OSError):
        return str(int(at))
