"""The repository of phrases (话术).

Every method returns a Future, its work runs on the store thread. Known faults travel in the
Future as ``UserError``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from phrasebook.i18n import tr
from phrasebook.model import Hit, Phrase, PhraseDraft, Scene, UserError
from phrasebook.store import rows
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.undo import RowSet

if TYPE_CHECKING:
    from types import ModuleType

Order = Literal["standard", "often", "recent"]

ORDERS: Final[dict[str, str]] = {
    "standard": "pinned DESC, position",
    "often": "pinned DESC, heat DESC, position",
    "recent": "pinned DESC, last_used DESC, position",
}
"""Pinned ones always come first, those never used last. "often" goes by heat (see
``index.heated``), so that last year's sale does not stay on top for ever."""

_PHRASES: Final = Changes(phrases=True)
_ID_BATCH: Final = 500
DAYS_KEPT: Final = 400
"""Days for which uses are counted: a year to compare with, and a month more."""


class Phrases:
    """Phrases in a ``Store``."""

    def __init__(self, store: Store) -> None:
        """Work on ``store``; several repositories may share one."""
        self._store = store
        store.after_undo(_follow_undo)

    # Reading

    def by_step(
        self, step: int, order: Order = "standard", limit: int = -1
    ) -> Future[list[Phrase]]:
        """Phrases of a step, pinned ones first; the first ``limit`` of them (-1: all)."""
        return self._store.read(
            lambda db: _list(db, f"WHERE step = ? ORDER BY {ORDERS[order]} LIMIT ?", (step, limit))
        )

    def by_scene(self, scene: str, order: Order = "standard") -> Future[list[Phrase]]:
        """Phrases of a scene, pinned ones first."""
        return self._store.read(
            lambda db: _list(db, f"WHERE scene = ? ORDER BY {ORDERS[order]}", (scene,))
        )

    def fitting(
        self, scenes: Sequence[str], uids: Sequence[str] = (), per_scene: int = 4
    ) -> Future[list[Phrase]]:
        """Phrases for a tip, a guide or a page: those named, then the first of each scene."""
        return self._store.read(lambda db: _fitting(db, tuple(scenes), tuple(uids), per_scene))

    def get(self, id: str) -> Future[Phrase | None]:
        """One phrase; None if it is gone."""
        return self._store.read(lambda db: _get(db, id))

    def many(self, ids: Iterable[str]) -> Future[list[Phrase]]:
        """Phrases in the order of ``ids``; those gone are left out."""
        wanted = tuple(ids)
        return self._store.read(lambda db: _many(db, wanted))

    def with_hotkeys(self) -> Future[list[Phrase]]:
        """Phrases that have a hotkey of their own."""
        return self._store.read(
            lambda db: _list(db, "WHERE hotkey <> '' ORDER BY step, position", ())
        )

    def by_code(self, code: str) -> Future[Phrase | None]:
        """The phrase that has a code, however it is cased; None if it is free or empty."""
        return self._store.read(lambda db: _by_code(db, code))

    def used(self, limit: int, order: Literal["often", "recent"]) -> Future[list[Phrase]]:
        """The phrases used most (lately counting more) or last, over all steps."""
        by = {"often": "heat", "recent": "last_used"}[order]
        return self._store.read(
            lambda db: _list(
                db, f"WHERE heat IS NOT NULL ORDER BY {by} DESC, position LIMIT ?", (limit,)
            )
        )

    def used_by_day(self, since_day: str) -> Future[list[tuple[str, int, int]]]:
        """How often phrases were pasted: day, step and number, in the order of days and steps.

        Args:
            since_day: First day, ``YYYY-MM-DD``; ``DAYS_KEPT`` days are known.
        """
        return self._store.read(
            lambda db: [
                (row[0], row[1], row[2])
                for row in db.rows(
                    "SELECT day, step, sum(n) FROM use_day WHERE day >= ?"
                    " GROUP BY day, step ORDER BY day, step",
                    (since_day,),
                )
            ]
        )

    def all(self) -> Future[list[Phrase]]:
        """Every phrase by step and position (for export and checks, not for a view)."""
        return self._store.read(lambda db: _list(db, "ORDER BY step, position", ()))

    def count(self) -> Future[int]:
        """How many phrases there are."""
        return self._store.read(lambda db: int(db.value("SELECT count(*) FROM phrase")))

    def scenes(self) -> Future[list[Scene]]:
        """The scenes that the store knows (id, step, title; ``say`` is empty)."""
        return self._store.read(
            lambda db: [
                Scene(row[0], row[1], row[2], "")
                for row in db.rows("SELECT id, step, title FROM scene ORDER BY position")
            ]
        )

    def search(self, query: str, limit: int = 50) -> Future[list[Hit]]:
        """Find phrases as the user types; best first. Empty for a query with nothing to find.

        A queued search that is no longer wanted can be taken back with ``Future.cancel()``.
        """
        return self._store.read(lambda db: _index().search(db, query, limit))

    # Writing

    def add(self, draft: PhraseDraft) -> Future[Phrase]:
        """Add a phrase at the end of its step."""
        return self._store.write(partial(_add, draft=draft), tr("新建话术"))

    def edit(self, id: str, draft: PhraseDraft) -> Future[Phrase]:
        """Change what a phrase says; a content update leaves it alone from then on."""
        return self._store.write(partial(_edit, id=id, draft=draft), tr("编辑话术"))

    def delete(self, ids: Iterable[str]) -> Future[int]:
        """Delete phrases; the result is how many. Standard ones stay away in content updates."""
        wanted = tuple(dict.fromkeys(ids))
        return self._store.write(partial(_delete, ids=wanted), tr("删除话术"))

    def pin(self, id: str, pinned: bool) -> Future[Phrase]:
        """Show a phrase before the others of its step, or no longer."""
        label = tr("置顶") if pinned else tr("取消置顶")
        return self._store.write(partial(_set, id=id, values={"pinned": int(pinned)}), label)

    def move(self, id: str, before: str | None) -> Future[Phrase]:
        """Place a phrase before another one of its step; None: at the end."""
        return self._store.write(partial(_move, id=id, before=before), tr("调整顺序"))

    def set_hotkey(self, id: str, text: str) -> Future[Phrase]:
        """Give a phrase its own hotkey; "" takes it away.

        The Future raises ``UserError`` where another phrase has that hotkey.
        """
        return self._store.write(partial(_set_hotkey, id=id, text=text), tr("设置热键"))

    def count_use(self, id: str, when: float, day: str = "") -> Future[None]:
        """Count a paste. Not undoable; unknown ids pass.

        Args:
            id: The phrase.
            when: Seconds since the epoch.
            day: Local day of it, ``YYYY-MM-DD``; "" for the day of UTC.
        """
        return self._store.write(partial(_count_use, id=id, when=when, day=day), "")

    def import_many(self, drafts: Iterable[PhraseDraft]) -> Future[int]:
        """Add many phrases in one transaction and one undo step; the result is how many."""
        wanted = tuple(drafts)
        return self._store.write(partial(_import, drafts=wanted), tr("导入话术"))

    def undo(self) -> Future[str]:
        """Take the newest step back; the result is its label, "" if there is none."""
        return self._store.undo()


