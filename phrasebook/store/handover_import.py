"""Taking over handovers that another PC wrote, with their histories.

What another PC knows of a handover is merged with what is known here, so that a file may come
twice, late, or from either side. Two histories are joined by what their events say: those that are
not known yet go to the end, in the order of the file, since history only grows there and clocks of
two PCs agree on nothing.

Masking and folding need no file: ``prepare`` does them on the caller's thread, which is not that
of the desk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, get_args

from phrasebook.desk import (
    HANDOVER_STATES,
    SEVERITIES,
    EventKind,
    Handover,
    HandoverEvent,
    HandoverState,
)
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import buyer_search, buyers, desk_rows, erased
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db
from phrasebook.store.handover_rows import add_event, draft_row, to_event

_KINDS: Final = get_args(EventKind)
_MOVES: Final = ("accepted", "working", "done", "passed")
"""Kinds of events that change the state."""

MOST_TEXT: Final = 4_000
"""Characters of one text; the form takes 300."""
_TEXTS: Final = ("because", "wants", "please", "how", "if_says", "reply")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A handover of another PC, masked and ready to be stored.

    Attributes:
        handover: Its values; the texts as they came.
        row: Its columns, but for the buyer.
        events: Its history, texts masked.
        keys: What its buyer is found by: readings of the name, which take longest of all.
    """

    handover: Handover
    row: dict[str, Any]
    events: tuple[HandoverEvent, ...]
    keys: dict[str, str]


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of the handovers of a file.

    Attributes:
        new: Not known here before.
        grown: Known, and the other side had gone on with them.
        known: Known, with nothing new.
        erased: Left out, since they or their buyer were erased here.
    """

    new: int = 0
    grown: int = 0
    known: int = 0
    erased: int = 0


def prepare(
    items: Sequence[tuple[Handover, Sequence[HandoverEvent]]],
    wanted: Callable[[], bool] = lambda: True,
) -> tuple[Prepared, ...]:
    """Check and mask what came; touches no file, so on any thread but the desk's.

    Args:
        items: Handovers with their histories.
        wanted: Asked before each one; False ends it with nothing.

    Raises:
        UserError: Something in them is none of ours.
    """
    ready = []
    for handover, events in items:
        if not wanted():
            return ()
        _check(handover, events)
        row = draft_row(replace(handover, buyer="", note=""), handover.by) | {
            "id": handover.id,
            "name": desk_rows.plain(handover.name),
            "platform": desk_rows.plain(handover.platform),
            "at": handover.at,
            "zone": handover.zone,
            "state": handover.state,
            "owner_number": desk_rows.plain(handover.owner.number),
            "owner_shift": desk_rows.plain(handover.owner.shift),
            "changed": handover.changed,
        }
        del row["buyer"]
        masked = tuple(
            event if event.kind == "carried" else replace(event, text=desk_rows.masked(event.text))
            for event in events
        )
        keys = buyer_search.keys(row["name"]) if row["name"] else {}
        ready.append(Prepared(handover, row, masked, keys))
    return tuple(ready)


def adopt(db: Db, items: Sequence[Prepared], when: float) -> Outcome[Adopted]:
    """Insert what is not known yet and add what the other side did; see ``Handovers.adopt``.

    The buyer is the one of that name and platform here, made where it is missing: ids of buyers
    mean nothing on another PC.
    """
    counts: Counter[str] = Counter()
    key = erased.key(db)
    for item in items:
        counts[_take(db, item, when, key)] += 1
    touched = bool(counts["new"] or counts["grown"])
    return Outcome(Adopted(**counts), Changes(handovers=touched, buyers=touched))


def _take(db: Db, item: Prepared, when: float, key: bytes) -> str:
    """Store one; tells what became of it: the name of a field of ``Adopted``."""
    handover, row = item.handover, item.row
    found = db.row("SELECT buyer FROM handover WHERE id = ?", (handover.id,))
    if found is not None:
        return _join(db, item, str(found[0]), when)
    if erased.handover(db, key, handover.id):
        return "erased"
    buyer = ""
    if row["name"]:
        # Erased here, and not met again since: no file brings it back.
        if erased.buyer(db, key, row["name"], row["platform"]) and not buyers.is_known(
            db, row["name"], row["platform"]
        ):
            return "erased"
        account = (row["name"], row["platform"], "")
        buyer = buyers.written_of(db, *account, when, item.keys).value.id
    desk_rows.insert(db, "handover", {**row, "buyer": buyer})
    for event in item.events:
        _add(db, handover.id, event)
    desk_rows.touch(db, [buyer], when)
    return "new"


def _join(db: Db, item: Prepared, buyer: str, when: float) -> str:
    """Add the events that are not known here, and the state if the other side is further."""
    id = item.handover.id
    here = [
        to_event(row)
        for row in db.execute(
            "SELECT seq, handover, kind, at, by_number, by_shift, text FROM handover_event"
            " WHERE handover = ? ORDER BY seq",
            (id,),
        )
    ]
    known = Counter(map(_identity, here))
    fresh = []
    for event in item.events:
        if known[_identity(event)]:
            known[_identity(event)] -= 1
        else:
            fresh.append(event)
    if not fresh:
        return "known"
    for event in fresh:
        _add(db, id, event)
    state, number, shift, changed, to_shift = db.rows(
        "SELECT state, owner_number, owner_shift, changed, to_shift FROM handover WHERE id = ?",
        (id,),
    )[0]
    there = item.row
    values: dict[str, Any] = {"changed": max(changed, min(there["changed"], when))}
    if _progress(there["state"], item.events, there["owner_number"], there["owner_shift"]) > (
        _progress(state, here, number, shift)
    ):
        names = ("state", "owner_number", "owner_shift")
        values |= {name: there[name] for name in names}
        values["to_shift"] = there["to_shift"] or to_shift
    desk_rows.update(db, "handover", id, values)
    desk_rows.touch(db, [buyer], when)
    return "grown"


def _progress(
    state: HandoverState, events: Sequence[HandoverEvent], number: str, shift: str
) -> tuple[bool, int, int, str, str]:
    """How far a side went: the same answer on both PCs, and without a clock.

    Done is final; else who moved it more often; two who took it at once are told apart by their
    numbers, so that both PCs name the same one.
    """
    moves = sum(event.kind in _MOVES for event in events)
    return state == "done", moves, list(HANDOVER_STATES).index(state), number, shift


def _identity(event: HandoverEvent) -> tuple[Any, ...]:
    """What makes an event the same on two PCs; a shift is crossed once, whenever it was noted."""
    if event.kind == "carried":
        return "carried", event.text
    return event.kind, event.at, event.by.number, event.by.shift, event.text


def _add(db: Db, handover: str, event: HandoverEvent) -> None:
    mark = event.text if event.kind == "carried" else ""
    add_event(db, handover, event.kind, event.at, event.by, event.text, mark)


def _check(handover: Handover, events: Sequence[HandoverEvent]) -> None:
    sound = (
        len(handover.id) == 32
        and set(handover.id) <= set("0123456789abcdef")
        and handover.state in HANDOVER_STATES
        and handover.severity in SEVERITIES
        and bool(events)
        and events[0].kind == "handed"
        and all(event.kind in _KINDS and len(event.text) <= MOST_TEXT for event in events)
        and all(len(getattr(handover, name)) <= MOST_TEXT for name in _TEXTS)
    )
    if not sound:
        raise UserError(
            tr("交接文件里有认不出的内容。"), tr("什么都没有导入。请让对方重新导出一次。")
        )
