"""Takes the keys of a data folder out of the keyring: ``-m assistant.desk.forget_keys FOLDER``.

Only the uninstaller asks for it, when a person agrees to have the data erased too. It goes by the
ids in the key files of that folder: the keyring may hold keys of other folders under the same name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.backends import pick_vault
from assistant.desk import key_file
from assistant.ports import KeyVault
from phrasebook.model import UserError

DONE, LEFT, WRONG_USAGE = 0, 1, 2


def forget(folder: Path, pick: Callable[[str], KeyVault] = pick_vault) -> bool:
    """Remove each key that a key file in the folder or below it names; True if none is left.

    Notes that were set aside have their key file in a folder of their own.

    Args:
        folder: The data folder. Nothing in it is changed.
        pick: Finds the keyring that a key file names.
    """
    whole = True
    for path in sorted(folder.rglob(key_file.FILE_NAME)):
        try:
            file = key_file.read(path.parent)
            if file is not None and file.mode == "keyring":
                vault = pick(file.held_by)
                vault.remove(file.key_id)
                whole = whole and vault.capability().ok
        except UserError:
            whole = False
    return whole


def main(arguments: Sequence[str]) -> int:
    """Do it; gives the exit code (0 none is left, 1 one may be left, 2 wrong usage)."""
    if len(arguments) != 1:
        return WRONG_USAGE
    return DONE if forget(Path(arguments[0])) else LEFT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
