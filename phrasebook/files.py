"""Bring whole files to the disk: a crash at any moment leaves the old file or the new one."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

OWN: Final = ("desk.", "desk-old-", "phrasebook.", "options.json", "drafts.json", "banhua.")
"""How names of our files in the data folder begin."""
OWN_FOLDERS: Final = ("backups", "logs")
_UNFINISHED: Final = re.compile(r"\.tmp-\d+$")
_AT_WORK_S: Final = 60.0
_HELD_S: Final = 1.0
"""So long another program may hold a file on Windows before that is a failure."""
_LOOK_AGAIN_S: Final = 0.01


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` in place of a file in one step, and wait until the disk has it.

    A link stays a link: its target is written. Files that a person asks for go by ``exports``.

    Raises:
        OSError: It was not written; what stood there before is untouched. A device or a pipe in
            its place, be it behind a link, is never replaced.
    """
    path = Path(os.path.realpath(path))
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
    temporary = path.with_name(f"{path.name}.tmp-{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace(temporary, path)
        flush_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path) -> None:
    """Put a file or folder in the place of another in one step.

    Raises:
        OSError: It could not be done; both are as they were.
    """
    _patiently(lambda: os.replace(source, target))


def remove(path: Path) -> None:
    """Remove a file; no error if it is not there.

    Raises:
        OSError: It could not be removed.
    """
    _patiently(lambda: path.unlink(missing_ok=True))


def _patiently(step: Callable[[], object]) -> None:
    """Try again while another program holds the file.

    Windows neither renames nor removes what is open elsewhere (ERROR_ACCESS_DENIED and
    ERROR_SHARING_VIOLATION), and virus scanners, indexers and backup programs open each new file
    for a moment.
    """
    until = time.monotonic() + _HELD_S
    while True:
        try:
            step()
        except PermissionError:
            if os.name != "nt" or time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN_S)
        else:
            return


def sweep(folder: Path, names: tuple[str, ...]) -> None:
    """Remove what killed processes left unfinished in a folder; for the start.

    A key file that never took its place would still open with its passphrase. What is younger than
    a minute may be another process at work.

    Args:
        folder: The folder.
        names: How names of our files begin; others are left alone.
    """
    with contextlib.suppress(OSError):
        for one in list(os.scandir(folder)):
            if one.name.startswith(names) and _UNFINISHED.search(one.name):
                with contextlib.suppress(OSError):
                    if abs(time.time() - one.stat(follow_symlinks=False).st_mtime) > _AT_WORK_S:
                        os.unlink(one.path)


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
