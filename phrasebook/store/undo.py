"""Undo by inverse row sets: what a write removed or changed, kept to be put back.

A step is data, not code, so it stays right when other rows have changed since: only the columns
that the write touched go back. Redo is not offered.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

LIMIT: Final = 30
"""Steps kept (design: 30)."""

_ID: Final = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class RowSet:
    """The way back for rows of one table.

    Attributes:
        table: Table name.
        key: Name of its key column.
        insert: Whole rows to put back.
        update: Rows with their key and only the columns to set back.
        delete: Keys of rows to remove.
    """

    table: str
    key: str
    insert: tuple[Mapping[str, Any], ...] = ()
    update: tuple[Mapping[str, Any], ...] = ()
    delete: tuple[Any, ...] = ()

    def apply(self, execute: Callable[[str, tuple[Any, ...]], Any]) -> list[Any]:
        """Run the statements and return the keys that they touched.

        Args:
            execute: ``execute(sql, parameters)`` inside an open transaction.
        """
        touched: list[Any] = list(self.delete)
        for key in self.delete:
            execute(f"DELETE FROM {self.table} WHERE {self.key} = ?", (key,))
        for row in self.insert:
            marks = ", ".join("?" * len(row))
            execute(
                f"INSERT INTO {self.table} ({', '.join(row)}) VALUES ({marks})",
                tuple(row.values()),
            )
            touched.append(row[self.key])
        for row in self.update:
            names = [name for name in row if name != self.key]
            sets = ", ".join(f"{name} = ?" for name in names)
            execute(
                f"UPDATE {self.table} SET {sets} WHERE {self.key} = ?",
                (*(row[name] for name in names), row[self.key]),
            )
            touched.append(row[self.key])
        return touched

    def holds(self) -> set[Any]:
        """Keys of its rows, and every text in them that may be one of another table."""
        held: set[Any] = set(self.delete)
        for row in (*self.insert, *self.update):
            held.update(value for value in row.values() if isinstance(value, str))
        return held


class UndoStep(NamedTuple):
    """One thing that a person did.

    Attributes:
        label: Its name in the undo message.
        inverse: Row sets in the order in which they are applied.
        changes: What to broadcast after it is taken back.
    """

    label: str
    inverse: tuple[RowSet, ...]
    changes: Any


class UndoStack:
    """The last ``LIMIT`` steps, newest last."""

    def __init__(self) -> None:
        """Start with nothing to take back."""
        self._steps: deque[UndoStep] = deque(maxlen=LIMIT)

    def push(self, step: UndoStep) -> None:
        """Keep a step; the oldest falls out beyond the limit."""
        self._steps.append(step)

    def pop(self) -> UndoStep | None:
        """Take the newest step; None if there is none."""
        return self._steps.pop() if self._steps else None

    def clear(self) -> None:
        """Forget all steps (after a restore they would fit no row)."""
        self._steps.clear()

    def forget(self, ids: Iterable[Any]) -> None:
        """Drop the steps that hold rows of these ids.

        What a dropped step also holds is dropped with it, step by step: after a merge of two
        buyers and the removal of the one, an older step still names the other.
        """
        gone = set(ids)
        kept = list(self._steps)
        while True:
            held = [{id for rows in step.inverse for id in rows.holds()} for step in kept]
            hit = [bool(ids & gone) for ids in held]
            if not any(hit):
                break
            gone.update(*(_ids(ids) for ids, is_hit in zip(held, hit, strict=True) if is_hit))
            kept = [step for step, is_hit in zip(kept, hit, strict=True) if not is_hit]
        self._steps = deque(kept, maxlen=LIMIT)

    def __len__(self) -> int:
        return len(self._steps)


def _ids(held: set[Any]) -> set[Any]:
    """Those that look like ids (uuid4 as 32 hex digits): other texts are shared by many rows."""
    return {one for one in held if isinstance(one, str) and _ID.fullmatch(one)}
