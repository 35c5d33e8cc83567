"""Handovers as rows of a list: captions, chips, the standard's fields, the history in lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from assistant.desk import moments, texts
from phrasebook.desk import (
    HANDOVER_STATES,
    SEVERITIES,
    Agent,
    Handover,
    HandoverEvent,
    Severity,
)
from ui.handover_board import Board, is_for
from ui.i18n import tr
from ui.models.items_model import Chip, Row, Tone

DONE: Final = "done"
"""Name of the part of a caption that folds the done ones in and out."""
_SEVERITY: Final[dict[Severity, tuple[Tone, str]]] = {
    "urgent": ("bad", "danger"),
    "watch": ("warn", ""),
    "know": ("plain", ""),
}
"""Tone of the chip and colour token of the left edge by severity."""
_STATE: Final[dict[str, Tone]] = {"waiting": "soft", "accepted": "soft", "working": "ok"}


def agent_words(agent: Agent) -> str:
    """Name an agent: shift and number; empty if neither is known."""
    return " ".join(part for part in (agent.shift, agent.number) if part)


def past_words(at: float, now: float, zone: str) -> str:
    """Say when something was, without the day if that is today's: ``23:41``."""
    then = moments.local(at, zone)
    same = then.date() == moments.local(now, zone).date()
    return f"{then:%H:%M}" if same else moments.spoken(at, zone, now)


def due_words(due: float, now: float, zone: str) -> str:
    """Say until when something has to be done, or since when it is late."""
    if due < now:
        return tr("已过 {when}", when=past_words(due, now, zone))
    return texts.until(due, now, zone)


def rows(
    board: Board,
    now: float,
    zone: str,
    *,
    done: Sequence[Handover] | None = None,
    histories: Mapping[str, Sequence[HandoverEvent]] | None = None,
    limit: int = 0,
) -> list[Row]:
    """Give the rows of the page.

    Args:
        board: What is open.
        now: Now, for due times.
        zone: Zone id of the clock.
        done: Those done, while they are unfolded; None while they are folded.
        histories: Events by handover, of those whose history is shown.
        limit: How many cards at most; what is cut off is asked for at the end. 0 for all.
    """
    shown = histories or {}
    room = limit or len(board.open)

    def of(handovers: Collection[Handover]) -> list[Row]:
        return [
            row(one, now, zone, board=board, history=shown.get(one.id, ())) for one in handovers
        ]

    made: list[Row] = []
    for name, title, handovers in (
        ("waiting", tr("待我接手"), board.waiting),
        ("mine", tr("我接手的 · {n}", n=len(board.mine)), board.mine),
        ("others", tr("同事接手的 · {n}", n=len(board.others)), board.others),
        ("sent", _sent_title(board), board.sent),
    ):
        if handovers and room > 0:
            made += [Row(f"section:{name}", title, section=True), *of(handovers[:room])]
            room -= len(handovers)
    if room < 0:
        return made
    if board.done or done:
        fold = tr("展开 F") if done is None else tr("收起 F")
        title = tr("已完成 · {n}", n=max(board.done, len(done or ())))
        if done is not None and not done:
            title = tr("已完成 · 没有找到")
        made.append(Row("section:done", title, (Chip(fold, "plain", DONE),), section=True))
        made += of(done or ())
    return made


def _sent_title(board: Board) -> str:
    count = len(board.sent)
    if board.following is None:
        return tr("已交出,等下一班 · {n}", n=count)
    return tr("已交给{shift} · {n}", shift=board.following.name, n=count)


def row(
    handover: Handover,
    now: float,
    zone: str,
    *,
    board: Board | None = None,
    history: Sequence[HandoverEvent] = (),
) -> Row:
    """Give the card of a handover."""
    finished = handover.state == "done"
    return Row(
        handover.id,
        handover.name or tr("本店事务"),
        _chips(handover, now, zone),
        tuple((tr(name), text) for name, text in _short(handover) if text),
        text="\n".join(texts.event(event, now, zone) for event in history),
        bar="" if finished else _SEVERITY[handover.severity][1],
        dim=finished,
        foot=_marks(handover, board),
        whole=tuple(texts.lines(handover, now, zone)),
    )


def note_of(handover: Handover, now: float, zone: str) -> str:
    """Say who handed it over and when, for the strip of buttons."""
    said = past_words(handover.at, now, zone)
    return " · ".join(part for part in (agent_words(handover.by), said) if part)


def _short(handover: Handover) -> list[tuple[str, str]]:
    """What a card shows that is not selected: why, and what to do."""
    return [("因为", handover.because), ("请做", handover.please)]


def _chips(handover: Handover, now: float, zone: str) -> tuple[Chip, ...]:
    """Give the chips of a card; those at the end go where there is no room."""
    platform = [Chip(handover.platform)] if handover.platform else []
    if handover.state == "done":
        return tuple(platform)
    made = [Chip(tr(SEVERITIES[handover.severity]), _SEVERITY[handover.severity][0])]
    if handover.due is not None:
        tone: Tone = "bad" if handover.due < now else "warn"
        made.append(Chip(due_words(handover.due, now, zone), tone))
    made += platform
    if handover.state != "waiting":
        made.append(Chip(tr(HANDOVER_STATES[handover.state]), _STATE[handover.state]))
    return tuple(made)


def _marks(handover: Handover, board: Board | None) -> tuple[Chip, ...]:
    """Give what must not be overlooked: chips that no lack of room takes away."""
    made = []
    question = board.asked(handover) if board is not None else None
    if question is not None and board is not None:
        mine = is_for(handover, question, board.me)
        made.append(Chip(tr("等你回答") if mine else tr("追问未答"), "bad" if mine else "warn"))
    if handover.crossed and handover.state != "done":
        made.append(Chip(texts.crossed(handover.crossed), "bad"))
    return tuple(made)
