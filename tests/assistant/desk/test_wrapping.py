"""A key under a passphrase: only the passphrase gives it back, and nothing can be bent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.desk import old_wrapping, wrapping
from assistant.desk.old_wrapping import OldWrapped
from assistant.desk.passphrase import PassphraseError
from assistant.desk.wrapping import COST, Cost, Wrapped, derived, unwrap, wrap
from phrasebook.model import UserError

KEY = "5a" * 32
ABOUT = "version 2\nmode passphrase"
PASSPHRASE = "茶水间第三排 7 号柜"
CHEAP = Cost(2**10, 8, 1)
BOX = wrap(KEY, PASSPHRASE, ABOUT, CHEAP)
OLD = OldWrapped(
    bytes.fromhex("9e3000409329485b666177ad2483c5ba"),
    bytes.fromhex("fcaacc6a5da34eda46905a6b8ad2642a2477d018dca2144d608cd459a7bb9075"),
    bytes.fromhex("c77322456c24ed54cb47164b2e6fced03c1555fe469e3e97b52e87103bd30f9b"),
    Cost(2**15, 8, 1),
)
"""Made by the code that released version 1: this key, under this passphrase."""
OLD_KEY, OLD_PASSPHRASE = "c3" * 32, "柜台下面的旧算盘"


@pytest.mark.parametrize(
    ("password", "salt", "cost", "wanted"),
    [
        ("", "", Cost(16, 1, 1), "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
         "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"),
        ("password", "NaCl", Cost(1024, 8, 16), "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830"
         "e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"),
        ("pleaseletmein", "SodiumChloride", Cost(16384, 8, 1), "7023bdcb3afd7348461c06cd81fd38eb"
         "fda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b"
         "45575887"),
    ],
)  # fmt: skip
def test_scrypt_gives_what_its_standard_says(
    password: str, salt: str, cost: Cost, wanted: str
) -> None:
    """The vectors of RFC 7914, section 12."""
    assert derived(password, salt.encode(), cost, 64).hex() == wanted
    assert derived(password, salt.encode(), cost).hex() == wanted[:64]


def test_the_cipher_gives_what_its_standard_says() -> None:
    """Test case 16 of the specification of GCM (McGrew and Viega): AES-256, with more data."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    text = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
        "49a6b525b16aedf5aa0de657ba637b39"
    )
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = AESGCM(key).encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), text, about)
    assert sealed.hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
        "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_it_is_put_together_as_said() -> None:
    """Opened by hand, with the two constructions alone."""
    made = derived(PASSPHRASE, BOX.salt, CHEAP)
    about = f"banhua desk key\n{ABOUT}\nscrypt 1024 8 1\n{BOX.salt.hex()}\naes-256-gcm"
    assert AESGCM(made).decrypt(BOX.nonce, BOX.sealed, about.encode()).hex() == KEY


@settings(max_examples=40, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.text("键盘abcXYZ019 -_'\"\\%", min_size=12))
def test_the_passphrase_gives_the_key_back(key: bytes, passphrase: str) -> None:
    try:
        box = wrap(key.hex(), passphrase, ABOUT, CHEAP)
    except PassphraseError:
        return  # mostly blanks
    assert box.sound()
    assert unwrap(box, passphrase, ABOUT) == key.hex()


@pytest.mark.parametrize(
    "typed",
    [f"  {PASSPHRASE}\t", "茶水间第三排 7 号柜", "茶水间第三排\u3000７\u3000号柜"],
)
def test_what_counts_is_what_was_meant(typed: str) -> None:
    assert unwrap(BOX, typed, ABOUT) == KEY


@pytest.mark.parametrize(
    "typed", ["", "短", "茶水间第三排 8 号柜", PASSPHRASE + "。", "x" * 300, "a\0b"]
)
def test_a_wrong_passphrase_is_told(typed: str) -> None:
    for opened in (lambda: unwrap(BOX, typed, ABOUT), lambda: old_wrapping.unwrap(OLD, typed)):
        with pytest.raises(PassphraseError) as caught:
            opened()
        assert caught.value.message == "口令不对。"
        assert "恢复密钥" in caught.value.advice


