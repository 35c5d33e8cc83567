"""Sample phrases for the tests of the sidebar."""

from __future__ import annotations

from dataclasses import replace

from phrasebook.model import Phrase

LONG = (
    "亲,同款看着像,咱家用的是 {面料|纯棉},洗三十次仍然挺括,还带运费险,收到觉得没达到预期随时退~😊"
)
SHORT = "亲,我帮您加送 {赠品} 行吗?"


def phrase(number: int = 0, **changes: object) -> Phrase:
    """Make a phrase with an id of its own."""
    made = Phrase(
        scene="price.cheaper",
        title=f"话术 {number}",
        text=LONG if number % 2 else SHORT,
        id=f"{number:032x}",
        position=float(number),
    )
    return replace(made, **changes)


def phrases(count: int) -> list[Phrase]:
    """Make several, long and short texts by turns."""
    return [phrase(number) for number in range(count)]
