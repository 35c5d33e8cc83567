"""All that is held of one buyer as files: a JSON text, and its pictures beside it."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

from phrasebook.files import write_whole

PICTURES: Final = "-图片"
"""Follows the name of the JSON file in the name of the folder of its pictures."""


def write(path: Path, held: dict[str, Any]) -> int:
    """Write what ``Buyers.export`` gave; pictures become files of a folder beside it.

    Args:
        path: The JSON file to write.
        held: What is held; it is not changed.

    Returns:
        How many pictures were written.

    Raises:
        OSError: Something could not be written; the JSON file comes last, so it is whole or old.
    """
    folder = path.with_name(path.stem + PICTURES)
    notes, count = [], 0
    for note in held.get("notes", []):
        names = []
        for picture in note.get("pictures", []):
            count += 1
            folder.mkdir(exist_ok=True)
            name = f"{count:03d}.png"
            write_whole(folder / name, b64decode(picture["png"]))
            names.append({"at": picture["at"], "file": f"{folder.name}/{name}"})
        notes.append(note | {"pictures": names})
    text = json.dumps(held | {"notes": notes}, ensure_ascii=False, indent=2)
    write_whole(path, text.encode())
    return count
