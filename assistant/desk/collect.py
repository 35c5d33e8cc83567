"""The end of a shift: what is open and goes to the next one, collected for review.

One proposal a buyer, with a line a matter: the next shift talks to a buyer once, and a buyer with
three open matters is one conversation, not three. What was handed over before and is not done
carries over by itself; it is listed, never proposed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.desk.matters import Clock, Matter, Source, matters, rank
from phrasebook.desk import Agent, Buyer, Handover, HandoverDraft, Note, Reminder, ShiftRef
from phrasebook.i18n import tr

_NUMBERS: Final = re.compile(r"\n|(?:^|(?<=\s))\d{1,2}\. ")


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
    clock = Clock(now, zone, following)
    opened = [one for one in handovers if one.state != "done"]
    fresh = [one for one in matters(notes, reminders, clock) if not _is_handed(one, opened)]
    groups: dict[str, list[Matter]] = {}
    for one in fresh:
        # What is about no buyer stays a matter of its own.
        groups.setdefault(one.buyer or one.sources[0].id, []).append(one)
    proposals = [_propose(group, clock, buyers or {}) for group in groups.values()]
    mine = tuple(one for one in opened if one.state != "waiting" and _is_of(one.owner, by))
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
    did = "、".join(words for number, words in counts if number) or tr("这一班还没有办完哪一件")
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


def done_by(
    by: Agent, handovers: Iterable[Handover], reminders: Iterable[Reminder]
) -> tuple[int, int]:
    """Count which of these done handovers and finished reminders were done by an agent."""
    return (
        sum(_is_of(one.owner, by) for one in handovers),
        sum(by.number in ("", one.done_by) for one in reminders),
    )


def _is_of(owner: Agent, by: Agent) -> bool:
    """Tell whether they are one; where an agent has no number, the shift says who it is."""
    if owner.number or by.number:
        return owner.number == by.number
    return owner.shift == by.shift


def _is_handed(one: Matter, opened: Iterable[Handover]) -> bool:
    """Tell whether an open handover holds this matter, as it stands now.

    It does if it was handed over since the matter last changed, and was made from its note or
    holds its line. In doubt a matter is proposed again: better said twice than lost.
    """
    for handover in opened:
        if handover.at < one.changed:
            continue
        if one.note and handover.note == one.note:
            return True
        if handover.buyer != one.buyer:
            continue
        lines = _lines(handover.because) | _lines(handover.please)
        same_order = one.order in ("", handover.order)
        if _with_order(one, one.mark) in lines or (same_order and one.mark in lines):
            return True
    return False


def _propose(group: Sequence[Matter], clock: Clock, buyers: Mapping[str, Buyer]) -> Proposal:
    ordered = sorted(group, key=lambda one: (rank(one.severity), _time(one.due)))
    first = ordered[0]
    dues = [one.due for one in ordered if one.due is not None]
    orders = [one.order for one in ordered if one.order]
    several = len(set(orders)) > 1
    draft = HandoverDraft(
        buyer=first.buyer,
        because=_numbered(
            [_with_order(one, one.because) if several else one.because for one in ordered]
        ),
        please=_numbered(
            [_with_order(one, one.please) if several else one.please for one in ordered]
        ),
        severity=first.severity,
        due=min(dues, default=None),
        order=orders[0] if orders else "",
        note=next((one.note for one in ordered if one.note), ""),
        to_shift=clock.following.key if clock.following is not None else "",
    )
    buyer = buyers.get(first.buyer)
    name = buyer.name if buyer is not None else next((x.name for x in ordered if x.name), "")
    why = tuple(dict.fromkeys(reason for one in ordered for reason in one.why))
    return Proposal(draft, name, why, tuple(one for x in ordered for one in x.sources))


def _with_order(one: Matter, line: str) -> str:
    """Say of which order the line is by which a matter is known."""
    if not one.order or line != one.mark:
        return line
    return tr("{what}(订单 {order})", what=line, order=one.order)


def _lines(text: str) -> set[str]:
    """Give the lines of a handover without their numbers, also of one that a form made flat."""
    return {text} | {line.strip() for line in _NUMBERS.split(text)}


def _numbered(lines: Sequence[str]) -> str:
    if len(lines) == 1:
        return lines[0]
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, start=1))


def _pressing(one: Proposal) -> tuple[int, float, str]:
    return rank(one.draft.severity), _time(one.draft.due), one.name


def _time(due: float | None) -> float:
    return due if due is not None else float("inf")
