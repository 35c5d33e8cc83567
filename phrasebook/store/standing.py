"""Whether an open data file is still the one that stands under its name, and how it gets back.

A cleaner, a virus scanner or a sync client can remove or replace files under a running program;
what is written then goes to a file without a name, and is gone with the program. But as long as
the file is open everything is still in it. On Windows an open file can seldom be removed, and the
look costs as little there.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any, Final, Literal

from phrasebook import files
from phrasebook.store import backup, restoring
from phrasebook.store.schema import Schema

Fate = Literal["", "log", "gone", "replaced"]
"""All is well; the log beside the file is gone or another; the file is gone; another is there."""

_LOG: Final = "-wal"
_MOST_TRACE: Final = 65_536


class Standing:
    """The identity of a data file and of what lies beside it. For the store thread only."""

    def __init__(self, path: Path, schema: Schema) -> None:
        """Remember what stands there now; the log is remembered once there is one."""
        self._path = path
        self._name, self._log_name = str(path), str(path) + _LOG
        self._file = _identity(self._name)
        self._log: _Identity | None = None
        self._trace = path.with_name(schema.trace) if schema.trace else None
        self._trace_state: tuple[int, int, int] | None = None
        self._trace_data = b""
        self._keep_trace()

    def fate(self) -> Fate:
        """Tell what became of it; for after a write (three questions to the system, some 20 µs)."""
        file = _identity(self._name)
        if file is None:
            return "gone"
        if file != self._file:
            return "replaced"
        self._keep_trace()
        log = _identity(self._log_name)
        if self._log is None:
            self._log = log
        return "log" if log is None or log != self._log else ""

    def save(self, connection: Any, key: str) -> None:
        """Bring all that is in the open file to the disk, to take its place (``put_back``).

        What another program has put there gets a second name that nothing in this program removes:
        it may be newer, from another computer.

        Raises:
            Error: It could not be written.
            OSError: The same, by the file system.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        restoring.save(self._path, lambda saved: backup.copy_to(connection, saved, key))

    def put_back(self) -> None:
        """Put it in its place, with the connection closed.

        Raises:
            OSError: The disk refuses; the next start does it.
        """
        restoring.finish(self._path)
        self._keep_trace()

    def _keep_trace(self) -> None:
        """Keep the file that says that there is such a file, and put it back where it is gone."""
        trace = self._trace
        if trace is None:
            return
        try:
            found = trace.stat()
        except OSError:
            if self._trace_data:
                with contextlib.suppress(OSError):
                    files.write_whole(trace, self._trace_data)
            return
        state = (found.st_ino, found.st_mtime_ns, found.st_size)
        if state != self._trace_state and trace.is_file() and found.st_size <= _MOST_TRACE:
            with contextlib.suppress(OSError):
                self._trace_data, self._trace_state = trace.read_bytes(), state


_Identity = tuple[int, int]


def _identity(path: str) -> _Identity | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
