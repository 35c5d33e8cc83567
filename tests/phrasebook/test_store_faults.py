"""The store on a full or read-only disk, over a damaged file, and its backups."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from phrasebook.store import (
    CorruptFileError,
    FullDiskError,
    ReadOnlyError,
    Store,
    backup,
    sqlite,
)
from tests.needs import needs
from tests.phrasebook.store_helpers import draft, opened
from tests.phrasebook.test_store_database import CHILD, raw

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "fixtures" / "phrasebook-v1.db"
NAME = "phrasebook.db"


def limit_pages(store: Store, extra: int) -> None:
    """Let the file grow no more than by ``extra`` pages: what a full disk does to SQLite."""

    def op(db) -> None:
        pages = db.value("PRAGMA page_count")
        db.value(f"PRAGMA max_page_count = {pages + extra}")

    store.read(op).result()


def test_a_full_disk_keeps_what_is_there_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as (store, phrases):
        phrases.add(draft("先有的")).result()
        limit_pages(store, 0)
        with pytest.raises(FullDiskError) as caught:
            phrases.add(draft("放不下", "很长的话" * 20_000)).result()
        assert caught.value.advice
        assert [p.title for p in phrases.all().result()] == ["先有的"]
        assert phrases.search("fangbuxia").result() == []
        limit_pages(store, 1_000)
        phrases.add(draft("又能写了")).result()
        assert phrases.count().result() == 2
    assert "store fault code=13" in caplog.text


def test_undo_on_a_full_disk_can_be_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as (store, phrases):
        phrase = phrases.add(draft("长", "很长的话" * 20_000)).result()
        phrases.delete([phrase.id]).result()
        store.read(lambda db: db.execute("VACUUM")).result()
        limit_pages(store, 0)
        with pytest.raises(FullDiskError):
            phrases.undo().result()
        limit_pages(store, 1_000)
        assert phrases.undo().result() == "删除话术"
        assert phrases.get(phrase.id).result() == phrase
    assert "store fault code=13" in caplog.text


def as_nobody(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run code as a user who may not write here (root may write anywhere)."""
    become = (
        # Everything is imported before, as nobody may not read a Python in somebody's home.
        "import os, shutil, sys, tempfile\n"
        "from pathlib import Path\n"
        "from phrasebook.store import Phrases, ReadOnlyError, Store\n"
        "from tests.phrasebook.store_helpers import draft\n"
        "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
    )
    return subprocess.run(
        [sys.executable, "-B", "-c", become + code, *arguments],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


READ_ONLY = """
store = Store.open(Path(sys.argv[1]))
assert store.read_only and store.notice.advice
phrases = Phrases(store)
print(sorted(p.title for p in phrases.all().result()), len(phrases.search("wlts").result()))
try:
    phrases.add(draft()).result()
except ReadOnlyError as error:
    print("refused", error.advice != "")
store.close()
"""


@needs("folder modes")
@pytest.mark.parametrize("left", ["closed", "killed"])
def test_a_read_only_folder_opens_for_reading(left: str) -> None:
    # Not under pytest's folder, which only its owner may enter.
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        with opened(folder) as (_, phrases):
            phrases.add(draft("进文件的", code="wlts")).result()
        if left == "killed":
            # Its last write is only in the -wal file.
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(folder)],
                cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8",
            )  # fmt: skip
            assert child.stdout is not None
            child.stdout.readline()
            child.kill()
            child.stdout.close()
            child.wait()
            assert (folder / f"{NAME}-wal").stat().st_size > 0
        for path in folder.iterdir():
            path.chmod(0o444)
        folder.chmod(0o555)
        Path(name).chmod(0o755)
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        done = as_nobody(READ_ONLY, str(folder))
        assert done.returncode == 0, done.stderr
        titles, refused = done.stdout.splitlines()
        assert "进文件的" in titles
        assert ("第0条" in titles) == (left == "killed")
        assert titles.endswith(" 1")
        assert refused == "refused True"
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
        folder.chmod(0o755)


@needs("folder modes")
def test_an_empty_read_only_folder_is_refused() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        done = as_nobody("Store.open(Path(sys.argv[1]))", name)
        Path(name).chmod(0o755)
    assert done.returncode == 1
    assert ReadOnlyError.__name__ in done.stderr


def damage(path: Path) -> None:
    """Overwrite the middle of a closed file."""
    with path.open("rb+") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 6)


def test_a_damaged_file_is_kept_and_the_newest_sound_backup_offered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / NAME
    with opened(tmp_path) as (store, phrases):
        phrases.add(draft("在备份里")).result()
        sound = store.backup().result()
        bad = store.backup().result()
    bad.write_bytes(b"no database at all")
    damage(path)
    broken = path.read_bytes()
    store = Store.open(tmp_path) if backup.is_sound(path) else None
    assert store is None
    caught = None
    try:
        with opened(tmp_path) as (store, _):
            store.check().result()
    except CorruptFileError as error:
        caught = error
    assert caught is not None
    assert caught.path == path
    assert caught.backup == sound
    assert path.read_bytes() == broken
    aside = caught.restore()
    assert aside.read_bytes() == broken
    assert aside.parent == tmp_path
    with opened(tmp_path) as (store, phrases):
        store.check().result()
        assert [p.title for p in phrases.all().result()] == ["在备份里"]
    assert "store fault code=11" in caplog.text


def test_a_file_that_is_no_database_is_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"this is not a database, it is a letter" * 200)
    with pytest.raises(CorruptFileError) as caught:
        Store.open(tmp_path)
    assert caught.value.backup is None
    assert path.read_bytes().startswith(b"this is not")
    aside = caught.value.restore()
    assert aside.read_bytes().startswith(b"this is not")
    with opened(tmp_path) as (_, phrases):
        assert phrases.count().result() == 0
    assert "store fault code=26" in caplog.text


def test_a_sound_file_that_was_called_corrupt_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Under read errors SQLite says "corrupt" of sound files: look again before believing it."""
    with opened(tmp_path) as (store, phrases):
        phrases.add(draft("好好的")).result()
        calls = []

        def op(db):
            calls.append(1)
            if len(calls) == 1:
                error = sqlite.Error("database disk image is malformed")
                error.sqlite_errorcode = sqlite.CORRUPT
                raise error
            return db.value("SELECT title FROM phrase")

        assert store.read(op).result() == "好好的"
        assert len(calls) == 2
        assert phrases.count().result() == 1
    assert "store fault code=11" in caplog.text


def test_backups_are_sound_and_only_the_newest_are_kept(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, phrases):
        phrases.add(draft("备份我")).result()
        made = [store.backup(f"n{number}").result() for number in range(backup.KEEP + 3)]
        kept = sorted((tmp_path / backup.FOLDER).iterdir())
    assert kept == sorted(made[3:])
    shown = backup.listed(tmp_path)
    assert [path for path, _, _ in shown] == kept[::-1]
    assert all(size == path.stat().st_size > 0 for path, _, size in shown)
    assert backup.listed(tmp_path / "no such folder") == []
    assert raw(made[-1], "SELECT title FROM phrase", "PRAGMA quick_check") == [("备份我",), ("ok",)]


def test_a_backup_that_fails_its_check_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as (store, _):
        monkeypatch.setattr(backup, "is_sound", lambda path, key: False)
        with pytest.raises(OSError, match="failed its check"):
            store.backup().result()
        assert list((tmp_path / backup.FOLDER).iterdir()) == []
