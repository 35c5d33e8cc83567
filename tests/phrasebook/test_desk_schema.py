"""The file of the desk: its schema, its golden copy, its key."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from phrasebook.desk import Agent
from phrasebook.model import Pick
from phrasebook.store import DESK, CorruptFileError, NewerFileError, Store, backup, sqlite
from tests.phrasebook.desk_helpers import KEY, LI, NOW, WANG, Desk, desk_in

FIXTURES = Path(__file__).parents[1] / "fixtures"
NAME = DESK.file_name


def raw(path: Path, sql: str) -> list[object]:
    connection = sqlite.connect(path, key=KEY)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_the_schema_number_is_pinned() -> None:
    """A new step needs a new golden file and its test: change this number with them."""
    assert DESK.version == 2
    for number in range(1, DESK.version + 1):
        assert raw(FIXTURES / f"desk-v{number}.db", "PRAGMA user_version") == [(number,)]


@pytest.mark.parametrize("number", range(1, DESK.version + 1))
def test_a_released_step_is_not_edited(tmp_path: Path, number: int) -> None:
    """A new file of that time has the tables of the golden one, word for word."""
    Store.open(tmp_path, replace(DESK, steps=DESK.steps[:number]), key=KEY).close()
    sql = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE '%migrations%' ORDER BY 2"
    assert raw(tmp_path / NAME, sql) == raw(FIXTURES / f"desk-v{number}.db", sql)
    assert len(raw(tmp_path / NAME, sql)) > 30


def test_the_golden_file_of_schema_2_opens_with_its_picks(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / "desk-v2.db", tmp_path / NAME)
    with desk_in(tmp_path) as desk:
        key, picks = desk.picks.load().result()
        assert len(key) == 32
        assert picks == [Pick("0" * 32, (1, 2, 2**32 - 1)), Pick("1" * 32, (7,), good=False)]
        (found,) = desk.buyers.find("小鱼儿").result()
        desk.buyers.erase(found.buyer.id).result()
        assert desk.picks.load().result()[1] == picks[1:]


@pytest.fixture(params=range(1, DESK.version + 1))
def golden(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    shutil.copyfile(FIXTURES / f"desk-v{request.param}.db", tmp_path / NAME)
    with desk_in(tmp_path) as desk:
        yield desk


def test_the_golden_file_opens_with_its_buyer_and_notes(golden: Desk) -> None:
    (found,) = golden.buyers.find("xye 雨伞").result()
    buyer = found.buyer
    assert (buyer.name, buyer.platform, buyer.shop, buyer.type) == (
        "小鱼儿", "千牛", "一店", "急性子",
    )  # fmt: skip
    assert (found.notes, found.open_notes, found.handovers, found.reminders) == (2, 1, 1, 0)
    done, note = golden.notes.of(buyer.id).result()
    assert (done.text, done.flag, done.done_at) == ("已退款", "return", NOW + 3)
    assert (note.text, note.flag, note.order) == (
        "答应周五补寄 138****5678", "promise", "3310998877665544332",
    )  # fmt: skip
    assert (note.due, note.fields, note.keep_until) == (
        NOW + 60, (("商品", "雨伞"),), NOW + 86_400,
    )  # fmt: skip
    assert golden.notes.full(note.id, NOW, "07").result() == "答应周五补寄 13812345678"
    (picture,) = note.pictures
    assert golden.notes.picture(picture).result() == b"\x89PNG golden"
    assert [one["agent"] for one in golden.buyers.export(buyer.id).result()["opened"]] == [
        "12", "07",
    ]  # fmt: skip
    assert golden.drafts.all().result() == {"note": "没写完"}


def test_the_golden_file_opens_with_what_the_second_step_added(tmp_path: Path) -> None:
    shutil.copyfile(FIXTURES / "desk-v2.db", tmp_path / NAME)
    with desk_in(tmp_path) as golden:
        assert golden.drafts.pictures("note").result() == (b"\x89PNG draft",)
        merged = golden.buyers.at("小鱼儿2", "微信").result()
        assert merged is not None
        assert merged.name == "小鱼儿"


def test_the_golden_file_opens_with_its_handovers_and_reminders(golden: Desk) -> None:
    handover, waiting = golden.handovers.open().result()
    assert waiting.buyer == ""
    assert (handover.because, handover.please, handover.if_says, handover.reply) == (
        "少发一件", "催仓库", "问到哪了", "在催了",
    )  # fmt: skip
    assert (handover.severity, handover.state, handover.by, handover.owner) == (
        "urgent", "accepted", LI, WANG,
    )  # fmt: skip
    assert (handover.crossed, handover.to_shift) == (1, "2026-09-21 早班")
    history = golden.handovers.history(handover.id).result()
    assert [(event.kind, event.by, event.text) for event in history] == [
        ("handed", LI, ""),
        ("carried", Agent("", "晚班"), "2026-09-21 晚班"),
        ("accepted", WANG, "今晚催仓库"),
    ]  # fmt: skip
    (finished,) = golden.reminders.finished(0).result()
    assert (finished.kind, finished.result, finished.reason, finished.remark) == (
        "payment", "unpaid", "嫌贵", "明天再问",
    )  # fmt: skip
    assert (finished.round, finished.channel, finished.large, finished.since) == (
        2, "sms", True, NOW - 60,
    )  # fmt: skip
    assert len(golden.reminders.open().result()) == 1


def test_the_file_is_durable_deletes_safely_and_sorts_in_memory(tmp_path: Path) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
    with desk_in(tmp_path) as desk:
        found = desk.store.read(lambda db: [db.value(f"PRAGMA {name}") for name in names]).result()
    assert found == ["wal", 2, 1, 1, 2]


def test_nothing_readable_lies_in_any_file(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        desk.note(desk.buyer("青衫不改"), "独此一句 13912344321", keep_until=NOW + 1)
        desk.store.backup().result()
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert {"desk.db", "desk.db-wal"} < {path.name for path in files}
        for path in files:
            data = path.read_bytes()
            assert not any(
                w.encode() in data for w in ("青衫不改", "独此一句", "13912344321", "SQLite")
            )


@pytest.mark.parametrize("key", ["f" * 64, ""])
def test_a_wrong_key_opens_nothing_and_changes_nothing(
    tmp_path: Path, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    with desk_in(tmp_path) as desk:
        desk.note(desk.buyer())
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(CorruptFileError, match="备注本"):
        Store.open(tmp_path, DESK, key=key)
    assert (tmp_path / NAME).read_bytes() == before
    with desk_in(tmp_path) as desk:
        assert desk.buyers.find("").result()[0].notes == 1


def test_a_newer_file_is_refused_and_untouched(tmp_path: Path) -> None:
    later = replace(DESK, steps=(*DESK.steps, lambda db: db.execute("CREATE TABLE later (a)")))
    Store.open(tmp_path, later, key=KEY).close()
    before = (tmp_path / NAME).read_bytes()
    with pytest.raises(NewerFileError, match="备注本"):
        Store.open(tmp_path, DESK, key=KEY)
    assert (tmp_path / NAME).read_bytes() == before


def test_a_backup_of_the_desk_opens_with_the_same_key(tmp_path: Path) -> None:
    with desk_in(tmp_path) as desk:
        desk.note(desk.buyer())
        copy = desk.store.backup().result()
    assert backup.is_sound(copy, KEY)
    assert not backup.is_sound(copy, "f" * 64)
    assert raw(copy, "SELECT count(*) FROM note") == [(1,)]
