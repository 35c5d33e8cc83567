"""The file for another PC: whole or not there, unreadable without the passphrase, bounded."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from phrasebook.model import UserError
from phrasebook.store import NewerFileError, parcel, sqlite
from phrasebook.store.parcel import ParcelError, read, write

PASSPHRASE = "两把钥匙一起用"
CANARY = "CANARY-13912345678"
ITEMS = [{"name": CANARY, "due": 1.5, "lines": ["一", "\ud83d", "😀"]}, [], None, "x", 7]

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
# Each opening takes 0.1 s on purpose.
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "交接.banhua"


@FEW
@given(st.lists(JSON, max_size=6), st.text(st.characters(exclude_characters="\0", codec="utf-8")))
def test_what_goes_in_comes_out(path: Path, items: list[Any], passphrase: str) -> None:
    write(path, passphrase, items, "07")
    found = read(path, passphrase)
    assert list(found.items) == items
    assert found.made_by == "07"


@pytest.mark.parametrize(
    "passphrase", ["it's", "''", "'; DROP TABLE item; --", "x'" + "00" * 32 + "'", '"', "\\'"]
)
def test_a_passphrase_is_only_ever_a_passphrase(path: Path, passphrase: str) -> None:
    write(path, passphrase, ITEMS, "")
    assert list(read(path, passphrase).items) == ITEMS
    for other in (passphrase + "'", passphrase.replace("'", ""), "", passphrase * 2):
        if other != passphrase:
            with pytest.raises(ParcelError):
                read(path, other)


def test_a_passphrase_that_looks_like_a_raw_key_is_none(path: Path) -> None:
    write(path, f"x'{'00' * 32}'", ITEMS, "")
    connection = sqlite.connect(path, key="00" * 32)
    with pytest.raises(sqlite.Error):
        connection.execute("SELECT * FROM item").fetchall()
    connection.close()


def test_nul_would_end_a_passphrase(path: Path) -> None:
    with pytest.raises(ValueError):
        write(path, "abc\0def", ITEMS, "")
    assert list(path.parent.iterdir()) == []


def test_nothing_can_be_read_without_the_passphrase(path: Path) -> None:
    write(path, PASSPHRASE, ITEMS, "工号 07")
    data = path.read_bytes()
    assert CANARY.encode() not in data
    assert b"made_by" not in data
    assert not data.startswith(b"SQLite format 3")


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What lies in the folder and in the temporary folder when the rename is asked for."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    found: list[bytes] = []

    def refused(*_: object) -> None:
        found.extend(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        raise OSError(5, "I/O")

    monkeypatch.setattr(os, "replace", refused)
    return found


def test_nothing_plain_lies_about_and_nothing_is_left_of_a_failure(
    path: Path, seen: list[bytes], caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(b"old")
    with pytest.raises(UserError) as caught:
        write(path, PASSPHRASE, ITEMS * 500, "07")
    assert "没能写出" in caught.value.message
    assert len(seen) == 2, "the old file and the partial one"
    assert max(map(len, seen)) > 50_000
    assert not [data for data in seen if CANARY.encode() in data]
    assert [file.name for file in path.parent.iterdir() if file.is_file()] == [path.name]
    assert path.read_bytes() == b"old"


def test_nothing_is_written_beside_the_partial_file(path: Path) -> None:
    seen: list[list[str]] = []

    def bodies() -> Iterator[str]:
        for _ in range(3):
            seen.append([file.name for file in path.parent.iterdir()])
            yield "null"

    parcel._fill(path, PASSPHRASE, bodies(), "")  # type: ignore[arg-type]
    assert seen == [[path.name]] * 3


def test_a_folder_that_is_not_there_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(UserError) as caught:
        write(tmp_path / "gone" / "x", PASSPHRASE, ITEMS, "")
    assert "换一个文件夹" in caught.value.advice


def test_what_a_killed_export_left_is_removed_by_the_next_one(path: Path) -> None:
    left, fresh = (path.with_name(f".banhua-{name}.part") for name in ("left", "fresh"))
    for one in (left, fresh):
        one.write_bytes(b"half of one")
    os.utime(left, (1, 1))
    write(path, PASSPHRASE, ITEMS, "")
    assert list(read(path, PASSPHRASE).items) == ITEMS
    assert {one.name for one in path.parent.iterdir()} == {path.name, fresh.name}


def test_too_much_for_one_file_is_refused_before_anything_is_written(path: Path) -> None:
    for items in ([0] * (parcel.MOST_ITEMS + 1), ["x" * parcel.MOST_ITEM], ["x" * 250_000] * 40):
        with pytest.raises(UserError) as caught:
            write(path, PASSPHRASE, items, "")
        assert "太多" in caught.value.message
    assert list(path.parent.iterdir()) == []


def test_the_largest_file_that_is_written_can_be_read(path: Path) -> None:
    write(path, PASSPHRASE, ["x" * 200_000] * 40, "")
    assert len(read(path, PASSPHRASE).items) == 40


def test_reading_writes_nothing(path: Path) -> None:
    write(path, PASSPHRASE, ITEMS, "")
    before = path.read_bytes()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        read(path, PASSPHRASE)
        with pytest.raises(ParcelError):
            read(path, "falsch")
    finally:
        path.parent.chmod(0o700)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


# Files that are not what they should be.


def test_a_wrong_passphrase_and_damage_are_one_message_with_both(path: Path) -> None:
    write(path, PASSPHRASE, ITEMS * 200, "")
    data = path.read_bytes()
    messages = set()
    damaged = [
        bytes([data[0] ^ 1]) + data[1:],
        data[:100] + bytes([data[100] ^ 1]) + data[101:],
        data[:-2000] + bytes([data[-2000] ^ 1]) + data[-1999:],
        data[:-4096],
        data[:9000],
        os.urandom(20_000),
    ]
    for bad in damaged:
        path.write_bytes(bad)
        with pytest.raises(ParcelError) as caught:
            read(path, PASSPHRASE)
        messages.add(caught.value.message)
    path.write_bytes(data)
    with pytest.raises(ParcelError) as caught:
        read(path, PASSPHRASE + "!")
    messages.add(caught.value.message)
    assert len(messages) == 1
    assert "口令" in messages.pop()


def plain(path: Path) -> None:
    connection = sqlite.connect(path)
    connection.execute("CREATE TABLE item (n INTEGER PRIMARY KEY, body TEXT NOT NULL)")
    connection.close()


def missing(path: Path) -> None:
    path.unlink(missing_ok=True)


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize(
    "make",
    [
        plain, missing, folder,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"PK\3\4 a workbook"),
        lambda path: path.write_text("因为 …\n请做 …\n" * 1000, "utf-8"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(path: Path, make: Callable[[Path], object]) -> None:
    make(path)
    with pytest.raises(ParcelError) as caught:
        read(path, PASSPHRASE)
    assert caught.value.advice


def test_a_huge_file_is_refused_unopened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path, PASSPHRASE, ITEMS, "")
    monkeypatch.setattr(parcel, "MOST_BYTES", path.stat().st_size)
    read(path, PASSPHRASE)
    monkeypatch.setattr(parcel, "MOST_BYTES", path.stat().st_size - 1)
    monkeypatch.delattr(sqlite, "connect")
    with pytest.raises(ParcelError) as caught:
        read(path, PASSPHRASE)
    assert "超出了限度" in caught.value.message


def crafted(path: Path, *statements: str, version: int = parcel.FORMAT) -> None:
    """A file by someone who knows the passphrase, with the tables of ours at first."""
    write(path, PASSPHRASE, [], "")
    connection = sqlite.connect(path)
    connection.execute(f"PRAGMA key = 'banhua:{PASSPHRASE}'")
    for statement in statements:
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t"
HOSTILE = {
    "a table of its own": ["CREATE TABLE more (a)"],
    "a trigger": ["CREATE TRIGGER t AFTER INSERT ON item BEGIN DELETE FROM item; END"],
    "an endless view": ["DROP TABLE item", f"CREATE VIEW item (n, body) AS {ENDLESS}"],
    "an endless view of the other": ["DROP TABLE about", f"CREATE VIEW about AS {ENDLESS}"],
    "an index": ["CREATE INDEX i ON item(body)"],
    "other columns": ["ALTER TABLE item ADD COLUMN more TEXT"],
    "no item table": ["DROP TABLE item"],
    "100,000 rows": [
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 100000) "
        "INSERT INTO item SELECT n, 'null' FROM t"
    ],
    "a giant text": ["""INSERT INTO item VALUES (1, '"' || printf('%.*c', 3000000, 'x') || '"')"""],
    "bytes for text": ["INSERT INTO item VALUES (1, zeroblob(10))"],
    "no JSON": ["INSERT INTO item VALUES (1, '{')"],
    "deep JSON": [f"INSERT INTO item VALUES (1, '{'[' * 200_000}')"],
    "no number": ["INSERT INTO item VALUES (1, 'NaN')"],
    "a giant number": [f"INSERT INTO item VALUES (1, '{'9' * 5000}')"],
    "two makers": ["INSERT INTO about VALUES ('08')"],
    "no maker": ["DELETE FROM about"],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_crafted_file_is_refused(path: Path, name: str) -> None:
    crafted(path, *HOSTILE[name])
    with pytest.raises(ParcelError) as caught:
        read(path, PASSPHRASE)
    assert "什么都没有导入" in caught.value.advice
    assert "超出了限度" in caught.value.message


def test_what_is_crafted_like_ours_is_taken(path: Path) -> None:
    """Else the test above would show nothing."""
    crafted(path, "INSERT INTO item VALUES (1, '[1]')", "UPDATE about SET made_by = '08'")
    found = read(path, PASSPHRASE)
    assert (found.items, found.made_by) == (([1],), "08")


def test_bytes_that_are_no_text_are_refused(path: Path) -> None:
    crafted(path, "INSERT INTO item VALUES (1, CAST(x'22ff22' AS TEXT))")
    with pytest.raises(ParcelError):
        read(path, PASSPHRASE)


def test_two_tables_on_one_page_are_damage(path: Path) -> None:
    crafted(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET rootpage = 2",
    )
    with pytest.raises(ParcelError) as caught:
        read(path, PASSPHRASE)
    assert "损坏" in caught.value.message


def test_a_later_format_is_told(path: Path) -> None:
    crafted(path, "CREATE TABLE picture (a)", version=parcel.FORMAT + 1)
    with pytest.raises(NewerFileError) as caught:
        read(path, PASSPHRASE)
    assert "升级" in caught.value.advice
