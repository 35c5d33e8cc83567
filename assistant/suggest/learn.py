"""What a shop's agents picked: the phrase of a pick comes up again for like messages, at once.

A pick is kept as keyed numbers of what is nobody's in the message (``phrasebook.marks``), and both
the numbers and their key lie in the encrypted desk only. Picks are compared one by one (nearest
neighbour), so nothing that was learned is forgotten when something new is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.suggest.reading import Guess, Reading, Suggestion
from phrasebook import marks
from phrasebook.model import PICKS_KEPT, Phrase, Pick

LIKE: Final = 0.5
"""From which share of common pairs on two messages count as alike."""


@dataclass(frozen=True, slots=True)
class Liked:
    """A phrase that was picked after a like message.

    Attributes:
        phrase: Its id.
        likeness: 0 to 1, of the most similar message.
    """

    phrase: str
    likeness: float


class Learned:
    """The picks of this shop.

    Args:
        key: Of the marks, 32 bytes; another one makes everything that was learned meaningless.
        picks: What was learned so far, the oldest first.
    """

    def __init__(self, key: bytes, picks: Iterable[Pick] = ()) -> None:
        """Start from what was kept."""
        self._key = key
        self._picks: list[tuple[frozenset[int], str, bool]] = [
            (frozenset(pick.marks), pick.phrase, pick.good) for pick in picks
        ][-PICKS_KEPT:]

    def marks(self, message: str) -> frozenset[int]:
        """Give the numbers by which a message is remembered."""
        return marks.of(message, self._key)

    def learn(self, message: str, phrase: str, *, good: bool = True) -> Pick | None:
        """Remember a pick, or (not ``good``) that a suggestion was wrong.

        Returns:
            What to keep; None where the message has nothing to remember it by.
        """
        found = self.marks(message)
        if not found:
            return None
        self._picks.append((found, phrase, good))
        del self._picks[:-PICKS_KEPT]
        return Pick(phrase, tuple(sorted(found)), good)

    def liked(self, message: str) -> tuple[list[Liked], set[str]]:
        """Give the phrases picked after like messages, best first, and those marked as wrong.

        The newest word on a phrase counts: a pick after it was marked makes it right again.
        """
        found = self.marks(message)
        best: dict[str, float] = {}
        wrong: set[str] = set()
        if not found:
            return [], wrong
        for known, phrase, good in self._picks:
            common = len(found & known)
            likeness = common / (len(found) + len(known) - common) if common else 0.0
            if likeness < LIKE:
                continue
            if good:
                # A little more for each time, so that habit wins over a single slip.
                best[phrase] = max(best.get(phrase, 0.0), likeness) + 0.01
                wrong.discard(phrase)
            else:
                best.pop(phrase, None)
                wrong.add(phrase)
        order = sorted(best.items(), key=lambda one: -one[1])
        return [Liked(phrase, min(likeness, 1.0)) for phrase, likeness in order], wrong


def merged(
    reading: Reading,
    suggested: Sequence[Suggestion],
    liked: Sequence[tuple[Phrase, float]],
    wrong: set[str],
    limit: int,
    just_sent: str = "",
) -> list[Suggestion]:
    """Put what was picked after like messages first, and leave out what was marked as wrong.

    Args:
        reading: What the message is about.
        suggested: What the engine suggests.
        liked: Phrases picked after like messages with their likeness, best first.
        wrong: Ids of phrases marked as wrong for such a message.
        limit: How many at the most.
        just_sent: The last text sent to this buyer, which is not offered again.
    """
    words = {guess.scene: guess.words for guess in reading.guesses}
    learned = [
        Suggestion(phrase, Guess(phrase.scene, likeness, words.get(phrase.scene, ())), likeness)
        for phrase, likeness in liked
        if phrase.text != just_sent
    ]
    there = {one.phrase.id for one in learned}
    rest = [one for one in suggested if one.phrase.id not in there and one.phrase.id not in wrong]
    return [*learned, *rest][:limit]