@pytest.mark.parametrize(
    "bent",
    [
        replace(BOX, sealed=bytes([BOX.sealed[0] ^ 1]) + BOX.sealed[1:]),
        replace(BOX, sealed=BOX.sealed[:-1] + bytes([BOX.sealed[-1] ^ 1])),
        replace(BOX, salt=BOX.salt[::-1]),
        replace(BOX, nonce=bytes(12)),
        replace(BOX, cost=Cost(2**9, 8, 1)),
        replace(BOX, cost=Cost(2**10, 8, 2)),
    ],
)
def test_what_was_changed_opens_no_more(bent: Wrapped) -> None:
    with pytest.raises(PassphraseError):
        unwrap(bent, PASSPHRASE, ABOUT)


def test_what_the_file_says_beside_is_held_by_the_seal() -> None:
    with pytest.raises(PassphraseError):
        unwrap(BOX, PASSPHRASE, ABOUT.replace("2", "3"))


def test_nothing_is_used_twice() -> None:
    other = wrap(KEY, PASSPHRASE, ABOUT, CHEAP)
    assert other.salt != BOX.salt
    assert other.nonce != BOX.nonce
    assert other.sealed != BOX.sealed


def test_a_key_in_the_form_of_version_1_still_opens() -> None:
    assert OLD.sound()
    assert old_wrapping.unwrap(OLD, OLD_PASSPHRASE) == OLD_KEY
    with pytest.raises(PassphraseError):
        old_wrapping.unwrap(replace(OLD, tag=bytes(32)), OLD_PASSPHRASE)


@pytest.mark.parametrize(
    "cost",
    [
        Cost(2**30, 8, 1), Cost(2**17, 10**9, 1), Cost(2**17, 8, 10**9), Cost(3, 8, 1),
        Cost(1, 8, 1), Cost(0, 8, 1), Cost(2**17, 0, 1), Cost(2**17, 8, -1), Cost(2**20, 1, 1),
        Cost(2**16, 1, 1), Cost(2**17, 8, 17), Cost(2**19, 8, 1), Cost(10**40, 8, 1),
    ],
)  # fmt: skip
def test_parameters_that_hurt_or_that_scrypt_refuses_are_refused(cost: Cost) -> None:
    assert not cost.sound()
    assert not replace(BOX, cost=cost).sound()


@pytest.mark.parametrize(
    "cost", [COST, Cost(2**15, 8, 1), Cost(2, 1, 1), Cost(2**15, 1, 1), Cost(2**17, 8, 2)]
)
def test_every_parameter_that_passes_can_be_computed(cost: Cost) -> None:
    assert cost.sound()
    assert len(derived("x", b"y", cost)) == 32


@pytest.mark.parametrize("fault", [MemoryError(), ValueError("memory limit exceeded")])
def test_too_little_memory_is_said(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def full(*_: object, **__: object) -> bytes:
        raise fault

    monkeypatch.setattr(wrapping.hashlib, "scrypt", full)
    with pytest.raises(UserError, match="内存不够") as caught:
        unwrap(BOX, PASSPHRASE, ABOUT)
    assert "备注都还在" in caught.value.advice


def test_sizes_that_no_wrapping_has_are_refused() -> None:
    assert BOX.sound()
    for bad in ({"salt": b""}, {"sealed": b"x"}, {"nonce": b"x"}):
        assert not replace(BOX, **bad).sound(), bad  # type: ignore[arg-type]
    assert not replace(OLD, wrapped=b"x").sound()


def test_the_cost_is_what_owasp_asks_for() -> None:
    assert Cost(2**17, 8, 1) == COST
    assert 128 * COST.n * COST.r == 128 * 1024 * 1024
    assert COST.covers(Cost(2**15, 8, 1))
    assert not Cost(2**15, 8, 3).covers(COST)
    assert not Cost(2**15, 8, 1).covers(COST)
