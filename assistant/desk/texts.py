"""Handovers as text: for a group chat, for paper, for the end of a shift.

The order is the standard's: which buyer on which platform, because of what, wants what, please do
what, how, thanks; joined with how much it presses, until when, and what to answer (peers.md 8).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from assistant.desk import moments
from phrasebook.desk import HANDOVER_STATES, SEVERITIES, Handover, HandoverEvent
from phrasebook.i18n import tr
from phrasebook.personal import mask

EVENTS: Final = {
    "handed": "交出",
    "accepted": "接手",
    "working": "开始处理",
    "done": "完成",
    "passed": "转下一班",
    "asked": "追问",
    "answered": "回答",
    "added": "补充",
    "carried": "顺延",
}
"""UI names of what happens to a handover."""


def crossed(count: int) -> str:
    """Say how many shifts a handover crossed; "" for none."""
    return tr("跨 {n} 班", n=count) if count else ""


def until(due: float | None, now: float, zone: str) -> str:
    """Say until when: ``今天 12:00 前``; "" for no time."""
    return tr("{time} 前", time=moments.spoken(due, zone, now)) if due is not None else ""


def who(handover: Handover) -> str:
    """Name the buyer and the platform; what stands there if it is about none."""
    if not handover.name:
        return tr("本店事务")
    if handover.platform:
        return tr("{name}({platform})", name=handover.name, platform=handover.platform)
    return handover.name


def lines(handover: Handover, now: float, zone: str) -> list[tuple[str, str]]:
    """Give the fields that are filled, with their names, in the standard's order."""
    answer = (
        tr("买家说“{says}”就回:{reply}", says=handover.if_says, reply=handover.reply)
        if handover.if_says and handover.reply
        else handover.if_says or handover.reply
    )
    fields = (
        (tr("因为"), handover.because),
        (tr("要求"), handover.wants),
        (tr("请做"), handover.please),
        (tr("怎么做"), handover.how),
        (tr("期限"), until(handover.due, now, zone)),
        (tr("万一"), answer),
        (tr("订单"), handover.order),
    )
    return [(name, value) for name, value in fields if value.strip()]


def for_chat(handover: Handover, now: float, zone: str) -> str:
    """Write one handover for a group chat; personal data is masked, whatever was stored."""
    marks = " · ".join(
        mark for mark in (tr(SEVERITIES[handover.severity]), crossed(handover.crossed)) if mark
    )
    body = [
        f"{name}:\n{value}" if "\n" in value else f"{name}:{value}"
        for name, value in _masked(handover, now, zone)
    ]
    by = _agent(handover)
    foot = tr("谢谢!—— {by}", by=by) if by else tr("谢谢!")
    return "\n".join((f"【{marks}】{mask(who(handover))}", *body, foot))


def for_shift(handovers: Sequence[Handover], title: str, now: float, zone: str) -> str:
    """Write what one shift hands to the next, numbered."""
    parts = [
        f"{number}. {for_chat(one, now, zone)}" for number, one in enumerate(handovers, start=1)
    ]
    return "\n\n".join((title, *parts))


def event(one: HandoverEvent, now: float, zone: str) -> str:
    """Write a line of the history."""
    words = [moments.stamp(one.at, zone, now), _agent(one), tr(EVENTS[one.kind])]
    line = " · ".join(word for word in words if word)
    return f"{line}:{one.text}" if one.text and one.kind != "carried" else line


_STYLE: Final = """
body { font-family: sans-serif; font-size: 10pt; }
h1 { font-size: 14pt; } h2 { font-size: 11pt; margin: 10pt 0 2pt 0; }
td { padding: 1pt 8pt 1pt 0; vertical-align: top; } .k { color: #555555; }
"""


def print_html(handovers: Iterable[Handover], title: str, now: float, zone: str) -> str:
    """Write handovers as a page to print; Qt's rich text takes it."""
    parts = [f"<html><head><style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>"]
    for one in handovers:
        marks = " · ".join(
            mark
            for mark in (
                tr(SEVERITIES[one.severity]),
                tr(HANDOVER_STATES[one.state]),
                crossed(one.crossed),
            )
            if mark
        )
        parts.append(f"<h2>{escape(mask(who(one)))} — {escape(marks)}</h2><table>")
        parts += [
            f'<tr><td class="k">{escape(name)}</td><td>{_html(value)}</td></tr>'
            for name, value in _masked(one, now, zone)
        ]
        handed = f"{_agent(one)} {moments.stamp(one.at, zone, now)}".strip()
        parts.append(
            f'<tr><td class="k">{escape(tr("交出"))}</td><td>{escape(handed)}</td></tr></table>'
        )
    return "".join((*parts, "</body></html>"))


def _agent(one: Handover | HandoverEvent) -> str:
    return " ".join(part for part in (one.by.shift, one.by.number) if part)


def _masked(handover: Handover, now: float, zone: str) -> list[tuple[str, str]]:
    """Give the fields for what leaves this machine; an order number stays."""
    order = tr("订单")
    return [
        (name, value if name == order else mask(value))
        for name, value in lines(handover, now, zone)
    ]


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
