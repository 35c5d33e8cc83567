"""Scenes → the phrases to offer, best first.

The store stays behind two callables, so that the sidebar asks its own copy of the phrases and the
command line reads them once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, Protocol

from assistant.suggest.engine import cheerful
from assistant.suggest.reading import Guess, Reading, Suggestion
from assistant.suggest.signs import ANGRY
from phrasebook.model import Phrase
from phrasebook.pinyin import fold

_AGAIN: Final = 0.15
"""What the next phrase of the same scene is worth beside the one before.

A second wording helps only where the scene is right, a second scene where the first is wrong: so
two of one scene come first only where the scene is all but sure.
"""
_HEAD: Final = 3
_MOST_OF_ONE: Final = 2
_AFTER_TROUBLE: Final = ("after.", "track.", "ship.urge")
_NEAR: Final = 0.25
"""Share of the best score that a guess needs to be moved up."""
_GAP: Final = re.compile(r"\{[^}]*\}|\[[^\]]*\]")


class Reads(Protocol):
    """What reads a message; the engine, or one that has learned from picks."""

    def read(self, message: str) -> Reading:
        """Say what a message is about."""
        ...


class Suggester:
    """Suggests phrases for messages."""

    def __init__(
        self,
        engine: Reads,
        phrases_of: Callable[[str], Sequence[Phrase]],
        used: Callable[[Phrase], float] = lambda phrase: phrase.use_count,
    ) -> None:
        """Join an engine with the phrases.

        Args:
            engine: Reads the messages.
            phrases_of: Gives the phrases of a scene in their order.
            used: How much a phrase is used; more comes first.
        """
        self._engine = engine
        self._phrases_of = phrases_of
        self._used = used

    def suggest(
        self, message: str, limit: int = _HEAD, buyer_type: str = "", just_sent: str = ""
    ) -> tuple[Reading, list[Suggestion]]:
        """Read a message and give the phrases that fit, best first; none where silence is better.

        Args:
            message: What the buyer wrote.
            limit: How many at the most.
            buyer_type: What the agent said the buyer is; empty for what the message shows.
            just_sent: The last text sent to this buyer, which is not offered again.
        """
        reading = self._engine.read(message)
        guesses = list(reading.guesses)
        if reading.mood == ANGRY:
            least = max((guess.score for guess in guesses), default=0.0) * _NEAR
            guesses.sort(key=lambda guess: _heat(guess, least))
        type = buyer_type or reading.buyer_type
        queues = [(guess, self._ordered(guess.scene, type, just_sent)) for guess in guesses]
        found = _merged([(guess, queue) for guess, queue in queues if queue], limit)
        return reading, found

    def _ordered(self, scene: str, type: str, just_sent: str) -> list[Phrase]:
        sent = fold(just_sent)
        phrases = [p for p in self._phrases_of(scene) if not (sent and _says(p, sent))]
        # sorted() keeps the store's order among equals.
        return sorted(
            phrases,
            key=lambda p: (not (type and type in p.buyer_types), not p.pinned, -self._used(p)),
        )


def _heat(guess: Guess, least: float) -> int:
    """Order on an angry message: what mends the trouble, what else is calm, what is not."""
    if cheerful(guess.scene):
        return 2
    return 0 if guess.scene.startswith(_AFTER_TROUBLE) and guess.score >= least else 1


def _merged(queues: Sequence[tuple[Guess, list[Phrase]]], limit: int) -> list[Suggestion]:
    """Take the phrase that most probably helps, again and again."""
    found: list[Suggestion] = []
    taken: Counter[int] = Counter()
    worth = _worth([guess.score for guess, _ in queues])
    while len(found) < limit:
        open_ = [
            number
            for number, (_, phrases) in enumerate(queues)
            if taken[number] < len(phrases)
            and (len(found) >= _HEAD or len(queues) == 1 or taken[number] < _MOST_OF_ONE)
        ]
        if not open_:
            break
        best = max(open_, key=lambda number: worth[number] * _AGAIN ** taken[number])
        guess, phrases = queues[best]
        score = worth[best] * _AGAIN ** taken[best]
        found.append(Suggestion(phrases[taken[best]], guess, round(score, 4)))
        taken[best] += 1
    return found


def _worth(scores: Sequence[float]) -> list[float]:
    """Scores that never rise, so that what the engine put first on purpose stays first."""
    worth: list[float] = []
    for number in range(len(scores)):
        worth.append(max(scores[number:]))
    return worth


def _says(phrase: Phrase, sent: str) -> bool:
    """Whether a text (folded) is what this phrase says, with its gaps filled in any way."""
    return any(_pattern(text).fullmatch(sent) for text in (phrase.text, *phrase.variants))


@lru_cache(maxsize=2000)
def _pattern(text: str) -> re.Pattern[str]:
    pieces = [re.escape(fold(piece)) for piece in _GAP.split(text)]
    return re.compile(".*?".join(pieces), re.S)
