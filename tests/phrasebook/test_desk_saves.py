"""What a person does at once is one write: all of it or nothing, and one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from phrasebook.desk import HandoverDraft, NoteDraft, ReminderDraft, ShiftRef
from phrasebook.desk_saves import HandoverSave, NoteSave, ReminderEnd, ReminderSave
from phrasebook.model import UserError
from phrasebook.store.database import Db
from tests.phrasebook.desk_helpers import LI, NOW, WANG, ZONE, Desk, desk_in

PNG = b"\x89PNG one", b"\x89PNG two"
WHO = ("小鹿", "千牛", "")
TABLES = ("buyer", "note", "picture", "handover", "handover_event", "reminder", "text_draft")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as made:
        yield made


def counts(desk: Desk) -> dict[str, int]:
    """Rows of each table."""
    return desk.store.read(
        lambda db: {one: db.value(f"SELECT count(*) FROM {one}") for one in TABLES}
    ).result()


def commits(desk: Desk, work: Callable[[], Any]) -> int:
    """How many transactions ``work`` takes."""
    begun: list[str] = []

    def trace(on: bool) -> Callable[[Db], None]:
        def set_trace(db: Db) -> None:
            seen = begun.append if on else None
            db.connection.set_trace_callback(seen)

        return set_trace

    desk.store.read(trace(True)).result()
    work()
    desk.store.read(trace(False)).result()
    return sum(sql.strip().startswith("COMMIT") for sql in begun)


def note(kept: str = "", **more: Any) -> NoteSave:
    return NoteSave(NoteDraft("", "要发票", open=True), WHO, kept=kept, **more)


# ---------------------------------------------------------------------- notes
def test_a_note_with_buyer_pictures_and_draft_is_one_write(desk: Desk) -> None:
    desk.drafts.put("note:new:x", "要发票", PNG).result()
    save = note("note:new:x", pictures=PNG)
    assert commits(desk, lambda: desk.notes.save(save, NOW, ZONE, "07").result()) == 1
    found = counts(desk)
    assert (found["buyer"], found["note"], found["picture"], found["text_draft"]) == (1, 1, 2, 0)


def test_a_note_whose_picture_is_refused_changes_nothing(desk: Desk) -> None:
    desk.drafts.put("note:new:x", "要发票", PNG).result()
    before = counts(desk)
    save = note("note:new:x", pictures=(PNG[0], bytes(5 * 1024 * 1024)))
    with pytest.raises(UserError, match="太大"):
        desk.notes.save(save, NOW, ZONE, "07").result()
    assert counts(desk) == before
    assert desk.drafts.pictures("note:new:x").result() == PNG


def test_one_undo_takes_a_note_and_its_pictures_back(desk: Desk) -> None:
    desk.notes.save(note(pictures=PNG), NOW, ZONE, "07").result()
    assert desk.store.undo().result() == "新建备注"
    found = counts(desk)
    assert (found["note"], found["picture"]) == (0, 0)


def test_one_undo_takes_a_changed_note_back_whole(desk: Desk) -> None:
    made = desk.notes.save(note(), NOW, ZONE, "07").result()
    desk.notes.done(made.id, NOW).result()
    save = NoteSave(NoteDraft("", "改了", open=True), WHO, made.id, reopen=True, pictures=PNG)
    changed = desk.notes.save(save, NOW + 1, ZONE, "07").result()
    assert (changed.text, changed.done_at, len(changed.pictures)) == ("改了", None, 2)
    desk.store.undo().result()
    back = desk.notes.get(made.id).result()
    assert back is not None
    assert (back.text, back.done_at, back.pictures) == ("要发票", NOW, ())


# ---------------------------------------------------------------------- reminders
def test_reminders_with_their_buyer_and_draft_are_one_write(desk: Desk) -> None:
    desk.drafts.put("reminder", "x").result()
    drafts = (ReminderDraft("问付款", NOW + 60), ReminderDraft("再问", NOW + 90))
    save = ReminderSave(drafts, WHO, kept="reminder")
    assert commits(desk, lambda: desk.reminders.save(save, NOW, ZONE, "07").result()) == 1
    found = counts(desk)
    assert (found["buyer"], found["reminder"], found["text_draft"]) == (1, 2, 0)
    desk.store.undo().result()
    assert counts(desk)["reminder"] == 0


def test_an_end_with_note_next_one_and_others_is_one_write_and_one_undo(desk: Desk) -> None:
    buyer = desk.buyer()
    first, other = (
        desk.reminders.add(ReminderDraft(text, NOW, "payment", buyer.id), NOW, ZONE, "07").result()
        for text in ("问付款", "再问")
    )
    desk.drafts.put("reminder.end.x", "y").result()
    end = ReminderEnd(
        first.id, "unpaid", "嫌贵", "", (other.id,),
        ReminderDraft("第二次", NOW + 60, "payment", buyer.id), NoteDraft(buyer.id, "记一笔"),
        "reminder.end.x",
    )  # fmt: skip
    assert commits(desk, lambda: desk.reminders.end(end, NOW + 5, ZONE, "07").result()) == 1
    assert [one.text for one in desk.reminders.open().result()] == ["第二次"]
    assert [one.text for one in desk.notes.of(buyer.id).result()] == ["记一笔"]
    assert desk.drafts.all().result() == {}
    desk.store.undo().result()
    assert {one.text for one in desk.reminders.open().result()} == {"问付款", "再问"}
    assert desk.notes.of(buyer.id).result() == []


def test_an_end_whose_note_is_refused_ends_nothing(desk: Desk) -> None:
    buyer = desk.buyer()
    one = desk.reminders.add(ReminderDraft("问", NOW, "plain", buyer.id), NOW, ZONE, "").result()
    end = ReminderEnd(one.id, "done", note=NoteDraft("nobody", "x"))
    with pytest.raises(UserError):
        desk.reminders.end(end, NOW, ZONE, "").result()
    assert len(desk.reminders.open().result()) == 1


# ---------------------------------------------------------------------- handovers
def test_the_end_of_a_shift_is_one_write(desk: Desk) -> None:
    mine = desk.hand()
    desk.handovers.accept(mine.id, WANG, "好的马上", NOW).result()
    desk.drafts.put("handover.item.a", "x").result()
    save = HandoverSave(
        (HandoverDraft("", please="催仓库"), HandoverDraft("", please="灯坏了")),
        (WHO,), (mine.id,), "交班", "2026-11-25 晚班", ("handover.item.a",),
    )  # fmt: skip
    made: list[Any] = []
    work = lambda: made.extend(desk.handovers.save(save, LI, NOW, ZONE).result())  # noqa: E731
    assert commits(desk, work) == 1
    assert [(one.please, one.name, one.state) for one in made[:2]] == [
        ("催仓库", "小鹿", "waiting"), ("灯坏了", "", "waiting"),
    ]  # fmt: skip
    assert (made[2].id, made[2].state, made[2].to_shift) == (mine.id, "waiting", "2026-11-25 晚班")
    assert desk.drafts.all().result() == {}


def test_an_end_of_shift_that_cannot_pass_one_on_hands_nothing_over(desk: Desk) -> None:
    mine = desk.hand()
    desk.handovers.accept(mine.id, WANG, "好的马上", NOW).result()
    before = counts(desk)
    save = HandoverSave((HandoverDraft("", please="催仓库"),), (WHO,), (mine.id,), "")
    with pytest.raises(UserError, match="没有写内容"):
        desk.handovers.save(save, LI, NOW, ZONE).result()
    assert counts(desk) == before


def test_carrying_over_and_what_remembers_it_are_one_write(desk: Desk) -> None:
    desk.hand()
    late = ShiftRef("晚班", "2026-11-25", NOW + 3_600, NOW + 7_200)
    later = ShiftRef("夜班", "2026-11-25", NOW + 7_200, NOW + 9_000)
    carry = lambda: desk.handovers.carry(  # noqa: E731
        [late, later], NOW + 8_000, mark=("handovers.seen", "1")
    ).result()
    assert commits(desk, carry) == 1
    assert desk.drafts.get("handovers.seen").result() == "1"
    (one,) = desk.handovers.open().result()
    assert one.crossed == 1, "the first was the shift that it was for"


def test_an_accepted_handover_settles_its_read_back(desk: Desk) -> None:
    mine = desk.hand()
    desk.drafts.put("handover.accept.x", "好的").result()
    accept = lambda: desk.handovers.accept(  # noqa: E731
        mine.id, WANG, "今晚催仓库", NOW, kept="handover.accept.x"
    ).result()
    assert commits(desk, accept) == 1
    assert desk.drafts.all().result() == {}


# ---------------------------------------------------------------------- merging and drafts
def test_what_was_begun_under_a_merged_record_goes_to_the_kept_one(desk: Desk) -> None:
    keep, other = desk.buyer("小鹿"), desk.buyer("小鹿2")
    desk.buyers.merge(keep.id, other.id, NOW).result()
    made = desk.notes.save(
        NoteSave(NoteDraft("", "写了一半"), (other.name, other.platform, other.shop)),
        NOW, ZONE, "07",
    ).result()  # fmt: skip
    handed = desk.handovers.save(HandoverSave((HandoverDraft(other.id),)), LI, NOW, ZONE).result()
    set_ = desk.reminders.save(
        ReminderSave((ReminderDraft("问", NOW, buyer=other.id),)), NOW, ZONE, ""
    )
    assert made.buyer == handed[0].buyer == set_.result()[0].buyer == keep.id
    assert desk.buyers.count().result() == 1


def test_erasing_the_kept_buyer_finds_the_drafts_of_the_merged_one(desk: Desk) -> None:
    keep, middle, other = desk.buyer("小鹿"), desk.buyer("大鹿"), desk.buyer("老鹿")
    desk.drafts.put(f"handover.form.{other.id}", "写了一半").result()
    desk.drafts.put("note:new:千牛/老鹿", '{"name": "老鹿"}', PNG).result()
    desk.drafts.put("note:new:千牛/旁人", '{"name": "旁人"}').result()
    desk.buyers.merge(middle.id, other.id, NOW).result()
    desk.buyers.merge(keep.id, middle.id, NOW).result()
    desk.buyers.erase(keep.id).result()
    assert list(desk.drafts.all().result()) == ["note:new:千牛/旁人"]
    left = lambda db: (  # noqa: E731
        db.value("SELECT count(*) FROM merged"), db.value("SELECT count(*) FROM text_draft_picture")
    )  # fmt: skip
    assert desk.store.read(left).result() == (0, 0)


def test_a_merge_that_is_taken_back_gives_each_account_its_own_again(desk: Desk) -> None:
    keep, middle, other = desk.buyer("小鹿"), desk.buyer("大鹿"), desk.buyer("老鹿")
    desk.buyers.merge(middle.id, other.id, NOW).result()
    desk.buyers.merge(keep.id, middle.id, NOW).result()

    def at(name: str) -> str:
        found = desk.buyers.at(name, keep.platform).result()
        return found.name if found is not None else ""

    assert [at(name) for name in ("大鹿", "老鹿")] == ["小鹿", "小鹿"]
    desk.store.undo().result()
    assert [at(name) for name in ("大鹿", "老鹿")] == ["大鹿", "大鹿"]
    desk.store.undo().result()
    assert at("老鹿") == "老鹿"


# ---------------------------------------------------------------------- pictures of drafts
def test_pictures_of_a_draft_go_with_it(desk: Desk) -> None:
    desk.drafts.put("a", "一", PNG).result()
    desk.drafts.put("a", "二").result()
    assert desk.drafts.pictures("a").result() == PNG, "a change of the text leaves them"
    desk.drafts.put("a", "三", PNG[:1]).result()
    assert desk.drafts.pictures("a").result() == PNG[:1]
    desk.drafts.put("a", "").result()
    assert desk.drafts.pictures("a").result() == ()


def test_pictures_of_a_draft_that_nobody_goes_on_with_go_with_it(desk: Desk) -> None:
    desk.drafts.put("a", "一", PNG).result()
    desk.retention.purge(NOW, 30).result()
    assert desk.drafts.pictures("a").result() == PNG
    desk.retention.purge(NOW + 31 * 86_400, 30).result()
    assert desk.drafts.all().result() == {}
    assert desk.drafts.pictures("a").result() == ()


def test_pictures_of_drafts_are_bounded_and_the_text_is_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("phrasebook.store.text_drafts.MOST_BYTES", len(PNG[0]) + 1)
    desk.drafts.put("a", "一", PNG).result()
    assert desk.drafts.all().result() == {"a": "一"}
    assert desk.drafts.pictures("a").result() == PNG[:1]
    assert "left out" in caplog.text
