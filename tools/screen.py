"""A screen that exists in memory only, for the tests and for machines that have none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def virtual_screen(size: tuple[int, int] = (1280, 900)) -> Iterator[str]:
    """Start Xvfb on the next free display number and give its name, such as ``:99``.

    Raises:
        OSError: If Xvfb is not installed or did not start.
    """
    reader, writer = os.pipe()
    screen = "{}x{}x24".format(*size)
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", screen, "-nolisten", "tcp"]
    quiet = subprocess.DEVNULL
    try:
        server = subprocess.Popen(command, pass_fds=(writer,), stdout=quiet, stderr=quiet)
    finally:
        os.close(writer)
    with server, os.fdopen(reader, encoding="ascii") as pipe:
        try:
            number = pipe.readline().strip()  # an empty line if the server gave up
            if not number:
                raise OSError("Xvfb did not start")
            yield f":{number}"
        finally:
            server.terminate()
