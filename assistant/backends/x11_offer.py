"""Answers on Qt's own connection: what formats our text has, and content that is not Qt's.

Chromium asks for the list of formats fifteen times a paste, one after the other. Qt makes it anew
each time and asks the server three times for the numbers of the names, so an answer takes half a
millisecond; the list never changes while the text stays, and from here it takes half of that.
All else, the text itself first, is Qt's to answer.

Content of another program that was put back is answered from here as it was: Qt gives some names a
meaning of its own (``application/x-qt-image``, ``application/x-color``, ``text/uri-list``), makes
anew what it knows, and offers plain text under other names than its owner did.
"""

from __future__ import annotations

import ctypes as c
import struct
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from Xlib.display import Display

    from assistant.backends.x11_owner import ForeignContent

MOST_AT_ONCE: Final = 200_000
"""Bytes; a request of the X protocol holds 262,140 where the server knows no larger ones."""

_REQUEST: Final = struct.Struct("=BBHIIIIII")
"""``xcb_selection_request_event_t``: kind, -, -, time, owner, requestor, selection, target and
property."""
_NOTIFY: Final = struct.Struct("=BxHIIIII8x")
"""``xcb_selection_notify_event_t``: kind, -, time, requestor, selection, target, property."""
_TARGET_AT: Final = 20
"""Where the target stands in it."""
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


class _Answers:
    """What both need: the numbers of names, and the way back to who asks (GUI thread)."""

    def __init__(self, xcb: c.CDLL, connection: int, display: Display) -> None:
        p, u8, u32 = c.c_void_p, c.c_uint8, c.c_uint32
        xcb.xcb_change_property.argtypes = [p, u8, u32, u32, u32, u8, u32, c.c_char_p]
        xcb.xcb_send_event.argtypes = [p, u8, u32, u32, c.c_char_p]
        xcb.xcb_flush.argtypes = [p]
        self._xcb = xcb
        self._connection = connection
        self._clipboard = int(display.intern_atom("CLIPBOARD"))
        self._targets = int(display.intern_atom("TARGETS"))

    def asks_list(self, pointer: int) -> bool:
        """Tell whether a request asks for the list of formats.

        Args:
            pointer: An ``xcb_selection_request_event_t``.
        """
        return bool(c.c_uint32.from_address(pointer + _TARGET_AT).value == self._targets)

    def _answer(self, request: tuple[int, ...], kind: int, width: int, data: bytes) -> None:
        _, _, _, time, _, window, selection, target, to = request
        xcb, connection = self._xcb, self._connection
        count = len(data) // (width // 8)
        xcb.xcb_change_property(connection, 0, window, to, kind, width, count, data)
        event = _NOTIFY.pack(_SELECTION_NOTIFY, 0, time, window, selection, target, to)
        xcb.xcb_send_event(connection, 0, window, 0, event)
        xcb.xcb_flush(connection)


class X11Offer(_Answers):
    """The list of formats of one text (GUI thread)."""

    def __init__(self, xcb: c.CDLL, connection: int, display: Display, formats: Sequence[str]):
        """Look up the numbers of all names.

        Args:
            xcb: The library.
            connection: Qt's ``xcb_connection_t*``, which sends the answers.
            display: Any connection to the same server, for the numbers.
            formats: MIME names of the formats that Qt offers.
        """
        super().__init__(xcb, connection, display)
        atoms = [int(display.intern_atom(name)) for name in names_of(formats)]
        self._list = struct.pack(f"={len(atoms)}I", *atoms)

    def answer(self, pointer: int) -> bool:
        """Answer a request if it asks for the list now; False leaves it to Qt.

        Args:
            pointer: An ``xcb_selection_request_event_t``.
        """
        request = _REQUEST.unpack(c.string_at(pointer, _REQUEST.size))
        _, _, _, time, _, _, selection, target, to = request
        # With a time of its own a request may be older than the text, which Qt knows; a missing
        # property is an old habit that Qt knows too.
        if target != self._targets or selection != self._clipboard or time or not to:
            return False
        self._answer(request, _ATOM, 32, self._list)
        return True


class X11ContentOffer(_Answers):
    """Content that another program had on the clipboard, as it offered it (GUI thread)."""

    def __init__(
        self,
        xcb: c.CDLL,
        connection: int,
        display: Display,
        content: ForeignContent,
        made: Collection[str] = (),
    ) -> None:
        """Look up the numbers of all names.

        Args:
            xcb: The library.
            connection: Qt's ``xcb_connection_t*``, which sends the answers.
            display: Any connection to the same server, for the numbers.
            content: What was read.
            made: Formats that were offered and not read, but that Qt makes of another.
        """
        super().__init__(xcb, connection, display)
        whole = content.complete()
        offered = [name for name in content.names if name in whole or name in made]
        atoms = [int(display.intern_atom(name)) for name in (*offered, *_ALWAYS)]
        self._list = struct.pack(f"={len(atoms)}I", *atoms)
        self._raw = {
            int(display.intern_atom(name)): (
                int(display.intern_atom(raw.type)),
                raw.width,
                raw.data,
            )
            for name, raw in whole.items()
            if len(raw.data) <= MOST_AT_ONCE
        }

    def answer(self, pointer: int) -> bool:
        """Answer a request; False leaves it to Qt (large data, which Qt sends in pieces).

        Args:
            pointer: An ``xcb_selection_request_event_t``.
        """
        request = _REQUEST.unpack(c.string_at(pointer, _REQUEST.size))
        selection, target, to = request[6:]
        if selection != self._clipboard or not to:
            return False
        if target == self._targets:
            self._answer(request, _ATOM, 32, self._list)
            return True
        found = self._raw.get(target)
        if found is None:
            return False
        self._answer(request, *found)
        return True
