"""What a line break of a phrase becomes in a window.

Most chats keep it. Some send the message at each one, some know Shift+Enter only, and a terminal
runs the line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from phrasebook.template import Filled

LINE_BREAKS: Final = ("keep", "space", "shift_enter")
"""Kept as it is; made a space; the lines pasted one by one with Shift+Enter between them."""

# Whatever ``str.splitlines`` takes for the end of a line: a program may do so too.
_BREAKS: Final = re.compile(r"[ \t]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])+[ \t]*")
_ONE_BREAK: Final = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def joined(text: str) -> str:
    """Put all lines into one, with a space for each break."""
    return _BREAKS.sub(" ", text)


def fitted(filled: Filled, line_breaks: str) -> Filled:
    """Give a filled phrase as it goes to a window, its caret at the same place.

    Args:
        filled: The phrase.
        line_breaks: One of ``LINE_BREAKS``.
    """
    if line_breaks != "space":
        return filled
    if filled.caret is None:
        return replace(filled, text=joined(filled.text).rstrip())
    head = joined(filled.text[: filled.caret])
    return replace(filled, text=head + joined(filled.text[filled.caret :]), caret=len(head))


def pieces(text: str, line_breaks: str) -> tuple[str, ...]:
    """Give what is pasted one after the other, with Shift+Enter between two pieces."""
    if line_breaks != "shift_enter":
        return (text,)
    lines = _ONE_BREAK.split(text)
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return tuple(lines)
