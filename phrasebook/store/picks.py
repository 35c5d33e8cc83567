"""The repository of picks: what was learned from agents, without any text of a buyer.

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``.
"""

from __future__ import annotations

import os
from array import array
from concurrent.futures import Future
from functools import partial
from typing import Final

from phrasebook.model import PICKS_KEPT, Pick
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store

SALT_KEY: Final = "picks.salt"


class Picks:
    """Picks in a ``Store``."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def salt(self) -> Future[bytes]:
        """The salt of this shop's checksums, made when it is first asked for."""
        return self._store.write(_salt, "", undoable=False)

    def all(self) -> Future[list[Pick]]:
        """Every pick, the oldest first."""
        return self._store.read(
            lambda db: [
                Pick(phrase, tuple(_numbers(marks)), good != 0)
                for phrase, marks, good in db.rows(
                    "SELECT phrase, marks, good FROM pick ORDER BY n"
                )
            ]
        )

    def add(self, pick: Pick) -> Future[None]:
        """Keep a pick."""
        return self._store.write(partial(_add, pick=pick), "", undoable=False)

    def forget(self) -> Future[int]:
        """Forget everything that was learned; the result is how many picks that were."""
        return self._store.write(_forget, "", undoable=False)


def _salt(db: Db) -> Outcome[bytes]:
    kept = db.value("SELECT value FROM meta WHERE key = ?", (SALT_KEY,))
    if kept is None:
        kept = os.urandom(16).hex()
        db.execute("INSERT INTO meta VALUES (?, ?)", (SALT_KEY, kept))
    return Outcome(bytes.fromhex(str(kept)))


def _add(db: Db, pick: Pick) -> Outcome[None]:
    db.execute(
        "INSERT INTO pick (phrase, marks, good) VALUES (?, ?, ?)",
        (pick.phrase, array("I", pick.marks).tobytes(), int(pick.good)),
    )
    db.execute("DELETE FROM pick WHERE n <= (SELECT max(n) FROM pick) - ?", (PICKS_KEPT,))
    return Outcome(None, Changes())


def _forget(db: Db) -> Outcome[int]:
    count = int(db.value("SELECT count(*) FROM pick"))
    db.execute("DELETE FROM pick")
    # Another salt from now on: nothing that a copy of the file holds can be matched any more.
    db.execute("DELETE FROM meta WHERE key = ?", (SALT_KEY,))
    return Outcome(count, Changes(settings=True))


def _numbers(marks: bytes) -> array[int]:
    numbers: array[int] = array("I")
    numbers.frombytes(marks)
    return numbers
