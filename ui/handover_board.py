"""What the page of handovers shows: the open ones sorted by whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from phrasebook.desk import SEVERITIES, Agent, Handover, HandoverEvent, ShiftRef


@dataclass(frozen=True, slots=True)
class Board:
    """Handovers as one agent sees them in one shift.

    Attributes:
        me: Whose view it is.
        current: The shift that runs; None outside of shifts.
        following: The shift after it; None if there are no shifts.
        before: Name of the shift before; empty if unknown.
        waiting: To be accepted by this shift, the most pressing first.
        sent: Handed over in this shift; they wait for the next.
        mine: Accepted or in work by ``me``.
        others: Accepted or in work by others.
        questions: The last unanswered question, by the id of its handover.
        done: How many were done lately.
    """

    me: Agent = field(default_factory=Agent)
    current: ShiftRef | None = None
    following: ShiftRef | None = None
    before: str = ""
    waiting: tuple[Handover, ...] = ()
    sent: tuple[Handover, ...] = ()
    mine: tuple[Handover, ...] = ()
    others: tuple[Handover, ...] = ()
    questions: Mapping[str, HandoverEvent] = field(default_factory=dict)
    done: int = 0

    @property
    def open(self) -> tuple[Handover, ...]:
        """All that are not done, in the order of the page."""
        return (*self.waiting, *self.mine, *self.others, *self.sent)

    @property
    def for_me(self) -> int:
        """How much waits for this agent: handovers to accept and questions to answer."""
        asked = sum(is_for(one, self.questions[one.id], self.me) for one in self._questioned())
        return len(self.waiting) + asked

    def _questioned(self) -> list[Handover]:
        """Those with an unanswered question, but for those that are counted as waiting."""
        counted = {one.id for one in self.waiting}
        return [one for one in self.open if one.id in self.questions and one.id not in counted]

    def asked(self, handover: Handover) -> HandoverEvent | None:
        """Give the unanswered question of a handover."""
        return self.questions.get(handover.id)


def is_for(handover: Handover, question: HandoverEvent, me: Agent) -> bool:
    """Tell whether a question is for ``me``: who handed it over answers, but not oneself.

    Where an agent has no number, the shift says who it is.
    """
    if question.by == me:
        return False
    if me.number or handover.by.number:
        return handover.by.number == me.number
    return handover.by.shift == me.shift


def pressing(handover: Handover) -> tuple[int, float, int]:
    """Order by severity, then by due time; what has none comes last, then as handed over."""
    due = handover.due if handover.due is not None else float("inf")
    return list(SEVERITIES).index(handover.severity), due, handover.seq


def board(
    handovers: Sequence[Handover],
    *,
    me: Agent,
    current: ShiftRef | None = None,
    following: ShiftRef | None = None,
    before: str = "",
    questions: Mapping[str, HandoverEvent] | None = None,
    done: int = 0,
) -> Board:
    """Sort the open handovers by whose turn it is; see ``Board`` for the arguments."""
    parts: dict[str, list[Handover]] = {"waiting": [], "sent": [], "mine": [], "others": []}
    for one in sorted((h for h in handovers if h.state != "done"), key=pressing):
        parts[_part(one, me, current, following)].append(one)
    return Board(
        me=me,
        current=current,
        following=following,
        before=before,
        questions=dict(questions or {}),
        done=done,
        **{name: tuple(found) for name, found in parts.items()},
    )


def _part(
    handover: Handover, me: Agent, current: ShiftRef | None, following: ShiftRef | None
) -> str:
    if handover.state == "waiting":
        return "sent" if _is_for_later(handover, me, current, following) else "waiting"
    mine = not me.number or handover.owner.number == me.number
    return "mine" if mine else "others"


def _is_for_later(
    handover: Handover, me: Agent, current: ShiftRef | None, following: ShiftRef | None
) -> bool:
    """Tell whether a handover that waits is for a shift that has not begun.

    It is when it names the following shift, or names none and this shift itself handed it over
    since it began. Whoever comes late still sees what a colleague of the shift before wrote
    after the change: only what was written in this shift's name waits for the next.
    """
    if handover.to_shift:
        return following is not None and handover.to_shift == following.key
    if current is None or handover.changed < current.start:
        return False
    if handover.by.shift:
        return handover.by.shift in (current.name, me.shift)
    return bool(me.number) and handover.by.number == me.number
