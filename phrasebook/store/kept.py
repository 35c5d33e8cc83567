"""A data file that its owner gave up is kept for good, in a folder of its own.

Nothing in this program removes such a folder or looks into it: no purge, no erase, no rotation of
backups. Only a person does, by hand.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from phrasebook import files
from phrasebook.store import backup

_MOVING: Final = ".moving"


def keep(path: Path, others: Sequence[str]) -> Path | None:
    """Move a data file with its log, its copies and what was set aside into a folder of their own.

    A crash in between is made good by ``finish``.

    Args:
        path: The data file; closed.
        others: Names of files beside it that belong to it, such as its key file; moved last.

    Returns:
        The folder; None if there was nothing to move.

    Raises:
        OSError: The disk refuses; ``finish`` goes on later.
    """
    if not any(True for _ in _belonging(path, others)):
        return None
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    place = path.with_name(f"{path.stem}-old-{stamp}{_MOVING}")
    number = 1
    while place.exists() or place.with_suffix("").exists():
        number += 1
        place = path.with_name(f"{path.stem}-old-{stamp}-{number}{_MOVING}")
    place.mkdir()
    files.flush_folder(path.parent)
    return _move(path, others, place)


def finish(path: Path, others: Sequence[str]) -> None:
    """Go on with a move that a crash cut short; for before anything is asked about the file.

    Raises:
        OSError: The disk refuses.
    """
    for place in sorted(path.parent.glob(f"{path.stem}-old-*{_MOVING}")):
        _move(path, others, place)


def _move(path: Path, others: Sequence[str], place: Path) -> Path:
    for old in list(_belonging(path, others)):
        target = place / old.relative_to(path.parent)
        target.parent.mkdir(exist_ok=True)
        files.replace(old, target)
        files.flush_folder(target.parent)
    files.flush_folder(path.parent)
    done = place.with_suffix("")
    files.replace(place, done)
    files.flush_folder(path.parent)
    return done


def _belonging(path: Path, others: Sequence[str]) -> Iterator[Path]:
    yield from backup.copies(path)
    yield from path.parent.glob(f"{path.name}.*")
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm", *others):
        standing = path.with_name(name)
        if os.path.lexists(standing):
            yield standing
