"""Opening and closing connections of python-xlib, the same way for every back-end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from Xlib import error, ext
from Xlib.display import Display

log = logging.getLogger(__name__)

GONE: Final = (error.ConnectionClosedError, error.DisplayError, OSError)
"""What python-xlib raises when there is no server, or no more."""

USED: Final = frozenset(
    {"Generic Event Extension", "XTEST", "XInputExtension", "X-Resource", "MIT-SCREEN-SAVER"}
)
"""The extensions that a back-end here speaks. python-xlib would load all that the server has, for
each connection: 13 in place of 5, more memory and as many waits more. One of them, RandR, also
takes the place of ordinary errors such as BadValue, which then end in an AttributeError."""
_loading = threading.Lock()


def connect(name: str | None) -> Display:
    """Open a connection that keeps quiet about errors of requests without a reply.

    Raises:
        DisplayError: If there is no such display, whatever its name looks like.
    """
    try:
        with _only_used():
            display = Display(name)
    except (ValueError, OverflowError) as fault:  # ":99999" makes python-xlib try a port
        raise error.DisplayNameError(name) from fault
    display.set_error_handler(_ignore)
    return display


@contextmanager
def _only_used() -> Iterator[None]:
    """Have python-xlib load no other extension meanwhile: it takes no list for one connection."""
    with _loading:
        every = ext.__extensions__
        ext.__extensions__ = [(name, module) for name, module in every if name in USED]
        try:
            yield
        finally:
            ext.__extensions__ = every


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
