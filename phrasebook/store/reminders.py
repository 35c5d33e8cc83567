"""The repository of reminders (提醒).

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``. Times are seconds since the epoch and always passed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, Final

from phrasebook.desk import Reminder, ReminderDraft, Result
from phrasebook.desk_saves import ReminderEnd, ReminderSave
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import buyers, desk_rows, notes, text_drafts
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.undo import RowSet

_REMINDERS: Final = Changes(reminders=True)
_SELECT: Final = (
    "SELECT reminder.text, due, kind, buyer, order_no, note, round, channel, large, since,"
    " reminder.id, coalesce(buyer.name, ''), coalesce(buyer.platform, ''), at, zone, agent,"
    " done_at, result, reason, remark, snoozed, told_at, done_by"
    " FROM reminder LEFT JOIN buyer ON buyer.id = reminder.buyer"
)
_LARGE: Final = 8


class Reminders:
    """Reminders in a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    # Reading

    def get(self, id: str) -> Future[Reminder | None]:
        """One reminder; None if it is gone."""
        return self._store.read(lambda db: _get(db, id))

    def open(self, limit: int = 500) -> Future[list[Reminder]]:
        """Those not finished, by due time."""
        tail = "WHERE done_at IS NULL ORDER BY due, n LIMIT ?"
        return self._store.read(lambda db: _list(db, tail, (limit,)))

    def of(self, buyer: str) -> Future[list[Reminder]]:
        """Those of a buyer: open ones by due time, then the finished, the last one first."""
        tail = "WHERE buyer = ? ORDER BY done_at IS NOT NULL, done_at DESC, due, n"
        return self._store.read(lambda db: _list(db, tail, (buyer,)))

    def finished(self, since: float, limit: int = 200) -> Future[list[Reminder]]:
        """Those finished since a time, the last one first."""
        tail = "WHERE done_at >= ? ORDER BY done_at DESC, n DESC LIMIT ?"
        return self._store.read(lambda db: _list(db, tail, (since, limit)))

    # Writing

    def add(self, draft: ReminderDraft, when: float, zone: str, agent: str) -> Future[Reminder]:
        """Set a reminder."""
        return self._store.write(
            partial(_add, draft=draft, when=when, zone=zone, agent=agent), tr("新建提醒")
        )

    def add_all(
        self, drafts: Sequence[ReminderDraft], when: float, zone: str, agent: str
    ) -> Future[list[Reminder]]:
        """Set several, all or none, as one step of undo."""
        wanted = tuple(drafts)
        return self._store.write(
            partial(_add_all, drafts=wanted, when=when, zone=zone, agent=agent), tr("新建提醒")
        )

    def edit(self, id: str, draft: ReminderDraft) -> Future[Reminder]:
        """Change a reminder; with another due time it is told anew."""
        return self._store.write(partial(_edit, id=id, draft=draft), tr("编辑提醒"))

    def save(
        self, save: ReminderSave, when: float, zone: str, agent: str
    ) -> Future[list[Reminder]]:
        """Set or change reminders with their buyer, and settle the unsaved text: one write."""
        return self._store.write(
            partial(_save, save=save, when=when, zone=zone, agent=agent),
            tr("编辑提醒") if save.id else tr("新建提醒"),
        )

    def end(self, end: ReminderEnd, when: float, zone: str, agent: str) -> Future[None]:
        """Say how a reminder ended, with the next one, the others and the note: one write."""
        return self._store.write(
            partial(_end, end=end, when=when, zone=zone, agent=agent), tr("完成提醒")
        )

    def snooze(self, id: str, until: float) -> Future[None]:
        """Put a reminder off; it is told again then."""
        return self._store.write(partial(_snooze, id=id, until=until), tr("推迟提醒"))

    def finish(
        self, id: str, result: Result, when: float, agent: str, reason: str = "", remark: str = ""
    ) -> Future[None]:
        """Say how a reminder ended.

        Args:
            id: The reminder.
            result: How; must not be empty.
            when: Now.
            agent: Number of the agent.
            reason: Why, in one of the words offered.
            remark: What else is to be said.
        """

        def op(db: Db) -> Outcome[None]:
            return _finish(db, id, result, when, agent, reason, remark)

        return self._store.write(op, tr("完成提醒"))

    def remove(self, id: str) -> Future[bool]:
        """Remove a reminder; False if it was gone."""
        return self._store.write(partial(_remove, id=id), tr("删除提醒"))

    def told(self, ids: Sequence[str], when: float) -> Future[None]:
        """Remember that these were shown as due at ``when``. No step for undo, and no broadcast.

        One that was put off meanwhile is left alone: it has to be told again.
        """
        wanted = tuple(ids)
        return self._store.write(lambda db: _told(db, wanted, when), "", undoable=False)


def _list(db: Db, tail: str, parameters: tuple[Any, ...]) -> list[Reminder]:
    return [_to_reminder(row) for row in db.execute(f"{_SELECT} {tail}", parameters)]


def _to_reminder(row: Any) -> Reminder:
    values = list(row)
    values[_LARGE] = values[_LARGE] != 0
    return Reminder(*values)


def _get(db: Db, id: str) -> Reminder | None:
    return next(iter(_list(db, "WHERE reminder.id = ?", (id,))), None)


def _must(db: Db, id: str) -> Reminder:
    reminder = _get(db, id)
    if reminder is None:
        raise UserError(tr("这条提醒已经不在了。"), tr("它可能刚被删除,可以用撤销找回。"))
    return reminder


