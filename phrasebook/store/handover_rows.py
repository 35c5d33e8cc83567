"""Handover rows and their events: how they lie in their tables."""

from __future__ import annotations

from typing import Any, Final

from phrasebook.desk import Agent, EventKind, Handover, HandoverDraft, HandoverEvent
from phrasebook.store import desk_rows
from phrasebook.store.database import Db

SELECT: Final = (
    "SELECT buyer, because, wants, please, how, severity, due, if_says, reply, phrase, order_no,"
    " note, to_shift, id, seq, name, platform, at, zone, by_number, by_shift, state,"
    " owner_number, owner_shift, (SELECT count(*) FROM handover_event"
    "  WHERE handover = handover.id AND kind = 'carried'), changed FROM handover"
)


def to_handover(row: Any) -> Handover:
    """Build a handover from a row of ``SELECT``."""
    values = [*row[:19], Agent(row[19], row[20]), row[21], Agent(row[22], row[23]), *row[24:]]
    return Handover(*values)


def to_event(row: Any) -> HandoverEvent:
    """Build an event from a row: seq, handover, kind, at, by's two, text."""
    return HandoverEvent(row[0], row[1], row[2], row[3], Agent(row[4], row[5]), row[6])


_TEXTS: Final = ("because", "wants", "please", "how", "if_says", "reply")


def draft_row(draft: HandoverDraft, by: Agent) -> dict[str, Any]:
    """The columns that say what is handed over, masked."""
    texts = {name: desk_rows.masked(getattr(draft, name)) for name in _TEXTS}
    order = desk_rows.plain(draft.order)
    return {
        **texts,
        "buyer": draft.buyer,
        "severity": draft.severity,
        "due": draft.due,
        "phrase": draft.phrase,
        "order_no": order,
        "note": draft.note,
        "to_shift": desk_rows.plain(draft.to_shift),
        "by_number": desk_rows.plain(by.number),
        "by_shift": desk_rows.plain(by.shift),
        "key": desk_rows.search_key(*texts.values(), order),
    }


def add_event(
    db: Db, handover: str, kind: EventKind, at: float, by: Agent, text: str = "", mark: str = ""
) -> None:
    """Add a line at the end of the history; ``mark`` is the shift key of a carried one."""
    db.execute(
        "INSERT INTO handover_event (handover, kind, at, by_number, by_shift, text, mark)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (handover, kind, at, desk_rows.plain(by.number), desk_rows.plain(by.shift), text, mark),
    )
