"""The search index inside the data file: kept with every write, asked on every keystroke.

Nothing is built at the start. ``words`` holds the tokens of every phrase (FTS5 without texts or
positions), ``plain`` its folded body, ``han`` the readings of every character in use. ``hunt`` asks
it for candidates, which ``matcher.Matcher`` compares.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from phrasebook import pinyin
from phrasebook import search as matching
from phrasebook.matcher import Classes
from phrasebook.model import Hit
from phrasebook.store import rows
from phrasebook.store.database import Db
from phrasebook.store.hunt import Found, Hunt, in_parts, placeholders

HALF_LIFE_DAYS: Final = 14.0
"""A use counts half after two weeks: a shop's offers and its busy topics change about so often,
while a fortnight still outlasts days off."""

USED_KEPT: Final = 1_000
"""Phrases kept in the index of the used ones; beyond it the coldest leave, a tenth at a time."""

BULK: Final = 1_000
"""From so many new rows on, the index is merged into one piece at the end."""

_PIECES: Final = 4
"""Pieces of the index of the used ones, about. Every phrase that joins it alone is a piece that
each token is looked up in until pieces are merged: nine made this index's share of a keystroke five
times as long. Merging takes 7 ms for 100 phrases, 25 ms for 1,000."""

_CODES: Final = 200
"""Codes that are compared by use."""

_DAY: Final = 86_400.0
_SHELF: Final = "search"
_BATCH: Final = 500
_VERSION_KEY: Final = "search.readings"
_REFOLDED: Final = "ü"
"""A character that older versions left in a folded body and this one does not."""


@dataclass(slots=True)
class _State:
    """What stays in memory between queries: about 1 MB for 4,000 characters.

    Attributes:
        readings: Readings of every character in use.
        classes: The same by initial and syllable; made by the first query.
    """

    readings: dict[str, tuple[str, ...]]
    classes: Classes | None = None

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
                f" WHERE p.n IN ({placeholders(part)})",
                part,
            )
        ]
        _learn(db, (char for _, body in bodies for char in body))
        readings = _state(db).of
        db.many("INSERT INTO plain (n, body) VALUES (?, ?)", bodies)
        db.many(
            "INSERT INTO words (rowid, t) VALUES (?, ?)",
            ((n, " ".join(_tokens(db, body, readings))) for n, body in bodies),
        )
        if not fresh:
            for (n,) in db.rows(
                f"SELECT n FROM phrase WHERE heat IS NOT NULL AND n IN ({placeholders(part)})", part
            ):
                used(db, n)
    if len(numbers) >= BULK:
        db.execute("INSERT INTO words (words) VALUES ('optimize')")


def _tokens(db: Db, body: str, readings: Callable[[str], tuple[str, ...]]) -> Iterable[str]:
    """Give the words of a body, unless the work was given up: all of them together take seconds."""
    db.check()
    return matching.tokens(body, readings)


def renewed(db: Db) -> bool:
    """Whether the index was made with the readings that this version of the program has."""
    return bool(
        db.value("SELECT value FROM meta WHERE key = ?", (_VERSION_KEY,)) == pinyin.READINGS_VERSION
    )


def renew(db: Db) -> None:
    """Index anew the phrases with a character that an older version read otherwise.

    Args:
        db: The open file, in a transaction.
    """
    state = _state(db)
    fresh = {char: pinyin.readings(char) for char in state.readings}
    other = {char for char, syllables in fresh.items() if syllables != state.readings[char]}
    db.many(
        "UPDATE han SET readings = ? WHERE char = ?",
        ((" ".join(fresh[char]), char) for char in other),
    )
    state.readings.update(fresh)
    state.classes = None
    bodies = db.rows("SELECT n, body FROM plain")
    put(db, [n for n, body in bodies if _REFOLDED in body or not other.isdisjoint(body)])
    db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_VERSION_KEY, pinyin.READINGS_VERSION))


def drop(db: Db, numbers: Sequence[int]) -> None:
    """Take rows out of the index."""
    keys = [(n,) for n in numbers]
    for table, key in (("plain", "n"), ("words", "rowid"), ("used_words", "rowid"), ("used", "n")):
        db.many(f"DELETE FROM {table} WHERE {key} = ?", keys)


def used(db: Db, n: int) -> None:
    """Bring a row that was used into the index of the used ones."""
    joins = db.row("SELECT 1 FROM used WHERE n = ?", (n,)) is None
    if joins:
        body = db.value("SELECT body FROM plain WHERE n = ?", (n,))
        db.execute(
            "INSERT INTO used_words (rowid, t) VALUES (?, ?)",
            (n, " ".join(matching.tokens(body, _state(db).of))),
        )
    db.execute("INSERT OR REPLACE INTO used (n, heat) SELECT n, heat FROM phrase WHERE n = ?", (n,))
    count = db.value("SELECT count(*) FROM used")
    if count > USED_KEPT:
        cold = db.rows("SELECT n FROM used ORDER BY heat LIMIT ?", (USED_KEPT // 10,))
        db.many("DELETE FROM used WHERE n = ?", cold)
        db.many("DELETE FROM used_words WHERE rowid = ?", cold)
    if joins and count % _PIECES == 0:
        db.execute("INSERT INTO used_words (used_words) VALUES ('optimize')")


def search(db: Db, query: str, limit: int) -> list[Hit]:
    """Find phrases; best first. See ``Phrases.search``."""
    words = matching.parse(query)
    if not words or limit <= 0:
        return []
    state = _state(db)
    if state.classes is None:
        state.classes = Classes(state.readings)
    hunt = Hunt(db, words, state.of, state.classes, limit, {})
    if len(words) == 1:
        _by_code(db, words[0].plain, limit, hunt.found)
    if not hunt.run():
        wide = matching.parse(query, wide=True)
        if wide != words:
            hunt = Hunt(db, wide, state.of, state.classes, limit, hunt.found)
            hunt.run(ranked=False)
    return _hits(db, hunt)


def _by_code(db: Db, key: str, limit: int, found: dict[int, Found]) -> None:
    """Add phrases whose code begins with ``key``: the code itself first, then those used most."""
    end = key + "\U0010ffff"
    coded = db.rows(
        "SELECT code_key, heat, n FROM phrase WHERE code_key <> ''"
        " AND code_key >= ? AND code_key < ? LIMIT ?",
        (key, end, _CODES),
    )
    if not coded:
        return
    if len(coded) == _CODES:
        # So many say little: those used, and then in the order of their codes.
        coded += db.rows(
            "SELECT p.code_key, u.heat, u.n FROM used u CROSS JOIN phrase p ON p.n = u.n"
            " WHERE p.code_key >= ? AND p.code_key < ?",
            (key, end),
        )
    # Codes stand in order, so those that are ``key`` itself are never cut off.
    coded.sort(key=lambda row: (row[0] != key, row[1] is None, -(row[1] or 0.0)))
    exact = {n: code == key for code, _, n in coded[: 2 * limit]}
    best = list(exact)[:limit]
    for n, body in in_parts(db, "SELECT n, body FROM plain WHERE n IN ", best):
        found[n] = (matching.CODE_EXACT if exact[n] else matching.CODE_PREFIX, body, ())


def _hits(db: Db, hunt: Hunt) -> list[Hit]:
    found, marks = hunt.found, hunt.matcher.marks
    numbers: Sequence[int] = list(found)
    if len(numbers) > hunt.limit:
        # Whole rows cost most of a search: only those that are shown are read.
        short = list(in_parts(db, "SELECT heat, position, n FROM phrase WHERE n IN ", numbers))
        numbers = [row[-1] for row in _ranked(short, found)[: hunt.limit]]
    sql = f"SELECT {rows.COLUMNS}, heat, position, n FROM phrase WHERE n IN "
    best = _ranked(list(in_parts(db, sql, numbers)), found)
    hottest = max((row[-3] or 0.0 for row in best), default=0.0)
    hits = []
    for row in best:
        quality, body, places = found[row[-1]]
        heat = row[-3]
        # Below the step of a mean over eight words, so that the score follows the list's order.
        score = quality + (2 ** (heat - hottest) / 16 if heat is not None else 0.0)
        phrase = rows.to_phrase(row)
        hits.append(Hit(phrase, *marks(phrase.title, phrase.text, body, places), score))
    return hits


def _ranked(found_rows: list[Any], found: Mapping[int, Found]) -> list[Any]:
    """Rows that end with heat, position and number, best first."""
    found_rows.sort(key=lambda row: (-found[row[-1]][0], -(row[-3] or 0.0), row[-2]))
    return found_rows


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
