"""One Banhua for each data folder; a second start shows the window of the first.

The lock file is the guard. A local server alone is none: of ten starts at once two could win,
because each removes the other's socket. The server only carries the wish to be shown.
"""

from __future__ import annotations

import hashlib
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

_log = logging.getLogger(__name__)
_BROKEN_AFTER = 5.0
"""Age in seconds from which a lock file that names no process is taken for broken.

A younger one may be in the middle of being written.
"""


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
        self._server: QLocalServer | None = None
        # Resolved, so that a second way to write the same folder meets the same server; hashed,
        # because a socket's path must stay short.
        name = str(folder.resolve())
        self._name = "banhua-" + hashlib.sha256(name.encode()).hexdigest()[:20]

    def acquire(self) -> bool:
        """Take the folder; False if another process has it.

        Where no lock file can be made (a read-only folder, a full disk) the answer is True:
        nothing can be harmed there, and a locked-out agent would be.
        """
        if self._lock.tryLock(0):
            return True
        if self._lock.error() is not QLockFile.LockError.LockFailedError:
            _log.info("lock unavailable error=%s", self._lock.error().name)
            return True
        if not self._broken():
            return False
        # Safe beside a living owner: Qt removes the file only if it gets the system's lock.
        _log.info("lock file broken")
        return self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def _broken(self) -> bool:
        """Tell whether the lock file names nobody, as after a full disk; Qt would wait for ever."""
        try:
            text = self._file.read_text(encoding="utf-8", errors="replace")
            age = time.time() - self._file.stat().st_mtime
        except OSError:
            return False
        return not text.partition("\n")[0].strip().isdigit() and age > _BROKEN_AFTER

    def listen(self) -> None:
        """Hear second starts from now on. After the first paint: QtNetwork costs start-up time."""
        from PySide6.QtNetwork import QLocalServer

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)  # what a killed process left; the lock is ours
        server.newConnection.connect(self._on_connection)
        if not server.listen(self._name):
            _log.info("instance server unavailable error=%s", server.serverError().name)
        self._server = server

    def _on_connection(self) -> None:
        if self._server is None:
            return
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
            self.raise_requested.emit()

    def ask_to_raise(self, timeout: float = 3.0) -> bool:
        """From a second start: have the first one show its window.

        Args:
            timeout: Seconds to try; the first one may still be starting.

        Returns:
            Whether the first one heard it.
        """
        from PySide6.QtNetwork import QLocalSocket

        deadline = time.monotonic() + timeout
        while True:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(200):
                socket.disconnectFromServer()
                return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)

    def release(self) -> None:
        """Give the folder back."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()
