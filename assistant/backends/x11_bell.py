"""One descriptor that is readable when an X11 connection has something to say.

Replies can bring events along into python-xlib's own queue, where the socket shows nothing any
more. A bell beside the socket makes the descriptor readable for those.
"""

from __future__ import annotations

import os
import select
import sys
from typing import Any


class Bell:
    """Watches a socket, and can be rung."""

    def __init__(self, socket: int) -> None:
        """Watch ``socket``; it leaves by itself when it is closed.

        Raises:
            OSError: If this is not Linux, or there is no descriptor left.
        """
        self._poll: Any = None
        self._bell = -1
        if sys.platform != "linux":
            raise OSError("not Linux")
        self._poll = select.epoll()
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll.register(socket, select.EPOLLIN)
        self._poll.register(self._bell, select.EPOLLIN)

    def fileno(self) -> int:
        """Give the descriptor to watch for reading."""
        return int(self._poll.fileno())

    def ring(self) -> None:
        """Make the descriptor readable until ``silence``."""
        if sys.platform == "linux":
            os.eventfd_write(self._bell, 1)

    def silence(self) -> None:
        """Take back what was rung."""
        if sys.platform == "linux":
            try:
                os.eventfd_read(self._bell)
            except BlockingIOError:
                return

    def close(self) -> None:
        """Give the descriptors back."""
        self._poll.close()
        os.close(self._bell)
