"""The end of a shift: what is open and goes to the next one, collected for review.

One proposal a buyer, with a line a matter: the next shift talks to a buyer once, and a buyer with
three open matters is one conversation, not three. What was handed over before and is not done
carries over by itself; it is listed, never proposed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.desk import day_counts, moments
from phrasebook.desk import (
    FLAGS,
    REMINDER_KINDS,
    SEVERITIES,
    Agent,
    Buyer,
    Handover,
    HandoverDraft,
    Note,
    Reminder,
    Severity,
    ShiftRef,
)
from phrasebook.i18n import tr

NO_SHIFT: Final = 12 * 3600.0
"""Seconds that count as the next shift where none is set up."""
REVIEW_LEFT: Final = 4
"""Days left of a bad review from which on it is urgent."""
_LINE: Final = 120


@dataclass(frozen=True, slots=True)
class Source:
    """What a line of a proposal was made from.

    Attributes:
        kind: A note or a reminder.
        id: Its id.
    """

    kind: Literal["note", "reminder"]
    id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A handover to be reviewed.

    Attributes:
        draft: The handover.
        name: Buyer's name; empty if it is about none.
        why: Why it is here, each reason once.
        sources: What it was made from.
    """

    draft: HandoverDraft
    name: str
    why: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """What the end of a shift found.

    Attributes:
        proposals: To be handed over, the most pressing first.
        carried: Handed over before and not done: they carry over by themselves.
        mine: Those of them that the agent who leaves accepted; better finished or passed on.
    """

    proposals: tuple[Proposal, ...] = ()
    carried: tuple[Handover, ...] = ()
    mine: tuple[Handover, ...] = ()


@dataclass(frozen=True, slots=True)
class _Matter:
    buyer: str
    source: Source
    note: str
    order: str
    because: str
    please: str
    severity: Severity
    due: float | None
    why: str
    name: str = ""


def end_shift(
    notes: Sequence[Note],
    handovers: Sequence[Handover],
    reminders: Sequence[Reminder],
    *,
    by: Agent,
    now: float,
    zone: str,
    following: ShiftRef | None,
    buyers: Mapping[str, Buyer] | None = None,
) -> Collected:
    """Collect what the next shift has to know.

    That is: open notes; open reminders that come due before the next shift ends, without coupons
    (nobody waits for one, and its reminder comes by itself); unpaid orders whenever they are due.

    Args:
        notes: Open notes.
        handovers: Handovers that are not done.
        reminders: Open reminders.
        by: Who leaves.
        now: Now.
        zone: Zone id.
        following: The next shift; None where none is set up.
        buyers: Buyers by id, for their names.
    """
    until = following.end if following is not None else now + NO_SHIFT
    found = [_of_note(one, now, until, zone) for one in notes if one.open and one.done_at is None]
    noted = {one.note for one in found}
    found += [
        _of_reminder(one, now, until, zone)
        for one in reminders
        if one.done_at is None and one.note not in noted and _is_due(one, until)
    ]
    opened = [one for one in handovers if one.state != "done"]
    fresh = [one for one in found if not _is_handed(one, opened)]
    groups: dict[str, list[_Matter]] = {}
    for one in fresh:
        # What is about no buyer stays a matter of its own.
        groups.setdefault(one.buyer or f"{one.source.kind} {one.source.id}", []).append(one)
    proposals = [_propose(group, following, buyers or {}) for group in groups.values()]
    mine = tuple(one for one in opened if one.state != "waiting" and one.owner == by)
    return Collected(tuple(sorted(proposals, key=_pressing)), tuple(opened), mine)


def summary(
    collected: Collected, *, by: Agent, following: ShiftRef | None, done: int = 0,
    reminders: int = 0, notes: int = 0,
) -> str:  # fmt: skip
    """Say in two lines what was done in this shift and what waits for the next.

    Args:
        collected: What the end of the shift found; of its proposals those that are handed over.
        by: Who leaves.
        following: The next shift.
        done: Handovers done in this shift.
        reminders: Reminders finished in it.
        notes: Notes written in it.
    """
    who = " ".join(part for part in (by.shift, by.number) if part) or tr("本班")
    counts = (
        (done, tr("办完交接 {n} 条", n=done)),
        (reminders, tr("办完提醒 {n} 条", n=reminders)),
        (notes, tr("写下备注 {n} 条", n=notes)),
    )
    did = "、".join(words for number, words in counts if number) or tr("没有办完的事")
    urgent = sum(one.draft.severity == "urgent" for one in collected.proposals)
    urgent += sum(one.severity == "urgent" for one in collected.carried)
    waits = tr(
        "交给{shift}:新交 {new} 条,接着办 {old} 条",
        shift=following.name if following is not None else tr("下一班"),
        new=len(collected.proposals),
        old=len(collected.carried),
    )
    if urgent:
        waits = tr("{waits},其中急的 {n} 条", waits=waits, n=urgent)
    return f"{who}:{did}。\n{waits}。"


