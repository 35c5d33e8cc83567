"""After rows were removed for good: no log and no old copy of the file may still hold them.

That this is to be done is marked in the file itself, in the transaction that removes the rows, so
that a crash in between leaves the work for the next start.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from phrasebook.store import backup

if TYPE_CHECKING:
    from phrasebook.store.database import Db

_KEY: Final = "scrub"


def mark(db: Db) -> None:
    """Say, inside a transaction, that old copies must go after it."""
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, '1')", (_KEY,))


def run(db: Db, path: Path, key: str, aside: float) -> None:
    """Do what is marked: empty the log, put one new backup in place of all others.

    Args:
        db: The open file, outside a transaction.
        path: The file.
        key: Its raw key; "" for a plain one.
        aside: Damaged files that were set aside up to then (seconds since the epoch) go, marked
            or not.

    Raises:
        Error: The file or a copy could not be written.
        OSError: A copy could not be removed, or another program reads the log.
    """
    backup.drop_aside(path, aside)
    if not db.value("SELECT 1 FROM meta WHERE key = ?", (_KEY,)):
        return
    if db.value("PRAGMA wal_checkpoint(TRUNCATE)"):
        raise OSError("another program reads the log")
    backup.renew(db.connection, path, key=key)
    db.execute("DELETE FROM meta WHERE key = ?", (_KEY,))
