"""Whether and where a phrase matches a query: compares, ranks and marks. No SQL, no clock.

It runs for every candidate of every keystroke, so what loops over characters is left to C where it
can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, takewhile
from operator import contains

from phrasebook import pinyin
from phrasebook.search import (
    FIELD_WEIGHTS,
    LITERAL,
    SEPARATOR,
    TITLE,
    TITLE_START,
    TITLE_WHOLE,
    Alternative,
    Word,
)

Spans = tuple[tuple[int, int], ...]


class Classes:
    """Which characters a piece stands for, from the readings of the characters in use."""

    def __init__(self, readings: Mapping[str, tuple[str, ...]]) -> None:
        """Index ``readings`` by initial and by syllable."""
        self._initials: dict[str, set[str]] = {}
        self._syllables: dict[str, set[str]] = {}
        self._begun: dict[str, frozenset[str]] = {}
        for char, syllables in readings.items():
            self.add(char, syllables)

    def add(self, char: str, syllables: Iterable[str]) -> None:
        """Learn a character."""
        for syllable in syllables:
            self._initials.setdefault(syllable[0], {syllable[0]}).add(char)
            self._syllables.setdefault(syllable, set()).add(char)
        self._begun.clear()

    def can_be(self, token: str) -> bool:
        """Whether any body can have a token; False only where its syllable is in no character."""
        if token[0] == "3":
            return token[1:] in self._syllables
        return token[0] != "5" or token[1:-1] in self._syllables

    def of(self, piece: str) -> str | set[str] | frozenset[str]:
        """The characters that a piece may stand for."""
        if piece[0] == "=":
            return piece[1:]
        if len(piece) == 1:
            return self._initials.get(piece, piece)
        if piece[-1] != "*":
            return self._syllables.get(piece, "")
        begun = self._begun.get(piece)
        if begun is None:
            begun = frozenset(
                char
                for syllable in pinyin.completions(piece[:-1])
                for char in self._syllables.get(syllable, ())
            )
            self._begun[piece] = begun
        return begun


@dataclass(frozen=True, slots=True)
class _Way:
    """A way with its classes.

    Attributes:
        classes: The characters that each place may hold.
        literal: The whole way where it is nothing but characters themselves.
        lead: What it begins with as characters themselves.
        must: A character that a body must hold for it; may be empty.
    """

    classes: tuple[str | set[str] | frozenset[str], ...]
    literal: str
    kind: int
    lead: str
    must: str


Places = tuple[tuple[int, int], ...]
"""Where each word of a query matches best: index in the body and number of characters."""


class Matcher:
    """Decides on bodies for one query."""

    def __init__(self, words: Sequence[Word], classes: Classes) -> None:
        """Prepare the classes of every way of every word."""
        self._words = [
            (word.plain, [self._way(word, way, classes) for way in word.ways]) for word in words
        ]

    @staticmethod
    def _way(word: Word, way: Alternative, classes: Classes) -> _Way:
        literal = word.plain if way.kind == LITERAL else ""
        must = next((piece[1:] for piece in way.pieces if piece[0] == "="), "")
        lead = "".join(piece[1:] for piece in takewhile(lambda one: one[0] == "=", way.pieces))
        return _Way(tuple(map(classes.of, way.pieces)), literal, way.kind, lead, must)

    def quality(self, body: str) -> float:
        """How well a body fits; see ``match``."""
        return self.match(body)[0]

    def match(self, body: str) -> tuple[float, Places]:
        """How well a body fits, and where.

        Returns:
            The quality: larger is better, 0 where a word is missing; with several words it is
            the mean, so that results of one query compare. And the places, () where one is
            missing.
        """
        total = 0
        places: list[tuple[int, int]] = []
        title = body.find(SEPARATOR)
        for plain, ways in self._words:
            best = 0
            found = (0, 0)
            end = len(body)
            for way in ways:
                place = _find(body, way, 0, end)
                if place < 0:
                    continue
                weight = self._weigh(body, place, plain, way, title)
                if weight > best:
                    best = weight
                    found = (place, len(way.classes))
                if place == 0:
                    break
                # The ways come best kind first: a later one is better only in a better field, or
                # where this one is inside the title, at its start.
                end = body.rfind(SEPARATOR, 0, place) + 1 or len(way.classes)
            if not best:
                return 0.0, ()
            total += best
            places.append(found)
        return total / len(self._words), tuple(places)

    @staticmethod
    def _weigh(body: str, place: int, plain: str, way: _Way, title: int) -> int:
        if place == 0:
            weight = TITLE_WHOLE if title == len(way.classes) else TITLE_START
        elif place < title:
            weight = TITLE
        else:
            weight = FIELD_WEIGHTS[min(body.count(SEPARATOR, 0, place), len(FIELD_WEIGHTS) - 1)]
        # A Latin word read as initials may be there letter by letter.
        literal = way.kind == LITERAL or body.startswith(plain, place)
        return weight * 3 + (LITERAL if literal else way.kind)

    def marks(self, title: str, text: str, body: str, places: Places = ()) -> tuple[Spans, Spans]:
        """Where the words match in a title and a text, as they are shown.

        A word that its sound finds in the title is marked in the text only where the same
        characters stand: other characters of that sound are chance.

        Args:
            title: As shown.
            text: As shown.
            body: The folded form of the phrase.
            places: Of ``match`` for this body; () where something else (its code) found it.

        Returns:
            Code points ``(start, end)`` of the title and of the text.
        """
        fields = body.split(SEPARATOR)
        in_title: list[tuple[int, int]] = []
        in_text: list[tuple[int, int]] = []
        head = len(fields[0])
        begin = head + len(fields[1]) + 2
        for index, (_, ways) in enumerate(self._words):
            place, width = places[index] if places else _first_of(ways, fields[0])
            if 0 <= place < head:
                in_title.append((place, width))
                place = fields[2].find(fields[0][place : place + width])
            elif begin <= place < begin + len(fields[2]):
                place -= begin
            else:
                place, width = _first_of(ways, fields[2])
            if place >= 0:
                in_text.append((place, width))
        return _spans(title, fields[0], in_title), _spans(text, fields[2], in_text)


def _first_of(ways: Sequence[_Way], field: str) -> tuple[int, int]:
    for way in ways:
        place = _find(field, way, 0, len(field))
        if place >= 0:
            return place, len(way.classes)
    return -1, 0


def _spans(shown: str, field: str, matches: Sequence[tuple[int, int]]) -> Spans:
    """Matches in a folded field as spans of the field as it is shown."""
    if not matches:
        return ()
    if len(matches) == 1:
        place, width = matches[0]
        if shown == field:
            return ((place, place + width),)
        # Nearly always the characters stand in the text as they are folded: the first place that
        # has them is the one if as much comes before it.
        start = shown.find(field[place : place + width])
        if start >= 0 and len(pinyin.fold(shown[:start])) == place:
            return ((start, start + width),)
    folded = {one for place, width in matches for one in range(place, place + width)}
    return _joined(sorted(set(pinyin.unfold(shown, folded))))


def _joined(places: Sequence[int]) -> Spans:
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place:
            spans[-1] = (spans[-1][0], place + 1)
        else:
            spans.append((place, place + 1))
    return tuple(spans)


def _find(body: str, way: _Way, start: int, end: int) -> int:
    """First place where a way matches; -1 if nowhere."""
    if way.literal:
        return body.find(way.literal, start, end)
    # Far cheaper than the walk below, and true of nearly every body for a Latin letter.
    if way.must not in body:
        return -1
    classes = way.classes
    width = len(classes)
    last = end - width
    if way.lead:
        known = len(way.lead)
        place = body.find(way.lead, start, end)
        while 0 <= place <= last:
            if all(map(contains, classes[known:], body[place + known : place + width])):
                return place
            place = body.find(way.lead, place + 1, end)
        return -1
    # The walk is left to C: only places whose first character fits come out of it.
    begins = compress(range(start, last + 1), map(classes[0].__contains__, body[start : last + 1]))
    if width == 1:
        return next(begins, -1)
    second = classes[1]
    if width == 2:
        for place in begins:
            if body[place + 1] in second:
                return place
        return -1
    rest = classes[2:]
    for place in begins:
        if body[place + 1] in second and all(map(contains, rest, body[place + 2 : place + width])):
            return place
    return -1
