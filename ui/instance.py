"""One Banhua for each data folder; a second start shows the window of the first.

The lock file is the guard. The wish to be shown goes through a second file: whoever starts second
writes a byte into it, the first one watches it and empties it again, which is the answer. A local
socket would bring QtNetwork along, 3 MB that nothing else here needs.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QSysInfo, Signal

_log = logging.getLogger(__name__)
_BROKEN_AFTER = 5.0
"""Age in seconds from which a lock file that names no process is taken for broken.

A younger one may be in the middle of being written.
"""
_TRY_FOR = 1.5
"""Seconds for which a lock file that nobody holds is tried again."""
_PAUSE = (0.01, 0.08)
"""Seconds between two tries, at random."""


class Instance(QObject):
    """The right to work on a data folder.

    Args:
        folder: The data folder; it exists.

    Signals:
        raise_requested: A second start wants the window of this one to be shown.
    """

    raise_requested = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Take nothing yet."""
        super().__init__(parent)
        self._file = folder / "banhua.lock"
        self._lock = QLockFile(str(self._file))
        self._lock.setStaleLockTime(0)  # never by age: an agent's shift may last longer
        self._call = folder / "banhua.call"
        self._watcher: QFileSystemWatcher | None = None
        self._held: int | None = None

    def acquire(self) -> bool:
        """Take the folder; False if another process has it.

        What a killed program left is taken at once. Several that try that together get in each
        other's way (on Windows no file is removed that another reads at that moment), so each
        tries again for a moment as long as nobody is there.

        Where no lock file can be made (a read-only folder, a full disk) the answer is True:
        nothing can be harmed there, and a locked-out agent would be.
        """
        deadline = time.monotonic() + _TRY_FOR
        while True:
            if self._lock.tryLock(0):
                return self._hold_folder()
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                _log.info("lock unavailable error=%s", self._lock.error().name)
                return True
            if self._owned() or time.monotonic() >= deadline:
                return False
            if self._broken():
                # Safe beside a living owner: Qt removes the file only if it gets the system's lock.
                _log.info("lock file broken")
                if self._lock.removeStaleLockFile():
                    continue
            time.sleep(random.uniform(*_PAUSE))

    def _owned(self) -> bool:
        """Tell whether the lock file names a process that runs."""
        from assistant.backends import windows_process

        pid, host, _program = self._lock.getLockInfo()
        # In a folder that is shared the number is of the other machine.
        elsewhere = bool(host) and host != QSysInfo.machineHostName()
        return pid > 0 and (elsewhere or windows_process.running(pid))

    def _hold_folder(self) -> bool:
        """Lock the folder itself as well: a cleaner may remove the lock file of a running program.

        On Windows nobody removes a file that is open. A file system that knows no such lock is
        taken as it is.
        """
        if sys.platform == "win32":
            return True
        import fcntl

        try:
            self._held = os.open(self._file.parent, os.O_RDONLY)
            fcntl.flock(self._held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _log.info("lock file was removed under a running program")
            self._let_go()
            self._lock.unlock()
            return False
        except OSError as error:
            _log.info("folder lock unavailable errno=%s", error.errno)
        return True

    def _let_go(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def _broken(self) -> bool:
        """Tell whether the lock file names nobody, as after a full disk; Qt would wait for ever."""
        try:
            text = self._file.read_text(encoding="utf-8", errors="replace")
            age = time.time() - self._file.stat().st_mtime
        except OSError:
            return False
        return not text.partition("\n")[0].strip().isdigit() and age > _BROKEN_AFTER

    def listen(self) -> None:
        """Hear second starts from now on, and those that called while this one came up."""
        try:
            self._call.touch()
        except OSError as error:
            _log.info("call file unavailable error=%s", type(error).__name__)
            return
        self._watcher = QFileSystemWatcher([str(self._call)], self)
        self._watcher.fileChanged.connect(self._on_call)
        # After the watcher stands, so that no call falls in between.
        self._on_call("")

    def _on_call(self, _path: str) -> None:
        with contextlib.suppress(OSError):
            if self._call.stat().st_size:  # emptying it is a change too
                self._call.write_bytes(b"")
                self.raise_requested.emit()

    def ask_to_raise(self, timeout: float = 8.0) -> bool:
        """From a second start: have the first one show its window.

        Args:
            timeout: Seconds to wait; the first one may still be starting.

        Returns:
            Whether the first one heard it.
        """
        deadline = time.monotonic() + timeout
        try:
            self._call.write_bytes(b"1")
            while self._call.stat().st_size:
                if time.monotonic() >= deadline:
                    self._call.write_bytes(b"")  # else it would be heard by some later start
                    return False
                time.sleep(0.02)
        except OSError:
            return False
        return True

    def release(self) -> None:
        """Give the folder back."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self._let_go()
        self._lock.unlock()
