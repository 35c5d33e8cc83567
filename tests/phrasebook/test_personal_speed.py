"""Masking takes time as the text grows, whatever stands in it."""

from __future__ import annotations

import re
from types import ModuleType

import pytest

from phrasebook import (
    personal,
    personal_abroad,
    personal_accounts,
    personal_names,
    personal_numbers,
    personal_place_forms,
    personal_places,
    personal_spots,
    personal_spread,
    personal_text,
)
from phrasebook.personal import mask
from tests.call_count import calls_of

MODULES = (
    personal, personal_abroad, personal_accounts, personal_names, personal_numbers,
    personal_place_forms, personal_places, personal_spots, personal_spread, personal_text,
)  # fmt: skip
LONG = [
    "1-", "1.", "市", "中1", "南京", "微信a", "+1", "陈", "Ab ", "收：",
    "1", "1 ", "138 ", "1一", "6222 ", "0-", "@", "a@", "a@a.", "a.", "3栋",
    "3室", "区", "路", "中山路", "杭州市西湖区", "收件人：", "地址：路", "身份证", "转", "陈小平\n",
    "1~", "1,", "138~", "1O", "零", "我是陈", "@a.", " at a", "微信:", "12 A", "Room A, ",
    "*", "1*", "阿·", "快递3", "13812345678",
    "小学", "寄到中", "在中学",
    "旺旺：小鱼儿糖", "放店", "我妹", "卓玛", "写陈", "日本0", "12-1-1 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_the_work_grows_as_the_text_does(piece: str) -> None:
    """The piece is repeated less often than a repetition that is cut out has to be."""
    short, long = (calls_to_mask(varied(piece, size)) for size in (1_000, 4_000))
    assert long < 4.6 * short + 2_000


def varied(piece: str, size: int) -> str:
    row = piece * 20 + "の"
    return row * (size // len(row) + 1)


@pytest.mark.parametrize(
    "piece", [piece for piece in LONG if piece != "1*"]
)  # marks are read first
def test_a_long_repetition_costs_hardly_more_than_a_short_one(piece: str) -> None:
    short, long = (calls_to_mask((piece * size)[:size]) for size in (1_000, 8_000))
    assert long < 1.5 * short + 100


@pytest.mark.parametrize("piece", ["1 ", " 1", "1-", "市", "0", "北京市", "\n", "138 ", "，", "a"])
def test_what_stands_beside_a_repetition_is_found(piece: str) -> None:
    row = piece * 300
    masked = mask(f"电话 13812345678 {row} 杭州市滨江区江南大道228号 {row} a.b@example.com")
    assert "13812345678" not in masked
    assert "江南大道228号" not in masked
    assert "a.b@" not in masked


def calls_to_mask(text: str) -> int:
    return calls_of(lambda: mask(text))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_pattern_can_run_away(module: ModuleType) -> None:
    """A repetition without a bound stands over one class of characters, and inside of no other."""
    for name, pattern in vars(module).items():
        if isinstance(pattern, re.Pattern):
            bare = re.sub(r"\[(?:\\.|[^\]])+\]|\\.", "x", pattern.pattern)
            assert not re.search(r"\)[*+]", re.sub(r"\((?:\?:)?·x\+\)\*", "", bare)), name


@pytest.mark.parametrize("piece", LONG)
def test_a_hundred_thousand_characters_come_to_an_end(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    assert len(mask(text)) <= len(text)
