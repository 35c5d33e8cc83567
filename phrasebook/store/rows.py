"""Phrase rows: how a ``Phrase`` lies in its table."""

from __future__ import annotations

import json
from typing import Any, Final

from phrasebook.model import Phrase, PhraseDraft

COLUMNS: Final = (
    "id, uid, scene, step, title, text, variants, code, buyer_types, ladder, situation,"
    " platforms, valid_until, hotkey, position, pinned, edited, use_count, last_used"
)
"""What ``to_phrase`` reads, in its order."""

SELECT: Final = f"SELECT {COLUMNS} FROM phrase"


def to_phrase(row: Any) -> Phrase:
    """Build a phrase from a row of ``COLUMNS``."""
    return Phrase(
        row[2], row[4], row[5], _words(row[6]), row[7], _words(row[8]), row[9], row[10],
        _words(row[11]), row[12], row[13], row[0], row[1] or "", row[14], row[15] != 0,
        row[16] != 0, row[17], row[18],
    )  # fmt: skip


def content(draft: PhraseDraft) -> dict[str, Any]:
    """The columns that say what a phrase is (not where it stands, nor how it was used)."""
    return {
        "scene": draft.scene,
        "title": clean(draft.title).strip(),
        "text": clean(draft.text),
        "variants": _json(draft.variants),
        "code": clean(draft.code).strip(),
        "buyer_types": _json(draft.buyer_types),
        "ladder": draft.ladder,
        "situation": clean(draft.when).strip(),
        "platforms": _json(draft.platforms),
        "valid_until": draft.valid_until,
    }


def clean(text: str) -> str:
    """Take out what cannot be stored or sent: NUL and lone surrogates; line ends become LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return text.encode("utf-8", "ignore").decode("utf-8")


def _json(words: tuple[str, ...]) -> str:
    if not words:
        return "[]"
    return json.dumps([clean(word) for word in words], ensure_ascii=False)


def _words(text: str) -> tuple[str, ...]:
    # Most rows have none, and reading 10,000 cards should not parse 30,000 empty lists.
    return () if text == "[]" else tuple(json.loads(text))
