"""The recovery key (恢复密钥): the key of the notes as a text to print and to type back.

``BH1-`` and 13 groups of five characters of Crockford's base 32, which has no I, L, O and U
(https://www.crockford.com/base32.html). Four characters of a group carry 20 bits of the key, the
fifth checks them, as the groups of a BitLocker recovery key check themselves: so a slip is found
in the group in which it was made. The check is a weighted sum in GF(32) in which every place has
another weight and every group another constant: one wrong character, two swapped ones and two
swapped groups are always found; anything else passes with 1 in 32 a group. The four bits that are
left over hold the beginning of a checksum of the whole.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from phrasebook.i18n import tr
from phrasebook.model import UserError

PREFIX: Final = "BH1"
GROUPS: Final = 13
_GROUP: Final = 5
_KEY_BYTES: Final = 32
_SPARE: Final = 4  # 13 groups of 20 bits hold 260 for a key of 256

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES: Final = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOKALIKES: Final = str.maketrans("OIL", "011")
_FIELD: Final = 0b100101  # x^5 + x^2 + 1, irreducible: makes GF(32) of five bits
_WEIGHTS: Final = (2, 4, 8, 16)  # of the places of a group; the check character itself has 1


class RecoveryTextError(UserError):
    """A text that is no recovery key.

    Attributes:
        groups: Numbers, from 1, of the groups with a slip; empty if that cannot be told.
    """

    def __init__(self, message: str, advice: str, groups: tuple[int, ...] = ()) -> None:
        """Keep where the slips are."""
        super().__init__(message, advice)
        self.groups = groups


def as_text(key: str) -> str:
    """Write a key (64 hex digits) as its recovery text."""
    raw = bytes.fromhex(key)
    number = int.from_bytes(raw, "big") << _SPARE | _checksum(raw)
    groups = []
    for place in range(GROUPS):
        bits = number >> 20 * (GROUPS - 1 - place)
        values = [bits >> shift & 31 for shift in (15, 10, 5, 0)]
        groups.append("".join(ALPHABET[value] for value in (*values, _check(place, values))))
    return "-".join((PREFIX, *groups))


def as_key(text: str) -> str:
    """Read a recovery text, however it was typed; gives 64 hex digits.

    Case, full-width letters, spaces, dashes and the look-alikes O, I and L do not matter.

    Raises:
        RecoveryTextError: It is none, or has slips; says in which groups.
    """
    groups = _groups(text)
    wrong = tuple(place + 1 for place, group in enumerate(groups) if not _fits(place, group))
    if wrong:
        listed = "、".join(map(str, wrong))
        raise RecoveryTextError(
            tr("恢复密钥的第 {groups} 组不对。", groups=listed),
            tr("“{prefix}”后面是第 1 组。请对照原文改正这几组。", prefix=PREFIX),
            wrong,
        )
    number = 0
    for group in groups:
        for letter in group[:-1]:
            number = number << 5 | _VALUES[letter]
    raw = (number >> _SPARE).to_bytes(_KEY_BYTES, "big")
    if number & 15 != _checksum(raw):
        raise RecoveryTextError(
            tr("恢复密钥有抄错的地方。"), tr("说不出是哪一组,请对照原文逐组检查。")
        )
    return raw.hex()


def _groups(text: str) -> list[str]:
    """Cut what was typed into groups.

    Raises:
        RecoveryTextError: There are not as many as there should be.
    """
    plain = unicodedata.normalize("NFKC", text).upper().translate(_LOOKALIKES)
    words = re.findall(r"[^\W_]+", plain)
    if words and re.fullmatch(r"BH\d", words[0]) and words[0] != PREFIX:
        raise RecoveryTextError(
            tr("这个恢复密钥来自更新的版本。"), tr("请升级伴话后再用它。备注都还在。")
        )
    joined = "".join(words)
    length = GROUPS * _GROUP
    if len(joined) != length:  # a key itself may begin with the letters of the prefix
        joined = joined.removeprefix(PREFIX)
    if len(joined) == length:
        return [joined[start : start + _GROUP] for start in range(0, length, _GROUP)]
    typed = words[1:] if words[:1] == [PREFIX] else words
    if len(typed) == GROUPS:
        # Too long or too short groups are named below, with those that do not fit.
        return typed
    raise RecoveryTextError(
        tr("恢复密钥不完整:应有 {right} 个字,现在是 {typed} 个。", right=length, typed=len(joined)),
        tr("它以“{prefix}”开头,后面 {groups} 组,每组 5 个字。", prefix=PREFIX, groups=GROUPS),
    )


def _fits(place: int, group: str) -> bool:
    values = [_VALUES.get(letter, -1) for letter in group]
    if len(values) != _GROUP or min(values) < 0:
        return False
    return _check(place, values[:-1]) == values[-1]


def _check(place: int, values: list[int]) -> int:
    total = place + 1
    for weight, value in zip(_WEIGHTS, values, strict=True):
        total ^= _times(weight, value)
    return total


def _times(a: int, b: int) -> int:
    """Multiply in GF(32)."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= _FIELD
        b >>= 1
    return product


def _checksum(raw: bytes) -> int:
    return hashlib.sha256(raw).digest()[0] >> 4
