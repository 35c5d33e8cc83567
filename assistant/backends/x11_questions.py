"""What a paste asks and tells the X server, packed and read by one format each.

python-xlib packs a request and reads its answer field by field, which costs up to 0.1 ms for each;
a paste has some thirty. These go the same way over its connection and raise its errors. None of
them waits when it is made: several asked in one breath cost one wait.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, ClassVar, Final

if TYPE_CHECKING:
    from Xlib.display import Display

TITLE_LONGS: Final = 4096
"""Of a text, in units of 4 bytes, that is read at the most."""
_SHORT: Final = struct.Struct("=H")
_NUMBER: Final = struct.Struct("=I")
_PROPERTY: Final = struct.Struct("=III")


class _Request:
    """One request as python-xlib's queue takes it; nothing is sent before somebody waits."""

    _request: ClassVar[struct.Struct]

    def __init__(self, display: Display, *fields: int) -> None:
        """Queue it.

        Args:
            display: Whom to tell or ask; one thread at a time uses it.
            fields: What ``_request`` packs.
        """
        self._display: Any = display.display
        self._binary = self._request.pack(*fields)
        self._serial: int | None = None
        self._display.send_request(self, isinstance(self, Question))


class Question(_Request):
    """A question on its way (X protocol, "Requests"); ``reply`` waits for the answer."""

    _reply: ClassVar[None] = None  # tells python-xlib that an answer comes
    _error: Exception | None = None
    sequence_number: int | None = None

    def reply(self) -> None:
        """Wait for the answer.

        Raises:
            Xlib.error.XError: The server says no; mostly the window is gone.
            Xlib.error.ConnectionClosedError: There is no server any more.
        """
        while self.sequence_number is None and self._error is None:
            self._display.send_recv_lock.acquire()  # ``send_and_recv`` releases it
            self._display.send_and_recv(request=self._serial)
        if self._error is not None:
            raise self._error

    # -- called by python-xlib --

    def _parse_response(self, data: Any) -> None:
        self._read(bytes(data))
        self.sequence_number = _SHORT.unpack_from(data, 2)[0]

    def _set_error(self, error: Exception) -> bool:
        self._error = error
        return True

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
        self._mask: int = _SHORT.unpack_from(data, 24)[0]

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


class DeleteProperty(_Request):
    """Removes a property of a window."""

    _request = struct.Struct("=BBHII")

    def __init__(self, display: Display, window: int, name: int) -> None:
        """Tell; one that is not there is no error."""
        super().__init__(display, 19, 0, 3, window, name)


class ConvertSelection(_Request):
    """Asks the owner of a selection for one of its formats; an event tells of the answer."""

    _request = struct.Struct("=BBHIIIII")

    def __init__(
        self, display: Display, window: int, selection: int, target: int, name: int
    ) -> None:
        """Tell.

        Args:
            display: Whom to tell.
            window: Who asks.
            selection: Which selection.
            target: The format.
            name: The property of ``window`` for the answer.
        """
        super().__init__(display, 24, 0, 6, window, selection, target, name, 0)


class SendKey(_Request):
    """Sends a key to a window (SendEvent with KeyPress and KeyRelease)."""

    _request = struct.Struct("=BBHIIBBHIIIIhhhhHBB")

    def __init__(
        self, display: Display, window: int, root: int, *, press: bool, code: int, state: int
    ) -> None:
        """Tell.

        Args:
            display: Whom to tell.
            window: The window that is to get it.
            root: The root window of its screen.
            press: True for the press, False for the release.
            code: Of the key.
            state: Modifiers, and the layout group in bits 13 and 14.
        """
        super().__init__(
            display, 25, 0, 11, window, 0,
            2 if press else 3, code, 0, 0, root, window, 0, 1, 1, 1, 1, state, 1, 0,
        )  # fmt: skip
