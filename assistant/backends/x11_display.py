"""Opening and closing connections of python-xlib, the same way for every back-end."""

from __future__ import annotations

import logging
from typing import Final

from Xlib import error
from Xlib.display import Display

log = logging.getLogger(__name__)

GONE: Final = (error.ConnectionClosedError, error.DisplayError, OSError)
"""What python-xlib raises when there is no server, or no more."""


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
    # WORKAROUND (python-xlib 0.33): its RandR part registers its errors without their offset and
    # so takes the place of BadRequest, BadValue and the like; such an error then ends in an
    # AttributeError inside python-xlib.
    display.display.error_classes.update(error.xerror_class)
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
