"""The search index inside the data file: kept with every write, asked on every keystroke.

Nothing is built at the start. ``words`` holds the tokens of every phrase (FTS5 without texts or
positions), ``plain`` its folded body, ``han`` the readings of every character in use. A query asks
tier by tier (start of the title, title, anywhere) and stops when it has enough; each candidate is
then compared by ``search.Matcher``. Each tier asks the phrases used most first (``used_words``), so
that what an agent uses daily is found before the index reaches it among thousands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from phrasebook import pinyin
from phrasebook import search as matching
from phrasebook.model import Hit, Phrase
from phrasebook.store import rows
from phrasebook.store.database import Db

HALF_LIFE_DAYS: Final = 14.0
"""A use counts half after two weeks: a shop's offers and its busy topics change about so often,
while a fortnight still outlasts days off."""

USED_KEPT: Final = 1_000
"""Phrases kept in the index of the used ones; beyond it the coldest leave, a tenth at a time."""

BULK: Final = 1_000
"""From so many new rows on, the index is merged into one piece at the end."""

_DAY: Final = 86_400.0
_SHELF: Final = "search"
_BATCH: Final = 500


@dataclass(slots=True)
class _State:
    """What stays in memory between queries: about 1 MB for 4,000 characters.

    Attributes:
        readings: Readings of every character in use.
        classes: The same by initial and syllable; made by the first query.
    """

    readings: dict[str, tuple[str, ...]]
    classes: matching.Classes | None = None

    def of(self, char: str) -> tuple[str, ...]:
        return self.readings.get(char, ())


def code_key(code: str) -> str:
    """A code as it is compared (folded: case, width, Traditional forms)."""
    return matching.code_key(code)


def heated(heat: float | None, when: float) -> float:
    """Add one use to a heat.

    Heat is the logarithm (base 2) of the sum of all uses, each weighted 2^(time / half-life). All
    weights decay alike, so the order of two heats never changes with time: it can stand in an
    index and needs no renewal.

    Args:
        heat: Heat so far; None for a phrase never used.
        when: Time of the use, seconds since the epoch.
    """
    now = when / (HALF_LIFE_DAYS * _DAY)
    if heat is None:
        return now
    high, low = max(heat, now), min(heat, now)
    return high + math.log2(1 + 2 ** (low - high))


def put(db: Db, numbers: Sequence[int], *, fresh: bool = False) -> None:
    """Index rows of ``phrase`` by their numbers; numbers that are gone leave the index.

    Args:
        db: The open file, in a transaction.
        numbers: Row numbers.
        fresh: They were never indexed before (saves looking for what to remove).
    """
    if not fresh:
        drop(db, numbers)
    for start in range(0, len(numbers), _BATCH):
        part = tuple(numbers[start : start + _BATCH])
        bodies = [
            (n, matching.body(*fields))
            for n, *fields in db.execute(
                "SELECT p.n, p.title, s.title, p.text, p.situation, p.code"
                " FROM phrase p JOIN scene s ON s.id = p.scene"
                f" WHERE p.n IN ({_marks(part)})",
                part,
            )
        ]
        _learn(db, (char for _, body in bodies for char in body))
        readings = _state(db).of
        db.many("INSERT INTO plain (n, body) VALUES (?, ?)", bodies)
        db.many(
            "INSERT INTO words (rowid, t) VALUES (?, ?)",
            ((n, " ".join(matching.tokens(body, readings))) for n, body in bodies),
        )
        if not fresh:
            for (n,) in db.rows(
                f"SELECT n FROM phrase WHERE heat IS NOT NULL AND n IN ({_marks(part)})", part
            ):
                used(db, n)
    if len(numbers) >= BULK:
        db.execute("INSERT INTO words (words) VALUES ('optimize')")


def drop(db: Db, numbers: Sequence[int]) -> None:
    """Take rows out of the index."""
    keys = [(n,) for n in numbers]
    for table, key in (("plain", "n"), ("words", "rowid"), ("used_words", "rowid"), ("used", "n")):
        db.many(f"DELETE FROM {table} WHERE {key} = ?", keys)


def used(db: Db, n: int) -> None:
    """Bring a row that was used into the index of the used ones."""
    if db.row("SELECT 1 FROM used WHERE n = ?", (n,)) is None:
        body = db.value("SELECT body FROM plain WHERE n = ?", (n,))
        db.execute(
            "INSERT INTO used_words (rowid, t) VALUES (?, ?)",
            (n, " ".join(matching.tokens(body, _state(db).of))),
        )
    db.execute("INSERT OR REPLACE INTO used (n, heat) SELECT n, heat FROM phrase WHERE n = ?", (n,))
    if db.value("SELECT count(*) FROM used") > USED_KEPT:
        cold = db.rows("SELECT n FROM used ORDER BY heat LIMIT ?", (USED_KEPT // 10,))
        db.many("DELETE FROM used WHERE n = ?", cold)
        db.many("DELETE FROM used_words WHERE rowid = ?", cold)


def search(db: Db, query: str, limit: int) -> list[Hit]:
    """Find phrases; best first. See ``Phrases.search``."""
    words = matching.parse(query)
    if not words or limit <= 0:
        return []
    state = _state(db)
    if state.classes is None:
        state.classes = matching.Classes(state.readings)
    matcher = matching.Matcher(words, state.classes)
    found: dict[int, tuple[float, str]] = {}
    if len(words) == 1:
        _by_code(db, words[0].plain, limit, found)
    if not _fill(db, _tiers(words, state.of), matcher, limit, found):
        wide = matching.parse(query, wide=True)
        if wide != words:
            matcher = matching.Matcher(wide, state.classes)
            _fill(db, _tiers(wide, state.of)[-1:], matcher, limit, found)
    return _hits(db, found, matcher, limit)


def _fill(
    db: Db,
    tiers: Sequence[tuple[float, str]],
    matcher: matching.Matcher,
    limit: int,
    found: dict[int, tuple[float, str]],
) -> bool:
    """Add matches tier by tier; returns whether there are enough of the better ones."""
    for floor, expression in tiers:
        enough = limit - sum(1 for quality, _ in found.values() if quality >= floor)
        for n, body in _candidates(db, expression):
            if enough <= 0:
                break
            if n in found:
                continue
            quality = matcher.quality(body)
            if quality:
                found[n] = (quality, body)
                enough -= quality >= floor
        if enough <= 0:
            return True
    return False


def _by_code(db: Db, key: str, limit: int, found: dict[int, tuple[float, str]]) -> None:
    for n, body, exact in db.execute(
        "SELECT p.n, b.body, p.exact FROM (SELECT n, code_key = ?1 AS exact FROM phrase"
        " WHERE code_key <> '' AND code_key >= ?1 AND code_key < ?2"
        " ORDER BY code_key = ?1 DESC, heat DESC LIMIT ?3) p JOIN plain b ON b.n = p.n",
        (key, key + "\U0010ffff", limit),
    ):
        found[n] = (matching.CODE_EXACT if exact else matching.CODE_PREFIX, body)


def _candidates(db: Db, expression: str) -> Iterator[tuple[int, str]]:
    yield from db.execute(
        "SELECT w.rowid, b.body FROM used_words w JOIN used u ON u.n = w.rowid"
        " JOIN plain b ON b.n = w.rowid WHERE used_words MATCH ? ORDER BY u.heat DESC",
        (expression,),
    )
    yield from db.execute(
        "SELECT w.rowid, b.body FROM words w JOIN plain b ON b.n = w.rowid WHERE words MATCH ?",
        (expression,),
    )


def _hits(
    db: Db, found: dict[int, tuple[float, str]], matcher: matching.Matcher, limit: int
) -> list[Hit]:
    order: list[tuple[int, float | None, Phrase]] = []
    numbers = tuple(found)
    for start in range(0, len(numbers), _BATCH):
        part = numbers[start : start + _BATCH]
        order += [
            (row[-2], row[-1], rows.to_phrase(row))
            for row in db.execute(
                f"SELECT {rows.COLUMNS}, n, heat FROM phrase WHERE n IN ({_marks(part)})", part
            )
        ]
    order.sort(key=lambda row: (-found[row[0]][0], -(row[1] or 0.0), row[2].position))
    best = order[:limit]
    hottest = max((row[1] or 0.0 for row in best), default=0.0)
    hits = []
    for n, heat, phrase in best:
        quality, body = found[n]
        # Below the step of a mean over eight words, so that the score follows the list's order.
        score = quality + (2 ** (heat - hottest) / 16 if heat is not None else 0.0)
        hits.append(Hit(phrase, *matcher.marks(phrase.title, phrase.text, body), score))
    return hits


def _tiers(words: Sequence[matching.Word], readings: matching.Readings) -> list[tuple[float, str]]:
    """FTS expressions from the best place to any, each with the quality it stands for."""
    anywhere = [_word(word, readings, _plain) for word in words]
    starts = [_word(word, readings, _start) for word in words]
    titles = [_word(word, readings, _title) for word in words]
    if len(words) == 1:
        return [
            (matching.TITLE_START * 3, starts[0]),
            (matching.TITLE * 3, titles[0]),
            (0.0, anywhere[0]),
        ]
    everything = " AND ".join(anywhere)

    def one_of(better: Sequence[str]) -> str:
        return f"({' OR '.join(better)}) AND {everything}"

    return [(0.0, one_of(starts)), (0.0, one_of(titles)), (0.0, everything)]


Place = Callable[[list[list[str]]], Iterator[list[str]]]


def _plain(needed: list[list[str]]) -> Iterator[list[str]]:
    yield from needed


def _title(needed: list[list[str]]) -> Iterator[list[str]]:
    yield from ([f"t{token}" for token in group] for group in needed)


def _start(needed: list[list[str]]) -> Iterator[list[str]]:
    yield [f"s{token}" for token in needed[0]]
    yield from _title(needed[1:])


def _word(word: matching.Word, readings: matching.Readings, place: Place) -> str:
    ways = []
    for way in word.ways:
        needed = matching.wanted(way, readings, anchored=place is _start)
        ways.append(" AND ".join(_any_of(group) for group in place(needed)))
    return f"(({') OR ('.join(dict.fromkeys(ways))}))"


def _any_of(group: Iterable[str]) -> str:
    # Tokens hold no quote (folding drops it) and in quotes nothing is an operator.
    joined = '" OR "'.join(group)
    return f'("{joined}")'


def _learn(db: Db, chars: Iterable[str]) -> None:
    """Store the readings of characters not met before."""
    state = _state(db)
    fresh = [
        (char, pinyin.readings(char))
        for char in set(chars)
        if char not in state.readings and pinyin.is_han(char)
    ]
    db.many("INSERT INTO han (char, readings) VALUES (?, ?)", ((c, " ".join(r)) for c, r in fresh))
    state.readings.update(fresh)
    if state.classes is not None:
        for char, syllables in fresh:
            state.classes.add(char, syllables)


def _state(db: Db) -> _State:
    state = db.shelf.get(_SHELF)
    if not isinstance(state, _State):
        state = _State(
            {
                char: tuple(text.split())
                for char, text in db.execute("SELECT char, readings FROM han")
            }
        )
        db.shelf[_SHELF] = state
    return state


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
