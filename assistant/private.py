"""Keeps the data folder to its owner on systems with file modes; Windows has its own rights.

A key file that others may read can be tried with passphrases on their own machines; one that they
may write can be exchanged.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from phrasebook import files

OWN: Final = files.OWN
"""Whatever else lies in the folder is not ours to change."""
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def only_owner() -> None:
    """Let new files and folders of this process be the owner's alone. Call it first."""
    if os.name != "nt":
        os.umask(_OTHERS)


def repair(folder: Path) -> None:
    """Take the rights of others away from a data folder and all of ours in it.

    Folders of an earlier version, or that were copied, are as open as the umask then was. One that
    holds nothing of ours, or that many share (a sticky one), is left as it is.
    """
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        with os.scandir(folder) as entries:
            found = list(entries)
        own = [one for one in found if _is_own(one.name)]
        if (own or not found) and not folder.stat().st_mode & stat.S_ISVTX:
            _close(folder)
        for one in own:
            for path in _below(Path(one.path)):
                _close(path)


def _is_own(name: str) -> bool:
    return name in files.OWN_FOLDERS or name.startswith(OWN)


def _below(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir() and not path.is_symlink():
        for one in path.iterdir():
            yield from _below(one)


def _close(path: Path) -> None:
    # Another's file, or one on a file system without modes: nothing to be done.
    with contextlib.suppress(OSError):
        mode = path.lstat().st_mode
        if mode & _OTHERS and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~_OTHERS)
