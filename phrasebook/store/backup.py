"""Copies of the data file: made beside it, checked, then put in place under their name.

A copy killed half-way is unusable in 9 of 12 cases, so it is written under a temporary name,
verified, flushed and only then renamed.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from phrasebook import files
from phrasebook.store import cipher, lineage, restoring, sqlite

FOLDER: Final = "backups"
KEEP: Final = 10
"""Backups kept per data file; the oldest goes first."""

BEFORE_PURGE: Final = "before-purge"
"""Reason in the name of a copy that was made right before a purge."""

_PARTIAL: Final = ".partial"
_STAMP: Final = "%Y%m%d-%H%M%S"
_DAY: Final = 86_400.0
_LONG: Final = 45 * _DAY
"""From one copy to the next; a shop is seldom closed for longer."""


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


def make(
    connection: Any, path: Path, reason: str, *, key: str = "", keep: int | None = KEEP
) -> Path:
    """Copy a live file by the online backup interface.

    Args:
        connection: Open connection on the file.
        path: The file itself; copies go to ``backups/`` beside it.
        reason: Word for the name, such as ``before-2``.
        key: Raw key of an encrypted file; the copy has the same.
        keep: How many to keep in all, of the file's own lineage; None removes none.

    Returns:
        The new backup.

    Raises:
        Error: The copy could not be written (the partial file is removed).
        OSError: The same, by the file system.
    """
    folder = path.parent / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / f"{path.stem}-{_stamp(path)}-{reason}{path.suffix}"
    partial = final.with_name(final.name + _PARTIAL)
    try:
        copy_to(connection, partial, key)
        files.replace(partial, final)
        files.flush_folder(folder)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    if keep is not None:
        _prune(path, key, lineage.of(connection), keep)
    return final


def copy_to(connection: Any, target: Path, key: str = "") -> None:
    """Copy a live file into a new one, check it and bring it to the disk.

    Raises:
        Error: The copy could not be written.
        OSError: The same, by the file system, or it failed its check.
    """
    copy = sqlite.connect(target, key=key)
    try:
        # One file without -wal beside it, so that a copied backup is whole.
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    if not is_sound(target, key):
        raise OSError(f"copy failed its check: {target.name}")
    files.flush(target)


def _stamp(path: Path) -> str:
    """Time for a name. Names follow the order of making, also where the clock went back."""
    now = time.strftime(_STAMP, time.gmtime()) + f"{time.time_ns() // 1000 % 10**6:06d}"
    newest = next((copy.name for copy in _all(path)), "")
    last = newest[len(path.stem) + 1 :][: len(now)]
    if last < now:
        return now
    date, digits = last[:9], last[9:]
    return f"{date}{int(digits) + 1:012d}" if digits.isdigit() else now


def renew(connection: Any, path: Path, *, key: str = "", keep_since: float | None = None) -> Path:
    """Replace the copies of a file by one new copy: what was removed from it must not stay there.

    Only copies of the file's own lineage go. One that does not open with the key, that comes from
    another file or that knows more than this one is left alone: an empty file that took the place
    of a lost one must not cost the copies of the lost one. The new copy is made and checked first;
    only where the disk is too full for both do the old ones go before it.

    Args:
        connection: Open connection on the file.
        path: The file.
        key: Its raw key; "" for a plain one.
        keep_since: Copies from right before a purge stay if they are not older than this (seconds
            since the epoch); None: they go too.

    Raises:
        Error: The copy could not be written.
        OSError: The same, or an old copy could not be removed.
    """
    live = lineage.of(connection)

    def old(but: Path | None = None) -> list[Path]:
        return [
            copy
            for copy in copies(path)
            if copy != but and _is_own(copy, key, live) and not _is_kept(copy, keep_since)
        ]

    try:
        fresh = make(connection, path, "clean", key=key, keep=None)
    except (sqlite.Error, OSError) as error:
        if not is_full(error):
            raise
        _drop(old())
        fresh = make(connection, path, "clean", key=key, keep=None)
    _drop(old(but=fresh))
    files.flush_folder(fresh.parent)
    return fresh


def is_full(error: BaseException) -> bool:
    """Tell whether a copy failed for want of room."""
    return sqlite.code(error) == sqlite.FULL or getattr(error, "errno", 0) in (
        errno.ENOSPC,
        errno.EDQUOT,
    )


def _is_own(copy: Path, key: str, live: lineage.Lineage) -> bool:
    if copy.name.endswith(_PARTIAL):
        return True  # unfinished, of use to nobody
    known = lineage.of_file(copy, key)
    return known is not None and live.follows(known)


def _is_kept(copy: Path, since: float | None) -> bool:
    return since is not None and f"-{BEFORE_PURGE}" in copy.name and copy.stat().st_mtime > since


def drop_before_purge(path: Path, until: float) -> None:
    """Remove the copies from right before a purge that were made up to a time.

    Raises:
        OSError: One could not be removed.
    """
    _drop(
        copy
        for copy in _all(path)
        if f"-{BEFORE_PURGE}" in copy.name and copy.stat().st_mtime <= until
    )


def is_due(folder: Path, stem: str, now: float, every: float) -> bool:
    """Tell whether it is time for another copy.

    Args:
        folder: The data folder.
        stem: Name of the file without its ending.
        now: Now.
        every: Seconds from one copy to the next. One that was made later than now, by a clock
            that was ahead, is as good as an old one.
    """
    newest = next((made for _path, made, _size in listed(folder, stem)), 0.0)
    return abs(now - newest) > every


def drop_aside(path: Path, until: float, connection: Any, key: str = "") -> None:
    """Remove damaged files of a file's own lineage that were set aside up to a time.

    Args:
        path: The file.
        until: Seconds since the epoch.
        connection: Open connection on the file.
        key: Its raw key.

    Raises:
        OSError: One could not be removed.
    """
    live = lineage.of(connection)
    for aside, own in restoring.asides(path):
        companion = aside.name.endswith(("-wal", "-shm"))
        if companion or restoring.aside_since(aside) > until:
            continue
        known = None if own else lineage.of_file(aside, key)
        if own or (known is not None and live.follows(known)):
            _drop(aside.with_name(aside.name + end) for end in ("", "-wal", "-shm"))


@dataclass(frozen=True, slots=True)
class Copy:
    """A sound copy that can take the place of the file.

    Attributes:
        path: Where it is.
        made: When it was made (seconds since the epoch).
        counts: What it holds: rows of the tables that were asked for.
    """

    path: Path
    made: float
    counts: tuple[int, ...]


def sound_copies(path: Path, key: str = "", counted: Sequence[str] = ()) -> tuple[Copy, ...]:
    """Give the copies of ``path`` that pass their check, the newest first, with what they hold."""
    found = []
    for copy in copies(path):
        if not copy.name.endswith(_PARTIAL) and is_sound(copy, key):
            found.append(Copy(copy, copy.stat().st_mtime, _counts(copy, key, counted)))
    return tuple(found)


def _counts(copy: Path, key: str, tables: Sequence[str]) -> tuple[int, ...]:
    connection = sqlite.connect(copy, key=key, immutable=True)
    try:
        return tuple(
            int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
            for table in tables
        )
    except sqlite.Error:
        return ()
    finally:
        connection.close()


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


def restore(path: Path, copy: Path, key: str = "") -> Path:
    """Put a copy in the place of ``path``; returns where what stood there is now.

    Raises:
        Error: The copy cannot be written to.
        OSError: The disk refuses; the old file stands where it was.
    """
    own = not key or not path.is_file() or cipher.has_pages_under(path, key)
    return restoring.put(path, copy, lambda made: _take_over(made, path, key), own=own)


def _take_over(made: Path, path: Path, key: str) -> None:
    """Let a copy follow all others of its lineage: those that are ahead of it were given up."""
    connection = sqlite.connect(made, key=key)
    try:
        own = lineage.of(connection)
        for copy in copies(path):
            other = lineage.of_file(copy, key)
            if other is not None and other.id == own.id:
                lineage.catch_up(connection, other.numbers)
    finally:
        connection.close()


def copies(path: Path) -> list[Path]:
    """Copies of ``path``, the newest first, then unfinished ones of a killed process."""
    folder = path.parent / FOLDER
    return [*_all(path), *folder.glob(f"{path.stem}-*{path.suffix}{_PARTIAL}*")]


def _all(path: Path) -> list[Path]:
    """Backups of ``path``, newest first (the name begins with the time)."""
    folder = path.parent / FOLDER
    return sorted(folder.glob(f"{path.stem}-*{path.suffix}"), reverse=True)


def _prune(path: Path, key: str, live: lineage.Lineage, keep: int) -> None:
    """Remove the oldest copies beyond ``keep``, but none because of a clock that jumps."""
    found = [copy for copy in _all(path) if _is_own(copy, key, live)]
    if _clock_jumped(found):
        keep *= 3
    for old in found[keep:]:
        with contextlib.suppress(OSError):
            files.remove(old)


def _clock_jumped(newest_first: Sequence[Path]) -> bool:
    """Tell whether the copies were made by clocks that do not agree."""
    times = [copy.stat().st_mtime for copy in newest_first[:KEEP]]
    pairs = itertools.pairwise(times)
    return any(not -_DAY < newer - older < _LONG for newer, older in pairs)


def _drop(paths: Iterable[Path]) -> None:
    for path in list(paths):
        files.remove(path)
