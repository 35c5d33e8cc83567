"""Bring whole files to the disk: a crash at any moment leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` in place of a file in one step, and wait until the disk has it.

    A link stays a link: its target is written. Files that a person asks for go by ``exports``.

    Raises:
        OSError: It was not written; what stood there before is untouched.
    """
    path = Path(os.path.realpath(path))
    temporary = path.with_name(f"{path.name}.tmp-{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
        flush_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Bring a file to the disk.

    Raises:
        OSError: The disk failed.
    """
    # Windows flushes only handles that may write.
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Bring a rename to the disk; Windows has no such call and needs none.

    Raises:
        OSError: The disk failed.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
