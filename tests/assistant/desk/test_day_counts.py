"""Bad reviews count to their limit, coupons come twice and then stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.desk import moments
from assistant.desk.chasing import next_round, rest_of
from assistant.desk.day_counts import (
    COUPON_DAYS,
    REVIEW_DAYS,
    first_coupon,
    review_days,
    review_series,
)
from phrasebook.desk import Reminder, ReminderDraft

ZONE, BERLIN = "Asia/Shanghai", "Europe/Berlin"
MANUAL = Path(__file__).parents[3] / "resources" / "manual"


def moment(text: str, zone: str = ZONE) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def clock(at: float, zone: str = ZONE) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%m-%d %H:%M")


def kept(draft: ReminderDraft, id: str = "r1") -> Reminder:
    return Reminder(**{name: getattr(draft, name) for name in ReminderDraft.__slots__}, id=id)


def day_of(since: float, days: int, time: str, zone: str = ZONE) -> float:
    day = moments.local(since, zone).date() + timedelta(days)
    return moment(f"{day} {time}", zone)


def test_the_counts_are_those_of_the_manual() -> None:
    assert f"{REVIEW_DAYS} 天以内" in (MANUAL / "07-disputes/04-bad-review.md").read_text("utf-8")
    page = (MANUAL / "09-loyal/02-coupon-loop.md").read_text("utf-8")
    assert f"第 {COUPON_DAYS} 天" in page
    assert f"第 {2 * COUPON_DAYS} 天" in page


@pytest.mark.parametrize(
    ("days", "time", "words", "over"),
    [
        (0, "23:59", "当天,还剩 30 天", False),
        (1, "00:01", "第 1 天,还剩 29 天", False),
        (26, "12:00", "第 26 天,还剩 4 天", False),
        (29, "23:59", "第 29 天,还剩 1 天", False),
        (30, "23:59", "第 30 天,今天到期", False),
        (31, "00:00", "已过 30 天,不能再改", True),
    ],
)
def test_the_days_of_a_review_are_those_of_the_calendar(
    days: int, time: str, words: str, over: bool
) -> None:
    since = moment("2026-11-25 22:00")
    found = review_days(since, day_of(since, days, time), ZONE)
    assert (found.day, found.words, found.over) == (days, words, over)
    assert found.left == max(0, 30 - days)


def test_days_are_right_over_a_change_of_the_clock_and_a_clock_behind() -> None:
    since = moment("2026-03-28 23:30", BERLIN)
    assert review_days(since, moment("2026-03-29 00:10", BERLIN), BERLIN).day == 1
    assert review_days(since, moment("2026-03-30 00:10", BERLIN), BERLIN).day == 2
    assert review_days(since, since - 7200, BERLIN).day == 0


def test_the_series_is_that_day_day_3_and_day_26() -> None:
    since = moment("2026-11-25 14:00")
    found = review_series(since, since, ZONE, buyer="b1", order="7712", note="n1")
    assert [clock(one.due) for one in found] == ["11-25 14:00", "11-28 10:00", "12-21 10:00"]
    assert [one.round for one in found] == [1, 2, 3]
    for one in found:
        assert (one.kind, one.buyer, one.order, one.note) == ("badreview", "b1", "7712", "n1")
        assert (one.since, one.channel) == (since, "chat")


def test_one_noticed_late_is_contacted_at_once_instead() -> None:
    since = moment("2026-11-25 14:00")

    def days(days: int, time: str) -> list[str]:
        return [clock(one.due) for one in review_series(since, day_of(since, days, time), ZONE)]

    assert days(0, "23:00") == ["11-26 09:00", "11-28 10:00", "12-21 10:00"]
    assert days(2, "18:00") == ["11-27 18:00", "12-21 10:00"], "not twice within a day"
    assert days(5, "11:00") == ["11-30 11:00", "12-21 10:00"]
    assert days(27, "11:00") == ["12-22 11:00"]
    assert days(30, "11:00") == ["12-25 11:00"]
    assert days(30, "22:00") == [], "the next allowed moment is after the limit"
    assert days(31, "11:00") == []


@pytest.mark.parametrize("days", range(40))
def test_no_reminder_of_a_review_is_past_or_after_its_limit(days: int) -> None:
    since = moment("2026-10-20 14:00", BERLIN)
    now = day_of(since, days, "16:00", BERLIN)
    found = review_series(since, now, BERLIN)
    assert bool(found) == (days <= 30)
    for one in found:
        assert one.due >= now
        assert not review_days(since, one.due, BERLIN).over


def test_a_review_that_is_settled_ends_its_series() -> None:
    since = moment("2026-11-25 14:00")
    series = [kept(one, f"r{n}") for n, one in enumerate(review_series(since, since, ZONE))]
    for result in ("changed", "kept", "dropped"):
        assert rest_of(series[0], result, series) == series[1:]
    assert rest_of(series[0], "done", series) == []


def test_coupons_come_on_day_30_and_60_and_then_stop() -> None:
    bought = moment("2026-11-25 14:00")
    first = first_coupon(bought, bought, ZONE, buyer="b1", order="3021")
    assert (clock(first.due), first.kind, first.round) == ("12-25 10:00", "coupon", 1)
    second = next_round(kept(first), "done", first.due + 600, ZONE)
    assert second is not None
    assert clock(second.due) == "01-24 10:00", "day 60"
    assert (second.round, second.since, second.buyer) == (2, bought, "b1")
    assert second.text != first.text
    assert next_round(kept(second), "done", second.due, ZONE) is None
    assert next_round(kept(first), "dropped", first.due, ZONE) is None


def test_one_given_late_is_followed_thirty_days_later() -> None:
    bought = moment("2026-11-25 14:00")
    first = kept(first_coupon(bought, bought, ZONE))
    second = next_round(first, "done", day_of(bought, 45, "11:00"), ZONE)
    assert second is not None
    assert second.due == day_of(bought, 75, "10:00")


def test_who_buys_again_begins_a_new_round_from_that_day() -> None:
    bought = moment("2026-11-25 14:00")
    first = kept(first_coupon(bought, bought, ZONE, buyer="b1"))
    for one in (first, Reminder("x", 0.0, "coupon", "b1", round=2, since=bought)):
        again = moment("2026-12-28 09:00")
        fresh = next_round(one, "bought", again + 5 * 86_400, ZONE, at=again)
        assert fresh is not None
        assert (fresh.round, fresh.since, fresh.buyer) == (1, again, "b1")
        assert fresh.due == day_of(again, 30, "10:00")


def test_a_purchase_long_ago_gives_its_coupon_at_once() -> None:
    now = moment("2026-11-25 22:30")
    assert clock(first_coupon(now - 50 * 86_400, now, ZONE).due) == "11-26 09:00"
