"""What counts days: bad reviews up to the limit, coupons for those who bought once.

Source: manual pages ``bad-review`` (30 days to change it, contact the same day, one call, ask once
more after some days, leave in peace who will not) and ``coupon-loop`` (day 30, day 60, then stop).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from assistant.desk import moments, shifts
from assistant.desk.texting import HOURS, Hours, allowed
from phrasebook.desk import Channel, Reminder, ReminderDraft, Result
from phrasebook.i18n import tr

REVIEW_DAYS: Final = 30
"""Days in which a buyer may change a review (the manual dates it 2017 and says to look it up)."""
REVIEW_SERIES: Final[tuple[tuple[int, Channel, str], ...]] = (
    (0, "chat", "先解决问题,再谈别的"),
    (3, "chat", "问问题好了没有;没回过可打一次电话"),
    (26, "chat", "最后问候一次,写好公开回复"),
)
"""Day, channel and text of the reminders of one review. The same day, because the manual says so;
day 3, because what was sent has arrived by then, and a greeting after some days is what it allows
for one who has not changed it yet; day 26, because four days are left to answer in. More would be
pressing."""
COUPON_DAYS: Final = 30
"""Days from a purchase to the first coupon, and from there to the second and last."""
_A_DAY: Final = 86_400.0
_HOUR: Final = 10 * 60
"""Minute of the day at which what counts days is due."""


@dataclass(frozen=True, slots=True)
class ReviewDays:
    """Where a bad review stands.

    Attributes:
        day: Days since it was written, by the calendar.
        left: Days in which it can still be changed; 0 on the last day and after it.
        over: The limit is past.
        words: All that in words.
    """

    day: int
    left: int
    over: bool
    words: str


def review_days(since: float, now: float, zone: str) -> ReviewDays:
    """Count the days of a bad review by the calendar of the zone."""
    day = max(0, (moments.local(now, zone).date() - moments.local(since, zone).date()).days)
    left = max(0, REVIEW_DAYS - day)
    if day > REVIEW_DAYS:
        return ReviewDays(day, 0, True, tr("已过 {n} 天,不能再改", n=REVIEW_DAYS))
    if not day:
        return ReviewDays(0, left, False, tr("当天,还剩 {left} 天", left=left))
    if not left:
        return ReviewDays(day, 0, False, tr("第 {n} 天,今天到期", n=day))
    return ReviewDays(day, left, False, tr("第 {n} 天,还剩 {left} 天", n=day, left=left))


def review_series(
    since: float, now: float, zone: str, *, buyer: str = "", order: str = "", note: str = "",
    hours: Hours = HOURS,
) -> list[ReminderDraft]:  # fmt: skip
    """Set the reminders of a bad review; none after the limit.

    The first is due at once, within the hours of texting; one noticed late has that in place of
    the days that are past.
    """
    if review_days(since, now, zone).over:
        return []
    first = allowed(now, zone, hours)
    later = [_on_day(since, day, zone) for day, _, _ in REVIEW_SERIES[1:]]
    # A day that has come already is part of the contact that is made at once.
    dues = [first, *(due if due >= first + _A_DAY else None for due in later)]
    return [
        ReminderDraft(tr(text), due, "badreview", buyer, order, note, number, channel, since=since)
        for number, (due, (_, channel, text)) in enumerate(
            zip(dues, REVIEW_SERIES, strict=True), start=1
        )
        if due is not None and not review_days(since, due, zone).over
    ]


def first_coupon(
    bought_at: float, now: float, zone: str, *, buyer: str = "", order: str = "",
    hours: Hours = HOURS,
) -> ReminderDraft:  # fmt: skip
    """Set the reminder of the coupon 30 days after a purchase; at once if that is past."""
    due = allowed(max(_on_day(bought_at, COUPON_DAYS, zone), now), zone, hours)
    return ReminderDraft(
        tr("发 30 天优惠券;有没了结的售后先不发"),
        due,
        "coupon",
        buyer,
        order,
        "",
        1,
        "chat",
        since=bought_at,
    )


def next_coupon(
    reminder: Reminder, result: Result, now: float, zone: str, hours: Hours = HOURS, *,
    bought_at: float | None = None,
) -> ReminderDraft | None:  # fmt: skip
    """Propose what follows a coupon: another 30 days later, then nothing; bought begins anew.

    The second comes 30 days after the first was given, which is day 60 if that was on time.
    """
    if result == "bought":
        bought = now if bought_at is None else min(bought_at, now)
        return first_coupon(bought, now, zone, buyer=reminder.buyer, hours=hours)
    if result != "done" or reminder.round >= 2:
        return None
    due = allowed(_on_day(now, COUPON_DAYS, zone), zone, hours)
    return ReminderDraft(
        tr("没再买就给专属优惠,和第一张不同"),
        due,
        "coupon",
        reminder.buyer,
        reminder.order,
        reminder.note,
        2,
        "chat",
        since=reminder.since,
    )


def _on_day(since: float, days: int, zone: str) -> float:
    return shifts.moment(moments.local(since, zone).date() + timedelta(days), _HOUR, zone)
