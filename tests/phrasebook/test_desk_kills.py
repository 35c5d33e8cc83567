"""Three hundred kills in mid-write: nothing that was acknowledged is lost, no file is corrupt."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from phrasebook.store import sqlite
from tests.needs import needs
from tests.phrasebook.desk_helpers import KEY, desk_in
from tests.phrasebook.desk_kills import kill, lost

pytestmark = [
    needs("fork"),
    pytest.mark.slow,
]
KILLS = 300


def test_three_hundred_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    kills = kill(tmp_path, KILLS)
    print(
        f"{KILLS} kills, {len(kills.acknowledged)} acknowledged,"
        f" reopened in {kills.p95():.1f} ms (p95)"
    )
    assert len(kills.opened) == KILLS
    assert len(set(kills.acknowledged)) == len(kills.acknowledged) >= 2 * KILLS
    assert lost(tmp_path, kills) == ([], "ok")
    with desk_in(tmp_path) as desk:
        desk.store.check().result()
        assert desk.note(desk.buyer()).id


def test_a_note_that_is_not_there_and_a_broken_file_are_seen(tmp_path: Path) -> None:
    kills = kill(tmp_path, 3)
    missing = "0" * 32
    assert lost(tmp_path, replace(kills, acknowledged=(*kills.acknowledged, missing)))[0] == [
        missing
    ]
    connection = sqlite.connect(tmp_path / "desk.db", key=KEY)
    connection.execute("DROP TRIGGER event_stays")
    connection.execute("DELETE FROM handover_event WHERE seq = 1")
    connection.close()
    assert lost(tmp_path, kills) == ([], "half written")
    path = tmp_path / "desk.db"
    data = bytearray(path.read_bytes())
    data[-2000] ^= 1
    path.write_bytes(data)
    assert "HMAC" in lost(tmp_path, kills)[1]
