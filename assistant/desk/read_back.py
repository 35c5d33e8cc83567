"""The read-back (复述) of whoever accepts a handover: own words, so that it was understood.

Of the parts of I-PASS the synthesis by the receiver is most often left out; where it was asked for
it rose from 31 to 83 % (reference/peers.md section 8).
"""

from __future__ import annotations

import unicodedata
from typing import Final, Literal

Fault = Literal["", "short", "copy"]
LEAST: Final = 4
"""Characters that say anything at all, signs and spaces left out."""


def check(text: str, please: str) -> Fault:
    """Tell what is wrong with a read-back.

    Args:
        text: What was written.
        please: What was asked for.

    Returns:
        ``short`` for a text that says nothing, ``copy`` for one that only repeats what was asked
        for, empty for a good one.
    """
    said, wanted = _letters(text), _letters(please)
    if len(said) < LEAST:
        return "short"
    return "copy" if said in wanted else ""


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if unicodedata.category(one)[0] in "LN")
