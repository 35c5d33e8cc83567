"""Takes the traces of what earlier versions learned out of the plain file and its copies.

Until schema 5 the phrasebook held checksums of what buyers wrote, which can be undone by trying.
Dropping their table leaves them readable: in free pages of the file (what was forgotten before was
not overwritten), in its log, and in every copy. So the file is written anew, its log emptied, and
each copy replaced by one without them; no copy is given up for that.

How far this came stands in the file (``picks.traces``), so that a crash in between leaves the rest
for the next start. Each copy is replaced in one step.
"""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path
from typing import Any, Final

from phrasebook import files
from phrasebook.store import backup, sqlite, traces
from phrasebook.store.database import Db, Store

log = logging.getLogger(__name__)

_FILE, _COPIES = "file", "copies"
"""What is still to be cleaned: all of it, only the copies."""

_SALT: Final = "picks.salt"
_FIRST, _LAST = 3, 5
"""Schemas from the first that held picks to the one that dropped them."""

_PARTIAL: Final = ".partial-clean"


def remove(store: Store) -> bool:
    """Do what is still to be done, on the store thread; waits for it (1 s per 100 MB).

    Returns:
        True if nothing is left to do. What could not be done is tried again when next called.

    Raises:
        UserError: The file itself could not be written anew.
    """
    if store.read_only:
        return False
    return store.read(lambda db: _remove(db, store.path)).result()


def _remove(db: Db, path: Path) -> bool:
    left = db.value("SELECT value FROM meta WHERE key = ?", (traces.KEY,))
    if left in (None, traces.NOTHING):
        return True
    if left == _FILE:
        db.execute("VACUUM")
        if db.value("PRAGMA wal_checkpoint(TRUNCATE)"):
            return False  # another program reads the log
        db.execute("UPDATE meta SET value = ? WHERE key = ?", (_COPIES, traces.KEY))
    backups, aside = _backups(path), _aside(path)
    if not all([*map(_cleaned, backups), *map(_cleaned_in_place, aside)]):
        return False
    db.execute("DELETE FROM meta WHERE key = ?", (traces.KEY,))
    log.info("old picks removed")
    return True


def _backups(path: Path) -> list[Path]:
    """Backups, and unfinished ones of a process that was killed."""
    return sorted((path.parent / backup.FOLDER).glob(f"{path.stem}-*{path.suffix}*"))


def _aside(path: Path) -> list[Path]:
    """Files set aside as damaged."""
    found = path.parent.glob(f"{path.name}.broken-*")
    return [one for one in found if not one.name.endswith(("-wal", "-shm", "-journal"))]


def _cleaned(copy: Path) -> bool:
    """Put a copy without traces in the place of a backup; True if none are left in it."""
    import shutil

    partial = copy.with_name(copy.name + _PARTIAL)
    try:
        if ".partial" in copy.name:
            files.remove(copy)
            return True
        state = copy.stat()
        shutil.copyfile(copy, partial)
        if not _stripped(partial):
            files.remove(partial)
            return True
        if not backup.is_sound(partial):
            raise OSError("the copy failed its check")
        files.flush(partial)
        # Its age decides when it goes.
        os.utime(partial, ns=(state.st_atime_ns, state.st_mtime_ns))
        files.replace(partial, copy)
        files.flush_folder(copy.parent)
    except (sqlite.Error, OSError) as error:
        # A damaged copy is never offered, and goes when newer ones push it out.
        log.warning("old picks left in a copy (%s)", type(error).__name__)
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        return False
    return True


def _cleaned_in_place(aside: Path) -> bool:
    """Clean a file that was set aside, together with its log; True if no traces are left.

    Nobody but a person opens it, so it needs no replacing in one step: SQLite's own suffices.
    """
    try:
        _stripped(aside)
    except (sqlite.Error, OSError) as error:
        log.warning("old picks left in a file set aside (%s)", type(error).__name__)
        return False
    return True


def _stripped(path: Path) -> bool:
    """Write a file anew without traces; False if it has none.

    Its schema stays what it is: the version that wrote it still reads it.
    """
    connection = sqlite.connect(path)
    try:
        number = connection.execute("PRAGMA user_version").fetchone()[0]
        if number < _FIRST or _traces(connection) == traces.NOTHING:
            return False
        if number >= _LAST and _traces(connection) != _FILE:
            return False
        connection.execute("BEGIN IMMEDIATE")
        if number < _LAST:
            connection.execute("DELETE FROM pick")
        connection.execute("DELETE FROM meta WHERE key = ?", (_SALT,))
        connection.execute(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)", (traces.KEY, traces.NOTHING)
        )
        connection.execute("COMMIT")
        connection.execute("VACUUM")
        # Ends the log beside it, where there is one.
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    finally:
        connection.close()
    return True


def _traces(connection: Any) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (traces.KEY,)).fetchone()
    return str(row[0]) if row else ""
