"""Prints the notes in a data folder as JSON; runs under Windows Python, which has their key.

Usage: ``read_notes.py FOLDER``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from assistant.backends import pick_vault
from assistant.desk.keys import DeskKeys, held_by
from phrasebook.store.desk import Desk


def main() -> None:
    """Open the notes with the key out of the credential store."""
    folder = Path(sys.argv[1])
    desk = Desk.open(folder, DeskKeys(folder, pick_vault(held_by(folder))).unlock())
    try:
        found = [
            note.text
            for buyer in desk.buyers.find("").result()
            for note in desk.notes.of(buyer.buyer.id).result()
        ]
    finally:
        desk.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
