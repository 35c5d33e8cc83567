"""Numbers that ``personal_numbers`` cannot tell by their digits: signs between, or a place named.

Buyers who were told that numbers are hidden write other signs between the digits: 137~0013~9977,
a picture, 杠. A comma, a stroke or a plus sign also stands between prices and sizes, so there only
the groups 3-4-4 and single digits are read as a number, and not where both groups of four end as
prices do, unless the word before says that it is a telephone.

In Hong Kong, Macau and Taiwan numbers have eight or nine digits: they are told by the place.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from phrasebook.personal_numbers import MOBILE_SHAPES, order_beside, said_to_be_phone
from phrasebook.personal_text import Found

_RUN: Final = re.compile(r"[0-9]+")
_GAP: Final = re.compile(r"[^\w\n\x00*]{1,4}|[ ]?[杠横空][ ]?")
_LIST_SIGNS: Final = frozenset(",、/+|:;=&%.。 ")
_LIST_SHAPES: Final = {(3, 4, 4), (1,) * 11}
_AS_PRICES: Final = re.compile(r"1[0-9]{2}(?:[0-9]{3}[0589]){2}")
_DIGITS: Final = 11
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_WITH_LETTERS: Final = re.compile(
    r"(?<![0-9A-Za-z])1[3-9lI][0-9oOlI][ \-]?[0-9oOlI]{4}[ \-]?[0-9oOlI]{4}(?![0-9A-Za-z])"
)
"""A mobile number with letters for the digits that look like them: 137oo139977."""
_MOST_LETTERS: Final = 4
_CALLED: Final = r"(?:本地|这边|那边|的)?(?:联系)?(?:电话|手机|市话|号码|号){0,2}[ :是为]{0,3}"
_END: Final = r"(?![0-9\-元件个])"
_NEARBY: Final = re.compile(
    rf"(?:香港|澳门|港澳){_CALLED}(?P<hk>[4-9][0-9]{{3}}[ \-]?[0-9]{{4}}){_END}"
    rf"|(?:台湾|台[北中南]|高雄|新竹){_CALLED}"
    rf"(?P<tw>\(?0[2-8][0-9]?\)?[ \-]?[0-9]{{3,4}}[ \-]?[0-9]{{3,4}}){_END}"
    rf"|(?:日本|东京|大阪){_CALLED}(?P<jp>0[1-9]0?[ \-]?[0-9]{{4}}[ \-]?[0-9]{{4}}){_END}"
    rf"|(?:韩国|首尔){_CALLED}(?P<kr>01[0-9][ \-]?[0-9]{{3,4}}[ \-]?[0-9]{{4}}){_END}"
    rf"|新加坡{_CALLED}(?P<sg>[689][0-9]{{3}}[ \-]?[0-9]{{4}}){_END}"
    rf"|(?:澳洲|澳大利亚|悉尼|墨尔本){_CALLED}(?P<au>04[0-9]{{2}}(?:[ \-]?[0-9]{{3}}){{2}}){_END}"
    rf"|(?:英国|伦敦){_CALLED}(?P<uk>07[0-9]{{3}}(?:[ \-]?[0-9]{{3}}){{2}}){_END}"
    rf"|马来西亚{_CALLED}(?P<my>01[0-9][ \-]?[0-9]{{3,4}}[ \-]?[0-9]{{4}}){_END}"
    rf"|(?:美国|加拿大|纽约|洛杉矶|温哥华|多伦多){_CALLED}"
    rf"(?P<us>(?:\([2-9][0-9]{{2}}\)[ ]?|[2-9][0-9]{{2}}-?)[2-9][0-9]{{2}}-?[0-9]{{4}}){_END}"
)
"""Also of countries whose numbers are written without the country code by those who live there."""


def spread(flat: str) -> list[Found]:
    """Mobile numbers with other signs than blanks and hyphens between their digits, in order."""
    runs = [match.span() for match in _RUN.finditer(flat)]
    linked = [False] + [
        bool(_GAP.fullmatch(flat, before[1], after[0])) for before, after in pairwise(runs)
    ]
    found: list[Found] = []
    place = 0
    while place < len(runs):
        last = _last_run(flat, runs, linked, place)
        if last:
            found.append(Found(runs[place][0], runs[last][1], "phone"))
            place = last
        place += 1
    return found


def _last_run(flat: str, runs: list[tuple[int, int]], linked: list[bool], first: int) -> int:
    """The last run of the number that starts with the run ``first``; 0 if none does."""
    if flat[runs[first][0]] != "1" or flat[runs[first][0] - 1 : runs[first][0]] == "*":
        return 0
    number, sizes, gaps, last = "", list[int](), list[str](), first
    for last in range(first, min(len(runs), first + _DIGITS)):
        start, end = runs[last]
        if last > first:
            if not linked[last]:
                return 0
            gaps.append(flat[runs[last - 1][1] : start])
        number += flat[start : min(end, start + _DIGITS + 1)]
        sizes.append(end - start)
        if len(number) >= _DIGITS:
            break
    whole = gaps and len(number) == _DIGITS and _MOBILE.fullmatch(number)
    if not whole or not _is_number(flat, runs[first][0], number, tuple(sizes), gaps):
        return 0
    if order_beside(flat, runs[first][0], runs[last][1]):
        return 0
    return last


def _is_number(flat: str, start: int, number: str, sizes: tuple[int, ...], gaps: list[str]) -> bool:
    if not all(_LIST_SIGNS.issuperset(gap) for gap in gaps):
        return sizes in MOBILE_SHAPES
    if sizes not in _LIST_SHAPES or len(set(gaps)) > 1:
        return False
    return not _AS_PRICES.fullmatch(number) or said_to_be_phone(flat, start)


def lettered(flat: str) -> list[Found]:
    """Mobile numbers with O and l for 0 and 1, in order."""
    return [
        Found(*match.span(), "phone")
        for match in _WITH_LETTERS.finditer(flat)
        if 0 < sum(map(str.isalpha, match[0])) <= _MOST_LETTERS
        and not order_beside(flat, *match.span())
    ]


def nearby(flat: str) -> list[Found]:
    """Numbers of Hong Kong, Macau, Taiwan and other countries behind the place, in order."""
    return [
        Found(*match.span(match.lastgroup or 0), "landline") for match in _NEARBY.finditer(flat)
    ]
