"""What a shift leaves open, one matter a note or reminder, with how much it presses and why.

Source: reference/peers.md 8 (promises due in the next shift, items near a time limit, each open
item with its next action) and manual page ``chase-record`` (large unpaid orders are listed).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from assistant.desk import day_counts, moments
from phrasebook.desk import (
    FLAGS,
    SEVERITIES,
    Flag,
    Note,
    Reminder,
    ReminderKind,
    Severity,
    ShiftRef,
)
from phrasebook.i18n import tr

NO_SHIFT: Final = 12 * 3600.0
"""Seconds that count as the next shift where none is set up."""
REVIEW_LEFT: Final = 4
"""Days left of a bad review from which on it is urgent."""
OVERDUE: Final = 3600.0
"""Seconds into the next shift by which it is asked to do what is overdue."""
_LINE: Final = 120
"""Characters of a line, so that no handover becomes a letter; the note holds the rest."""

_PLEASE: Final[dict[Flag, str]] = {
    "plain": "接着办,办完告诉买家",
    "promise": "按答应的办好,再告诉买家",
    "payment": "看付了没有,没付再问一次",
    "badreview": "先解决问题,再看评价",
    "return": "跟到退换完成",
    "logistics": "查物流,有结果告诉买家",
}
"""Next action of a note of each kind."""
_BECAUSE: Final[dict[ReminderKind, str]] = {
    "plain": "定了提醒",
    "promise": "答应过买家",
    "payment": "没付款",
    "badreview": "有中差评",
    "coupon": "老客优惠券",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment at which a shift ends.

    Attributes:
        now: It.
        zone: Zone id.
        following: The next shift; None where none is set up.
    """

    now: float
    zone: str
    following: ShiftRef | None

    @property
    def until(self) -> float:
        """When the next shift ends."""
        return self.following.end if self.following is not None else self.now + NO_SHIFT

    @property
    def soon(self) -> float:
        """By when the next shift is to do what is overdue."""
        start = self.following.start if self.following is not None else self.now
        return max(start, self.now) + OVERDUE


@dataclass(frozen=True, slots=True)
class Source:
    """What a matter was made from.

    Attributes:
        kind: A note or a reminder.
        id: Its id.
    """

    kind: Literal["note", "reminder"]
    id: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is owed to a buyer.

    Attributes:
        buyer: Id of the buyer; empty if it is about none.
        name: Buyer's name, where it is known.
        sources: What it was made from.
        note: Id of its note; may be empty.
        order: Order number.
        because: What happened, in a line.
        please: What to do, in a line.
        mark: The one of the two by which it is known again in a handover.
        severity: How much it presses.
        due: By when; never past.
        why: Why the next shift has to know.
        changed: When it was last changed.
    """

    buyer: str
    name: str
    sources: tuple[Source, ...]
    note: str
    order: str
    because: str
    please: str
    mark: str
    severity: Severity
    due: float | None
    why: tuple[str, ...]
    changed: float


def matters(notes: Sequence[Note], reminders: Iterable[Reminder], clock: Clock) -> list[Matter]:
    """Give what is open: a matter a note, with its reminders, then reminders of their own."""
    found = {one.id: _of_note(one, clock) for one in notes if one.open and one.done_at is None}
    alone = []
    for one in reminders:
        if one.done_at is not None or not _is_due(one, clock):
            continue
        matter = _of_reminder(one, clock)
        if one.note in found:
            found[one.note] = _joined(found[one.note], matter)
        else:
            alone.append(matter)
    return [*found.values(), *alone]


def rank(severity: Severity) -> int:
    """Order severities, the most pressing first."""
    return list(SEVERITIES).index(severity)


def _is_due(one: Reminder, clock: Clock) -> bool:
    return one.kind == "payment" or (one.kind != "coupon" and one.due < clock.until)


def _joined(note: Matter, reminder: Matter) -> Matter:
    """Put a reminder to its note: the note says what happened, the reminder what to do."""
    dues = [due for due in (note.due, reminder.due) if due is not None]
    return replace(
        note,
        name=note.name or reminder.name,
        sources=note.sources + reminder.sources,
        order=note.order or reminder.order,
        please=reminder.please,
        severity=min(note.severity, reminder.severity, key=rank),
        due=min(dues, default=None),
        why=note.why + reminder.why,
        changed=max(note.changed, reminder.changed),
    )


def _of_note(note: Note, clock: Clock) -> Matter:
    pressing, due, time = _time_of(note.due, clock)
    severity: Severity = "know" if note.flag == "plain" else "watch"
    if pressing:
        severity = "urgent" if note.flag == "promise" or pressing == "late" else "watch"
    why = tr("{kind}没办完", kind=tr(FLAGS[note.flag]) if note.flag != "plain" else tr("备注"))
    line = _line(note.text)
    return Matter(
        note.buyer,
        "",
        (Source("note", note.id),),
        note.id,
        note.order,
        line,
        tr(_PLEASE[note.flag]),
        line,
        severity,
        due,
        (why, time) if time else (why,),
        max(note.at, note.edited or 0.0),
    )


def _of_reminder(one: Reminder, clock: Clock) -> Matter:
    pressing, due, time = _time_of(one.due, clock)
    because, severity = _judged(one, clock, pressing)
    line = _line(one.text)
    return Matter(
        one.buyer,
        one.name,
        (Source("reminder", one.id),),
        one.note,
        one.order,
        because,
        line,
        line,
        severity,
        due,
        (because, time) if time else (because,),
        one.at,
    )


def _judged(one: Reminder, clock: Clock, pressing: str) -> tuple[str, Severity]:
    """Say what a reminder is about and how much it presses."""
    because = tr(_BECAUSE[one.kind])
    severity: Severity = "watch" if pressing else "know"
    if one.kind == "promise" or pressing == "late":
        severity = "urgent"
    if one.kind == "payment":
        # A payment is no promise of ours: late, it presses no more than before.
        because = tr("大单没付款") if one.large else because
        severity = "watch" if one.large else "know"
    elif one.kind == "badreview" and one.since is not None:
        days = day_counts.review_days(one.since, clock.now, clock.zone)
        because = tr("中差评{days}", days=days.words)
        if days.over:
            severity = "know"
        elif days.left <= REVIEW_LEFT:
            severity = "urgent"
    return because, severity


def _time_of(due: float | None, clock: Clock) -> tuple[str, float | None, str]:
    """Tell whether a due time presses, by when it is then to be done, and say so."""
    if due is None:
        return "", None, ""
    if due >= clock.until:
        return "", due, ""
    time = moments.spoken(due, clock.zone, clock.now)
    if due <= clock.now:
        return "late", clock.soon, tr("{time} 已过期", time=time)
    return "soon", due, tr("{time} 在下一班里到期", time=time)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LINE else line[: _LINE - 1] + "…"
