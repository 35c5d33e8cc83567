"""Whether there was a data file before: a missing or empty one is then a fault, never a new one."""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import Literal

from phrasebook.store import backup
from phrasebook.store.schema import Schema

State = Literal["there", "missing", "empty", "other"]
"""A file with something in it; none; one of 0 bytes; no file at all (a folder, a pipe)."""


def state(path: Path) -> State:
    """Tell what stands in the place of a data file; nothing is opened.

    Raises:
        OSError: That cannot be seen.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        # A link that leads nowhere: what it led to may be on a drive that is not there.
        return "other" if path.is_symlink() else "missing"
    except OSError as error:
        if error.errno == errno.ELOOP:  # a ring of links
            return "other"
        raise
    if not stat.S_ISREG(found.st_mode):
        return "other"
    return "there" if found.st_size else "empty"


def was_there(path: Path, schema: Schema) -> bool:
    """Tell whether something beside the place of a data file says that it was there."""
    if backup.copies(path):
        return True  # a file that is still to be made has none, whatever was left by accident
    if schema.pending and path.with_name(schema.pending).exists():
        return False  # whatever lies there is of another one
    if any(path.parent.glob(f"{path.name}.broken-*")):
        return True
    wal = path.with_name(path.name + "-wal")
    if wal.is_file() and wal.stat().st_size:
        return True
    return bool(schema.trace) and path.with_name(schema.trace).exists()
