"""Reads the notes with the key that the credential store holds; runs under Windows Python.

Usage: ``notes.py REPO DATA``. Prints the text of each note as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
sys.modules["numpy"] = None  # type: ignore[assignment]  # see ``watched.py``

from assistant.backends import pick_vault  # noqa: E402
from assistant.desk.keys import DeskKeys, held_by  # noqa: E402
from phrasebook.store.desk import Desk  # noqa: E402


def main() -> None:
    """Read all notes of all buyers."""
    folder = Path(sys.argv[2])
    desk = Desk.open(folder, DeskKeys(folder, pick_vault(held_by(folder))).unlock())
    try:
        buyers = desk.buyers.find("").result()
        notes = [note for each in buyers for note in desk.notes.of(each.buyer.id).result()]
        found = [(each.buyer.name, [n.text for n in notes if n.buyer == each.buyer.id])
                 for each in buyers]  # fmt: skip
        print(json.dumps(found), flush=True)
    finally:
        desk.close()


if __name__ == "__main__":
    main()
