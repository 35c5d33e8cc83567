"""How the index is asked for a query: which tables, in which order, and when it is enough.

A word of three pieces or more, or several words, seldom match many phrases: those are counted
first and, if few, taken in one go. Else it is asked tier by tier (start of the title, title,
anywhere) until there is enough; each tier asks the phrases used most first (``used_words``), so
that what an agent uses daily is found before the index reaches it among thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from phrasebook import search as matching
from phrasebook.matcher import Classes, Matcher, Places
from phrasebook.store.database import Db

_BATCH: Final = 500
"""Row numbers in one statement."""

_RARE: Final = 2
"""Matches that are taken at once, as a multiple of those asked for."""

_USED: Final = (
    "SELECT w.rowid, b.body FROM used_words w JOIN used u ON u.n = w.rowid"
    " JOIN plain b ON b.n = w.rowid WHERE used_words MATCH ? ORDER BY u.heat DESC"
)
_ALL: Final = (
    "SELECT w.rowid, b.body FROM words w JOIN plain b ON b.n = w.rowid WHERE words MATCH ?"
)
_COUNTED: Final = "SELECT rowid FROM {0} WHERE {0} MATCH ? LIMIT ?"

_Needed = list[tuple[int, list[str]]]
"""What a way asks of the index: see ``search.wanted``."""

Found = tuple[float, str, Places]
"""Quality, body and places of a match."""


class Hunt:
    """The search for the matches of one reading of a query."""

    def __init__(
        self,
        db: Db,
        words: Sequence[matching.Word],
        readings: matching.Readings,
        classes: Classes,
        limit: int,
        found: dict[int, Found],
    ) -> None:
        """Start from what is found already: matches by row number, added to in place."""
        self.matcher = Matcher(words, classes)
        self.limit = limit
        self.found = found
        self._db = db
        self._words = words
        self._needed = [_possible(word, readings, classes) for word in words]

    def run(self, *, ranked: bool = True) -> bool:
        """Add matches; returns whether there are enough of the better ones.

        Args:
            ranked: Look in the better places first; False looks anywhere at once.
        """
        tiers: list[tuple[float, Callable[[], str]]] = [(0.0, self._anywhere)]
        if ranked:
            one = len(self._words) == 1
            tiers = [
                (matching.TITLE_START * 3 if one else 0.0, self._at_start),
                (matching.TITLE * 3 if one else 0.0, self._in_title),
                *tiers,
            ]
        if self._missing(tiers[0][0]) <= 0:
            return True  # codes
        if not all(self._needed):
            return False
        tables: tuple[str, ...] = (_USED, _ALL)
        if not ranked or self._is_rare():
            # Nearly always all there is comes at once, and the order of asking does not matter.
            cap = _RARE * self.limit
            if self._take_all(_COUNTED.format("words"), cap):
                return self._missing(0.0) <= 0
            # With several words a tier has no quality of its own: what it holds is what counts.
            alike = ranked and len(self._words) > 1
            if not alike and self._take_all(_COUNTED.format("used_words"), cap):
                tables = (_ALL,)
        for floor, expression in tiers:
            missing = self._missing(floor)
            if missing <= 0:
                return True
            asked = expression()
            for table in tables:
                missing = self._take(self._db.execute(table, (asked,)), floor, missing)
                if missing <= 0:
                    return True
        return False

    def _is_rare(self) -> bool:
        """Whether few phrases are likely to match."""
        return len(self._words) > 1 or min(map(len, map(_pieces, self._words[0].ways))) > 2

    def _missing(self, floor: float) -> int:
        if not floor:
            return self.limit - len(self.found)
        return self.limit - sum(1 for quality, *_ in self.found.values() if quality >= floor)

    def _take_all(self, statement: str, cap: int) -> bool:
        """Add all matches of a table; False, and nothing added, if there are more than ``cap``."""
        numbers = [n for (n,) in self._db.execute(statement, (self._anywhere(), cap + 1))]
        if len(numbers) > cap:
            return False
        numbers = [n for n in numbers if n not in self.found]
        bodies = in_parts(self._db, "SELECT n, body FROM plain WHERE n IN ", numbers)
        self._take(bodies, 0.0, len(numbers) + 1)
        return True

    def _take(self, candidates: Iterable[tuple[int, str]], floor: float, missing: int) -> int:
        """Add matches until none of a quality is missing; returns how many still are."""
        found, match = self.found, self.matcher.match
        for n, body in candidates:
            if n in found:
                continue
            quality, places = match(body)
            if quality:
                found[n] = (quality, body, places)
                if quality >= floor:
                    missing -= 1
                    if missing <= 0:
                        break
        return missing

    # FTS expressions from the best place to any.

    def _anywhere(self) -> str:
        return " AND ".join(map(_either, self._needed))

    def _in_title(self) -> str:
        return self._better([_either(ways, "t") for ways in self._needed])

    def _at_start(self) -> str:
        return self._better([_either(ways, "t", "s") for ways in self._needed])

    def _better(self, better: Sequence[str]) -> str:
        if len(better) == 1:
            return better[0]
        return f"(({') OR ('.join(better)})) AND {self._anywhere()}"


def _pieces(way: matching.Alternative) -> tuple[str, ...]:
    return way.pieces


def _possible(word: matching.Word, readings: matching.Readings, classes: Classes) -> list[_Needed]:
    """What each way of a word asks, without the ways and tokens that nothing can have."""
    ways = []
    for way in word.ways:
        needed = [
            (begin, [token for token in group if classes.can_be(token)])
            for begin, group in matching.wanted(way, readings)
        ]
        if all(group for _, group in needed):
            ways.append(needed)
    return ways


def _either(ways: Iterable[_Needed], place: str = "", first: str = "") -> str:
    """Ask for one of the ways, in a place; with ``first`` it must begin there.

    What all ways ask is asked once: every token costs a look-up.
    """
    asked = [_asked(needed, place, first) for needed in ways]
    shared = [group for group in asked[0] if all(group in way for way in asked)]
    rests = dict.fromkeys(
        " AND ".join(group for group in way if group not in shared) for way in asked
    )
    if len(rests) > 1 and "" not in rests:
        shared.append(f"(({') OR ('.join(rests)}))")
    elif "" not in rests:
        shared += rests
    return " AND ".join(shared)


def _asked(needed: _Needed, place: str, first: str) -> dict[str, None]:
    found: dict[str, None] = {}
    for begin, group in needed:
        where = place
        # One is enough, and the first that begins there is the rarest.
        if first and not begin:
            where, first = first, ""
        # Tokens hold no quote (folding drops it) and in quotes nothing is an operator.
        joined = f'" OR "{where}'.join(group)
        found[f'("{where}{joined}")'] = None
    return found


def in_parts(db: Db, sql: str, numbers: Sequence[int]) -> Iterator[Any]:
    """Rows of a statement that ends before a list of row numbers."""
    for start in range(0, len(numbers), _BATCH):
        part = numbers[start : start + _BATCH]
        yield from db.execute(f"{sql}({placeholders(part)})", part)


def placeholders(values: Sequence[object]) -> str:
    """As many ``?`` as there are values."""
    return ", ".join("?" * len(values))
