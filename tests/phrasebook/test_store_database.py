"""The file: start order, faults, crashes, backups."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from phrasebook.model import UserError
from phrasebook.store import (
    Changes,
    CorruptFileError,
    FullDiskError,
    NewerFileError,
    Outcome,
    ReadOnlyError,
    Store,
    backup,
    migrations,
    sqlite,
)
from tests.phrasebook.store_helpers import draft, opened

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "fixtures" / "phrasebook-v1.db"
NAME = "phrasebook.db"


def raw(path: Path, *statements: str) -> list[object]:
    connection = sqlite.connect(path)
    try:
        return [connection.execute(statement).fetchone() for statement in statements]
    finally:
        connection.close()


def test_the_schema_number_is_pinned() -> None:
    """A new step needs a new golden file and its test: change this number with them."""
    assert migrations.SCHEMA_VERSION == 1
    assert len(migrations.STEPS) == migrations.SCHEMA_VERSION
    assert raw(GOLDEN, "PRAGMA user_version") == [(1,)]


def test_the_golden_file_opens_with_all_it_holds(tmp_path: Path) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    with opened(tmp_path) as (_, phrases):
        own = phrases.by_scene("after.stuck").result()[0]
        assert own.title == "物流停滞"
        assert own.text == "已帮您催{快递}\n单号{单号} 😀"
        assert own.variants == ("正在催", "马上催")
        assert (own.code, own.ladder, own.hotkey) == ("wlts", 2, "Ctrl+Alt+K")
        assert own.when == "三天没更新时用"
        assert (own.buyer_types, own.platforms) == (("急性子",), ("taobao",))
        assert own.valid_until == "2027-01-31"
        assert own.pinned
        assert (own.use_count, own.last_used) == (2, 1_700_086_400.0)
        edited = phrases.by_step(3).result()[0]
        assert (edited.uid, edited.text, edited.edited) == ("price.cheaper/gift", "改过的话", True)
        assert [p.uid for p in phrases.by_step(1).result()] == ["greet.hello/plain"]
        assert [h.phrase.id for h in phrases.search("wltz").result()] == [own.id]
    assert raw(tmp_path / NAME, "SELECT uid FROM tombstone") == [("greet.hello/gone",)]


def test_the_file_is_durable(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        asked = ("journal_mode", "synchronous", "foreign_keys")
        found = store.read(lambda db: [db.value(f"PRAGMA {name}") for name in asked]).result()
    assert found == ["wal", 2, 1]


def test_a_newer_file_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / NAME
    raw(path, "CREATE TABLE later (a)", "PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(NewerFileError) as caught:
        Store.open(tmp_path)
    assert "99" in caught.value.message
    assert caught.value.advice
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [NAME]


def second_step(db) -> None:
    db.execute("ALTER TABLE phrase ADD COLUMN later TEXT NOT NULL DEFAULT ''")


def with_step(monkeypatch: pytest.MonkeyPatch, step) -> None:
    steps = (*migrations.STEPS, step)
    real = migrations.migrate
    monkeypatch.setattr(migrations, "SCHEMA_VERSION", len(steps))
    monkeypatch.setattr(migrations, "migrate", lambda connection: real(connection, steps))


def test_a_backup_is_made_before_migrating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    with_step(monkeypatch, second_step)
    with opened(tmp_path) as (_, phrases):
        assert phrases.count().result() == 3
    (copy,) = (tmp_path / backup.FOLDER).iterdir()
    assert "before-2" in copy.name
    assert raw(copy, "PRAGMA user_version") == [(1,)]
    assert raw(tmp_path / NAME, "PRAGMA user_version") == [(2,)]


def test_a_new_file_needs_no_backup(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert not (tmp_path / backup.FOLDER).exists()


def test_a_migration_that_breaks_leaves_the_file_and_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    broken = [True]

    def step(db) -> None:
        second_step(db)
        if broken[0]:
            raise RuntimeError("power cut")

    with_step(monkeypatch, step)
    with pytest.raises(RuntimeError, match="power cut"):
        Store.open(tmp_path)
    assert raw(tmp_path / NAME, "PRAGMA user_version") == [(1,)]
    with pytest.raises(sqlite.Error):
        raw(tmp_path / NAME, "SELECT later FROM phrase")
    broken[0] = False
    with opened(tmp_path) as (_, phrases):
        assert phrases.count().result() == 3
    assert raw(tmp_path / NAME, "SELECT later FROM phrase", "PRAGMA user_version")[1] == (2,)


def test_a_migration_killed_half_way_resumes(tmp_path: Path) -> None:
    """A process that dies inside the step: the next start finds the old file and finishes."""
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    code = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from phrasebook.store import Store, migrations\n"
        "def step(db):\n"
        "    db.execute('UPDATE phrase SET title = 1')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "real = migrations.migrate\n"
        "steps = (*migrations.STEPS, step)\n"
        "migrations.SCHEMA_VERSION = 2\n"
        "migrations.migrate = lambda connection: real(connection, steps)\n"
        f"Store.open(Path({str(tmp_path)!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(tmp_path) as (_, phrases):
        assert "物流停滞" in [p.title for p in phrases.all().result()]


def test_a_step_that_leaves_rows_pointing_nowhere_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    with_step(monkeypatch, lambda db: db.execute("DELETE FROM scene"))
    with pytest.raises(ValueError, match="point nowhere"):
        Store.open(tmp_path)
    assert raw(tmp_path / NAME, "SELECT count(*) FROM scene") == [(3,)]


CHILD = """
import sys
from pathlib import Path
from phrasebook.store import Phrases, Store
from tests.phrasebook.store_helpers import draft
store = Store.open(Path(sys.argv[1]))
phrases = Phrases(store)
number = 0
while True:
    phrase = phrases.add(draft(f"第{number}条", "物流停滞" * 20)).result()
    print(phrase.id, flush=True)
    number += 1
