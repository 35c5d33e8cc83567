"""A data folder with a desk of known content, for scenes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from assistant.desk.keys import DeskKeys
from phrasebook.store import DESK, Store
from tests.kills.scene import Steps, World
from tests.phrasebook.desk_helpers import Desk

PASSPHRASE = "青石板路 moss 42 lantern"
BUYERS = 3
NOTES = 4
NOW = time.time()


def fill(folder: Path, *, copies: int = 2) -> str:
    """Make a desk with ``BUYERS`` buyers of ``NOTES`` notes each; gives the recovery key."""
    made = DeskKeys(folder, None).create(PASSPHRASE)
    desk = Desk(Store.open(folder, DESK, key=made.key))
    try:
        for number in range(BUYERS):
            buyer = desk.buyer(f"买家{number}", NOW)
            for count in range(NOTES):
                desk.note(buyer, f"第 {count} 条", NOW)
        for _ in range(copies):
            desk.store.backup("daily").result()
    finally:
        desk.close()
    return made.text


def counts(world: World) -> Steps:
    """Buyers and notes of the open desk."""
    desk = world.desk
    assert desk is not None
    found: dict[str, Any] = {}
    for name, table in (("buyers", "buyer"), ("notes", "note")):
        asked = desk.store.read(lambda db, table=table: db.value(f"SELECT count(*) FROM {table}"))
        found[name] = yield from world.result(asked)
    return found
