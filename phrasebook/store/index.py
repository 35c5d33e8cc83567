"""The search index inside the data file (a plain scan until the index proper lands)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from phrasebook.model import Hit
from phrasebook.store import rows
from phrasebook.store.database import Db

HALF_LIFE_DAYS: Final = 14.0


def code_key(code: str) -> str:
    return code.casefold()


def heated(heat: float | None, when: float) -> float:
    """Add one use to a heat."""
    now = when / (HALF_LIFE_DAYS * 86_400)
    if heat is None:
        return now
    high, low = max(heat, now), min(heat, now)
    return high + math.log2(1 + 2 ** (low - high))


def put(db: Db, numbers: Sequence[int]) -> None: ...


def drop(db: Db, numbers: Sequence[int]) -> None: ...


def used(db: Db, n: int) -> None: ...


def search(db: Db, query: str, limit: int) -> list[Hit]:
    like = f"%{query}%"
    found = db.execute(
        f"{rows.SELECT} WHERE title LIKE ? OR text LIKE ? LIMIT ?", (like, like, limit)
    )
    return [Hit(rows.to_phrase(row)) for row in found]
