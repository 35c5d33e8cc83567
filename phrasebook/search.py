"""What a query means, and whether and where a phrase matches it. No SQL, no clock.

A phrase is compared in its folded form: the characters of its fields without punctuation, title
first (see ``Body``). A query is words; each word has a few readings (``Alternative``), each a row
of classes of characters that must stand side by side. The index in the store finds candidates by
``tokens``; ``Matcher`` decides, ranks and marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, product, takewhile
from operator import contains
from typing import Final

from phrasebook import pinyin

MAX_QUERY: Final = 200
"""Characters of a query that are looked at; more is a paste into the wrong box."""
MAX_WORD: Final = 32
MAX_WORDS: Final = 8
MAX_WAYS: Final = 8
MAX_WIDE_WAYS: Final = 16

SEPARATOR: Final = "\n"
"""Stands between the fields of a body; folding leaves none in a field."""

# Weights of the fields in the order of the body; a match at the start of the title and one with
# the whole title weigh more than one inside it.
TITLE_WHOLE, TITLE_START, TITLE = 12, 10, 8
FIELD_WEIGHTS: Final = (TITLE, 5, 4, 2, 1)  # title, scene title, text, when, code
LITERAL, SYLLABLES, INITIALS = 2, 1, 0
CODE_EXACT, CODE_PREFIX = 100.0, 90.0

Spans = tuple[tuple[int, int], ...]
Readings = Callable[[str], tuple[str, ...]]


def body(title: str, scene: str, text: str, when: str, code: str) -> str:
    """The folded form of a phrase that is stored beside it."""
    return SEPARATOR.join(map(pinyin.fold, (title, scene, text, when, code)))


def code_key(code: str) -> str:
    """A code as it is compared."""
    return pinyin.fold(code)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to read a word of the query.

    Attributes:
        pieces: ``=x`` for the character x itself, else a piece of ``pinyin.split``.
        kind: ``LITERAL``, ``SYLLABLES`` or ``INITIALS``.
    """

    pieces: tuple[str, ...]
    kind: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query: its folded characters and the ways to read it, best kind first."""

    plain: str
    ways: tuple[Alternative, ...]


def parse(query: str, *, wide: bool = False) -> tuple[Word, ...]:
    """Split a query into words, folded; () if there is nothing to look for.

    With ``wide`` the words get the unlikely ways to read them too.
    """
    words = []
    for part in query[:MAX_QUERY].split()[:MAX_WORDS]:
        plain = pinyin.fold(part)[:MAX_WORD]
        if plain:
            words.append(Word(plain, _ways(plain, wide=wide)))
    return tuple(dict.fromkeys(words))


def _ways(plain: str, *, wide: bool) -> tuple[Alternative, ...]:
    runs: list[tuple[tuple[str, ...], ...]] = []
    start = 0
    while start < len(plain):
        end = start
        while end < len(plain) and _is_letter(plain[end]):
            end += 1
        if end > start:
            run = plain[start:end]
            runs.append(pinyin.split(run, open_end=end == len(plain), wide=wide))
        else:
            end = start + 1
            runs.append(((f"={plain[start]}",),))
        start = end
    ways = []
    for _, combined in zip(
        range(MAX_WIDE_WAYS if wide else MAX_WAYS), product(*runs), strict=False
    ):
        pieces = tuple(piece for run in combined for piece in run)
        # No character begins with i, u or v: these can only stand there themselves.
        pieces = tuple(f"={piece}" if piece in pinyin.NEVER_INITIAL else piece for piece in pieces)
        kind = min((_kind(piece) for piece in pieces), default=LITERAL)
        ways.append(Alternative(pieces, kind))
    return tuple(sorted(ways, key=lambda way: -way.kind))


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


def _kind(piece: str) -> int:
    if piece[0] == "=":
        return LITERAL
    return INITIALS if len(piece) == 1 else SYLLABLES


# Tokens: what the index holds of a body and asks for.
# "1w" an initial, "2wl" two initials side by side, "4wlt" three, "3wu" a syllable, "5wul" a
# syllable and the next initial, a character, two characters side by side; with "t" before it: in
# the title, with "s": at the start of the title. "4" and "5" follow from the rest, but without
# them nine candidates of ten for letters are wrong.


def tokens(body: str, readings: Readings) -> set[str]:
    """Every token of a body."""
    fields = body.split(SEPARATOR)
    found: set[str] = set()
    for field in fields:
        _singles(field, readings, found)
        _runs(field, readings, found)
    title: set[str] = set()
    _singles(fields[0], readings, title)
    _runs(fields[0], readings, title)
    start: set[str] = set()
    # Only what begins with the first character: the second one's own tokens start nothing.
    _singles(fields[0][:1], readings, start)
    _runs(fields[0], readings, start, until=1)
    found.update([f"t{token}" for token in title])
    found.update([f"s{token}" for token in start])
    return found


def _singles(field: str, readings: Readings, found: set[str]) -> None:
    for char in field:
        if char.isascii():
            found.add(f"1{char}")
            continue
        found.add(char)
        for syllable in readings(char):
            found.add(f"3{syllable}")
            found.add(f"1{syllable[0]}")


def _runs(field: str, readings: Readings, found: set[str], until: int | None = None) -> None:
    """Tokens of two and three characters side by side, beginning before ``until``."""
    begins = [_initials(char, readings) for char in field]
    for index, left in enumerate(begins[:until]):
        pair = field[index : index + 2]
        if len(pair) < 2:
            break
        if not pair.isascii():
            found.add(pair)
        right = begins[index + 1]
        third = begins[index + 2] if index + 2 < len(begins) else ()
        for b in right:
            for a in left:
                found.add(f"2{a}{b}")
                found.update([f"4{a}{b}{c}" for c in third])
            found.update([f"5{syllable}{b}" for syllable in readings(pair[0])])


def _initials(char: str, readings: Readings) -> set[str]:
    return {char} if char.isascii() else {syllable[0] for syllable in readings(char)}


def wanted(way: Alternative, readings: Readings) -> list[tuple[int, list[str]]]:
    """Tokens that a body must have to match: all of the lists, one token of each.

    Returns:
        Each list with the piece that it begins with; at least one begins with the first.
    """
    pieces = way.pieces
    initials = [_first(piece, readings) for piece in pieces]
    said: set[int] = set()
    needed: list[tuple[int, list[str]]] = []
    tripled = False
    for index in range(len(pieces) - 1):
        token, width, exact = _run(pieces[index:], initials[index:])
        # Two initials say nothing new after three from the piece before.
        if token and not (tripled and token[0] == "2"):
            needed.append((index, [token]))
        if token[:1] == "5" and len(pieces) > index + 2 and initials[index + 2]:
            needed.append((index, [f"4{''.join(initials[index : index + 3])}"]))
        tripled = token[:1] == "4"
        said.update(
            place
            for place in range(index, index + width)
            if exact > place - index or _is_initial(pieces[place])
        )
    needed += [(i, _alone(piece)) for i, piece in enumerate(pieces) if i not in said]
    # Longer tokens are rarer.
    needed.sort(key=lambda pair: (len(pair[1]), -len(pair[1][0])))
    return needed


def _run(pieces: Sequence[str], initials: Sequence[str]) -> tuple[str, int, int]:
    """The token that says most of what stands first.

    Returns:
        The token, "" if there is none; how many pieces it says at least the initial of; how many
        of them it says wholly.
    """
    pair = pieces[0][1:] + pieces[1][1:]
    if pieces[0][0] == pieces[1][0] == "=" and not pair.isascii():
        return pair, 2, 2
    if not initials[0] or not initials[1]:
        return "", 0, 0
    if _is_syllable(pieces[0]):
        return f"5{pieces[0]}{initials[1]}", 2, 1
    if len(pieces) > 2 and initials[2]:
        return f"4{''.join(initials[:3])}", 3, 0
    return f"2{initials[0]}{initials[1]}", 2, 0


def _is_initial(piece: str) -> bool:
    """Whether a piece says no more than an initial token does."""
    return len(piece) == 1 or (piece[0] == "=" and piece[1:].isascii())


def _is_syllable(piece: str) -> bool:
    return len(piece) > 1 and piece[0] != "=" and piece[-1] != "*"


def _first(piece: str, readings: Readings) -> str:
    if piece[0] != "=":
        return piece[0]
    if piece[1:].isascii():
        return piece[1:]
    # Any reading will do: a body has the runs of all of them.
    return next((syllable[0] for syllable in readings(piece[1:])), "")


def _alone(piece: str) -> list[str]:
    if piece[0] == "=":
        return [f"1{piece[1:]}" if piece[1:].isascii() else piece[1:]]
    if piece[-1] == "*":
        return [f"3{syllable}" for syllable in pinyin.completions(piece[:-1])]
    return [f"1{piece}" if len(piece) == 1 else f"3{piece}"]


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
