"""The nouns of the desk as frozen values: buyers, notes, handovers, reminders, shifts.

All times are seconds since the epoch (UTC); the zone id beside them says on which clock the agent
read them, so that a day or a shift can be told again later (reference/reliability.md 3.10).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

Flag = Literal["plain", "promise", "payment", "badreview", "return", "logistics"]
FLAGS: Final[dict[Flag, str]] = {
    "plain": "一般",
    "promise": "答应的事",
    "payment": "待付款",
    "badreview": "中差评",
    "return": "退换货",
    "logistics": "物流异常",
}
"""Kinds of notes with their UI names, in the order to offer; each has a colour of its own."""

Severity = Literal["urgent", "watch", "know"]
SEVERITIES: Final[dict[Severity, str]] = {"urgent": "急", "watch": "盯", "know": "知晓"}
"""How much a handover presses (I of I-PASS), the most pressing first."""

HandoverState = Literal["waiting", "accepted", "working", "done"]
HANDOVER_STATES: Final[dict[HandoverState, str]] = {
    "waiting": "待接",
    "accepted": "已接",
    "working": "处理中",
    "done": "已完成",
}
"""States of a handover; one that is passed on waits again, for the shift after."""

ReminderKind = Literal["plain", "payment", "badreview", "coupon", "promise"]
REMINDER_KINDS: Final[dict[ReminderKind, str]] = {
    "plain": "提醒",
    "payment": "催付",
    "badreview": "中差评",
    "coupon": "老客优惠券",
    "promise": "答应的事",
}
Channel = Literal["", "chat", "sms", "call"]
CHANNELS: Final[dict[Channel, str]] = {"": "", "chat": "平台消息", "sms": "短信", "call": "电话"}
"""How a buyer is reached (glossary of the standard: 旺旺, 短信, 电话)."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Who does something, and in which shift.

    Attributes:
        number: The agent's number (工号); may be empty.
        shift: Name of the shift; may be empty.
    """

    number: str = ""
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer (买家): one account on one platform of one shop.

    Attributes:
        id: uuid4 as 32 hex digits.
        name: Account name as the chat shows it.
        platform: Name of the platform (千牛, 微信 …); may be empty.
        shop: Name of the shop; may be empty.
        type: Buyer type that the agents saw; may be empty.
        created: When it was first written down.
        touched: When anything about it last changed (retention counts from there).
    """

    id: str
    name: str
    platform: str = ""
    shop: str = ""
    type: str = ""
    created: float = 0.0
    touched: float = 0.0


