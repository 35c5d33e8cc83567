"""Put a copy in the place of a data file, so that a crash at any moment leaves one of the two.

What stands there is linked aside first. The copy is written under a temporary name, checked in
full, and renamed to ``<file>.restoring``: from then on the restore is decided, and whoever opens
the file next finishes it (``finish``). The log of the old file has to go before the copy takes its
place, else SQLite would replay it into the copy; a crash between the two would lose it without
that second name.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from phrasebook import files

_DECIDED: Final = ".restoring"
_PARTIAL: Final = ".partial"
_ASIDE: Final = ".broken-own-"
"""Begins the end of the name of a file that was set aside; it is of the same lineage as the file
that took its place, which one named only ``.broken-`` by an earlier version need not be."""
_FOREIGN: Final = ".foreign-"
"""The same for one that another program put under a running one."""
_STAMP: Final = "%Y%m%d-%H%M%S"


def finish(path: Path) -> bool:
    """Finish a restore that was decided, and remove what an undecided one left.

    Raises:
        OSError: The disk refuses.
    """
    drop_unfinished(path)
    decided = path.with_name(path.name + _DECIDED)
    if not decided.is_file():
        return False
    for end in ("-wal", "-shm"):
        files.remove(path.with_name(path.name + end))
    if os.path.lexists(path) and not path.is_file():
        files.replace(path, _free_name(path))  # a folder, or a link to a drive that is not there
    files.replace(decided, path)
    files.flush_folder(path.parent)
    return True


def drop_unfinished(path: Path) -> None:
    """Remove what an undecided restore left: it may be a whole copy.

    Raises:
        OSError: The disk refuses.
    """
    files.remove(path.with_name(path.name + _PARTIAL))


def put(
    path: Path, copy: Path, prepare: Callable[[Path], Any] | None = None, *, own: bool = True
) -> Path:
    """Set ``path`` aside and put a copy in its place; returns where the old file is.

    Args:
        path: The data file; closed.
        copy: What shall stand there; it stays where it is.
        prepare: Changes the copy before it is put in place.
        own: What stands there is an older state of the same file; one of another's, put there by
            mistake, is never removed.

    Raises:
        OSError: The disk refuses; the old file stands where it was.
    """
    partial = path.with_name(path.name + _PARTIAL)
    _copy(copy, partial)
    if prepare is not None:
        prepare(partial)
    files.flush(partial)
    aside = _free_name(path, _ASIDE if own else _FOREIGN)
    for end in ("-wal", ""):
        standing = path.with_name(path.name + end)
        if standing.is_file():
            _link(standing, aside.with_name(aside.name + end))
    files.flush_folder(path.parent)
    files.replace(partial, path.with_name(path.name + _DECIDED))
    files.flush_folder(path.parent)
    finish(path)
    return aside


def save(path: Path, write: Callable[[Path], object]) -> None:
    """Decide on a file that ``write`` makes; ``finish`` puts it in place.

    What stands in the place meanwhile keeps a second name, and is never removed.

    Raises:
        OSError: The disk refuses.
    """
    partial = path.with_name(path.name + _PARTIAL)
    files.remove(partial)
    write(partial)
    if path.is_file():
        _link(path, _free_name(path, _FOREIGN))
    files.replace(partial, path.with_name(path.name + _DECIDED))
    files.flush_folder(path.parent)


def aside_since(aside: Path) -> float:
    """When a file was set aside (seconds since the epoch), by its name; else by its own time.

    A rename leaves the time of the file as it was, which may be months ago.
    """
    import calendar  # not at the start of a program that purges nothing

    _, _, stamp = aside.name.partition(_ASIDE)
    with contextlib.suppress(ValueError):
        return float(calendar.timegm(time.strptime(stamp[:15], _STAMP)))
    return aside.stat().st_mtime


def asides(path: Path) -> list[tuple[Path, bool]]:
    """Files that were set aside from a place, and whether they surely are of its own lineage."""
    found = path.parent.glob(f"{path.name}.broken-*")
    return [(one, one.name.startswith(path.name + _ASIDE)) for one in found]


def _free_name(path: Path, end: str = _ASIDE) -> Path:
    stamp = time.strftime(_STAMP, time.gmtime())
    aside = path.with_name(f"{path.name}{end}{stamp}")
    number = 1
    while os.path.lexists(aside) or os.path.lexists(f"{aside}-wal"):
        number += 1
        aside = path.with_name(f"{path.name}{end}{stamp}-{number}")
    return aside


def _link(path: Path, aside: Path) -> None:
    """Give a file a second name; where the file system has no links, copy it."""
    try:
        os.link(path, aside)
    except OSError:
        unfinished = aside.with_name(aside.name + _PARTIAL)
        _copy(path, unfinished)
        files.replace(unfinished, aside)


def _copy(source: Path, target: Path) -> None:
    import shutil  # not at the start of a program that restores nothing

    shutil.copyfile(source, target)
