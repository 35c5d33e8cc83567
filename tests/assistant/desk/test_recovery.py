"""The recovery text can be typed as people type, and a slip is found where it was made."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.desk.recovery import (
    ALPHABET,
    GROUPS,
    RecoveryTextError,
    as_key,
    as_text,
)

KEY = "00112233445566778899aabbccddeeff0f1e2d3c4b5a69788796a5b4c3d2e1f0"
TEXT = as_text(KEY)
KEYS = st.binary(min_size=32, max_size=32).map(bytes.hex)
PLACES = st.integers(0, GROUPS - 1)
"""Of groups."""


def groups_of(text: str) -> list[str]:
    return text.split("-")[1:]


def joined(groups: list[str]) -> str:
    return "-".join(["BH1", *groups])


def slips(text: str) -> tuple[int, ...]:
    with pytest.raises(RecoveryTextError) as caught:
        as_key(text)
    assert caught.value.advice
    for number in caught.value.groups:
        assert str(number) in caught.value.message
    return caught.value.groups


def test_the_form_stays_as_it_was_printed() -> None:
    """Printed keys lie in drawers: this text must be read for ever."""
    assert (
        TEXT == "BH1-008J3-4CT4V-ANK7T-F24SY-NAXW7-SQFEB-ZW7H3-WB9WD-9DD62-JY476-JTJV5-9GYJQ-W7R9P"
    )
    assert as_key(TEXT) == KEY


@given(KEYS)
def test_every_key_comes_back(key: str) -> None:
    text = as_text(key)
    assert [len(group) for group in groups_of(text)] == [5] * GROUPS
    assert as_key(text) == key


@given(KEYS)
def test_it_may_be_typed_as_people_type(key: str) -> None:
    text = as_text(key)
    bare = "".join(groups_of(text))
    for typed in (
        text.lower(),
        text.replace("-", " "),
        text.replace("-", "–"),
        text.replace("-", ""),
        bare,
        f"  {text[:40]}\n{text[40:]}\n",
        text.replace("0", "O").replace("1", "I"),
        text.replace("0", "o").replace("1", "l"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in text),
    ):
        assert as_key(typed) == key, typed


@given(KEYS, PLACES, st.integers(0, 4), st.sampled_from(ALPHABET + "U"))
def test_one_wrong_character_is_always_found_in_its_group(
    key: str, place: int, at: int, letter: str
) -> None:
    groups = groups_of(as_text(key))
    group = groups[place]
    if group[at] == letter:
        return
    groups[place] = group[:at] + letter + group[at + 1 :]
    assert slips(joined(groups)) == (place + 1,)


@given(KEYS, PLACES, st.integers(0, 4), st.integers(0, 4))
def test_two_swapped_characters_are_always_found(key: str, place: int, a: int, b: int) -> None:
    groups = groups_of(as_text(key))
    letters = list(groups[place])
    if letters[a] == letters[b]:
        return
    letters[a], letters[b] = letters[b], letters[a]
    groups[place] = "".join(letters)
    assert slips(joined(groups)) == (place + 1,)


@given(KEYS, PLACES, PLACES)
def test_two_swapped_groups_are_always_found(key: str, a: int, b: int) -> None:
    groups = groups_of(as_text(key))
    if a == b:
        return
    groups[a], groups[b] = groups[b], groups[a]
    assert slips(joined(groups)) == (min(a, b) + 1, max(a, b) + 1)


def test_several_slips_are_all_named() -> None:
    groups = groups_of(TEXT)
    groups[2] = "ZZZZZ"
    groups[6] = groups[6][:3]
    groups[12] += "7"
    assert slips(joined(groups)) == (3, 7, 13)


def test_what_no_group_notices_the_whole_may() -> None:
    """A group of another key fits by itself; 15 of 16 times the whole does not."""
    groups = groups_of(TEXT)
    missed = []
    for number in range(1, 65):
        strange = groups_of(as_text(f"{number:0>64x}"[::-1]))[0]
        try:
            missed.append(as_key(joined([strange, *groups[1:]])))
        except RecoveryTextError as error:
            if error.groups:
                pytest.fail("every group fits")
    assert len(missed) <= 8


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("", "不完整"),
        ("BH1", "不完整"),
        (TEXT[:-2], "第 13 组"),
        (TEXT.replace("-", "")[:-2], "63"),
        (TEXT + "-AAAAA", "70"),
        ("BH2" + TEXT[3:], "更新的版本"),
        ("这不是恢复密钥", "不完整"),
        ("'; DROP TABLE", "不完整"),
    ],
)
def test_what_is_no_recovery_key_is_refused(typed: str, word: str) -> None:
    with pytest.raises(RecoveryTextError) as caught:
        as_key(typed)
    assert word in caught.value.message
    assert caught.value.advice


@given(st.text())
def test_nothing_typed_breaks_it(text: str) -> None:
    with pytest.raises(RecoveryTextError):
        as_key(text)
