"""The open desk: one encrypted file and its repositories."""

from __future__ import annotations

from pathlib import Path

from phrasebook.store.buyers import Buyers
from phrasebook.store.database import Store
from phrasebook.store.desk_figures import DeskFigures
from phrasebook.store.desk_schema import DESK
from phrasebook.store.handovers import Handovers
from phrasebook.store.notes import Notes
from phrasebook.store.picks import Picks
from phrasebook.store.reminders import Reminders
from phrasebook.store.retention import Retention
from phrasebook.store.text_drafts import TextDrafts


class Desk:
    """What agents know about buyers and owe them.

    Attributes:
        store: The file behind its thread; its undo steps are the desk's own.
        buyers: Buyers.
        notes: Notes on them.
        handovers: Handovers between shifts.
        reminders: Reminders.
        picks: What was learned from picks.
        drafts: Text that was typed and not saved yet.
        retention: What is kept how long.
        figures: Counts for the leader.
        seen: The last time that was believed when the file was opened; 0 if it held nothing.
    """

    def __init__(self, store: Store) -> None:
        """Put the repositories over an open store of the schema ``DESK``."""
        self.store = store
        self.buyers = Buyers(store)
        self.notes = Notes(store)
        self.handovers = Handovers(store)
        self.reminders = Reminders(store)
        self.picks = Picks(store)
        self.drafts = TextDrafts(store)
        self.retention = Retention(store)
        self.figures = DeskFigures(store)
        self.seen = 0.0

    @classmethod
    def open(cls, folder: Path, key: str) -> Desk:
        """Open the desk in a data folder, made if there is none; raises as ``Store.open`` does.

        Args:
            folder: The data folder.
            key: The raw key, 64 hex digits.
        """
        desk = cls(Store.open(folder, DESK, key=key))
        desk.seen = desk.retention.seen().result()
        return desk

    def close(self) -> None:
        """Finish what is queued and close the file; safe to call twice."""
        self.store.close()
