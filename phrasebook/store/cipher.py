"""Questions about an encrypted data file that need no open store: is it, and does a key fit."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from phrasebook.store import sqlite

_PLAIN: Final = b"SQLite format 3\0"
"""First bytes of a file that is not encrypted (https://www.sqlite.org/fileformat.html, 1.3.1)."""


_PAGE: Final = 4096
"""Bytes of a page (SQLCipher 4's own)."""


def is_plain(path: Path) -> bool:
    """Tell whether a file can be read by anyone; False for one that cannot be opened."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return False
        with path.open("rb") as file:
            return file.read(len(_PLAIN)) == _PLAIN
    except OSError:
        return False


def is_empty(path: Path) -> bool:
    """Tell whether there is nothing in a file yet, or no file at all.

    Raises:
        OSError: That cannot be seen.
    """
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True


def fits(path: Path, key: str) -> bool:
    """Tell whether a file opens with a key. A damaged first page looks like a wrong key.

    The -wal file counts, so this opens the file as the store does.
    """
    return _asked(path, key, "SELECT count(*) FROM sqlite_schema") != [] and not is_empty(path)


def is_sound(path: Path, key: str) -> bool:
    """Tell whether every page of a file is as it was written (1 s per 100 MB).

    One flipped bit passes the check of SQLite itself, but not the one of the cipher
    (reference/reliability.md 3.6).
    """
    # The cipher reads pages past the -wal file: one that another connection is just bringing over
    # looks damaged once.
    return any(
        _asked(path, key, "PRAGMA quick_check") == ["ok"]
        and not _asked(path, key, "PRAGMA cipher_integrity_check")
        for _ in range(2)
    )


def has_pages_under(path: Path, key: str) -> bool:
    """Tell whether a damaged file was written under a key: at least one of its pages still fits it.

    A file too short to hold a page says nothing, and counts as one that was.
    """
    pages = path.stat().st_size // _PAGE
    found = _asked(path, key, "PRAGMA cipher_integrity_check")
    return not pages or sum("HMAC" in str(line) for line in found) < pages


def _asked(path: Path, key: str, question: str) -> list[object]:
    """First column of the answer; empty if the file does not open."""
    if not path.is_file():
        return []
    connection = None
    try:
        connection = sqlite.connect(path, key=key)
        return [row[0] for row in connection.execute(question)]
    except sqlite.Error:
        return []
    finally:
        if connection is not None:
            connection.close()
