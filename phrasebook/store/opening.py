"""Open connections on a data file: to work on it, or only to read where nothing can be written."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phrasebook.store import errors, migrations, sqlite

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from phrasebook.store.schema import Schema


def writable(path: Path, schema: Schema, key: str) -> Any | None:
    """Open a file to work on it, made where it is missing; None if it cannot be written.

    Raises:
        NewerFileError: A later version wrote it.
        Error: It does not open.
    """
    connection = sqlite.connect(path, key=key)
    try:
        # The schema number is read first: a newer file is refused before anything is set.
        found = migrations.version(connection)
        if found > schema.version:
            raise errors.newer(found, schema.version, schema.title)
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute("PRAGMA synchronous = FULL")
        if schema.secure_delete:
            connection.execute("PRAGMA secure_delete = 1").fetchone()
            # Sorting must not leave rows in a file of its own.
            connection.execute("PRAGMA temp_store = MEMORY")
        if sys.platform == "darwin":
            # There fsync leaves data in the drive's cache.
            connection.execute("PRAGMA fullfsync = 1")
            connection.execute("PRAGMA checkpoint_fullfsync = 1")
        # A file that cannot be written says so only at a write.
        if not os.access(path, os.W_OK):
            connection.close()
            return None
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def read_only(path: Path, key: str) -> tuple[Any, TemporaryDirectory[str] | None]:
    """Open a file only to read it.

    ``immutable`` does not look at a -wal file, so with one we read a copy in the temporary folder.

    Returns:
        The connection, and the folder of the copy, to be removed after it is closed.

    Raises:
        Error: It does not open.
        OSError: It cannot be copied.
    """
    copy: TemporaryDirectory[str] | None = None
    wal = path.with_name(path.name + "-wal")
    if wal.is_file() and wal.stat().st_size:
        import shutil
        import tempfile

        copy = tempfile.TemporaryDirectory(prefix="banhua-read-")
        for source in (path, wal):
            shutil.copyfile(source, Path(copy.name) / source.name)
        connection = sqlite.connect(Path(copy.name) / path.name, key=key)
    else:
        connection = sqlite.connect(path, key=key, immutable=True)
    connection.execute("PRAGMA query_only = 1")
    return connection, copy
