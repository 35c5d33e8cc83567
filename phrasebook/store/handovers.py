"""The repository of handovers (交接): handed over once, then only added to.

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``. Times are seconds since the epoch and always passed in; order comes from
sequence numbers. Triggers in the file refuse whatever would rewrite history, so no move here is
offered for undo.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, Final

from phrasebook.desk import (
    Agent,
    EventKind,
    Handover,
    HandoverDraft,
    HandoverEvent,
    HandoverState,
    ShiftRef,
)
from phrasebook.desk_saves import NOBODY, HandoverSave
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import (
    buyers,
    desk_rows,
    handover_carry,
    handover_import,
    text_drafts,
)
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.handover_import import Adopted, Prepared
from phrasebook.store.handover_rows import SELECT, add_event, draft_row, to_event, to_handover

_HANDOVERS: Final = Changes(handovers=True)
_PRESSING: Final = (
    "ORDER BY CASE severity WHEN 'urgent' THEN 0 WHEN 'watch' THEN 1 ELSE 2 END,"
    " due IS NULL, due, seq"
)


class Handovers:
    """Handovers in a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    # Reading

    def get(self, id: str) -> Future[Handover | None]:
        """One handover; None if it is gone."""
        return self._store.read(lambda db: _get(db, id))

    def waiting(self) -> Future[list[Handover]]:
        """Those nobody accepted, the most pressing first."""
        return self._store.read(lambda db: _list(db, f"WHERE state = 'waiting' {_PRESSING}"))

    def open(self) -> Future[list[Handover]]:
        """Those that are not done, the most pressing first."""
        return self._store.read(lambda db: _list(db, f"WHERE state <> 'done' {_PRESSING}"))

    def done(self, since: float, limit: int = 200) -> Future[list[Handover]]:
        """Those done since a time, the last one first."""
        tail = "WHERE state = 'done' AND changed >= ? ORDER BY changed DESC, seq DESC LIMIT ?"
        return self._store.read(lambda db: _list(db, tail, (since, limit)))

    def count_done(self) -> Future[int]:
        """How many are done."""
        sql = "SELECT count(*) FROM handover WHERE state = 'done'"
        return self._store.read(lambda db: int(db.value(sql)))

    def unanswered(self) -> Future[dict[str, HandoverEvent]]:
        """The last question that nobody answered, by the id of its handover; open ones only."""
        return self._store.read(_unanswered)

    def of(self, buyer: str) -> Future[list[Handover]]:
        """Those about a buyer, the newest first."""
        return self._store.read(lambda db: _list(db, "WHERE buyer = ? ORDER BY seq DESC", (buyer,)))

    def history(self, id: str) -> Future[list[HandoverEvent]]:
        """Everything that happened to a handover, in order."""
        return self._store.read(lambda db: _history(db, id))

    # Writing

    def hand(
        self, drafts: Sequence[HandoverDraft], by: Agent, when: float, zone: str
    ) -> Future[list[Handover]]:
        """Hand over, all or none; personal data is stored masked."""
        wanted = tuple(drafts)
        return self._store.write(
            partial(_hand, drafts=wanted, by=by, when=when, zone=zone), tr("交接")
        )

    def save(self, save: HandoverSave, by: Agent, when: float, zone: str) -> Future[list[Handover]]:
        """Hand over with the buyers, pass others on, settle the unsaved texts: one write.

        Returns:
            What was handed over, then what was passed on (not what somebody finished meanwhile).
        """
        return self._store.write(
            partial(_save, save=save, by=by, when=when, zone=zone), "", undoable=False
        )

    def accept(
        self, id: str, by: Agent, readback: str, when: float, *, kept: str = ""
    ) -> Future[None]:
        """Accept one that waits, saying in own words what is to be done.

        ``kept`` is here and below the name of the unsaved text that this settles.
        """
        return self._move(id, "accepted", by, readback, when, tr("写一句复述再接下。"), kept=kept)

    def work(self, id: str, by: Agent, when: float) -> Future[None]:
        """Start on one that was accepted."""
        return self._move(id, "working", by, "", when)

    def finish(
        self, id: str, by: Agent, result: str, when: float, *, kept: str = ""
    ) -> Future[None]:
        """Say that one accepted or in work is done, and how it ended."""
        return self._move(id, "done", by, result, when, kept=kept)

    def pass_on(
        self, id: str, by: Agent, reason: str, to_shift: str, when: float, *, kept: str = ""
    ) -> Future[None]:
        """Let one accepted or in work wait for another shift.

        Args:
            id: The handover.
            by: Who passes it on.
            reason: Why; must not be empty.
            to_shift: ``ShiftRef.key``; "" for the next shift, whichever.
            when: Now.
            kept: As for ``accept``.
        """
        advice = tr("写一句转下一班的原因。")
        return self._move(id, "waiting", by, reason, when, advice, to_shift, kept=kept)

    def ask(self, id: str, by: Agent, text: str, when: float, *, kept: str = "") -> Future[None]:
        """Ask whoever handed it over."""
        return self._say(id, "asked", by, text, when, kept)

    def answer(self, id: str, by: Agent, text: str, when: float, *, kept: str = "") -> Future[None]:
        """Answer what was asked."""
        return self._say(id, "answered", by, text, when, kept)

    def add_line(
        self, id: str, by: Agent, text: str, when: float, *, kept: str = ""
    ) -> Future[None]:
        """Add a line to the history."""
        return self._say(id, "added", by, text, when, kept)

    def carry(
        self, starts: Sequence[ShiftRef], when: float, *, mark: tuple[str, str] = ("", "")
    ) -> Future[int]:
        """Note for each open handover the shifts that it crossed; see ``handover_carry``.

        Args:
            starts: Shifts that began since this was last called; more do no harm.
            when: Now.
            mark: Name and text of what remembers this call, kept as ``TextDrafts`` keeps it.

        Returns:
            How many crossings were new.
        """
        wanted = tuple(starts)

        def op(db: Db) -> Outcome[int]:
            if mark[0]:
                text_drafts.put(db, *mark)
            return handover_carry.carry(db, wanted, when)

        return self._store.write(op, "", undoable=False)

    def adopt(
        self,
        items: Sequence[Prepared] | Sequence[tuple[Handover, Sequence[HandoverEvent]]],
        when: float,
    ) -> Future[Adopted]:
        """Take over handovers of another PC with their histories, all or none.

        Args:
            items: As ``prepare`` gave them; others are prepared here, on the caller's thread.
            when: Now.

        Returns:
            What became of them.

        Raises:
            UserError: Something in them is none of ours.
        """
        ready: list[Prepared] = []
        for item in items:
            ready.extend((item,) if isinstance(item, Prepared) else handover_import.prepare([item]))
        return self._store.write(
            lambda db: handover_import.adopt(db, ready, when), "", undoable=False
        )

    def _move(
        self, id: str, to: HandoverState, by: Agent, text: str, when: float, needed: str = "",
        to_shift: str = "", *, kept: str = "",
    ) -> Future[None]:  # fmt: skip
        def op(db: Db) -> Outcome[None]:
            text_drafts.drop(db, kept)
            return _move(db, id, to, by, text, when, needed, to_shift)

        return self._store.write(op, "", undoable=False)

    def _say(
        self, id: str, kind: EventKind, by: Agent, text: str, when: float, kept: str
    ) -> Future[None]:
        def op(db: Db) -> Outcome[None]:
            text_drafts.drop(db, kept)
            handover = _must(db, id)
            said = _said(text, tr("写下要说的话再保存。"))
            add_event(db, id, kind, when, by, said)
            desk_rows.touch(db, [handover.buyer], when)
            return Outcome(None, _HANDOVERS)

        return self._store.write(op, "", undoable=False)


