"""Presses of the left mouse button on Windows, while something waits for one.

The button is looked at some fifty times a second, and only then: a hook would pass every mouse
event of the machine through this program. Not run on Windows yet.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Callable
from ctypes import wintypes
from typing import Final, Protocol

from assistant.ports import Capability, Press, Spot, Target

BACKEND: Final = "windows-polled"
LOOK_S: Final = 0.02
"""A press is shorter than this only by machine, and Windows remembers it all the same."""
TEACH_S: Final = 30.0
WATCH_S: Final = 600.0
_LEFT_BUTTON: Final = 0x01
_RIGHT_BUTTON: Final = 0x02


class PointerApi(Protocol):
    """The questions that need Windows."""

    def pressed(self) -> bool:
        """Tell whether the first button went down since this was asked last."""

    def under(self) -> tuple[int, Spot] | None:
        """Give the top-level window under the pointer and the place in it."""


class WindowsPointer:
    """Implements ``PointerPort`` over a ``PointerApi``."""

    def __init__(self, api: PointerApi, pause: Callable[[float], None] = time.sleep) -> None:
        """Use ``api``; ``open`` gives the real one."""
        self._api, self._pause = api, pause
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._watched = 0
        self._seen = False
        self._watch_until = self._teach_until = 0.0
        self._done: Callable[[Press | None], None] | None = None

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

    def watch(self, target: Target) -> None:
        """Note presses in ``target`` from now on."""
        with self._lock:
            self._watched, self._seen = target.window, False
            self._watch_until = time.monotonic() + WATCH_S
        self._begin()

    def pressed(self, target: Target) -> bool:
        """Tell whether there was a press in ``target`` since its ``watch``."""
        with self._lock:
            return self._watched == target.window and self._seen

    def teach(self, done: Callable[[Press | None], None]) -> Capability:
        """Report the next press."""
        self.cancel()
        with self._lock:
            self._done, self._teach_until = done, time.monotonic() + TEACH_S
        self._begin()
        return self.capability()

    def cancel(self) -> None:
        """Stop waiting for a press."""
        self._answer(None)

    def close(self) -> None:
        """End the thread."""
        with self._lock:
            self._done, self._watch_until, self._teach_until = None, 0.0, 0.0
            thread = self._thread
        if thread is not None:
            thread.join(1.0)

    def _answer(self, press: Press | None) -> None:
        with self._lock:
            done, self._done = self._done, None
            self._teach_until = 0.0
        if done is not None:
            done(press)

    # -- the thread --

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None:
                self._api.pressed()  # what was pressed before does not count
                self._thread = threading.Thread(target=self._run, name="pointer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while self._goes_on():
            if self._api.pressed():
                found = self._api.under()
                if found is not None:
                    self._take(*found)
            self._pause(LOOK_S)
        self._answer(None)

    def _goes_on(self) -> bool:
        now = time.monotonic()
        late = False
        with self._lock:
            late = self._done is not None and now >= self._teach_until
            waits = max(self._watch_until if not self._seen else 0.0, self._teach_until)
            if now >= waits:
                self._thread = None
        if late:
            self._answer(None)
        return now < waits

    def _take(self, window: int, spot: Spot) -> None:
        with self._lock:
            self._seen = self._seen or window == self._watched
        self._answer(Press({window: spot}))


if sys.platform == "win32":
    _GA_ROOT: Final = 2
    _SWAPPED_BUTTONS: Final = 23

    class Win32Pointer:
        """``PointerApi`` by user32."""

        def __init__(self) -> None:
            """Declare the calls."""
            user = self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._down = False
            user.GetSystemMetrics.argtypes = [ctypes.c_int]
            user.GetCursorPos.argtypes = [ctypes.POINTER(wintypes.POINT)]
            user.GetAsyncKeyState.argtypes = [ctypes.c_int]
            user.GetAsyncKeyState.restype = wintypes.SHORT
            user.WindowFromPoint.argtypes = [wintypes.POINT]
            user.WindowFromPoint.restype = wintypes.HWND
            user.GetAncestor.argtypes = [wintypes.HWND, wintypes.UINT]
            user.GetAncestor.restype = wintypes.HWND
            user.GetClientRect.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.RECT)]
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
