"""What was erased, remembered so that no file of another PC brings it back.

Only keyed hashes are kept (HMAC-SHA-256 under a random key in the same encrypted file): they
answer whether a given name or id was erased, and name nobody by themselves.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

from phrasebook.store.database import Db

_KEY: Final = "erased_key"


def key(db: Db) -> bytes:
    """The key of the hashes, made when it is first asked for (inside a writing transaction)."""
    found = db.row("SELECT value FROM meta WHERE key = ?", (_KEY,))
    if found is not None:
        return bytes.fromhex(found[0])
    made = secrets.token_bytes(32)
    db.execute("INSERT INTO meta (key, value) VALUES (?, ?)", (_KEY, made.hex()))
    return made


def add_handovers(db: Db, ids: Iterable[str]) -> None:
    """Remember handovers that are removed for good."""
    secret = key(db)
    _add(db, [_mark(secret, "handover", id) for id in ids])


def add_buyer(db: Db, name: str, platform: str) -> None:
    """Remember the account of a buyer that a person erased."""
    _add(db, [_mark(key(db), "buyer", name, platform)])


def handover(db: Db, secret: bytes, id: str) -> bool:
    """Whether this handover was removed here."""
    return _has(db, _mark(secret, "handover", id))


def buyer(db: Db, secret: bytes, name: str, platform: str) -> bool:
    """Whether a buyer of this account was erased here."""
    return _has(db, _mark(secret, "buyer", name, platform))


def _mark(secret: bytes, *parts: str) -> bytes:
    # NUL cannot be in a stored name, so no two lists of parts give the same text.
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).digest()


def _add(db: Db, marks: list[bytes]) -> None:
    db.many("INSERT OR IGNORE INTO erased VALUES (?)", [(mark,) for mark in marks])


def _has(db: Db, mark: bytes) -> bool:
    return db.row("SELECT 1 FROM erased WHERE mark = ?", (mark,)) is not None
