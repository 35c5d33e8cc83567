"""The repository of unsaved typing: kept through a crash, dropped once it is saved.

Texts lie here as they were typed, unmasked, in the encrypted file. Every method returns a Future,
its work runs on the store thread. Nothing here is a step for undo or broadcast.
"""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

from phrasebook.store.changes import Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.rows import clean


class TextDrafts:
    """Unsaved texts in a ``Store`` of the desk, by name."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def put(self, name: str, text: str) -> Future[None]:
        """Keep a text; one of the same name is replaced, an empty one drops it.

        A name with the id of a buyer, note, handover or reminder goes when that is erased.
        """
        return self._store.write(partial(_put, name=name, text=text), "", undoable=False)

    def get(self, name: str) -> Future[str | None]:
        """A text; None if there is none of that name."""
        return self._store.read(
            lambda db: db.value("SELECT text FROM text_draft WHERE name = ?", (name,))
        )

    def all(self) -> Future[dict[str, str]]:
        """Every text by name, in the order of names."""
        return self._store.read(
            lambda db: dict(db.rows("SELECT name, text FROM text_draft ORDER BY name"))
        )

    def drop(self, name: str) -> Future[None]:
        """Forget a text."""
        return self._store.write(partial(_put, name=name, text=""), "", undoable=False)


def _put(db: Db, name: str, text: str) -> Outcome[None]:
    kept = clean(text)
    if kept:
        db.execute(
            "INSERT INTO text_draft (name, text) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET text = excluded.text, seen_at = NULL",
            (name, kept),
        )
    else:
        db.execute("DELETE FROM text_draft WHERE name = ?", (name,))
    return Outcome(None)
