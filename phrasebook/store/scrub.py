"""After rows were removed for good: no log and no old copy of the file may still hold them.

That this is to be done is marked in the file itself, in the transaction that removes the rows, so
that a crash in between leaves the work for the next start.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from phrasebook.store import backup, restoring

if TYPE_CHECKING:
    from phrasebook.store.database import Db

_KEY: Final = "scrub"
_ALL: Final = "1"
_PURGE: Final = "2"


def mark(db: Db) -> None:
    """Say, inside a transaction, that old copies must go after it."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_KEY, _ALL))


def mark_purge(db: Db) -> None:
    """Say the same for what was over: the copy from right before it may stay for a while."""
    db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (_KEY, _PURGE))


def run(db: Db, path: Path, key: str, aside: float, keep_since: float | None = None) -> None:
    """Do what is marked: empty the log, put one new backup in place of all others.

    Args:
        db: The open file, outside a transaction.
        path: The file.
        key: Its raw key; "" for a plain one.
        aside: Damaged files that were set aside up to then (seconds since the epoch) go, marked
            or not.
        keep_since: Copies from right before a purge stay if they are not older than this, unless
            somebody was erased; None: they go.

    Raises:
        Error: The file or a copy could not be written.
        OSError: A copy could not be removed, or another program reads the log.
    """
    restoring.drop_unfinished(path)
    backup.drop_aside(path, aside, db.connection, key)
    if keep_since is not None and aside > float("-inf"):
        backup.drop_before_purge(path, keep_since)
    marked = db.value("SELECT value FROM meta WHERE key = ?", (_KEY,))
    if not marked:
        return
    if db.value("PRAGMA wal_checkpoint(TRUNCATE)"):
        raise OSError("another program reads the log")
    backup.renew(db.connection, path, key=key, keep_since=keep_since if marked == _PURGE else None)
    db.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
