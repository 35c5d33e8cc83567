"""Which shifts a handover crossed without being done.

A shift counts if it began after the handing over and is neither the one that the handover is for
nor the one that accepted it first. Each is noted once at most: the unique index over handover and
shift holds that, so calling again, a clock set back or a second program do no harm.
"""

from __future__ import annotations

from collections.abc import Sequence

from phrasebook.desk import Agent, ShiftRef
from phrasebook.store import desk_rows
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db
from phrasebook.store.handover_rows import add_event


def carry(db: Db, starts: Sequence[ShiftRef], when: float) -> Outcome[int]:
    """Note the crossings of every open handover; see ``Handovers.carry``."""
    ordered = sorted(starts, key=lambda shift: shift.start)
    count = 0
    opened = db.rows("SELECT id, at, to_shift FROM handover WHERE state <> 'done' ORDER BY seq")
    for id, at, to_shift in opened:
        accepted = db.row(
            "SELECT at, by_shift FROM handover_event WHERE handover = ? AND kind = 'accepted'"
            " ORDER BY seq LIMIT 1",
            (id,),
        )
        if not to_shift:
            to_shift = _addressed(db, id, ordered)
        known = {
            row[0]
            for row in db.execute(
                "SELECT mark FROM handover_event WHERE handover = ? AND kind = 'carried'", (id,)
            )
        }
        for shift in ordered:
            if shift.start <= at or shift.key in known or shift.key == to_shift:
                continue
            if accepted is not None and _is_of(shift, *accepted):
                continue
            add_event(db, id, "carried", when, Agent("", shift.name), shift.key, shift.key)
            known.add(shift.key)
            count += 1
    return Outcome(count, Changes(handovers=bool(count)))


def _addressed(db: Db, id: str, ordered: Sequence[ShiftRef]) -> str:
    """Settle which shift a handover without one is for: the next that began while it waited.

    It is written down, since a later call may no longer name that shift.
    """
    waits = db.row(
        "SELECT handover.state = 'waiting', max(event.at) FROM handover"
        " JOIN handover_event event ON event.handover = handover.id"
        " WHERE handover.id = ? AND event.kind IN ('handed', 'passed')",
        (id,),
    )
    if waits is None or not waits[0]:
        return ""
    key = next((shift.key for shift in ordered if shift.start > waits[1]), "")
    if key:
        desk_rows.update(db, "handover", id, {"to_shift": key})
    return key


def _is_of(shift: ShiftRef, at: float, name: str) -> bool:
    """Whether a moment of an agent of the shift ``name`` ("" if not said) lies in ``shift``."""
    return shift.start <= at < shift.end and name in ("", shift.name)
