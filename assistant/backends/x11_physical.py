"""Which keys the hand holds on X11, asked of the keyboards themselves.

The core keyboard state cannot tell: after a simulated release it says that nothing is held while
the finger is still on the key. XInput2 knows each slave keyboard; every one but the XTEST
keyboard is hardware (or a remote desktop's own device). ``libXi`` by ctypes, because python-xlib
cannot read the state of a device.
"""

from __future__ import annotations

import ctypes as c
import threading
from typing import Final

_SLAVE_KEYBOARD: Final = 4  # XISlaveKeyboard of XI2.h
_KEY_CLASS: Final = 0
EMPTY: Final = bytes(32)


class _Device(c.Structure):
    _fields_ = (
        ("id", c.c_int),
        ("name", c.c_char_p),
        ("use", c.c_int),
        ("attachment", c.c_int),
        ("enabled", c.c_int),
        ("num_classes", c.c_int),
        ("classes", c.c_void_p),
    )


class _State(c.Structure):
    _fields_ = (("id", c.c_ulong), ("num_classes", c.c_int), ("data", c.c_void_p))


class _KeyState(c.Structure):
    _fields_ = (
        ("kind", c.c_ubyte),
        ("length", c.c_ubyte),
        ("num_keys", c.c_short),
        ("keys", c.c_ubyte * 32),
    )


def is_down(keymap: bytes, keycode: int) -> bool:
    """Tell whether the bit of ``keycode`` is set in a 32-byte key vector."""
    return bool(keymap[keycode >> 3] >> (keycode & 7) & 1)


class X11Physical:
    """Key state of the keyboards, on a connection of its own. Safe to call from any thread."""

    def __init__(self, display: str | None = None) -> None:
        """Open the display and its slave keyboards.

        Raises:
            OSError: If a library or the display is missing.
        """
        self._lock = threading.Lock()
        self._x = c.CDLL("libX11.so.6")
        self._xi = c.CDLL("libXi.so.6")
        self._declare()
        self._x.XInitThreads()  # libX11 before 1.8 does not do it by itself
        self._display = self._x.XOpenDisplay(display.encode() if display else None)
        if not self._display:
            raise OSError("no X display")
        self._hands: list[int] = []
        self._xtest: list[int] = []
        self._known: tuple[int, ...] = ()
        self._open_devices()

    def _declare(self) -> None:
        x, xi, p = self._x, self._xi, c.c_void_p
        x.XOpenDisplay.restype, x.XOpenDisplay.argtypes = p, [c.c_char_p]
        x.XCloseDisplay.argtypes = [p]
        x.XQueryKeymap.argtypes = [p, p]
        xi.XIQueryVersion.argtypes = [p, p, p]
        xi.XIQueryDevice.restype = c.POINTER(_Device)
        xi.XIQueryDevice.argtypes = [p, c.c_int, c.POINTER(c.c_int)]
        xi.XIFreeDeviceInfo.argtypes = [p]
        xi.XOpenDevice.restype, xi.XOpenDevice.argtypes = p, [p, c.c_ulong]
        xi.XQueryDeviceState.restype = c.POINTER(_State)
        xi.XQueryDeviceState.argtypes = [p, p]
        xi.XFreeDeviceState.argtypes = [p]

    def _open_devices(self) -> None:
        major, minor, count = c.c_int(2), c.c_int(0), c.c_int()
        if self._xi.XIQueryVersion(self._display, c.byref(major), c.byref(minor)):
            raise OSError("no XInput 2")
        found = self._xi.XIQueryDevice(self._display, 0, c.byref(count))
        slaves = [
            (d.id, bytes(d.name or b""))
            for d in (found[i] for i in range(count.value))
            if d.use == _SLAVE_KEYBOARD and d.enabled
        ]
        self._xi.XIFreeDeviceInfo(found)
        ids = tuple(number for number, _ in slaves)
        if ids == self._known:
            return
        self._known, self._hands, self._xtest = ids, [], []
        for number, name in slaves:
            handle = self._xi.XOpenDevice(self._display, number)
            if handle:
                (self._xtest if b"XTEST" in name else self._hands).append(handle)

    def refresh(self) -> None:
        """Look for keyboards again (one was plugged in, or the machine woke up)."""
        with self._lock:
            if self._display:
                self._open_devices()

    def keymaps(self, held: bool = False) -> tuple[bytes, bytes, bytes]:
        """Give the key vectors ``(core, hand, xtest)``; all empty after ``close``.

        Args:
            held: Ask the keyboards even if no key is down in the core state, which a simulated
                release empties while the finger stays. Without it the usual case, no key at
                all, costs one question.
        """
        with self._lock:
            if not self._display:
                return EMPTY, EMPTY, EMPTY
            core = c.create_string_buffer(32)
            self._x.XQueryKeymap(self._display, core)
            if core.raw == EMPTY and not held:
                return EMPTY, EMPTY, EMPTY
            return core.raw, self._merge(self._hands), self._merge(self._xtest)

    def pressed(self, keycode: int) -> bool:
        """Tell whether the key is down for anybody: by hand, by XTEST or in the core state."""
        return any(is_down(keymap, keycode) for keymap in self.keymaps(held=True))

    def _merge(self, handles: list[int]) -> bytes:
        merged = 0
        for handle in handles:
            state = self._xi.XQueryDeviceState(self._display, handle)
            if not state:
                continue
            address = state.contents.data
            for _ in range(state.contents.num_classes):
                found = _KeyState.from_address(address)
                if found.kind == _KEY_CLASS:
                    merged |= int.from_bytes(bytes(found.keys), "little")
                address += found.length
            self._xi.XFreeDeviceState(state)
        return merged.to_bytes(32, "little")

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._display:
                self._x.XCloseDisplay(self._display)
                self._display = None
