"""The schema, as ordered steps.

Each step and its number (``PRAGMA user_version``) and its check of foreign keys are one
transaction, and all pending steps together are another around it: a start that is interrupted
leaves the file as it was. A released step is never edited; a new schema is a new step with its own
golden database in ``tests/fixtures``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from phrasebook.store import sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database, Migrations


def _v1(db: Database) -> None:
    """Phrases, their scenes, what search needs, and what the user removed."""
    db.table("scene").create(
        {"id": str, "step": int, "title": str, "position": int},
        pk="id",
        not_null={"step", "title", "position"},
    )
    # "n" is the row number that the search index knows; AUTOINCREMENT, so that undoing a delete
    # never meets a number given anew. "step" repeats the scene's, so that the
    # cards of a step are read in order from one index.
    db.execute(
        """
        CREATE TABLE phrase (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            uid TEXT UNIQUE,
            scene TEXT NOT NULL REFERENCES scene(id),
            step INTEGER NOT NULL,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            variants TEXT NOT NULL DEFAULT '[]',
            code TEXT NOT NULL DEFAULT '',
            buyer_types TEXT NOT NULL DEFAULT '[]',
            ladder INTEGER,
            situation TEXT NOT NULL DEFAULT '',
            platforms TEXT NOT NULL DEFAULT '[]',
            valid_until TEXT NOT NULL DEFAULT '',
            hotkey TEXT NOT NULL DEFAULT '',
            position REAL NOT NULL,
            pinned INTEGER NOT NULL DEFAULT 0,
            edited INTEGER NOT NULL DEFAULT 0,
            use_count INTEGER NOT NULL DEFAULT 0,
            last_used REAL,
            heat REAL,
            code_key TEXT NOT NULL DEFAULT '',
            changed REAL NOT NULL
        )
        """
    )
    for statement in (
        "CREATE INDEX phrase_step ON phrase(step, pinned DESC, position)",
        "CREATE INDEX phrase_scene ON phrase(scene, position)",
        "CREATE INDEX phrase_code ON phrase(code_key, heat) WHERE code_key <> ''",
        "CREATE INDEX phrase_hotkey ON phrase(hotkey) WHERE hotkey <> ''",
        "CREATE INDEX phrase_heat ON phrase(heat) WHERE heat IS NOT NULL",
        # What search compares: the folded characters of every field (see search.py).
        "CREATE TABLE plain (n INTEGER PRIMARY KEY REFERENCES phrase(n) ON DELETE CASCADE,"
        " body TEXT NOT NULL)",
        # Every reading of every character in use, so that a query needs no dictionary.
        "CREATE TABLE han (char TEXT PRIMARY KEY, readings TEXT NOT NULL) WITHOUT ROWID",
        "CREATE VIRTUAL TABLE words USING fts5"
        "(t, content='', contentless_delete=1, detail=none, tokenize='ascii')",
        # The same words of the phrases used most, so that order by use is exact for them.
        "CREATE VIRTUAL TABLE used_words USING fts5"
        "(t, content='', contentless_delete=1, detail=none, tokenize='ascii')",
        "CREATE TABLE used (n INTEGER PRIMARY KEY, heat REAL NOT NULL)",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        # Standard phrases that the user removed: a content update does not bring them back.
        "CREATE TABLE tombstone (uid TEXT PRIMARY KEY, removed REAL NOT NULL) WITHOUT ROWID",
    ):
        db.execute(statement)


def _v2(db: Database) -> None:
    """The shop's own manual pages, and what a reader did with each page."""
    db.table("manual_page").create(
        {"id": str, "chapter": str, "title": str, "body": str, "base": str, "changed": float},
        pk="id",
        not_null={"chapter", "title", "body", "base", "changed"},
    )
    db.table("manual_mark").create(
        {"page": str, "read_at": float, "bookmarked": int},
        pk="page",
        not_null={"bookmarked"},
        defaults={"bookmarked": 0},
    )


def _v3(db: Database) -> None:
    """What agents picked after which kind of message, as numbers."""
    db.execute(
        "CREATE TABLE pick (n INTEGER PRIMARY KEY, phrase TEXT NOT NULL, marks BLOB NOT NULL,"
        " good INTEGER NOT NULL)"
    )


def _v4(db: Database) -> None:
    """How often each phrase was used on each local day, for the figures of the leader."""
    db.execute(
        "CREATE TABLE use_day (day TEXT NOT NULL, step INTEGER NOT NULL, phrase TEXT NOT NULL,"
        " n INTEGER NOT NULL, PRIMARY KEY (day, phrase)) WITHOUT ROWID"
    )


def _v5(db: Database) -> None:
    """No picks any more: they lie in the encrypted desk."""
    _v5_picks(db)


def _v5_picks(db: Database) -> None:
    """Drop what was learned; ``old_picks`` then takes its traces out of the disk.

    The marks cannot be moved: they are unkeyed, and of messages that were not masked.
    """
    db.execute("PRAGMA secure_delete = 1")
    db.execute("DROP TABLE IF EXISTS pick")
    db.execute("DELETE FROM meta WHERE key = 'picks.salt'")
    # A file that is just being made has no traces.
    if db.execute("SELECT 1 FROM phrase LIMIT 1").fetchone():
        db.execute("INSERT OR REPLACE INTO meta VALUES ('picks.traces', 'file')")


STEPS: Final[tuple[Callable[[Database], None], ...]] = (_v1, _v2, _v3, _v4, _v5)


def build(
    steps: tuple[Callable[[Database], None], ...] = STEPS, name: str = "phrasebook"
) -> Migrations:
    """The steps as a sqlite-utils migration set, numbered from 1; ``name`` tells sets apart."""
    from sqlite_utils import Migrations

    migrations = Migrations(name)
    for number, step in enumerate(steps, start=1):
        migrations(name=f"v{number}")(_numbered(step, number))
    return migrations


def version(connection: object) -> int:
    """Schema number of an open file; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])  # type: ignore[attr-defined]


def migrate(
    connection: object,
    steps: tuple[Callable[[Database], None], ...] = STEPS,
    name: str = "phrasebook",
) -> None:
    """Bring an open file to the newest schema.

    Foreign keys are off meanwhile (``transform`` of a referenced table needs it) and every step
    is checked before it counts.

    Raises:
        Error: A step failed; the file is as it was.
        ValueError: A step left rows that point nowhere; the file is as it was.
    """
    db = sqlite.utils(connection)
    connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[attr-defined]
    # Taken at once, so that of two programs that start on one folder the second waits and then
    # finds nothing pending.
    connection.execute("BEGIN IMMEDIATE")  # type: ignore[attr-defined]
    try:
        build(steps, name).apply(db)
        connection.execute("COMMIT")  # type: ignore[attr-defined]
    except BaseException:
        if connection.in_transaction:  # type: ignore[attr-defined]
            connection.execute("ROLLBACK")  # type: ignore[attr-defined]
        raise


def _numbered(step: Callable[[Database], None], number: int) -> Callable[[Database], None]:
    """Let a step end with its check and its number."""

    def run(db: Database) -> None:
        step(db)
        broken = db.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"step {number} leaves {len(broken)} rows that point nowhere")
        db.execute(f"PRAGMA user_version = {number}")

    return run
