"""The schema of the desk (备注本), as ordered steps: buyers, notes, handovers, reminders, picks.

Search works on folded columns (``*_key``) and has no index of words: an index keeps trigrams of
deleted rows (reference/reliability.md 4), and a scan of 10,000 rows takes under 2 ms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from phrasebook.store.schema import Schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlite_utils import Database

DESK_TITLE: Final = "备注本"
"""What messages call the file."""

FROZEN: Final = (
    "seq", "id", "because", "wants", "please", "how", "severity", "due", "if_says", "reply",
    "phrase", "order_no", "note", "key", "name", "platform", "at", "zone", "by_number", "by_shift",
)  # fmt: skip
"""Columns of a handover that say what was handed over; a trigger holds them."""

_TABLES: Final = (
    # No unique index over the three: undoing a merge must not fail because the buyer was met
    # again meanwhile. ``buyers.ensure`` looks inside its transaction.
    """
    CREATE TABLE buyer (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        platform TEXT NOT NULL DEFAULT '',
        shop TEXT NOT NULL DEFAULT '',
        type TEXT NOT NULL DEFAULT '',
        created REAL NOT NULL,
        touched REAL NOT NULL,
        name_key TEXT NOT NULL,
        initials TEXT NOT NULL DEFAULT '',
        spelled TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX buyer_name ON buyer(name, platform, shop)",
    "CREATE INDEX buyer_touched ON buyer(touched)",
    # "n" orders notes as they were written, whatever the clock did; AUTOINCREMENT, so that an
    # undo never meets a number given anew.
    """
    CREATE TABLE note (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        buyer TEXT NOT NULL REFERENCES buyer(id),
        text TEXT NOT NULL,
        flag TEXT NOT NULL,
        order_no TEXT NOT NULL DEFAULT '',
        open INTEGER NOT NULL DEFAULT 0,
        due REAL,
        fields TEXT NOT NULL DEFAULT '[]',
        at REAL NOT NULL,
        zone TEXT NOT NULL,
        agent TEXT NOT NULL DEFAULT '',
        done_at REAL,
        edited REAL,
        key TEXT NOT NULL
    )
    """,
    "CREATE INDEX note_buyer ON note(buyer)",
    "CREATE INDEX note_open ON note(due) WHERE open = 1 AND done_at IS NULL",
    "CREATE INDEX note_flag ON note(flag, at)",
    # The text as typed, where the agent said keep.
    "CREATE TABLE note_full (note TEXT NOT NULL PRIMARY KEY REFERENCES note(id) ON DELETE CASCADE,"
    " text TEXT NOT NULL, until REAL NOT NULL)",
    # Who looked at one; it outlives the note, so it names the buyer too.
    "CREATE TABLE opened (n INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT NOT NULL,"
    " buyer TEXT NOT NULL, agent TEXT NOT NULL, at REAL NOT NULL)",
    "CREATE INDEX opened_buyer ON opened(buyer)",
    "CREATE TABLE picture (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,"
    " note TEXT NOT NULL REFERENCES note(id) ON DELETE CASCADE, at REAL NOT NULL,"
    " png BLOB NOT NULL)",
    # With all that lists ask for, so that they never read past a picture.
    "CREATE INDEX picture_note ON picture(note, n, id)",
    # "seq" is the order of handing over; AUTOINCREMENT, so that it depends on no clock.
    """
    CREATE TABLE handover (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        buyer TEXT NOT NULL DEFAULT '',
        because TEXT NOT NULL,
        wants TEXT NOT NULL,
        please TEXT NOT NULL,
        how TEXT NOT NULL,
        severity TEXT NOT NULL CHECK (severity IN ('urgent', 'watch', 'know')),
        due REAL,
        if_says TEXT NOT NULL,
        reply TEXT NOT NULL,
        phrase TEXT NOT NULL,
        order_no TEXT NOT NULL,
        note TEXT NOT NULL,
        key TEXT NOT NULL,
        name TEXT NOT NULL,
        platform TEXT NOT NULL,
        at REAL NOT NULL,
        zone TEXT NOT NULL,
        by_number TEXT NOT NULL,
        by_shift TEXT NOT NULL,
        to_shift TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'working', 'done')),
        owner_number TEXT NOT NULL DEFAULT '',
        owner_shift TEXT NOT NULL DEFAULT '',
        changed REAL NOT NULL
    )
    """,
    "CREATE INDEX handover_buyer ON handover(buyer)",
    "CREATE INDEX handover_state ON handover(state, changed)",
    # "mark" is the shift of a carried one: each is there once at most, whatever the clock does.
    """
    CREATE TABLE handover_event (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        handover TEXT NOT NULL REFERENCES handover(id),
        kind TEXT NOT NULL,
        at REAL NOT NULL,
        by_number TEXT NOT NULL,
        by_shift TEXT NOT NULL,
        text TEXT NOT NULL DEFAULT '',
        mark TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX event_handover ON handover_event(handover)",
    "CREATE UNIQUE INDEX event_carried ON handover_event(handover, mark) WHERE kind = 'carried'",
    # Handovers whose removal as a whole is under way; empty outside such a transaction.
    "CREATE TABLE removing (handover TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    """
    CREATE TABLE reminder (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        buyer TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL,
        due REAL NOT NULL,
        kind TEXT NOT NULL,
        order_no TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT '',
        round INTEGER NOT NULL DEFAULT 1,
        channel TEXT NOT NULL DEFAULT '',
        large INTEGER NOT NULL DEFAULT 0,
        since REAL,
        at REAL NOT NULL,
        zone TEXT NOT NULL,
        agent TEXT NOT NULL DEFAULT '',
        done_at REAL,
        result TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        remark TEXT NOT NULL DEFAULT '',
        snoozed INTEGER NOT NULL DEFAULT 0,
        told_at REAL,
        done_by TEXT NOT NULL DEFAULT '',
        key TEXT NOT NULL
    )
    """,
    "CREATE INDEX reminder_buyer ON reminder(buyer)",
    "CREATE INDEX reminder_open ON reminder(due) WHERE done_at IS NULL",
    "CREATE INDEX reminder_done ON reminder(done_at) WHERE done_at IS NOT NULL",
    # seen_at: when retention saw it first; a change of the text makes it unseen.
    "CREATE TABLE text_draft (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL, seen_at REAL)",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
)

_NOT_REMOVED: Final = "NOT EXISTS (SELECT 1 FROM removing WHERE handover = old.{id})"

_TRIGGERS: Final = (
    f"""
    CREATE TRIGGER handover_frozen BEFORE UPDATE OF {", ".join(FROZEN)} ON handover
    BEGIN SELECT raise(ABORT, 'what was handed over is never rewritten'); END
    """,
    f"""
    CREATE TRIGGER handover_stays BEFORE DELETE ON handover WHEN {_NOT_REMOVED.format(id="id")}
    BEGIN SELECT raise(ABORT, 'a handover is never deleted alone'); END
    """,
    # INSERT OR REPLACE deletes without a trigger of deletion.
    """
    CREATE TRIGGER handover_new BEFORE INSERT ON handover
    WHEN EXISTS (SELECT 1 FROM handover WHERE seq = new.seq OR id = new.id)
    BEGIN SELECT raise(ABORT, 'a handover is never replaced'); END
    """,
    """
    CREATE TRIGGER event_frozen BEFORE UPDATE ON handover_event
    BEGIN SELECT raise(ABORT, 'history is never rewritten'); END
    """,
    f"""
    CREATE TRIGGER event_stays BEFORE DELETE ON handover_event
    WHEN {_NOT_REMOVED.format(id="handover")}
    BEGIN SELECT raise(ABORT, 'history is never shortened'); END
    """,
    """
    CREATE TRIGGER event_new BEFORE INSERT ON handover_event
    WHEN EXISTS (SELECT 1 FROM handover_event WHERE seq = new.seq)
    BEGIN SELECT raise(ABORT, 'history is never replaced'); END
    """,
    """
    CREATE TRIGGER event_last AFTER INSERT ON handover_event
    WHEN EXISTS (SELECT 1 FROM handover_event WHERE seq > new.seq)
    BEGIN SELECT raise(ABORT, 'history grows only at its end'); END
    """,
)


def _v1(db: Database) -> None:
    """Everything of the desk, and the triggers that keep its history."""
    for statement in (*_TABLES, *_TRIGGERS):
        db.execute(statement)


def _v2(db: Database) -> None:
    """Pictures of drafts; what a merge took in; what was erased; what was learned from picks."""
    _v2_draft_pictures(db)
    _v2_merged(db)
    _v2_erased(db)
    _v2_picks(db)


def _v2_draft_pictures(db: Database) -> None:
    """Pictures of what is typed and not saved yet; they go with their draft."""
    db.execute(
        """
        CREATE TABLE text_draft_picture (
            draft TEXT NOT NULL REFERENCES text_draft(name) ON DELETE CASCADE ON UPDATE CASCADE,
            n INTEGER NOT NULL,
            png BLOB NOT NULL,
            PRIMARY KEY (draft, n)
        )
        """
    )


def _v2_merged(db: Database) -> None:
    """The accounts that were merged into a buyer: what still names them means that buyer."""
    db.execute(
        """
        CREATE TABLE merged (
            id TEXT NOT NULL PRIMARY KEY,
            buyer TEXT NOT NULL REFERENCES buyer(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            platform TEXT NOT NULL,
            shop TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX merged_buyer ON merged(buyer)")
    db.execute("CREATE INDEX merged_name ON merged(name, platform, shop)")


def _v2_erased(db: Database) -> None:
    """Keyed hashes of erased buyers and handovers, which no import may bring back."""
    db.execute("CREATE TABLE erased (mark BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID")


def _v2_picks(db: Database) -> None:
    """What agents picked after which kind of message, as keyed numbers; the key is in ``meta``."""
    db.execute(
        """
        CREATE TABLE pick (
            n INTEGER PRIMARY KEY AUTOINCREMENT,
            phrase TEXT NOT NULL,
            marks BLOB NOT NULL,
            good INTEGER NOT NULL,
            buyer TEXT NOT NULL DEFAULT '',
            who BLOB NOT NULL,
            at REAL NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX pick_buyer ON pick(buyer)")
    db.execute("CREATE INDEX pick_who ON pick(who)")


STEPS: Final[tuple[Callable[[Database], None], ...]] = (_v1, _v2)

# A note that was removed stays in older copies: fewer of them, so that it is gone within a week.
DESK: Final = Schema(
    "desk.db",
    DESK_TITLE,
    STEPS,
    secure_delete=True,
    ballast=True,
    copies=7,
    trace="desk.key.json",
    pending="desk.new",
    counted=(("buyer", "买家"), ("note", "备注"), ("handover", "交接"), ("reminder", "提醒")),
)
