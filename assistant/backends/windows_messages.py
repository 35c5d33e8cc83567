"""A hidden window of ours, whose messages the GUI thread's loop delivers whoever runs it.

Messages of a thread are lost in the loop of a native dialog or of a drag; those of a window are
not.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes
from typing import Final

if sys.platform == "win32":
    _MESSAGES_ONLY: Final = -3  # HWND_MESSAGE
    _PEEK_NOTHING: Final = 0xBFFF  # WM_APP's last: nobody sends it
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

    class MessageWindow:
        """The window (made and closed on the thread whose loop delivers its messages)."""

        def __init__(self, name: str, message: int, heard: Callable[[int, int], None]) -> None:
            """Make it.

            Args:
                name: Names its class.
                message: The number of the one message that matters.
                heard: Told its wParam, and when it was sent (ms, of ``GetTickCount``).

            Raises:
                OSError: Windows makes none.
            """
            self._user = _declared_user()
            kernel = ctypes.WinDLL("kernel32", use_last_error=True)
            kernel.GetModuleHandleW.argtypes = [wintypes.LPCWSTR]
            kernel.GetModuleHandleW.restype = wintypes.HMODULE

            def procedure(window: int, number: int, wparam: int, lparam: int) -> int:
                if number == message:
                    heard(int(wparam), int(self._user.GetMessageTime()) & 0xFFFFFFFF)
                    return 0
                return int(self._user.DefWindowProcW(window, number, wparam, lparam))

            module = kernel.GetModuleHandleW(None)
            self._message = message
            self._name = f"{name}{id(self):x}"  # a class of an earlier one may still stand
            self._class = _WindowClass(
                size=ctypes.sizeof(_WindowClass), procedure=_WINDOW_PROC(procedure),
                instance=module, name=self._name,
            )  # fmt: skip
            self.handle = 0
            if self._user.RegisterClassExW(ctypes.byref(self._class)):
                self.handle = int(
                    self._user.CreateWindowExW(
                        0, self._name, None, 0, 0, 0, 0, 0, _MESSAGES_ONLY, None, module, None
                    )
                    or 0
                )
            if not self.handle:
                raise ctypes.WinError(ctypes.get_last_error())

        def post(self) -> None:
            """Have ``heard`` called from the loop."""
            self._user.PostMessageW(self.handle, self._message, 0, 0)

        def hear_events(self) -> None:
            """Have Windows call now the event hooks whose events wait for the loop.

            It does so whenever messages are looked for; which ones makes no difference, so
            nothing of anybody's is taken out of the queue.
            """
            message = wintypes.MSG()
            self._user.PeekMessageW(
                ctypes.byref(message), self.handle, _PEEK_NOTHING, _PEEK_NOTHING, 0
            )

        def close(self) -> None:
            """End the window and its class."""
            if self.handle:
                self._user.DestroyWindow(self.handle)
                self._user.UnregisterClassW(self._name, self._class.instance)
                self.handle = 0

    def _declared_user() -> ctypes.WinDLL:
        user = ctypes.WinDLL("user32", use_last_error=True)
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
        user.PostMessageW.argtypes = [
            wintypes.HWND, wintypes.UINT, wintypes.WPARAM, wintypes.LPARAM,
        ]  # fmt: skip
        user.PeekMessageW.argtypes = [
            ctypes.POINTER(wintypes.MSG), wintypes.HWND, wintypes.UINT, wintypes.UINT,
            wintypes.UINT,
        ]  # fmt: skip
        user.GetMessageTime.argtypes = []
        user.GetMessageTime.restype = wintypes.LONG
        return user
