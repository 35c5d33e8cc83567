"""A hand on keyboard and mouse.

Keys come from the X server's own slave keyboard, not from the XTEST device, so that the program
under test can tell what the hand holds from what it injects itself, as with a real keyboard.
"""

from __future__ import annotations

import ctypes as C
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from Xlib import XK, X, display
from Xlib.ext import xtest

from tests.desktop.harness.process import MissingTool

_SLAVE_KEYBOARD: Final = 4
_NAMES: Final = {
    "Ctrl": "Control_L", "Alt": "Alt_L", "Shift": "Shift_L", "Meta": "Super_L", "Enter": "Return",
    "Esc": "Escape", "Space": "space", ",": "comma", ".": "period", "/": "slash", "-": "minus",
    "Backspace": "BackSpace",
}  # fmt: skip


class _Device(C.Structure):
    """``XIDeviceInfo`` of libXi."""

    _fields_ = (
        ("id", C.c_int),
        ("name", C.c_char_p),
        ("use", C.c_int),
        ("attachment", C.c_int),
        ("enabled", C.c_int),
        ("classes", C.c_int),
        ("list", C.c_void_p),
    )


class Hand:
    """Presses keys on the physical keyboard of an Xvfb screen and moves its mouse."""

    def __init__(self, name: str) -> None:
        """Open the keyboard of display ``name``.

        Raises:
            MissingTool: If libXi or libXtst is missing, or the server has no such keyboard.
        """
        try:
            self._x11 = C.CDLL("libX11.so.6")
            xi = C.CDLL("libXi.so.6")
            self._xtst = C.CDLL("libXtst.so.6")
        except OSError as fault:
            raise MissingTool(str(fault)) from fault
        self._x11.XOpenDisplay.restype = C.c_void_p
        self._x11.XOpenDisplay.argtypes = [C.c_char_p]
        self._x11.XSync.argtypes = [C.c_void_p, C.c_int]
        self._x11.XCloseDisplay.argtypes = [C.c_void_p]
        xi.XIQueryVersion.argtypes = [C.c_void_p, C.c_void_p, C.c_void_p]
        xi.XIQueryDevice.restype = C.POINTER(_Device)
        xi.XIQueryDevice.argtypes = [C.c_void_p, C.c_int, C.POINTER(C.c_int)]
        xi.XOpenDevice.restype = C.c_void_p
        xi.XOpenDevice.argtypes = [C.c_void_p, C.c_ulong]
        self._xtst.XTestFakeDeviceKeyEvent.argtypes = [
            C.c_void_p, C.c_void_p, C.c_uint, C.c_int, C.c_void_p, C.c_int, C.c_ulong,
        ]  # fmt: skip
        self._display = self._x11.XOpenDisplay(name.encode())
        major, minor, count = C.c_int(2), C.c_int(2), C.c_int()
        xi.XIQueryVersion(self._display, C.byref(major), C.byref(minor))
        devices = xi.XIQueryDevice(self._display, 0, C.byref(count))
        own = [
            devices[i].id
            for i in range(count.value)
            if devices[i].use == _SLAVE_KEYBOARD and b"XTEST" not in devices[i].name
        ]
        if not own:
            raise MissingTool("the X server has no keyboard besides XTEST")
        self._keyboard = xi.XOpenDevice(self._display, own[0])
        self.x = display.Display(name)
        self._down: list[str] = []

    def close(self) -> None:
        """Let go of everything and close the connections."""
        self.let_go()
        self.x.close()
        self._x11.XCloseDisplay(self._display)

    def _code(self, key: str) -> int:
        keysym = XK.string_to_keysym(_NAMES.get(key, key.lower() if len(key) == 1 else key))
        code = self.x.keysym_to_keycode(keysym)
        if not code:
            raise ValueError(f"no key for {key}")
        return int(code)

    def _event(self, key: str, down: bool) -> None:
        self._xtst.XTestFakeDeviceKeyEvent(
            self._display, self._keyboard, self._code(key), int(down), None, 0, 0
        )
        self._x11.XSync(self._display, 0)

    def press(self, key: str) -> None:
        """Press and keep held."""
        self._event(key, True)
        self._down.append(key)

    def release(self, key: str) -> None:
        """Let one key go."""
        self._event(key, False)
        if key in self._down:
            self._down.remove(key)

    def let_go(self) -> None:
        """Release whatever is still held."""
        for key in list(reversed(self._down)):
            self.release(key)

    def tap(self, key: str, hold: float = 0.0) -> float:
        """Press and release a key; returns the time of the press in ms since the epoch."""
        at = time.time() * 1000
        self.press(key)
        if hold:
            time.sleep(hold)
        self.release(key)
        return at

    @contextmanager
    def holding(self, *keys: str) -> Iterator[None]:
        """Hold keys for the length of a ``with`` block."""
        for key in keys:
            self.press(key)
        try:
            yield
        finally:
            for key in reversed(keys):
                self.release(key)

    def chord(self, text: str, hold: float = 0.0) -> float:
        """Play a hotkey such as ``Ctrl+Alt+1``; returns the time of its press (ms, epoch)."""
        *modifiers, key = text.split("+")
        with self.holding(*modifiers):
            return self.tap(key, hold)

    def type(self, text: str) -> None:
        """Type small letters and digits."""
        for letter in text:
            self.tap(letter)

    def core_held(self) -> Sequence[int]:
        """Key codes that the core keyboard reports as down."""
        bits = self.x.query_keymap()
        return [code for code in range(8, 256) if bits[code >> 3] >> (code & 7) & 1]

    def modifiers(self) -> int:
        """Modifier mask of the core keyboard (Lock and Num Lock included)."""
        return int(self.x.screen().root.query_pointer().mask) & 0xFF

    def move(self, x: int, y: int) -> None:
        """Move the mouse."""
        xtest.fake_input(self.x, X.MotionNotify, x=x, y=y)
        self.x.sync()

    def click(self, x: int, y: int, button: int = 1) -> float:
        """Click at a place; returns the time of the press in ms since the epoch."""
        self.move(x, y)
        at = time.time() * 1000
        xtest.fake_input(self.x, X.ButtonPress, button)
        xtest.fake_input(self.x, X.ButtonRelease, button)
        self.x.sync()
        return at

    def drag(self, start: tuple[int, int], end: tuple[int, int], steps: int = 12) -> None:
        """Drag with the left button held."""
        self.move(*start)
        xtest.fake_input(self.x, X.ButtonPress, 1)
        self.x.sync()
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step // steps for a, b in zip(start, end, strict=True))
            self.move(x, y)
            time.sleep(0.01)
        xtest.fake_input(self.x, X.ButtonRelease, 1)
        self.x.sync()
