"""Message → what it is about: scenes with shares, or a reason to say nothing.

A message is read as a whole and clause by clause, because one message often holds two wishes
(能便宜点吗 什么时候发货) and a clause of its own says more clearly what it wants. Everything here
is bounded by ``features.LONG``, however long a message is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.options import option
from assistant.suggest import features, signs, silence, weights
from assistant.suggest.features import Clause
from assistant.suggest.reading import Guess, Reading
from assistant.suggest.weights import SILENT, Weights
from phrasebook.pinyin import fold, is_han
from phrasebook.scenes import scene

GUESSES: Final = 6
LEAST: Final = 0.01
"""Share below which a scene is no guess."""
WORDS: Final = 3

_WISH: Final = 0.5
"""Share from which a clause is taken as a wish of its own."""
_QUIET: Final = 0.35
"""Share of the kinds of silence above which nothing is suggested."""
_MANY: Final = 5
"""Clauses above which a message is no longer read as a whole: most are the story around."""
_BY_SOUND: Final = 3.0
"""A message in pinyin has only its sounds, which count little beside characters."""
_CLAUSES: Final = 9
"""Clauses read of a message: a third from each end, and the most telling ones between."""
_LONG_CLAUSE: Final = 100
_SHORT: Final = 2
"""Signs that a clause needs to be read alone."""
_BREAK: Final = re.compile(
    r"(?<=[吗嘛么呢呀啊吧不])(?=[^吗嘛么呢呀啊吧了]{3})|(?=还有|另外|顺便|对了|再问|再就是|以及)|(?<=.{4})(?=又)"
)

OBJECTIONS: Final = {
    "price.expensive": "obj-expensive",
    "price.elsewhere": "obj-elsewhere",
    "price.lookaround": "obj-lookaround",
    "ship.when": "obj-shiptime",
}
"""The tip on the objection that a scene is."""

_SILENCE: Final = {"acknowledgement": "thanks", "chat": "chat", "statement": "chat"}
"""What a kind of message that wants no reply is called in a reading; all others cannot be told."""

SOOTHE: Final = "after.soothe"
_CHEERFUL: Final = ("price.", "bye.", "ask.crosssell", "follow.loyal", "follow.praise")
_ANGRY_SCENES: Final = frozenset((SOOTHE, "after.complaint", "after.badreview", "after.escalate"))
_SURELY_ANGRY: Final = 0.6


def cheerful(scene_id: str) -> bool:
    """Whether a reply of this scene bargains, cheers or sells: not for an angry buyer."""
    return scene_id.startswith(_CHEERFUL)


Places = dict[tuple[int, int], float]
"""Weight by number of the clause and place in it."""


class Engine:
    """Reads messages. Holds nothing of what it read, so any thread may ask."""

    def __init__(
        self, learned: Weights, shown: signs.Signs, threshold: float | None = None
    ) -> None:
        """Join what was learned with the signs.

        Args:
            learned: The weights.
            shown: Signs of moods and buyer types.
            threshold: Share of the best scene below which nothing is suggested; None for the
                default of the option ``suggest.threshold``.
        """
        self._weights = learned
        self._signs = shown
        self.threshold = (
            option("suggest.threshold").default / 100 if threshold is None else threshold
        )
        self._silent = [n for n, label in enumerate(learned.labels) if label.startswith(SILENT)]

    @classmethod
    def load(cls, threshold: float | None = None) -> Engine:
        """Read what ships with the program (30 ms).

        Raises:
            UserError: It is missing or broken.
        """
        return cls(weights.load(), signs.load(), threshold)

    def read(self, message: str) -> Reading:
        """Say what a message is about."""
        if quiet := silence.reason(message):
            return Reading(message, silence=quiet)
        found = self._looked_at(message)
        whole = "".join(clause.signs for clause in found)
        if not whole:
            return Reading(message, silence="empty")
        if not whole.strip(features.NUMBER):
            return Reading(message, silence="unsure")
        if kind := self._weights.exact.get(whole):
            return Reading(message, silence=_SILENCE.get(kind, "unsure"))
        said = fold(message[: features.END] + " " + message[features.END :][-features.END :])
        wanted = features.wanted(found)
        shares, wishes = self._shares(wanted)
        mood = self._signs.mood(said) or self._mood(shares)
        buyer_type = self._signs.buyer_type(said)
        silent = sum(shares[label] for label in self._silent)
        if silent > _QUIET and not mood:
            label = self._weights.labels[max(self._silent, key=shares.__getitem__)]
            kind = _SILENCE.get(label.removeprefix(SILENT), "unsure")
            return Reading(message, buyer_type=buyer_type, silence=kind)
        ranked = self._ranked(shares, wishes)
        if mood:
            ranked = _calm(ranked)
        top = max((share for _, share in ranked), default=0.0)
        if top < self.threshold:
            return Reading(message, mood=mood, buyer_type=buyer_type, silence="unsure")
        words = self._words(message, wanted, [label for label, _ in ranked])
        guesses = tuple(
            Guess(label, round(min(1.0, share), 4), words.get(label, ())) for label, share in ranked
        )
        first = scene(guesses[0].scene)
        return Reading(
            message,
            guesses,
            step=first.step if first else None,
            objection=OBJECTIONS.get(guesses[0].scene, ""),
            mood=mood,
            buyer_type=buyer_type,
        )

    def _looked_at(self, message: str) -> list[Clause]:
        """The clauses of a message; of many those at its ends and what stands out between them."""
        if len(message) <= features.LONG:
            found = features.clauses(message)
        else:
            start, end = features.END, len(message) - features.END
            middle = features.clauses(message, start, min(end, start + features.MIDDLE))
            found = [
                *features.clauses(message, 0, start),
                *(clause.cut(0, _LONG_CLAUSE) for clause in middle),
                *features.clauses(message, end),
            ]
        once = list({clause.signs: clause for clause in found}.values())
        if len(once) <= _CLAUSES:
            return once
        third = _CLAUSES // 3
        told = sorted(once[third:-third], key=self._telling, reverse=True)[:third]
        return [*once[:third], *(clause for clause in once if clause in told), *once[-third:]]

    def _telling(self, clause: Clause) -> float:
        """How much a clause says for its length."""
        names = [clause.signs[at : at + 2] for at in range(len(clause.signs) - 1)]
        return sum(map(self._weights.telling, names)) / (len(names) + 5)

    def _shares(self, wanted: Sequence[Clause]) -> tuple[list[float], list[int]]:
        """Share of each label, and the labels of clauses that surely want something else."""
        loud = 1.0 if any(map(is_han, "".join(c.signs for c in wanted))) else _BY_SOUND
        named = [(clause, features.names(clause)) for clause in wanted]
        pieces = [piece for clause in named for piece in _pieces(clause)]
        parts = [piece for piece in pieces if len(piece[0].signs) > _SHORT]
        if len(parts) < 2:
            return self._weights.shares(features.together(named), loud), []
        wishes: list[int] = []
        mean = [0.0] * len(self._weights.labels)
        total = 0.0
        for part in parts:
            shares = self._weights.shares(features.together([part]), loud)
            best = max(range(len(shares)), key=shares.__getitem__)
            if shares[best] >= _WISH and best not in wishes and best not in self._silent:
                wishes.append(best)
            # What says nothing of its own must not drown what does.
            clear = max(share for n, share in enumerate(shares) if n not in self._silent)
            told = len(part[0].signs) * clear**2
            total += told
            for label, share in enumerate(shares):
                mean[label] += told * share
        if len(wishes) < 2:
            wishes = []
        mean = [share / total for share in mean]
        if len(parts) > _MANY:
            return mean, wishes
        whole = self._weights.shares(features.together(named), loud)
        return [(a + b) / 2 for a, b in zip(whole, mean, strict=True)], wishes

    def _mood(self, shares: Sequence[float]) -> str:
        angry = sum(
            share
            for share, label in zip(shares, self._weights.labels, strict=True)
            if label in _ANGRY_SCENES
        )
        return signs.ANGRY if angry >= _SURELY_ANGRY else ""

    def _ranked(self, shares: Sequence[float], wishes: Sequence[int]) -> list[tuple[str, float]]:
        """Scenes by share; the first two wishes of several before all others."""
        first = sorted(wishes, key=lambda label: -shares[label])[:2]
        rest = sorted(range(len(shares)), key=lambda label: -shares[label])
        order = [*first, *(label for label in rest if label not in first)]
        return [
            (self._weights.labels[label], shares[label])
            for label in order
            if label not in self._silent and (shares[label] >= LEAST or label in first)
        ][:GUESSES]

    def _words(
        self, message: str, wanted: Sequence[Clause], labels: Sequence[str]
    ) -> dict[str, tuple[str, ...]]:
        """For each label the parts of the message that spoke for it most."""
        numbers = {label: number for number, label in enumerate(self._weights.labels)}
        columns = {numbers[label]: label for label in labels if label in numbers}
        weight: dict[str, Places] = {label: defaultdict(float) for label in labels}
        if len(wanted) > _MANY:
            wanted = sorted(wanted, key=self._telling, reverse=True)[:_MANY]
        for number, clause in enumerate(wanted):
            for name, start, end in features.features(clause):
                for column, value in self._weights.speaks_for(name, columns):
                    share = value / max(1, end - start)
                    for place in range(start, end):
                        weight[columns[column]][number, place] += share
        return {label: tuple(_runs(message, wanted, places)) for label, places in weight.items()}


def _pieces(named: tuple[Clause, set[str]]) -> list[tuple[Clause, set[str]]]:
    """Split what was typed in one go where a question ends or another one is announced."""
    clause = named[0]
    cuts = [0, *(cut.start() for cut in _BREAK.finditer(clause.signs)), len(clause.signs)]
    if len(cuts) == 2:
        return [named]
    pieces = [clause.cut(start, end) for start, end in pairwise(cuts) if end > start]
    return [(piece, features.names(piece)) for piece in pieces]


def _calm(ranked: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Put scenes that bargain, cheer or sell behind the others; soothe where there is no other."""
    safe = [one for one in ranked if not cheerful(one[0])]
    others = [one for one in ranked if cheerful(one[0])]
    top = max((share for _, share in ranked), default=0.0)
    # A far guess does not become right because the near ones are out of place.
    if not safe or safe[0][1] < top / 4:
        safe = [(SOOTHE, top), *(one for one in safe if one[0] != SOOTHE)]
    return [*safe, *others][:GUESSES]


def _runs(message: str, wanted: Sequence[Clause], places: Places) -> list[str]:
    """The weightiest stretches of a message, as they were typed."""
    if not places:
        return []
    least = max(places.values()) * 0.45
    strong = sorted(place for place, weight in places.items() if weight >= least)
    runs: list[tuple[float, int, int, int]] = []
    for clause, at in strong:
        if runs and runs[-1][1] == clause and runs[-1][3] == at:
            weight, _, start, _ = runs[-1]
            runs[-1] = (weight + places[clause, at], clause, start, at + 1)
        else:
            runs.append((places[clause, at], clause, at, at + 1))
    best = sorted(runs, key=lambda run: -run[0])[:WORDS]
    found = [
        message[wanted[clause].places[start] : wanted[clause].places[end - 1] + 1]
        for _, clause, start, end in best
    ]
    return list(dict.fromkeys(found))
