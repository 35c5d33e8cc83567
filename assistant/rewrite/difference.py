"""Where a reworded text differs from the phrase: what was taken out of one, put into the other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from phrasebook.template_syntax import BRACES

Span = tuple[int, int]

_TOKEN: Final = re.compile(rf"{BRACES.pattern}|[A-Za-z0-9]+(?:[.,][A-Za-z0-9]+)*|.", re.S)
_LEAST: Final = 2
"""What stayed must be this long between two changes: single characters that two sentences share by
chance tear the marks to pieces that nobody can read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Spans of code points, in order, apart from each other.

    Attributes:
        removed: In the old text.
        inserted: In the new text.
    """

    removed: tuple[Span, ...] = ()
    inserted: tuple[Span, ...] = ()


def difference(old: str, new: str) -> Difference:
    """Compare two texts; a gap such as ``{订单号}``, a word or a number changes as a whole."""
    olds, news = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(
        None, [old[s:e] for s, e in olds], [new[s:e] for s, e in news], autojunk=False
    )
    same = [
        (olds[a][0], olds[a + n - 1][1], news[b][0], news[b + n - 1][1])
        for a, b, n in matcher.get_matching_blocks()
        if n
    ]
    kept = [
        (s, e, t, f)
        for s, e, t, f in same
        if e - s >= _LEAST or s == t == 0 or (e == len(old) and f == len(new))
    ]
    edges = [(0, 0, 0, 0), *kept, (len(old), len(old), len(new), len(new))]
    removed = [(a[1], b[0]) for a, b in pairwise(edges) if b[0] > a[1]]
    inserted = [(a[3], b[2]) for a, b in pairwise(edges) if b[2] > a[3]]
    return Difference(tuple(removed), tuple(inserted))


def _tokens(text: str) -> list[Span]:
    return [match.span() for match in _TOKEN.finditer(text)]
