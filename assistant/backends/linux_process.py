"""Keeps the memory of this process to itself on Linux: no dump, no other program of this user."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4
_PR_GET_DUMPABLE: Final = 3


def close_memory() -> bool:
    """Ask for it (prctl(2), PR_SET_DUMPABLE); True if it is so.

    Then a crash writes no core, and neither a debugger nor /proc/PID/mem opens it, root excepted.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        calls = ctypes.CDLL(None, use_errno=True)
        calls.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        return int(calls.prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False
