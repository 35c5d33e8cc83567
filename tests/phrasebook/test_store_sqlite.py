"""One SQLite library in the process, imported late and through one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from phrasebook.store import sqlite

ROOT = Path(__file__).parents[2]
DOOR = ROOT / "phrasebook" / "store" / "sqlite.py"
FORBIDDEN = ("sqlite3", "_sqlite3", "sqlcipher3", "pysqlite3", "apsw", "QtSql")


def ways_in(source: str) -> list[str]:
    """Imports in a source that reach an SQLite library without the door."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            callee = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            callee = node.func.id if isinstance(node.func, ast.Name) else callee
            if callee in ("import_module", "__import__"):
                names = [str(node.args[0].value)]
        found += [name for name in names if set(name.split(".")) & set(FORBIDDEN)]
    return found


def sources() -> list[Path]:
    folders = ("phrasebook", "assistant", "ui")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return [path for path in (*files, *ROOT.glob("*.py")) if path != DOOR]


def test_only_the_door_imports_a_library() -> None:
    assert len(sources()) > 10
    guilty = {str(p): ways_in(p.read_text("utf-8")) for p in sources()}
    assert {path: names for path, names in guilty.items() if names} == {}


def test_sqlite_utils_is_imported_only_in_the_store() -> None:
    guilty = [
        path
        for path in sources()
        if "sqlite_utils" in path.read_text("utf-8") and path.parent != DOOR.parent
    ]
    assert guilty == []


@pytest.mark.parametrize(
    "planted",
    [
        "import sqlite3",
        "def f():\n    from sqlite3 import dbapi2",
        "from sqlcipher3 import dbapi2",
        "from PySide6 import QtSql",
        "import importlib\nimportlib.import_module('sqlite3')",
    ],
)
def test_a_planted_way_in_is_seen(planted: str) -> None:
    assert ways_in(planted)


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True,
        encoding="utf-8", check=False,
    )  # fmt: skip


def test_sqlite_utils_uses_the_library_of_sqlcipher3() -> None:
    done = run(
        "import sys\n"
        "from phrasebook.store import sqlite\n"
        "import sqlcipher3, sqlite_utils.db, sqlite_utils.utils as u\n"
        "assert u.sqlite3 is sqlcipher3 and sqlite_utils.db.sqlite3 is sqlcipher3\n"
        "db = sqlite.utils(sqlite.connect(__import__('pathlib').Path(':memory:')))\n"
        "assert type(db.conn).__module__.startswith('sqlcipher3'), type(db.conn)\n"
        # With two libraries this fails: the error that asks for the column is not caught.
        "db['t'].insert({'a': 1}); db['t'].insert({'a': 2, 'b': 3}, alter=True)\n"
        "assert db['t'].count == 2\n"
        "assert db.execute('pragma cipher_version').fetchone()[0]\n"
    )
    assert done.returncode == 0, done.stderr


def test_sqlite_utils_bound_to_another_library_is_refused() -> None:
    done = run(
        "import sqlite_utils\n"
        "from phrasebook.store import sqlite\n"
        "from pathlib import Path\n"
        "sqlite.utils(sqlite.connect(Path(':memory:')))\n"
    )
    assert done.returncode == 1
    assert "before phrasebook.store.sqlite" in done.stderr


def test_reading_cards_imports_nothing_heavy(tmp_path: Path) -> None:
    begin = (
        "import sys\n"
        "from pathlib import Path\n"
        "from phrasebook.model import PhraseDraft, Scene\n"
        "from phrasebook.store import Phrases, Store\n"
        f"store = Store.open(Path({str(tmp_path)!r}))\n"
        "phrases = Phrases(store)\n"
    )
    made = run(
        begin + "from phrasebook.store.standard import put_scenes\n"
        "put_scenes(store, [Scene('a', 1, '甲', '')]).result()\n"
        "phrases.add(PhraseDraft('a', '标题', '文字')).result(); store.close()\n"
        "assert 'sqlite_utils' in sys.modules and 'pypinyin' in sys.modules\n"
    )
    assert made.returncode == 0, made.stderr
    read = run(
        begin + "assert [p.title for p in phrases.by_step(1).result()] == ['标题']\n"
        "assert 'phrasebook.search' not in sys.modules\n"
        "assert [h.phrase.title for h in phrases.search('bt').result()] == ['标题']\n"
        "store.close()\n"
        "heavy = {'sqlite_utils', 'pypinyin', 'opencc', 'sqlite3', 'shutil'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    assert read.returncode == 0, read.stderr


def test_connections_have_no_transaction_of_their_own(tmp_path: Path) -> None:
    connection = sqlite.connect(tmp_path / "x.db")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t VALUES (1)")
    assert not connection.in_transaction
    connection.close()
