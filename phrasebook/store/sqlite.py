"""Bind the one SQLite library of the process.

Two SQLite libraries on one WAL file lose data in silence (one unlinks the other's ``-wal``;
https://www.sqlite.org/howtocorrupt.html, 2.2). So every connection in this process comes from the
library inside ``sqlcipher3``, and sqlite-utils is made to use it too: it tries ``pysqlite3`` before
the standard library's module. No other module imports ``sqlcipher3``, ``sqlite_utils`` or the
standard library's SQLite module; ``tests/phrasebook/test_store_sqlite.py`` holds that.

sqlite-utils costs 76 ms and 16 MB to import, so it is imported only when a file has to be
migrated or checked; reading cards does without it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import sqlcipher3
from sqlcipher3 import dbapi2

if TYPE_CHECKING:
    from sqlite_utils import Database

Connection = dbapi2.Connection
Error = dbapi2.Error

# Set before anything can import sqlite_utils: this module is the only door to it.
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = dbapi2

_KEY: Final = re.compile("[0-9a-f]{64}")

BUSY_SECONDS = 5.0
"""How long a statement waits for another process (a command-line call beside the window)."""


def connect(path: Path, *, key: str = "", immutable: bool = False) -> Any:
    """Open a connection with transactions in our own hands (no implicit BEGIN).

    Args:
        path: The file; made when missing, unless ``immutable``.
        key: The raw key of an encrypted file, 64 hex digits; "" for a plain one. A wrong key shows
            only at the first read, as ``NOTADB``.
        immutable: Read a file in a folder that cannot be written: SQLite then needs no
            ``-shm`` file beside it (``mode=ro`` fails there).

    Raises:
        Error: The file cannot be opened.
        ValueError: ``key`` is no such key.
    """
    if key and not _KEY.fullmatch(key):
        raise ValueError("a raw key has 64 hex digits")
    if immutable:
        uri = f"{path.absolute().as_uri()}?immutable=1"
        connection = dbapi2.connect(uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    else:
        connection = dbapi2.connect(str(path), isolation_level=None, timeout=BUSY_SECONDS)
    if key:
        # SQLCipher's own log goes to standard error on Windows, as UTF-16; an error says it all.
        connection.execute("PRAGMA cipher_log_level = NONE")
        # A pragma takes no parameter; what stands in it was checked above.
        connection.execute(f"PRAGMA key = \"x'{key}'\"")
    return connection


def utils(connection: Any) -> Database:
    """Wrap a connection for sqlite-utils, without its third-party plug-ins.

    Raises:
        RuntimeError: sqlite-utils was imported before this module and has another library.
    """
    from sqlite_utils import Database
    from sqlite_utils import utils as its

    if vars(its)["sqlite3"] is not sqlcipher3:
        raise RuntimeError("sqlite_utils was imported before phrasebook.store.sqlite")
    return Database(cast(Any, connection), execute_plugins=False)


def code(error: BaseException) -> int:
    """Primary result code of an SQLite error (https://www.sqlite.org/rescode.html); 0 if none."""
    return extended_code(error) & 0xFF


def extended_code(error: BaseException) -> int:
    """Extended result code of an SQLite error; 0 if none."""
    found = int(getattr(error, "sqlite_errorcode", 0) or 0)
    if not found and isinstance(error, Error):
        return _SAID.get(str(error), 0)
    return found


PERM, BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, CONSTRAINT, NOTADB = (
    3, 5, 6, 8, 10, 11, 13, 14, 19, 26,
)  # fmt: skip

_SAID: Final = {
    "database is locked": BUSY,
    "attempt to write a readonly database": READONLY,
    "disk I/O error": IOERR,
    "database disk image is malformed": CORRUPT,
    "database or disk is full": FULL,
    "unable to open database file": CANTOPEN,
    "file is not a database": NOTADB,
}
"""What SQLite's ``sqlite3_errstr`` says for a code: errors of an online backup carry no code."""
