"""Power cuts while the desk is written: nothing acknowledged is lost, no file is corrupt."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from phrasebook.store import DESK, sqlite
from tests.needs import needs
from tests.phrasebook.desk_helpers import KEY, desk_in
from tests.phrasebook.power_cut import Change, State, record, states

NAME = DESK.file_name
pytestmark = [
    needs("strace"),
    pytest.mark.slow,
]

CHILD = """
import os, sys
from pathlib import Path
from phrasebook.desk import HandoverDraft, NoteDraft
from tests.phrasebook.desk_helpers import LI, NOW, ZONE, desk_in
folder, synchronous, checkpoint, count = Path(sys.argv[1]), *sys.argv[2:]
with desk_in(folder) as desk:
    desk.store.read(lambda db: db.value(f"PRAGMA synchronous = {synchronous}")).result()
    desk.store.read(lambda db: db.value(f"PRAGMA wal_autocheckpoint = {checkpoint}")).result()
    buyer = desk.buyers.find("").result()[0].buyer
    for number in range(int(count)):
        if number % 5 == 4:
            draft = HandoverDraft(buyer.id, please="催仓库")
            id = desk.handovers.hand([draft], LI, NOW, ZONE).result()[0].id
        else:
            draft = NoteDraft(buyer.id, "物流停滞" * 40, open=True)
            id = desk.notes.add(draft, NOW, ZONE, "07").result().id
        os.write(1, id.encode() + b"\\n")
"""


def recorded(
    folder: Path, synchronous: str, checkpoint: int, count: int
) -> tuple[list[Change], dict[str, bytes]]:
    """A desk that a child writes; what it did, and what was there before."""
    if not shutil.which("strace"):
        pytest.skip("no strace: nothing can be recorded")
    probe = subprocess.run(["strace", "-f", "true"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("strace may not trace here")
    with desk_in(folder) as desk:
        desk.buyer()
    before = {NAME: (folder / NAME).read_bytes()}
    changes = record(CHILD, folder, synchronous, str(checkpoint), str(count))
    assert sum(change.kind == "said" for change in changes) == count
    assert any(change.kind == "write" and change.name == NAME for change in changes)
    return changes, before


def judged(place: Path, state: State) -> tuple[int, bool]:
    """How many acknowledged rows a state has lost, and whether it is corrupt."""
    for old in place.iterdir():
        old.unlink()
    for name, data in state.files.items():
        (place / name).write_bytes(data)
    connection = sqlite.connect(place / NAME, key=KEY)
    try:
        # It has no index of words; every page is proved by its checksum as it is read.
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return 0, True
        there = {
            row[0]
            for row in connection.execute("SELECT id FROM note UNION ALL SELECT id FROM handover")
        }
        half = connection.execute(
            "SELECT (SELECT count(*) FROM handover) <> (SELECT count(*) FROM handover_event)"
        ).fetchone()[0]
    except sqlite.Error:
        return 0, True
    finally:
        connection.close()
    return len(set(state.said) - there), bool(half)


def cuts(folder: Path, place: Path, synchronous: str, checkpoint: int, count: int):
    """Each state of a recording with what it lost."""
    changes, before = recorded(folder, synchronous, checkpoint, count)
    place.mkdir()
    return [(*judged(place, state), state) for state in states(changes, before)]


@pytest.mark.parametrize(("checkpoint", "count"), [(20, 25), (1000, 35)])
def test_no_power_cut_loses_or_breaks_anything(tmp_path: Path, checkpoint: int, count: int) -> None:
    seen = cuts(tmp_path / "desk", tmp_path / "cut", "FULL", checkpoint, count)
    lost = [state for missing, _, state in seen if missing]
    corrupt = [state for _, is_corrupt, state in seen if is_corrupt]
    print(f"{len(seen)} power cuts, {len(lost)} lost, {len(corrupt)} corrupt")
    assert len(seen) >= 1_500
    assert (len(lost), len(corrupt)) == (0, 0)


def test_a_lazier_setting_is_caught_losing_acknowledged_notes(tmp_path: Path) -> None:
    seen = cuts(tmp_path / "desk", tmp_path / "cut", "NORMAL", 1000, 8)
    assert max(missing for missing, _, _ in seen) == 8
    assert not any(is_corrupt for _, is_corrupt, _ in seen)


def test_no_flushing_at_all_is_caught_breaking_the_file(tmp_path: Path) -> None:
    seen = cuts(tmp_path / "desk", tmp_path / "cut", "OFF", 20, 8)
    assert any(is_corrupt for _, is_corrupt, _ in seen)


# The simulator itself


def files_after(changes: list[Change], before: dict[str, bytes]) -> list[dict[str, bytes]]:
    return [state.files for state in states(changes, before) if state.kind == "none"]


def test_only_what_was_flushed_is_sure_to_be_there() -> None:
    changes = [
        Change("write", "a", 2, b"xy"), Change("said", "one"), Change("sync", "a"),
        Change("truncate", "a", 3), Change("sync", "a"), Change("unlink", "a"),
    ]  # fmt: skip
    found = files_after(changes, {"a": b"1234"})
    assert [state["a"] for state in found] == [
        b"1234", b"1234", b"12xy", b"12xy", b"12x", b"12x",
    ]  # fmt: skip
    assert [state.said for state in states(changes, {}) if state.kind == "none"] == [
        (), ("one",), ("one",), ("one",), ("one",), ("one",),
    ]  # fmt: skip


def test_of_what_waits_any_half_may_be_there_and_sectors_may_be_torn() -> None:
    changes = [Change("write", "a", start * 4096, b"x" * 4096) for start in range(4)]
    before = {"a": b"-" * 4 * 4096}
    halves, torn = set(), set()
    for seed in range(50):
        *_, half, tear = states(changes, before, seed)
        halves.add(half.files["a"].count(b"x"))
        torn.add(tear.files["a"].count(b"x"))
    assert halves == {count * 4096 for count in range(5)}
    assert all(count % 512 == 0 for count in torn)
    assert any(count % 4096 for count in torn)
