"""Reads another program's X11 clipboard on the calling thread, with a time limit.

Qt would do it on the GUI thread and wait 15 s for an owner that is frozen. Here the owner is
asked over a connection of our own: a frozen one costs the paste worker 500 ms and the window
nothing.
"""

from __future__ import annotations

import ctypes
import logging
import select
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Final

from assistant.ports import ClipboardBusy, Target

if TYPE_CHECKING:
    from Xlib.display import Display
    from Xlib.protocol.rq import Event

    from assistant.backends.x11_offer import X11Offer

log = logging.getLogger(__name__)

FIRST_ANSWER_S: Final = 0.5
"""For the list of formats: a healthy owner answers in a millisecond, a busy one in 100."""
ALL_S: Final = 2.0
"""For all formats together; a picture editor may have to encode each one first."""

_PROTOCOL: Final = frozenset(
    ("TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION",
     "INSERT_PROPERTY", "LENGTH", "OWNER_OS", "HOST_NAME", "CLASS", "NAME", "CLIENT_WINDOW",
     "PROCESS", "TASK", "USER", "ADOBE_FILE", "FOREIGN_SELECTION")
)  # fmt: skip
_TEXT: Final = (
    "UTF8_STRING", "text/plain;charset=utf-8", "text/plain;charset=UTF-8", "text/plain",
    "STRING", "TEXT", "COMPOUND_TEXT",
)  # fmt: skip
"""Names of plain text, best first: only one of them is read."""


def wanted(names: list[str]) -> list[str]:
    """Choose what to read: one plain text, then the rest, pictures last and PNG before others."""
    text = [name for name in _TEXT if name in names][:1]
    rest = [name for name in names if name not in _TEXT and name not in _PROTOCOL]
    rest.sort(key=lambda name: (name.startswith("image/"), name != "image/png"))
    return text + list(dict.fromkeys(rest))


