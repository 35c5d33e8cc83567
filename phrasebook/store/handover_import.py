"""Taking over handovers that another PC wrote, with their histories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, get_args

from phrasebook.desk import (
    HANDOVER_STATES,
    SEVERITIES,
    EventKind,
    Handover,
    HandoverEvent,
)
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import buyers, desk_rows
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db
from phrasebook.store.handover_rows import add_event, draft_row

_KINDS: Final = get_args(EventKind)


def adopt(
    db: Db, items: Sequence[tuple[Handover, Sequence[HandoverEvent]]], when: float
) -> Outcome[tuple[int, int]]:
    """Insert what is not known yet; see ``Handovers.adopt``.

    The buyer is the one of that name and platform here, made where it is missing: ids of buyers
    mean nothing on another PC.
    """
    new = 0
    for handover, events in items:
        _check(handover, events)
        if db.row("SELECT 1 FROM handover WHERE id = ?", (handover.id,)):
            continue
        buyer = ""
        if handover.name:
            buyer = buyers.ensure(db, handover.name, handover.platform, "", when).value.id
        row = draft_row(replace(handover, buyer=buyer, note=""), handover.by) | {
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
        desk_rows.insert(db, "handover", row)
        for event in events:
            text = desk_rows.masked(event.text) if event.kind != "carried" else event.text
            mark = text if event.kind == "carried" else ""
            add_event(db, handover.id, event.kind, event.at, event.by, text, mark)
        desk_rows.touch(db, [buyer], when)
        new += 1
    changes = Changes(handovers=bool(new), buyers=bool(new))
    return Outcome((new, len(items) - new), changes)


def _check(handover: Handover, events: Sequence[HandoverEvent]) -> None:
    sound = (
        len(handover.id) == 32
        and set(handover.id) <= set("0123456789abcdef")
        and handover.state in HANDOVER_STATES
        and handover.severity in SEVERITIES
        and bool(events)
        and events[0].kind == "handed"
        and all(event.kind in _KINDS for event in events)
    )
    if not sound:
        raise UserError(
            tr("交接文件里有认不出的内容。"), tr("什么都没有导入。请让对方重新导出一次。")
        )
