"""Read-backs in own words."""

from __future__ import annotations

import pytest

from assistant.desk.read_back import check

PLEASE = "电话联系,先推换灰色"


@pytest.mark.parametrize("text", ["", "好", "知道了", "。。。!!!", "  好 的  ", "😊😊😊😊"])
def test_what_says_nothing_is_too_short(text: str) -> None:
    assert check(text, PLEASE) == "short"


@pytest.mark.parametrize("text", ["电话联系,先推换灰色", "电话联系先推换灰色。", "先推换灰色"])
def test_what_only_repeats_is_a_copy(text: str) -> None:
    assert check(text, PLEASE) == "copy"


@pytest.mark.parametrize("text", ["中午前打给她,问灰色", "我先打电话", "12 点前打电话联系"])
def test_own_words_are_good(text: str) -> None:
    assert check(text, PLEASE) == ""


def test_without_a_request_nothing_is_a_copy() -> None:
    assert check("先看一下订单", "") == ""


def test_width_and_case_of_letters_do_not_hide_a_copy() -> None:
    assert check("ＳＫＵ１２３４", "查 sku1234 的货") == "copy"
