"""Answers on Qt's own connection what formats our text has.

Chromium asks for the list of formats fifteen times a paste, one after the other. Qt makes it anew
each time and asks the server three times for the numbers of the names, so an answer takes half a
millisecond; the list never changes while the text stays, and from here it takes half of that.
All else, the text itself first, is Qt's to answer.
"""

from __future__ import annotations

import ctypes as c
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from Xlib.display import Display

_REQUEST: Final = struct.Struct("=BBHIIIIII")
"""``xcb_selection_request_event_t``: kind, -, -, time, owner, requestor, selection, target and
property."""
_NOTIFY: Final = struct.Struct("=BxHIIIII8x")
"""``xcb_selection_notify_event_t``: kind, -, time, requestor, selection, target, property."""
_SELECTION_NOTIFY: Final = 31
_ATOM: Final = 4
_PLAIN: Final = ("UTF8_STRING", "STRING", "TEXT")
"""Other names of ``text/plain``; these and the next are Qt's (``QXcbMime``, ``QXcbClipboard``)."""
_ALWAYS: Final = ("TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS")


def names_of(formats: Sequence[str]) -> list[str]:
    """List the names under which Qt offers these formats, in its order."""
    names: list[str] = []
    for name in formats:
        names += (name, *_PLAIN) if name == "text/plain" else (name,)
    return list(dict.fromkeys((*names, *_ALWAYS)))


class X11Offer:
    """The list of formats of one text (GUI thread)."""

    def __init__(self, xcb: c.CDLL, connection: int, display: Display, formats: Sequence[str]):
        """Look up the numbers of all names.

        Args:
            xcb: The library.
            connection: Qt's ``xcb_connection_t*``, which sends the answers.
            display: Any connection to the same server, for the numbers.
            formats: MIME names of the formats that Qt offers.
        """
        p, u8, u32 = c.c_void_p, c.c_uint8, c.c_uint32
        xcb.xcb_change_property.argtypes = [p, u8, u32, u32, u32, u8, u32, c.c_char_p]
        xcb.xcb_send_event.argtypes = [p, u8, u32, u32, c.c_char_p]
        xcb.xcb_flush.argtypes = [p]
        self._xcb = xcb
        self._connection = connection
        self._clipboard = int(display.intern_atom("CLIPBOARD"))
        self._targets = int(display.intern_atom("TARGETS"))
        atoms = [int(display.intern_atom(name)) for name in names_of(formats)]
        self._count = len(atoms)
        self._list = struct.pack(f"={len(atoms)}I", *atoms)

    def answer(self, pointer: int) -> bool:
        """Answer a request if it asks for the list now; False leaves it to Qt.

        Args:
            pointer: An ``xcb_selection_request_event_t``.
        """
        _, _, _, time, _, window, selection, target, to = _REQUEST.unpack(
            c.string_at(pointer, _REQUEST.size)
        )
        # With a time of its own a request may be older than the text, which Qt knows; a missing
        # property is an old habit that Qt knows too.
        if target != self._targets or selection != self._clipboard or time or not to:
            return False
        xcb, connection = self._xcb, self._connection
        xcb.xcb_change_property(connection, 0, window, to, _ATOM, 32, self._count, self._list)
        event = _NOTIFY.pack(_SELECTION_NOTIFY, 0, time, window, selection, target, to)
        xcb.xcb_send_event(connection, 0, window, 0, event)
        xcb.xcb_flush(connection)
        return True
