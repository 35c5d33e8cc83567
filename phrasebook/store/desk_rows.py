"""What the repositories of the desk share: rows with their way back, checks, masked text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from phrasebook import pinyin
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.personal import mask
from phrasebook.plain import line
from phrasebook.store.database import Db
from phrasebook.store.rows import clean
from phrasebook.store.undo import RowSet

_BATCH: Final = 500
"""Ids in one statement; SQLite takes 32,766 parameters."""


def new_id() -> str:
    """An id for a new row."""
    return uuid4().hex


def masked(text: str) -> str:
    """A text as it is stored: cleaned, personal data masked."""
    return mask(clean(text)).strip()


def plain(text: str) -> str:
    """A name or number as it is stored: one bounded line, cleaned, never masked."""
    return clean(line(text)).strip()


def search_key(*texts: str) -> str:
    """The folded form of some texts that search looks into, one a line."""
    return "\n".join(map(pinyin.fold, texts))


def insert(db: Db, table: str, row: Mapping[str, Any], key: str = "id") -> RowSet:
    """Insert a row; returns the way back."""
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
    return RowSet(table, key, delete=(row[key],))


def update(db: Db, table: str, id: str, values: Mapping[str, Any]) -> RowSet:
    """Set columns of the row ``id``, which must be there; returns the way back."""
    old = db.row(f"SELECT {', '.join(values)} FROM {table} WHERE id = ?", (id,))
    sets = ", ".join(f"{name} = ?" for name in values)
    db.execute(f"UPDATE {table} SET {sets} WHERE id = ?", (*values.values(), id))
    back = dict(zip(values, old or (), strict=True))
    return RowSet(table, "id", update=({"id": id, **back},))


def whole(db: Db, table: str, where: str, parameters: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """Whole rows, by column name, to be put back one day."""
    cursor = db.execute(f"SELECT * FROM {table} WHERE {where}", parameters)
    names = [column[0] for column in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor)


def in_parts(db: Db, sql: str, ids: Sequence[Any], tail: str = "") -> Iterator[Any]:
    """Rows of a query that ends with ``IN``, for any number of ids."""
    for start in range(0, len(ids), _BATCH):
        part = ids[start : start + _BATCH]
        yield from db.execute(f"{sql} ({', '.join('?' * len(part))}) {tail}", part)


def touch(db: Db, buyers: Iterable[str], when: float) -> None:
    """Remember that something about these buyers changed; a clock set back takes nothing away."""
    db.many(
        "UPDATE buyer SET touched = max(touched, ?) WHERE id = ?",
        [(when, buyer) for buyer in dict.fromkeys(buyers) if buyer],
    )


def check_buyer(db: Db, id: str) -> None:
    """Make sure that a buyer is there.

    Raises:
        UserError: It is not.
    """
    if db.row("SELECT 1 FROM buyer WHERE id = ?", (id,)) is None:
        raise UserError(
            tr("这位买家的记录已经不在了。"), tr("它可能刚被删除或合并,请重新找这位买家。")
        )


def now_called(db: Db, buyer: str) -> str:
    """The id of the record that a buyer's was merged into; any other id comes back as it is.

    A form that was opened before the merge, or kept through it, still says the old one.
    """
    return db.value("SELECT buyer FROM merged WHERE id = ?", (buyer,)) or buyer
