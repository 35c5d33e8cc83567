"""The repository of notes (备注) with their pictures and the full texts that are kept.

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``. Times are seconds since the epoch and always passed in.
"""

from __future__ import annotations

import json
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import Any, Final

from phrasebook.desk import Flag, Note, NoteDraft
from phrasebook.desk_saves import NoteSave
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import buyers, desk_rows, scrub, text_drafts
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.rows import clean
from phrasebook.store.undo import RowSet

MAX_PICTURE: Final = 4 * 1024 * 1024
"""Bytes of one picture."""
MAX_PICTURES: Final = 9
"""Pictures of one note."""

_NOTES: Final = Changes(notes=True)
_SELECT: Final = (
    "SELECT note.buyer, note.text, flag, order_no, open, due, note_full.until, fields, id, at,"
    " zone, agent, done_at, note_full.note IS NOT NULL,"
    " (SELECT group_concat(picture.id, ',' ORDER BY picture.n) FROM picture"
    "  WHERE picture.note = note.id), edited"
    " FROM note LEFT JOIN note_full ON note_full.note = note.id"
)


class Notes:
    """Notes in a ``Store`` of the desk."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store

    # Reading

    def of(self, buyer: str) -> Future[list[Note]]:
        """Notes of a buyer, the newest first."""
        return self._store.read(
            lambda db: _list(db, "WHERE note.buyer = ? ORDER BY n DESC", (buyer,))
        )

    def open(self, limit: int = 200) -> Future[list[Note]]:
        """Notes still to be done: by due time, those without one last."""
        tail = "WHERE open = 1 AND done_at IS NULL ORDER BY due IS NULL, due, n LIMIT ?"
        return self._store.read(lambda db: _list(db, tail, (limit,)))

    def by_flag(self, flag: Flag, since: float, until: float) -> Future[list[Note]]:
        """Notes of a kind written from ``since`` to before ``until``, the newest first."""
        tail = "WHERE flag = ? AND at >= ? AND at < ? ORDER BY n DESC"
        return self._store.read(lambda db: _list(db, tail, (flag, since, until)))

    def count_written(self, since: float, agent: str) -> Future[int]:
        """How many the agent of this number, or anyone for "", wrote since a time."""
        sql = "SELECT count(*) FROM note WHERE at >= ?1 AND (?2 = '' OR agent = ?2)"
        return self._store.read(lambda db: int(db.value(sql, (since, agent))))

    def get(self, id: str) -> Future[Note | None]:
        """One note; None if it is gone."""
        return self._store.read(lambda db: _get(db, id))

    def picture(self, id: str) -> Future[bytes | None]:
        """The PNG of a picture; None if it is gone."""
        return self._store.read(lambda db: db.value("SELECT png FROM picture WHERE id = ?", (id,)))

    def full(self, id: str, when: float, agent: str) -> Future[str | None]:
        """The text as it was typed, if it is still kept; that it was opened is recorded."""
        return self._store.write(partial(_full, id=id, when=when, agent=agent), "", undoable=False)

    # Writing

    def add(self, draft: NoteDraft, when: float, zone: str, agent: str) -> Future[Note]:
        """Write a note; personal data is stored masked.

        Args:
            draft: The note. With ``keep_until`` the text as typed is kept beside the masked one
                until then, where masking took something away.
            when: Now.
            zone: Zone id of the clock.
            agent: Number of the agent.
        """
        return self._store.write(
            partial(add, draft=draft, when=when, zone=zone, agent=agent), tr("新建备注")
        )

    def edit(self, id: str, draft: NoteDraft, when: float) -> Future[Note]:
        """Change a note. A kept full text stays only if ``keep_until`` is set again."""
        return self._store.write(partial(_edit, id=id, draft=draft, when=when), tr("编辑备注"))

    def save(self, save: NoteSave, when: float, zone: str, agent: str) -> Future[Note]:
        """Store a note with its buyer and pictures, and settle its unsaved text: one write.

        Args:
            save: The note and what goes with it.
            when: Now.
            zone: Zone id of the clock.
            agent: Number of the agent.
        """
        return self._store.write(
            partial(_save, save=save, when=when, zone=zone, agent=agent),
            tr("编辑备注") if save.id else tr("新建备注"),
        )

    def remove(self, id: str) -> Future[bool]:
        """Remove a note with its pictures and its full text; False if it was gone."""
        return self._store.write(partial(_remove, id=id), tr("删除备注"))

    def done(self, id: str, when: float | None) -> Future[None]:
        """Say that what a note asks for is done; None opens it again."""
        label = tr("重新打开备注") if when is None else tr("完成备注")
        return self._store.write(partial(_done, id=id, when=when), label)

    def keep(self, id: str, text: str, until: float) -> Future[None]:
        """Keep a text as it was typed beside a note until a time."""
        return self._store.write(partial(_keep, id=id, text=text, until=until), tr("保留全文"))

    def attach(self, note: str, png: bytes, when: float) -> Future[str]:
        """Add a picture; the result is its id.

        The Future raises ``UserError`` beyond ``MAX_PICTURE`` bytes or ``MAX_PICTURES`` a note.
        """
        return self._store.write(partial(_attach, note=note, png=png, when=when), tr("添加图片"))

    def detach(self, id: str) -> Future[bool]:
        """Remove a picture; False if it was gone."""
        return self._store.write(partial(_detach, id=id), tr("删除图片"))


def expire(db: Db, now: float) -> list[str]:
    """Remove full texts whose time is over, inside a transaction; returns the ids of their notes.

    Undo steps of these notes may hold the texts, so they have to go, too.
    """
    over = [row[0] for row in db.rows("SELECT note FROM note_full WHERE until <= ?", (now,))]
    db.many("DELETE FROM note_full WHERE note = ?", [(note,) for note in over])
    if over:
        scrub.mark(db)
    return over


def _list(db: Db, tail: str, parameters: tuple[Any, ...]) -> list[Note]:
    return [_to_note(row) for row in db.execute(f"{_SELECT} {tail}", parameters)]


def _to_note(row: Any) -> Note:
    return Note(
        row[0], row[1], row[2], row[3], row[4] != 0, row[5], row[6],
        () if row[7] == "[]" else tuple((name, value) for name, value in json.loads(row[7])),
        row[8], row[9], row[10], row[11], row[12], row[13] != 0,
        tuple(row[14].split(",")) if row[14] else (), row[15],
    )  # fmt: skip


def _get(db: Db, id: str) -> Note | None:
    row = db.row(f"{_SELECT} WHERE id = ?", (id,))
    return _to_note(row) if row else None


def _must(db: Db, id: str) -> Note:
    note = _get(db, id)
    if note is None:
        raise UserError(tr("这条备注已经不在了。"), tr("它可能刚被删除,可以用撤销找回。"))
    return note


def _content(draft: NoteDraft) -> dict[str, Any]:
    """The columns that say what a note is."""
    fields = [(clean(name), desk_rows.masked(value)) for name, value in draft.fields]
    text = desk_rows.masked(draft.text)
    if not text and not fields:
        raise UserError(tr("备注是空的。"), tr("写下要记的事再保存。"))
    order = desk_rows.plain(draft.order)
    return {
        "buyer": draft.buyer,
        "text": text,
        "flag": draft.flag,
        "order_no": order,
        "open": int(draft.open),
        "due": draft.due,
        "fields": json.dumps(fields, ensure_ascii=False),
        "key": desk_rows.search_key(text, order, *(value for _, value in fields)),
    }


def _set_full(db: Db, note: str, text: str | None, until: float | None) -> RowSet:
    """Replace what is kept beside a note; returns the way back."""
    old = desk_rows.whole(db, "note_full", "note = ?", (note,))
    db.execute("DELETE FROM note_full WHERE note = ?", (note,))
    if text is not None and until is not None:
        db.execute("INSERT INTO note_full VALUES (?, ?, ?)", (note, text, until))
    return RowSet("note_full", "note", delete=(note,), insert=old)


def _typed(draft: NoteDraft, stored: str) -> str | None:
    """What is worth keeping beside the stored text; None if it says the same."""
    typed = clean(draft.text).strip()
    return typed if typed != stored else None


def _save(db: Db, save: NoteSave, when: float, zone: str, agent: str) -> Outcome[Note]:
    made = buyers.written_of(db, *save.account, when)
    draft = replace(save.draft, buyer=made.value.id)
    if save.id:
        note = _edit(db, save.id, draft, when, reopen=save.reopen)
    else:
        note = add(db, draft, when, zone, agent)
    back = tuple(_attach(db, note.value.id, png, when).inverse or () for png in save.pictures)
    text_drafts.drop(db, save.kept)
    changes = Changes(notes=True, buyers=bool(made.changes))
    # Newest first; what was added hangs on a new note and goes with it.
    inverse = (*(rows for part in reversed(back) for rows in part), *(note.inverse or ()))
    return Outcome(_must(db, note.value.id), changes, inverse)


def add(db: Db, draft: NoteDraft, when: float, zone: str, agent: str) -> Outcome[Note]:
    """Write a note, inside a transaction; see ``Notes.add``."""
    draft = replace(draft, buyer=desk_rows.now_called(db, draft.buyer))
    desk_rows.check_buyer(db, draft.buyer)
    row = {
        "id": desk_rows.new_id(),
        **_content(draft),
        "at": when,
        "zone": zone,
        "agent": desk_rows.plain(agent),
    }
    back = desk_rows.insert(db, "note", row)
    _set_full(db, row["id"], _typed(draft, row["text"]), draft.keep_until)
    desk_rows.touch(db, [draft.buyer], when)
    return Outcome(_must(db, row["id"]), _NOTES, (back,))


def _edit(db: Db, id: str, draft: NoteDraft, when: float, *, reopen: bool = False) -> Outcome[Note]:
    old = _must(db, id)
    draft = replace(draft, buyer=desk_rows.now_called(db, draft.buyer))
    desk_rows.check_buyer(db, draft.buyer)
    values = _content(draft) | {"edited": when}
    if reopen:
        values["done_at"] = None
    kept = _typed(draft, values["text"])
    if kept is None and values["text"] == old.text:
        # The masked text came back as it was shown, so the full one still belongs to it.
        kept = db.value("SELECT text FROM note_full WHERE note = ?", (id,))
    back = (
        desk_rows.update(db, "note", id, values),
        _set_full(db, id, kept, draft.keep_until),
    )
    desk_rows.touch(db, [old.buyer, draft.buyer], when)
    return Outcome(_must(db, id), _NOTES, back)


def _remove(db: Db, id: str) -> Outcome[bool]:
    rows = desk_rows.whole(db, "note", "id = ?", (id,))
    if not rows:
        return Outcome(False)
    back = (
        RowSet("note", "id", insert=rows),
        RowSet("note_full", "note", insert=desk_rows.whole(db, "note_full", "note = ?", (id,))),
        RowSet("picture", "id", insert=desk_rows.whole(db, "picture", "note = ?", (id,))),
    )
    # Pictures and full text go with it by their foreign keys.
    db.execute("DELETE FROM note WHERE id = ?", (id,))
    return Outcome(True, _NOTES, back)


def _done(db: Db, id: str, when: float | None) -> Outcome[None]:
    note = _must(db, id)
    back = desk_rows.update(db, "note", id, {"done_at": when})
    if when is not None:
        desk_rows.touch(db, [note.buyer], when)
    return Outcome(None, _NOTES, (back,))


def _full(db: Db, id: str, when: float, agent: str) -> Outcome[str | None]:
    row = db.row(
        "SELECT note_full.text, buyer FROM note_full JOIN note ON note.id = note_full.note"
        " WHERE note_full.note = ? AND until > ?",
        (id, when),
    )
    if row is None:
        return Outcome(None)
    db.execute(
        "INSERT INTO opened (note, buyer, agent, at) VALUES (?, ?, ?, ?)",
        (id, row[1], desk_rows.plain(agent), when),
    )
    return Outcome(str(row[0]))


def _keep(db: Db, id: str, text: str, until: float) -> Outcome[None]:
    _must(db, id)
    return Outcome(None, _NOTES, (_set_full(db, id, clean(text).strip(), until),))


def _attach(db: Db, note: str, png: bytes, when: float) -> Outcome[str]:
    found = _must(db, note)
    if len(png) > MAX_PICTURE:
        raise UserError(tr("图片太大,超过 4 MB。"), tr("请截小一些,或压缩后再贴。"))
    if len(found.pictures) >= MAX_PICTURES:
        raise UserError(
            tr("一条备注最多 {most} 张图。", most=MAX_PICTURES), tr("请另写一条备注再贴。")
        )
    id = desk_rows.new_id()
    row = {"id": id, "note": note, "at": when, "png": png}
    back = desk_rows.insert(db, "picture", row)
    desk_rows.touch(db, [found.buyer], when)
    return Outcome(id, _NOTES, (back,))


def _detach(db: Db, id: str) -> Outcome[bool]:
    rows = desk_rows.whole(db, "picture", "id = ?", (id,))
    db.execute("DELETE FROM picture WHERE id = ?", (id,))
    back = (RowSet("picture", "id", insert=rows),)
    return Outcome(True, _NOTES, back) if rows else Outcome(False)
