"""Faults of the data file that a person can do something about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import sqlite

if TYPE_CHECKING:
    from phrasebook.store.backup import Copy

PHRASEBOOK_TITLE: Final = "话术库"
"""What messages call the file of the phrases."""


class ClosedError(RuntimeError):
    """The file was closed meanwhile; nobody is left who would be shown the answer."""


class GivenUpError(RuntimeError):
    """Work was taken back since the program is left; the next start does it."""


class NewerFileError(UserError):
    """The file was written by a later version; it is left alone."""


class ReadOnlyError(UserError):
    """The file or its folder cannot be written."""


class FullDiskError(UserError):
    """There is no room; nothing was written half."""


class BusyError(UserError):
    """Another program holds the file."""


class CorruptFileError(UserError):
    """The file is damaged, or gone although it was there. It is never deleted.

    Attributes:
        path: The file.
        copies: Backups that were checked and are sound, the newest first.
        restore: Sets aside what stands there (a new name in the same folder) and puts a backup in
            its place, the newest if none is named, or without one an empty file; returns where
            the old file is now. Call it with the store closed, then open again.
        missing: There is no such file, or nothing in it.
    """

    def __init__(
        self,
        path: Path,
        backup: Path | None,
        restore: Callable[..., Path],
        title: str = PHRASEBOOK_TITLE,
        *,
        copies: Sequence[Copy] = (),
        state: str = "there",
    ) -> None:
        """Word it by what happened and by whether there is a backup.

        Args:
            path: The file.
            backup: The newest sound backup.
            restore: See above.
            title: What the file is called.
            copies: See above.
            state: As of ``presence.state``.
        """
        what = tr(title)
        if state == "there":
            message = tr("{what}文件已损坏,打不开。", what=what)
            advice = (
                tr("可以用最近的备份恢复;坏掉的文件会改名保留,不会删除。")
                if backup
                else tr(
                    "没有可用的备份。可以新建一个空的{what};坏掉的文件会改名保留,不会删除。",
                    what=what,
                )
            )
        else:
            message = gone(path, state, title)
            advice = (
                tr(
                    "没有新建文件顶替它。可以用备份恢复;也可以先退出,"
                    "把 {name} 放回数据文件夹再打开。",
                    name=path.name,
                )
                if backup
                else tr(
                    "没有新建文件顶替它,也没有可用的备份。请先退出,找回 {name} 放回数据文件夹;"
                    "找不回来再新建一个空的。",
                    name=path.name,
                )
            )
        super().__init__(message, advice)
        self.path = path
        self.backup = backup
        self.copies = tuple(copies)
        self.restore = restore
        self.missing = state != "there"


def gone(path: Path, state: str, title: str = PHRASEBOOK_TITLE) -> str:
    """Word that a data file is not there, by what stands in its place (``presence.state``)."""
    what, name = tr(title), path.name
    if state == "empty":
        return tr("{what}文件 {name} 空了。", what=what, name=name)
    if state == "other":
        return tr("{what}文件 {name} 的位置上是别的东西。", what=what, name=name)
    return tr("{what}文件不见了:数据文件夹里没有 {name}。", what=what, name=name)


def not_restored(title: str = PHRASEBOOK_TITLE) -> UserError:
    """Word that a copy could not be put in place."""
    return UserError(
        tr("{what}没能恢复。", what=tr(title)),
        tr("文件和备份都没有改动。请检查磁盘空间和数据文件夹的权限后再试。"),
    )


def newer(found: int, known: int, title: str = PHRASEBOOK_TITLE) -> NewerFileError:
    """Word the refusal of a file of schema ``found`` by a program that knows ``known``."""
    return NewerFileError(
        tr(
            "{what}来自更新的版本(格式 {found},本版本只认到 {known})。",
            what=tr(title),
            found=found,
            known=known,
        ),
        tr("请升级伴话,或用 --data-dir 换一个数据文件夹。文件没有被改动。"),
    )


def read_only() -> ReadOnlyError:
    """Word that nothing can be written."""
    return ReadOnlyError(
        tr("数据文件夹不能写入。"),
        tr("已有的内容可以查看和使用,改动不会保存。请检查文件夹权限,或换一个数据文件夹。"),
    )


def full_disk() -> FullDiskError:
    """Word that the disk is full."""
    return FullDiskError(
        tr("磁盘已满,这次改动没有保存。"), tr("原有内容完好。请清出一些空间后再试一次。")
    )


def no_room_for_copy(title: str = PHRASEBOOK_TITLE) -> FullDiskError:
    """Word that the disk is too full for a backup."""
    return FullDiskError(
        tr("磁盘已满,{what}这次没有备份。", what=tr(title)),
        tr("内容和旧的备份都完好。请清出一些空间。"),
    )


def taken_away(title: str = PHRASEBOOK_TITLE) -> UserError:
    """Word that the open file was removed or replaced, and could not be put back."""
    return UserError(
        tr("{what}文件刚才被别的程序删掉或换掉了,没能补回,这次没有存上。", what=tr(title)),
        tr("内容还在运行中的伴话里,请先不要退出。检查数据文件夹和磁盘空间后再存一次。"),
    )


def not_undone() -> UserError:
    """Word that a step cannot be taken back any more."""
    return UserError(
        tr("这一步已经撤销不了了。"),
        tr("相关的内容已被别处删除;现有内容没有改动,可以继续撤销更早的一步。"),
    )


def not_scrubbed(title: str = PHRASEBOOK_TITLE) -> UserError:
    """Word that rows are removed while an old copy of the file could not be."""
    return UserError(
        tr("资料已经删除,但{what}的旧备份还没有清干净。", what=tr(title)),
        tr("伴话每天和下次启动时会再清一次。请检查磁盘空间,并关掉另一个伴话窗口。"),
    )


def translated(error: BaseException, title: str = PHRASEBOOK_TITLE) -> BaseException:
    """Turn a known SQLite fault into a ``UserError``; give anything else back as it is."""
    code = sqlite.code(error)
    if code == sqlite.FULL:
        return full_disk()
    if code in (sqlite.READONLY, sqlite.PERM):
        return read_only()
    if code in (sqlite.BUSY, sqlite.LOCKED):
        return BusyError(
            tr("{what}正被另一个程序占用。", what=tr(title)),
            tr("请稍后再试,或关掉另一个伴话窗口。"),
        )
    if code in (sqlite.IOERR, sqlite.CANTOPEN):
        return disk_fault(title)
    return error


def disk_fault(title: str = PHRASEBOOK_TITLE) -> UserError:
    """Word that the disk failed while the file itself is sound."""
    return UserError(
        tr("读写{what}时磁盘出错。", what=tr(title)),
        tr("这次改动没有保存。请检查磁盘或网络盘是否还在。"),
    )
