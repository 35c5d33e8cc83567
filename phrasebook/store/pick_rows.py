"""Rows of picks inside a transaction of the desk: whose they are, and when they go."""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Iterable
from typing import Final

from phrasebook import marks
from phrasebook.store import scrub
from phrasebook.store.database import Db

_KEY: Final = "picks.key"
_LEAST_NAME: Final = 2
"""Pairs of a name by which it is looked for in messages: one pair is found in anybody's."""


def key(db: Db) -> bytes:
    """The key of the marks; empty if there is none yet."""
    return bytes.fromhex(db.value("SELECT value FROM meta WHERE key = ?", (_KEY,)) or "")


def made_key(db: Db) -> bytes:
    """The key of the marks, made if there is none yet."""
    found = key(db)
    if not found:
        found = secrets.token_bytes(marks.KEY_BYTES)
        db.execute("INSERT INTO meta VALUES (?, ?)", (_KEY, found.hex()))
    return found


def numbers(blob: bytes) -> array[int]:
    """The marks of a row."""
    found: array[int] = array("I")
    found.frombytes(blob)
    return found


def drop_all(db: Db) -> int:
    """Forget everything, and the key: no copy of a row can be matched any more."""
    count = int(db.execute("DELETE FROM pick").rowcount)
    if db.execute("DELETE FROM meta WHERE key = ?", (_KEY,)).rowcount:
        scrub.mark(db)
    return count


def drop_old(db: Db, before: float) -> int:
    """Forget what was picked up to a time.

    The copies stay: some picks grow old each day, and one copy in place of all each day would leave
    nothing to go back to. They are encrypted, and the oldest goes with each new one.
    """
    return int(db.execute("DELETE FROM pick WHERE at <= ?", (before,)).rowcount)


def drop_buyer(db: Db, id: str, names: Iterable[str]) -> int:
    """Forget what was picked for a buyer, and after messages that hold one of its names.

    Whoever removes the buyer sees to the copies.
    """
    made = key(db)
    if not made:
        return 0
    whose = [marks.whose(name, made) for name in names]
    held = [marks.of_name(name, made) for name in names]
    held = [found for found in held if len(found) >= _LEAST_NAME]
    gone = [
        n
        for n, buyer, who, blob in db.rows("SELECT n, buyer, who, marks FROM pick")
        if buyer == id
        or (who and who in whose)
        or any(found <= frozenset(numbers(blob)) for found in held)
    ]
    db.many("DELETE FROM pick WHERE n = ?", [(n,) for n in gone])
    return len(gone)
