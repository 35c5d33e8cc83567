"""Asks Windows to tell a window when the session is locked and unlocked."""

from __future__ import annotations

import ctypes
import sys


def listen(window: int) -> bool:
    """Register ``window`` (HWND) for WM_WTSSESSION_CHANGE; False where that is not possible."""
    if sys.platform != "win32":
        return False
    return bool(ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification(window, 0))


def unlisten(window: int) -> None:
    """End it; must come before the window is gone."""
    if sys.platform == "win32":
        ctypes.WinDLL("wtsapi32").WTSUnRegisterSessionNotification(window)
