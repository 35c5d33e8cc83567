"""A message in one form, and the features that the weights are about.

Training and reading both come through here, so a rule that changes the features changes both;
the stamp of the weights covers this file for that reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from phrasebook import resources
from phrasebook.pinyin import SYLLABLES, fold, is_han, split

NUMBER: Final = "0"
"""Stands for any number: which one it is says little, and there is no end of them."""

LONG: Final = 600
"""Characters of a message that are read whole; of a longer one its two ends."""
END: Final = LONG // 2
"""The beginning says what was bought and what happened, the end what is wanted."""
MIDDLE: Final = 1000
"""Characters between the ends that are looked at, for what stands out in them."""

_LINK: Final = re.compile(r"(?:https?://|www\.)[!-~]+|[a-z0-9-]+\.(?:com|cn|net)\b[!-~]*", re.I)
_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_STRETCHED: Final = re.compile(r"(.{1,4}?)\1{2,}|([啊呀哦呢吧嗯哈吗嘛了哎呃])\2+")
_PIECE: Final = re.compile(r"[a-z]+|.", re.S)
_LETTERS: Final = re.compile(r"[a-z]{2,}")
_MASK: Final = " "
"""No sign is a space."""
_SIZES: Final = (1, 2, 3, 4, 5, 7, 10, 15)
_VOWEL_SYLLABLES: Final = frozenset("ae")

_OPENERS: Final = """
    你好 您好 你好啊 你好呀 您好啊 哈喽 哈啰 嗨 hi hello 亲 亲亲 亲爱的 宝
    宝子 美女 小姐姐 老板 掌柜 店家 客服 在吗 在么 在嘛 在不 在不在 在线吗 有人吗
    有人在吗 打扰一下 打扰了 不好意思 请问 请问下 请问一下 麻烦 麻烦你 麻烦您 麻烦问下
    麻烦问一下 咨询一下 想咨询下 想咨询一下 我想咨询下 我想咨询一下 问下 问一下 我问下
    我问一下 想问下 想问一下 想问问 我想问下 我想问一下 我想问问 我想请问一下 喂 请 诶
    哎 那个 那么 那 然后 就是 嗯 嗯嗯 哦 哦哦 啊 好 好的 好吧 ok
""".split()  # noqa: SIM905 - a list of quoted words reads worse
_CLOSERS: Final = "谢谢 谢谢你 谢谢您 谢谢了 谢谢啦 谢谢亲 谢了 多谢 麻烦了 麻烦你了 辛苦了".split()  # noqa: SIM905


def _any_of(words: Sequence[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_OPENING: Final = re.compile(_any_of(_OPENERS) + "+")
_CLOSING: Final = re.compile(_any_of(_CLOSERS) + "$")
_REST: Final = 2
"""Signs that must remain for a greeting to be taken off: 在吗 alone is the message itself."""
_REST_OF_END: Final = 4


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands between two breaks, in its one form.

    Attributes:
        signs: The characters.
        places: Where each stands in the message.
    """

    signs: str
    places: tuple[int, ...]

    def cut(self, start: int, end: int | None = None) -> Clause:
        """Give a part."""
        return Clause(self.signs[start:end], self.places[start:end])


class Feature(NamedTuple):
    """A feature where it occurs. A tuple, as a long message has two thousand of them.

    Attributes:
        name: What the weights know it by.
        start: First sign of the clause that it covers.
        end: Sign after the last.
    """

    name: str
    start: int
    end: int


def clauses(message: str, start: int = 0, end: int | None = None) -> list[Clause]:
    """Split a message, or a part of it, at whatever is no word; without links and emoji."""
    text = message[start:end]
    dropped = {place for link in _LINK.finditer(text) for place in range(*link.span())}
    numbers = {number.start(): number.end() for number in _NUMBER.finditer(text)}
    found: list[Clause] = []
    signs: list[str] = []
    places: list[int] = []
    number_ends = 0
    for place, char in enumerate(text):
        if place < number_ends:
            continue
        if place in numbers and place not in dropped:
            number_ends = numbers[place]
            folded = NUMBER
        else:
            folded = "" if place in dropped else _folded(char)
        for sign in folded:
            signs.append(sign)
            places.append(start + place)
        if not folded and signs:
            found.append(Clause("".join(signs), tuple(places)))
            signs, places = [], []
    if signs:
        found.append(Clause("".join(signs), tuple(places)))
    return [_unstretched(clause) for clause in found]


def wanted(found: Sequence[Clause]) -> list[Clause]:
    """Take greetings off the beginning and thanks off the end, as long as something remains."""
    left = list(found)
    while left:
        opening = _OPENING.match(left[0].signs)
        if opening is None:
            break
        rest = left[0].cut(opening.end())
        if rest.signs:
            if len(rest.signs) + sum(len(clause.signs) for clause in left[1:]) >= _REST:
                left[0] = rest
            break
        if len(left) == 1:
            break
        del left[0]
    if left and (closing := _CLOSING.search(left[-1].signs)):
        if closing.start() >= _REST_OF_END:
            left[-1] = left[-1].cut(0, closing.start())
        elif closing.start() == 0 and len(left) > 1:
            del left[-1]
    return left