@dataclass(frozen=True, slots=True)
class BuyerSummary:
    """A buyer as a list shows it.

    Attributes:
        buyer: The buyer.
        notes: How many notes there are.
        open_notes: Notes that are still to be done.
        handovers: Handovers that are not done.
        reminders: Reminders that are not done.
        unpaid: Of those, payments that are chased.
        flags: Flags of open notes, the newest first, each once.
        last: Text of the newest note; empty if there is none.
    """

    buyer: Buyer
    notes: int = 0
    open_notes: int = 0
    handovers: int = 0
    reminders: int = 0
    unpaid: int = 0
    flags: tuple[Flag, ...] = ()
    last: str = ""

    @property
    def open_items(self) -> int:
        """Everything that is still owed to this buyer."""
        return self.open_notes + self.handovers + self.reminders


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What an agent writes down of a buyer (备注).

    Attributes:
        buyer: Id of the buyer.
        text: One or more lines; stored masked unless ``keep_until`` is set.
        flag: Its kind.
        order: Order number; never masked.
        open: It is still to be done (shown among open items).
        due: When it has to be done; None if no time was said.
        keep_until: Until when the unmasked text is kept beside the masked one; None keeps none.
        fields: What records ask for besides (商品, 原因, 处理, 费用 …), by column name.
    """

    buyer: str
    text: str
    flag: Flag = "plain"
    order: str = ""
    open: bool = False
    due: float | None = None
    keep_until: float | None = None
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Note(NoteDraft):
    """A note in the store; its text is the masked one.

    Attributes:
        id: uuid4 as 32 hex digits.
        at: When it was written.
        zone: Zone id of that clock, such as ``Asia/Shanghai``.
        agent: Number of the agent who wrote it.
        done_at: When it was done; None if it was not.
        has_full: The unmasked text is still kept.
        pictures: Ids of its pictures.
        edited: When it was last edited; None if never.
    """

    id: str = ""
    at: float = 0.0
    zone: str = "UTC"
    agent: str = ""
    done_at: float | None = None
    has_full: bool = False
    pictures: tuple[str, ...] = ()
    edited: float | None = None


@dataclass(frozen=True, slots=True)
class HandoverDraft:
    """A handover (交接) as it is written: the standard's fields joined with I-PASS.

    Attributes:
        buyer: Id of the buyer; empty if it is about none.
        because: What happened (因为).
        wants: What the buyer wants (要求).
        please: What the next shift is asked to do (请做).
        how: How, and what was tried (怎么做).
        severity: How much it presses.
        due: When it has to be done; None if no time was said.
        if_says: What the buyer may say (万一).
        reply: What to answer then; a text, ready to paste.
        phrase: Id of the phrase that ``reply`` came from; may be empty.
        order: Order number.
        note: Id of the note that it was made from; may be empty.
        to_shift: Shift that it is for, as ``ShiftRef.key``; empty for the next one, whichever.
    """

    buyer: str = ""
    because: str = ""
    wants: str = ""
    please: str = ""
    how: str = ""
    severity: Severity = "watch"
    due: float | None = None
    if_says: str = ""
    reply: str = ""
    phrase: str = ""
    order: str = ""
    note: str = ""
    to_shift: str = ""


@dataclass(frozen=True, slots=True)
class Handover(HandoverDraft):
    """A handover in the store. What was handed over is never rewritten; events follow it.

    Attributes:
        id: uuid4 as 32 hex digits.
        seq: Order of handing over; clocks may go back, this does not.
        name: Buyer's name at that time; empty if it is about none.
        platform: Buyer's platform at that time.
        at: When it was handed over.
        zone: Zone id of that clock.
        by: Who handed it over.
        state: Where it stands.
        owner: Who accepted it last; an empty agent while it waits.
        crossed: How many shifts it crossed without being done.
        changed: When its state last changed.
    """

    id: str = ""
    seq: int = 0
    name: str = ""
    platform: str = ""
    at: float = 0.0
    zone: str = "UTC"
    by: Agent = field(default_factory=Agent)
    state: HandoverState = "waiting"
    owner: Agent = field(default_factory=Agent)
    crossed: int = 0
    changed: float = 0.0


EventKind = Literal[
    "handed", "accepted", "working", "done", "passed", "asked", "answered", "added", "carried"
]


@dataclass(frozen=True, slots=True)
class HandoverEvent:
    """One line of a handover's history; lines are only ever added.

    Attributes:
        seq: Order over all handovers.
        handover: Id of the handover.
        kind: What happened.
        at: When.
        by: Who did it; for ``carried`` the shift that took it over.
        text: Read-back, question, answer, result or addition.
    """

    seq: int
    handover: str
    kind: EventKind
    at: float
    by: Agent
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReminderDraft:
    """A reminder (提醒) as it is set.

    Attributes:
        text: What to do.
        due: When.
        kind: What it is about.
        buyer: Id of the buyer; empty if it is about none.
        order: Order number.
        note: Id of the note that it belongs to; may be empty.
        round: Which try this is, from 1.
        channel: How to reach the buyer; empty if that does not matter.
        large: A large order, which may be chased twice.
        since: What the days are counted from (a bad review, a first purchase, an order); None if
            there is nothing to count.
    """

    text: str
    due: float
    kind: ReminderKind = "plain"
    buyer: str = ""
    order: str = ""
    note: str = ""
    round: int = 1
    channel: Channel = ""
    large: bool = False
    since: float | None = None


Result = Literal["", "done", "paid", "unpaid", "changed", "kept", "bought", "dropped"]


@dataclass(frozen=True, slots=True)
class Reminder(ReminderDraft):
    """A reminder in the store.

    Attributes:
        id: uuid4 as 32 hex digits.
        name: Buyer's name; empty if it is about none.
        platform: Buyer's platform.
        at: When it was set.
        zone: Zone id of that clock.
        agent: Number of the agent who set it.
        done_at: When it was finished; None while it is open.
        result: How it ended; empty while it is open.
        reason: Why, in the agent's choice of word (没付的原因).
        remark: What else was written at the end.
        snoozed: How often it was put off.
        told_at: When it was last shown as due; None if it was not.
        done_by: Number of the agent who finished it.
    """

    id: str = ""
    name: str = ""
    platform: str = ""
    at: float = 0.0
    zone: str = "UTC"
    agent: str = ""
    done_at: float | None = None
    result: Result = ""
    reason: str = ""
    remark: str = ""
    snoozed: int = 0
    told_at: float | None = None
    done_by: str = ""


@dataclass(frozen=True, slots=True)
class ShiftRef:
    """One shift of one day.

    Attributes:
        name: Name of the shift (早班 …).
        day: Local day on which it begins, ``YYYY-MM-DD``.
        start: When it begins.
        end: When it ends.
    """

    name: str
    day: str
    start: float
    end: float

    @property
    def key(self) -> str:
        """Name it for good: day and name."""
        return f"{self.day} {self.name}"
