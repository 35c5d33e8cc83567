"""All that is held of one buyer as files: a JSON text, and its pictures beside it."""

from __future__ import annotations

import json
import os
import shutil
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

from phrasebook import exports

PICTURES: Final = "-图片"
"""Follows the name of the JSON file in the name of the folder of its pictures."""
_WITH_PICTURES: Final = ("notes", "drafts")


def write(path: Path, held: dict[str, Any]) -> int:
    """Write what ``Buyers.export`` gave; pictures become files of a folder beside it.

    Args:
        path: The JSON file to write; see ``exports.written_aside``.
        held: What is held; it is not changed.

    Returns:
        How many pictures were written.

    Raises:
        OSError: Something could not be written; the JSON file comes last, so it is whole or old.
    """
    path = exports.destination(path)
    folder = _free(path.with_name(path.stem + PICTURES))
    parts: dict[str, list[dict[str, Any]]] = {name: [] for name in _WITH_PICTURES if name in held}
    count = 0
    try:
        for part, rows in parts.items():
            for one in held[part]:
                names = []
                for picture in one.get("pictures", []):
                    count += 1
                    folder.mkdir(exist_ok=True)
                    name = f"{count:03d}.png"
                    exports.write(folder / name, b64decode(picture["png"]))
                    rest = {key: value for key, value in picture.items() if key != "png"}
                    names.append(rest | {"file": f"{folder.name}/{name}"})
                rows.append(one | {"pictures": names})
        text = json.dumps(held | parts, ensure_ascii=False, indent=2)
        # The name of a folder need not be UTF-8.
        exports.write(path, text.encode("utf-8", "replace"))
    except BaseException:
        # Half of it is of use to nobody, and holds what a buyer told.
        if count:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return count


def _free(folder: Path) -> Path:
    """Give a name that nothing has: pictures of another export or of the person's own may lie."""
    made, number = folder, 1
    while os.path.lexists(made):
        number += 1
        made = folder.with_name(f"{folder.name}-{number}")
    return made
