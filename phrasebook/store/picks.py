"""The repository of picks: what was learned from agents, without any text of a buyer.

It lies in the desk: numbers of what a buyer wrote belong under the same key as the notes, and go
with them. Every method returns a Future, its work runs on the store thread. Known faults travel in
the Future as ``UserError``.
"""

from __future__ import annotations

from array import array
from concurrent.futures import Future
from functools import partial

from phrasebook import marks
from phrasebook.model import NOBODY, PICKS_KEPT, Account, Pick
from phrasebook.store import buyers, pick_rows
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store


class Picks:
    """Picks in a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def load(self) -> Future[tuple[bytes, list[Pick]]]:
        """The key of the marks, made when it is first asked for, and every pick, oldest first."""
        return self._store.write(_load, "", undoable=False)

    def add(self, pick: Pick, now: float, account: Account = NOBODY) -> Future[None]:
        """Keep a pick.

        Args:
            pick: Its marks are made with the key that ``load`` gave.
            now: Now; retention counts from there.
            account: The buyer who was in front.
        """
        return self._store.write(
            partial(_add, pick=pick, now=now, account=account), "", undoable=False
        )

    def forget(self) -> Future[int]:
        """Forget everything that was learned, for good; the result is how many picks that were."""
        return self._store.erase(_forget, aside=float("-inf"))


def _load(db: Db) -> Outcome[tuple[bytes, list[Pick]]]:
    picks = [
        Pick(phrase, tuple(pick_rows.numbers(blob)), good != 0)
        for phrase, blob, good in db.rows("SELECT phrase, marks, good FROM pick ORDER BY n")
    ]
    return Outcome((pick_rows.made_key(db), picks))


def _add(db: Db, pick: Pick, now: float, account: Account) -> Outcome[None]:
    key = pick_rows.key(db)
    if not key:
        # Everything was forgotten since the marks were made: they match nothing.
        return Outcome(None)
    buyer = buyers.of_account(db, *account) if account[0] else None
    db.execute(
        "INSERT INTO pick (phrase, marks, good, buyer, who, at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            pick.phrase,
            array("I", pick.marks).tobytes(),
            int(pick.good),
            buyer.id if buyer is not None else "",
            marks.whose(account[0], key),
            now,
        ),
    )
    db.execute("DELETE FROM pick WHERE n <= (SELECT max(n) FROM pick) - ?", (PICKS_KEPT,))
    return Outcome(None)


def _forget(db: Db) -> Outcome[int]:
    return Outcome(pick_rows.drop_all(db), Changes(picks=True))
