"""Removal for good of what hangs on a buyer, for erasing and for retention.

Everything here runs inside a transaction of ``Store.erase``, which afterwards drops undo steps and
old copies that still hold the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from phrasebook.store import desk_rows, erased, pick_rows, scrub
from phrasebook.store.database import Db


@dataclass(frozen=True, slots=True)
class Removed:
    """What was removed.

    Attributes:
        counts: Rows by table.
        ids: Ids of the rows, for undo steps that must go.
    """

    counts: Counter[str] = field(default_factory=Counter)
    ids: frozenset[str] = frozenset()

    @property
    def rows(self) -> int:
        """Rows in all."""
        return self.counts.total()


def buyers(db: Db, ids: Sequence[str], mark: Callable[[Db], None] = scrub.mark) -> Removed:
    """Remove buyers with their notes, pictures, handovers, reminders, drafts and picks.

    ``mark`` says in the file, where something went, that old copies must go after it.
    """
    counts: Counter[str] = Counter()
    gone: set[str] = set(ids)
    for id in ids:
        names = [row[0] for row in db.execute(NAMES, (id,))]
        notes = _ids(db, "note", id)
        handed = _ids(db, "handover", id)
        hung = ids_of(db, id)
        gone |= hung
        gone.update(row[0] for row in desk_rows.in_parts(db, _PICTURES, notes))
        counts += _notes(db, notes)
        counts += handovers(db, handed, mark).counts
        counts += _delete(db, "reminder", "buyer", [id])
        counts += _delete(db, "opened", "buyer", [id])
        counts += _drafts(db, hung, names)
        counts += Counter({"pick": pick_rows.drop_buyer(db, id, names)})
        _delete(db, "merged", "buyer", [id])
        counts += _delete(db, "buyer", "id", [id])
    if counts:
        mark(db)
    return Removed(counts, frozenset(gone))


def ids_of(db: Db, buyer: str) -> set[str]:
    """The ids of a buyer and of what hangs on it, by which unsaved typing names it."""
    tables = ("note", "handover", "reminder", "merged")
    return {buyer}.union(*(_ids(db, table, buyer) for table in tables))


def handovers(db: Db, ids: Sequence[str], mark: Callable[[Db], None] = scrub.mark) -> Removed:
    """Remove handovers with their whole history; nothing else may. No import brings them back."""
    if ids:
        erased.add_handovers(db, ids)
    db.many("INSERT INTO removing VALUES (?)", [(id,) for id in ids])
    counts = _delete(db, "handover_event", "handover", ids)
    counts += _delete(db, "handover", "id", ids)
    db.execute("DELETE FROM removing")
    if counts:
        mark(db)
    return Removed(counts, frozenset(ids))


def reminders(db: Db, ids: Sequence[str], mark: Callable[[Db], None] = scrub.mark) -> Removed:
    """Remove reminders."""
    counts = _delete(db, "reminder", "id", ids)
    if counts:
        mark(db)
    return Removed(counts, frozenset(ids))


NAMES: Final = "SELECT name FROM buyer WHERE id = ?1 UNION SELECT name FROM merged WHERE buyer = ?1"
"""The names of a buyer, with those of records that were merged into it."""
_PICTURES: Final = "SELECT id FROM picture WHERE note IN"


def _ids(db: Db, table: str, buyer: str) -> list[str]:
    return [row[0] for row in db.execute(f"SELECT id FROM {table} WHERE buyer = ?", (buyer,))]


def _notes(db: Db, ids: Sequence[str]) -> Counter[str]:
    counts = _delete(db, "picture", "note", ids)
    counts += _delete(db, "note_full", "note", ids)
    counts += _delete(db, "note", "id", ids)
    return counts


def _drafts(db: Db, ids: set[str], names: Sequence[str]) -> Counter[str]:
    """Unsaved typing that belongs to one of ``ids`` or holds a name."""
    # A name of one character would be found in anybody's text.
    marks = [*ids, *(name for name in names if len(name) > 1)]
    drafts = db.rows("SELECT name, text FROM text_draft")
    named = [name for name, text in drafts if any(mark in name or mark in text for mark in marks)]
    return _delete(db, "text_draft", "name", named)


def _delete(db: Db, table: str, key: str, values: Sequence[str]) -> Counter[str]:
    count = 0
    for value in values:
        count += db.execute(f"DELETE FROM {table} WHERE {key} = ?", (value,)).rowcount
    return Counter({table: count}) if count else Counter()
