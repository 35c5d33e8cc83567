"""Picks the clipboard of this system: Windows's own way where it can be had, else Qt's."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.backends import Backends
from assistant.ports import OwnedClipboard

log = logging.getLogger(__name__)

Requested = Callable[[int, int], bool]
"""Looks at a request for the clipboard before Qt does (``QtClipboard.requested``)."""


def make(found: Backends, now: Callable[[], float]) -> tuple[OwnedClipboard, Requested | None]:
    """Make the clipboard, on the GUI thread, and what ``NativeEvents`` is to ask on X11.

    Args:
        found: The back-ends of this system.
        now: The clock that fetches are told by (``Clock.monotonic``).
    """
    if found.clipboard is not None:
        try:
            return found.clipboard(now), None
        except OSError:
            log.exception("backend port=clipboard skipped=native")
    from ui.clipboard import QtClipboard

    qt = QtClipboard(found.clipboard_reader)
    return qt, qt.requested
