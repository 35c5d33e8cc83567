"""What makes a passphrase (口令): its normal form, its rules, and how hard it is to guess.

Whoever has the files tries passphrases beside the program, the likely ones first. So a passphrase
is measured by the cheapest way to put it together out of what is tried: common words, pinyin,
repetitions, neighbours on the keyboard, dates, telephone numbers, what the shop is called; only
what is left counts letter by letter. (After zxcvbn, Wheeler, USENIX Security 2016, with a list of
our own.) No rule asks for digits or signs: NIST SP 800-63B, 3.1.1.2 advises against that.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from assistant.desk.common_words import WORDS
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.pinyin import SYLLABLES

LEAST: Final = 8
"""Characters of a passphrase at least (NIST SP 800-63B, 3.1.1.2)."""
MOST: Final = 200

_WEAK: Final = 32.0
"""Bits below which a passphrase is refused. At this bound half of all tries, at 0.4 s and 128 MB
each, take one processor 27 years, so whoever rents a thousand of them ten days."""
_GOOD: Final = 45.0

Level = Literal["weak", "fair", "good"]
Kind = Literal["", "word", "pinyin", "repeat", "row", "count", "date", "phone", "shop"]

_WHY: Final[dict[Kind, str]] = {
    "word": "里面是大家常用的词",
    "pinyin": "拼音的名字容易猜到",
    "repeat": "里面是重复的字",
    "row": "里面是键盘上连着的键",
    "count": "里面是连着的数字或字母",
    "date": "里面是日期",
    "phone": "里面是手机号",
    "shop": "里面是店名或工号",
}
_ROWS: Final = (
    "`1234567890-=", "~!@#$%^&*()_+", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)  # fmt: skip
_COUNTS: Final = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "零一二三四五六七八九十")
_LETTERS: Final = str.maketrans("@4310$5!7", "aaeiossit")
"""Signs and digits that stand for letters in common words."""
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-./年]?(?:1[0-2]|0?[1-9])[-./月]?(?:[12]\d|3[01]|0?[1-9])日?"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:19|20)\d\d年?"
)
_PHONE: Final = re.compile(r"1[3-9]\d{9}")
_LONGEST_WORD: Final = 20
_MEASURED: Final = 60
"""Characters that are looked at; what has more is good by its length, unless it repeats."""


class PassphraseError(UserError):
    """A passphrase that cannot be used, or that is not the right one."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How hard a passphrase is to guess.

    Attributes:
        bits: Logarithm to the base 2 of the tries.
        why: What is easy about it, as a sentence for the person; empty if nothing is.
    """

    bits: float
    why: str = ""

    @property
    def level(self) -> Level:
        """``weak`` ones are refused."""
        return "weak" if self.bits < _WEAK else "fair" if self.bits < _GOOD else "good"


def plain(passphrase: str) -> str:
    """Give a passphrase in the form in which it counts: NFKC, no blanks around it.

    NFKC because an input method in full-width mode types other characters for the same keys.

    Raises:
        PassphraseError: It is too short, too long or holds what no keyboard types.
    """
    text = unicodedata.normalize("NFKC", passphrase).strip()
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise PassphraseError(
            tr("口令里有看不见的控制字符。"), tr("请手工输入口令,只用文字、数字和符号。")
        )
    if len(text) < LEAST:
        raise PassphraseError(
            tr("口令太短:至少 {least} 个字。", least=LEAST), tr("可以用一句只有你知道的话。")
        )
    if len(text) > MOST:
        raise PassphraseError(
            tr("口令太长:最多 {most} 个字。", most=MOST), tr("请换一个短一些的。")
        )
    return text


def checked(passphrase: str, known: Iterable[str] = ()) -> str:
    """Give a new passphrase in the form in which it counts.

    Args:
        passphrase: As typed.
        known: What an attacker knows of this shop: its name, the agent's number.

    Raises:
        PassphraseError: It cannot be used (see ``plain``), or is among the first to be tried.
    """
    text = plain(passphrase)
    found = strength(text, known)
    if found.level == "weak":
        raise PassphraseError(
            tr("这个口令太容易猜到:{why}。", why=found.why or tr("太短或太简单")),
            tr("可以用一句只有你知道的话,或者三四个不相干的词。"),
        )
    return text


def strength(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """Measure a passphrase by the cheapest way to put it together.

    Args:
        passphrase: As typed.
        known: See ``checked``.
    """
    text = unicodedata.normalize("NFKC", passphrase).strip()[:_MEASURED].lower()
    words = frozenset(unicodedata.normalize("NFKC", word).strip().lower() for word in known)
    found, period = _cheapest(text, words), _period(text)
    if period < len(text):
        bits = _cheapest(text[:period], words).bits + math.log2(len(text) / period)
        if bits < found.bits:
            return Strength(bits, tr(_WHY["repeat"]))
    return found


def _cheapest(text: str, known: frozenset[str]) -> Strength:
    """Put ``text`` together out of pieces at the least cost (shortest path over its places)."""
    best = [0.0] + [math.inf] * len(text)
    came: list[tuple[int, Kind]] = [(0, "")] * (len(text) + 1)
    for start in range(len(text)):
        for end, bits, kind in _pieces(text, start, known):
            # Which pieces, and in which order, has to be guessed as well.
            cost = best[start] + bits + (1.0 if start else 0.0)
            if cost < best[end]:
                best[end], came[end] = cost, (start, kind)
    why: dict[Kind, int] = {}
    place = len(text)
    while place:
        start, kind = came[place]
        why[kind] = why.get(kind, 0) + place - start
        place = start
    why.pop("", None)
    if not why:
        return Strength(best[-1])
    # That it is about the shop says most; else what makes up most of it.
    named: Kind = "shop" if "shop" in why else max(why, key=lambda kind: why[kind])
    return Strength(best[-1], tr(_WHY[named]))


def _pieces(text: str, start: int, known: frozenset[str]) -> Iterator[tuple[int, float, Kind]]:
    """Give what may stand at a place: where it ends, its bits, and what it is."""
    yield start + 1, _letter(text[start]), ""
    rest = text[start : start + _LONGEST_WORD]
    signs = rest.translate(_LETTERS)
    for length in range(2, len(rest) + 1):
        piece = rest[:length]
        if piece in known:
            yield start + length, 2.0, "shop"
        if piece in WORDS:
            yield start + length, 9.0, "word"
        elif signs[:length] in WORDS:
            yield start + length, 11.0, "word"
        if length <= 6 and piece in SYLLABLES and piece.isascii():
            yield start + length, 7.0, "pinyin"
    same = _run(rest, 0)
    if same >= 3:
        yield start + same, _letter(text[start]) + math.log2(same), "repeat"
    for kind, tables, bits in (("row", _ROWS, 6.0), ("count", _COUNTS, 4.0)):
        length = _along(rest, tables)
        if length >= 3:
            yield start + length, bits + math.log2(length), kind  # type: ignore[misc]
    for pattern, bits, kind in ((_DATE, 0.0, "date"), (_PHONE, 15.0, "phone")):
        found = pattern.match(text, start)
        if found:
            size = len(found[0])
            # A year of a hundred, a day of a year, or both.
            cost = bits or (15.5 if size > 5 else 7.0 if found[0][:2] in ("19", "20") else 8.5)
            yield found.end(), cost, kind  # type: ignore[misc]


def _letter(letter: str) -> float:
    if letter.isdigit():
        return 3.3
    if letter.isascii() and letter.isalpha():
        return 4.7
    # A Chinese character hangs on those beside it: less than the twelve bits of a free choice.
    return 6.0 if letter.isascii() else 7.5


def _run(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] == text[start]:
        end += 1
    return end - start


def _along(text: str, tables: Iterable[str]) -> int:
    """How many characters go along one of some rows, forwards or backwards."""
    longest = 0
    for table in tables:
        for row in (table, table[::-1]):
            place, length = row.find(text[0]), 0
            while length < len(text) and 0 <= place < len(row) and row[place] == text[length]:
                place, length = place + 1, length + 1
            longest = max(longest, length)
    return longest


def _period(text: str) -> int:
    """Length of the shortest block that, repeated, makes up ``text``."""
    place = (text + text).find(text, 1)
    return place if place > 0 else len(text)
