"""Whether an open data file is still the one that stands under its name.

A cleaner, a virus scanner or a sync client can remove or replace files under a running program;
what is written then goes to a file without a name, and is gone with the program. On Windows an open
file can seldom be removed, and the look costs as little there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, Literal

Fate = Literal["", "log", "gone", "replaced"]
"""All is well; the log beside the file is gone or another; the file is gone; another is there."""

_LOG: Final = "-wal"


class Standing:
    """The identity of a data file and of the log beside it. Only the store thread may use it."""

    def __init__(self, path: Path) -> None:
        """Remember which file stands there now; the log is remembered once there is one."""
        self._path = str(path)
        self._file = _identity(self._path)
        self._log: tuple[int, int] | None = None

    def fate(self) -> Fate:
        """Tell what became of it; for after a write (two questions to the system, 3 µs)."""
        file = _identity(self._path)
        if file is None:
            return "gone"
        if file != self._file:
            return "replaced"
        log = _identity(self._path + _LOG)
        if self._log is None:
            self._log = log
        return "log" if log is None or log != self._log else ""


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