"""


def test_thirty_kills_lose_nothing_acknowledged(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    with opened(tmp_path):
        pass
    for round_ in range(30):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert child.stdout is not None
        for _ in range(1 + round_ % 7):
            acknowledged.add(child.stdout.readline().strip())
        child.send_signal(signal.SIGKILL)
        acknowledged.update(
            line.strip() for line in child.stdout.read().splitlines(True) if line.endswith("\n")
        )
        child.stdout.close()
        child.wait()
    with opened(tmp_path) as (store, phrases):
        store.check().result()
        there = {phrase.id for phrase in phrases.all().result()}
        assert len(acknowledged) > 30
        assert acknowledged <= there
        store.write(
            lambda db: Outcome(db.execute("INSERT INTO words (words) VALUES ('integrity-check')")),
            "",
        ).result()
        indexed = store.read(lambda db: db.value("SELECT count(*) FROM plain")).result()
        assert indexed == len(there)


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
        cwd=ROOT, capture_output=True, text=True, check=False,
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


@pytest.mark.skipif(os.name == "nt", reason="folder permissions of POSIX")
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
                cwd=ROOT, stdout=subprocess.PIPE, text=True,
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


@pytest.mark.skipif(os.name == "nt", reason="folder permissions of POSIX")
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
        monkeypatch.setattr(backup, "is_sound", lambda path: False)
        with pytest.raises(OSError, match="failed its check"):
            store.backup().result()
        assert list((tmp_path / backup.FOLDER).iterdir()) == []


def test_a_failing_operation_leaves_nothing_half_written(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, phrases):
        seen: list[Changes] = []
        store.listen(seen.append)

        def op(db):
            db.execute("INSERT INTO meta VALUES ('half', 'written')")
            raise UserError("不行")

        with pytest.raises(UserError, match="不行"):
            store.write(op, "").result()
        assert store.read(lambda db: db.value("SELECT count(*) FROM meta")).result() == 0
        assert seen == []
        assert phrases.undo().result() == ""


def test_one_broadcast_a_write_on_the_store_thread(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, phrases):
        seen: list[tuple[Changes, str]] = []
        stop = store.listen(lambda changes: seen.append((changes, threading.current_thread().name)))
        phrase = phrases.add(draft()).result()
        phrases.count_use(phrase.id, 1.0).result()
        phrases.count().result()
        stop()
        phrases.delete([phrase.id]).result()
    assert seen == [(Changes(phrases=True), "store"), (Changes(uses=True), "store")]


def test_a_failing_listener_does_not_undo_the_write(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as (store, phrases):
        store.listen(lambda changes: 1 / 0)
        assert phrases.add(draft()).result().id
        assert phrases.count().result() == 1
    assert "listener failed" in caplog.text
    caplog.clear()


def test_the_connection_belongs_to_the_store_thread(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, _):
        db = store.read(lambda db: db).result()
        with pytest.raises(sqlite.Error):
            db.value("SELECT 1")


def test_close_finishes_what_is_queued(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, phrases):
        waiting = [phrases.add(draft(str(n))) for n in range(20)]
        store.close()
        assert all(future.done() and future.result() for future in waiting)
        with pytest.raises(RuntimeError):
            phrases.count().result()
    with opened(tmp_path) as (_, phrases):
        assert phrases.count().result() == 20


def test_a_cancelled_search_is_not_run(tmp_path: Path) -> None:
    with opened(tmp_path) as (store, phrases):
        gate = threading.Event()
        store.read(lambda db: gate.wait(5))
        ran: list[int] = []
        stale = store.read(lambda db: ran.append(1))
        assert stale.cancel()
        gate.set()
        phrases.count().result()
        assert ran == []


def test_two_processes_on_a_new_folder_both_get_on(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom phrasebook.store import Phrases\n"
        "from tests.phrasebook.store_helpers import draft, opened\n"
        "with opened(Path(sys.argv[1])) as (_, phrases):\n    phrases.add(draft()).result()\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT) for _ in range(3)
    ]
    assert [child.wait() for child in children] == [0, 0, 0]
    with opened(tmp_path) as (_, phrases):
        assert phrases.count().result() == 3
