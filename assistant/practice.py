"""The scripted buyers (``resources/practice/*.toml``) of the practice chat.

One file a buyer. Each line names the scenes that a fitting reply comes from, so that the same
scripts can serve for training and for trying the suggestions.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from phrasebook import resources

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a buyer.

    Attributes:
        say: The message.
        delay_s: Seconds that the buyer takes to type it.
        expect: Ids of the scenes that a fitting reply comes from.
    """

    say: str
    delay_s: float
    expect: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PracticeBuyer:
    """A buyer with a script.

    Attributes:
        name: Nickname, as the chat's title shows it.
        type: Buyer type (谨慎型).
        note: A few words for the list of buyers.
        lines: What the buyer says, each after a reply.
    """

    name: str
    type: str
    note: str
    lines: tuple[Line, ...]


def buyers() -> tuple[PracticeBuyer, ...]:
    """Read the scripts in the order of their files; a broken file is left out and logged."""
    found = []
    for file in resources.files("practice", suffix=".toml"):
        try:
            found.append(_buyer(resources.read_toml("practice", file.name)))
        except (OSError, ValueError, KeyError, TypeError):
            _log.warning("practice script left out file=%s", file.name)
    return tuple(found)


def _buyer(data: dict[str, Any]) -> PracticeBuyer:
    lines = tuple(
        Line(str(row["say"]), float(row.get("delay_s", 3.0)), tuple(row.get("expect", ())))
        for row in data["line"]
    )
    kind = str(data.get("type", ""))
    return PracticeBuyer(str(data["name"]), kind, str(data.get("note", kind)), lines)
