"""What a query means and what the index is asked for it. No SQL, no clock.

A phrase is compared in its folded form: the characters of its fields without punctuation, title
first (see ``Body``). A query is words; each word has a few readings (``Alternative``), each a row
of classes of characters that must stand side by side. The index in the store finds candidates by
``tokens``; ``matcher.Matcher`` decides, ranks and marks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
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
