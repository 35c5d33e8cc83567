"""Notes of the desk: stored masked, edited, done, removed, and all of it taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from phrasebook.desk import NoteDraft
from phrasebook.model import UserError
from phrasebook.store import Changes
from phrasebook.store.notes import MAX_PICTURE, MAX_PICTURES
from tests.phrasebook.desk_helpers import DAY, NOW, ZONE, Desk, desk_in

PHONE, MASKED = "13812345678", "138****5678"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        yield opened


def undo(desk: Desk) -> str:
    return desk.store.undo().result()


def test_a_note_comes_back_as_it_was_written(desk: Desk) -> None:
    buyer = desk.buyer()
    note = desk.note(
        buyer, " 答应周五补寄\n要顺丰 ", flag="promise", order="3310998877665544332",
        open=True, due=NOW + 60, fields=(("商品", "雨伞"), ("费用", "5 元")),
    )  # fmt: skip
    assert note.text == "答应周五补寄\n要顺丰"
    assert (note.at, note.zone, note.agent) == (NOW, ZONE, "07")
    assert (note.flag, note.order, note.open, note.due) == (
        "promise", "3310998877665544332", True, NOW + 60,
    )  # fmt: skip
    assert note.fields == (("商品", "雨伞"), ("费用", "5 元"))
    assert desk.notes.get(note.id).result() == note
    assert desk.notes.of(buyer.id).result() == [note]


def test_notes_are_listed_newest_first_even_if_the_clock_went_back(desk: Desk) -> None:
    buyer = desk.buyer()
    first, second = desk.note(buyer, "先", NOW), desk.note(buyer, "后", NOW - 7_200)
    assert desk.notes.of(buyer.id).result() == [second, first]


def test_personal_data_is_masked_wherever_it_was_typed(desk: Desk) -> None:
    note = desk.note(desk.buyer(), f"电话{PHONE}", fields=(("原因", f"打{PHONE}"),))
    assert note.text == f"电话{MASKED}"
    assert note.fields == (("原因", f"打{MASKED}"),)
    assert not note.has_full
    assert desk.notes.full(note.id, NOW, "07").result() is None


def test_a_full_text_is_kept_on_demand_and_whoever_opens_it_is_recorded(desk: Desk) -> None:
    buyer = desk.buyer()
    note = desk.note(buyer, f"电话{PHONE}", keep_until=NOW + DAY)
    assert (note.text, note.has_full, note.keep_until) == (f"电话{MASKED}", True, NOW + DAY)
    assert desk.notes.full(note.id, NOW + 5, "12").result() == f"电话{PHONE}"
    (opened,) = desk.buyers.export(buyer.id).result()["opened"]
    assert (opened["note"], opened["agent"], opened["at"]) == (note.id, "12", NOW + 5)


def test_a_full_text_is_not_shown_after_its_time_and_then_removed(desk: Desk) -> None:
    note = desk.note(desk.buyer(), f"电话{PHONE}", keep_until=NOW + DAY)
    assert desk.notes.full(note.id, NOW + DAY, "07").result() is None
    assert desk.retention.purge(NOW + DAY - 1, None).result().full_texts == 0
    assert desk.retention.purge(NOW + DAY, None).result().full_texts == 1
    assert desk.notes.get(note.id).result() == replace(note, has_full=False, keep_until=None)


def test_nothing_is_kept_beside_a_text_without_personal_data(desk: Desk) -> None:
    assert not desk.note(desk.buyer(), "要发票", keep_until=NOW + DAY).has_full


def test_an_edit_of_the_masked_text_keeps_or_drops_the_full_one(desk: Desk) -> None:
    buyer = desk.buyer()
    note = desk.note(buyer, f"电话{PHONE}", keep_until=NOW + DAY)
    same = NoteDraft(buyer.id, note.text, open=True, keep_until=NOW + 2 * DAY)
    assert desk.notes.edit(note.id, same, NOW + 1).result().has_full
    assert desk.notes.full(note.id, NOW + DAY, "07").result() == f"电话{PHONE}"
    other = NoteDraft(buyer.id, "换了地址", keep_until=NOW + 2 * DAY)
    assert not desk.notes.edit(note.id, other, NOW + 2).result().has_full
    assert undo(desk) == "编辑备注"
    assert desk.notes.full(note.id, NOW + DAY, "07").result() == f"电话{PHONE}"


def test_open_notes_come_by_due_time_and_those_without_one_last(desk: Desk) -> None:
    buyer = desk.buyer()
    none = desk.note(buyer, "没说几点", open=True)
    late = desk.note(buyer, "晚", open=True, due=NOW + 9)
    soon = desk.note(buyer, "早", open=True, due=NOW + 1)
    desk.note(buyer, "不用做")
    done = desk.note(buyer, "做完了", open=True)
    desk.notes.done(done.id, NOW + 5).result()
    assert desk.notes.open().result() == [soon, late, none]
    assert desk.notes.open(limit=1).result() == [soon]
    desk.notes.done(done.id, None).result()
    assert desk.notes.open().result() == [soon, late, none, done]


def test_notes_of_a_kind_in_a_span(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.note(buyer, "前", NOW - 1, flag="return")
    first = desk.note(buyer, "始", NOW, flag="return")
    last = desk.note(buyer, "末", NOW + 9, flag="return")
    desk.note(buyer, "后", NOW + 10, flag="return")
    desk.note(buyer, "别的", NOW + 1, flag="badreview")
    assert desk.notes.by_flag("return", NOW, NOW + 10).result() == [last, first]


def test_everything_a_person_does_with_notes_can_be_taken_back(desk: Desk) -> None:
    buyer = desk.buyer()
    note = desk.note(buyer, f"电话{PHONE}", keep_until=NOW + DAY, open=True)
    picture = desk.notes.attach(note.id, b"\x89PNG one", NOW).result()
    before = desk.notes.get(note.id).result()
    desk.notes.edit(note.id, NoteDraft(buyer.id, "改了"), NOW + 1).result()
    assert undo(desk) == "编辑备注"
    assert desk.notes.get(note.id).result() == before
    desk.notes.done(note.id, NOW + 1).result()
    assert undo(desk) == "完成备注"
    assert desk.notes.get(note.id).result() == before
    assert desk.notes.detach(picture).result()
    assert desk.notes.picture(picture).result() is None
    assert undo(desk) == "删除图片"
    assert desk.notes.picture(picture).result() == b"\x89PNG one"
    assert desk.notes.remove(note.id).result()
    assert desk.notes.get(note.id).result() is None
    assert desk.notes.picture(picture).result() is None
    assert undo(desk) == "删除备注"
    assert desk.notes.get(note.id).result() == before
    assert desk.notes.picture(picture).result() == b"\x89PNG one"
    assert desk.notes.full(note.id, NOW, "07").result() == f"电话{PHONE}"
    assert undo(desk) == "添加图片"
    assert undo(desk) == "新建备注"
    assert desk.notes.of(buyer.id).result() == []
    assert undo(desk) == ""


def test_keeping_a_text_later_can_be_taken_back(desk: Desk) -> None:
    note = desk.note(desk.buyer(), f"电话{PHONE}")
    desk.notes.keep(note.id, f"电话{PHONE}", NOW + DAY).result()
    assert desk.notes.full(note.id, NOW, "07").result() == f"电话{PHONE}"
    assert undo(desk) == "保留全文"
    assert desk.notes.get(note.id).result() == note


def test_pictures_are_bounded_in_size_and_number(desk: Desk) -> None:
    note = desk.note(desk.buyer())
    with pytest.raises(UserError, match="太大"):
        desk.notes.attach(note.id, b"x" * (MAX_PICTURE + 1), NOW).result()
    ids = [desk.notes.attach(note.id, b"x" * n, NOW).result() for n in range(1, 1 + MAX_PICTURES)]
    found = desk.notes.get(note.id).result()
    assert found is not None
    assert found.pictures == tuple(ids)
    with pytest.raises(UserError, match="最多"):
        desk.notes.attach(note.id, b"x", NOW).result()


@pytest.mark.parametrize("text", ["", "  \n", "\0"])
def test_an_empty_note_is_refused_and_leaves_nothing(desk: Desk, text: str) -> None:
    buyer = desk.buyer()
    with pytest.raises(UserError) as caught:
        desk.note(buyer, text)
    assert caught.value.advice
    assert desk.notes.of(buyer.id).result() == []


def test_what_is_gone_is_said_with_advice(desk: Desk) -> None:
    buyer = desk.buyer()
    for job in (
        desk.notes.edit("0" * 32, NoteDraft(buyer.id, "x"), NOW),
        desk.notes.done("0" * 32, NOW),
        desk.notes.attach("0" * 32, b"x", NOW),
        desk.notes.keep("0" * 32, "x", NOW),
        desk.notes.add(NoteDraft("0" * 32, "x"), NOW, ZONE, "07"),
    ):
        with pytest.raises(UserError, match="已经不在了") as caught:
            job.result()
        assert caught.value.advice
    assert desk.notes.get("0" * 32).result() is None
    assert not desk.notes.remove("0" * 32).result()
    assert not desk.notes.detach("0" * 32).result()
    assert undo(desk) == ""


def test_a_write_says_once_what_changed(desk: Desk) -> None:
    buyer = desk.buyer()
    seen: list[Changes] = []
    desk.store.listen(seen.append)
    note = desk.note(buyer)
    desk.notes.remove(note.id).result()
    undo(desk)
    desk.retention.purge(NOW, None).result()
    assert seen == [Changes(notes=True)] * 3


def test_notes_are_counted_by_who_wrote_them_and_since_when(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.note(buyer, when=NOW - 1)
    desk.note(buyer, when=NOW)
    desk.notes.add(NoteDraft(buyer.id, "换货"), NOW + 1, ZONE, "03").result()
    assert desk.notes.count_written(NOW, "07").result() == 1
    assert desk.notes.count_written(NOW - 1, "07").result() == 2
    assert desk.notes.count_written(NOW, "").result() == 2, "without a number, whoever wrote"
