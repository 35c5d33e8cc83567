"""Signs of a mood and of a buyer type: words that say it by themselves, as data.

Few and sure on purpose. Where there is none, nothing is said: a guess at a person that is wrong
costs more than one that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from phrasebook import resources
from phrasebook.pinyin import fold

ANGRY: Final = "angry"


@dataclass(frozen=True, slots=True)
class Signs:
    """What to look for, folded.

    Attributes:
        angry: Words of anger.
        calm: Words that contain one of those and mean something else.
        buyers: Signs by name of the buyer type.
    """

    angry: tuple[str, ...]
    calm: tuple[str, ...]
    buyers: tuple[tuple[str, tuple[str, ...]], ...]

    def mood(self, signs: str) -> str:
        """Give ``ANGRY`` where a message (as signs, without breaks) shows it, else nothing."""
        for word in self.calm:
            signs = signs.replace(word, " ")
        return ANGRY if any(word in signs for word in self.angry) else ""

    def buyer_type(self, signs: str) -> str:
        """Name the buyer type that a message shows; nothing where it shows none, or two."""
        found = [name for name, words in self.buyers if any(word in signs for word in words)]
        return found[0] if len(found) == 1 else ""


def load() -> Signs:
    """Read the signs that ship with the program.

    Raises:
        OSError, ValueError: The file is missing or broken.
    """
    data = resources.read_toml("content", "signs.toml")
    return Signs(
        _folded(data["angry"]),
        _folded(data["not_angry"]),
        tuple((row["name"], _folded(row["signs"])) for row in data["buyer"]),
    )


def _folded(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(word) for word in words)