def _index() -> ModuleType:
    # First cards are painted without a search: its modules are read by the first one or a write.
    from phrasebook.store import index

    return index


def changed(db: Db, n: int, values: dict[str, Any]) -> RowSet:
    """Set columns of one row; returns the way back."""
    names = tuple(values)
    old = db.rows(f"SELECT {', '.join(names)} FROM phrase WHERE n = ?", (n,))[0]
    sets = ", ".join(f"{name} = ?" for name in names)
    db.execute(f"UPDATE phrase SET {sets} WHERE n = ?", (*values.values(), n))
    return RowSet("phrase", "n", update=({"n": n, **dict(zip(names, old, strict=True))},))


def insert(db: Db, rows_to_add: Sequence[dict[str, Any]]) -> list[int]:
    """Insert whole rows (all with the same columns) and index them; returns their numbers."""
    if not rows_to_add:
        return []
    first = int(db.value("SELECT seq FROM sqlite_sequence WHERE name = 'phrase'") or 0) + 1
    names = tuple(rows_to_add[0])
    marks = ", ".join("?" * (len(names) + 1))
    db.many(
        f"INSERT INTO phrase (n, {', '.join(names)}) VALUES ({marks})",
        ((n, *row.values()) for n, row in enumerate(rows_to_add, start=first)),
    )
    numbers = list(range(first, first + len(rows_to_add)))
    _index().put(db, numbers, fresh=True)
    return numbers


def new_row(
    draft: PhraseDraft, *, step: int, position: float, uid: str | None = None
) -> dict[str, Any]:
    """A whole row for a draft, without its number."""
    from uuid import uuid4

    said = rows.content(draft)
    return {
        "id": uuid4().hex,
        "uid": uid,
        "step": step,
        **said,
        "hotkey": draft.hotkey,
        "position": position,
        "code_key": _index().code_key(said["code"]),
        "changed": time.time(),
    }


