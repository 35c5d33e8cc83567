"""Folding, readings and the splitting of typed letters."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phrasebook import pinyin
from phrasebook.matcher import Classes
from phrasebook.traditional import SIMPLIFIED, TRADITIONAL


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("物流停滯", "物流停滞"),
        ("後面裡頭髮", "后面里头发"),
        ("ＡＢＣ１２", "abc12"),
        ("Hi, 您好!", "hi您好"),
        ("{买家昵称}", "买家昵称"),
        ("👍🏻 好️", "👍🏻好"),
        ("㎏", "kg"),
        ("a+b=c$", "abc"),
        ("¥99", "¥99"),
        ("\0\u200b\ufeff\ud800\n", ""),
        ("ß", "ss"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert pinyin.fold(text) == folded


@given(st.text())
def test_fold_is_stable_and_maps_back(text: str) -> None:
    folded = pinyin.fold(text)
    assert pinyin.fold(folded) == folded
    places = pinyin.unfold(text, range(len(folded)))
    assert places == sorted(places)
    for place, char in zip(places, folded, strict=True):
        assert char in pinyin.fold(text[place])


def test_the_fold_table_does_not_grow_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pinyin, "_FOLD_LIMIT", len(pinyin._table()))
    size = len(pinyin._table())
    assert pinyin.fold("\U00030000Ⅳ") == "\U00030000iv"
    assert len(pinyin._table()) == size


def test_the_tables_fit() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED) == len(set(TRADITIONAL))
    assert len(pinyin.SYLLABLES) > 400
    table = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))
    assert not set(table.values()) & set(table), "a chain would need folding twice"


@pytest.mark.parametrize(
    ("char", "some"),
    [
        ("还", {"huan", "hai"}),
        ("重", {"zhong", "chong"}),
        ("绿", {"lv", "lu", "lyu"}),
        ("女", {"nv", "nu", "nyu"}),
        ("略", {"lve", "lue"}),
        ("嗯", {"en", "eng", "ng", "n"}),
        ("欸", {"ei", "ai"}),
        ("呣", {"mu"}),
        ("哼", {"heng"}),
        ("物", {"wu"}),
        ("a", set()),
        ("😀", set()),
    ],
)
def test_readings(char: str, some: set[str]) -> None:
    found = pinyin.readings(char)
    assert some <= set(found)
    assert bool(found) == bool(some)
    assert set(found) <= pinyin.SYLLABLES | {"n"}


GB2312 = [
    char
    for row in range(0xB0, 0xF8)
    for char in bytes(byte for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode(
        "gb2312", errors="ignore"
    )
]


def test_every_character_that_people_type_is_found_by_each_of_its_readings() -> None:
    assert len(set(GB2312)) == 6763
    known = {char: pinyin.readings(char) for char in GB2312}
    assert [char for char, found in known.items() if not found] == []
    classes = Classes(known)
    for char, found in known.items():
        for syllable in found:
            ways = pinyin.split(syllable, open_end=True)
            assert any(len(way) == 1 and char in classes.of(way[0]) for way in ways), (
                char,
                syllable,
            )


def test_of_rare_syllables_the_initials_are_meant_too() -> None:
    assert ("n", "g") in pinyin.split("ng", open_end=True)
    assert ("ng", "ng*") in pinyin.split("ngng", open_end=True)


def test_the_letter_of_the_sound_is_typed_as_v() -> None:
    assert pinyin.fold("nǚ LÜ") == "nvlv"


@pytest.mark.parametrize(
    ("letters", "way"),
    [
        ("wuliu", ("wu", "liu*")),
        ("wuli", ("wu", "li*")),
        ("wlts", ("w", "l", "t", "s")),
        ("wuliuts", ("wu", "liu", "t", "s")),
        ("xian", ("xian*",)),
        ("xian", ("xi", "an*")),
        ("fangan", ("fang", "an*")),
        ("fangan", ("fan", "gan*")),
        ("shouhuo", ("shou", "huo*")),
        ("zhk", ("zh*", "k")),
        ("zhk", ("z", "h", "k")),
        ("vip", ("v", "i", "p")),
        ("viphui", ("v", "i", "p", "hui*")),
        ("w", ("w",)),
    ],
)
def test_split(letters: str, way: tuple[str, ...]) -> None:
    assert way in pinyin.split(letters, open_end=True)


def test_only_the_end_may_be_unfinished() -> None:
    assert ("wu", "liu") in pinyin.split("wuliu", open_end=False)
    assert not any("*" in piece for way in pinyin.split("wuli", open_end=False) for piece in way)


def test_the_wide_split_has_initials_among_syllables() -> None:
    assert ("z", "an", "fu*") not in pinyin.split("zanfu", open_end=True)
    assert ("z", "an", "fu*") in pinyin.split("zanfu", open_end=True, wide=True)


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=32), st.booleans())
def test_every_way_spells_the_letters(letters: str, wide: bool) -> None:
    for way in pinyin.split(letters, open_end=True, wide=wide):
        spelled = "".join(piece.rstrip("*") for piece in way)
        assert spelled == letters or (wide and umlaut(spelled) == umlaut(letters))


def umlaut(letters: str) -> str:
    """The letters with u for each v that stands for an ü."""
    return re.sub("(?<=[jqxy])v", "u", letters)
