"""What stands in the form of a reminder, how it is kept through a crash, and what it proposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.desk import chasing, day_counts, kept_form, moments, past_moments
from assistant.desk.kept_form import one_of
from assistant.desk.texting import Hours
from phrasebook.desk import (
    CHANNELS,
    REMINDER_KINDS,
    Channel,
    Reminder,
    ReminderDraft,
    ReminderKind,
    Result,
)
from phrasebook.i18n import tr
from phrasebook.model import UserError

COUNTED: Final[frozenset[ReminderKind]] = frozenset({"payment", "badreview", "coupon"})
"""Kinds whose due time follows from what they are counted from."""


@dataclass(frozen=True, slots=True)
class ReminderForm:
    """A reminder that is being written; texts are as typed.

    Attributes:
        id: Id of the reminder that is edited; empty for a new one.
        name: Buyer's name.
        platform: Buyer's platform.
        shop: Buyer's shop.
        text: What to do.
        kind: What it is about.
        order: Order number.
        due: When; may be no time at all yet. Empty takes what is proposed.
        talked: The unpaid order was talked about (聊过的单), else it is a silent one.
        large: A large order.
        since: What is counted from: when the order came, the review was written, the first
            purchase was.
        note: Id of the note that it belongs to.
    """

    id: str = ""
    name: str = ""
    platform: str = ""
    shop: str = ""
    text: str = ""
    kind: ReminderKind = "plain"
    order: str = ""
    due: str = ""
    talked: bool = True
    large: bool = False
    since: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet (a name and a kind alone are nothing)."""
        return not any(part.strip() for part in (self.text, self.order, self.due, self.since))

    @property
    def counted(self) -> bool:
        """Whether its due time follows from ``since``."""
        return self.kind in COUNTED and not self.id

    def to_text(self) -> str:
        """Give it as a text to keep; empty if there is nothing to lose."""
        return "" if self.is_empty else kept_form.to_text(self)

    @classmethod
    def from_text(cls, text: str) -> ReminderForm | None:
        """Read what ``to_text`` gave; None if it is empty or was written by another version."""
        return kept_form.from_text(cls(), text, {"kind": one_of(REMINDER_KINDS)})

    @classmethod
    def of(cls, reminder: Reminder, now: float, zone: str) -> ReminderForm:
        """Give a stored reminder as a form."""
        return cls(
            id=reminder.id,
            name=reminder.name,
            platform=reminder.platform,
            text=reminder.text,
            kind=reminder.kind,
            order=reminder.order,
            due=moments.stamp(reminder.due, zone, now) if reminder.due > now else "",
            large=reminder.large,
            note=reminder.note,
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules make of a form.

    Attributes:
        drafts: The reminders; without buyer.
        sentence: When and why, in words.
    """

    drafts: tuple[ReminderDraft, ...] = ()
    sentence: str = ""


def propose(form: ReminderForm, now: float, zone: str, hours: Hours) -> Proposal:
    """Propose the reminders of a kind that counts from something.

    Raises:
        UserError: ``since`` is missing or cannot be read; the message says of what.
    """
    if not form.since.strip():
        raise UserError(*_missing(form.kind))
    day_only = form.kind != "payment"
    since = past_moments.read(form.since, now, zone, day_only=day_only)
    order = form.order.strip()
    match form.kind:
        case "payment":
            draft = chasing.first_round(
                since, now, zone, order=order, talked=form.talked, large=form.large, hours=hours
            )
            plan = (chasing.plan_talked if form.talked else chasing.plan_silent)(
                since, now, zone, hours
            )
            texting = tr("短信只在 {a}:00–{b}:00 发", a=hours.first, b=hours.last)
            return Proposal((draft,), f"{plan.sentence};{texting}")
        case "badreview":
            return _review(since, order, now, zone, hours)
        case _:
            coupon = day_counts.first_coupon(since, now, zone, order=order, hours=hours)
            time = moments.spoken(coupon.due, zone, now)
            return Proposal((coupon,), tr("{time} 发券;没买,30 天后再发一次,然后停。", time=time))


def _missing(kind: ReminderKind) -> tuple[str, str]:
    match kind:
        case "payment":
            return tr("填上什么时候拍的,就按规则定好催的时间。"), ""
        case "badreview":
            return tr("填上评价的日期,就按 30 天的期限排好。"), ""
        case _:
            return tr("填上首次购买的日期,就定在 30 天后发券。"), ""


def _review(since: float, order: str, now: float, zone: str, hours: Hours) -> Proposal:
    series = day_counts.review_series(since, now, zone, order=order, hours=hours)
    words = day_counts.review_days(since, now, zone).words
    if not series:
        raise UserError(
            tr("{words}。", words=words), tr("评价已经定了,写好公开回复就行,不用再提醒。")
        )
    times = "、".join(moments.spoken(one.due, zone, now) for one in series)
    return Proposal(tuple(series), tr("{words};会设 {n} 条:{times}", words=words, n=len(series),
                                      times=times))  # fmt: skip


def drafts(
    form: ReminderForm, buyer: str, now: float, zone: str, hours: Hours
) -> list[ReminderDraft]:
    """Give the reminders to set.

    Args:
        form: What was typed.
        buyer: Id of the buyer; empty if it is about none.
        now: Now.
        zone: Zone id.
        hours: Hours of texting.

    Raises:
        UserError: Something is missing, or a time cannot be read.
    """
    text, due = form.text.strip(), form.due.strip()
    if form.counted and (form.since.strip() or not (text and due)):
        found = [
            replace(draft, buyer=buyer, note=form.note)
            for draft in propose(form, now, zone, hours).drafts
        ]
        if len(found) == 1 and due:
            found = [replace(found[0], due=moments.read(due, now, zone))]
        if len(found) > 1:  # each of a series says something else
            return [replace(one, text=f"{one.text};{text}".strip(";")) for one in found]
        return [replace(one, text=text or one.text) for one in found]
    if not text:
        raise UserError(tr("还没有写到时做什么。"), tr("写一句,例如:问色差的照片收到没有。"))
    if not due:
        raise UserError(tr("还没有时间。"), tr("写 10分钟后、今天 18:00,或点下面的一个。"))
    when = moments.read(due, now, zone)
    channel: Channel = "chat" if form.kind in COUNTED else ""
    return [
        ReminderDraft(
            text, when, form.kind, buyer, form.order.strip(), form.note, 1, channel, form.large
        )
    ]


def edited(form: ReminderForm, old: Reminder, buyer: str, now: float, zone: str) -> ReminderDraft:
    """Give a stored reminder as it was edited; what the form does not ask stays.

    A due time that is past stays as it is unless another is typed.

    Raises:
        UserError: The text is missing, or the time cannot be read.
    """
    text, due = form.text.strip(), form.due.strip()
    if not text:
        raise UserError(tr("还没有写到时做什么。"), tr("写一句,例如:问色差的照片收到没有。"))
    return ReminderDraft(
        text,
        moments.read(due, now, zone) if due else old.due,
        form.kind,
        buyer,
        form.order.strip(),
        old.note,
        old.round,
        old.channel,
        form.large,
        old.since if form.kind == old.kind else None,
    )


@dataclass(frozen=True, slots=True)
class Following:
    """What follows when a reminder ends.

    Attributes:
        draft: The next one; None if nothing follows.
        sentence: Which, and why; or why not. Empty where nobody would expect one.
    """

    draft: ReminderDraft | None
    sentence: str


def following(
    reminder: Reminder, result: Result, now: float, zone: str, hours: Hours,
    at: float | None = None, reason: str = "",
) -> Following:  # fmt: skip
    """Tell what follows a result, in words; see ``chasing.next_round``."""
    draft = chasing.next_round(reminder, result, now, zone, hours, at, reason)
    if draft is not None:
        time, how = moments.spoken(draft.due, zone, now), tr(CHANNELS[draft.channel])
        if draft.kind == "coupon":
            return Following(draft, tr("下一次:{time} 发券", time=time))
        return Following(
            draft, tr("下一次:{time} {how}。不要用同一种方式催两次。", time=time, how=how)
        )
    if reminder.kind == "payment" and result == "unpaid":
        if reminder.round >= chasing.MOST_ROUNDS:
            return Following(None, tr("已经催过 {n} 次,到此为止。", n=reminder.round))
        if at is not None or reminder.large:
            return Following(None, tr("已经不打算买了,不再催。"))
        return Following(None, tr("小单催一次就够;约好了时间,可以再问一次。"))
    if reminder.kind == "coupon" and result == "done":
        return Following(None, tr("两次券都发过了,不再单独打扰。"))
    return Following(None, "")


def rest_of(reminder: Reminder, result: Result, opened: Sequence[Reminder]) -> list[Reminder]:
    """Give the open reminders that are over together with one; see ``chasing.rest_of``.

    Where neither an order nor a day names the matter, nothing is known to belong to it.
    """
    if not reminder.buyer or not (reminder.order or reminder.since):
        return []
    return chasing.rest_of(reminder, result, opened)