def step_of(db: Db, scene: str) -> int:
    """Step of a scene.

    Raises:
        UserError: There is no such scene.
    """
    step = db.value("SELECT step FROM scene WHERE id = ?", (scene,))
    if step is None:
        raise UserError(tr("没有“{scene}”这个场景。", scene=scene), tr("请另选一个场景。"))
    return int(step)


def end_of(db: Db, step: int) -> float:
    """A position after the last phrase of a step."""
    return (
        float(db.value("SELECT coalesce(max(position), 0) FROM phrase WHERE step = ?", (step,))) + 1
    )


def _list(db: Db, tail: str, parameters: tuple[Any, ...]) -> list[Phrase]:
    return [rows.to_phrase(row) for row in db.execute(f"{rows.SELECT} {tail}", parameters)]


def _fitting(
    db: Db, scenes: tuple[str, ...], uids: tuple[str, ...], per_scene: int
) -> list[Phrase]:
    found: dict[str, Phrase] = {}
    for uid in uids:
        for phrase in _list(db, "WHERE uid = ?", (uid,)):
            found[phrase.id] = phrase
    for scene in scenes:
        tail = f"WHERE scene = ? ORDER BY {ORDERS['standard']} LIMIT ?"
        for phrase in _list(db, tail, (scene, per_scene)):
            found.setdefault(phrase.id, phrase)
    return list(found.values())


def _by_code(db: Db, code: str) -> Phrase | None:
    key = _index().code_key(code)
    found = _list(db, "WHERE code_key = ? AND code_key <> '' LIMIT 1", (key,))
    return found[0] if found else None


def _get(db: Db, id: str) -> Phrase | None:
    row = db.row(f"{rows.SELECT} WHERE id = ?", (id,))
    return rows.to_phrase(row) if row else None


def _many(db: Db, ids: Sequence[str]) -> list[Phrase]:
    found: dict[str, Phrase] = {}
    for start in range(0, len(ids), _ID_BATCH):
        part = ids[start : start + _ID_BATCH]
        marks = ", ".join("?" * len(part))
        for phrase in _list(db, f"WHERE id IN ({marks})", tuple(part)):
            found[phrase.id] = phrase
    return [found[id] for id in ids if id in found]


def _number(db: Db, id: str) -> int:
    n = db.value("SELECT n FROM phrase WHERE id = ?", (id,))
    if n is None:
        raise UserError(tr("这条话术已经不在了。"), tr("它可能刚被删除,可以用撤销找回。"))
    return int(n)


def _must(db: Db, id: str) -> Phrase:
    phrase = _get(db, id)
    if phrase is None:
        raise UserError(tr("这条话术已经不在了。"), tr("它可能刚被删除,可以用撤销找回。"))
    return phrase


def _checked(draft: PhraseDraft) -> None:
    if not rows.clean(draft.text).strip():
        raise UserError(tr("话术内容是空的。"), tr("写下要发给买家的话再保存。"))


def _free_hotkey(db: Db, text: str, id: str) -> None:
    other = text and db.value("SELECT title FROM phrase WHERE hotkey = ? AND id <> ?", (text, id))
    if other:
        raise UserError(
            tr("{hotkey} 已经给了“{title}”。", hotkey=text, title=other), tr("请换一个热键。")
        )


def _add(db: Db, draft: PhraseDraft) -> Outcome[Phrase]:
    _checked(draft)
    _free_hotkey(db, draft.hotkey, "")
    step = step_of(db, draft.scene)
    row = new_row(draft, step=step, position=end_of(db, step))
    (n,) = insert(db, [row])
    return Outcome(_must(db, row["id"]), _PHRASES, (RowSet("phrase", "n", delete=(n,)),))


def _import(db: Db, drafts: Sequence[PhraseDraft]) -> Outcome[int]:
    ends: dict[int, float] = {}
    rows_to_add = []
    taken = {row[0] for row in db.rows("SELECT hotkey FROM phrase WHERE hotkey <> ''")}
    for draft in drafts:
        _checked(draft)
        step = step_of(db, draft.scene)
        ends[step] = ends[step] + 1 if step in ends else end_of(db, step)
        row = new_row(draft, step=step, position=ends[step])
        # A clash must not end an import of thousands: the first holder keeps the hotkey.
        if draft.hotkey in taken:
            row["hotkey"] = ""
        elif draft.hotkey:
            taken.add(draft.hotkey)
        rows_to_add.append(row)
    numbers = insert(db, rows_to_add)
    inverse = (RowSet("phrase", "n", delete=tuple(numbers)),)
    return Outcome(len(numbers), Changes(phrases=bool(numbers)), inverse if numbers else None)


