"""Whether there is a desk, and what gets it open; nothing here asks a person or opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.desk import key_file
from phrasebook.model import UserError
from phrasebook.store import DESK, backup, cipher

if TYPE_CHECKING:
    from assistant.desk.keys import DeskKeys


@dataclass(frozen=True, slots=True)
class KeyState:
    """Where the key is.

    Attributes:
        state: As ``DeskKeys.state``.
        keyring: A keyring is there to hold a key.
        reason: Why not.
        trouble: Why the key is lost; None if it is not.
        gone: Why there is nothing to open although there was; None if it is there.
    """

    state: str
    keyring: bool
    reason: str
    trouble: UserError | None
    gone: UserError | None


def look(keys: DeskKeys) -> KeyState:
    """Say where the key is; it may ask the keyring.

    Raises:
        UserError: The disk does not tell.
    """
    state, trouble, gone = keys.state(), keys.trouble(), keys.missing()
    return KeyState(state, keys.has_vault, keys.vault_reason, trouble, gone)


def has_key_file(folder: Path) -> bool:
    """Tell whether a key was made in this data folder."""
    return (folder / key_file.FILE_NAME).exists()


def lock_kind(folder: Path) -> str:
    """Tell what opens the desk: ``keyring``, ``passphrase``, or "" if there is none yet."""
    try:
        found = key_file.read(folder)
    except UserError:
        return ""
    return found.mode if found is not None else ""


def has_desk(folder: Path) -> bool:
    """Tell whether there is a desk, open or not."""
    if has_key_file(folder):
        return True
    try:
        return not cipher.is_empty(folder / DESK.file_name)
    except OSError:
        return True


def left_behind(folder: Path) -> bool:
    """Tell whether there was a desk, where its key file is gone."""
    path = folder / DESK.file_name
    return path.exists() or bool(backup.copies(path))
