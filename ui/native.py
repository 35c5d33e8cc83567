"""The one native event filter: X11 events and Windows messages to those who want them.

Qt asks it about every event, so it looks at a few bytes and lets go.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication

_XCB: Final = b"xcb_generic_event_t"
_WINDOWS: Final = (b"windows_generic_MSG", b"windows_dispatcher_MSG")
_SELECTION_REQUEST: Final = 30
_KEY_EVENTS: Final = (2, 3, 34)
"""KeyPress, KeyRelease, MappingNotify."""
_FIRST_OF_EXTENSIONS: Final = 64
"""From here on events belong to extensions, in numbers that differ by server (XKB among them)."""
_POINTER: Final = ctypes.sizeof(ctypes.c_void_p)
_INTERESTING: Final = (0x0218, 0x02B1)
"""WM_POWERBROADCAST, WM_WTSSESSION_CHANGE."""


class NativeEvents(QAbstractNativeEventFilter):
    """Passes native events on. Keep a reference to it for as long as it is installed."""

    def __init__(
        self,
        *,
        x11_key: Callable[[int], bool] | None = None,
        x11_clipboard_request: Callable[[int, int], bool] | None = None,
        windows_message: Callable[[int, int, int], bool] | None = None,
    ) -> None:
        """Name who is told.

        Args:
            x11_key: ``X11Hotkeys.handle_event``: event pointer; True swallows the event.
            x11_clipboard_request: ``QtClipboard.requested``: the window that asks and the event
                pointer; True swallows the event.
            windows_message: Message number, wParam, lParam; True swallows the message.
        """
        super().__init__()
        self._x11_key = x11_key
        self._x11_clipboard_request = x11_clipboard_request
        self._windows_message = windows_message

    def install(self) -> None:
        """Start to filter."""
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)

    def remove(self) -> None:
        """Stop to filter (before the hotkeys close)."""
        app = QCoreApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self)

    def nativeEventFilter(  # noqa: D102 (Qt's own)
        self, eventType: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> Any:
        kind = bytes(eventType.data()) if isinstance(eventType, QByteArray) else bytes(eventType)
        address = int(message)
        if kind == _XCB:
            return self._xcb(address), 0
        if kind in _WINDOWS:
            return self._windows(address), 0
        return False, 0

    def _xcb(self, address: int) -> bool:
        code = ctypes.c_uint8.from_address(address).value & 0x7F
        if code in _KEY_EVENTS or code >= _FIRST_OF_EXTENSIONS:
            return self._x11_key is not None and self._x11_key(address)
        if code == _SELECTION_REQUEST and self._x11_clipboard_request is not None:
            window = ctypes.c_uint32.from_address(address + 12).value
            return self._x11_clipboard_request(window, address)
        return False

    def _windows(self, address: int) -> bool:
        # struct MSG { HWND hwnd; UINT message; WPARAM wParam; LPARAM lParam; ... }
        number = ctypes.c_uint32.from_address(address + _POINTER).value
        if number not in _INTERESTING or self._windows_message is None:
            return False
        wparam = ctypes.c_size_t.from_address(address + 2 * _POINTER).value
        lparam = ctypes.c_ssize_t.from_address(address + 3 * _POINTER).value
        return self._windows_message(number, wparam, lparam)
