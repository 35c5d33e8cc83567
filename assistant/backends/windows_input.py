"""The calls behind ``windows_keys``: user32, kernel32 and advapi32, by ctypes.

Nothing is decided here.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Sequence
from ctypes import wintypes
from typing import Final

from assistant.backends.keytables import WINDOWS_EXTENDED
from assistant.backends.windows_keys import KeyEvent
from assistant.backends.windows_libraries import kernel32, user32
from assistant.ports import Spot

_MAX_TITLE: Final = 4096


class _KeyboardInput(ctypes.Structure):
    _fields_ = (
        ("vk", wintypes.WORD),
        ("scan", wintypes.WORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    )


class _MouseInput(ctypes.Structure):
    _fields_ = (
        ("dx", wintypes.LONG),
        ("dy", wintypes.LONG),
        ("data", wintypes.DWORD),
        ("flags", wintypes.DWORD),
        ("time", wintypes.DWORD),
        ("extra", ctypes.c_size_t),
    )


class _InputUnion(ctypes.Union):
    _fields_ = (("keyboard", _KeyboardInput), ("mouse", _MouseInput))


class Input(ctypes.Structure):
    """``INPUT`` of winuser.h: 40 bytes on 64-bit Windows."""

    _fields_ = (("kind", wintypes.DWORD), ("union", _InputUnion))


_INPUT_MOUSE: Final = 0
_MOUSE_MOVE_ON_VIRTUAL_DESK: Final = 0x8000 | 0x4000 | 0x0001
_MOUSE_LEFT_DOWN: Final = 0x0002
_MOUSE_LEFT_UP: Final = 0x0004
_INPUT_KEYBOARD: Final = 1
_EXTENDED: Final = 1
_KEYUP: Final = 2


OWN_INPUT: Final = 0x42414E48
"""``dwExtraInfo`` of the keys that we send, by which our own hook knows them."""


def make_input(event: KeyEvent, scan: int) -> Input:
    """Build the structure for one event, with virtual key and scan code."""
    flags = (_EXTENDED if event.vk in WINDOWS_EXTENDED else 0) | (_KEYUP if event.up else 0)
    keyboard = _KeyboardInput(vk=event.vk, scan=scan, flags=flags, extra=OWN_INPUT)
    return Input(kind=_INPUT_KEYBOARD, union=_InputUnion(keyboard=keyboard))


def click_inputs(
    place: tuple[int, int], back: tuple[int, int], desk: tuple[int, int, int, int]
) -> list[Input]:
    """Build a click at ``place`` and the way back.

    Args:
        place: Where to click, in pixels of the virtual desktop.
        back: Where the pointer was.
        desk: The virtual desktop: left, top, width and height.
    """

    def move(x: int, y: int, flags: int) -> Input:
        # Absolute places run from 0 to 65535 over the whole desktop; the half pixel more keeps
        # the pixel that was meant (SendInput, MOUSEEVENTF_ABSOLUTE).
        left, top, width, height = desk
        dx = ((x - left) * 65536 + 32768) // max(1, width)
        dy = ((y - top) * 65536 + 32768) // max(1, height)
        mouse = _MouseInput(dx=dx, dy=dy, flags=_MOUSE_MOVE_ON_VIRTUAL_DESK | flags)
        return Input(kind=_INPUT_MOUSE, union=_InputUnion(mouse=mouse))

    return [
        move(*place, 0), move(*place, _MOUSE_LEFT_DOWN), move(*place, _MOUSE_LEFT_UP),
        move(*back, 0),
    ]  # fmt: skip


if sys.platform == "win32":
    _GA_ROOT: Final = 2
    _SWAPPED_BUTTONS: Final = 23
    _VIRTUAL_DESK: Final = (76, 77, 78, 79)  # SM_XVIRTUALSCREEN to SM_CYVIRTUALSCREEN
    _VK_TO_SCAN: Final = 0  # MAPVK_VK_TO_VSC
    _QUERY_LIMITED: Final = 0x1000
    _TOKEN_QUERY: Final = 8
    _TOKEN_INTEGRITY: Final = 25
    _LABEL_BYTES: Final = 256
    """More than a label takes: two machine words and a SID of at most 68 bytes."""

    class Win32Keys:
        """``KeyApi`` by user32, kernel32 and advapi32."""

        def __init__(self) -> None:
            """Load the libraries."""
            self._user = _declared_user()
            self._kernel, self._security = _declared_security()
            self._scans: dict[int, int] = {}
            self._click: list[Input] = []

        def prepare(self, vks: Iterable[int]) -> None:
            """Look the scan codes up: they depend on the keyboard layout of the moment."""
            self._scans = {vk: int(self._user.MapVirtualKeyW(vk, _VK_TO_SCAN)) for vk in set(vks)}

        def send(self, events: Sequence[KeyEvent]) -> int:
            """Insert events; returns how many were accepted."""
            return self._send(self._inputs(events))

        def down(self, vk: int) -> bool:
            """Tell whether a key is down now."""
            return bool(self._user.GetAsyncKeyState(vk) & 0x8000)

        def foreground(self) -> tuple[int, int]:
            """Give window and process in front."""
            window = self._user.GetForegroundWindow()
            pid = wintypes.DWORD()
            if window:
                self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
            return int(window or 0), int(pid.value)

        def title(self, window: int) -> str:
            """Give the title; of another process's window Windows keeps a copy for this."""
            text = ctypes.create_unicode_buffer(_MAX_TITLE)
            self._user.GetWindowTextW(wintypes.HWND(window), text, _MAX_TITLE)
            return text.value

        def integrity(self, pid: int) -> int | None:
            """Give the integrity level: the last part of the SID in the label of the token."""
            process = (
                self._kernel.OpenProcess(_QUERY_LIMITED, False, pid)
                if pid
                else self._kernel.GetCurrentProcess()
            )
            if not process:
                return None
            token = wintypes.HANDLE()
            try:
                if not self._security.OpenProcessToken(process, _TOKEN_QUERY, ctypes.byref(token)):
                    return None
                return self._level(token)
            finally:
                if token:
                    self._kernel.CloseHandle(token)
                if pid:
                    self._kernel.CloseHandle(process)

        def _level(self, token: wintypes.HANDLE) -> int | None:
            label, size = ctypes.create_string_buffer(_LABEL_BYTES), wintypes.DWORD()
            if not self._security.GetTokenInformation(
                token, _TOKEN_INTEGRITY, label, _LABEL_BYTES, ctypes.byref(size)
            ):
                return None
            sid = ctypes.c_void_p.from_buffer(label)  # TOKEN_MANDATORY_LABEL begins with it
            parts = self._security.GetSidSubAuthorityCount(sid)[0]
            return int(self._security.GetSidSubAuthority(sid, parts - 1)[0]) if parts else None

        def place_of(self, window: int, spot: Spot) -> tuple[int, int] | None:
            """Turn a place in a window into one on the screen."""
            rect, at = wintypes.RECT(), wintypes.POINT()
            if not self._user.GetClientRect(window, ctypes.byref(rect)):
                return None
            left, bottom = spot
            if not (0 < left < rect.right and 0 < bottom < rect.bottom):
                return None
            at.x, at.y = left, rect.bottom - bottom
            if not self._user.ClientToScreen(window, ctypes.byref(at)):
                return None
            top = self._user.GetAncestor(self._user.WindowFromPoint(at), _GA_ROOT)
            return (int(at.x), int(at.y)) if int(top or 0) == window else None

        def aim(self, place: tuple[int, int]) -> bool:
            """Note where the pointer is and how wide the desktop."""
            if self._user.GetSystemMetrics(_SWAPPED_BUTTONS):
                return False  # the left button of SendInput would be the person's right one
            before = wintypes.POINT()
            self._user.GetCursorPos(ctypes.byref(before))
            left, top, width, height = (
                int(self._user.GetSystemMetrics(index)) for index in _VIRTUAL_DESK
            )
            self._click = click_inputs(place, (before.x, before.y), (left, top, width, height))
            return True

        def click(self, before: Sequence[KeyEvent], after: Sequence[KeyEvent]) -> bool:
            """Click where it was aimed at, between these keys, and put the pointer back."""
            inputs = [*self._inputs(before), *self._click, *self._inputs(after)]
            return self._send(inputs) == len(inputs)

        def _inputs(self, events: Sequence[KeyEvent]) -> list[Input]:
            return [make_input(event, self._scans[event.vk]) for event in events]

        def _send(self, inputs: Sequence[Input]) -> int:
            array = (Input * len(inputs))(*inputs)
            return int(self._user.SendInput(len(inputs), array, ctypes.sizeof(Input)))

    def _declared_user() -> ctypes.CDLL:
        user = user32()
        user.SendInput.argtypes = [wintypes.UINT, ctypes.c_void_p, ctypes.c_int]
        user.SendInput.restype = wintypes.UINT
        user.ClientToScreen.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.POINT)]
        return user

    def _declared_security() -> tuple[ctypes.CDLL, ctypes.CDLL]:
        kernel = kernel32()
        kernel.GetCurrentProcess.argtypes = []
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        security = ctypes.WinDLL("advapi32", use_last_error=True)
        security.OpenProcessToken.argtypes = [
            wintypes.HANDLE, wintypes.DWORD, ctypes.POINTER(wintypes.HANDLE),
        ]  # fmt: skip
        security.GetTokenInformation.argtypes = [
            wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
            ctypes.POINTER(wintypes.DWORD),
        ]  # fmt: skip
        security.GetSidSubAuthorityCount.argtypes = [ctypes.c_void_p]
        security.GetSidSubAuthorityCount.restype = ctypes.POINTER(ctypes.c_ubyte)
        security.GetSidSubAuthority.argtypes = [ctypes.c_void_p, wintypes.DWORD]
        security.GetSidSubAuthority.restype = ctypes.POINTER(wintypes.DWORD)
        return kernel, security
