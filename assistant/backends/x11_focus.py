"""Who has the focus on X11, asked over a connection of its own by any thread."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from Xlib import error
from Xlib.display import Display

from assistant.backends.x11_ewmh import Ewmh
from assistant.ports import Target

log = logging.getLogger(__name__)

T = TypeVar("T")

GONE: Final = (error.ConnectionClosedError, error.DisplayError, OSError)
"""What python-xlib raises when there is no server, or no more."""


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
        return self._ask(in_front, None)

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


def in_front(ewmh: Ewmh) -> Target | None:
    """Tell where a key pressed now would go; None for our own windows or where unsure."""
    found = ewmh.numbers(ewmh.root.id, "_NET_ACTIVE_WINDOW")
    chain = ewmh.focus_chain(found[0] if found else 0)
    if not chain:
        return None
    # Both must agree: a window that took the focus past the window manager (a search popup, a
    # launcher) gets the keys although another one is called active.
    if found and found[0] in chain:
        return ewmh.target(found[0])
    if ewmh.manager():
        return None
    return ewmh.target(ewmh.client_of(chain[-1]))


def connect(name: str | None) -> Display:
    """Open a connection that keeps quiet about errors of requests without a reply.

    Raises:
        DisplayError: If there is no such display, whatever its name looks like.
    """
    try:
        display = Display(name)
    except (ValueError, OverflowError) as fault:  # ":99999" makes python-xlib try a port
        raise error.DisplayNameError(name) from fault
    display.set_error_handler(_ignore)
    return display


def disconnect(display: Display) -> None:
    """Close a connection that may be dead already."""
    try:
        display.close()
    except GONE as fault:
        log.debug("x11 windows: closing failed (%s)", type(fault).__name__)
        # python-xlib leaves the socket of a dead connection open.
        display.display.socket.close()


def _ignore(*_: object) -> None:
    """Take such errors: their window went, which other events tell."""


def earlier(one: int, other: int) -> bool:
    """Compare server times, which start again at 0 after 49 days; 0 is before all."""
    return one == 0 or (one - other) & 0xFFFFFFFF >= 0x80000000
