"""A message in one form, whatever was typed around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.suggest.features import clauses, features, names, of, syllables, wanted


def signs(message: str) -> list[str]:
    return [clause.signs for clause in wanted(clauses(message))]


@pytest.mark.parametrize(
    ("message", "same"),
    [
        ("亲,在吗?什么时候发货", "什么时候发货"),
        ("您好 请问什么时候发货", "什么时候发货"),
        ("什么时候发货😊😊", "什么时候发货"),
        ("什麼時候發貨", "什么时候发货"),
        ("什么时候发货啊啊啊啊啊", "什么时候发货啊"),
        ("什么时候发货 谢谢", "什么时候发货"),
        ("ＡＢＣ多少钱", "abc多少钱"),
        ("满300减40", "满99减8"),
        ("看看这个 https://example.com/item?id=42", "看看这个"),
    ],
)
def test_what_means_the_same_looks_the_same(message: str, same: str) -> None:
    assert signs(message) == signs(same)


def test_a_greeting_alone_is_the_message() -> None:
    assert signs("在吗") == ["在吗"]
    assert signs("你好 在吗") == ["在吗"]
    assert signs("谢谢") == ["谢谢"]


def test_numbers_are_one_sign_also_with_a_point() -> None:
    assert signs("1.8米的12345") == ["0米的0"]


def test_breaks_are_kept_apart() -> None:
    assert signs("能便宜点吗,什么时候发货") == ["能便宜点吗", "什么时候发货"]
    assert "吗什" not in of("能便宜点吗,什么时候发货")


def test_edges_are_marked() -> None:
    assert {"^包", "邮$"} <= of("包邮")


def test_wrong_characters_and_letters_sound_like_the_right_ones() -> None:
    right = {name for name in of("退款") if name.startswith("~")}
    assert right == {name for name in of("腿款") if name.startswith("~")}
    assert right == {name for name in of("tuikuan") if name.startswith("~")}


def test_letters_that_are_no_syllables_stay_a_word() -> None:
    assert "~ems~$" in of("发ems")


def test_the_table_of_syllables_ships() -> None:
    assert len(syllables()) > 6000
    assert syllables()["退"] == "tui"


@given(st.text())
def test_places_lead_back_to_the_message(message: str) -> None:
    for clause in wanted(clauses(message)):
        assert len(clause.signs) == len(clause.places)
        assert list(clause.places) == sorted(clause.places)
        assert all(0 <= place < len(message) for place in clause.places)


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_part_of_a_message_keeps_its_places(message: str, start: int, end: int) -> None:
    found = clauses(message, min(start, len(message)), min(end, len(message)))
    for clause in found:
        assert all(start <= place < end for place in clause.places)


@given(st.text())
def test_features_lie_in_their_clause(message: str) -> None:
    for clause in wanted(clauses(message)):
        found = list(features(clause))
        assert {feature.name for feature in found} == names(clause)
        for feature in found:
            assert 0 <= feature.start <= feature.end <= len(clause.signs)
