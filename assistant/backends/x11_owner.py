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
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import TYPE_CHECKING, Final

from assistant.backends.x11_questions import (
    ConvertSelection,
    DeleteProperty,
    Property,
    SelectionOwner,
)
from assistant.ports import ClipboardBusy, Target

if TYPE_CHECKING:
    from Xlib.display import Display
    from Xlib.protocol.rq import Event

    from assistant.backends.x11_offer import X11ContentOffer, X11Offer

log = logging.getLogger(__name__)

FIRST_ANSWER_S: Final = 0.5
"""For the list of formats: a healthy owner answers in a millisecond, a busy one in 100."""
EACH_S: Final = 0.7
"""For one format; a picture editor may have to encode it first."""
ALL_S: Final = 1.5
"""For all formats together."""
MANY: Final = 3
"""More raster pictures than this are one picture in the encodings of a toolkit."""

_REMEMBERED: Final = 100
_PROPERTY_CHANGE: Final = 1 << 22

_PROTOCOL: Final = frozenset(
    ("TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS", "DELETE", "INSERT_SELECTION",
     "INSERT_PROPERTY", "LENGTH", "LIST_LENGTH", "OWNER_OS", "HOST_NAME", "CLASS", "NAME",
     "CLIENT_WINDOW", "PROCESS", "TASK", "USER", "ADOBE_FILE", "FOREIGN_SELECTION",
     "CHARACTER_POSITION", "COLUMN_NUMBER", "LINE_NUMBER", "PROCEDURE", "MODULE", "ATOM",
     "MOUNT_SELECTION", "DRAWABLE", "PIXMAP", "BITMAP", "COLORMAP", "WINDOW", "FOREGROUND",
     "BACKGROUND", "GTK_TEXT_BUFFER_CONTENTS")
)  # fmt: skip
"""Names that ask about the owner, do something to it (DELETE, INSERT_…), or give ids and addresses
that mean something only while it owns the clipboard. None of them is ever asked for."""
TEXT: Final = (
    "UTF8_STRING", "text/plain;charset=utf-8", "text/plain;charset=UTF-8", "text/plain",
    "STRING", "TEXT", "COMPOUND_TEXT",
)  # fmt: skip
"""Names of plain text, best first."""
_UTF8: Final = TEXT[:3]
"""These give the same bytes, so only one of them is read."""
_NO_RASTER: Final = ("image/svg", "image/x-emf", "image/x-wmf", "image/vnd")


def is_raster(name: str) -> bool:
    """Tell whether a format is a picture made of pixels, so that one may stand for another."""
    lower = name.lower()
    picture = lower.startswith("image/") or lower == "application/x-qt-image"
    return picture and not lower.startswith(_NO_RASTER)


def wanted(names: Sequence[str]) -> list[str]:
    """Choose what to read, in the order in which it matters.

    Plain text first, in UTF-8 once and under its older names, whose bytes differ; then the rest;
    pictures last, PNG before others. Of a picture in many encodings one is read: a program that
    offers more than ``MANY`` makes each only when asked, and a screen in one takes seconds.
    """
    offered = [name for name in dict.fromkeys(names) if name not in _PROTOCOL]
    utf8 = next((name for name in _UTF8 if name in offered), None)
    text = [name for name in TEXT if name in offered and (name not in _UTF8 or name == utf8)]
    rest = [name for name in offered if name not in TEXT and not is_raster(name)]
    pictures = sorted(
        (name for name in offered if is_raster(name)),
        key=lambda name: (name != "image/png", not name.startswith("image/")),
    )
    return text + rest + (pictures[:1] if len(pictures) > MANY else pictures)


@dataclass(frozen=True, slots=True)
class RawFormat:
    """One format as its owner gave it: the property's type, its width in bits, its bytes."""

    type: str
    width: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ForeignContent:
    """What another program has on the clipboard.

    Attributes:
        names: All formats that it offers, in its order.
        raw: Those that were read.
    """

    names: tuple[str, ...] = ()
    raw: dict[str, RawFormat] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return sum(len(one.data) for one in self.raw.values())

    def utf8(self) -> bytes | None:
        """Give the plain text in UTF-8; None if there is none."""
        for name in TEXT:
            one = self.raw.get(name)
            if one is not None and one.width == 8:
                latin = name not in _UTF8 and one.type in ("STRING", "COMPOUND_TEXT")
                return one.data.decode("latin-1").encode() if latin else one.data
        return None

    def complete(self) -> dict[str, RawFormat]:
        """Give what was read, and the names of the same text that were not."""
        found = dict(self.raw)
        utf8 = next((self.raw[name] for name in _UTF8 if name in self.raw), None)
        for name in _UTF8:
            if utf8 is not None and name in self.names and name not in found:
                found[name] = RawFormat("UTF8_STRING" if name == _UTF8[0] else name, 8, utf8.data)
        return found


