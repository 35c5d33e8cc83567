"""Chasing a payment keeps the standard's times, hours of texting, number of tries and channels."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk import chasing, moments
from assistant.desk.chasing import (
    APART,
    PARTS,
    RESULT_NAMES,
    RESULTS,
    UNPAID_REASONS,
    chat_due,
    first_round,
    next_round,
    part_of,
    plan_silent,
    plan_talked,
    record,
    rest_of,
)
from assistant.desk.texting import HOURS, Hours, allowed
from phrasebook.desk import REMINDER_KINDS, Reminder, ReminderDraft, ReminderKind, Result

ZONE, BERLIN = "Asia/Shanghai", "Europe/Berlin"
HOUR = 3600.0
MANUAL = Path(__file__).parents[3] / "resources" / "manual"


def moment(text: str, zone: str = ZONE) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def clock(at: float, zone: str = ZONE) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%m-%d %H:%M")


def kept(draft: ReminderDraft, id: str = "r1") -> Reminder:
    return Reminder(**{name: getattr(draft, name) for name in ReminderDraft.__slots__}, id=id)


def payment(round: int = 1, *, large: bool = True, **more: Any) -> Reminder:
    usual: dict[str, Any] = {
        "text": "x",
        "due": 0.0,
        "kind": "payment",
        "channel": "chat",
        "buyer": "b1",
    }
    return Reminder(**usual | {"round": round, "large": large, "order": "3021"} | more)


def test_an_order_that_was_talked_about_is_mentioned_after_ten_minutes() -> None:
    ordered = moment("2026-11-25 23:58")
    assert chat_due(ordered) - ordered == 600
    plan = plan_talked(ordered, ordered + 60, ZONE)
    assert clock(plan.due) == "11-26 00:08", "the buyer is there, whatever the hour"
    assert not plan.late
    seen_late = plan_talked(ordered, ordered + 3 * HOUR, ZONE)
    assert (clock(seen_late.due), seen_late.late) == ("11-26 09:00", True)
    soon = plan_talked(ordered, ordered + 1200, ZONE)
    assert soon.due == ordered + 1200


@pytest.mark.parametrize(
    ("ordered", "part", "start", "due", "until", "said"),
    [
        ("05:00", "morning", "11-25 09:00", "11-25 11:30", "11-25 12:00", "今天 12:00 以前"),
        ("09:30", "morning", "11-25 09:40", "11-25 11:30", "11-25 12:00", "今天 12:00 以前"),
        ("11:45", "morning", "11-25 11:55", "11-25 11:55", "11-25 12:00", "今天 12:00 以前"),
        ("11:59", "morning", "11-25 11:59", "11-25 11:59", "11-25 12:00", "今天 12:00 以前"),
        ("12:00", "afternoon", "11-25 12:10", "11-25 16:30", "11-25 17:00", "今天 17:00 以前"),
        ("16:55", "afternoon", "11-25 16:59", "11-25 16:59", "11-25 17:00", "今天 17:00 以前"),
        ("17:00", "evening", "11-26 09:00", "11-26 09:30", "11-26 10:00", "明天 10:00 以前"),
        ("21:59", "evening", "11-26 09:00", "11-26 09:30", "11-26 10:00", "明天 10:00 以前"),
        ("22:00", "night", "11-26 10:00", "11-26 10:00", "11-26 12:00", "明天 10:00 以后"),
        ("00:30", "night", "11-25 10:00", "11-25 10:00", "11-25 12:00", "今天 10:00 以后"),
        ("04:59", "night", "11-25 10:00", "11-25 10:00", "11-25 12:00", "今天 10:00 以后"),
    ],
)  # fmt: skip
def test_a_silent_order_is_followed_up_by_its_time_of_day(
    ordered: str, part: str, start: str, due: str, until: str, said: str
) -> None:
    at = moment(f"2026-11-25 {ordered}")
    plan = plan_silent(at, at, ZONE)
    assert part_of(at, ZONE).name == part
    assert (clock(plan.start), clock(plan.due), clock(plan.until)) == (start, due, until)
    assert plan.sentence == f"{part_of(at, ZONE).title}拍的:{said}联系"
    assert not plan.late


def test_the_table_says_what_the_manual_says() -> None:
    page = (MANUAL / "05-payment" / "04-chase-when.md").read_text("utf-8")
    for part, row in zip(
        PARTS,
        ("当天 12 点以前", "当天 17 点以前", "第二天 10 点以前", "第二天 10 点以后"),
        strict=True,
    ):
        assert f"| {part.title} | {row} |" in page
    assert [one.begin for one in PARTS] == sorted(one.begin for one in PARTS)


@given(st.integers(0, 1439), st.sampled_from([ZONE, BERLIN, "UTC"]), st.integers(0, 700))
def test_the_rule_holds_for_every_minute_of_every_day(minute: int, zone: str, day: int) -> None:
    begin = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(days=day, minutes=minute)
    at = begin.timestamp()
    plan = plan_silent(at, at, zone)
    due, part = moments.local(plan.due, zone), part_of(at, zone).name
    assert at <= plan.start <= plan.due <= plan.until
    assert not plan.late
    here = moments.local(at, zone).date()
    if part in ("morning", "afternoon"):
        assert due.date() == here
        assert due.hour < (12 if part == "morning" else 17)
    elif part == "evening":
        assert (due.date() - here).days == 1
        assert 9 <= due.hour < 10
    else:
        assert (due.date() - here).days == (1 if moments.local(at, zone).hour >= 22 else 0)
        assert (due.hour, due.minute) == (10, 0)


def test_what_is_past_is_done_at_the_next_allowed_moment() -> None:
    ordered = moment("2026-11-25 09:30")
    for now, due in (("11-25 13:00", "11-25 13:00"), ("11-25 22:30", "11-26 09:00"),
                     ("11-26 03:00", "11-26 09:00"), ("11-26 09:30", "11-26 09:30")):  # fmt: skip
        plan = plan_silent(ordered, moment(f"2026-{now}"), ZONE)
        assert (clock(plan.due), plan.late) == (due, True)
        assert "起尽快联系" in plan.sentence
        assert plan.due <= plan.until


def test_hours_of_the_shop_win_over_the_table() -> None:
    ordered = moment("2026-11-25 18:00")
    plan = plan_silent(ordered, ordered, ZONE, Hours(11, 20))
    assert (clock(plan.due), plan.late) == ("11-26 11:00", True)


@pytest.mark.parametrize(
    ("at", "channel", "hours", "expected"),
    [
        ("08:59", "sms", HOURS, "11-25 09:00"),
        ("09:00", "sms", HOURS, "11-25 09:00"),
        ("20:59", "sms", HOURS, "11-25 20:59"),
        ("21:00", "sms", HOURS, "11-26 09:00"),
        ("12:00", "sms", HOURS, "11-25 12:00"),
        ("12:00", "call", HOURS, "11-25 13:00"),
        ("11:29", "call", HOURS, "11-25 11:29"),
        ("18:00", "call", HOURS, "11-25 19:00"),
        ("20:30", "call", Hours(9, 19), "11-26 09:00"),
        ("18:00", "call", Hours(9, 19), "11-26 09:00"),
        ("00:00", "chat", Hours(0, 24), "11-25 00:00"),
        ("12:30", "call", Hours(12, 13), "11-25 12:30"),
        ("03:00", "sms", Hours(12, 12), "11-25 09:00"),
    ],
)
def test_nobody_is_disturbed_outside_the_hours(
    at: str, channel: Any, hours: Hours, expected: str
) -> None:
    assert clock(allowed(moment(f"2026-11-25 {at}"), ZONE, hours, channel)) == expected


@given(
    st.integers(int(moment("2026-03-27", BERLIN)), int(moment("2026-03-31", BERLIN))),
    st.integers(0, 12),
    st.integers(13, 24),
    st.sampled_from(["chat", "sms", "call"]),
)
def test_the_next_allowed_moment_is_allowed_itself(
    at: int, first: int, last: int, channel: Any
) -> None:
    hours = Hours(first, last)
    found = allowed(float(at), BERLIN, hours, channel)
    assert at <= found <= at + 26 * HOUR
    assert allowed(found, BERLIN, hours, channel) == found
    assert first <= moments.local(found, BERLIN).hour < last


def test_the_first_round_is_a_message() -> None:
    ordered = moment("2026-11-25 09:30")
    silent = first_round(ordered, ordered, ZONE, buyer="b1", order="3021", large=True)
    assert (silent.kind, silent.channel, silent.round, silent.large) == ("payment", "chat", 1, True)
    assert (silent.since, silent.buyer, silent.order) == (ordered, "b1", "3021")
    assert clock(silent.due) == "11-25 11:30"
    assert first_round(ordered, ordered, ZONE, talked=True).due == chat_due(ordered)


def test_a_small_order_is_asked_for_once() -> None:
    assert next_round(payment(large=False), "unpaid", moment("2026-11-25 11:30"), ZONE) is None


def test_a_large_order_is_asked_for_twice_another_way_half_a_day_later() -> None:
    now = moment("2026-11-25 08:00")
    first = payment(order="3021", note="n1", since=5.0)
    second = next_round(first, "unpaid", now, ZONE)
    assert second is not None
    assert second.channel == "sms"
    assert clock(second.due) == "11-25 20:00"
    assert (second.round, second.large, second.kind) == (2, True, "payment")
    assert (second.buyer, second.order, second.note, second.since) == ("b1", "3021", "n1", 5.0)
    assert next_round(kept(second), "unpaid", second.due, ZONE) is None, "two tries are the end"


@pytest.mark.parametrize("channel", ["", "chat", "sms", "call"])
@pytest.mark.parametrize("hour", range(24))
def test_the_second_try_is_never_the_same_way_nor_soon_nor_at_night(
    channel: Any, hour: int
) -> None:
    now = moment("2026-11-25") + hour * HOUR
    second = next_round(payment(channel=channel), "unpaid", now, ZONE)
    assert second is not None
    assert second.channel != channel
    assert second.due - now >= APART
    assert 9 <= moments.local(second.due, ZONE).hour < 21


def test_nothing_follows_where_it_is_settled() -> None:
    now = moment("2026-11-25 11:30")
    for result in ("paid", "dropped", "done", ""):
        assert next_round(payment(), result, now, ZONE) is None
    for reason in ("在别家买了", "不想要了"):
        assert next_round(payment(), "unpaid", now, ZONE, reason=reason) is None
    assert next_round(payment(), "unpaid", now, ZONE, reason="余额不够") is not None
    for kind in ("plain", "promise", "badreview"):
        assert next_round(payment(kind=kind), "unpaid", now, ZONE) is None


def test_a_time_that_the_buyer_named_is_kept_also_for_a_small_order() -> None:
    now, payday = moment("2026-11-25 11:40"), moment("2026-11-26 10:00")
    second = next_round(payment(large=False), "unpaid", now, ZONE, reason="等工资", at=payday)
    assert second is not None
    assert (second.due, second.round) == (payday, 2)
    assert next_round(kept(second), "unpaid", payday, ZONE, at=payday + 86_400) is None
    early = next_round(payment(), "unpaid", now, ZONE, at=moment("2026-11-20 10:00"))
    assert early is not None
    assert early.due >= now


def test_the_rest_of_a_matter_ends_with_it() -> None:
    one = payment(id="r1", since=1.0)
    same, other_order = replace(one, id="r2"), replace(one, id="r3", order="9")
    other_buyer, other_kind = replace(one, id="r4", buyer="b2"), replace(one, id="r5", kind="plain")
    opened = [one, same, other_order, other_buyer, other_kind]
    assert rest_of(one, "paid", opened) == [same]
    assert rest_of(one, "unpaid", opened) == []
    assert rest_of(other_kind, "dropped", [replace(other_kind, id="r6")]) == []


def test_what_was_found_is_written_in_one_line() -> None:
    now = moment("2026-12-20 11:40")
    first = payment(channel="chat")
    second = next_round(first, "unpaid", now, ZONE, at=moment("2026-12-26 10:00"))
    line = record(first, "unpaid", "等工资", "25 号发", now, ZONE, second)
    assert line == "12/20 11:40 平台消息,没付,等工资,25 号发,12-26 10:00 短信再问"
    assert record(payment(channel=""), "paid", "", "", now, ZONE) == "12/20 11:40,已付款"


def test_reasons_are_those_of_the_manual_and_none_twice() -> None:
    reasons = [reason for group in UNPAID_REASONS.values() for reason in group]
    assert len(reasons) == len(set(reasons))
    page = (MANUAL / "05-payment" / "03-unpaid-reasons.md").read_text("utf-8")
    for reason in ("余额不够", "忘了支付密码", "对商品有疑虑", "价没谈拢", "嫌服务没跟上"):
        assert reason in reasons
        assert reason in page
    assert set(chasing._GONE) <= set(reasons)


def test_every_kind_has_results_with_names() -> None:
    assert set(RESULTS) == set(REMINDER_KINDS)
    for results in RESULTS.values():
        assert all(RESULT_NAMES[result] for result in results)


@pytest.mark.parametrize("kind", list(REMINDER_KINDS))
def test_any_result_of_any_kind_has_an_answer(kind: ReminderKind) -> None:
    now = moment("2026-11-25 11:30")
    result: Result
    for result in RESULTS[kind]:
        found = next_round(payment(kind=kind, since=now), result, now, ZONE)
        assert found is None or found.due > now
