"""Marks where two texts differ: right for any texts, and readable for those of people."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.rewrite.difference import difference


def marked(old: str, new: str) -> tuple[list[str], list[str]]:
    found = difference(old, new)
    return [old[s:e] for s, e in found.removed], [new[s:e] for s, e in found.inserted]


def test_what_was_taken_out_and_put_in() -> None:
    assert marked("亲,今天发货哦", "亲,明天上午发货") == (["今天", "哦"], ["明天上午"])


def test_equal_texts_have_no_marks() -> None:
    assert marked("亲,今天发", "亲,今天发") == ([], [])


def test_a_variable_and_a_number_change_as_a_whole() -> None:
    assert marked("单号 {订单号} 补 15 元", "单号 {单号} 补 10 元") == (
        ["{订单号}", "15"],
        ["{单号}", "10"],
    )


def test_a_single_character_that_stayed_by_chance_does_not_tear_a_mark() -> None:
    assert marked("活动价的呢亲", "优惠的啦您") == (["活动价的呢亲"], ["优惠的啦您"])


def test_all_or_nothing() -> None:
    assert marked("", "新的") == ([], ["新的"])
    assert marked("旧的", "") == (["旧的"], [])
    assert marked("", "") == ([], [])


@given(
    st.text(alphabet="亲价{订}1a,😊", max_size=30), st.text(alphabet="亲价{订}1a,😊", max_size=30)
)
def test_without_the_marks_both_texts_are_the_same(old: str, new: str) -> None:
    found = difference(old, new)

    def rest(text: str, spans: tuple[tuple[int, int], ...]) -> str:
        for start, end in reversed(spans):
            text = text[:start] + text[end:]
        return text

    assert rest(old, found.removed) == rest(new, found.inserted)
