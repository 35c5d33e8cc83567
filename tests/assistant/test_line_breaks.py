"""What becomes of the line breaks of a phrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.line_breaks import fitted, joined, pieces
from phrasebook.template import Filled

TEXT = "亲,您好~\n\n 第二行 \r\n第三行"


def test_kept_means_kept() -> None:
    assert fitted(Filled(TEXT, 3), "keep") == Filled(TEXT, 3)
    assert fitted(Filled(TEXT), "shift_enter") == Filled(TEXT)
    assert pieces(TEXT, "keep") == (TEXT,)


def test_a_space_takes_the_place_of_each_break() -> None:
    assert fitted(Filled(TEXT + "\n"), "space").text == "亲,您好~ 第二行 第三行"
    assert pieces("甲", "space") == ("甲",)


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_whatever_ends_a_line_is_a_break(sign: str) -> None:
    assert joined(f"ls{sign}rm") == "ls rm"
    assert pieces(f"甲{sign}乙", "shift_enter") == ("甲", "乙")


def test_the_caret_stays_at_its_words() -> None:
    text = "甲\n\n乙||丙\n丁\n"
    place = text.index("||")
    found = fitted(Filled(text.replace("||", ""), place), "space")
    assert found.caret is not None
    assert found.text[: found.caret] == "甲 乙"
    assert found.text[found.caret :].startswith("丙 丁")


def test_empty_lines_stay_lines() -> None:
    assert pieces("甲\n\n乙", "shift_enter") == ("甲", "", "乙")


@given(st.text())
def test_no_line_is_left(text: str) -> None:
    assert len(joined(text).splitlines()) <= 1
    assert "".join(pieces(text, "shift_enter")).splitlines() in ([], ["".join(text.splitlines())])
