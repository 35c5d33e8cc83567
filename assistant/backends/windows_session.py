"""Asks Windows to tell a window when the session is locked and unlocked."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes


def listen(window: int) -> bool:
    """Register ``window`` (HWND) for WM_WTSSESSION_CHANGE; False where that is not possible."""
    if sys.platform != "win32":
        return False
    call = ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification
    call.argtypes = [wintypes.HWND, wintypes.DWORD]
    return bool(call(window, 0))


def unlisten(window: int) -> None:
    """End it; must come before the window is gone."""
    if sys.platform == "win32":
        call = ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification
        call.argtypes = [wintypes.HWND]
        call(window)
