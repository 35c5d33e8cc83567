"""Buyers of the desk: found by whatever is known of them, merged, renamed, shown in short."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook.desk import BuyerSummary
from phrasebook.model import Pick, UserError
from phrasebook.store import desk_rows
from phrasebook.store.changes import Outcome
from tests.phrasebook.desk_helpers import LI, NOW, WANG, Desk, desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        yield opened


def names(desk: Desk, query: str, **more) -> list[str]:
    return [found.buyer.name for found in desk.buyers.find(query, **more).result()]


def test_a_buyer_is_made_once_for_an_account(desk: Desk) -> None:
    first = desk.buyers.ensure(" 小鱼儿 ", "千牛", "一店", NOW).result()
    assert (first.name, first.platform, first.shop) == ("小鱼儿", "千牛", "一店")
    assert desk.buyers.ensure("小鱼儿", "千牛", "一店", NOW + 9).result() == first
    assert desk.buyers.at("小鱼儿", "千牛", "一店").result() == first
    assert desk.buyers.get(first.id).result() == first
    other = desk.buyers.ensure("小鱼儿", "千牛", "二店", NOW).result()
    assert other.id != first.id
    assert desk.buyers.at("小鱼儿", "微信").result() is None
    with pytest.raises(UserError, match="空的"):
        desk.buyers.ensure(" ", "千牛", "", NOW).result()


def test_without_a_query_those_touched_last_come_first(desk: Desk) -> None:
    a, *_ = (desk.buyer(name, NOW + n) for n, name in enumerate("甲乙丙"))
    assert names(desk, "") == ["丙", "乙", "甲"]
    desk.note(a, when=NOW + 10)
    assert names(desk, " ") == ["甲", "丙", "乙"]
    assert names(desk, "", limit=1, offset=1) == ["丙"]


@pytest.mark.parametrize(
    "query",
    ["小鱼", "鱼儿", "小魚兒", "xye", "xiaoyu", "XiaoYuEr", "yuer", "ye2", "小鱼 2020", "２０２０"],
)
def test_a_buyer_is_found_by_name_initials_and_pinyin(desk: Desk, query: str) -> None:
    desk.buyer("小鱼儿2020")
    desk.buyer("王大安")
    assert names(desk, query) == ["小鱼儿2020"]


@pytest.mark.parametrize(
    ("query", "found"), [("an", ["王大安"]), ("ang", []), ("wangda", ["王大安"])]
)
def test_pinyin_counts_from_the_start_of_a_syllable(
    desk: Desk, query: str, found: list[str]
) -> None:
    desk.buyer("王大安")
    desk.buyer("王强")
    assert names(desk, query) == found


@pytest.mark.parametrize("query", ["cq", "chongqing", "zhongqing", "zq"])
def test_every_reading_of_a_polyphone_finds_the_name(desk: Desk, query: str) -> None:
    desk.buyer("重庆妹子")
    assert names(desk, query) == ["重庆妹子"]


def test_a_latin_name_is_found_anywhere_in_it(desk: Desk) -> None:
    desk.buyer("tb_Happy-88")
    assert names(desk, "happy88") == ["tb_Happy-88"]
    assert names(desk, "APPY") == ["tb_Happy-88"]


def test_a_buyer_is_found_by_notes_handovers_reminders_and_order_numbers(desk: Desk) -> None:
    one, two, three = (desk.buyer(name) for name in ("甲一", "乙二", "丙三"))
    desk.note(one, "发票抬头写错了", order="3310998877665544332")
    desk.hand(two, because="包裹破损", order="99001")
    desk.remind(three, order="77123")
    assert names(desk, "抬头") == ["甲一"]
    assert names(desk, "66554433") == ["甲一"]
    assert names(desk, "破损") == names(desk, "99001") == ["乙二"]
    assert names(desk, "77123") == ["丙三"]
    assert names(desk, "抬头 甲") == ["甲一"]
    assert names(desk, "抬头 乙") == []
    assert names(desk, "?!") == names(desk, "%") == names(desk, "_") == []


def test_a_whole_phone_number_finds_the_masked_one(desk: Desk) -> None:
    desk.note(desk.buyer(), "电话13812345678")
    assert names(desk, "13812345678") == names(desk, "138****5678") == ["小鱼儿"]


def test_names_come_before_other_finds(desk: Desk) -> None:
    desk.buyer("补发小王", NOW)
    desk.note(desk.buyer("甲", NOW), "要补发", NOW + 9)
    assert names(desk, "补发") == ["补发小王", "甲"]


def test_a_removed_note_is_not_found(desk: Desk) -> None:
    note = desk.note(desk.buyer(), "独一无二")
    assert names(desk, "独一无二") == ["小鱼儿"]
    desk.notes.remove(note.id).result()
    assert names(desk, "独一无二") == []
    desk.store.undo().result()
    assert names(desk, "独一无二") == ["小鱼儿"]


def test_a_summary_counts_what_is_open(desk: Desk) -> None:
    buyer = desk.buyer()
    assert desk.buyers.summary(buyer.id).result() == BuyerSummary(buyer)
    desk.note(buyer, "一", flag="promise", open=True)
    desk.note(buyer, "二", flag="return", open=True)
    done = desk.note(buyer, "三", flag="payment", open=True)
    desk.note(buyer, "四", flag="promise", open=True)
    desk.note(buyer, "五")
    desk.notes.done(done.id, NOW).result()
    finished = desk.hand(buyer)
    desk.hand(buyer)
    desk.handovers.accept(finished.id, WANG, "收到", NOW).result()
    desk.handovers.finish(finished.id, WANG, "", NOW).result()
    desk.remind(buyer, kind="payment")
    desk.remind(buyer)
    assert desk.buyers.summary(buyer.id).result() == BuyerSummary(
        buyer, notes=5, open_notes=3, handovers=1, reminders=2, unpaid=1,
        flags=("promise", "return"), last="五",
    )  # fmt: skip
    assert desk.buyers.summary("0" * 32).result() is None


def test_type_and_name_can_be_changed_and_taken_back(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.buyers.set_type(buyer.id, "急性子", NOW + 5).result()
    changed = desk.buyers.get(buyer.id).result()
    assert changed is not None
    assert (changed.type, changed.touched) == ("急性子", NOW + 5)
    desk.buyers.rename(buyer.id, "大鱼儿", "微信", "店", NOW - 99).result()
    changed = desk.buyers.at("大鱼儿", "微信", "店").result()
    assert changed is not None
    assert changed.touched == NOW + 5
    assert names(desk, "dye") == ["大鱼儿"]
    assert desk.store.undo().result() == "修改买家"
    assert names(desk, "xye") == ["小鱼儿"]
    assert desk.store.undo().result() == "设置买家类型"
    back = desk.buyers.get(buyer.id).result()
    assert back is not None
    assert back.type == ""


def test_a_rename_to_another_record_is_refused(desk: Desk) -> None:
    a, b = desk.buyer("甲"), desk.buyer("乙")
    with pytest.raises(UserError, match="已经有") as caught:
        desk.buyers.rename(a.id, "乙", "千牛", "", NOW).result()
    assert "合并" in caught.value.advice
    desk.buyers.rename(b.id, "乙", "千牛", "", NOW).result()
    with pytest.raises(UserError, match="已经不在"):
        desk.buyers.rename("0" * 32, "丙", "千牛", "", NOW).result()


def test_merging_moves_everything_and_can_be_taken_back(desk: Desk) -> None:
    keep, other = desk.buyer("甲", NOW), desk.buyer("乙", NOW - 50)
    desk.buyers.set_type(other.id, "老客", NOW).result()
    kept_note = desk.note(keep, "甲的")
    note = desk.note(other, "电话13812345678", keep_until=NOW + 99)
    desk.notes.full(note.id, NOW, "07").result()
    handover, reminder = desk.hand(other), desk.remind(other)
    before = (desk.buyers.export(keep.id).result(), desk.buyers.export(other.id).result())
    desk.buyers.merge(keep.id, other.id, NOW + 9).result()
    assert desk.buyers.get(other.id).result() is None
    merged = desk.buyers.get(keep.id).result()
    assert merged is not None
    assert (merged.type, merged.created, merged.touched) == ("老客", NOW - 50, NOW + 9)
    assert [one.id for one in desk.notes.of(keep.id).result()] == [note.id, kept_note.id]
    assert [one.id for one in desk.handovers.of(keep.id).result()] == [handover.id]
    assert [one.id for one in desk.reminders.of(keep.id).result()] == [reminder.id]
    assert len(desk.buyers.export(keep.id).result()["opened"]) == 1
    # What was handed over still says of whom.
    assert desk.handovers.of(keep.id).result()[0].name == "乙"
    assert desk.store.undo().result() == "合并买家"
    after = (desk.buyers.export(keep.id).result(), desk.buyers.export(other.id).result())
    for one in (*before, *after):
        del one["buyer"]["touched"]
    assert after == before


@pytest.mark.parametrize("other", ["self", "gone"])
def test_a_merge_with_nothing_to_merge_is_refused(desk: Desk, other: str) -> None:
    buyer = desk.buyer()
    with pytest.raises(UserError) as caught:
        desk.buyers.merge(buyer.id, buyer.id if other == "self" else "0" * 32, NOW).result()
    assert caught.value.advice
    assert desk.buyers.get(buyer.id).result() == buyer


def test_undoing_a_merge_does_not_fail_where_another_has_the_account_now(desk: Desk) -> None:
    keep, other, third = desk.buyer("甲"), desk.buyer("乙"), desk.buyer("丙")
    desk.buyers.rename(third.id, "丁", "千牛", "", NOW).result()
    desk.buyers.merge(keep.id, other.id, NOW).result()
    renamed = {"name": "乙", "name_key": "乙"}
    desk.store.write(
        lambda db: Outcome(desk_rows.update(db, "buyer", third.id, renamed)), "", undoable=False
    ).result()
    assert desk.store.undo().result() == "合并买家"
    assert desk.buyers.get(other.id).result() == other


def test_a_merged_account_that_is_met_again_is_the_kept_buyer(desk: Desk) -> None:
    keep, other = desk.buyer("甲"), desk.buyer("乙")
    desk.buyers.merge(keep.id, other.id, NOW).result()
    assert desk.buyer("乙").id == keep.id
    assert desk.buyers.count().result() == 1
    desk.store.undo().result()
    assert desk.buyer("乙").id == other.id


def test_an_export_holds_everything_and_is_ready_for_json(desk: Desk) -> None:
    buyer = desk.buyer()
    note = desk.note(buyer, "电话13812345678", keep_until=NOW + 99, order="1")
    desk.notes.attach(note.id, b"\x89PNG", NOW).result()
    handover = desk.hand(buyer)
    desk.handovers.accept(handover.id, WANG, "今晚催", NOW).result()
    desk.remind(buyer)
    png = b"\x89PNG draft"
    desk.drafts.put("note:new:千牛/小鱼儿", '{"text": "写了一半"}', [png]).result()
    desk.drafts.put(f"reminder:done:{buyer.id}", "没写完").result()
    desk.picks.load().result()
    desk.picks.add(Pick("p7", (1, 2), True), NOW, ("小鱼儿", "千牛", "")).result()
    desk.note(desk.buyer("别人"), "别人的")
    desk.drafts.put("note:new:千牛/小鱼儿2", '{"text": "别人的"}').result()
    desk.drafts.put("note:new:千牛/别人", '{"text": "别人的"}').result()
    desk.picks.add(Pick("p8", (1, 2), True), NOW, ("别人", "千牛", "")).result()
    found = json.loads(json.dumps(desk.buyers.export(buyer.id).result(), ensure_ascii=False))
    assert found["buyer"]["name"] == "小鱼儿"
    (noted,) = found["notes"]
    assert noted["text"] == "电话138****5678"
    assert noted["full"] == {"text": "电话13812345678", "until": NOW + 99}
    assert b64decode(noted["pictures"][0]["png"]) == b"\x89PNG"
    (handed,) = found["handovers"]
    assert [event["kind"] for event in handed["history"]] == ["handed", "accepted"]
    assert handed["by_number"] == LI.number
    assert [one["text"] for one in found["reminders"]] == ["问有没有付款"]
    assert [one["text"] for one in found["drafts"]] == ['{"text": "写了一半"}', "没写完"]
    assert [b64decode(one["png"]) for one in found["drafts"][0]["pictures"]] == [png]
    assert found["picks"] == [{"phrase": "p7", "good": 1, "at": NOW}]
    assert "别人" not in json.dumps(found, ensure_ascii=False)
