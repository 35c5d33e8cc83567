"""``main.py handover``: what waits between shifts, without a window.

It lists, or writes the encrypted file that another PC imports. Texts are printed as they are
stored, that is masked.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.backends import pick_vault
from assistant.backends.local_zone import zone_id
from assistant.desk import parcel, texts
from assistant.desk.keys import DeskKeys, held_by
from assistant.terminal import emit
from phrasebook import exports
from phrasebook.desk import Agent, Handover
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.personal import mask
from phrasebook.store.desk import Desk

DONE = 0
Secret = Callable[[str], str]


def run(folder: Path, arguments: Any, secret: Secret) -> int:
    """Do what the command line asks; gives the exit code.

    Args:
        folder: The data folder.
        arguments: ``what``, ``file``, ``all`` and ``json`` of the command line.
        secret: Asks for a passphrase.

    Raises:
        UserError: There is no desk, it cannot be opened, or the file cannot be written.
    """
    if (arguments.what == "export") != (arguments.file is not None):
        arguments.parser.error(tr("export 要写明文件,list 不要"))
    if arguments.file is not None:
        check_place(arguments.file)
    desk = open_desk(folder, secret)
    try:
        if arguments.what == "list":
            show(found(desk, everything=arguments.all), as_json=arguments.json)
        else:
            export(desk, arguments.file, secret)
    finally:
        desk.close()
    return DONE


def open_desk(folder: Path, secret: Secret) -> Desk:
    """Open the desk with the key of the keyring, or after asking for the passphrase.

    Raises:
        UserError: There is none yet, or its key is out of reach.
    """
    keys = DeskKeys(folder, pick_vault(held_by(folder)))
    state = keys.state()
    if state != "new" and (gone := keys.missing()) is not None:
        raise gone
    match state:
        case "new":
            raise UserError(tr("还没有备注本。"), tr("先在侧栏里打开“交接”,设置一次。"))
        case "keyring":
            return Desk.open(folder, keys.unlock())
        case "passphrase":
            return Desk.open(folder, keys.unlock_with(secret(tr("备注本的口令:"))))
    trouble = keys.trouble()
    assert trouble is not None  # what "lost" means
    raise UserError(trouble.message, tr("请在侧栏里打开“交接”,用恢复密钥打开。"))


def found(desk: Desk, *, everything: bool) -> list[Handover]:
    """Give the open handovers, the most pressing first, and the done ones after them if asked."""
    kept = desk.handovers.open().result()
    return kept + desk.handovers.done(0.0).result() if everything else kept


def show(handovers: Sequence[Handover], *, as_json: bool) -> None:
    """Print them: as for a group chat, or a JSON object a line."""
    now, zone = time.time(), zone_id()
    for one in handovers:
        if as_json:
            emit(json.dumps(asdict(one) | {"name": mask(one.name)}, ensure_ascii=False))
        else:
            emit(texts.for_chat(one, now, zone), end="\n\n")
    if not handovers and not as_json:
        emit(tr("没有待办的交接。"))


def export(desk: Desk, file: Path, secret: Secret) -> None:
    """Write the open handovers with their history into an encrypted file.

    Raises:
        UserError: The file cannot be written, or the two passphrases differ.
    """
    passphrase = secret(tr("给文件设一个口令:"))
    if secret(tr("再输一遍:")) != passphrase:
        raise UserError(tr("两次输入的口令不一样。"), tr("请再试一次;没有写出文件。"))
    opened = found(desk, everything=False)
    items = [(one, desk.handovers.history(one.id).result()) for one in opened]
    parcel.pack(file, passphrase, items, Agent())
    emit(tr("已导出 {n} 条交接", n=len(items)))


def check_place(file: Path) -> None:
    """Look at where to write before anything is asked: nobody confirms it on a command line.

    An earlier export is replaced, told by its ending; any other file that is there is not.

    Raises:
        UserError: Something else stands there, or it cannot be written.
    """
    try:
        place = exports.destination(file)
    except OSError as error:
        raise exports.problem(error, file) from error
    if place.exists() and place.suffix.casefold() != parcel.SUFFIX:
        raise UserError(
            tr("“{name}”已经有了,不是交接文件。", name=file.name),
            tr("没有动它。请换一个名字,最好以 {suffix} 结尾。", suffix=parcel.SUFFIX),
        )