class X11ClipboardReader:
    """The clipboard as the other programs see it. Safe to call from any thread."""

    def __init__(self, connection: int, display: str | None = None) -> None:
        """Learn which window ids are Qt's own; connects on first use.

        Args:
            connection: Qt's ``xcb_connection_t*``.
            display: Name of the display; None for the environment's.

        Raises:
            OSError: If libxcb is missing.
        """
        self._display_name = display
        self._xcb = xcb = ctypes.CDLL("libxcb.so.1")
        self._connection = connection
        xcb.xcb_get_setup.restype = ctypes.c_void_p
        xcb.xcb_get_setup.argtypes = [ctypes.c_void_p]
        setup = xcb.xcb_get_setup(connection)
        self._base = ctypes.c_uint32.from_address(setup + 12).value
        self._mask = ctypes.c_uint32.from_address(setup + 16).value
        self._lock = threading.Lock()
        self._display: Display | None = None

    def _open(self) -> Display:
        # On first use, by the worker: python-xlib takes 60 ms to import.
        if self._display is None:
            from Xlib import error

            from assistant.backends.x11_display import connect

            try:
                display = connect(self._display_name)
            except error.DisplayError as problem:
                raise OSError("no X display") from problem
            root = display.screen().root
            self._window = root.create_window(-1, -1, 1, 1, 0, 0, 2, event_mask=1 << 22)
            self._clipboard = display.intern_atom("CLIPBOARD")
            # In turns, so that the late answer of an owner that was frozen is told from the one
            # that is waited for: taken for it, it once made a full clipboard read as empty.
            self._properties = cycle(display.intern_atom(f"BANHUA_READ_{n}") for n in range(8))
            self._property = 0
            self._targets = display.intern_atom("TARGETS")
            self._incr = display.intern_atom("INCR")
            self._names: dict[int, str] = {}
            self._display = display
        return self._display

    def warm(self) -> None:
        """Connect now, so that the first paste need not."""
        with self._lock:
            self._open()

    def same_program(self, window: int, target: Target) -> bool:
        """Tell whether a window that asks for the clipboard belongs to the target's program."""
        return window & ~self._mask == target.window & ~self._mask

    def offer(self, formats: Sequence[str]) -> X11Offer:
        """Make what answers for a text of Qt's that has these formats."""
        from assistant.backends.x11_offer import X11Offer

        with self._lock:
            return X11Offer(self._xcb, self._connection, self._open(), formats)

    def owner(self) -> int:
        """Give the window that owns the clipboard; 0 for none."""
        with self._lock:
            owner = self._open().get_selection_owner(self._clipboard)
            return owner if isinstance(owner, int) else int(owner.id)

    def owned_by_us(self) -> bool:
        """Tell whether Qt's connection owns the clipboard."""
        return self._is_ours(self.owner())

    def _is_ours(self, owner: object) -> bool:
        id = owner if isinstance(owner, int) else int(owner.id)  # type: ignore[attr-defined]
        return id != 0 and id & ~self._mask == self._base

    def read(self) -> dict[str, bytes] | None:
        """Copy every format of the present owner; plain text comes as UTF-8 ``text/plain``.

        Returns:
            None if Qt's connection owns the clipboard: Qt knows its own content exactly.

        Raises:
            ClipboardBusy: If the owner does not answer in time.
        """
        from Xlib.protocol import request

        with self._lock:
            display = self._open()
            # Asked together with the formats, since the paste waits for both answers.
            owner = request.GetSelectionOwner(
                display=display.display, defer=True, selection=self._clipboard
            )
            deadline = time.monotonic() + FIRST_ANSWER_S
            atoms = self._convert(self._targets, deadline)
            owner.reply()
            if self._is_ours(owner.owner):
                return None
            if atoms is None:
                return {}
            # By number from here on: to ask for that of a name would be one more round trip each.
            numbers = {self._name(atom): atom for atom in memoryview(atoms).cast("I")}
            deadline = time.monotonic() + ALL_S
            found: dict[str, bytes] = {}
            for name in wanted(list(numbers)):
                try:
                    data = self._convert(numbers[name], deadline)
                except ClipboardBusy:
                    if not found:
                        raise
                    log.warning("clipboard snapshot=partial formats=%d", len(found))
                    break
                if data is None:
                    continue
                if name in ("STRING", "COMPOUND_TEXT"):
                    data = data.decode("latin-1").encode()
                found["text/plain" if name in _TEXT else name] = data
            return found

    def formats(self) -> list[str]:
        """Name what the present owner offers, without fetching any of it.

        Raises:
            ClipboardBusy: If the owner does not answer in time.
        """
        with self._lock:
            self._open()
            atoms = self._convert(self._targets, time.monotonic() + FIRST_ANSWER_S)
            return [self._name(atom) for atom in memoryview(atoms).cast("I")] if atoms else []

    def fetch(self, names: Sequence[str]) -> dict[str, bytes]:
        """Copy these formats of the present owner and no other.

        Raises:
            ClipboardBusy: If the owner does not answer in time.
        """
        with self._lock:
            display, deadline = self._open(), time.monotonic() + ALL_S
            given = {n: self._convert(display.intern_atom(n), deadline) for n in names}
            return {name: data for name, data in given.items() if data is not None}

    def _name(self, atom: int) -> str:
        if atom not in self._names:
            self._names[atom] = str(self._open().get_atom_name(atom))
        return self._names[atom]

    def _convert(self, target: int, deadline: float) -> bytes | None:
        """Ask for one format; None if the owner refuses it."""
        display = self._open()
        while display.pending_events():  # left over from an owner that answered too late
            display.next_event()
        self._property = next(self._properties)
        self._window.delete_property(self._property)
        self._window.convert_selection(self._clipboard, target, self._property, 0)
        display.flush()
        while True:
            event = self._next(deadline)
            answered = event.type == 31 and event.target == target  # SelectionNotify
            if answered and event.property in (0, self._property):
                break
        if not event.property:
            return None
        value = self._take()
        if value is None or value[0] != self._incr:
            return None if value is None else value[1]
        parts: list[bytes] = []
        while True:  # INCR: each deleted piece brings the next, an empty one ends it
            event = self._next(deadline)
            if event.type != 28 or event.atom != self._property or event.state != 0:
                continue
            piece = self._take()
            if piece is None or not piece[1]:
                return b"".join(parts)
            parts.append(piece[1])

    def _take(self) -> tuple[int, bytes] | None:
        # In pieces of 1 MB; the property goes with the last.
        parts: list[bytes] = []
        offset = 0
        while True:
            answer = self._window.get_property(self._property, 0, offset, 1 << 18, True)
            if answer is None:
                return None
            value = answer.value
            parts.append(value.encode() if isinstance(value, str) else bytes(value))
            if not answer.bytes_after:
                return int(answer.property_type), b"".join(parts)
            offset += len(parts[-1]) // 4

    def _next(self, deadline: float) -> Event:
        display = self._open()
        while not display.pending_events():
            left = deadline - time.monotonic()
            if left <= 0:
                raise ClipboardBusy("the owner of the clipboard does not answer")
            select.select([display], [], [], left)
        return display.next_event()

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._display is not None:
                self._display.close()
                self._display = None
