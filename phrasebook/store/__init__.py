"""The only home of SQLite: the phrasebook's file, its one worker thread and its repositories.

``Store`` and ``Phrases`` are imported from here; nothing outside this package sees SQL. Nothing
is imported here at module level, so that a part that needs only the errors stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phrasebook.store.changes import Changes, Outcome
    from phrasebook.store.database import Store
    from phrasebook.store.errors import (
        BusyError,
        CorruptFileError,
        FullDiskError,
        NewerFileError,
        ReadOnlyError,
    )
    from phrasebook.store.pages import Pages
    from phrasebook.store.phrases import Phrases
    from phrasebook.store.picks import Picks

__all__ = [
    "BusyError",
    "Changes",
    "CorruptFileError",
    "FullDiskError",
    "NewerFileError",
    "Outcome",
    "Pages",
    "Phrases",
    "Picks",
    "ReadOnlyError",
    "Store",
]

_HOMES = {
    "Changes": "changes",
    "Outcome": "changes",
    "Store": "database",
    "Pages": "pages",
    "Phrases": "phrases",
    "Picks": "picks",
    "BusyError": "errors",
    "CorruptFileError": "errors",
    "FullDiskError": "errors",
    "NewerFileError": "errors",
    "ReadOnlyError": "errors",
}


def __getattr__(name: str) -> Any:
    """Import the part on first use."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"phrasebook.store.{home}"), name)
