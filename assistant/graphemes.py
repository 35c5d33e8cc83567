"""Counts what a person calls one character: how often Left must be pressed to pass a text."""

from __future__ import annotations

import unicodedata
from typing import Final

_JOINER: Final = 0x200D


def _extends(char: str) -> bool:
    code = ord(char)
    return (
        unicodedata.category(char) in ("Mn", "Me", "Mc")
        or 0x1F3FB <= code <= 0x1F3FF  # skin tones
        or 0xFE00 <= code <= 0xFE0F  # variation selectors
        or 0xE0020 <= code <= 0xE007F  # tags of regional flags
        or code == _JOINER
    )


def count(text: str) -> int:
    """Count caret positions in ``text``; a close reading of Unicode UAX #29 for chat texts.

    Emoji sequences, flags, combining marks and CRLF count as one.
    """
    found = 0
    joined = False
    flag = False
    before = ""
    for char in text:
        code = ord(char)
        regional = 0x1F1E6 <= code <= 0x1F1FF
        if _extends(char):
            joined = code == _JOINER
            if not before:
                found += 1
        elif joined or (regional and flag) or (char == "\n" and before == "\r"):
            joined = False
            flag = False
        else:
            found += 1
            flag = regional
        before = char
    return found
