"""A key under a passphrase: only the passphrase gives it back, and nothing can be bent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.desk import wrapping
from assistant.desk.wrapping import LEAST, MOST, PassphraseError, Wrapped, checked, unwrap, wrap

KEY = "5a" * 32
PASSPHRASE = "茶水间第三排 7 号柜"
BOX = wrap(KEY, PASSPHRASE)
# One scrypt run takes 0.1 s.
FEW = settings(max_examples=15, deadline=None)


@FEW
@given(st.binary(min_size=32, max_size=32), st.text("键盘abcXYZ019 -_'\"\\%", min_size=12))
def test_the_passphrase_gives_the_key_back(key: bytes, passphrase: str) -> None:
    try:
        box = wrap(key.hex(), passphrase)
    except PassphraseError:
        return  # mostly blanks
    assert box.sound()
    assert unwrap(box, passphrase) == key.hex()


@pytest.mark.parametrize(
    "typed",
    [f"  {PASSPHRASE}\t", "茶水间第三排 7 号柜", "茶水间第三排\u3000７\u3000号柜"],
)
def test_what_counts_is_what_was_meant(typed: str) -> None:
    assert unwrap(BOX, typed) == KEY


@pytest.mark.parametrize(
    "typed", ["", "短", "茶水间第三排 8 号柜", PASSPHRASE + "。", "x" * 300, "a\0b"]
)
def test_a_wrong_passphrase_is_told(typed: str) -> None:
    with pytest.raises(PassphraseError) as caught:
        unwrap(BOX, typed)
    assert caught.value.message == "口令不对。"
    assert "恢复密钥" in caught.value.advice


@pytest.mark.parametrize(
    "bent",
    [
        replace(BOX, wrapped=bytes([BOX.wrapped[0] ^ 1]) + BOX.wrapped[1:]),
        replace(BOX, salt=BOX.salt[::-1]),
        replace(BOX, tag=bytes(32)),
        replace(BOX, n=BOX.n // 2),
    ],
)
def test_what_was_changed_opens_no_more(bent: Wrapped) -> None:
    with pytest.raises(PassphraseError):
        unwrap(bent, PASSPHRASE)


def test_no_pad_is_used_twice() -> None:
    other = wrap(KEY, PASSPHRASE)
    assert other.salt != BOX.salt
    assert other.wrapped != BOX.wrapped
    assert KEY not in (BOX.wrapped.hex(), other.wrapped.hex())


def test_parameters_that_hurt_are_refused() -> None:
    assert BOX.sound()
    for bad in (
        {"n": 2**30}, {"r": 10**9}, {"p": 10**9}, {"n": 3}, {"n": 1}, {"n": 0}, {"r": 0}, {"p": -1},
        {"salt": b""}, {"wrapped": b"x"}, {"tag": b"x"},
    ):  # fmt: skip
        assert not replace(BOX, **bad).sound(), bad  # type: ignore[arg-type]


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
    with pytest.raises(PassphraseError) as caught:
        checked(typed)
    assert word in caught.value.message
    assert caught.value.advice
    assert typed not in caught.value.message + caught.value.advice


def test_eight_characters_are_enough() -> None:
    assert len(checked("一" * LEAST)) == LEAST


def test_the_cost_is_what_the_page_says() -> None:
    assert 128 * wrapping.N * wrapping.R == 32 * 1024 * 1024