def _edit(db: Db, id: str, draft: PhraseDraft) -> Outcome[Phrase]:
    _checked(draft)
    old = _must(db, id)
    n = _number(db, id)
    _free_hotkey(db, draft.hotkey, id)
    values = rows.content(draft)
    values["step"] = step_of(db, draft.scene)
    values["hotkey"] = draft.hotkey
    if draft.scene != old.scene and values["step"] != step_of(db, old.scene):
        values["position"] = end_of(db, values["step"])
    values |= {"code_key": _index().code_key(values["code"]), "edited": 1, "changed": time.time()}
    inverse = changed(db, n, values)
    _index().put(db, [n])
    return Outcome(_must(db, id), _PHRASES, (inverse,))


def _delete(db: Db, ids: Sequence[str]) -> Outcome[int]:
    gone: list[dict[str, Any]] = []
    buried: list[dict[str, Any]] = []
    for id in ids:
        cursor = db.execute("SELECT * FROM phrase WHERE id = ?", (id,))
        names = [column[0] for column in cursor.description]
        row = cursor.fetchone()
        if row is None:
            continue
        whole = dict(zip(names, row, strict=True))
        gone.append(whole)
        if whole["uid"]:
            buried.append({"uid": whole["uid"], "removed": time.time()})
    numbers = [row["n"] for row in gone]
    _index().drop(db, numbers)
    db.many("DELETE FROM phrase WHERE n = ?", [(n,) for n in numbers])
    db.many(
        "INSERT OR REPLACE INTO tombstone VALUES (?, ?)", [tuple(row.values()) for row in buried]
    )
    inverse = (
        RowSet("phrase", "n", insert=tuple(gone)),
        RowSet("tombstone", "uid", delete=tuple(row["uid"] for row in buried)),
    )
    return Outcome(len(gone), Changes(phrases=bool(gone)), inverse if gone else None)


def _set(db: Db, id: str, values: dict[str, Any]) -> Outcome[Phrase]:
    inverse = changed(db, _number(db, id), values)
    return Outcome(_must(db, id), _PHRASES, (inverse,))


def _set_hotkey(db: Db, id: str, text: str) -> Outcome[Phrase]:
    _free_hotkey(db, text, id)
    return _set(db, id, {"hotkey": text})


def _move(db: Db, id: str, before: str | None) -> Outcome[Phrase]:
    n = _number(db, id)
    step = int(db.value("SELECT step FROM phrase WHERE n = ?", (n,)))
    order = [
        (row[0], row[1], row[2])
        for row in db.execute(
            "SELECT n, id, position FROM phrase WHERE step = ? AND n <> ? ORDER BY position",
            (step, n),
        )
    ]
    place = next((i for i, row in enumerate(order) if row[1] == before), len(order))
    low = order[place - 1][2] if place else (order[0][2] - 2 if order else 0.0)
    high = order[place][2] if place < len(order) else low + 2
    middle = (low + high) / 2
    if low < middle < high:
        return Outcome(*_set_position(db, n, id, middle))
    # Fifty moves into one gap use up a double's digits: number the whole step anew.
    inverse = []
    numbers = [row[0] for row in order]
    numbers.insert(place, n)
    for position, number in enumerate(numbers, start=1):
        inverse.append(changed(db, number, {"position": float(position)}))
    return Outcome(_must(db, id), _PHRASES, tuple(inverse))


def _set_position(
    db: Db, n: int, id: str, position: float
) -> tuple[Phrase, Changes, tuple[RowSet, ...]]:
    inverse = changed(db, n, {"position": position})
    return _must(db, id), _PHRASES, (inverse,)


def _count_use(db: Db, id: str, when: float, day: str) -> Outcome[None]:
    row = db.row("SELECT n, heat, step FROM phrase WHERE id = ?", (id,))
    if row is None:
        return Outcome(None)
    db.execute(
        "UPDATE phrase SET use_count = use_count + 1,"
        " last_used = max(coalesce(last_used, ?1), ?1), heat = ?2 WHERE n = ?3",
        (when, _index().heated(row[1], when), row[0]),
    )
    _index().used(db, row[0])
    day = day or time.strftime("%Y-%m-%d", time.gmtime(when))
    db.execute(
        "INSERT INTO use_day VALUES (?, ?, ?, 1) ON CONFLICT (day, phrase) DO UPDATE SET n = n + 1",
        (day, row[2], id),
    )
    db.execute("DELETE FROM use_day WHERE day <= date(?, ?)", (day, f"-{DAYS_KEPT} days"))
    return Outcome(None, Changes(uses=True))


def _follow_undo(db: Db, table: str, keys: list[Any]) -> None:
    if table == "phrase":
        _index().put(db, keys)