_FROM: Final[dict[HandoverState, tuple[HandoverState, ...]]] = {
    "accepted": ("waiting",),
    "working": ("accepted",),
    "done": ("accepted", "working"),
    "waiting": ("accepted", "working"),
}
"""Which states may become which; "waiting" again is passing on."""

_KINDS: Final[dict[HandoverState, EventKind]] = {
    "accepted": "accepted", "working": "working", "done": "done", "waiting": "passed",
}  # fmt: skip


def _list(db: Db, tail: str, parameters: tuple[Any, ...] = ()) -> list[Handover]:
    return [to_handover(row) for row in db.execute(f"{SELECT} {tail}", parameters)]


def _get(db: Db, id: str) -> Handover | None:
    return next(iter(_list(db, "WHERE id = ?", (id,))), None)


def _must(db: Db, id: str) -> Handover:
    handover = _get(db, id)
    if handover is None:
        raise UserError(
            tr("这条交接已经不在了。"), tr("它可能随买家资料一起被删除了,请刷新后再看。")
        )
    return handover


_EVENTS: Final = "SELECT seq, handover, kind, at, by_number, by_shift, text FROM handover_event"


def _history(db: Db, id: str) -> list[HandoverEvent]:
    return [
        to_event(row) for row in db.execute(f"{_EVENTS} WHERE handover = ? ORDER BY seq", (id,))
    ]


