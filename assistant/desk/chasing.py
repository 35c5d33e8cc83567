"""When and how to remind an unpaid buyer (催付): the rules of the standard.

Source: manual pages ``chase-when`` (the times; a small order once, a large one twice, half a day
apart and not the same way), ``chase-how`` (channels), ``chase-record`` and ``unpaid-reasons`` (what
is written down afterwards). Bad reviews and coupons, which count days, are in ``day_counts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from assistant.desk import day_counts, moments, shifts
from assistant.desk.texting import HOURS, Hours, allowed
from phrasebook.desk import CHANNELS, Channel, Reminder, ReminderDraft, ReminderKind, Result
from phrasebook.i18n import tr

CHAT_WAIT: Final = 10 * 60.0
"""Seconds after which an order that was talked about is mentioned, if it is still unpaid."""
APART: Final = 12 * 3600.0
"""Seconds that lie between two tries at the least (half a day)."""
LEAD: Final = 30
"""Minutes before the end of a window at which the reminder comes: the buyer had time to pay
unasked, and the agent still has time to do it. Ours; the standard names only the end."""
MOST_ROUNDS: Final = 2
"""Tries for a large order; a small one gets one."""

UNPAID_REASONS: Final[Mapping[str, tuple[str, ...]]] = {
    "付不了": (
        "余额不够", "等工资", "不会付", "忘了支付密码", "银行卡限额", "额度用完", "付款页打不开",
        "等家人代付",
    ),
    "不想付": (
        "对商品有疑虑", "尺码拿不准", "价没谈拢", "嫌邮费", "嫌服务没跟上", "在别家买了",
        "不想要了",
    ),
    "不知道": ("没回",),
}  # fmt: skip
"""Why an order is not paid, grouped as the manual does (cannot, does not want to); to be picked."""
_GONE: Final = ("在别家买了", "不想要了")
"""Reasons after which nobody is asked again."""

_NEXT_CHANNEL: Final[Mapping[Channel, Channel]] = {
    "": "sms", "chat": "sms", "sms": "call", "call": "sms",
}  # fmt: skip
"""First a message, then a text or a call."""
_TEXTS: Final[Mapping[Channel, str]] = {
    "": "催付:核对地址,顺带提一句付款",
    "chat": "催付:核对地址,顺带提一句付款",
    "sms": "催付:发短信,店名 + 商品 + 一句帮助;有班的挑午休",
    "call": "催付:打电话核对地址,只占一分钟",
}
RESULTS: Final[Mapping[ReminderKind, tuple[Result, ...]]] = {
    "plain": ("done", "dropped"),
    "promise": ("done", "dropped"),
    "payment": ("paid", "unpaid", "dropped"),
    "badreview": ("changed", "kept", "done", "dropped"),
    "coupon": ("done", "bought", "dropped"),
}
"""How a reminder of each kind may end, the usual way first."""
RESULT_NAMES: Final[Mapping[Result, str]] = {
    "": "",
    "done": "办好了",
    "paid": "已付款",
    "unpaid": "没付",
    "changed": "改了评价",
    "kept": "不愿改",
    "bought": "又买了",
    "dropped": "不用跟了",
}
"""UI names of results."""
_ENDS: Final[tuple[Result, ...]] = ("paid", "changed", "kept", "bought", "dropped")

PartName = Literal["morning", "afternoon", "evening", "night"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, and when a silent order (静默单) of it is followed up.

    Attributes:
        name: Its name.
        title: What agents call it.
        begin: Minute of the local day on which it begins; it ends where the next begins.
        days: Days from the one on which it began to the one of the follow-up.
        start: Minute of that day before which nobody is disturbed; None for the order's own time.
        until: Minute of that day by which it has to be done.
    """

    name: PartName
    title: str
    begin: int
    days: int
    start: int | None
    until: int


PARTS: Final[tuple[Part, ...]] = (
    Part("morning", "上午", 5 * 60, 0, None, 12 * 60),
    Part("afternoon", "下午", 12 * 60, 0, None, 17 * 60),
    Part("evening", "傍晚", 17 * 60, 1, 9 * 60, 10 * 60),
    Part("night", "半夜", 22 * 60, 1, 10 * 60, 12 * 60),
)
"""The table of the standard. It names the parts and the times 12, 17 and 10 o'clock, not the bounds
of the parts. 12:00 and 17:00 follow from it (an order after them could not be followed up before);
22:00 is the hour from which the manual lets nobody text; 5:00 is ours, the time before which those
who are awake have not slept. So are 9:00, when texting begins, and noon as the end of the last."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When to follow up.

    Attributes:
        due: When the reminder comes.
        start: From when it may be done.
        until: By when it should be done.
        late: The time by the rule was past, so it is the next allowed one.
        sentence: All that in words.
    """

    due: float
    start: float
    until: float
    late: bool
    sentence: str


def part_of(at: float, zone: str) -> Part:
    """Give the part of the day of a moment."""
    then = moments.local(at, zone)
    minute = then.hour * 60 + then.minute
    return next((one for one in reversed(PARTS) if one.begin <= minute), PARTS[-1])


def chat_due(ordered_at: float) -> float:
    """Give when an order that was talked about is mentioned: ten minutes after it."""
    return ordered_at + CHAT_WAIT


def plan_talked(ordered_at: float, now: float, zone: str, hours: Hours = HOURS) -> Plan:
    """Plan an order that was talked about: after ten minutes, while the buyer is still there.

    That holds at any hour, as the buyer writes at that hour. Who notices it over an hour later
    waits for the hours of texting.
    """
    due = chat_due(ordered_at)
    late = now > due
    if now > due + 3600:
        due = allowed(now, zone, hours)
    due = max(due, now)
    sentence = (
        tr("拍下已过 10 分钟,{time} 提一句", time=moments.spoken(due, zone, now))
        if late
        else tr("聊过的单:拍下 10 分钟没付,核对地址时轻轻提")
    )
    return Plan(due, due, due + 3600, late, sentence)


