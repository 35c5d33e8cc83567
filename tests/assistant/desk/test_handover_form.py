"""The state of the form: into a draft and back, and through a crash."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import Handover, HandoverDraft

FULL = HandoverForm(
    "b1", "小鹿", "千牛", "断货", "要换", "打电话", "先灰后蓝", "urgent", "今天 12:00", "不等了",
    "亲,马上退", "p1", "3309", "n1", "2026-11-25 晚班",
)  # fmt: skip


def test_the_draft_holds_all_that_is_handed_over() -> None:
    assert FULL.draft(5.0) == HandoverDraft(
        "b1", "断货", "要换", "打电话", "先灰后蓝", "urgent", 5.0, "不等了", "亲,马上退", "p1",
        "3309", "n1", "2026-11-25 晚班",
    )  # fmt: skip
    assert HandoverForm.of(FULL.draft(5.0), "小鹿", "千牛", "今天 12:00") == FULL


def test_a_handover_brings_its_buyer() -> None:
    form = HandoverForm.of(Handover(please="打电话", name="小鹿", platform="微信", id="x"))
    assert (form.name, form.platform, form.please, form.due) == ("小鹿", "微信", "打电话", "")


def test_what_is_kept_comes_back() -> None:
    assert HandoverForm.from_kept(FULL.kept()) == FULL
    assert HandoverForm.from_kept(HandoverForm(please="x").kept()) == HandoverForm(please="x")


def test_a_buyer_alone_is_nothing_to_keep() -> None:
    assert HandoverForm("b1", "小鹿", "千牛", order="3309").kept() == ""
    assert HandoverForm(please="  ").empty
    assert not HandoverForm(how="x").empty


@given(st.text())
def test_what_is_not_ours_is_none_and_breaks_nothing(text: str) -> None:
    form = HandoverForm.from_kept(text)
    assert form is None or form.kept() is not None


def test_unknown_fields_and_values_are_passed_over() -> None:
    kept = '{"please": "x", "severity": "mad", "because": 5, "more": "y"}'
    assert HandoverForm.from_kept(kept) == HandoverForm(please="x")
    assert HandoverForm.from_kept("[]") is None
