"""Who has the focus on X11, asked over a connection of its own by any thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from Xlib import error

from assistant.backends.x11_display import GONE, connect, disconnect
from assistant.backends.x11_ewmh import Ewmh
from assistant.ports import Target

log = logging.getLogger(__name__)

T = TypeVar("T")


class FocusAsker:
    """The thread-safe half of the tracker; every call is a question and its answer."""

    def __init__(self, display: str | None) -> None:
        """Connect on the first question."""
        self._name = display
        self._lock = threading.Lock()
        self._ewmh: Ewmh | None = None

    def managed(self) -> bool | None:
        """Tell whether a window manager runs; None without a display."""
        return self._ask(lambda ewmh: bool(ewmh.manager()), None)

    def active(self) -> Target | None:
        """Tell where a key pressed now would go; None for our own windows or where unsure."""
        return self._ask(Ewmh.front, None)

    def exists(self, target: Target) -> bool:
        """Tell whether this window is still there and still of the same process.

        The server gives the id of a closed window to another program sooner or later.
        """

        def read(ewmh: Ewmh) -> bool:
            ewmh.window(target.window).get_attributes()
            pid = ewmh.pid(target.window)
            return pid == target.pid and ewmh.program(target.window, pid) == target.program

        return self._ask(read, False)

    def activate(self, target: Target) -> None:
        """Ask for the focus to be given to ``target``, if it is still the same window."""

        def ask(ewmh: Ewmh) -> None:
            if ewmh.pid(target.window) == target.pid:
                ewmh.activate(target.window, managed=bool(ewmh.manager()))

        self._ask(ask, None)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._ewmh is not None:
                disconnect(self._ewmh.display)
                self._ewmh = None

    def _ask(self, work: Callable[[Ewmh], T], instead: T) -> T:
        with self._lock:
            try:
                if self._ewmh is None:
                    self._ewmh = Ewmh(connect(self._name))
                return work(self._ewmh)
            except error.XError:
                return instead  # the window went while it was asked
            except GONE as fault:
                log.warning("x11 windows: no answer (%s)", type(fault).__name__)
                if self._ewmh is not None:
                    disconnect(self._ewmh.display)
                    self._ewmh = None
                return instead
