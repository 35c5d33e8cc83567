"""How long nobody has touched keyboard or mouse on Windows.

Not run on Windows yet (see the hand checks in CONTRIBUTING.md).
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Any, Final, Protocol

from assistant.backends.windows_libraries import kernel32

_TICKS: Final = 2**32
"""The counter starts anew after 49.7 days."""


class IdleApi(Protocol):
    """The two calls that are needed."""

    def last_input(self) -> int | None:
        """Tick count in ms of the last input of this session; None if Windows does not say."""

    def ticks(self) -> int:
        """The present tick count in ms."""


class WindowsIdle:
    """``IdleTime`` by ``GetLastInputInfo``."""

    def __init__(self, api: IdleApi | None = None) -> None:
        """Declare the calls.

        Raises:
            OSError: This is not Windows.
        """
        self._api = api if api is not None else _Win32()

    def seconds(self) -> float | None:
        """Seconds since the last key or movement; None if Windows does not say."""
        last = self._api.last_input()
        return None if last is None else (self._api.ticks() - last) % _TICKS / 1000

    def close(self) -> None:
        """Nothing to give back."""


class _LastInput(ctypes.Structure):
    _fields_ = (("size", wintypes.UINT), ("time", wintypes.DWORD))


class _Win32:
    _user: Any
    _kernel: Any

    def __init__(self) -> None:
        if sys.platform != "win32":
            raise OSError("not Windows")
        self._user = ctypes.WinDLL("user32")
        self._kernel = kernel32()
        self._user.GetLastInputInfo.argtypes = [ctypes.POINTER(_LastInput)]

    def last_input(self) -> int | None:
        found = _LastInput(ctypes.sizeof(_LastInput), 0)
        return int(found.time) if self._user.GetLastInputInfo(ctypes.byref(found)) else None

    def ticks(self) -> int:
        return int(self._kernel.GetTickCount())