def features(clause: Clause) -> Iterator[Feature]:
    """Yield every feature of a clause, as often as it occurs."""
    signs = _seen(clause.signs)
    size = len(signs)
    edged = f"^{signs}$"
    for at, sign in enumerate(signs):
        if sign != _MASK:
            yield Feature(sign, at, at + 1)
    for at in range(size + 1):
        if _MASK not in (pair := edged[at : at + 2]):
            yield Feature(pair, max(0, at - 1), min(size, at + 1))
    heard = _heard(clause.signs)
    for syllable, start, end in heard[1:-1]:
        yield Feature(f"~{syllable}", start, end)
    for (one, start, _), (other, _, end) in pairwise(heard):
        yield Feature(f"~{one}~{other}", start, end)


def names(clause: Clause) -> set[str]:
    """Give the features of a clause without their places."""
    signs = _seen(clause.signs)
    edged = f"^{signs}$"
    found = {*signs, *(edged[at : at + 2] for at in range(len(signs) + 1))}
    if _MASK in signs:
        found = {name for name in found if _MASK not in name}
    heard = [syllable for syllable, _, _ in _heard(clause.signs)]
    found.update(f"~{one}" for one in heard[1:-1])
    found.update(f"~{one}~{other}" for one, other in pairwise(heard))
    return found


def together(found: Sequence[tuple[Clause, set[str]]]) -> set[str]:
    """Join the features of clauses to those of a message, which also has a length."""
    every: set[str] = set().union(*(own for _, own in found))
    if found:
        every.add(_size(sum(len(clause.signs) for clause, _ in found)))
    return every


def of(message: str) -> set[str]:
    """Give the features of a message, as it is learned from and read."""
    return together([(clause, names(clause)) for clause in wanted(clauses(message))])


def _size(signs: int) -> str:
    """How long it is: what wants no reply is short, and no word of its own says so."""
    return f"#{max((step for step in _SIZES if step <= signs), default=0)}"


def _seen(signs: str) -> str:
    """The signs without letters that stand for syllables: their shapes say nothing."""
    if signs.isalpha() and not signs.isascii() and not _LETTERS.search(signs):
        return signs
    return _LETTERS.sub(_hidden, signs)


def _hidden(run: re.Match[str]) -> str:
    letters = run[0]
    return (
        letters
        if _read(letters) == (letters,) and letters not in SYLLABLES
        else _MASK * len(letters)
    )


def _heard(signs: str) -> list[tuple[str, int, int]]:
    """Syllables with their places: a word in wrong characters, or in letters, sounds the same."""
    table = syllables()
    heard: list[tuple[str, int, int]] = [("^", 0, 0)]
    for piece in _PIECE.finditer(signs):
        text, (start, end) = piece[0], piece.span()
        read = _read(text) if end - start > 1 else (table.get(text, text),)
        at = start
        for syllable in read:
            # A character is one place wide, a typed syllable as many as it has letters.
            wide = len(syllable) if end - start > 1 else 1
            heard.append((syllable, at, at + wide))
            at += wide
    heard.append(("$", len(signs), len(signs)))
    return heard


@lru_cache(maxsize=512)
def _read(letters: str) -> tuple[str, ...]:
    """Typed letters as syllables; as one word where they are none (ems, typec)."""
    if len(letters) > _LONGEST_RUN:
        return (letters,)
    best = split(letters, open_end=False)[0]
    if all(len(piece) > 1 or piece in _VOWEL_SYLLABLES for piece in best) and "*" not in "".join(
        best
    ):
        return best
    return (letters,)


_LONGEST_RUN: Final = 60


def _folded(char: str) -> str:
    if not (char.isascii() or is_han(char)) and unicodedata.category(char) in ("So", "Sk"):
        return ""
    return fold(char)


def _unstretched(clause: Clause) -> Clause:
    """快快快快快 says what 快 does."""
    kept: list[int] = []
    at = 0
    for run in _STRETCHED.finditer(clause.signs):
        kept += range(at, run.start() + len(run[1] or run[2]))
        at = run.end()
    if not at:
        return clause
    kept += range(at, len(clause.signs))
    return Clause(
        "".join(clause.signs[place] for place in kept),
        tuple(clause.places[place] for place in kept),
    )


@lru_cache(maxsize=1)
def syllables() -> dict[str, str]:
    """The most common reading of each common character, without tone.

    A table of 20 kB made by ``tools/train.py``: pypinyin itself costs 42 ms and 12 MB.
    """
    try:
        lines = resources.path("model", "syllables.txt").read_text(encoding="utf-8").split("\n")
    except OSError:
        return {}
    return {
        char: syllable
        for syllable, _, chars in (line.partition(" ") for line in lines)
        for char in chars
    }
