"""What a test needs of the system it runs on: one mark for each need, with the reason why.

A test that cannot say what it needs runs everywhere. ``pytest -rs`` lists what was left out.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Final, NamedTuple

import pytest

LINUX: Final = sys.platform.startswith("linux")
WINDOWS: Final = sys.platform == "win32"

KILL: Final = signal.SIGTERM if WINDOWS else signal.SIGKILL
"""What ends a process at once, without a word; Windows' own SIGTERM does."""
KILLED: Final = int(KILL) if WINDOWS else -int(KILL)
"""Exit code of a process that was ended so."""


class Need(NamedTuple):
    """Whether this system has it, and what is said where a test is left out for it."""

    there: bool
    reason: str


NEEDS: Final = {
    "bound by modes": Need(
        hasattr(os, "geteuid") and os.geteuid() != 0, "needs a user whom file modes bind"
    ),
    "core limits": Need(not WINDOWS, "Windows writes no core files"),
    "dbus": Need(LINUX, "D-Bus is of Linux"),
    "descriptors": Need(not WINDOWS, "a child of Windows starts with no descriptor closed"),
    "fallback": Need(not WINDOWS, "shows what stands in for Windows' own calls elsewhere"),
    "fifo": Need(hasattr(os, "mkfifo"), "Windows has no named pipes in folders"),
    "folder flush": Need(not WINDOWS, "Windows flushes no folders"),
    "folder modes": Need(not WINDOWS, "a folder of Windows has no mode that keeps files out"),
    "fontconfig": Need(LINUX, "fontconfig tells Qt its fonts on Linux only"),
    "fork": Need(hasattr(os, "fork"), "Windows has no fork"),
    "full device": Need(
        LINUX and Path("/dev/full").exists(), "only Linux has a device that is full"
    ),
    "linux": Need(LINUX, "the rule or the call is Linux's own"),
    "modes": Need(not WINDOWS, "a file of Windows has no mode for others"),
    "name bytes": Need(not WINDOWS, "file names of Windows are text, never bytes"),
    "proc": Need(LINUX, "/proc is Linux's own"),
    "removable open files": Need(not WINDOWS, "Windows removes no file that is open"),
    "signals": Need(hasattr(signal, "SIGHUP"), "Windows sends no such signals"),
    "strace": Need(LINUX, "strace is of Linux"),
    "symlinks": Need(not WINDOWS, "a symbolic link is a privilege on Windows"),
    "x11": Need(LINUX, "X11 and the clients that run on it are tested on Linux"),
}


def needs(what: str) -> pytest.MarkDecorator:
    """Leave a test out where the system lacks what it needs, one of ``NEEDS``."""
    need = NEEDS[what]
    return pytest.mark.skipif(not need.there, reason=need.reason)
