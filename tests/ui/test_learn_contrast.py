"""Words of the pages of advice can be read on what lies under them, in both schemes."""

from __future__ import annotations

import pytest

from tests.ui.test_theme import _contrast
from ui.manual_html import CALLOUTS
from ui.theme import TOKENS

GROUNDS = sorted({ground for _, _, ground, _ in CALLOUTS.values()})
PAIRS = (
    *((ink, ground) for _, ink, ground, _ in CALLOUTS.values()),
    *(("ink", ground) for ground in GROUNDS),
    *(("accent_text", ground) for ground in GROUNDS),  # a link in a callout
    ("accent_text", "bg"),  # a link of a page
    ("ink", "bg"),
    ("sub", "bg"),  # captions, the origin of a page
    ("sub", "kbd"),  # heads of tables
    ("ink", "kbd"),  # code
    ("warn", "bg"),  # the notice of a page
    ("sub", "card"),  # what lies behind a tip
    ("ink", "card"),
    ("on_accent", "accent"),  # the chosen chip
    ("ink", "hover"),
    ("warn", "warn_bg"),  # the buyer's type
    ("accent_text", "soft"),  # a suited card's chip
    ("ink", "soft"),  # the current row of contents and search
    ("sub", "soft"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), sorted(set(PAIRS)))
def test_words_reach_contrast(scheme: str, text: str, ground: str) -> None:
    tokens = TOKENS[scheme]
    assert _contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("mark", "ground"), [("ok", "card"), ("danger", "card"), ("sub", "card")])
def test_marks_of_do_and_dont_are_seen(scheme: str, mark: str, ground: str) -> None:
    tokens = TOKENS[scheme]
    assert _contrast(tokens[mark], tokens[ground]) >= 3
