"""What Windows tells of the clipboard beyond Qt: who has it open, and whether anything is on it.

Qt offers a text by OLE, so the first fetch comes to us and while it does, Windows says whose it is;
later fetches are answered from the copy that the system keeps then (tried under Wine, not on
Windows itself).
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

if sys.platform == "win32":

    class WindowsClipboardProbe:
        """Answers by user32."""

        def __init__(self) -> None:
            """Declare the calls."""
            self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._user.CountClipboardFormats.argtypes = []
            self._user.GetOpenClipboardWindow.argtypes = []
            self._user.GetOpenClipboardWindow.restype = wintypes.HWND
            self._user.GetWindowThreadProcessId.argtypes = [
                wintypes.HWND, ctypes.POINTER(wintypes.DWORD),
            ]  # fmt: skip

        def opener(self) -> int:
            """Give the process that has the clipboard open; 0 if none or unknown."""
            window = self._user.GetOpenClipboardWindow()
            pid = wintypes.DWORD()
            if window:
                self._user.GetWindowThreadProcessId(window, ctypes.byref(pid))
            return int(pid.value)

        def offered(self) -> int:
            """Count the formats that are there; needs nobody to close the clipboard."""
            return int(self._user.CountClipboardFormats())