def _unanswered(db: Db) -> dict[str, HandoverEvent]:
    sql = (
        f"{_EVENTS} event WHERE kind = 'asked'"
        " AND handover IN (SELECT id FROM handover WHERE state <> 'done')"
        " AND NOT EXISTS (SELECT 1 FROM handover_event later WHERE later.handover = event.handover"
        "  AND later.seq > event.seq AND later.kind IN ('asked', 'answered'))"
    )
    return {event.handover: event for event in map(to_event, db.execute(sql))}


def _save(db: Db, save: HandoverSave, by: Agent, when: float, zone: str) -> Outcome[list[Handover]]:
    drafts, met = [], False
    accounts = (*save.accounts, *[NOBODY] * (len(save.drafts) - len(save.accounts)))
    for draft, account in zip(save.drafts, accounts, strict=True):
        buyer = desk_rows.now_called(db, draft.buyer)
        if not buyer and account[0].strip():
            made = buyers.written_of(db, *account, when)
            buyer, met = made.value.id, met or bool(made.changes)
        drafts.append(replace(draft, buyer=buyer))
    handed = _hand(db, drafts, by, when, zone).value
    # What somebody finished or passed on meanwhile needs no passing on.
    passed = [id for id in save.passed if _must(db, id).state in _FROM["waiting"]]
    for id in passed:
        _move(db, id, "waiting", by, save.reason, when, tr("写一句转下一班的原因。"), save.to_shift)
    text_drafts.drop(db, *save.kept)
    return Outcome(
        [*handed, *(_must(db, id) for id in passed)], Changes(handovers=True, buyers=met)
    )


def _hand(
    db: Db, drafts: Sequence[HandoverDraft], by: Agent, when: float, zone: str
) -> Outcome[list[Handover]]:
    ids = []
    for draft in drafts:
        buyer = None
        if draft.buyer:
            desk_rows.check_buyer(db, draft.buyer)
            buyer = buyers.get(db, draft.buyer)
        row = draft_row(draft, by) | {
            "id": desk_rows.new_id(),
            "name": buyer.name if buyer else "",
            "platform": buyer.platform if buyer else "",
            "at": when,
            "zone": zone,
            "state": "waiting",
            "changed": when,
        }
        desk_rows.insert(db, "handover", row)
        add_event(db, row["id"], "handed", when, by)
        ids.append(row["id"])
    desk_rows.touch(db, [draft.buyer for draft in drafts], when)
    return Outcome([_must(db, id) for id in ids], Changes(handovers=bool(ids)))


def _said(text: str, needed: str) -> str:
    said = desk_rows.masked(text)
    if needed and not said:
        raise UserError(tr("还没有写内容。"), needed)
    return said


def _move(
    db: Db, id: str, to: HandoverState, by: Agent, text: str, when: float, needed: str,
    to_shift: str,
) -> Outcome[None]:  # fmt: skip
    handover = _must(db, id)
    if handover.state not in _FROM[to]:
        raise _wrong_move(handover.state)
    add_event(db, id, _KINDS[to], when, by, _said(text, needed))
    values: dict[str, Any] = {"state": to, "changed": when}
    if to == "accepted":
        values |= {"owner_number": desk_rows.plain(by.number), "owner_shift": by.shift}
    elif to == "waiting":
        values |= {"owner_number": "", "owner_shift": "", "to_shift": to_shift}
    desk_rows.update(db, "handover", id, values)
    desk_rows.touch(db, [handover.buyer], when)
    return Outcome(None, _HANDOVERS)


def _wrong_move(state: HandoverState) -> UserError:
    """Word what has to come first."""
    advice = {
        "waiting": tr("它还在等人接,请先写复述接下。"),
        "accepted": tr("它已经有人接了,可以开始处理、完成或转下一班。"),
        "working": tr("它已经在处理了,可以完成或转下一班。"),
        "done": tr("它已经完成了;还有事就另写一条交接,或补一行说明。"),
    }[state]
    return UserError(tr("这条交接现在不能这样做。"), advice)
