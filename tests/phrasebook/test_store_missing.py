"""A data file that was there and is gone, empty or something else is a fault, never a new file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from phrasebook.store import (
    DESK,
    CorruptFileError,
    Phrases,
    Store,
    backup,
    lineage,
    presence,
    restoring,
)
from phrasebook.store.schema import PHRASEBOOK, Schema
from phrasebook.store.standard import put_scenes
from tests.needs import needs
from tests.phrasebook.desk_helpers import KEY, Desk, desk_in
from tests.phrasebook.store_helpers import draft, opened


def _desk(folder: Path) -> None:
    with desk_in(folder) as desk:
        desk.note(desk.buyer())
        desk.store.backup().result()


def _phrases(folder: Path) -> None:
    from phrasebook.scenes import scenes

    store = Store.open(folder)
    put_scenes(store, list(scenes())).result()
    Phrases(store).add(draft("自己写的")).result()
    store.backup().result()
    store.close()


def _rows(folder: Path, schema: Schema, key: str) -> int:
    store = Store.open(folder, schema, key=key)
    try:
        table = schema.counted[0][0]
        return int(store.read(lambda db: db.value(f"SELECT count(*) FROM {table}")).result())
    finally:
        store.close()


KINDS = [
    pytest.param(DESK, KEY, _desk, id="desk"),
    pytest.param(PHRASEBOOK, "", _phrases, id="phrases"),
]


def _remove(path: Path) -> None:
    path.unlink()


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def _cut_header(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _dangling(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent / "away" / path.name)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _log_only(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"x" * 5000)
    path.unlink()


def _no_tables(path: Path) -> None:
    path.unlink()
    from phrasebook.store import sqlite

    connection = sqlite.connect(path, key=KEY if path.stem == "desk" else "")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE t (n)")
    connection.execute("DROP TABLE t")
    connection.close()


LOSSES = [_remove, _empty, _zeros, _cut_header, _dangling, _folder, _pipe, _log_only, _no_tables]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize(("schema", "key", "fill"), KINDS)
def test_a_lost_file_is_a_fault_and_its_newest_copy_brings_it_back(
    tmp_path: Path,
    schema: Schema,
    key: str,
    fill: Callable[[Path], None],
    lose: Callable[[Path], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    if lose is _pipe and not hasattr(os, "mkfifo"):
        pytest.skip("no pipes in the file system")
    fill(tmp_path)
    path = tmp_path / schema.file_name
    lose(path)
    for _ in range(2):  # the look itself changes nothing
        with pytest.raises(CorruptFileError) as caught:
            Store.open(tmp_path, schema, key=key)
    assert caught.value.advice
    assert [copy.counts[0] for copy in caught.value.copies] == [1]
    caught.value.restore()
    assert _rows(tmp_path, schema, key) == 1
    assert not list(tmp_path.glob("*.partial"))


@pytest.mark.parametrize("copies_too", [False, True])
@pytest.mark.parametrize(("schema", "key", "fill"), KINDS)
def test_where_the_copies_are_gone_as_well_the_trace_tells(
    tmp_path: Path, schema: Schema, key: str, fill: Callable[[Path], None], copies_too: bool
) -> None:
    fill(tmp_path)
    (tmp_path / schema.trace).touch()  # the key file of the desk is none of the store's
    (tmp_path / schema.file_name).unlink()
    if copies_too:
        for copy in (tmp_path / backup.FOLDER).iterdir():
            copy.unlink()
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path, schema, key=key)
    assert "不见了" in caught.value.message
    assert bool(caught.value.copies) != copies_too
    if copies_too:
        caught.value.restore()
        assert _rows(tmp_path, schema, key) == 0


def test_a_damaged_trace_costs_nothing_and_is_written_anew(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    trace = tmp_path / "phrasebook.id"
    before = trace.read_bytes()
    trace.write_bytes(b"\xff\x87" * 500)
    with opened(tmp_path):
        assert trace.read_bytes() == before


@needs("symlinks")
def test_a_ring_of_links_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "a")
    assert presence.state(tmp_path / "a") == "other"


def test_what_was_announced_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / DESK.trace).touch()
    (tmp_path / DESK.pending).touch()
    assert _rows(tmp_path, DESK, KEY) == 0
    assert not (tmp_path / DESK.pending).exists()
    (tmp_path / DESK.file_name).unlink()
    with pytest.raises(CorruptFileError):
        Store.open(tmp_path, DESK, key=KEY)


def test_an_empty_file_put_in_place_on_purpose_keeps_the_copies(tmp_path: Path) -> None:
    from phrasebook.store import damage

    _desk(tmp_path)
    (tmp_path / "desk.db").unlink()
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path, DESK, key=KEY)
    damage.make_anew(caught.value, DESK, KEY)
    with desk_in(tmp_path) as desk:
        assert desk.buyers.count().result() == 0
        desk.buyers.erase(desk.buyer("新来的").id).result()
        desk.retention.scrub().result()
    assert [
        copy.counts[0] for copy in backup.sound_copies(tmp_path / "desk.db", KEY, ["buyer"])
    ] == [0, 1]


def _without_id(path: Path) -> None:
    from phrasebook.store import sqlite

    connection = sqlite.connect(path, key=KEY)
    connection.execute("PRAGMA application_id = 0")
    connection.close()


@pytest.mark.parametrize("age", ["with ids", "before ids"])
def test_an_erase_costs_no_copy_of_a_file_that_was_lost(tmp_path: Path, age: str) -> None:
    """An earlier version made a new file in the place of a lost one, under the same key."""
    _desk(tmp_path)
    copies = tmp_path / "elsewhere"
    (tmp_path / backup.FOLDER).rename(copies)
    (tmp_path / "desk.db").unlink()
    with desk_in(tmp_path) as desk:
        (tmp_path / backup.FOLDER).mkdir(exist_ok=True)
        for copy in copies.iterdir():
            if age == "before ids":
                _without_id(copy)
            copy.rename(tmp_path / backup.FOLDER / copy.name)
        desk.buyers.erase(desk.buyer("新来的").id).result()
    found = backup.sound_copies(tmp_path / "desk.db", KEY, ["buyer"])
    assert sorted(copy.counts[0] for copy in found) == [0, 1]


def test_copies_under_another_key_are_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "other"
    _desk(other)
    home = tmp_path / "home"
    store = Store.open(home, DESK, key="ab" * 32)
    (home / backup.FOLDER).mkdir()
    (copy,) = (other / backup.FOLDER).iterdir()
    foreign = home / backup.FOLDER / copy.name
    foreign.write_bytes(copy.read_bytes())
    aside = home / "desk.db.broken-20260101-000000"
    aside.write_bytes(copy.read_bytes())
    desk = Desk(store)
    desk.buyers.erase(desk.buyer("新来的").id).result()
    desk.close()
    assert foreign.exists()
    assert aside.exists()


def test_going_back_to_an_older_copy_lets_an_erase_reach_the_newer_ones(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        buyer = desk.buyer()
        old = desk.store.backup().result()
        for _ in range(3):
            desk.note(buyer)
        newer = desk.store.backup().result()
    (tmp_path / "desk.db").write_bytes(b"")
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path, DESK, key=KEY)
    assert [copy.path for copy in caught.value.copies] == [newer, old]
    caught.value.restore(old)
    with desk_in(tmp_path) as desk:
        desk.buyers.erase(desk.buyer().id).result()
    (left,) = (tmp_path / backup.FOLDER).iterdir()
    assert left not in (old, newer)


def test_what_a_killed_restore_left_goes_or_is_finished(tmp_path: Path) -> None:
    _desk(tmp_path)
    (copy,) = (tmp_path / backup.FOLDER).iterdir()
    partial = tmp_path / "desk.db.partial"
    partial.write_bytes(copy.read_bytes()[:1000])
    assert _rows(tmp_path, DESK, KEY) == 1
    assert not partial.exists()
    (tmp_path / "desk.db").write_bytes(b"damaged")
    (tmp_path / "desk.db-wal").write_bytes(b"the log of another file")
    (tmp_path / "desk.db.restoring").write_bytes(copy.read_bytes())
    assert _rows(tmp_path, DESK, KEY) == 1
    assert not restoring.finish(tmp_path / "desk.db")


def test_rotation_counts_only_copies_of_its_own_lineage(tmp_path: Path) -> None:
    _desk(tmp_path)
    (lost,) = (tmp_path / backup.FOLDER).iterdir()
    (tmp_path / "desk.db").rename(tmp_path / "away")
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path, DESK, key=KEY)
    from phrasebook.store import damage

    damage.make_anew(caught.value, DESK, KEY)
    with desk_in(tmp_path) as desk:
        for _ in range(DESK.copies + 3):
            desk.store.backup("daily").result()
    assert len(list((tmp_path / backup.FOLDER).iterdir())) == DESK.copies + 1
    assert lost.exists()


def test_a_file_follows_its_copies_and_no_other(tmp_path: Path) -> None:
    a = lineage.Lineage(5, {"note": 3})
    assert a.follows(lineage.Lineage(5, {"note": 3}))
    assert a.follows(lineage.Lineage(0, {"note": 2}))
    assert not a.follows(lineage.Lineage(6, {"note": 1}))
    assert not a.follows(lineage.Lineage(5, {"note": 4}))
    assert not a.follows(lineage.Lineage(0, {"reminder": 1}))
    assert lineage.of_file(tmp_path / "none", "") is None


def test_another_desk_in_its_place_is_set_aside_for_good(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _desk(tmp_path)
    other = Store.open(tmp_path / "other", DESK, key="ab" * 32)
    other.close()
    (tmp_path / "other" / "desk.db").replace(tmp_path / "desk.db")
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path, DESK, key=KEY)
    aside = caught.value.restore()
    with desk_in(tmp_path) as desk:
        desk.buyers.erase(desk.buyer().id).result()
        desk.retention.purge(1e12, 1).result()
    Store.open(aside.rename(tmp_path / "other" / "desk.db").parent, DESK, key="ab" * 32).close()


def test_a_damaged_file_of_its_own_goes_with_the_next_erase(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _desk(tmp_path)
    data = bytearray((tmp_path / "desk.db").read_bytes())
    data[100:3000] = bytes(2900)
    (tmp_path / "desk.db").write_bytes(data)
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path, DESK, key=KEY)
    aside = caught.value.restore()
    assert aside.read_bytes() == data
    with desk_in(tmp_path) as desk:
        desk.buyers.erase(desk.buyer().id).result()
    assert not aside.exists()


def test_a_sign_of_a_first_start_that_was_left_by_accident_lets_no_empty_file_be_made(
    tmp_path: Path,
) -> None:
    """On Windows a scanner may hold the sign for the moment in which it is to go."""
    _desk(tmp_path)
    (tmp_path / DESK.pending).touch()
    (tmp_path / DESK.file_name).unlink()
    with pytest.raises(CorruptFileError):
        Store.open(tmp_path, DESK, key=KEY)
    assert not (tmp_path / DESK.file_name).exists()
