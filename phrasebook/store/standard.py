"""Bring the standard phrases of a content version into the store.

One transaction: either the whole version is in and remembered, or nothing of it. What a user
edited or removed is never overwritten or brought back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Final

from phrasebook.model import PhraseDraft, Scene
from phrasebook.store import index, rows
from phrasebook.store.changes import Changes, Outcome
from phrasebook.store.database import Db, Store
from phrasebook.store.phrases import changed, end_of, insert, new_row

VERSION_KEY: Final = "content.version"


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What a content update did.

    Attributes:
        added: New phrases.
        updated: Phrases with a new wording.
        kept: Phrases left alone because a user edited or removed them.
        removed: Phrases that the new content no longer has.
    """

    added: int = 0
    updated: int = 0
    kept: int = 0
    removed: int = 0


def content_version(store: Store) -> Future[str]:
    """Version of the content in the store; "" before the first."""
    return store.read(
        lambda db: str(db.value("SELECT value FROM meta WHERE key = ?", (VERSION_KEY,)) or "")
    )


def renew_search(store: Store, check: Callable[[], None] = lambda: None) -> Future[bool]:
    """Make the search index anew where an older version of the program made it.

    Args:
        store: The open store.
        check: Asked on the way, on the store's thread; what it raises takes everything back.
    """

    def op(db: Db) -> Outcome[bool]:
        if index.renewed(db):
            return Outcome(False)
        with db.checking(check):
            index.renew(db)
        return Outcome(True, Changes(phrases=True))

    return store.write(op, "search", undoable=False)


def search_is_renewed(store: Store) -> Future[bool]:
    """Whether ``renew_search`` has nothing to do."""
    return store.read(index.renewed)


def put_scenes(store: Store, scenes: Iterable[Scene]) -> Future[None]:
    """Make the store know these scenes; a scene that moved takes its phrases along."""
    wanted = tuple(scenes)

    def op(db: Db) -> Outcome[None]:
        _put_scenes(db, wanted)
        return Outcome(None, Changes(phrases=True))

    return store.write(op, "scenes", undoable=False)


def sync_standard(
    store: Store,
    version: str,
    scenes: Sequence[Scene],
    phrases: Sequence[tuple[str, PhraseDraft]],
    *,
    complete: bool = True,
    check: Callable[[], None] = lambda: None,
) -> Future[SyncCounts]:
    """Bring one version of the content in.

    Args:
        store: The open store.
        version: Remembered when all is in.
        scenes: All scenes, in order.
        phrases: ``(uid, draft)`` of every standard phrase, in order.
        complete: False when a content file could not be read: then nothing is removed and the
            version is not remembered, so that the next start tries again.
        check: Asked on the way, on the store's thread; what it raises takes everything back.
    """

    def op(db: Db) -> Outcome[SyncCounts]:
        with db.checking(check):
            _put_scenes(db, scenes)
            counts = _sync(db, phrases, complete=complete)
        if complete:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (VERSION_KEY, version))
        return Outcome(counts, Changes(phrases=True, settings=complete))

    return store.write(op, "content", undoable=False)


def _put_scenes(db: Db, scenes: Sequence[Scene]) -> None:
    before = {row[0]: (row[1], row[2]) for row in db.rows("SELECT id, step, title FROM scene")}
    db.many(
        "INSERT INTO scene (id, step, title, position) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET step = excluded.step, title = excluded.title,"
        " position = excluded.position",
        [(scene.id, scene.step, scene.title, place) for place, scene in enumerate(scenes)],
    )
    for scene in scenes:
        old = before.get(scene.id)
        if old is None or old == (scene.step, scene.title):
            continue
        db.execute("UPDATE phrase SET step = ? WHERE scene = ?", (scene.step, scene.id))
        # The scene's title is searched with its phrases.
        index.put(
            db, [row[0] for row in db.rows("SELECT n FROM phrase WHERE scene = ?", (scene.id,))]
        )


def _sync(db: Db, phrases: Sequence[tuple[str, PhraseDraft]], *, complete: bool) -> SyncCounts:
    steps = dict(db.rows("SELECT id, step FROM scene"))
    buried = {row[0] for row in db.rows("SELECT uid FROM tombstone")}
    there = {
        row[0]: (row[1], row[2])
        for row in db.rows("SELECT uid, n, edited FROM phrase WHERE uid IS NOT NULL")
    }
    wanted = dict(phrases)
    added = []
    updated: list[int] = []
    kept = 0
    ends: dict[int, float] = {}
    for uid, draft in wanted.items():
        if uid in buried:
            kept += 1
            continue
        step = steps[draft.scene]
        if uid not in there:
            ends[step] = ends[step] + 1 if step in ends else end_of(db, step)
            added.append(new_row(draft, step=step, position=ends[step], uid=uid))
            continue
        n, edited = there[uid]
        values = rows.content(draft)
        values |= {"step": step, "code_key": index.code_key(values["code"])}
        names = ", ".join(values)
        same = db.row(f"SELECT {names} FROM phrase WHERE n = ?", (n,)) == tuple(values.values())
        if same:
            continue
        if edited:
            kept += 1
            continue
        changed(db, n, values | {"changed": time.time()})
        updated.append(n)
    insert(db, added)
    index.put(db, updated)
    gone = [
        n for uid, (n, edited) in there.items() if complete and uid not in wanted and not edited
    ]
    index.drop(db, gone)
    db.many("DELETE FROM phrase WHERE n = ?", [(n,) for n in gone])
    return SyncCounts(len(added), len(updated), kept, len(gone))
