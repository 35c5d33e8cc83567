"""Where the user's files are: one data folder, with the log inside it.

One folder keeps backing up, moving and erasing simple; ``--data-dir`` puts all of it
somewhere else.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from assistant import private
from phrasebook import files
from phrasebook.i18n import tr
from phrasebook.model import UserError


@dataclass(frozen=True, slots=True)
class Paths:
    """The files of one user.

    Attributes:
        data: The data folder; it exists.
        writable: Files can be made in it. If not, Banhua starts read-only and says so.
    """

    data: Path
    writable: bool

    @property
    def logs(self) -> Path:
        """Folder of log and crash files; made when the first one is written."""
        return self.data / "logs"

    @property
    def options(self) -> Path:
        """File of the options."""
        return self.data / "options.json"


def standard_folder() -> Path:
    r"""The data folder of this user where none was named.

    Windows ``%LOCALAPPDATA%\Banhua``, macOS ``~/Library/Application Support/Banhua``, Linux
    ``$XDG_DATA_HOME/Banhua`` (``~/.local/share/Banhua``).
    """
    from platformdirs import user_data_dir  # not needed with --data-dir

    return Path(user_data_dir("Banhua", appauthor=False))


def prepare(folder: Path | None = None) -> Paths:
    """Make sure that the data folder is there.

    Args:
        folder: What ``--data-dir`` named; None for the standard folder.

    Raises:
        UserError: If it cannot be made, or is not a folder that can be entered.
    """
    data = (folder or standard_folder()).expanduser().absolute()
    try:
        data.mkdir(parents=True, exist_ok=True)
        with os.scandir(data):  # tells a folder that may not be read
            pass
    except OSError as error:
        reason = _reason(error)
        raise UserError(
            tr("数据文件夹无法使用:{folder}({reason})", folder=data, reason=reason),
            tr("请检查这个文件夹的权限,或用 --data-dir 指定另一个文件夹。"),
        ) from error
    private.repair(data)
    files.sweep(data, private.OWN)
    return Paths(data, _can_write(data))


def _reason(error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return tr("同名的文件已经存在")
    if isinstance(error, PermissionError):
        return tr("没有权限")
    return error.strerror or type(error).__name__


def _can_write(folder: Path) -> bool:
    # os.access knows nothing of Windows ACLs or read-only mounts: only trying tells.
    probe = folder / f".write-probe-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        import errno

        # A full disk is no reason to be read-only: the store has its own answer to that.
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return True
