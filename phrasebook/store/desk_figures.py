"""Figures of the desk for the leader: counts only, no text of anybody.

Every method returns a Future, its work runs on the store thread. Times are seconds since the
epoch; a span goes from ``since`` to before ``until``.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from phrasebook.desk import HANDOVER_STATES, HandoverState
from phrasebook.store.database import Db, Store

IN_TIME: Final = 3_600.0
"""A reminder finished up to so many seconds after it was due was kept in time (our choice: it is
shown when it is due, so nobody finishes one at that second)."""

AGES: Final = (8 * 3_600.0, 24 * 3_600.0, 72 * 3_600.0)
"""Ends of the age buckets of open handovers: a shift, a day, three days; the last has none."""


@dataclass(frozen=True, slots=True)
class HandoverFigures:
    """Handovers of a span.

    Attributes:
        handed: How many were handed over in it.
        states: Where those stand now.
        ages: How many open ones, whenever handed over, were under 8 hours, 24 hours, 3 days and
            over 3 days old at the end of the span.
        crossings: Shifts that handovers of the span crossed without being done.
    """

    handed: int
    states: dict[HandoverState, int]
    ages: tuple[int, int, int, int]
    crossings: int


@dataclass(frozen=True, slots=True)
class ReminderFigures:
    """Reminders that were due in a span.

    Attributes:
        in_time: Finished by ``IN_TIME`` after they were due.
        late: Finished later.
        open: Not finished.
    """

    in_time: int
    late: int
    open: int


@dataclass(frozen=True, slots=True)
class PaymentFigures:
    """Chased payments: reminders of that kind that were set in a span.

    Attributes:
        chased: How many.
        paid: Of those, finished as paid.
        unpaid: Finished otherwise.
        open: Not finished.
        reasons: Reasons noted at the end with their counts, the most frequent first.
    """

    chased: int
    paid: int
    unpaid: int
    open: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class OpenItems:
    """What is owed now.

    Attributes:
        notes: Open notes.
        handovers: Handovers that are not done.
        waiting: Of those, nobody accepted.
        reminders: Open reminders.
        unpaid: Of those, chased payments.
    """

    notes: int
    handovers: int
    waiting: int
    reminders: int
    unpaid: int


class DeskFigures:
    """Counts over a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    def handovers(self, since: float, until: float) -> Future[HandoverFigures]:
        """Handovers by state and age."""
        return self._store.read(lambda db: _handovers(db, since, until))

    def reminders(self, since: float, until: float) -> Future[ReminderFigures]:
        """Reminders kept in time, late or not yet."""
        return self._store.read(lambda db: _reminders(db, since, until))

    def payments(self, since: float, until: float) -> Future[PaymentFigures]:
        """Payments chased and paid."""
        return self._store.read(lambda db: _payments(db, since, until))

    def open_items(self) -> Future[OpenItems]:
        """What is owed now, for badges too."""
        return self._store.read(_open_items)


def _handovers(db: Db, since: float, until: float) -> HandoverFigures:
    span = (since, until)
    states: dict[HandoverState, int] = dict.fromkeys(HANDOVER_STATES, 0)
    sql = "SELECT state, count(*) FROM handover WHERE at >= ? AND at < ? GROUP BY state"
    states.update(db.rows(sql, span))
    ages = [0, 0, 0, 0]
    for (at,) in db.execute("SELECT at FROM handover WHERE state <> 'done' AND at < ?", (until,)):
        ages[sum(until - at >= end for end in AGES)] += 1
    crossings = db.value(
        "SELECT count(*) FROM handover_event event JOIN handover ON handover.id = event.handover"
        " WHERE event.kind = 'carried' AND handover.at >= ? AND handover.at < ?",
        span,
    )
    buckets = (ages[0], ages[1], ages[2], ages[3])
    return HandoverFigures(sum(states.values()), states, buckets, int(crossings))


def _reminders(db: Db, since: float, until: float) -> ReminderFigures:
    row = db.row(
        "SELECT total(done_at <= due + ?1), total(done_at > due + ?1), total(done_at IS NULL)"
        " FROM reminder WHERE due >= ?2 AND due < ?3",
        (IN_TIME, since, until),
    )
    assert row is not None
    return ReminderFigures(*map(int, row))


def _payments(db: Db, since: float, until: float) -> PaymentFigures:
    where = "FROM reminder WHERE kind = 'payment' AND at >= ? AND at < ?"
    row = db.row(
        "SELECT count(*), total(result = 'paid'), total(done_at IS NOT NULL AND result <> 'paid'),"
        f" total(done_at IS NULL) {where}",
        (since, until),
    )
    assert row is not None
    reasons = db.rows(
        f"SELECT reason, count(*) {where} AND reason <> '' GROUP BY reason"
        " ORDER BY count(*) DESC, reason",
        (since, until),
    )
    chased, paid, unpaid, still = map(int, row)
    named = tuple((reason, count) for reason, count in reasons)
    return PaymentFigures(chased, paid, unpaid, still, named)


def _open_items(db: Db) -> OpenItems:
    row = db.row(
        "SELECT (SELECT count(*) FROM note WHERE open = 1 AND done_at IS NULL),"
        " (SELECT count(*) FROM handover WHERE state <> 'done'),"
        " (SELECT count(*) FROM handover WHERE state = 'waiting'),"
        " (SELECT count(*) FROM reminder WHERE done_at IS NULL),"
        " (SELECT count(*) FROM reminder WHERE done_at IS NULL AND kind = 'payment')"
    )
    assert row is not None
    return OpenItems(*map(int, row))
