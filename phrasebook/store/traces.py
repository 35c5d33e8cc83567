"""Whether traces of what earlier versions learned are still to be taken out (see ``old_picks``).

Apart from the work itself, so that a start which has nothing to do loads none of it.
"""

from __future__ import annotations

from typing import Final

from phrasebook.store.database import Store

KEY: Final = "picks.traces"
"""The mark in the file; the step of the schema that dropped the marks sets it."""

NOTHING: Final = "nothing"


def left(store: Store) -> bool:
    """Tell whether ``old_picks.remove`` has something to do; waits for the store."""
    mark = store.read(lambda db: db.value("SELECT value FROM meta WHERE key = ?", (KEY,)))
    return mark.result() not in (None, NOTHING)
