"""Addresses in text: where one stands, and how much of it may stay.

An address is a head (province, city, district, town) and details (a road with its number, a
housing estate, a village, a building, a unit, a room, a place such as a school). One level alone
is none: 发到北京要几天, 3楼 and 5号发货 are no addresses. What is taken:

- a district or city and below it a road, an estate, a village or a building;
- a district or city and below it a town (惠阳区淡水镇);
- two levels of head and below them a named place (永新县城西小学);
- without a head: a road with its house number, an estate or village with a number of a building,
  or a building with a unit or room.

Every name is at most ten characters long and each place of the text is tried once, so the work
grows with the length of the text and no faster.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from phrasebook import personal_place_forms as forms
from phrasebook.personal_regions import CITIES, PROVINCES, SHORT, regions
from phrasebook.personal_text import HIDDEN, Found

_LONGEST_LABELLED = 60
_LONGEST_TAIL = 12
_MOST_DETAILS = 9
_MOST_KNOWN = 4_096
"""Details remembered at once; those behind the place that is looked at are of no use."""


class _Part(NamedTuple):
    """A level of the head; ``level`` is one of p(rovince), c(ity), d(istrict), t(own)."""

    level: str
    end: int
    full: bool
    """Whether it says by its last character what it is: 杭州市, not 杭州."""


class _Detail(NamedTuple):
    """A part of the details; ``kind`` is road, village, estate, place, or the word of a unit."""

    kind: str
    end: int
    numbered: bool


class _Text(NamedTuple):
    """A text to find addresses in.

    Attributes:
        flat: As it was flattened.
        words: The same without the words that are no part of an address.
        regions: Where names of provinces and cities start, and where they end.
        known: Details by place and by what stands before: each is looked for once.
        rows: Where a row of as many details as can be starts that are no address, and where its
            last ones start: nobody's address is inside of it.
    """

    flat: str
    words: str
    regions: dict[int, int]
    known: dict[tuple[int, bool, bool, bool, bool], _Detail | None]
    rows: dict[int, int]


def addresses(flat: str) -> list[Found]:
    """Addresses in a flattened text, in order; hidden characters are a border."""
    text = _read(flat)
    found: list[Found] = []
    english = [Found(*match.span(), "address") for match in forms.ENGLISH.finditer(flat)]
    for piece in sorted([*_built(text), *_labelled(text), *_abroad(text.flat), *english]):
        if not found or piece.start >= found[-1].end:
            found.append(piece)
    return found


def _abroad(flat: str) -> Iterator[Found]:
    """Addresses of other countries that are written in Chinese."""
    for country in forms.ABROAD.finditer(flat):
        rest = forms.ABROAD_REST.match(flat, country.end())
        if rest:
            yield Found(country.start(), rest.end(), "address")


def kept(flat: str) -> int:
    """How many characters of an address, from its start, are province, city and district."""
    country = forms.ABROAD.match(flat)
    if country:
        return country.end()
    text = _read(flat)
    built = _address_at(text, 0, labelled=True)
    parts = built.parts if built else _head(text, 0)
    return max((part.end for part in parts if part.level != "t"), default=0)


def is_head(word: str) -> bool:
    """Whether a word is province, city and district and nothing else: 上海市, 浙江杭州."""
    parts = _head(_read(word), 0)
    return bool(parts) and parts[-1].end == len(word) and (parts[-1].full or len(parts) > 1)


def _read(flat: str) -> _Text:
    words = _readable(flat)
    return _Text(flat, words, regions(words), {}, {})


def _readable(flat: str) -> str:
    """``flat`` without the words that are no part of an address; the length stays."""
    words = forms.OTHER_WORDS.sub(lambda word: HIDDEN * len(word[0]), flat)
    names = [match.span() for match in forms.PLACES_WITH_STOPS.finditer(words)]
    parts, place = [], 0
    for start, end in names:
        parts += [words[place:start].translate(forms.STOP_TABLE), words[start:end]]
        place = end
    return "".join([*parts, words[place:].translate(forms.STOP_TABLE)])


def _built(text: _Text) -> Iterator[Found]:
    for words in forms.WORDS.finditer(text.words):
        if not forms.HINT.search(words[0]):
            continue
        place = words.start()
        # A telephone number right before or behind it says as much as the word 地址.
        near = (
            HIDDEN
            in text.flat[max(0, place - 1) : place] + text.flat[words.end() : words.end() + 1]
        )
        while start := forms.STARTS.search(text.words, place, words.end()):
            place = start.start()
            if len(text.known) > _MOST_KNOWN:
                text.known.clear()
            built = _address_at(text, place, labelled=near)
            if built and (later := _region_in(text, place, built)):
                place, built = later
            if built:
                if built.numbered or not _is_spoken_of(text.flat, place, built.end):
                    yield Found(place, built.end, "address")
                place = built.end
            else:
                place = (
                    text.rows.get(place)
                    or text.regions.get(place)
                    or _next_start(text.words, place)
                )


def _is_spoken_of(flat: str, start: int, end: int) -> bool:
    """Whether a place without a number is one in a sentence: 文三路有门店吗, 感德镇铁观音."""
    if flat[end : end + 1] == "*" or forms.ABOUT.search(flat, max(0, start - 4), start):
        return True  # what a mask has left of an address is none
    if flat[end - 1 : end] in ("组", "队"):
        return False  # nobody speaks of a group of a village but to be found there
    if forms.NAME_AND_NUMBER.match(flat, end):
        return False
    return bool(forms.HAN_CHAR.match(flat, end)) and not forms.POLITE.match(flat, end)


def _region_in(text: _Text, place: int, built: _Address) -> tuple[int, _Address] | None:
    """The address that begins inside of the first word, behind a name glued to it: 李四浙江..."""
    for start in range(place + 1, built.first):
        if start in text.regions and (later := _address_at(text, start, labelled=False)):
            return start, later
    return None


def _next_start(text: str, place: int) -> int:
    """Inside of a number or a Latin word no address starts."""
    if not text[place].isascii():
        return place + 1
    while place < len(text) and text[place].isascii() and text[place].isalnum():
        place += 1
    return place


def _labelled(text: _Text) -> Iterator[Found]:
    """What follows 地址: and looks like one, where the structure alone does not tell."""
    flat = text.flat
    for label in forms.LABEL.finditer(flat):
        start = label.end()
        built = _address_at(text, start, labelled=True)
        if built:
            yield Found(start, built.end, "address")
            continue
        end = forms.LABELLED_END.search(flat, start, start + _LONGEST_LABELLED)
        stop = end.start() if end else min(len(flat), start + _LONGEST_LABELLED)
        mark = forms.LABELLED_MARK.search(flat[:stop], start)
        said = HIDDEN in text.words[start:stop] or forms.SAID.search(flat, start, stop)
        if mark and not said and flat[stop : stop + 1] not in ("*", "?"):
            yield Found(start, stop, "address")


class _Address(NamedTuple):
    """An address that was found.

    Attributes:
        parts: Its head.
        end: Where it ends.
        first: Where its first word ends.
        numbered: Whether a house, a building or a room is named by a number.
    """

    parts: list[_Part]
    end: int
    first: int
    numbered: bool


def _address_at(text: _Text, start: int, *, labelled: bool) -> _Address | None:
    """The address that starts here; None if none does.

    The head may have taken what belongs to the details (南京 of 南京东路 8 号), so it is shortened
    until the rest makes sense.
    """
    head = _head(text, start)
    for count in range(len(head), -1, -1):
        parts = head[:count]
        end = parts[-1].end if parts else start
        details = _details(text, end, parts)
        if _accepted(text, start, parts, details, labelled=labelled):
            ends = [part.end for part in parts] + [detail.end for detail in details]
            numbered = any(detail.numbered for detail in details)
            return _Address(parts, ends[-1], ends[0], numbered)
        if not head and len(details) >= _MOST_DETAILS:
            text.rows[start] = details[-4].end
    return None


_NAMES: Final = {"p": frozenset(PROVINCES), "c": frozenset(CITIES)}
_LEVELS: Final = (
    ("p", forms.PROVINCE), ("c", forms.CITY), ("d", forms.DISTRICT), ("d", forms.DISTRICT),
    ("t", forms.TOWN),
)  # fmt: skip


def _head(text: _Text, start: int) -> list[_Part]:
    parts: list[_Part] = []
    place = start
    for level, pattern in _LEVELS:
        if level == "d" and parts and parts[-1].level == "d" and text.words[place - 1] != "市":
            continue
        begin = _skip_line(text.words, place) if parts else place
        if level in _NAMES:
            end = text.regions.get(begin, begin)
            if text.words[begin:end] not in _NAMES[level]:
                continue
            match = pattern.match(text.words, end)
        else:
            match = pattern.match(text.words, begin)
            # 李四浙江杭州市 is a name and a city, not a city of seven characters.
            if match and text.regions.keys() & range(begin + 1, match.end()):
                match = None
        if match:
            place = match.end()
            parts.append(_Part(level, place, text.words[begin:place] not in SHORT))
    return parts


def _skip_line(text: str, place: int) -> int:
    match = forms.LINE_RE.match(text, place)
    return match.end() if match else place


def _skip(text: str, place: int) -> int:
    match = forms.BETWEEN_RE.match(text, place)
    return match.end() if match else place


def _details(text: _Text, start: int, head: list[_Part]) -> list[_Detail]:
    details: list[_Detail] = []
    place = start
    while len(details) < _MOST_DETAILS:
        begin = place
        if details or head:
            begin = _skip(text.words, place) if details else _skip_line(text.words, place)
        apart = begin > place
        tailed = bool(details or (head and head[-1].full and head[-1].level in "dt"))
        whole = bool(details and head and head[-1].full and head[-1].level in "dt")
        key = (begin, apart, not details, tailed, whole)
        if key in text.known:
            detail = text.known[key]
        else:
            detail = text.known[key] = _detail(text, begin, apart=apart, first=not details) or (
                _tail(text, begin, apart=apart, first=not details, whole=whole) if tailed else None
            )
        if detail is None:
            break
        details.append(detail)
        place = detail.end
    chain = forms.CHAIN.match(text.words, place) if details else None
    if chain and not _measured(text.flat, chain.end()):
        kind = "room" if chain.end() - place > 2 else "rest"
        details.append(_Detail(kind, chain.end(), True))
    aside = forms.ASIDE.match(text.words, details[-1].end) if details else None
    if aside:
        details.append(_Detail("tail", aside.end(), False))
    return details


def _detail(text: _Text, place: int, *, apart: bool, first: bool) -> _Detail | None:
    words = text.words
    unit = forms.UNIT.match(words, place)
    if unit and not (unit["kind"] in _NOT_ALONE and (apart or _is_day(text.flat, unit.end()))):
        return _Detail(unit["kind"] or unit["inner"], unit.end(), True)
    crossing = forms.CROSSING.match(words, place)
    if crossing:
        return _Detail("road", crossing.end(), True)
    road = forms.ROAD.match(words, place)
    if road:
        return _Detail("road", road.end(), road["number"] is not None)
    for kind, pattern in (
        ("village", forms.VILLAGE),
        ("estate", forms.ESTATE),
        ("estate", forms.PHASE),
    ):
        match = pattern.match(words, place)
        if match and not ((first or apart) and match.end() - place < 3 and kind == "estate"):
            return _Detail(kind, match.end(), False)
    far = forms.FAR_UNIT.match(words, place) if apart and not first else None
    if far:
        return _Detail("room", far.end(), True)
    unit = None if apart else forms.NAMED_UNIT.match(words, place)
    if unit:
        return _Detail(unit["kind"] or "room", unit.end(), True)
    side = None if apart or first else forms.SIDE.match(words, place)
    if side:
        return _Detail("place", side.end(), False)
    place_match = None if apart and words[place - 1] == "," else forms.PLACE.match(words, place)
    return _Detail("place", place_match.end(), False) if place_match else None


def _tail(text: _Text, place: int, *, apart: bool, first: bool, whole: bool) -> _Detail | None:
    """What is left up to the next separator, if it ends as an address ends.

    Names of estates and buildings are too many to be known: 五象航洋城38楼, 南江国际, 景裕嘉园1期.
    """
    word = forms.TAIL_WORD.match(text.words, place)
    if not word:
        return None
    said = forms.SAID.search(word[0])
    cut = word[0][: said.start()] if said else word[0]
    end = (forms.TAIL_FAR if apart or first else forms.TAIL_NEAR).match(cut)
    if end and not (said and end.end() == len(cut) and cut[-1:] == "号"):
        if end[0][-1:].isdecimal() and _measured(text.flat, place + end.end()):
            return None
        if not apart:
            kind = "room" if forms.ROOMS.search(end[0]) else "tail"
            return _Detail(kind, place + end.end(), forms.DIGIT.search(end[0]) is not None)
        if len(end[0]) > 2 and not _is_day(text.flat, place + end.end()):
            return _Detail("tail", place + end.end(), False)
    if (
        whole
        and not apart
        and not said
        and _borders(text, word.end())
        and len(cut) <= _LONGEST_TAIL
    ):
        return _Detail("tail", word.end(), False)
    area = None if apart or not first else forms.AREA.match(text.words, place)
    if area and not said:  # 盐步,穗盐路...: a town without the word for it
        begin = _skip(text.words, area.end())
        after = _detail(text, begin, apart=True, first=False)
        if after and after.kind in ("road", "estate"):
            return _Detail("area", area.end(), False)
    return None


def _borders(text: _Text, end: int) -> bool:
    """Whether a word ends here by itself, not because something else was found or said there."""
    return text.words[end : end + 1] != HIDDEN


def _is_day(flat: str, end: int) -> bool:
    """Whether what follows 5号 makes it a day: 5号发货."""
    return flat[end : end + 1] in forms.DATE_VERB if end < len(flat) else False


def _measured(flat: str, end: int) -> bool:
    return flat[end : end + 1] in forms.MEASURE


_NOT_ALONE: Final = frozenset(("号", "楼", "层"))
_BUILDING: Final = frozenset(("栋", "幢", "座", "号楼", "单元", "号院"))
_INNER: Final = frozenset(("单元", "室", "门", "room"))
_NAMED: Final = frozenset(("tail", "楼", "层"))
_HOUSE: Final = _BUILDING | {
    "号",
    "号门",
    "号铺",
    "号库",
    "组",
    "队",
    "小队",
    "室",
    "期",
    "弄",
    "舍",
    "room",
}


def _accepted(
    text: _Text, start: int, parts: list[_Part], details: list[_Detail], *, labelled: bool
) -> bool:
    kinds = [detail.kind for detail in details]
    if not parts:
        return _accepted_alone(text, start, details, kinds)
    below = parts[-1].level == "t" and len(parts) > 1 and parts[-2].full
    if below or not details:
        return below
    first = details[0]
    if first.kind in {"room", *_BUILDING} or (first.numbered and first.kind == "road"):
        return True
    if first.kind in ("road", "estate", "village", "楼"):
        return (parts[-1].full and first.kind != "楼") or len(details) > 1
    if first.kind in ("tail", "area"):
        return parts[-1].full
    return first.kind == "place" and (labelled or (len(parts) > 1 and parts[-1].full))


def _accepted_alone(text: _Text, start: int, details: list[_Detail], kinds: list[str]) -> bool:
    if not details:
        return False
    if details[0].kind == "road":
        at_school = kinds[1:2] == ["place"] and forms.SCHOOL.search(
            text.words, start, details[1].end
        )
        if at_school and any(detail.numbered for detail in details[2:]):
            return True
        return details[0].numbered or (len(kinds) > 1 and kinds[1] in {"estate", *_BUILDING})
    end = details[0].end
    if forms.NAMED_PHASE.fullmatch(text.words, start, end):
        return True
    if len(kinds) < 2:
        left = kinds[0] in ("栋", "幢", "号楼") and forms.AT_HOME.match(text.flat, end)
        left = left or (kinds[0] == "estate" and forms.LEFT_AT.match(text.flat, start - 1))
        return bool(left or forms.NAMED_ROOM.fullmatch(text.words, start, end))
    if kinds[0] == "room" and forms.NAMED_ROOM.fullmatch(text.words, start, details[0].end):
        return True  # 翡翠城8-2-1102 and behind it 门口
    if kinds[0] in _BUILDING:
        return kinds[1] in _INNER or (kinds[0] == "号楼" and kinds[1] == "place")
    rest = details[1:]
    if kinds[0] in ("estate", "village") and kinds[1] in _HOUSE:
        return True
    named = kinds[0] in ("estate", "place") and forms.SCHOOL.search(
        text.words[start : rest[-1].end]
    )
    inside = named or kinds[0] == "estate"
    if named and kinds[1] == "tail":
        return True
    if named and forms.DORMITORY.search(text.words, start, rest[-1].end):
        return True
    return bool(inside) and any(
        detail.numbered and (detail.kind in _HOUSE or (named and detail.kind in _NAMED))
        for detail in rest
    )
