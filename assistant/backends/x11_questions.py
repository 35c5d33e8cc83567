"""The questions to an X server that a paste waits for, packed and read by one format each.

python-xlib packs a request and reads its answer field by field, which costs up to 0.1 ms for each;
a paste asks some twenty. These go the same way over its connection, raise its errors, and differ
in nothing else. None of them waits when it is made: several asked in one breath cost one wait.
"""

from __future__ import annotations

import struct
import threading
from typing import TYPE_CHECKING, Any, ClassVar, Final

from Xlib.protocol import rq

if TYPE_CHECKING:
    from Xlib.display import Display

TITLE_LONGS: Final = 4096
"""Of a text, in units of 4 bytes, that is read at the most."""
_SEQUENCE: Final = struct.Struct("=H")
_NUMBER: Final = struct.Struct("=I")
_MASK: Final = struct.Struct("=H")
_PROPERTY: Final = struct.Struct("=III")


class Question(rq.ReplyRequest):  # type: ignore[misc]  # python-xlib has no types
    """A question on its way (X protocol, "Requests"); ``reply`` waits for the answer."""

    _request: ClassVar[struct.Struct]
    _reply: ClassVar[None] = None  # tells python-xlib that an answer comes

    def __init__(self, display: Display, *fields: int) -> None:
        """Send it.

        Args:
            display: Whom to ask.
            fields: What ``_request`` packs.
        """
        self._display: Any = display.display
        self._binary = self._request.pack(*fields)
        self._serial: int | None = None
        self._data: dict[str, int] | None = None
        self._error: Any = None
        self._response_lock = threading.Lock()
        self._display.send_request(self, True)

    def _parse_response(self, data: Any) -> None:  # called by python-xlib
        with self._response_lock:
            self._read(bytes(data))
            self._data = {"sequence_number": _SEQUENCE.unpack_from(data, 2)[0]}

    def _read(self, data: bytes) -> None:
        """Take what is of use from an answer."""
        raise NotImplementedError


class Property(Question):
    """A property of a window (GetProperty)."""

    _request = struct.Struct("=BBHIIIII")

    def __init__(
        self, display: Display, window: int, name: int, *,
        delete: bool = False, offset: int = 0, longs: int = TITLE_LONGS,
    ) -> None:  # fmt: skip
        """Ask for a property of any type.

        Args:
            display: Whom to ask.
            window: Whose.
            name: Its atom.
            delete: Remove it once all of it was read.
            offset: Where to begin, in units of 4 bytes.
            longs: How much, in the same unit.
        """
        super().__init__(display, 20, delete, 6, window, name, 0, offset, longs)

    def _read(self, data: bytes) -> None:
        self._width = data[1]
        self._type, self._left, count = _PROPERTY.unpack_from(data, 8)
        self._bytes = data[32 : 32 + count * (self._width >> 3)]

    def text(self) -> bytes:
        """Wait for a property of bytes; empty if there is none."""
        self.reply()
        return self._bytes if self._width == 8 else b""

    def numbers(self) -> list[int]:
        """Wait for a property of 32-bit numbers; empty if there is none."""
        self.reply()
        return list(memoryview(self._bytes).cast("I")) if self._width == 32 else []

    def content(self) -> tuple[int, bytes, int, int] | None:
        """Wait for any: its type, bytes, width in bits, and how many bytes are left; or None."""
        self.reply()
        return (self._type, self._bytes, self._width, self._left) if self._type else None


class _Number(Question):
    """A question with one number for an answer, at byte 8."""

    def _read(self, data: bytes) -> None:
        self._answer: int = _NUMBER.unpack_from(data, 8)[0]

    def id(self) -> int:
        """Wait for the number."""
        self.reply()
        return self._answer


class Focus(_Number):
    """The window with the input focus; 0 for none, 1 for the one under the pointer."""

    _request = struct.Struct("=BBH")

    def __init__(self, display: Display) -> None:
        """Ask (GetInputFocus)."""
        super().__init__(display, 43, 0, 1)


class SelectionOwner(_Number):
    """The window that owns a selection; 0 for none."""

    _request = struct.Struct("=BBHI")

    def __init__(self, display: Display, selection: int) -> None:
        """Ask (GetSelectionOwner)."""
        super().__init__(display, 23, 0, 2, selection)


class PointerState(Question):
    """Which modifiers and which layout group hold (QueryPointer)."""

    _request = struct.Struct("=BBHI")

    def __init__(self, display: Display, root: int) -> None:
        """Ask."""
        super().__init__(display, 38, 0, 2, root)

    def _read(self, data: bytes) -> None:
        self._mask: int = _MASK.unpack_from(data, 24)[0]

    def mask(self) -> int:
        """Wait for the key state."""
        self.reply()
        return self._mask


class KeyboardGrab(Question):
    """An attempt to take the keyboard (GrabKeyboard, both modes asynchronous, present time)."""

    _request = struct.Struct("=BBHIIBBH")

    def __init__(self, display: Display, window: int) -> None:
        """Ask."""
        super().__init__(display, 31, 0, 4, window, 0, 1, 1, 0)

    def _read(self, data: bytes) -> None:
        self._status = data[1]

    def status(self) -> int:
        """Wait for ``X.GrabSuccess`` or one of the reasons against it."""
        self.reply()
        return self._status


class KeyRow(Question):
    """The symbols of one key (GetKeyboardMapping)."""

    _request = struct.Struct("=BBHBBH")

    def __init__(self, display: Display, code: int) -> None:
        """Ask."""
        super().__init__(display, 101, 0, 2, code, 1, 0)

    def _read(self, data: bytes) -> None:
        self._symbols = tuple(memoryview(data[32 : 32 + 4 * data[1]]).cast("I"))

    def symbols(self) -> tuple[int, ...]:
        """Wait for them."""
        self.reply()
        return self._symbols