def plan_silent(ordered_at: float, now: float, zone: str, hours: Hours = HOURS) -> Plan:
    """Plan a silent order by ``PARTS``; what is past is done at the next allowed moment.

    The small hours belong to the night before: who orders at half past midnight is asked that day.
    """
    part = part_of(ordered_at, zone)
    begin, until = _window(part, ordered_at, zone)
    start = allowed(max(begin, now), zone, hours)
    if start >= until:
        words = tr("{part}拍的:{time} 起尽快联系", part=tr(part.title),
                   time=moments.spoken(start, zone, now))  # fmt: skip
        return Plan(start, start, start + 3600, True, words)
    if part.name == "night":
        words = tr("{part}拍的:{time} 以后联系", part=tr(part.title),
                   time=moments.spoken(start, zone, now))  # fmt: skip
        return Plan(start, start, until, False, words)
    words = tr("{part}拍的:{time} 以前联系", part=tr(part.title),
               time=moments.spoken(until, zone, now))  # fmt: skip
    return Plan(max(start, until - LEAD * 60), start, until, False, words)


def _window(part: Part, ordered_at: float, zone: str) -> tuple[float, float]:
    """Give from when and by when the standard wants a silent order followed up."""
    day = _day_of(part, ordered_at, zone) + timedelta(part.days)
    until = shifts.moment(day, part.until, zone)
    if part.start is not None:
        return shifts.moment(day, part.start, zone), until
    # The buyer gets ten minutes, but for the last ones of a part, which hold no more.
    return max(ordered_at, min(chat_due(ordered_at), until - 60)), until


def _day_of(part: Part, at: float, zone: str) -> date:
    """Give the local day on which the part of the day of ``at`` began."""
    then = moments.local(at, zone)
    before = part is PARTS[-1] and then.hour * 60 + then.minute < part.begin
    return then.date() - timedelta(1) if before else then.date()


def first_round(
    ordered_at: float, now: float, zone: str, *, buyer: str = "", order: str = "",
    talked: bool = False, large: bool = False, hours: Hours = HOURS,
) -> ReminderDraft:  # fmt: skip
    """Set the first reminder of an unpaid order.

    Args:
        ordered_at: When it was placed.
        now: Now.
        zone: Zone id.
        buyer: Id of the buyer.
        order: Order number.
        talked: The buyer talked to us before; else it is a silent order.
        large: It is worth a second try.
        hours: Hours of texting.
    """
    plan = plan_talked if talked else plan_silent
    due = plan(ordered_at, now, zone, hours).due
    return ReminderDraft(
        tr(_TEXTS["chat"]), due, "payment", buyer, order, "", 1, "chat", large, ordered_at
    )


def next_round(
    reminder: Reminder, result: Result, now: float, zone: str, hours: Hours = HOURS,
    at: float | None = None, reason: str = "",
) -> ReminderDraft | None:  # fmt: skip
    """Propose what follows when a reminder ends with ``result``; None if nothing does.

    Args:
        reminder: The one that ends.
        result: How.
        now: Now.
        zone: Zone id.
        hours: Hours of texting.
        at: A time that the buyer named ("payday is the 25th"): then a small order is asked for a
            second time, too; two tries are the end in any case. For a coupon: when she bought.
        reason: Why it is not paid, of ``UNPAID_REASONS``.
    """
    if reminder.kind == "coupon":
        return day_counts.next_coupon(reminder, result, now, zone, hours, bought_at=at)
    if reminder.kind != "payment" or result != "unpaid" or reason in _GONE:
        return None
    if reminder.round >= MOST_ROUNDS or not (reminder.large or at is not None):
        return None
    channel = _NEXT_CHANNEL[reminder.channel]
    earliest = max(now, at) if at is not None else now + APART
    return ReminderDraft(
        tr(_TEXTS[channel]),
        allowed(earliest, zone, hours, channel),
        "payment",
        reminder.buyer,
        reminder.order,
        reminder.note,
        reminder.round + 1,
        channel,
        reminder.large,
        reminder.since,
    )


def rest_of(reminder: Reminder, result: Result, opened: Iterable[Reminder]) -> list[Reminder]:
    """Give the open reminders that are over together with one: those of the same matter.

    Who paid, bought, changed a review or will not change it is left in peace from then on.
    """
    if result not in _ENDS or reminder.kind not in ("payment", "badreview", "coupon"):
        return []
    matter = (reminder.kind, reminder.buyer, reminder.order, reminder.since)
    return [
        one
        for one in opened
        if one.id != reminder.id and (one.kind, one.buyer, one.order, one.since) == matter
    ]


def record(reminder: Reminder, result: Result, reason: str, remark: str, now: float, zone: str,
           following: ReminderDraft | None = None) -> str:  # fmt: skip
    """Write the line of the manual's page ``chase-record``: when, how, result, why, next step."""
    when = moments.local(now, zone)
    head = f"{when.month}/{when.day} {when:%H:%M} {tr(CHANNELS[reminder.channel])}".strip()
    parts = [head, tr(RESULT_NAMES[result]), reason, remark]
    if following is not None:
        time = moments.spoken(following.due, zone, now)
        parts.append(tr("{time} {channel}再问", time=time, channel=tr(CHANNELS[following.channel])))
    return ",".join(part.strip() for part in parts if part.strip())
