"""Windows' own libraries, with the argument types of what more than one back-end calls.

What only one back-end calls it declares itself, beside its calls.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes


def user32() -> ctypes.CDLL:
    """Load user32; each caller gets a library object of its own.

    Raises:
        OSError: This is not Windows.
    """
    if sys.platform != "win32":
        raise OSError("not Windows")
    user = ctypes.WinDLL("user32", use_last_error=True)
    user.GetForegroundWindow.argtypes = []
    user.GetForegroundWindow.restype = wintypes.HWND
    user.GetWindowThreadProcessId.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.DWORD)]
    user.GetWindowTextW.argtypes = [wintypes.HWND, wintypes.LPWSTR, ctypes.c_int]
    user.GetAncestor.argtypes = [wintypes.HWND, wintypes.UINT]
    user.GetAncestor.restype = wintypes.HWND
    user.WindowFromPoint.argtypes = [wintypes.POINT]
    user.WindowFromPoint.restype = wintypes.HWND
    user.GetClientRect.argtypes = [wintypes.HWND, ctypes.POINTER(wintypes.RECT)]
    user.GetCursorPos.argtypes = [ctypes.POINTER(wintypes.POINT)]
    user.GetSystemMetrics.argtypes = [ctypes.c_int]
    user.GetAsyncKeyState.argtypes = [ctypes.c_int]
    user.GetAsyncKeyState.restype = wintypes.SHORT
    user.MapVirtualKeyW.argtypes = [wintypes.UINT, wintypes.UINT]
    user.MapVirtualKeyW.restype = wintypes.UINT
    return user


def kernel32() -> ctypes.CDLL:
    """Load kernel32; each caller gets a library object of its own.

    Raises:
        OSError: This is not Windows.
    """
    if sys.platform != "win32":
        raise OSError("not Windows")
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.argtypes = [wintypes.DWORD, wintypes.BOOL, wintypes.DWORD]
    kernel.OpenProcess.restype = wintypes.HANDLE
    kernel.CloseHandle.argtypes = [wintypes.HANDLE]
    kernel.GetTickCount.argtypes = []
    kernel.GetTickCount.restype = wintypes.DWORD
    return kernel
