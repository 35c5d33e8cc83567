"""Locks the desk when nobody is there: with the screen, before sleep, and after idling.

A key in the system's keyring opens the desk again by itself when somebody is back; a passphrase has
to be typed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal

from ui.flows.desk import DeskFlow

if TYPE_CHECKING:
    from assistant.ports import IdleTime
    from ui.session import Session

log = logging.getLogger(__name__)

LOOK_MS: Final = 15_000
"""How often it is asked how long nobody did anything."""


class AutoLock(QObject):
    """Locks and opens again.

    Signals:
        left: Nobody is there: show nothing of any buyer.
        returned: Somebody is back at an unlocked screen.
        blind: Nobody can tell here whether somebody is there, though that is asked for.
    """

    left = Signal()
    returned = Signal()
    blind = Signal()

    def __init__(
        self,
        *,
        key: DeskFlow,
        idle_minutes: Callable[[], int],
        make_idle: Callable[[], IdleTime],
    ) -> None:
        """Join the parts.

        Args:
            key: Opens and closes the desk.
            idle_minutes: After how long it is locked; 0 for never.
            make_idle: Makes what knows how long nobody did anything, when it is first needed.
        """
        super().__init__()
        self._key, self._idle_minutes, self._make_idle = key, idle_minutes, make_idle
        self._idle: IdleTime | None = None
        self._screen = self._asleep = self._idling = False
        self._reopen = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        key.opened.connect(self._opened)

    @property
    def away(self) -> bool:
        """Nobody is there."""
        return self._screen or self._asleep or self._idling

    def refresh(self) -> None:
        """Follow the option."""
        if self._idle_minutes():
            self._timer.start()
            if self._ask() is None:
                self.blind.emit()
        else:
            self._timer.stop()
            self._set(idling=False)

    def follow(self, session: Session) -> None:
        """Hear of the screen and of sleep."""
        session.locked.connect(lambda: self.screen(locked=True))
        session.unlocked.connect(lambda: self.screen(locked=False))
        session.sleeping.connect(lambda: self.sleep(asleep=True))
        session.resumed.connect(lambda: self.sleep(asleep=False))

    def screen(self, *, locked: bool) -> None:
        """Hear that the screen was locked or unlocked."""
        # An unlocked screen is one that is awake and used.
        if locked:
            self._set(screen=True)
        else:
            self._set(screen=False, asleep=False, idling=False)

    def sleep(self, *, asleep: bool) -> None:
        """Hear that the machine is about to sleep, or awake again."""
        self._set(asleep=asleep)

    def look(self) -> None:
        """Ask how long nobody did anything."""
        limit, found = 60 * self._idle_minutes(), self._ask()
        if limit and found is not None:
            self._set(idling=found >= limit)

    def _ask(self) -> float | None:
        if self._idle is None:
            self._idle = self._make_idle()
        return self._idle.seconds()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()
        if self._idle is not None:
            self._idle.close()
            self._idle = None

    def _set(self, **states: Any) -> None:
        before = self.away
        for name, on in states.items():
            setattr(self, f"_{name}", on)
        if self.away and not before:
            log.info("desk away")
            self.left.emit()
            self._lock()
        elif before and not self.away:
            log.info("desk back")
            reopen, self._reopen = self._reopen, False
            self.returned.emit()
            if reopen and self._key.desk is None:
                self._key.start()

    def _lock(self) -> None:
        if self._key.desk is None:
            return
        # Only what was open is opened again: who locked it by hand meant it.
        self._reopen = self._key.lock_kind() == "keyring"
        self._key.lock()

    def _opened(self) -> None:
        if self._screen or self._asleep:  # it was on its way when the screen was locked
            self._lock()
