"""Tells when the screen is locked or unlocked and when the machine wakes up.

Hotkeys die over these, and a paste must never wait behind a lock screen. On Linux over D-Bus
(logind and the desktop's screen saver), on Windows by messages that ``NativeEvents`` passes on.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot

log = logging.getLogger(__name__)

WM_POWERBROADCAST: Final = 0x0218
WM_WTSSESSION_CHANGE: Final = 0x02B1
_SUSPENDED: Final = 0x04
"""PBT_APMSUSPEND."""
_RESUMED: Final = (0x07, 0x12)
"""PBT_APMRESUMESUSPEND and PBT_APMRESUMEAUTOMATIC."""
_LOCK: Final = 7
_UNLOCK: Final = 8
_SAVERS: Final = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
)
_LOGIN: Final = "org.freedesktop.login1"


class Session(QObject):
    """Lock, unlock and resume as signals; each change is told once.

    Signals:
        locked: The screen was locked.
        unlocked: It was unlocked.
        sleeping: The machine is about to sleep.
        resumed: It woke up.
    """

    locked = Signal()
    unlocked = Signal()
    sleeping = Signal()
    resumed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Know nothing yet; call ``start`` after the first paint (D-Bus takes 10 ms to load)."""
        super().__init__(parent)
        self._is_locked = False
        self._window = 0
        self._buses: list[Any] = []

    def start(self, window: int = 0) -> bool:
        """Begin to listen; False where nobody tells.

        Args:
            window: ``winId()`` of a lasting window (used on Windows only).
        """
        if sys.platform == "win32":
            from assistant.backends.windows_session import listen

            self._window = window
            return listen(window)
        return self._start_dbus()

    def _start_dbus(self) -> bool:
        try:
            from PySide6.QtDBus import QDBusConnection
        except ImportError:
            log.warning("session dbus=missing")
            return False
        # Any: the stubs want bytes for a slot, the binding takes only what SLOT gives, a str.
        system: Any = QDBusConnection.systemBus()
        session: Any = QDBusConnection.sessionBus()
        heard = 0
        # No service names: desktops own different ones, and a made-up signal does no harm here.
        if system.isConnected():
            heard += system.connect(
                "", f"/{_LOGIN.replace('.', '/')}", f"{_LOGIN}.Manager", "PrepareForSleep",
                self, SLOT("on_sleep(bool)"),
            )  # fmt: skip
            own = session_path(os.environ.get("XDG_SESSION_ID", ""))
            for name, slot in (("Lock", "on_lock()"), ("Unlock", "on_unlock()")):
                heard += system.connect("", own, f"{_LOGIN}.Session", name, self, SLOT(slot))
        if session.isConnected():
            for path, interface in _SAVERS:
                heard += session.connect(
                    "", path, interface, "ActiveChanged", self, SLOT("on_saver(bool)")
                )
        self._buses = [system, session]
        log.info("session dbus_signals=%d", heard)
        return heard > 0

    def stop(self) -> None:
        """Listen no more."""
        if self._window:
            from assistant.backends.windows_session import unlisten

            unlisten(self._window)
            self._window = 0
        self._buses.clear()
        self.blockSignals(True)

    def windows_message(self, number: int, wparam: int, lparam: int) -> bool:  # noqa: ARG002
        """Look at one Windows message; never swallows it."""
        if number == WM_POWERBROADCAST and wparam in (_SUSPENDED, *_RESUMED):
            self.on_sleep(wparam == _SUSPENDED)
        elif number == WM_WTSSESSION_CHANGE and wparam in (_LOCK, _UNLOCK):
            self._set_locked(wparam == _LOCK)
        return False

    @Slot(bool)
    def on_sleep(self, sleeping: bool) -> None:
        """Hear from logind: about to sleep, or awake again."""
        log.info("session event=%s", "sleeping" if sleeping else "resumed")
        (self.sleeping if sleeping else self.resumed).emit()

    @Slot(bool)
    def on_saver(self, active: bool) -> None:
        """Hear from the screen saver."""
        self._set_locked(active)

    @Slot()
    def on_lock(self) -> None:
        """Hear from logind that this session is to be locked."""
        self._set_locked(True)

    @Slot()
    def on_unlock(self) -> None:
        """Hear from logind that it was unlocked."""
        self._set_locked(False)

    def _set_locked(self, locked: bool) -> None:
        if locked == self._is_locked:
            return
        self._is_locked = locked
        log.info("session event=%s", "locked" if locked else "unlocked")
        (self.locked if locked else self.unlocked).emit()


def session_path(id: str) -> str:
    """Give the D-Bus path of a session of logind, so that no other user's counts.

    Characters are written as logind does (sd_bus_path_encode(3)); "" if the id is not known, which
    then means any session.
    """
    if not id:
        return ""
    encoded = "".join(
        char if char.isascii() and char.isalnum() and (place or not char.isdigit())
        else "".join(f"_{byte:02x}" for byte in char.encode())
        for place, char in enumerate(id)
    )  # fmt: skip
    return f"/org/freedesktop/login1/session/{encoded}"
