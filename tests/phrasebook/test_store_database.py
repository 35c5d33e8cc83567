"""The file: start order, faults, crashes, backups."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from phrasebook.model import OwnPage, ReadingMark, UserError
from phrasebook.store import (
    Changes,
    NewerFileError,
    Outcome,
    Pages,
    Store,
    backup,
    sqlite,
)
from phrasebook.store.schema import PHRASEBOOK, Schema
from tests.needs import KILLED
from tests.phrasebook.store_helpers import draft, opened

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
GOLDEN = FIXTURES / "phrasebook-v1.db"
NAME = "phrasebook.db"


def raw(path: Path, *statements: str) -> list[object]:
    connection = sqlite.connect(path)
    try:
        return [connection.execute(statement).fetchone() for statement in statements]
    finally:
        connection.close()


def test_the_schema_number_is_pinned() -> None:
    """A new step needs a new golden file and its test: change this number with them."""
    assert PHRASEBOOK.version == 5
    for number in range(1, PHRASEBOOK.version + 1):
        assert raw(FIXTURES / f"phrasebook-v{number}.db", "PRAGMA user_version") == [(number,)]


def test_the_golden_file_of_schema_4_opens_with_its_uses_by_day(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / "phrasebook-v4.db", tmp_path / NAME)
    with opened(tmp_path) as (_, phrases):
        assert phrases.used_by_day("2026-09-01").result() == [
            ("2026-09-21", 0, 2),
            ("2026-09-21", 1, 1),
            ("2026-09-22", 0, 1),
        ]


def test_the_golden_file_of_schema_5_opens_and_has_no_picks(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / "phrasebook-v5.db", tmp_path / NAME)
    with opened(tmp_path) as (_, phrases):
        assert len(phrases.used_by_day("2026-09-01").result()) == 3
    assert raw(tmp_path / NAME, "SELECT 1 FROM sqlite_schema WHERE name = 'pick'") == [None]


@pytest.mark.parametrize("number", [3, 4])
def test_the_golden_files_with_picks_open_without_them(tmp_path: Path, number: int) -> None:
    golden = FIXTURES / f"phrasebook-v{number}.db"
    assert raw(golden, "SELECT count(*) FROM pick") == [(2,)]
    shutil.copyfile(golden, tmp_path / NAME)
    with opened(tmp_path) as (_, phrases):
        assert phrases.count().result() == 3
    assert raw(
        tmp_path / NAME,
        "SELECT 1 FROM sqlite_schema WHERE name = 'pick'",
        "SELECT 1 FROM meta WHERE key = 'picks.salt'",
    ) == [None, None]


def test_the_golden_file_of_schema_2_opens_with_its_pages(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / "phrasebook-v2.db", tmp_path / NAME)
    with opened(tmp_path) as (store, phrases):
        assert phrases.count().result() == 3
        pages = Pages(store)
        assert pages.own().result() == [
            OwnPage("six-steps", "02-flow", "我们的六步", "先问好。\n", "0badcafe"),
            OwnPage("0" * 32, "own", "本店发货", "下午四点前拍下当天发。\n"),
        ]
        assert pages.marks().result() == {
            "six-steps": ReadingMark("six-steps", 1_700_000_000.0),
            "nine-types": ReadingMark("nine-types", None, True),
        }


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


def with_step(step) -> Schema:
    return replace(PHRASEBOOK, steps=(*PHRASEBOOK.steps, step))


def test_a_backup_is_made_before_migrating(tmp_path: Path) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    later = with_step(second_step)
    with opened(tmp_path, later) as (_, phrases):
        assert phrases.count().result() == 3
    (copy,) = (tmp_path / backup.FOLDER).iterdir()
    after = later.version
    assert f"before-{after}" in copy.name
    assert raw(copy, "PRAGMA user_version") == [(1,)]
    assert raw(tmp_path / NAME, "PRAGMA user_version") == [(after,)]


def test_a_new_file_needs_no_backup(tmp_path: Path) -> None:
    with opened(tmp_path):
        assert not (tmp_path / backup.FOLDER).exists()


def test_a_migration_that_breaks_leaves_the_file_and_resumes(tmp_path: Path) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    broken = [True]

    def step(db) -> None:
        second_step(db)
        if broken[0]:
            raise RuntimeError("power cut")

    later = with_step(step)
    with pytest.raises(RuntimeError, match="power cut"):
        Store.open(tmp_path, later)
    assert raw(tmp_path / NAME, "PRAGMA user_version") == [(1,)]
    with pytest.raises(sqlite.Error):
        raw(tmp_path / NAME, "SELECT later FROM phrase")
    broken[0] = False
    with opened(tmp_path, later) as (_, phrases):
        assert phrases.count().result() == 3
    assert raw(tmp_path / NAME, "SELECT later FROM phrase", "PRAGMA user_version")[1] == (
        later.version,
    )


def test_a_migration_killed_half_way_resumes(tmp_path: Path) -> None:
    """A process that dies inside the step: the next start finds the old file and finishes."""
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    code = (
        "import os\n"
        "from dataclasses import replace\n"
        "from pathlib import Path\n"
        "from phrasebook.store import Store\n"
        "from phrasebook.store.schema import PHRASEBOOK\n"
        "from tests.needs import KILL\n"
        "def step(db):\n"
        "    db.execute('UPDATE phrase SET title = 1')\n"
        "    os.kill(os.getpid(), KILL)\n"
        "later = replace(PHRASEBOOK, steps=(*PHRASEBOOK.steps, step))\n"
        f"Store.open(Path({str(tmp_path)!r}), later)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == KILLED
    with opened(tmp_path) as (_, phrases):
        assert "物流停滞" in [p.title for p in phrases.all().result()]


def test_a_step_that_leaves_rows_pointing_nowhere_is_refused(tmp_path: Path) -> None:
    shutil.copyfile(GOLDEN, tmp_path / NAME)
    with pytest.raises(ValueError, match="point nowhere"):
        Store.open(tmp_path, with_step(lambda db: db.execute("DELETE FROM scene")))
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
            cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip
        assert child.stdout is not None
        for _ in range(1 + round_ % 7):
            acknowledged.add(child.stdout.readline().strip())
        child.kill()
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


def test_a_step_whose_rows_fit_nothing_any_more_is_dropped_with_advice(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(tmp_path) as (store, phrases):
        older = phrases.add(draft("先")).result()
        phrase = phrases.add(draft("后")).result()
        phrases.delete([phrase.id]).result()
        # As another program might: what the row belongs to is gone.
        raw(
            tmp_path / NAME,
            "PRAGMA foreign_keys = OFF",
            "UPDATE phrase SET scene = 'price.cheaper'",
            "DELETE FROM scene WHERE id = 'greet.hello'",
        )
        with pytest.raises(UserError, match="撤销不了") as caught:
            store.undo().result()
        assert caught.value.advice
        assert phrases.get(older.id).result() is not None
        assert store.undo().result() == "新建话术"


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
