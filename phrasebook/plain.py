"""Text from outside, fit to be shown: bounded, without signs that move or hide what stands there.

A name or a title may come out of a file, a window of another program or a buyer's nick. Signs of
writing direction turn the words around them (Unicode Technical Report 36, 3.2: bidirectional text
spoofing); control characters show as nothing or end a text early.
"""

from __future__ import annotations

from typing import Final

LINE: Final = 200
"""Characters of a name or title that are shown or kept; longer ones are not for reading."""
TEXT: Final = 20_000
"""Characters of a text that are shown at once; as long as a field of a handover may be."""

_CONTROLS: Final = (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF)
_DIRECTIONS: Final = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_TEXT: Final[dict[int, str | None]] = {
    **dict.fromkeys((*_CONTROLS, *_DIRECTIONS)), 0x0D: None, 0x2028: "\n", 0x2029: "\n",
}  # fmt: skip
_LINE: Final[dict[int, str | None]] = _TEXT | dict.fromkeys(
    (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), " "
)
_IN_PLACE: Final[dict[int, str]] = dict.fromkeys((*_CONTROLS, *_DIRECTIONS), "\u200b")


def text(outside: str, most: int = TEXT) -> str:
    """Give a text of several lines, at most ``most`` characters, with "…" where it is cut."""
    cut = outside[:most] + "…" if len(outside) > most else outside
    return cut.translate(_TEXT)


def line(outside: str, most: int = LINE) -> str:
    """Give a text as one line, at most ``most`` characters, with "…" where it is cut."""
    cut = outside[:most] + "…" if len(outside) > most else outside
    return cut.translate(_LINE)


def in_place(outside: str) -> str:
    """Give a text of the same length, for who counts places in it: each such sign has no width."""
    return outside.translate(_IN_PLACE)