def _open(db: Db, id: str) -> Reminder:
    reminder = _must(db, id)
    if reminder.done_at is not None:
        raise UserError(tr("这条提醒已经完成了。"), tr("还要再跟就新建一条提醒。"))
    return reminder


def _content(db: Db, draft: ReminderDraft) -> dict[str, Any]:
    """The columns that say what a reminder is."""
    text = desk_rows.masked(draft.text)
    if not text:
        raise UserError(tr("提醒是空的。"), tr("写下到时要做的事再保存。"))
    buyer = desk_rows.now_called(db, draft.buyer)
    if buyer:
        desk_rows.check_buyer(db, buyer)
    order = desk_rows.plain(draft.order)
    return {
        "buyer": buyer,
        "text": text,
        "due": draft.due,
        "kind": draft.kind,
        "order_no": order,
        "note": draft.note,
        "round": draft.round,
        "channel": draft.channel,
        "large": int(draft.large),
        "since": draft.since,
        "key": desk_rows.search_key(text, order),
    }


def _add(db: Db, draft: ReminderDraft, when: float, zone: str, agent: str) -> Outcome[Reminder]:
    row = {
        "id": desk_rows.new_id(),
        **_content(db, draft),
        "at": when,
        "zone": zone,
        "agent": desk_rows.plain(agent),
    }
    back = desk_rows.insert(db, "reminder", row)
    desk_rows.touch(db, [draft.buyer], when)
    return Outcome(_must(db, row["id"]), _REMINDERS, (back,))


def _add_all(
    db: Db, drafts: Sequence[ReminderDraft], when: float, zone: str, agent: str
) -> Outcome[list[Reminder]]:
    made = [_add(db, draft, when, zone, agent).value for draft in drafts]
    if not made:
        return Outcome([])
    back = RowSet("reminder", "id", delete=tuple(one.id for one in made))
    return Outcome(made, _REMINDERS, (back,))


def _edit(db: Db, id: str, draft: ReminderDraft) -> Outcome[Reminder]:
    old = _must(db, id)
    values = _content(db, draft)
    if draft.due != old.due:
        values["told_at"] = None
    back = desk_rows.update(db, "reminder", id, values)
    return Outcome(_must(db, id), _REMINDERS, (back,))


def _save(
    db: Db, save: ReminderSave, when: float, zone: str, agent: str
) -> Outcome[list[Reminder]]:
    drafts, changes = save.drafts, _REMINDERS
    if save.account[0]:
        made = buyers.written_of(db, *save.account, when)
        drafts = tuple(replace(draft, buyer=made.value.id) for draft in drafts)
        changes = Changes(reminders=True, buyers=bool(made.changes))
    text_drafts.drop(db, save.kept)
    if save.id:
        (draft,) = drafts
        edited = _edit(db, save.id, draft)
        return Outcome([edited.value], changes, edited.inverse)
    added = _add_all(db, drafts, when, zone, agent)
    return Outcome(added.value, changes, added.inverse)


def _end(db: Db, end: ReminderEnd, when: float, zone: str, agent: str) -> Outcome[None]:
    done = [_finish(db, end.id, end.result, when, agent, end.reason, end.remark)]
    # One that ended elsewhere meanwhile needs no end.
    rest = (id for id in end.rest if _is_open(db, id))
    done += [_finish(db, id, "dropped", when, agent, "", "") for id in rest]
    parts: list[Outcome[Any]] = [*done]
    if end.following is not None:
        parts.append(_add(db, end.following, when, zone, agent))
    if end.note is not None:
        parts.append(notes.add(db, end.note, when, zone, agent))
    text_drafts.drop(db, end.kept)
    back = tuple(rows for part in reversed(parts) for rows in part.inverse or ())
    return Outcome(None, Changes(reminders=True, notes=end.note is not None), back)


def _is_open(db: Db, id: str) -> bool:
    found = _get(db, id)
    return found is not None and found.done_at is None


def _snooze(db: Db, id: str, until: float) -> Outcome[None]:
    old = _open(db, id)
    values = {"due": until, "snoozed": old.snoozed + 1, "told_at": None}
    back = desk_rows.update(db, "reminder", id, values)
    return Outcome(None, _REMINDERS, (back,))


def _finish(
    db: Db, id: str, result: Result, when: float, agent: str, reason: str, remark: str
) -> Outcome[None]:
    old = _open(db, id)
    if not result:
        raise UserError(tr("还没有选结果。"), tr("选一个结果再完成。"))
    values = {
        "done_at": when,
        "result": result,
        "reason": desk_rows.masked(reason),
        "remark": desk_rows.masked(remark),
        "done_by": desk_rows.plain(agent),
    }
    back = desk_rows.update(db, "reminder", id, values)
    desk_rows.touch(db, [old.buyer], when)
    return Outcome(None, _REMINDERS, (back,))


def _remove(db: Db, id: str) -> Outcome[bool]:
    rows = desk_rows.whole(db, "reminder", "id = ?", (id,))
    db.execute("DELETE FROM reminder WHERE id = ?", (id,))
    back = (RowSet("reminder", "id", insert=rows),)
    return Outcome(True, _REMINDERS, back) if rows else Outcome(False)


def _told(db: Db, ids: Sequence[str], when: float) -> Outcome[None]:
    sql = "UPDATE reminder SET told_at = ?1 WHERE id = ?2 AND due <= ?1"
    db.many(sql, [(when, id) for id in ids])
    return Outcome(None)
