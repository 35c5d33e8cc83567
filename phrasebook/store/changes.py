"""What a write operation hands back: its value, what it changed, how to take it back."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar

from phrasebook.store.undo import RowSet

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changes:
    """Flags of what a write changed, so that a view can mark itself stale.

    Attributes:
        phrases: Phrases were added, edited, moved or removed.
        uses: Only counts of use changed.
        settings: A stored setting changed (such as the content version).
        pages: Manual pages of the shop changed.
        marks: What was read or bookmarked in the manual changed.
        buyers: Buyers were added, edited, merged or erased.
        notes: Notes changed.
        handovers: Handovers changed, or moved on.
        reminders: Reminders changed.
        picks: Something that was learned from picks was forgotten.
        room: The disk is full; what was written took the room that was kept back for that, so
            the next write may fail. The user has to clear some space.
        mended: Another program removed or replaced the open file; it was put back whole.
    """

    phrases: bool = False
    uses: bool = False
    settings: bool = False
    pages: bool = False
    marks: bool = False
    buyers: bool = False
    notes: bool = False
    handovers: bool = False
    reminders: bool = False
    picks: bool = False
    room: bool = False
    mended: bool = False

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """Result of ``op(db)`` on the store thread.

    Attributes:
        value: What the caller's Future gets.
        changes: What to broadcast after the commit.
        inverse: Row sets that take the operation back; None: it is not offered for undo.
        gone: Ids of rows that were removed for good: undo steps that hold them are dropped.
    """

    value: T
    changes: Changes = field(default_factory=Changes)
    inverse: tuple[RowSet, ...] | None = None
    gone: frozenset[Any] = frozenset()
