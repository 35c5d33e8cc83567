"""Marks of messages: keyed, of nothing personal, and the same for what is alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrasebook import marks

KEY, OTHER = bytes(32), bytes(31) + b"x"
MESSAGE = "我的电话是{},能便宜点吗"


def test_another_key_makes_other_numbers() -> None:
    mine, theirs = marks.of(MESSAGE, KEY), marks.of(MESSAGE, OTHER)
    assert len(mine) > 5
    assert not mine & theirs
    assert all(0 <= mark < 2**32 for mark in mine)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("13812345678", "13987654321"),
        ("138 1234 5678", "15000001111"),
        ("一三八一二三四五六七八", "13812345678"),
    ],
)
def test_whose_number_it_is_makes_no_difference(one: str, other: str) -> None:
    assert marks.of(MESSAGE.format(one), KEY) == marks.of(MESSAGE.format(other), KEY)


@pytest.mark.parametrize(
    "text",
    [
        "收件人:陈小平,电话 13812345678,地址:浙江省杭州市西湖区文三路 88 号 3 幢 1201 室",
        "陈小平 13812345678 浙江省杭州市西湖区文三路88号3幢1201室",
        "邮箱 chen.xiaoping@example.com",
    ],
)
def test_what_is_personal_is_cut_out_whole(text: str) -> None:
    left = marks.impersonal(text)
    for piece in ("陈", "小平", "138", "5678", "西湖", "文三", "1201", "chen", "example"):
        assert piece not in left, left


def test_a_digit_says_nothing() -> None:
    assert marks.of("穿 41 码的", KEY) == marks.of("穿 38 码的", KEY)
    assert marks.of("订单 231125918273645546372 到哪了", KEY) == marks.of(
        "订单 998877665544332211009 到哪了", KEY
    )


def test_no_pair_reaches_over_what_was_cut_out() -> None:
    over = marks.of("电话13812345678我要退货", KEY)
    assert over == marks.of("电话\x00我要退货", KEY)


@given(st.text(max_size=300))
def test_any_text_has_marks_or_none(text: str) -> None:
    assert marks.of(text, KEY) == marks.of(text, KEY)
    assert marks.whose(text, KEY) == b"" or len(marks.whose(text, KEY)) == 16