class _Cookie(ctypes.Structure):
    _fields_ = (("sequence", ctypes.c_uint),)


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
        pointer, number = ctypes.c_void_p, ctypes.c_uint32
        xcb.xcb_get_selection_owner.restype = _Cookie
        xcb.xcb_get_selection_owner.argtypes = [pointer, number]
        xcb.xcb_get_selection_owner_reply.restype = pointer
        xcb.xcb_get_selection_owner_reply.argtypes = [pointer, _Cookie, pointer]
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [pointer]
        setup = xcb.xcb_get_setup(connection)
        self._base = ctypes.c_uint32.from_address(setup + 12).value
        self._mask = ctypes.c_uint32.from_address(setup + 16).value
        self._lock = threading.Lock()
        self._display: Display | None = None
        self._closed = False
        self._whose: dict[tuple[int, int], bool] = {}
        self._copying: dict[tuple[int, int], bool] = {}

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
            self._window = root.create_window(-1, -1, 1, 1, 0, 0, 2)
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

    def same_client(self, window: int, target: Target) -> bool:
        """Tell whether a window belongs to the very connection of the target; asks nobody."""
        return window & ~self._mask == target.window & ~self._mask

    def same_program(self, window: int, target: Target) -> bool:
        """Tell whether a window that asks for the clipboard belongs to the target's program.

        Processes are compared as the server knows them, so sandboxes with process numbers of
        their own do not matter. See ``x11_processes.same_program``.
        """
        if self.same_client(window, target):
            return True
        key = (window & ~self._mask, target.window & ~self._mask)
        with self._lock:
            found = self._whose.get(key)
            if found is None:
                from assistant.backends.x11_processes import pid_of, same_program

                display = self._open()
                found = same_program(pid_of(display, window), pid_of(display, target.window))
                if len(self._whose) >= _REMEMBERED:
                    self._whose.clear()
                self._whose[key] = found
        return found

    def keeps_copy(self, target: Target) -> bool:
        """Tell whether the target pastes from a copy of the clipboard (Wine)."""
        key = (target.window, target.pid)
        found = self._copying.get(key)
        if found is None:
            from assistant.backends.x11_processes import is_wine, pid_of

            with self._lock:
                found = is_wine(pid_of(self._open(), target.window))
            if len(self._copying) >= _REMEMBERED:
                self._copying.clear()
            self._copying[key] = found
        return found

    def forget_programs(self) -> None:
        """Ask anew who is who: the server gives ids of gone programs to others."""
        self._whose = {}

    def offer(self, formats: Sequence[str]) -> X11Offer:
        """Make what answers for a text of Qt's that has these formats."""
        from assistant.backends.x11_offer import X11Offer

        with self._lock:
            return X11Offer(self._xcb, self._connection, self._open(), formats)

    def offer_again(self, content: ForeignContent, made: Collection[str] = ()) -> X11ContentOffer:
        """Make what answers for content of another program that Qt's connection owns now.

        Args:
            content: What was read of it.
            made: Formats that it offered too and that Qt makes of what was read.
        """
        from assistant.backends.x11_offer import X11ContentOffer

        with self._lock:
            return X11ContentOffer(self._xcb, self._connection, self._open(), content, made)

    def owner(self) -> int:
        """Give the window that owns the clipboard; 0 for none."""
        with self._lock:
            self._open()
            if self._closed:
                return 0
            # Over Qt's connection: libxcb answers in half of python-xlib's time, and the paste
            # waits for it.
            cookie = self._xcb.xcb_get_selection_owner(self._connection, self._clipboard)
            answer = self._xcb.xcb_get_selection_owner_reply(self._connection, cookie, None)
            if not answer:
                return 0
            owner = ctypes.c_uint32.from_address(answer + 8).value
            self._free(answer)
            return owner

    def owned_by_us(self) -> bool:
        """Tell whether Qt's connection owns the clipboard."""
        return self._is_ours(self.owner())

    def _is_ours(self, owner: int) -> bool:
        return owner != 0 and owner & ~self._mask == self._base

    def names(self) -> tuple[str, ...] | None:
        """List the formats that are offered; no content is asked for.

        Returns:
            None if Qt's connection owns the clipboard.

        Raises:
            ClipboardBusy: If the owner does not answer in time.
        """
        with self._lock:
            found = self._offered()
            return None if found is None else tuple(n for n in found if n not in _PROTOCOL)

    def read(self, only: Collection[str] | None = None) -> ForeignContent | None:
        """Copy what the present owner offers.

        Args:
            only: Read no formats but these.

        Returns:
            None if Qt's connection owns the clipboard: Qt knows its own content exactly.

        Raises:
            ClipboardBusy: If the owner does not answer in time.
        """
        with self._lock:
            # By number: to ask for that of a name would be one more round trip each.
            numbers = self._offered()
            if numbers is None:
                return None
            names = tuple(name for name in numbers if name not in _PROTOCOL)
            asked = [name for name in wanted(names) if only is None or name in only]
            deadline = time.monotonic() + ALL_S
            found: dict[str, RawFormat] = {}
            slow = 0
            for name in asked:
                try:
                    data = self._convert(numbers[name], min(deadline, time.monotonic() + EACH_S))
                except ClipboardBusy:
                    slow += 1
                    if not found or time.monotonic() >= deadline:
                        break
                    continue
                if data is not None:
                    found[name] = data
            if slow and not found:
                raise ClipboardBusy("the owner of the clipboard does not answer")
            if slow:
                log.warning("clipboard snapshot=partial formats=%d", len(found))
            self._open().flush()  # what was read goes from the server too
            return ForeignContent(names, found)

    def _offered(self) -> dict[str, int] | None:
        """Ask for the names of the formats, with their numbers; None if Qt owns the clipboard."""
        display = self._open()
        # Asked together with the formats, since the paste waits for both answers.
        owner = SelectionOwner(display, self._clipboard)
        atoms = self._convert(self._targets, time.monotonic() + FIRST_ANSWER_S)
        if self._is_ours(owner.id()):
            return None
        if atoms is None or len(atoms.data) % 4:
            return {}
        return {self._name(atom): atom for atom in memoryview(atoms.data).cast("I") if atom}

    def _name(self, atom: int) -> str:
        if atom not in self._names:
            self._names[atom] = str(self._open().get_atom_name(atom))
        return self._names[atom]

    def _convert(self, target: int, deadline: float) -> RawFormat | None:
        """Ask for one format; None if the owner refuses it."""
        display = self._open()
        while display.pending_events():  # left over from an owner that answered too late
            display.next_event()
        self._property = next(self._properties)
        window = self._window.id
        DeleteProperty(display, window, self._property)
        ConvertSelection(display, window, self._clipboard, target, self._property)
        display.flush()
        while True:
            event = self._next(deadline)
            answered = event.type == 31 and event.target == target  # SelectionNotify
            if answered and event.property in (0, self._property):
                break
        if not event.property:
            return None
        value = self._take(keep=True)
        if value is not None and value[0] == self._incr:
            return self._pieces(target, deadline)
        DeleteProperty(display, window, self._property)
        return None if value is None else RawFormat(self._name(value[0]), value[2], value[1])

    def _pieces(self, target: int, deadline: float) -> RawFormat:
        """Read what comes in pieces (INCR): each deleted one brings the next, an empty one ends it.

        Only here the server is to tell of the property: each event more is a wait of the paste.
        """
        display, window = self._open(), self._window
        parts: list[bytes] = []
        kind, width = "", 8
        window.change_attributes(event_mask=_PROPERTY_CHANGE)
        try:
            DeleteProperty(display, window.id, self._property)
            while True:
                event = self._next(deadline)
                if event.type != 28 or event.atom != self._property or event.state != 0:
                    continue
                piece = self._take()
                if piece is None or not piece[1]:
                    return RawFormat(kind or self._name(target), width, b"".join(parts))
                kind, width = self._name(piece[0]), piece[2]
                parts.append(piece[1])
        finally:
            window.change_attributes(event_mask=0)

    def _take(self, *, keep: bool = False) -> tuple[int, bytes, int] | None:
        """Read the property, and remove it unless told to keep it.

        Returns:
            Its type, content and width in bits; None if there is none.
        """
        # In pieces of 1 MB; the property goes with the last.
        parts: list[bytes] = []
        offset, display = 0, self._open()
        while True:
            answer = Property(
                display, self._window.id, self._property,
                delete=not keep, offset=offset, longs=1 << 18,
            ).content()  # fmt: skip
            if answer is None:
                return None
            type_, data, width, left = answer
            parts.append(data)
            if not left:
                return type_, b"".join(parts), width
            offset += len(data) // 4

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
            self._closed = True  # Qt's connection may be gone from now on
            if self._display is not None:
                self._display.close()
                self._display = None
