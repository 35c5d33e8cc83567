"""The form of a reminder: what it proposes, what it refuses, and what follows an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.reminder_form import (
    ReminderForm,
    drafts,
    edited,
    following,
    propose,
)
from assistant.desk.texting import Hours
from phrasebook.desk import Reminder
from phrasebook.model import UserError

ZONE = "Asia/Shanghai"
HOURS = Hours(9, 21)


def moment(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp()


NOW = moment("2026-11-25 09:32")
PAYMENT = ReminderForm(kind="payment", since="09:30", order="77")


def test_a_plain_reminder_is_set_as_typed() -> None:
    (draft,) = drafts(ReminderForm(text=" 回电 ", due="10分钟后"), "b", NOW, ZONE, HOURS)
    assert (draft.text, draft.due, draft.buyer) == ("回电", NOW + 600, "b")
    assert (draft.kind, draft.channel, draft.since) == ("plain", "", None)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (ReminderForm(due="18:00"), "还没有写"),
        (ReminderForm(text="回电"), "还没有时间"),
        (ReminderForm(text="回电", due="09:00"), "已经过了"),
        (ReminderForm(kind="payment"), "什么时候拍的"),
        (ReminderForm(kind="payment", text="催", since="18:00"), "还没到"),
        (ReminderForm(kind="badreview"), "评价的日期"),
        (ReminderForm(kind="badreview", since="9-01"), "已过 30 天"),
        (ReminderForm(kind="coupon"), "首次购买"),
        (replace(PAYMENT, due="昨天"), "看不懂"),
    ],
)
def test_what_is_missing_is_said(form: ReminderForm, says: str) -> None:
    with pytest.raises(UserError) as told:
        drafts(form, "", NOW, ZONE, HOURS)
    assert says in told.value.message


def test_an_order_that_was_talked_about_is_mentioned_after_ten_minutes() -> None:
    (draft,) = drafts(PAYMENT, "b", NOW, ZONE, HOURS)
    assert draft.due == moment("2026-11-25 09:40")
    assert (draft.kind, draft.channel, draft.round) == ("payment", "chat", 1)
    assert (draft.order, draft.buyer, draft.since) == ("77", "b", moment("2026-11-25 09:30"))
    assert draft.text.startswith("催付")


@pytest.mark.parametrize(
    ("since", "by"),
    [("09:30", "今天 12:00"), ("昨天 18:00", "今天 10:00"), ("昨天 23:00", "今天 10:00")],
)
def test_a_silent_order_is_due_by_its_time_of_day_and_says_so(since: str, by: str) -> None:
    form = replace(PAYMENT, since=since, talked=False)
    proposal = propose(form, NOW, ZONE, HOURS)
    assert by in proposal.sentence
    assert "短信只在 9:00–21:00 发" in proposal.sentence
    assert proposal.drafts[0].due <= moment("2026-11-25 12:00")


def test_a_typed_time_and_text_win_over_what_is_proposed() -> None:
    (draft,) = drafts(replace(PAYMENT, due="18:00", text="问地址"), "", NOW, ZONE, HOURS)
    assert (draft.text, draft.due) == ("问地址", moment("2026-11-25 18:00"))
    assert draft.since is not None


def test_a_payment_may_be_chased_at_a_time_alone() -> None:
    form = ReminderForm(kind="payment", text="问付款", due="18:00", large=True)
    (draft,) = drafts(form, "", NOW, ZONE, HOURS)
    assert (draft.since, draft.channel, draft.large) == (None, "chat", True)


def test_a_bad_review_gets_its_series_up_to_the_limit() -> None:
    form = ReminderForm(kind="badreview", since="昨天", text="找小王")
    found = drafts(form, "b", NOW, ZONE, HOURS)
    assert [draft.round for draft in found] == [1, 2, 3]
    assert found[-1].due == moment("2026-12-20 10:00")
    assert all(draft.text.endswith(";找小王") and draft.buyer == "b" for draft in found)
    assert "第 1 天,还剩 29 天;会设 3 条" in propose(form, NOW, ZONE, HOURS).sentence


def test_a_coupon_comes_thirty_days_after_the_purchase() -> None:
    form = ReminderForm(kind="coupon", since="11-20")
    (draft,) = drafts(form, "", NOW, ZONE, HOURS)
    assert draft.due == moment("2026-12-20 10:00")
    assert "30 天后再发一次" in propose(form, NOW, ZONE, HOURS).sentence


def test_editing_keeps_what_the_form_does_not_ask() -> None:
    old = Reminder(
        "催", NOW - 60, "payment", "b", "77", "n", 2, "sms", True, NOW - 900, id="x", name="小鹿"
    )
    form = ReminderForm.of(old, NOW, ZONE)
    assert (form.due, form.kind, form.large) == ("", "payment", True)
    draft = edited(replace(form, text="再催"), old, "b", NOW, ZONE)
    assert (draft.due, draft.round, draft.channel, draft.note) == (NOW - 60, 2, "sms", "n")
    assert draft.since == NOW - 900
    later = edited(replace(form, due="18:00", kind="plain"), old, "b", NOW, ZONE)
    assert (later.due, later.since) == (moment("2026-11-25 18:00"), None)
    with pytest.raises(UserError):
        edited(replace(form, text=" "), old, "b", NOW, ZONE)


def chased(**more: object) -> Reminder:
    made = Reminder("催", NOW, "payment", "b", "77", channel="chat", id="x")
    return replace(made, **more)  # type: ignore[arg-type]


def test_a_small_order_is_chased_once_and_again_only_if_a_time_was_agreed() -> None:
    none = following(chased(), "unpaid", NOW, ZONE, HOURS)
    assert none.draft is None
    assert "小单" in none.sentence
    some = following(chased(), "unpaid", NOW, ZONE, HOURS, moment("2026-11-26 10:00"))
    assert some.draft is not None
    assert some.draft.due == moment("2026-11-26 10:00")


def test_a_large_order_is_chased_twice_and_not_the_same_way() -> None:
    second = following(chased(large=True), "unpaid", NOW, ZONE, HOURS)
    assert second.draft is not None
    assert (second.draft.round, second.draft.channel) == (2, "sms")
    assert second.draft.due >= NOW + 12 * 3600
    assert "短信" in second.sentence
    assert "不要用同一种方式" in second.sentence
    third = following(chased(large=True, round=2, channel="sms"), "unpaid", NOW, ZONE, HOURS)
    assert third.draft is None
    assert "已经催过 2 次" in third.sentence


def test_coupons_come_twice_then_stop_and_a_purchase_begins_anew() -> None:
    first = Reminder("券", NOW, "coupon", "b", channel="chat", id="x", since=NOW - 30 * 86400)
    second = following(first, "done", NOW, ZONE, HOURS)
    assert second.draft is not None
    assert (second.draft.round, second.draft.due) == (2, moment("2026-12-25 10:00"))
    over = following(replace(first, round=2), "done", NOW, ZONE, HOURS)
    assert over.draft is None
    assert "不再单独打扰" in over.sentence
    anew = following(replace(first, round=2), "bought", NOW, ZONE, HOURS)
    assert anew.draft is not None
    assert (anew.draft.round, anew.draft.since) == (1, NOW)


def test_what_is_paid_or_plain_is_over_without_a_word() -> None:
    for reminder, result in ((chased(), "paid"), (chased(kind="plain"), "done")):
        found = following(reminder, result, NOW, ZONE, HOURS)  # type: ignore[arg-type]
        assert (found.draft, found.sentence) == (None, "")


@given(
    st.builds(
        ReminderForm,
        name=st.text(),
        text=st.text(),
        kind=st.sampled_from(["plain", "payment", "coupon"]),
        due=st.text(),
        talked=st.booleans(),
        large=st.booleans(),
        since=st.text(),
    )
)
def test_what_is_typed_comes_back_from_its_draft(form: ReminderForm) -> None:
    kept = form.to_text()
    assert ReminderForm.from_text(kept) == (None if form.is_empty else form)


def test_a_draft_of_another_version_is_taken_as_far_as_it_fits() -> None:
    assert ReminderForm.from_text('{"text": "x", "kind": "new", "large": "yes"}') == (
        ReminderForm(text="x")
    )
    assert ReminderForm.from_text("[]") is None
    assert ReminderForm.from_text("") is None