def _is_due(one: Reminder, until: float) -> bool:
    return one.kind == "payment" or (one.kind != "coupon" and one.due < until)


def _of_note(note: Note, now: float, until: float, zone: str) -> _Matter:
    line = _line(note.text)
    pressing, why = _time_of(note.due, now, until, zone)
    severity: Severity = "know"
    if pressing:
        severity = "urgent" if note.flag == "promise" or pressing == "late" else "watch"
    elif note.flag in ("promise", "badreview", "return", "logistics"):
        severity = "watch"
    reasons = tr("{kind}没办完", kind=tr(FLAGS[note.flag]))
    why = f"{reasons},{why}" if why else reasons
    please = {
        "promise": tr("按答应的办好,再告诉买家"),
        "payment": tr("看付了没有,没付再问一次"),
        "badreview": tr("跟进,先解决问题"),
        "return": tr("跟到退换完成"),
        "logistics": tr("查物流,有结果告诉买家"),
    }.get(note.flag, tr("接着办"))
    source = Source("note", note.id)
    return _Matter(note.buyer, source, note.id, note.order, line, please, severity, note.due, why)


def _of_reminder(one: Reminder, now: float, until: float, zone: str) -> _Matter:
    pressing, why = _time_of(one.due, now, until, zone)
    kind = tr(REMINDER_KINDS[one.kind])
    severity: Severity = "watch" if pressing else "know"
    because = kind
    if one.kind == "promise":
        severity = "urgent" if pressing else "watch"
    elif one.kind == "payment":
        severity = "watch" if one.large or pressing else "know"
        because = tr("大单没付款") if one.large else tr("没付款")
    elif one.kind == "badreview" and one.since is not None:
        days = day_counts.review_days(one.since, now, zone)
        because = tr("中差评{days}", days=days.words)
        severity = "urgent" if days.left <= REVIEW_LEFT and not days.over else severity
    return _Matter(
        one.buyer,
        Source("reminder", one.id),
        one.note,
        one.order,
        because,
        _line(one.text),
        severity,
        one.due,
        f"{because},{why}" if why else because,
        one.name,
    )


def _time_of(
    due: float | None, now: float, until: float, zone: str
) -> tuple[Literal["", "late", "soon"], str]:
    if due is None or due >= until:
        return "", ""
    time = moments.spoken(due, zone, now)
    if due < now:
        return "late", tr("{time} 已过期", time=time)
    return "soon", tr("{time} 到期,在下一班里", time=time)


def _line(text: str) -> str:
    """Give a text in one line, cut where a handover would become a letter."""
    line = " ".join(text.split())
    return line if len(line) <= _LINE else line[: _LINE - 1] + "…"


def _is_handed(one: _Matter, opened: Iterable[Handover]) -> bool:
    """Tell whether an open handover holds this matter: by its note, or by the line made of it."""
    for handover in opened:
        if one.note and handover.note == one.note:
            return True
        said = (handover.because, handover.please, handover.wants, handover.how)
        line = one.because if one.source.kind == "note" else one.please
        if handover.buyer == one.buyer and any(line in _line_all(text) for text in said):
            return True
    return False


def _line_all(text: str) -> str:
    return " ".join(text.split())


def _propose(
    group: Sequence[_Matter], following: ShiftRef | None, buyers: Mapping[str, Buyer]
) -> Proposal:
    ordered = sorted(group, key=lambda one: (_rank(one.severity), _time(one.due)))
    first = ordered[0]
    dues = [one.due for one in ordered if one.due is not None]
    draft = HandoverDraft(
        buyer=first.buyer,
        because=_numbered([one.because for one in ordered]),
        please=_numbered([one.please for one in ordered]),
        severity=first.severity,
        due=min(dues, default=None),
        order=next((one.order for one in ordered if one.order), ""),
        note=next((one.note for one in ordered if one.note), ""),
        to_shift=following.key if following is not None else "",
    )
    buyer = buyers.get(first.buyer)
    name = buyer.name if buyer is not None else next((x.name for x in ordered if x.name), "")
    why = tuple(dict.fromkeys(one.why for one in ordered))
    return Proposal(draft, name, why, tuple(one.source for one in ordered))


def _numbered(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _pressing(one: Proposal) -> tuple[int, float, str]:
    return _rank(one.draft.severity), _time(one.draft.due), one.name


def _rank(severity: Severity) -> int:
    return list(SEVERITIES).index(severity)


def _time(due: float | None) -> float:
    return due if due is not None else float("inf")
