"""Passphrases: the first to be tried are refused with what helps, what people make up passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.common_words import WORDS
from assistant.desk.passphrase import LEAST, MOST, PassphraseError, checked, plain, strength

KNOWN = ("晨光小铺", "K07")

WORST = [
    "12345678",
    "aaaaaaaa",
    "password",
    "88888888",
    "woaini1314",
    "woaini520",
    "87654321",
    "qwertyui",
    "1q2w3e4r",
    "qwer1234",
    "asdfghjkl",
    "password1",
    "Passw0rd",
    "P@ssw0rd!",
    "19900101",
    "1990-01-01",
    "1990年1月1日",
    "13812345678",
    "a1234567",
    "abc12345",
    "iloveyou",
    "5201314a",
    "147258369",
    "zhangwei1990",
    "lihua19881212",
    "taobao888",
    "woaiwoai",
    "我爱你我爱你我爱你",
    "12341234",
    "qazwsxedc",
    "1qaz2wsx",
    "admin123",
    "aa123456",
    "zhangsan123",
    "一二三四五六七八",
    "我的密码1234",
    "密码密码密码密码",
    "jingdong618",
    "asdf1234",
    "zxcvbnm1",
    "abcdefgh",
    "20261201",
    "sunshine",
    "晨光小铺2026",
    "晨光小铺kefu",
    "晨光小铺晨光小铺",
    "K07K07K07",
    "ＰＡＳＳＷＯＲＤ",
    "１２３４５６７８",
    "nihao12345",
    "qq123456",
    "19951010zhang",
    "13812345678a",
    "!@#$%^&*",
    "dragon2023",
    "abababab",
    "11223344",
    "123qweasd",
    "asdasdasd",
    "83920174",
]


@pytest.mark.parametrize("passphrase", WORST)
def test_the_worst_ones_are_refused_with_what_helps(passphrase: str) -> None:
    with pytest.raises(PassphraseError) as caught:
        checked(passphrase, KNOWN)
    assert "太容易猜到" in caught.value.message
    assert "只有你知道的话" in caught.value.advice
    assert passphrase not in caught.value.message + caught.value.advice


def test_what_is_easy_about_it_is_named() -> None:
    for passphrase, word in (
        ("88888888", "重复"), ("asdfghjkl", "键盘"), ("87654321", "连着"), ("19881212", "日期"),
        ("13812345678", "手机号"), ("password", "常用"), ("liuyangwei", "拼音"),
        ("晨光小铺K07!", "店名"),
    ):  # fmt: skip
        assert word in strength(passphrase, KNOWN).why, passphrase


@pytest.mark.parametrize(
    "passphrase",
    [
        "correct horse", "换了一个新的口令", "正确的马电池订书钉", "茶水间第三排 7 号柜",
        "柜台下面的旧算盘",
        "窗台上的三盆兰花", "kT9#vLq2", "x7Qm2pLr", "紫色的猫在屋顶唱歌", "my cat eats 3 fish",
        "晨光小铺门口有三棵树",
    ],
)  # fmt: skip
def test_what_people_make_up_passes(passphrase: str) -> None:
    assert checked(passphrase, KNOWN) == passphrase
    assert strength(passphrase, KNOWN).level in ("fair", "good")


def test_a_common_word_with_some_digits_is_refused() -> None:
    made = [
        form.format(word, word.title())
        for word in WORDS
        for form in ("{0}{0}{0}{0}", "{0}12345678", "{0}19900101", "{1}88888888", "{1}2026!")
    ]
    assert [passphrase for passphrase in made if strength(passphrase).level != "weak"] == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("七个字的口令啊", "太短"),
        ("  1234567  ", "太短"),
        ("x" * (MOST + 1), "太长"),
        ("password\n1", "控制字符"),
        ("passwor\ud800d", "控制字符"),
    ],
)
def test_a_passphrase_that_cannot_be_used_is_refused_with_the_reason(typed: str, word: str) -> None:
    for check in (checked, plain):
        with pytest.raises(PassphraseError) as caught:
            check(typed)
        assert word in caught.value.message
        assert caught.value.advice
        assert typed not in caught.value.message + caught.value.advice


def test_a_weak_one_that_was_set_before_can_still_be_typed() -> None:
    assert plain("1" * LEAST) == "1" * LEAST


@given(st.text(max_size=300), st.lists(st.text(max_size=5), max_size=3))
def test_anything_can_be_measured(passphrase: str, known: list[str]) -> None:
    found = strength(passphrase, known)
    assert found.bits >= 0


def test_more_is_never_weaker() -> None:
    text = "窗台上的三盆兰花 kT9#vLq2"
    bits = [strength(text[:n]).bits for n in range(1, len(text) + 1)]
    assert bits == sorted(bits)
