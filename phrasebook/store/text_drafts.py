"""The repository of unsaved typing: kept through a crash, dropped once it is saved.

Texts lie here as they were typed, unmasked, in the encrypted file, and the pictures that go with
them. Every method returns a Future, its work runs on the store thread. Nothing here is a step for
undo or broadcast. What saves a draft drops it in its own transaction (``drop``), so that after a
crash either the draft is there or what was made of it, never both and never none.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from phrasebook.store.changes import Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.rows import clean

log = logging.getLogger(__name__)

MOST_BYTES: Final = 64 * 1024 * 1024
"""Pictures of all drafts together; more are kept in memory only, until the note is saved."""


class TextDrafts:
    """Unsaved texts in a ``Store`` of the desk, by name."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def put(self, name: str, text: str, pictures: Sequence[bytes] | None = None) -> Future[None]:
        """Keep a text; one of the same name is replaced, an empty one drops it with its pictures.

        A name with the id of a buyer, note, handover or reminder goes when that is erased.

        Args:
            name: Its name.
            text: The text.
            pictures: PNGs that go with it; None leaves those that are there.
        """
        wanted = None if pictures is None else tuple(pictures)
        return self._store.write(
            partial(put, name=name, text=text, pictures=wanted), "", undoable=False
        )

    def get(self, name: str) -> Future[str | None]:
        """A text; None if there is none of that name."""
        return self._store.read(
            lambda db: db.value("SELECT text FROM text_draft WHERE name = ?", (name,))
        )

    def pictures(self, name: str) -> Future[tuple[bytes, ...]]:
        """The pictures of a text, in their order."""
        return self._store.read(lambda db: pictures(db, name))

    def all(self) -> Future[dict[str, str]]:
        """Every text by name, in the order of names."""
        return self._store.read(
            lambda db: dict(db.rows("SELECT name, text FROM text_draft ORDER BY name"))
        )

    def drop(self, name: str) -> Future[None]:
        """Forget a text."""
        return self._store.write(partial(put, name=name, text=""), "", undoable=False)


def drop(db: Db, *names: str) -> None:
    """Forget texts with their pictures, inside the transaction that saves what they held."""
    db.many("DELETE FROM text_draft WHERE name = ?", [(name,) for name in names if name])


def pictures(db: Db, name: str) -> tuple[bytes, ...]:
    """The pictures of a text, in their order."""
    sql = "SELECT png FROM text_draft_picture WHERE draft = ? ORDER BY n"
    return tuple(row[0] for row in db.rows(sql, (name,)))


def of_buyer(db: Db, ids: set[str], names: set[str]) -> list[tuple[str, str]]:
    """The texts, with their names, that are of one buyer.

    A name counts only where it stands alone, as a form keeps it: 小鱼 is not 小鱼儿, whose words
    are nothing for 小鱼. What is removed with a buyer goes further (``desk_removal``).

    Args:
        db: The file.
        ids: Ids of the buyer and of what hangs on it.
        names: Its names.
    """
    found = db.rows("SELECT name, text FROM text_draft ORDER BY name")
    return [
        (name, text)
        for name, text in found
        if any(id in name for id in ids)
        or name.rpartition("/")[2] in names
        or not (ids | names).isdisjoint(_words(text))
    ]


def _words(text: str) -> Iterator[str]:
    """The texts in the state of a form; none where it is plain text."""
    try:
        found: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while found:
        one = found.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            found.extend(one.values())
        elif isinstance(one, list):
            found.extend(one)


def put(db: Db, name: str, text: str, pictures: tuple[bytes, ...] | None = None) -> Outcome[None]:
    """Keep a text inside a transaction; see ``TextDrafts.put``."""
    kept = clean(text)
    if not kept:
        drop(db, name)
        return Outcome(None)
    db.execute(
        "INSERT INTO text_draft (name, text) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET text = excluded.text, seen_at = NULL",
        (name, kept),
    )
    if pictures is not None:
        _put_pictures(db, name, pictures)
    return Outcome(None)


def _put_pictures(db: Db, name: str, pictures: tuple[bytes, ...]) -> None:
    db.execute("DELETE FROM text_draft_picture WHERE draft = ?", (name,))
    room = MOST_BYTES - db.value("SELECT coalesce(sum(length(png)), 0) FROM text_draft_picture")
    for n, png in enumerate(pictures):
        room -= len(png)
        if room < 0:
            # The text is worth more than the last pictures, which are still in the window.
            log.warning("draft: pictures left out n=%d", len(pictures) - n)
            break
        db.execute("INSERT INTO text_draft_picture VALUES (?, ?, ?)", (name, n, png))
