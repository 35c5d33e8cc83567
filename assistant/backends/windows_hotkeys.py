"""Global hotkeys on Windows by ``RegisterHotKey``.

The keys belong to a hidden window of ours: without one the message would be lost in the loop of a
native dialog or of a drag, which hands the thread's own messages to nobody. A key that is taken
fails with error 1409. ``MOD_NOREPEAT`` keeps a held key from firing again.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Final, Protocol

from assistant.backends.keytables import MOD_NOREPEAT, WINDOWS_MOD_FLAGS, WINDOWS_VKS
from assistant.keys import Hotkey
from assistant.ports import Capability, Registration
from phrasebook.i18n import tr

BACKEND: Final = "windows-registerhotkey"
WM_HOTKEY: Final = 0x0312
ALREADY_REGISTERED: Final = 1409
_LAST_ID: Final = 0xBFFF
"""Ids above belong to shared DLLs."""


class HotkeyApi(Protocol):
    """The few calls that need Windows."""

    def listen(self, heard: Callable[[int], None]) -> None:
        """Call ``heard`` with the number of each key that is pressed, on this thread."""

    def register(self, number: int, modifiers: int, vk: int) -> int:
        """Register a key under a number; 0 or the error code."""

    def unregister(self, number: int) -> None:
        """Give a key back."""

    def close(self) -> None:
        """Hear nothing any more."""


def arguments(hotkey: Hotkey) -> tuple[int, int]:
    """Give ``fsModifiers`` and ``vk`` of ``RegisterHotKey``."""
    modifiers = MOD_NOREPEAT
    for name in hotkey.modifiers:
        modifiers |= WINDOWS_MOD_FLAGS[name]
    return modifiers, WINDOWS_VKS[hotkey.key]


class WindowsHotkeys:
    """``HotkeyListener`` over a ``HotkeyApi`` (GUI thread only)."""

    def __init__(self, api: HotkeyApi) -> None:
        """Use ``api``; ``open`` gives the real one."""
        self._api = api
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._numbers: dict[Hotkey, int] = {}
        self._next = 1
        api.listen(self._pressed)

    @classmethod
    def open(cls) -> WindowsHotkeys:
        """Use this machine.

        Raises:
            OSError: If this is not Windows, or it makes no window.
        """
        if sys.platform == "win32":
            return cls(Win32Hotkeys())
        raise OSError("not Windows")

    def capability(self) -> Capability:
        """Works on every Windows."""
        return Capability(True, BACKEND)

    def register(self, hotkey: Hotkey, callback: Callable[[], None]) -> Registration:
        """Register the key."""
        self._callbacks[hotkey] = callback
        if hotkey in self._numbers:
            return Registration(hotkey, True)
        number = self._next
        self._next = number + 1 if number < _LAST_ID else 1
        error = self._api.register(number, *arguments(hotkey))
        if error:
            reason = (
                tr("已被其他程序占用")
                if error == ALREADY_REGISTERED
                else tr("Windows 拒绝了这个键(错误 {code})", code=error)
            )
            return Registration(hotkey, False, reason, taken=error == ALREADY_REGISTERED)
        self._numbers[hotkey] = number
        return Registration(hotkey, True)

    def unregister(self, hotkey: Hotkey) -> None:
        """Give the key back; unknown keys are ignored."""
        self._callbacks.pop(hotkey, None)
        number = self._numbers.pop(hotkey, 0)
        if number:
            self._api.unregister(number)

    def refresh(self) -> list[Registration]:
        """Register everything again."""
        for number in self._numbers.values():
            self._api.unregister(number)
        self._numbers.clear()
        return [self.register(key, callback) for key, callback in list(self._callbacks.items())]

    def _pressed(self, number: int) -> None:
        for hotkey, own in self._numbers.items():
            if own == number:
                self._callbacks[hotkey]()
                return

    def close(self) -> None:
        """Give all keys back."""
        for hotkey in list(self._callbacks):
            self.unregister(hotkey)
        self._api.close()


if sys.platform == "win32":
    _MESSAGES_ONLY: Final = -3  # HWND_MESSAGE
    _WINDOW_PROC: Final = ctypes.WINFUNCTYPE(
        ctypes.c_ssize_t, wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM
    )

    class _WindowClass(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.UINT),
            ("style", wintypes.UINT),
            ("procedure", _WINDOW_PROC),
            ("class_extra", ctypes.c_int),
            ("window_extra", ctypes.c_int),
            ("instance", wintypes.HINSTANCE),
            ("icon", wintypes.HANDLE),
            ("cursor", wintypes.HANDLE),
            ("background", wintypes.HANDLE),
            ("menu", wintypes.LPCWSTR),
            ("name", wintypes.LPCWSTR),
            ("small_icon", wintypes.HANDLE),
        )

    class Win32Hotkeys:
        """``HotkeyApi`` by user32, with a hidden window of its own."""

        def __init__(self) -> None:
            """Load the libraries; nothing is made before ``listen``."""
            self._user = _declared_user()
            self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            self._kernel.GetModuleHandleW.argtypes = [wintypes.LPCWSTR]
            self._kernel.GetModuleHandleW.restype = wintypes.HMODULE
            self._window = 0
            self._name = f"BanhuaHotkeys{id(self):x}"  # a class of an earlier one may still stand

        def listen(self, heard: Callable[[int], None]) -> None:
            """Make the window; Windows sends it WM_HOTKEY whoever runs the message loop.

            Raises:
                OSError: Windows makes none.
            """

            def procedure(window: int, message: int, wparam: int, lparam: int) -> int:
                if message == WM_HOTKEY:
                    heard(int(wparam))
                    return 0
                return int(self._user.DefWindowProcW(window, message, wparam, lparam))

            module = self._kernel.GetModuleHandleW(None)
            self._class = _WindowClass(
                size=ctypes.sizeof(_WindowClass), procedure=_WINDOW_PROC(procedure),
                instance=module, name=self._name,
            )  # fmt: skip
            if self._user.RegisterClassExW(ctypes.byref(self._class)):
                self._window = int(
                    self._user.CreateWindowExW(
                        0, self._name, None, 0, 0, 0, 0, 0, _MESSAGES_ONLY, None, module, None
                    )
                    or 0
                )
            if not self._window:
                raise ctypes.WinError(ctypes.get_last_error())

        def register(self, number: int, modifiers: int, vk: int) -> int:
            """Register for the window; 0 or the error code."""
            if self._user.RegisterHotKey(self._window, number, modifiers, vk):
                return 0
            return ctypes.get_last_error() or -1

        def unregister(self, number: int) -> None:
            """Give a key back."""
            self._user.UnregisterHotKey(self._window, number)

        def close(self) -> None:
            """End the window and its class."""
            if self._window:
                self._user.DestroyWindow(self._window)
                self._user.UnregisterClassW(self._name, self._class.instance)
                self._window = 0

    def _declared_user() -> ctypes.WinDLL:
        user = ctypes.WinDLL("user32", use_last_error=True)
        user.RegisterHotKey.argtypes = [
            wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT,
        ]  # fmt: skip
        user.UnregisterHotKey.argtypes = [wintypes.HWND, ctypes.c_int]
        user.RegisterClassExW.argtypes = [ctypes.POINTER(_WindowClass)]
        user.RegisterClassExW.restype = wintypes.ATOM
        user.UnregisterClassW.argtypes = [wintypes.LPCWSTR, wintypes.HINSTANCE]
        user.CreateWindowExW.argtypes = [
            wintypes.DWORD, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD, ctypes.c_int,
            ctypes.c_int, ctypes.c_int, ctypes.c_int, wintypes.HWND, wintypes.HMENU,
            wintypes.HINSTANCE, wintypes.LPVOID,
        ]  # fmt: skip
        user.CreateWindowExW.restype = wintypes.HWND
        user.DestroyWindow.argtypes = [wintypes.HWND]
        user.DefWindowProcW.argtypes = [
            wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM,
        ]  # fmt: skip
        user.DefWindowProcW.restype = ctypes.c_ssize_t
        return user
