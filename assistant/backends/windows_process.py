"""What Windows is asked about processes: whether one runs, what ours is called, what it says.

Each function also answers elsewhere, so that its callers need not ask which system this is.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Final

from assistant.backends.windows_libraries import kernel32

APPLICATION_ID: Final = "Banhua.Banhua"
"""AppUserModelID: what taskbar and notices group our windows by, instead of ``python``."""

_SYNCHRONIZE: Final = 0x00100000
_QUERY_LIMITED: Final = 0x1000
_RUNS: Final = 0x102  # WAIT_TIMEOUT
_NO_SUCH_PROCESS: Final = 87  # ERROR_INVALID_PARAMETER
_WARNING: Final = 0x30  # MB_ICONWARNING
_IN_FRONT: Final = 0x00010000  # MB_SETFOREGROUND


def running(pid: int) -> bool:
    """Tell whether a process runs; one that may not be looked at does."""
    if sys.platform != "win32":
        import os

        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True
    kernel = kernel32()
    kernel.WaitForSingleObject.argtypes = [wintypes.HANDLE, wintypes.DWORD]
    kernel.WaitForSingleObject.restype = wintypes.DWORD
    process = kernel.OpenProcess(_SYNCHRONIZE | _QUERY_LIMITED, False, pid)
    if not process:
        return ctypes.get_last_error() != _NO_SUCH_PROCESS
    try:
        return int(kernel.WaitForSingleObject(process, 0)) == _RUNS
    finally:
        kernel.CloseHandle(process)


def name_application() -> bool:
    """Give the process its AppUserModelID; before its first window. True where that was done."""
    if sys.platform != "win32":
        return False
    shell = ctypes.WinDLL("shell32")
    call = shell.SetCurrentProcessExplicitAppUserModelID
    call.argtypes = [wintypes.LPCWSTR]
    call.restype = ctypes.c_long
    return int(call(APPLICATION_ID)) == 0


def show_message(title: str, text: str) -> bool:
    """Show a box with one sentence and wait for its button; False where there is no such box.

    For a program without a console, before or without Qt.
    """
    if sys.platform != "win32":
        return False
    user = ctypes.WinDLL("user32", use_last_error=True)
    user.MessageBoxW.argtypes = [wintypes.HWND, wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.UINT]
    return bool(user.MessageBoxW(None, text, title, _WARNING | _IN_FRONT))
