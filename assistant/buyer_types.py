"""Which type a buyer was said to be, for this session.

Kept in memory only: what an agent thinks of a buyer is personal data, and the only place where
it may last is the encrypted desk file, while that is open (``Buyers.set_type``).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from phrasebook.model import Phrase

KEPT: Final = 500
"""Buyers remembered; the one set longest ago leaves first."""


class BuyerTypes:
    """Buyer types by chat client and buyer name."""

    def __init__(self) -> None:
        """Know nobody."""
        self._types: OrderedDict[tuple[str, str], str] = OrderedDict()

    def set(self, client: str, buyer: str, type: str) -> None:
        """Say what type a buyer is; "" takes it back. Without a name there is nobody to mean."""
        key = (client, buyer)
        self._types.pop(key, None)
        if not type or not buyer:
            return
        self._types[key] = type
        if len(self._types) > KEPT:
            self._types.popitem(last=False)

    def of(self, client: str, buyer: str) -> str:
        """Give the type of a buyer; "" if none was set."""
        return self._types.get((client, buyer), "")


def suiting_first(phrases: Sequence[Phrase], type: str) -> list[Phrase]:
    """Move phrases that suit a buyer type up: below the pinned ones, before all others."""
    if not type:
        return list(phrases)
    return sorted(phrases, key=lambda one: (not one.pinned, type not in one.buyer_types))
