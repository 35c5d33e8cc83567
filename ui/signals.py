"""Being told to end: by the system, Ctrl+C in a terminal, or because the parent went.

Python runs a signal's handler only between two of its own instructions, and Qt's loop has none.
So the system writes a byte into a channel (``signal.set_wakeup_fd``) which Qt watches.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_NAMES = ("SIGINT", "SIGBREAK") if sys.platform == "win32" else ("SIGTERM", "SIGINT", "SIGHUP")


class EndSignals(QObject):
    """Turns the first signal to end into a Qt signal; a second one ends the process at once.

    Signals:
        received: The program should leave now.
    """

    received = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Hear nothing before ``install``."""
        super().__init__(parent)
        self._before: dict[int, Any] = {}
        self._ends: tuple[int, int] = (-1, -1)
        self._sockets: Any = None
        self._notifier: QSocketNotifier | None = None

    def install(self) -> None:
        """Take the signals over (main thread only). One sent before the loop runs is not lost."""
        self._ends = self._channel()
        for end in self._ends:
            if sys.platform != "win32":
                os.set_blocking(end, False)
        signal.set_wakeup_fd(self._ends[1], warn_on_full_buffer=False)
        for name in _NAMES:
            number = getattr(signal, name)
            before = signal.getsignal(number)
            # Started by nohup or in the background: what is ignored there stays ignored.
            if before is not signal.SIG_IGN:
                self._before[number] = before
                signal.signal(number, _nothing)
        self._notifier = QSocketNotifier(self._ends[0], QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_byte)

    def _channel(self) -> tuple[int, int]:
        if sys.platform != "win32":
            return os.pipe()
        import socket  # there only sockets can be watched

        self._sockets = socket.socketpair()
        for one in self._sockets:
            one.setblocking(False)
        return self._sockets[0].fileno(), self._sockets[1].fileno()

    def _on_byte(self) -> None:
        self.remove()
        self.received.emit()

    def remove(self) -> None:
        """Give the signals back: from now on they end the process as usual."""
        if self._notifier is None:
            return
        self._notifier.setEnabled(False)
        self._notifier = None
        signal.set_wakeup_fd(-1)
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before.clear()
        if self._sockets is None:
            for end in self._ends:
                os.close(end)
        else:
            for one in self._sockets:
                one.close()
            self._sockets = None


def leave() -> None:
    """Leave before the program's own loop runs: ``quit`` does nothing then, a question stays."""
    from PySide6.QtWidgets import QApplication, QDialog

    asked = QApplication.activeModalWidget()
    if isinstance(asked, QDialog):
        asked.reject()
    QApplication.quit()


def _nothing(_number: int, _frame: object) -> None:
    """Stand in for the default, which would end the process before it has given things back."""


class ParentWatch(QObject):
    """Notices that the program at the other end of a pipe is gone, however it ended.

    Args:
        descriptor: Reading end; nothing is expected to come through it.

    Signals:
        gone: The other end was closed.
    """

    gone = Signal()

    def __init__(self, descriptor: int, parent: QObject | None = None) -> None:
        """Watch nothing before ``start``, so that what is over already is not missed."""
        super().__init__(parent)
        self._descriptor = descriptor

    def start(self) -> None:
        """Begin to watch, on a thread: Qt cannot watch a pipe on Windows."""
        threading.Thread(target=self._watch, name="parent", daemon=True).start()

    def _watch(self) -> None:
        try:
            # Not by sys.stdin, whose lock would be held when the interpreter shuts down.
            while os.read(self._descriptor, 1024):
                pass
        except OSError:
            pass
        with contextlib.suppress(RuntimeError):  # the window was closed first
            self.gone.emit()
