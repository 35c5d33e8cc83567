"""A file that takes room, to be given up when the disk is full.

On a full disk even a delete, a checkpoint and saving the note in hand fail; with room kept back
they go on (reference/reliability.md 3.3: 512 KB were too little, as the log and the growth of the
file must fit; 16 MB it is).
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

BYTES: int = 16 * 1024 * 1024
"""Size of the file; it is made only where twice as much is free."""

_PART: Final = 1024 * 1024


class Ballast:
    """The file beside a data file. Only the store thread may use it."""

    def __init__(self, path: Path) -> None:
        """Know where it lies; nothing is made yet."""
        self._path = path
        self._there = False

    def keep(self) -> None:
        """Make the file where it is missing and there is room for it; else do nothing."""
        if self._there:
            return
        with contextlib.suppress(OSError):
            if self._path.exists() and self._path.stat().st_size >= BYTES:
                self._there = True
            elif _free(self._path.parent) >= 2 * BYTES:
                self._make()
                self._there = True

    def drop(self) -> bool:
        """Give the room up; False if there was none to give."""
        self._there = False
        try:
            self._path.unlink()
        except OSError:
            return False
        return True

    def _make(self) -> None:
        try:
            with self._path.open("wb") as file:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file.fileno(), 0, BYTES)
                else:
                    for start in range(0, BYTES, _PART):
                        file.write(bytes(min(_PART, BYTES - start)))
        except OSError:
            # Half of it is room taken for nothing.
            self._path.unlink(missing_ok=True)
            raise


def _free(folder: Path) -> int:
    import shutil

    return shutil.disk_usage(folder).free
