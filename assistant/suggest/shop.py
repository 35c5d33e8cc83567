"""The suggestions of one shop: what the engine says, and before it what its agents picked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.suggest import silence
from assistant.suggest.engine import cheerful
from assistant.suggest.learn import Learned, merged
from assistant.suggest.pick import Suggester
from assistant.suggest.reading import Reading, Suggestion
from assistant.suggest.signs import ANGRY
from phrasebook.model import NOBODY, Account, Phrase, Pick


class ShopSuggester:
    """Suggests phrases and learns from picks. Not for two threads at once."""

    def __init__(
        self,
        suggester: Suggester,
        learned: Learned,
        phrases: Callable[[Sequence[str]], Sequence[Phrase]],
        keep: Callable[[Pick, Account], object],
    ) -> None:
        """Join the parts.

        Args:
            suggester: The standard's suggestions.
            learned: What was picked so far.
            phrases: Gives phrases by their ids; those gone are left out.
            keep: Told of each pick with the buyer in front, to store it.
        """
        self._suggester, self._learned = suggester, learned
        self._phrases, self._keep = phrases, keep

    def suggest(
        self, message: str, limit: int = 3, buyer_type: str = "", just_sent: str = ""
    ) -> tuple[Reading, list[Suggestion]]:
        """Read a message and give the phrases that fit; see ``Suggester.suggest``."""
        if kind := silence.reason(message):
            return Reading(message, silence=kind), []
        liked, wrong = self._learned.liked(message)
        reading, found = self._suggester.suggest(message, limit + len(wrong), buyer_type, just_sent)
        by_id = {phrase.id: phrase for phrase in self._phrases([one.phrase for one in liked])}
        mine = [(by_id[one.phrase], one.likeness) for one in liked if one.phrase in by_id]
        if reading.mood == ANGRY:
            # A habit is no reason to answer anger with an offer.
            mine = [(phrase, likeness) for phrase, likeness in mine if not cheerful(phrase.scene)]
        return reading, merged(reading, found, mine, wrong, limit, just_sent)

    def picked(
        self, message: str, phrase: str, account: Account = NOBODY, *, good: bool = True
    ) -> None:
        """Learn that a phrase was picked after a message, or (not ``good``) was wrong for it.

        Args:
            message: What the buyer wrote.
            phrase: Id of the phrase.
            account: The buyer who was in front.
            good: It was picked.
        """
        pick = self._learned.learn(message, phrase, good=good)
        if pick is not None:
            self._keep(pick, account)
