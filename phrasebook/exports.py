"""Write files that a person asked for, where that person said, and nothing else.

A file is written aside in the same folder, looked at, brought to the disk, and then put in place
in one step: whatever fails, what stood there before is untouched. A link is followed, so that it
stays a link and its target is what is written. What is no ordinary file (a device, a pipe, a
folder) and what is marked read-only is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from phrasebook import files

if TYPE_CHECKING:
    from phrasebook.model import UserError

_NO_FOLDER_FLUSH: Final = (errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF)
"""What some network and removable file systems answer; the file itself is on the disk by then."""
_MOST_NUMBER: Final = 1000
_DATA: Final = ("phrasebook.db", "phrasebook.id", "desk.db", "desk.key.json")
"""One of these lies in each data folder."""
_BEGIN, _END = ".banhua-", ".part"
_LEFT_S: Final = 3600.0
"""A file that was begun so many seconds ago is of a program that was ended meanwhile."""


class NoFileError(OSError):
    """What stands at the place is no ordinary file, and is left alone."""


class ReadOnlyFileError(OSError):
    """The file that stands there is marked as not to be written."""


class OwnFileError(OSError):
    """The place is that of a file of the program itself: its key, its data, a copy of them."""


REFUSED: Final = (NoFileError, ReadOnlyFileError, OwnFileError)
"""What stands at the place is the reason, so ``problem`` says more than that it failed."""


class NothingWrittenError(OSError):
    """What made the file reported no fault and wrote nothing."""


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put ``data`` at a place; see ``written_aside``."""
    with written_aside(path, private=private) as aside:
        aside.write_bytes(data)


@contextlib.contextmanager
def written_aside(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Give a place to write to; when that was done without a fault, it takes the place of ``path``.

    Args:
        path: Where the file shall be; a link is written through.
        private: Only this user may read it. Else it has the rights of the file that it replaces,
            or those of any new file.

    Raises:
        NoFileError: A device, pipe, socket or folder stands there.
        ReadOnlyFileError: The file there is read-only.
        NothingWrittenError: Nothing was written aside.
        OSError: The folder is missing or takes no file, or the disk is full.
    """
    place = destination(path)
    mode = 0o600 if private else _mode(place)
    _sweep(place.parent)
    aside = place.with_name(f"{_BEGIN}{secrets.token_hex(8)}{_END}")
    # Made here, so that nothing that stands there by that name is followed or replaced.
    os.close(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield aside
        if aside.stat().st_size == 0:
            raise NothingWrittenError(errno.EIO, "nothing was written")
        files.flush(aside)
        with contextlib.suppress(OSError):  # a file system without rights
            aside.chmod(mode)
        if destination(path) != place:
            raise NoFileError(errno.EBUSY, "another file was put there meanwhile")
        files.replace(aside, place)
        _flush_folder(place.parent)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)


def destination(path: Path) -> Path:
    """Give the place that is written for ``path``: the target of a link, else itself.

    Raises:
        NoFileError: What stands there is no ordinary file.
        ReadOnlyFileError: It must not be written.
        OwnFileError: A file of the program belongs there.
        OSError: It cannot be looked at (a ring of links, a folder that is out of reach).
    """
    place = Path(os.path.realpath(path))
    if is_own(place):
        raise OwnFileError(errno.EPERM, "a file of the program")
    try:
        found = place.lstat()
    except FileNotFoundError:
        return place
    if not stat.S_ISREG(found.st_mode):
        raise NoFileError(errno.EINVAL, "not an ordinary file")
    if not found.st_mode & 0o222 or not os.access(place, os.W_OK):
        raise ReadOnlyFileError(errno.EACCES, "read-only")
    return place


def is_own(place: Path) -> bool:
    """Whether a file of the program belongs at a place; a dialog that asks would not say so."""
    if place.parent.name in files.OWN_FOLDERS:
        return _is_data_folder(place.parent.parent)
    return place.name.casefold().startswith(files.OWN) and _is_data_folder(place.parent)


def _is_data_folder(folder: Path) -> bool:
    return any(os.path.lexists(folder / name) for name in _DATA)


def chosen(name: str, suffix: str) -> Path:
    """Give the file that a person chose, with its ending; never one that nobody chose.

    A dialog asks before a file is replaced, but about the name as it was typed. Where the ending
    has to be added and such a file is there, a free name is taken.

    Args:
        name: As it came from the dialog.
        suffix: The ending with its dot.
    """
    path = Path(name)
    if path.suffix.casefold() == suffix.casefold():
        return path
    made = path.with_name(path.name + suffix)
    number = 2
    while os.path.lexists(made) and number < _MOST_NUMBER:
        made = path.with_name(f"{path.name} ({number}){suffix}")
        number += 1
    return made


def problem(error: OSError, path: Path) -> UserError:
    """Word why a file was not written, and what to do next; what stood there is untouched."""
    from phrasebook.i18n import tr
    from phrasebook.model import UserError

    name = path.name
    if isinstance(error, NoFileError):
        return UserError(
            tr("“{name}”不是普通文件,没有写它。", name=name), tr("请换一个文件名再存。")
        )
    if isinstance(error, OwnFileError):
        return UserError(
            tr("“{name}”是伴话自己的文件,没有动它。", name=name), tr("请换一个文件夹再存。")
        )
    if isinstance(error, ReadOnlyFileError):
        return UserError(
            tr("“{name}”是只读的,没有改它。", name=name), tr("请换一个文件名,或先去掉只读再存。")
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(
            tr("磁盘满了,“{name}”没有存成。", name=name),
            tr("原来的文件没有动。请清出空间,或换一个磁盘再存。"),
        )
    return UserError(
        tr("没能写入 {name}。", name=name),
        tr("原来的没有动。可能正在别的程序里打开着,或者文件夹不能写;关掉它,或换一个文件夹再存。"),
    )


def _sweep(folder: Path) -> None:
    """Remove what a program that was ended left half written: it may hold what buyers told."""
    with contextlib.suppress(OSError):
        for left in folder.glob(f"{_BEGIN}*{_END}"):
            if time.time() - left.lstat().st_mtime > _LEFT_S:
                left.unlink()


def _mode(place: Path) -> int:
    """Give the rights of the file to be replaced; of a new one, what this process gives files."""
    with contextlib.suppress(OSError):
        return stat.S_IMODE(place.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o666 & ~mask


def _flush_folder(folder: Path) -> None:
    try:
        files.flush_folder(folder)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
