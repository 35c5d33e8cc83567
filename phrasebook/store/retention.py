"""Retention: what is no longer needed goes, from the file, its log and its backups.

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Final

from phrasebook.store import desk_removal, notes, pick_rows, scrub
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store

DAY: Final = 86_400.0
"""Seconds of a day as retention counts them."""

_OVER: Final = """
    SELECT id FROM buyer WHERE touched <= ?1
    AND NOT EXISTS (SELECT 1 FROM note WHERE buyer = buyer.id
        AND ((open = 1 AND done_at IS NULL) OR done_at > ?1))
    AND NOT EXISTS (SELECT 1 FROM handover WHERE buyer = buyer.id
        AND (state <> 'done' OR changed > ?1))
    AND NOT EXISTS (SELECT 1 FROM reminder WHERE buyer = buyer.id
        AND (done_at IS NULL OR done_at > ?1))
"""


@dataclass(frozen=True, slots=True)
class Purged:
    """What retention removed.

    Attributes:
        buyers: Buyers.
        notes: Their notes.
        handovers: Their handovers, and those about no buyer.
        reminders: Their reminders, and those about no buyer.
        pictures: Pictures of the notes.
        full_texts: Full texts, those whose time was over included.
    """

    buyers: int = 0
    notes: int = 0
    handovers: int = 0
    reminders: int = 0
    pictures: int = 0
    full_texts: int = 0


class Retention:
    """What goes by itself from a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def purge(self, now: float, days: int | None) -> Future[Purged]:
        """Remove what is over; for the start and once a day.

        Args:
            now: Now.
            days: A buyer goes so many days after it was last touched or its last item was done,
                never with an open item; so do finished handovers and reminders about no buyer,
                unsaved typing that nobody went on with for so long, and what was learned from a
                pick so long ago.
                None: never. Full texts go when their own time is over, whatever ``days`` says.

        Returns:
            What went. The Future raises ``UserError`` where an old copy could not be removed yet;
            the next call tries again.
        """
        before = float("-inf") if days is None else now - days * DAY
        return self._store.erase(partial(_purge, now=now, before=before), aside=before)

    def scrub(self) -> Future[None]:
        """Empty the log and replace all backups by a new one, needed or not."""
        return self._store.erase(_mark)


def _purge(db: Db, now: float, before: float) -> Outcome[Purged]:
    expired = notes.expire(db, now)
    over = [row[0] for row in db.rows(_OVER, (before,))]
    removed = desk_removal.buyers(db, over)
    handovers = desk_removal.handovers(
        db, _loose(db, "handover", "state = 'done' AND changed <= ?", before)
    )
    reminders = desk_removal.reminders(db, _loose(db, "reminder", "done_at <= ?", before))
    _drop_drafts(db, now, before)
    forgotten = removed.counts["pick"] + pick_rows.drop_old(db, before)
    counts = removed.counts + handovers.counts + reminders.counts
    purged = Purged(
        counts["buyer"],
        counts["note"],
        counts["handover"],
        counts["reminder"],
        counts["picture"],
        counts["note_full"] + len(expired),
    )
    changes = Changes(
        buyers=bool(purged.buyers),
        notes=bool(purged.notes or purged.full_texts),
        handovers=bool(purged.handovers),
        reminders=bool(purged.reminders),
        picks=bool(forgotten),
    )
    gone = removed.ids | handovers.ids | reminders.ids | frozenset(expired)
    return Outcome(purged, changes, gone=gone)


def _drop_drafts(db: Db, now: float, before: float) -> None:
    """Drop typing that nobody went on with: it stands there as typed, and no buyer owns it."""
    if db.execute("DELETE FROM text_draft WHERE seen_at <= ?", (before,)).rowcount:
        scrub.mark(db)
    db.execute("UPDATE text_draft SET seen_at = ? WHERE seen_at IS NULL", (now,))


def _loose(db: Db, table: str, over: str, before: float) -> list[str]:
    """Ids of rows about no buyer that are over."""
    return [
        row[0] for row in db.rows(f"SELECT id FROM {table} WHERE buyer = '' AND {over}", (before,))
    ]


def _mark(db: Db) -> Outcome[None]:
    scrub.mark(db)
    return Outcome(None)
