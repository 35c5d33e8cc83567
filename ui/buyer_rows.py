"""Buyers, notes and what is owed as rows of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assistant.desk import moments
from phrasebook.desk import (
    FLAGS,
    HANDOVER_STATES,
    REMINDER_KINDS,
    BuyerSummary,
    Handover,
    Note,
    Reminder,
)
from ui.flags import FLAG_COLORS, FLAG_TONES
from ui.i18n import tr
from ui.item_list import Chip, Row

HANDOVER: Final = "handover:"
REMINDER: Final = "reminder:"
"""Begin the ids of rows that are no notes."""
ORDER: Final = "order"
FULL: Final = "full"
"""Actions of chips."""


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of one buyer.

    Attributes:
        summary: The buyer with its counts.
        notes: The newest first.
        handovers: Those that are not done.
        reminders: Those that are not done.
    """

    summary: BuyerSummary
    notes: tuple[Note, ...] = ()
    handovers: tuple[Handover, ...] = ()
    reminders: tuple[Reminder, ...] = ()

    @property
    def id(self) -> str:
        """Id of the buyer."""
        return self.summary.buyer.id

    def note(self, id: str) -> Note | None:
        """Give a note."""
        return next((note for note in self.notes if note.id == id), None)


def counts(summary: BuyerSummary) -> str:
    """Say how much there is: ``3 条备注 · 1 件未办``."""
    parts = [tr("{n} 条备注", n=summary.notes)] if summary.notes else []
    if summary.open_items:
        parts.append(tr("{n} 件未办", n=summary.open_items))
    return " · ".join(parts)


def buyer_row(summary: BuyerSummary) -> Row:
    """Show a buyer in the list."""
    buyer = summary.buyer
    chips = [Chip(buyer.platform)] if buyer.platform else []
    if buyer.type:
        chips.append(Chip(buyer.type, "warn"))
    flags = tuple(FLAG_COLORS[flag] for flag in summary.flags)
    return Row(
        buyer.id,
        buyer.name,
        tuple(chips),
        text=summary.last,
        corner=counts(summary),
        dots=flags,
        bar=flags[0] if flags else "",
        lines=1,
    )


def card_rows(card: Card, now: float, zone: str) -> list[Row]:
    """Show one buyer: what is owed first, by its time, then the dated lines."""
    owed: list[tuple[float, Row]] = []
    late = float("inf")
    for note in card.notes:
        if note.open and note.done_at is None:
            owed.append((note.due or late, note_row(note, now, zone)))
    for handover in card.handovers:
        owed.append((handover.due or late, _handover_row(handover, now, zone)))
    for reminder in card.reminders:
        owed.append((reminder.due, _reminder_row(reminder, now, zone)))
    owed.sort(key=lambda pair: pair[0])
    rest = [note for note in card.notes if not note.open or note.done_at is not None]
    rows: list[Row] = []
    if owed:
        title = tr("没办完 · {n}", n=len(owed))
        rows += [Row("#open", title, section=True), *(row for _, row in owed)]
    if rest:
        title = tr("备注 · {n}", n=len(rest))
        rows += [Row("#notes", title, section=True), *(note_row(note, now, zone) for note in rest)]
    return rows


def note_row(note: Note, now: float, zone: str) -> Row:
    """Show a note as a dated line."""
    title = moments.stamp(note.at, note.zone, now)
    if note.agent:
        title = f"{title} · {note.agent}"
    done = note.done_at is not None
    chips = []
    if note.flag != "plain":
        chips.append(Chip(tr(FLAGS[note.flag]), FLAG_TONES[note.flag]))
    if note.open and done:
        chips.append(Chip(tr("已办"), "ok"))
    # In the foot nothing is left out where it is narrow.
    foot = _due_chips(note.due, done, now, zone) if note.open else []
    if note.order:
        foot.append(Chip(tr("订单 {order}", order=note.order), "plain", ORDER))
    if note.has_full:
        foot.append(Chip(tr("有完整内容,看一下"), "soft", FULL))
    return Row(
        note.id,
        title,
        tuple(chips),
        note.fields,
        note.text,
        corner=tr("改过") if note.edited is not None else "",
        bar=FLAG_COLORS[note.flag] if note.flag != "plain" or note.open else "",
        dim=note.open and done,
        foot=tuple(foot),
        pictures=note.pictures,
        lines=4,
        firm=True,
    )


def _due_chips(due: float | None, done: bool, now: float, zone: str) -> list[Chip]:
    if due is None or done:
        return []
    said = moments.spoken(due, zone, now)
    if due <= now:
        return [Chip(tr("{time} 已过", time=said), "bad")]
    return [Chip(tr("{time} 前", time=said), "warn")]


def _handover_row(handover: Handover, now: float, zone: str) -> Row:
    chips = [*_due_chips(handover.due, False, now, zone), Chip(tr(HANDOVER_STATES[handover.state]))]
    text = handover.please or handover.because
    return Row(HANDOVER + handover.id, tr("交接"), tuple(chips), text=text, bar="accent")


def _reminder_row(reminder: Reminder, now: float, zone: str) -> Row:
    kind = Chip(tr(REMINDER_KINDS[reminder.kind]))
    chips = [*_due_chips(reminder.due, False, now, zone)]
    if reminder.kind != "plain":
        chips.append(kind)
    return Row(REMINDER + reminder.id, tr("提醒"), tuple(chips), text=reminder.text, bar="accent")
