"""Presses of the left mouse button on Windows, while something waits for one.

The button is looked at some fifty times a second, and only then: a hook would pass every mouse
event of the machine through this program. Not run on Windows yet.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from ctypes import wintypes
from typing import Final, Protocol

from assistant.backends.presses import Presses
from assistant.ports import Capability, Spot

BACKEND: Final = "windows-polled"
LOOK_S: Final = 0.02
"""A press is shorter than this only by machine, and Windows remembers it all the same."""
_LEFT_BUTTON: Final = 0x01
_RIGHT_BUTTON: Final = 0x02


class PointerApi(Protocol):
    """The questions that need Windows."""

    def pressed(self) -> bool:
        """Tell whether the first button went down since this was asked last."""

    def under(self) -> tuple[int, Spot] | None:
        """Give the top-level window under the pointer and the place in it."""


class WindowsPointer(Presses):
    """Implements ``PointerPort`` over a ``PointerApi``."""

    def __init__(self, api: PointerApi, pause: Callable[[float], None] = time.sleep) -> None:
        """Use ``api``; ``open`` gives the real one."""
        super().__init__()
        self._api, self._pause = api, pause

    @classmethod
    def open(cls) -> WindowsPointer:
        """Use this machine.

        Raises:
            OSError: If this is not Windows.
        """
        if sys.platform == "win32":
            return cls(Win32Pointer())
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, BACKEND)

    def _prepare(self) -> None:
        self._api.pressed()  # what was pressed before does not count

    def _run(self) -> None:
        while self._left() > 0:
            if self._api.pressed():
                found = self._api.under()
                if found is not None:
                    window, spot = found
                    self._take({window: spot})
            self._pause(LOOK_S)


if sys.platform == "win32":
    from assistant.backends.windows_libraries import user32

    _GA_ROOT: Final = 2
    _SWAPPED_BUTTONS: Final = 23

    class Win32Pointer:
        """``PointerApi`` by user32."""

        def __init__(self) -> None:
            """Declare the calls."""
            self._user = user = user32()
            self._down = False
            user.ScreenToClient.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.POINT)]

        def pressed(self) -> bool:
            """Tell whether the first button went down since this was asked last."""
            swapped = self._user.GetSystemMetrics(_SWAPPED_BUTTONS)
            button = _RIGHT_BUTTON if swapped else _LEFT_BUTTON  # the key state is of the hardware
            state = self._user.GetAsyncKeyState(button)
            before, self._down = self._down, bool(state & 0x8000)
            return bool(state & 1) or (self._down and not before)

        def under(self) -> tuple[int, Spot] | None:
            """Give the top-level window under the pointer and the place in it."""
            at, rect = wintypes.POINT(), wintypes.RECT()
            if not self._user.GetCursorPos(ctypes.byref(at)):
                return None
            window = int(self._user.GetAncestor(self._user.WindowFromPoint(at), _GA_ROOT) or 0)
            if not window or not self._user.GetClientRect(window, ctypes.byref(rect)):
                return None
            self._user.ScreenToClient(window, ctypes.byref(at))
            return window, (int(at.x), int(rect.bottom - at.y))
