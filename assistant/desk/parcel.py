"""Handovers on their way to another PC: an encrypted file under a passphrase (交接.banhua).

The buyer's name goes along, as nobody can go on without it; ids of buyers, notes and phrases do
not, as they mean nothing elsewhere. What comes in was written by someone else: every field is
looked at, unknown ones are passed over, and one item that is wrong refuses the file, because half
a handover is worse than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from assistant.desk.passphrase import checked, plain
from phrasebook.desk import (
    HANDOVER_STATES,
    SEVERITIES,
    Agent,
    EventKind,
    Handover,
    HandoverEvent,
    HandoverState,
    Severity,
)
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import parcel
from phrasebook.store.handover_import import MOST_TEXT
from phrasebook.store.rows import clean

T = TypeVar("T")

SUFFIX: Final = ".banhua"

History = tuple[Handover, tuple[HandoverEvent, ...]]
"""A handover with everything that was done with it."""

MOST_WORD: Final = 200
MOST_EVENTS: Final = 1_000
MOST_IN_ALL: Final = 300
"""Handovers of one file: ten shifts of a desk that leaves thirty open. One costs the desk's thread
half a millisecond, and a file must not keep it for longer than a person notices."""
MOST_EVENTS_IN_ALL: Final = 3_000
MOST_TEXT_IN_ALL: Final = 100_000
"""Characters of all texts, over 300 for each handover: masking takes 20 us for each."""
_MOST_NUMBER: Final = 1_000_000_000
_LATEST: Final = 32_503_680_000.0  # 3000-01-01: what lies beyond was never meant as a time

_TEXTS: Final = ("because", "wants", "please", "how", "if_says", "reply")
_WORDS: Final = ("order", "to_shift", "name", "platform")
_ID: Final = re.compile("[0-9a-f]{32}")
_ZONE: Final = re.compile(r"[A-Za-z0-9_+\-]+(?:/[A-Za-z0-9_+\-]+){0,3}")
_STATES: Final[Mapping[str, HandoverState]] = {state: state for state in HANDOVER_STATES}
_SEVERITIES: Final[Mapping[str, Severity]] = {severity: severity for severity in SEVERITIES}
_KINDS: Final[Mapping[str, EventKind]] = {kind: kind for kind in get_args(EventKind)}


class BadItemError(ValueError):
    """A field is not what it should be. The text names the field, never its content."""


def pack(
    path: Path,
    passphrase: str,
    histories: Sequence[tuple[Handover, Sequence[HandoverEvent]]],
    by: Agent,
) -> None:
    """Write handovers into an encrypted file; one that stands there is replaced (0.2 s).

    Raises:
        PassphraseError: The passphrase cannot be used, or is too easy to guess.
        UserError: They are too many, or the disk refuses; nothing is changed.
    """
    if _too_much(histories):
        raise UserError(
            tr("要带走的内容太多,一个文件装不下。"), tr("什么都没有写出。请分几次导出。")
        )
    items = [as_item(handover, events) for handover, events in histories]
    parcel.write(path, checked(passphrase), items, by.number)


def unpack(path: Path, passphrase: str) -> tuple[list[History], str]:
    """Read handovers out of an encrypted file (0.2 s), for ``Handovers.adopt``.

    Returns:
        The handovers with their histories, and the number of the agent who made the file.

    Raises:
        PassphraseError: The passphrase cannot be the one.
        UserError: The file is damaged, is none of ours, is of a later version, or the passphrase
            is wrong.
    """
    found = parcel.read(path, plain(passphrase))
    histories: list[History] = []
    if len(found.items) > MOST_IN_ALL:
        raise _bad_item(MOST_IN_ALL + 1)
    left = _Room()
    for number, item in enumerate(found.items, start=1):
        try:
            histories.append(from_item(item))
            left.take(histories[-1])
        except BadItemError as error:
            raise _bad_item(number) from error
    return histories, clean(found.made_by)


class _Room:
    """What a file may still hold."""

    def __init__(self) -> None:
        self.events, self.text = MOST_EVENTS_IN_ALL, MOST_TEXT_IN_ALL

    def take(self, history: tuple[Handover, Sequence[HandoverEvent]]) -> None:
        handover, events = history
        self.events -= len(events)
        self.text -= sum(len(getattr(handover, name)) for name in (*_TEXTS, *_WORDS))
        self.text -= sum(len(event.text) for event in events)
        if self.events < 0 or self.text < 0:
            raise BadItemError("too much in all")


def _too_much(histories: Sequence[tuple[Handover, Sequence[HandoverEvent]]]) -> bool:
    room = _Room()
    try:
        for history in histories:
            room.take(history)
    except BadItemError:
        return True
    return len(histories) > MOST_IN_ALL


def _bad_item(number: int) -> UserError:
    return UserError(
        tr("交接文件里第 {number} 条认不出来,或者内容超出了限度。", number=number),
        tr("什么都没有导入。请让对方重新导出一次,内容多就分几次。"),
    )


def as_item(handover: Handover, events: Sequence[HandoverEvent]) -> dict[str, Any]:
    """Turn a handover with its history into values that JSON knows."""
    return {
        "id": handover.id,
        **{name: getattr(handover, name) for name in (*_TEXTS, *_WORDS)},
        "severity": handover.severity,
        "state": handover.state,
        "seq": handover.seq,
        "crossed": handover.crossed,
        "due": handover.due,
        "at": handover.at,
        "changed": handover.changed,
        "zone": handover.zone,
        "by": _agent_item(handover.by),
        "owner": _agent_item(handover.owner),
        "events": [
            {
                "seq": event.seq,
                "kind": event.kind,
                "at": event.at,
                "by": _agent_item(event.by),
                "text": event.text,
            }
            for event in events
        ],
    }


def from_item(item: Any) -> History:
    """Read one item.

    Raises:
        BadItemError: Something in it is missing or wrong.
    """
    table = _table(item, "item")
    id = _text(table, "id", 32)
    if not _ID.fullmatch(id):
        raise BadItemError("id")
    zone = _text(table, "zone", 64)
    if not _ZONE.fullmatch(zone):
        raise BadItemError("zone")
    handover = Handover(
        **{name: _text(table, name, MOST_TEXT) for name in _TEXTS},
        **{name: _text(table, name, MOST_WORD) for name in _WORDS},
        severity=_one_of(table, "severity", _SEVERITIES),
        state=_one_of(table, "state", _STATES),
        due=None if table.get("due") is None else _time(table, "due"),
        id=id,
        seq=_whole(table, "seq"),
        at=_time(table, "at"),
        zone=zone,
        by=_agent(table, "by"),
        owner=_agent(table, "owner"),
        crossed=_whole(table, "crossed"),
        changed=_time(table, "changed"),
    )
    return handover, _events(table, id)


def _events(table: Mapping[str, Any], handover: str) -> tuple[HandoverEvent, ...]:
    listed = table.get("events")
    if not isinstance(listed, list) or not 0 < len(listed) <= MOST_EVENTS:
        raise BadItemError("events")
    events = []
    for item in listed:
        line = _table(item, "event")
        kind = _one_of(line, "kind", _KINDS)
        text = _text(line, "text", MOST_TEXT)
        events.append(
            HandoverEvent(
                _whole(line, "seq"), handover, kind, _time(line, "at"), _agent(line, "by"), text
            )
        )
    numbers = [event.seq for event in events]
    carried = [event.text for event in events if event.kind == "carried"]
    if events[0].kind != "handed" or sorted(set(numbers)) != numbers:
        raise BadItemError("order of events")
    # A handover crosses a shift once, and the store holds that.
    if "" in carried or len(set(carried)) != len(carried):
        raise BadItemError("carried twice")
    return tuple(events)


def _agent_item(agent: Agent) -> dict[str, str]:
    return {"number": agent.number, "shift": agent.shift}


def _agent(table: Mapping[str, Any], name: str) -> Agent:
    agent = _table(table.get(name), name)
    return Agent(_text(agent, "number", MOST_WORD), _text(agent, "shift", MOST_WORD))


def _table(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadItemError(name)
    return value


def _text(table: Mapping[str, Any], name: str, most: int) -> str:
    value = table.get(name)
    if not isinstance(value, str) or len(value) > most:
        raise BadItemError(name)
    return clean(value)


def _one_of(table: Mapping[str, Any], name: str, known: Mapping[str, T]) -> T:
    value = table.get(name)
    if not isinstance(value, str) or value not in known:
        raise BadItemError(name)
    return known[value]


def _time(table: Mapping[str, Any], name: str) -> float:
    value = table.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadItemError(name)
    if not (math.isfinite(value) and 0 <= value <= _LATEST):
        raise BadItemError(name)
    return float(value)


def _whole(table: Mapping[str, Any], name: str) -> int:
    value = table.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_NUMBER:
        raise BadItemError(name)
    return value
