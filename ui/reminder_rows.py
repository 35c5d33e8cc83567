"""Reminders as rows of a list: what is due first, then today, then later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from assistant.desk import day_counts, moments
from assistant.desk.chasing import RESULT_NAMES
from phrasebook.desk import CHANNELS, REMINDER_KINDS, Reminder, ReminderKind
from ui.i18n import tr
from ui.item_list import Chip, Row
from ui.models.items_model import Tone

DONE: Final = "#done"
"""Row and chip action that fold the finished ones in and out."""
_LAST_DAYS: Final = 4
"""Days left for a review from which its counter is red (the last greeting is on day 26)."""

_TONES: Final[Mapping[ReminderKind, Tone]] = {
    "payment": "warn",
    "badreview": "bad",
    "coupon": "ok",
    "promise": "soft",
    "plain": "plain",
}


def rows(
    reminders: Sequence[Reminder],
    now: float,
    zone: str,
    *,
    finished: Sequence[Reminder] | None = None,
    fold_key: str = "",
) -> list[Row]:
    """Give all rows.

    Args:
        reminders: The open ones, by due time.
        now: Now.
        zone: Zone id.
        finished: Those of the last days, the last one first; None while they are folded in.
        fold_key: The key that folds them.
    """
    today = moments.local(now, zone).date()
    parts: dict[str, list[Reminder]] = {"due": [], "today": [], "later": []}
    for one in reminders:
        same = moments.local(one.due, zone).date() == today
        parts["due" if one.due <= now else "today" if same else "later"].append(one)
    titles = {"due": tr("到点了"), "today": tr("今天"), "later": tr("以后")}
    found: list[Row] = []
    for name, items in parts.items():
        if items:
            title = f"{titles[name]} · {len(items)}"
            found.append(Row(f"#{name}", title, section=True))
            found += [_row(one, now, zone) for one in items]
    return [*found, *_finished(finished, now, zone, fold_key)]


def _finished(
    finished: Sequence[Reminder] | None, now: float, zone: str, fold_key: str
) -> list[Row]:
    word = tr("展开") if finished is None else tr("收起")
    title = tr("最近完成") if finished is None else tr("最近完成 · {n}", n=len(finished))
    chip = Chip(f"{word} {fold_key}".strip(), "plain", DONE)
    head = Row(DONE, title, (chip,), section=True)
    return [head, *(_done_row(one, now, zone) for one in finished or ())]


def how_late(seconds: float) -> str:
    """Say how long ago something was due."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return tr("现在")
    if minutes < 60:
        return tr("晚了 {n} 分钟", n=minutes)
    if minutes < 48 * 60:
        return tr("晚了 {n} 小时", n=minutes // 60)
    return tr("晚了 {n} 天", n=minutes // (24 * 60))


def _row(one: Reminder, now: float, zone: str) -> Row:
    late = now - one.due
    due = (
        Chip(how_late(late), "bad")
        if late >= 0
        else Chip(moments.spoken(one.due, zone, now), _soon(one, now, zone))
    )
    chips = [Chip(one.platform)] if one.platform else []
    return Row(
        one.id,
        one.name or one.text,
        (due, *chips),
        text=one.text if one.name else "",
        bar="danger" if late >= 0 else "",
        foot=_foot(one, now, zone),
    )


def _soon(one: Reminder, now: float, zone: str) -> Tone:
    same = moments.local(one.due, zone).date() == moments.local(now, zone).date()
    return "warn" if same else "plain"


def _foot(one: Reminder, now: float, zone: str) -> tuple[Chip, ...]:
    found = []
    if one.kind != "plain":
        found.append(Chip(tr(REMINDER_KINDS[one.kind]), _TONES[one.kind]))
    if one.kind == "badreview" and one.since is not None:
        days = day_counts.review_days(one.since, now, zone)
        found.append(Chip(days.words, "bad" if days.left <= _LAST_DAYS else "plain"))
    if turn := turn_words(one):
        found.append(Chip(turn, "plain"))
    if one.large:
        found.append(Chip(tr("大单"), "plain"))
    if one.snoozed:
        found.append(Chip(tr("推迟过 {n} 次", n=one.snoozed), "plain"))
    if one.order:
        found.append(Chip(tr("订单 {order}", order=one.order), "plain"))
    return tuple(found)


def turn_words(one: Reminder) -> str:
    """Say which try it is, and by which channel: ``第 1 次 · 平台消息``."""
    turn = tr("第 {n} 次", n=one.round) if one.kind in ("payment", "coupon") else ""
    return " · ".join(part for part in (turn, tr(CHANNELS[one.channel])) if part)


def _done_row(one: Reminder, now: float, zone: str) -> Row:
    when = moments.spoken(one.done_at or 0.0, zone, now)
    said = (one.text if one.name else "", tr(RESULT_NAMES[one.result]), one.reason, one.remark)
    return Row(
        one.id,
        one.name or one.text,
        (Chip(one.platform),) if one.platform else (),
        text=" · ".join(part for part in said if part),
        corner=f"{when} {one.done_by}".strip(),
        dim=True,
    )
