"""What earlier versions learned is gone from the disk: the attack that read it finds nothing."""

from __future__ import annotations

import re
import shutil
import time
import zlib
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from phrasebook import marks
from phrasebook.pinyin import fold
from phrasebook.store import Outcome, Phrases, Store, old_picks, restoring, sqlite, traces
from phrasebook.store.schema import PHRASEBOOK, Schema
from phrasebook.store.standard import put_scenes
from tests.phrasebook.store_helpers import SCENES, draft

MESSAGE = "我叫欧阳建国,电话13812345678,住杭州市西湖区文三路88号,能便宜点吗"
OLD = replace(PHRASEBOOK, steps=PHRASEBOOK.steps[:4])
SALT = "5eed" * 8

Algorithm = Callable[[str, bytes], int]


def crc(pair: str, salt: bytes) -> int:
    return zlib.crc32(pair.encode(), zlib.crc32(salt))


def blake(pair: str, salt: bytes) -> int:
    return marks._number(pair, salt)


def read_back(folder: Path) -> set[str]:
    """Read pairs of the message out of the plain files of a folder, as somebody would who has them.

    Every salt or key that stands in any file is tried, with every algorithm that was ever used, on
    what stands at every place of every file. (A whole attack tries all ten million pairs; those
    of the message and some that are not of it tell as much.)
    """
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    plain = [data for data in files if data.startswith(b"SQLite format 3") or b"picks." in data]
    numbers = {data[n : n + 4] for data in plain for n in range(len(data) - 3)}
    found = {bytes.fromhex(m[1].decode()) for data in plain for m in _SALTS.finditer(data)}
    text = fold(MESSAGE)
    alphabet = sorted(set(text) | set("0123456789的了不好谢"))
    tried = {a + b for a in alphabet for b in alphabet}
    read: set[str] = set()
    for salt in found | {b""}:
        for algorithm in (crc, blake):
            hits = {p for p in tried if algorithm(p, salt).to_bytes(4, "little") in numbers}
            # One in ten thousand stands there by chance; a message leaves dozens.
            if len(hits) > 8:
                read |= hits
    return read


_SALTS = re.compile(rb"picks\.(?:salt|key)([0-9a-f]{64}|[0-9a-f]{32})")


def seed(folder: Path) -> None:
    """Make a folder as version 4 left it: learned, forgotten, learned anew, copied."""
    store = Store.open(folder, OLD)
    put_scenes(store, SCENES).result()
    Phrases(store).add(draft()).result()

    def learn(db) -> Outcome[None]:
        text = fold(MESSAGE)
        numbers = sorted({crc(text[n : n + 2], bytes.fromhex(SALT)) for n in range(len(text) - 1)})
        db.execute("INSERT OR REPLACE INTO meta VALUES ('picks.salt', ?)", (SALT,))
        for _ in range(30):
            db.execute(
                "INSERT INTO pick (phrase, marks, good) VALUES ('p', ?, 1)",
                (array("I", numbers).tobytes(),),
            )
        return Outcome(None)

    def forget(db) -> Outcome[None]:
        db.execute("DELETE FROM pick")
        db.execute("DELETE FROM meta WHERE key = 'picks.salt'")
        return Outcome(None)

    store.write(learn, "").result()
    store.backup("daily").result()
    store.write(forget, "").result()
    store.backup("daily").result()
    store.write(learn, "").result()
    store.close()
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    shutil.copyfile(folder / "phrasebook.db", folder / f"phrasebook.db.broken-{stamp}")


def phrases_in(path: Path) -> int:
    connection = sqlite.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM phrase").fetchone()[0])
    finally:
        connection.close()


def test_nothing_can_be_read_back_from_any_file(tmp_path: Path) -> None:
    seed(tmp_path)
    before = read_back(tmp_path)
    # The attack succeeds on what version 4 left.
    assert {"欧阳", "建国", "文三", "38", "88"} <= before
    copies = sorted((tmp_path / "backups").iterdir())
    times = [copy.stat().st_mtime_ns for copy in copies]
    store = Store.open(tmp_path)
    assert read_back(tmp_path), "the copy made before migrating holds them still"
    assert traces.left(store)
    assert old_picks.remove(store)
    assert not traces.left(store)
    assert read_back(tmp_path) == set()
    (hit,) = Phrases(store).search("标题").result()
    assert hit.phrase.title == "标题", "the index still points to its rows"
    store.close()
    assert read_back(tmp_path) == set()
    assert [copy.stat().st_mtime_ns for copy in copies] == times, "each copy is there, as old"
    assert len(list((tmp_path / "backups").iterdir())) == len(copies) + 1
    for copy in (*(tmp_path / "backups").iterdir(), *tmp_path.glob("phrasebook.db*")):
        assert phrases_in(copy) == 1


def test_a_cleaned_copy_can_be_restored(tmp_path: Path) -> None:
    seed(tmp_path)
    store = Store.open(tmp_path)
    old_picks.remove(store)
    store.close()
    for copy in sorted((tmp_path / "backups").iterdir()):
        restoring.put(tmp_path / "phrasebook.db", copy)
        store = Store.open(tmp_path)
        assert Phrases(store).count().result() == 1
        assert old_picks.remove(store)
        store.close()
    assert read_back(tmp_path) == set()


def test_a_new_file_has_nothing_to_clean(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    assert not traces.left(store)
    assert (
        store.read(lambda db: db.value("SELECT 1 FROM meta WHERE key LIKE 'picks%'")).result()
        is None
    )
    assert old_picks.remove(store)
    store.close()


class Killed(BaseException):
    """Stands for the end of the process."""


def steps(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Let the process end at the n-th step that touches the disk."""
    left = [at]

    def counted(module, name: str) -> None:
        real = getattr(module, name)

        def call(*args, **more):
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return real(*args, **more)

        monkeypatch.setattr(module, name, call)

    for module, name in (
        (shutil, "copyfile"), (old_picks.os, "replace"), (old_picks.os, "utime"),
        (old_picks.files, "flush"), (old_picks, "_stripped"), (old_picks.backup, "is_sound"),
    ):  # fmt: skip
        counted(module, name)


@pytest.mark.parametrize("at", range(22))
def test_a_kill_at_any_step_leaves_the_rest_to_the_next_start(tmp_path: Path, at: int) -> None:
    seed(tmp_path)
    store = Store.open(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        steps(patch, at)
        try:
            done = old_picks.remove(store)
        except Killed:
            done = False
    store.close()
    for copy in (tmp_path / "backups").glob("*.db"):
        assert phrases_in(copy) == 1
    if not done:
        store = Store.open(tmp_path)
        assert old_picks.remove(store)
        store.close()
    assert read_back(tmp_path) == set()
    assert {path.suffix for path in (tmp_path / "backups").iterdir()} == {".db"}


def test_a_damaged_copy_is_left_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seed(tmp_path)
    (tmp_path / "backups" / "phrasebook-20200101-000000000000-daily.db").write_bytes(b"x" * 9_000)
    store = Store.open(tmp_path)
    assert not old_picks.remove(store)
    assert read_back(tmp_path) == set()
    assert not old_picks.remove(store)
    store.close()
    assert caplog.messages.count("old picks left in a copy (DatabaseError)") == 2


def test_what_is_only_read_is_not_cleaned(tmp_path: Path) -> None:
    store = Store.open(tmp_path, Schema("phrasebook.db", "x", PHRASEBOOK.steps))
    store.read_only = True
    assert not old_picks.remove(store)
    store.close()
