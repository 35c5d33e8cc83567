"""Retention: what is no longer needed goes, from the file, its log and its backups.

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``.
"""

from __future__ import annotations

from collections.abc import Callable
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


GAP: Final = 14 * DAY
"""From one opening to the next; after a longer one the clock is asked about. Half the days of
retention count where they are less."""
LONGEST: Final = 365 * DAY
"""A desk is not left alone for longer: then one of the two times was false, and what was written by
it is as old as nobody knows. It is kept for the days of retention once more."""
SHARE: Final = 3
LEAST: Final = 10
"""One buyer of so many, with so many rows in all, is more than a usual day's purge."""
KEPT: Final = 7 * DAY
"""How long the copy from right before a purge stays."""
_COUNTED_FROM: Final = (
    ("buyer", "touched"), ("note", "done_at"), ("handover", "changed"), ("reminder", "done_at"),
    ("pick", "at"), ("text_draft", "seen_at"),
)  # fmt: skip
"""From when the days of retention are counted."""
_SEEN: Final = "seen"
"""Key in ``meta``: the time of the last purge whose clock was believed."""

_NEWEST: Final = """
    SELECT max(at) FROM (
        SELECT max(touched) AS at FROM buyer UNION ALL SELECT max(at) FROM note
        UNION ALL SELECT max(changed) FROM handover UNION ALL SELECT max(at) FROM reminder
        UNION ALL SELECT max(done_at) FROM reminder
    )
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A clock that need not be right, or a purge that is larger than usual.

    Attributes:
        now: What the clock says.
        last: The last time that was believed.
        buyers: Buyers that would go.
        items: What would go besides.
    """

    now: float
    last: float
    buyers: int
    items: int


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
        doubt: Why nothing was removed: somebody has to be asked first.
    """

    buyers: int = 0
    notes: int = 0
    handovers: int = 0
    reminders: int = 0
    pictures: int = 0
    full_texts: int = 0
    doubt: Doubt | None = None


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

    def tidy(self, now: float, days: int | None, *, sure: bool = False) -> Future[Purged]:
        """Purge, but not on the word of a clock alone.

        Nothing goes where the clock stands before the last time that was believed or far beyond
        it, or where more would go than on a usual day; ``Purged.doubt`` then says so. What goes is
        kept for a week more in a copy from right before.

        Args:
            now: Now, as the clock says.
            days: As for ``purge``.
            sure: A person was asked and said that the clock is right.
        """
        before = float("-inf") if days is None else now - days * DAY

        def op(db: Db) -> Outcome[Purged]:
            doubt = None if sure else _doubt(db, now, days, before)
            if doubt is not None:
                return Outcome(Purged(doubt=doubt))
            if now - (_seen(db) or now) > LONGEST:
                _begin_anew(db, now)
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_SEEN, repr(now)))
            _pull_back(db, now)
            return _purge(db, now, before, mark=scrub.mark_purge)

        def copy_first(db: Db) -> bool:
            if now - (_seen(db) or now) > LONGEST:
                return False
            over = _over(db, before)
            return any(over) and (sure or _doubt(db, now, days, before) is None)

        return self._store.erase(
            op,
            aside=lambda purged: float("-inf") if purged.doubt else before,
            copy_first=copy_first,
            keep_since=now - KEPT,
        )

    def seen(self) -> Future[float]:
        """The last time that was believed; 0 if the file holds nothing yet."""
        return self._store.read(lambda db: _seen(db) or 0.0)

    def scrub(self) -> Future[None]:
        """Empty the log and replace all backups by a new one, needed or not."""
        return self._store.erase(_mark)


def _seen(db: Db) -> float | None:
    """The last time that was believed; of a file from before that was kept, its newest row's."""
    kept = db.value("SELECT value FROM meta WHERE key = ?", (_SEEN,))
    found = kept if kept is not None else db.value(_NEWEST)
    return None if found is None else float(found)


def _doubt(db: Db, now: float, days: int | None, before: float) -> Doubt | None:
    last = _seen(db)
    last = now if last is None else last
    gap = GAP if days is None else max(2 * DAY, min(GAP, days * DAY / 2))
    buyers, handovers, reminders = _over(db, before)
    items = len(handovers) + len(reminders) + _hung(db, buyers)
    total = db.value("SELECT count(*) FROM buyer")
    many = len(buyers) + items >= LEAST and len(buyers) * SHARE > total
    if last - DAY <= now <= last + gap and not many:
        return None
    if now - last > LONGEST:
        return Doubt(now, last, 0, 0)
    return Doubt(now, last, len(buyers), items)


def _begin_anew(db: Db, now: float) -> None:
    """Let the days of retention begin now for everything."""
    db.execute("UPDATE buyer SET touched = ?", (now,))
    db.execute("UPDATE handover SET changed = ? WHERE buyer = ''", (now,))
    db.execute("UPDATE reminder SET done_at = ? WHERE buyer = '' AND done_at NOT NULL", (now,))
    db.execute("UPDATE text_draft SET seen_at = NULL")


def _pull_back(db: Db, now: float) -> None:
    """Let the days begin now for what was done while the clock was ahead: it would stay for years.

    A full text keeps the days that it was given.
    """
    for table, column in _COUNTED_FROM:
        db.execute(f"UPDATE {table} SET {column} = ?1 WHERE {column} > ?1 + ?2", (now, DAY))
    db.execute(
        "UPDATE note_full SET until = ?1 + until - given FROM"
        " (SELECT id, max(at, coalesce(edited, at)) AS given FROM note)"
        " WHERE id = note AND given > ?1 + ?2 AND until > given",
        (now, DAY),
    )


def _over(db: Db, before: float) -> tuple[list[str], list[str], list[str]]:
    """Ids of what is over: buyers, handovers and reminders about no buyer."""
    return (
        [row[0] for row in db.rows(_OVER, (before,))],
        _loose(db, "handover", "state = 'done' AND changed <= ?", before),
        _loose(db, "reminder", "done_at <= ?", before),
    )


def _hung(db: Db, buyers: list[str]) -> int:
    """Items of buyers."""
    return sum(
        db.value(f"SELECT count(*) FROM {table} WHERE buyer = ?", (buyer,))
        for buyer in buyers
        for table in ("note", "handover", "reminder")
    )


def _purge(
    db: Db, now: float, before: float, mark: Callable[[Db], None] = scrub.mark
) -> Outcome[Purged]:
    expired = notes.expire(db, now)
    over, loose_handovers, loose_reminders = _over(db, before)
    removed = desk_removal.buyers(db, over, mark)
    handovers = desk_removal.handovers(db, loose_handovers, mark)
    reminders = desk_removal.reminders(db, loose_reminders, mark)
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
