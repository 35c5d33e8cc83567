"""The repository of the shop's manual pages (手册页) and of what was read.

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``.
"""

from __future__ import annotations

import time
from concurrent.futures import Future
from functools import partial
from typing import Any

from phrasebook.i18n import tr
from phrasebook.model import OwnPage, ReadingMark
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.rows import clean
from phrasebook.store.undo import RowSet

_PAGES = Changes(pages=True)
_MARKS = Changes(marks=True)


class Pages:
    """Manual pages in a ``Store``."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def own(self) -> Future[list[OwnPage]]:
        """Every page in the shop's words, the oldest first."""
        return self._store.read(
            lambda db: [
                OwnPage(*row)
                for row in db.rows(
                    "SELECT id, chapter, title, body, base FROM manual_page ORDER BY rowid"
                )
            ]
        )

    def save(self, page: OwnPage) -> Future[None]:
        """Keep a page; one of the same id is replaced."""
        return self._store.write(partial(_save, page=page), tr("编辑手册页"))

    def remove(self, id: str) -> Future[bool]:
        """Take the shop's words away; a built-in page shows its own again."""
        return self._store.write(partial(_remove, id=id), tr("还原手册页"))

    def marks(self) -> Future[dict[str, ReadingMark]]:
        """What was read or bookmarked, by page id."""
        return self._store.read(
            lambda db: {
                row[0]: ReadingMark(row[0], row[1], row[2] != 0)
                for row in db.rows("SELECT page, read_at, bookmarked FROM manual_mark")
            }
        )

    def mark_read(self, page: str, when: float | None) -> Future[None]:
        """Remember that the end of a page was seen (seconds since the epoch); None forgets it."""
        return self._store.write(partial(_mark, page=page, name="read_at", value=when), "")

    def bookmark(self, page: str, on: bool) -> Future[None]:
        """Put a page among the bookmarks, or take it out."""
        return self._store.write(partial(_mark, page=page, name="bookmarked", value=int(on)), "")


def _row(db: Db, id: str) -> dict[str, Any] | None:
    names = ("id", "chapter", "title", "body", "base", "changed")
    row = db.row(f"SELECT {', '.join(names)} FROM manual_page WHERE id = ?", (id,))
    return dict(zip(names, row, strict=True)) if row else None


def _save(db: Db, page: OwnPage) -> Outcome[None]:
    old = _row(db, page.id)
    db.execute(
        "INSERT INTO manual_page (id, chapter, title, body, base, changed)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET chapter = excluded.chapter,"
        " title = excluded.title, body = excluded.body, base = excluded.base,"
        " changed = excluded.changed",
        (page.id, page.chapter, clean(page.title).strip(), clean(page.body), page.base,
         time.time()),
    )  # fmt: skip
    if old is None:
        back = RowSet("manual_page", "id", delete=(page.id,))
    else:
        back = RowSet("manual_page", "id", update=(old,))
    return Outcome(None, _PAGES, (back,))


def _remove(db: Db, id: str) -> Outcome[bool]:
    old = _row(db, id)
    if old is None:
        return Outcome(False)
    db.execute("DELETE FROM manual_page WHERE id = ?", (id,))
    return Outcome(True, _PAGES, (RowSet("manual_page", "id", insert=(old,)),))


def _mark(db: Db, page: str, name: str, value: float | None) -> Outcome[None]:
    db.execute("INSERT OR IGNORE INTO manual_mark (page) VALUES (?)", (page,))
    db.execute(f"UPDATE manual_mark SET {name} = ? WHERE page = ?", (value, page))
    return Outcome(None, _MARKS)
