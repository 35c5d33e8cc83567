"""The only home of SQLite: the data files, one worker thread each, and their repositories.

``Store`` and ``Phrases`` are imported from here; nothing outside this package sees SQL. Nothing
is imported here at module level, so that a part that needs only the errors stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phrasebook.store.buyers import Buyers
    from phrasebook.store.changes import Changes, Outcome
    from phrasebook.store.database import Store
    from phrasebook.store.desk_figures import DeskFigures
    from phrasebook.store.desk_schema import DESK
    from phrasebook.store.errors import (
        BusyError,
        CorruptFileError,
        FullDiskError,
        NewerFileError,
        ReadOnlyError,
    )
    from phrasebook.store.handovers import Handovers
    from phrasebook.store.notes import Notes
    from phrasebook.store.pages import Pages
    from phrasebook.store.phrases import Phrases
    from phrasebook.store.picks import Picks
    from phrasebook.store.reminders import Reminders
    from phrasebook.store.retention import Purged, Retention
    from phrasebook.store.text_drafts import TextDrafts

__all__ = [
    "DESK",
    "BusyError",
    "Buyers",
    "Changes",
    "CorruptFileError",
    "DeskFigures",
    "FullDiskError",
    "Handovers",
    "NewerFileError",
    "Notes",
    "Outcome",
    "Pages",
    "Phrases",
    "Picks",
    "Purged",
    "ReadOnlyError",
    "Reminders",
    "Retention",
    "Store",
    "TextDrafts",
]

_HOMES = {
    "Buyers": "buyers",
    "Notes": "notes",
    "Handovers": "handovers",
    "Reminders": "reminders",
    "TextDrafts": "text_drafts",
    "Retention": "retention",
    "Purged": "retention",
    "DeskFigures": "desk_figures",
    "DESK": "desk_schema",
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
