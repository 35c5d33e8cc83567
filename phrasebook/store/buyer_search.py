"""Search over buyers: scans of folded columns, so that no index keeps what was deleted.

A word is looked for in the name (as characters, as initials, as pinyin from the start of any
syllable), in notes, handovers, reminders and order numbers.
"""

from __future__ import annotations

import re
from itertools import islice, product
from typing import Final

from phrasebook import pinyin
from phrasebook.personal import mask
from phrasebook.search import MAX_QUERY, MAX_WORDS
from phrasebook.store.database import Db

_SPELLINGS: Final = 8
"""Ways to read a name with polyphones that are kept."""
_LETTERS: Final = re.compile("[a-z0-9]+")

_ELSEWHERE: Final = (
    "SELECT buyer FROM note WHERE key LIKE ?1"
    " UNION SELECT buyer FROM handover WHERE buyer <> '' AND key LIKE ?1"
    " UNION SELECT buyer FROM reminder WHERE buyer <> '' AND key LIKE ?1"
)
"""Folding leaves neither "%" nor "_" in a word. LIKE takes half the time of ``instr``, which counts
characters up to the place that it finds."""


def keys(name: str) -> dict[str, str]:
    """The columns by which a buyer is found by name.

    ``initials`` holds a reading a line; ``spelled`` too, with a space before each syllable.
    """
    folded = pinyin.fold(name)
    choices = [_readings(char) for char in folded]
    ways = list(islice(product(*choices), _SPELLINGS))
    if ways == [tuple(folded)]:
        # Spelled as it is written.
        return {"name_key": folded, "initials": "", "spelled": ""}
    return {
        "name_key": folded,
        "initials": "\n".join(dict.fromkeys("".join(part[0] for part in way) for way in ways)),
        "spelled": "\n".join("".join(f" {part}" for part in way) for way in ways),
    }


def find(db: Db, query: str, limit: int, offset: int) -> list[str]:
    """Ids of buyers that fit, best first; see ``Buyers.find``."""
    if not query.strip():
        sql = "SELECT id FROM buyer ORDER BY touched DESC, id LIMIT ? OFFSET ?"
        return [row[0] for row in db.execute(sql, (limit, offset))]
    words = [_forms(part) for part in query[:MAX_QUERY].split()[:MAX_WORDS]]
    words = [forms for forms in words if forms]
    if not words:
        return []
    by_name = [{id for form in forms for id in _named(db, form)} for forms in words]
    elsewhere = [{id for form in forms for id in _elsewhere(db, form)} for forms in words]
    named = set.intersection(*by_name)
    found = set.intersection(*map(set.union, by_name, elsewhere))
    if not found:
        return []
    order = db.execute("SELECT id FROM buyer ORDER BY touched DESC, id")
    ranked = sorted((row[0] for row in order if row[0] in found), key=lambda id: id not in named)
    return ranked[offset : offset + limit]


def _forms(part: str) -> tuple[str, ...]:
    """A word as it may be stored: a number that was masked is found by the whole one too."""
    forms = (pinyin.fold(part), pinyin.fold(mask(part)))
    return tuple(dict.fromkeys(form for form in forms if form))


def _elsewhere(db: Db, word: str) -> set[str]:
    return {row[0] for row in db.execute(_ELSEWHERE, (f"%{word}%",))}


def _readings(char: str) -> tuple[str, ...]:
    """How a character is typed: itself, or in each of its readings."""
    return (pinyin.readings(char) if pinyin.is_han(char) else ()) or (char,)


def _named(db: Db, word: str) -> set[str]:
    found = {row[0] for row in db.execute("SELECT id FROM buyer WHERE instr(name_key, ?)", (word,))}
    if not _LETTERS.fullmatch(word):
        return found
    found.update(
        row[0] for row in db.execute("SELECT id FROM buyer WHERE instr(initials, ?)", (word,))
    )
    if len(word) > 1:
        # "an" is 安, not the end of 王.
        start = re.compile(" " + " ?".join(word))
        sql = "SELECT id, spelled FROM buyer WHERE instr(replace(spelled, ' ', ''), ?)"
        found.update(id for id, spelled in db.execute(sql, (word,)) if start.search(spelled))
    return found
