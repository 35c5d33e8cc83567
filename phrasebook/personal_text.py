"""The copy of a text that personal data is looked for in: one character for each of the text.

Full-width digits and marks, circled digits, Traditional characters, the many dashes and the marks
that cannot be seen are brought to one form, so that the rules need to know only that one. As no
character is added or taken away, a place in the copy is the same place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from phrasebook.traditional import SIMPLIFIED, TRADITIONAL

Kind = Literal["phone", "landline", "id", "bank", "address", "email", "name", "account", "plate"]

HAN: Final = r"[^\W0-9A-Za-z_]"
"""A Chinese character; Kana and other scripts are taken for one, as names are written in them.

Not by its range: ``re`` takes two milliseconds to compile each class with a range of that size.
"""
WORD: Final = r"[^\W_]"
"""A Chinese character, a letter or a digit."""
HIDDEN: Final = "\x00"
"""Stands in the copy where nothing may be found any more: found already, or masked before."""

_BLANKS = "\u00a0\u2002-\u200a\u202f\u205f\u3000"
_UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\u20e3\ufeff"
"""Inside of a character class: marks that take no room, those of the reading direction too."""
_DASHES = "‐‑‒–—―−﹣"
_STARS = "×•●✱"
_ZEROS = "\u0660\u06f0\u0966\uff10"
"""The zeros of other scripts; their other digits follow."""
_ONES = "①⑴⒈❶➀➊⓵"
"""The ones of digits in circles, brackets and with dots; those to nine follow."""
_CIRCLED = "①-⑨⑴-⑼⒈-⒐❶-❾➀-➈➊-➒⓵-⓽"
_LIST_MARK: Final = re.compile(
    f"(?<![{_CIRCLED}])[{_CIRCLED}](?![0-9{_CIRCLED}])"
    f"|(?<![0-9{_CIRCLED}])[{_CIRCLED}](?![{_CIRCLED}])"
)
"""A digit in a circle that counts entries, so it is no part of a number: 138...②地址."""
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"
_NUMERALS = "零〇○幺一二三四五六七八九壹贰叁肆伍陆柒捌玖两"
_NUMERAL_VALUES = "0001123456789123456789" + "2"

NUMERALS: Final = _NUMERALS
"""Inside of a character class: a digit written as a character (二〇, 幺三八)."""

_MASKED_REST: Final = re.compile(
    r"(?<=\*)[0-9]{1,6}(?![0-9])|(?<![0-9])[0-9]{1,6}(?=\*)"
    rf"|(?:(?<={HAN}\*)|(?<={HAN}\*\*)){HAN}"
)
"""Digits that a mask has left to be read, and the last character of a masked name."""


_MASKED_PHONE: Final = re.compile(
    r"(?<![0-9])1(?:[3-9][0-9]?\*{4,8}[0-9]{2,4}|\*{3,8}[0-9]{1,4})(?![0-9])"
)


_UNSEEN_MARK: Final = re.compile(f"[{_UNSEEN}]")


class Found(NamedTuple):
    """A piece of personal data in a text: ``text[start:end]`` is of ``kind``."""

    start: int
    end: int
    kind: Kind


def _table() -> dict[int, str]:
    table = {ord(old): new for old, new in zip(TRADITIONAL, SIMPLIFIED, strict=True)}
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= {0x1D7CE + place: str(place % 10) for place in range(50)}  # mathematical digits
    table |= {ord(zero) + value: str(value) for zero in _ZEROS for value in range(10)}
    table |= {ord(one) - 1 + value: str(value) for one in _ONES for value in range(1, 10)}
    table |= {ord(char): str(place % 10) for place, char in enumerate(_RAISED)} | {ord("⓪"): "0"}
    table |= dict.fromkeys(map(ord, _DASHES), "-")
    table |= dict.fromkeys(map(ord, _STARS), "*")
    table |= dict.fromkeys(range(4), " ")  # HIDDEN and its like must not come from the text
    for first, last in re.findall(r"(.)(?:-(.))?", _BLANKS + _UNSEEN):
        table |= dict.fromkeys(range(ord(first), ord(last or first) + 1), " ")
    return table


_TABLE: Final = _table()
_VALUES: Final = dict(zip(map(ord, _NUMERALS), _NUMERAL_VALUES, strict=True))


def seen(text: str) -> tuple[str, Sequence[int]]:
    """Give ``text`` without the marks that take no room, and the place of each character in it.

    Such marks come with what is copied from web pages and can stand inside of a number or a name.
    """
    if not _UNSEEN_MARK.search(text):
        return text, range(len(text))
    places = [place for place, char in enumerate(text) if not _UNSEEN_MARK.match(char)]
    return "".join([text[place] for place in places]), places


def masked_phones(text: str) -> list[tuple[int, int]]:
    """Where mobile numbers stand in ``text`` that a platform has masked (138****1234)."""
    return [match.span() for match in _MASKED_PHONE.finditer(text.translate(_TABLE))]


def flatten(text: str) -> str:
    """The copy of ``text`` that the rules read; its length is the same.

    What a mask has left of a number is hidden: the 5678 of 138****5678 is no part of a number.
    """
    flat = _LIST_MARK.sub(",", text).translate(_TABLE)
    return _MASKED_REST.sub(lambda rest: HIDDEN * len(rest[0]), flat)


def digits(text: str) -> str:
    """The digits of a piece, also those written as characters, without all else."""
    return "".join(char for char in text.translate(_TABLE).translate(_VALUES) if "0" <= char <= "9")


def hide(flat: str, found: list[Found]) -> str:
    """``flat`` with the pieces of ``found``, which are in order, hidden."""
    parts, place = [], 0
    for start, end, _ in found:
        parts += [flat[place:start], HIDDEN * (end - start)]
        place = end
    return "".join([*parts, flat[place:]])
