"""By what a buyer's message is remembered: keyed numbers of what in it is nobody's.

A message is compared with others by its pairs of characters. Two things keep it from being read
back. What is personal in it (names, numbers, addresses, as ``personal`` finds them) is cut out
before a pair is taken, and each digit that is left counts as 0. And each pair is kept as a keyed
hash (BLAKE2b, RFC 7693, section 2.9): there are some ten million pairs, so a hash without a key,
or with one that lies beside it, is undone by trying them all.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

from phrasebook.personal import find
from phrasebook.pinyin import fold

KEY_BYTES: Final = 32
_LONGEST: Final = 200
"""Characters of a message that are compared; what comes later is a story, not a wish."""
_MOST_ROUNDS: Final = 8
_CUT: Final = "\0"
_DIGIT: Final = re.compile(r"\d")
_MASKED: Final = re.compile(r"[*\0]+")


def of(message: str, key: bytes) -> frozenset[int]:
    """Give the numbers (32 bit) of a message.

    Args:
        message: As the buyer wrote it.
        key: 32 random bytes; without it the numbers say nothing.
    """
    text = _DIGIT.sub("0", fold(impersonal(message)))[:_LONGEST]
    return frozenset(_number(pair, key) for pair in _pairs(text))


def of_name(name: str, key: bytes) -> frozenset[int]:
    """Give the numbers of a buyer's name, to find it in what was remembered before."""
    return frozenset(_number(pair, key) for pair in _pairs(_DIGIT.sub("0", fold(name))))


def whose(name: str, key: bytes) -> bytes:
    """Give what a buyer's name is kept as beside the numbers; empty for no name."""
    return _hash(name.strip(), key, 16) if name.strip() else b""


def impersonal(message: str) -> str:
    """Cut out of a message what is personal; NUL stands where something was."""
    # A cut can take away the word that kept a number beside it from being found.
    for _ in range(_MOST_ROUNDS):
        found = find(message)
        if not found:
            break
        parts, place = [], 0
        for start, end, _kind in found:
            parts.append(message[place:start])
            place = end
        message = _CUT.join([*parts, message[place:]])
    return _MASKED.sub(_CUT, message)


def _pairs(text: str) -> set[str]:
    pieces = [piece for piece in text.split(_CUT) if piece]
    pairs = {piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1)}
    return pairs or set(pieces)


def _number(pair: str, key: bytes) -> int:
    return int.from_bytes(_hash(pair, key, 4), "little")


def _hash(text: str, key: bytes, size: int) -> bytes:
    # A clipboard may hold halves of emoji, which UTF-8 cannot.
    return hashlib.blake2b(text.encode("utf-8", "replace"), key=key, digest_size=size).digest()
