"""The lines of the check-up (``doctor``) on the notes: their keyring, their key, their file.

Nothing here asks a person anything: a keyring that is locked is left locked.
"""

from __future__ import annotations

from pathlib import Path

from assistant.desk.keys import DeskKeys
from assistant.doctor import Check
from assistant.ports import KeyVault
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import DESK, cipher


def checks(folder: Path, vault: KeyVault) -> list[Check]:
    """Look at the keyring and at the notes of a data folder."""
    keys = DeskKeys(folder, vault)
    title = tr(DESK.title)
    try:
        needs_none = keys.state() == "passphrase"
        found = _notes(title, folder / DESK.file_name, keys)
    except UserError as fault:
        needs_none, found = False, _bad(title, fault.message, fault.advice)
    return [_keyring(vault, needs_none=needs_none), found]


def _keyring(vault: KeyVault, *, needs_none: bool) -> Check:
    able = vault.capability()
    title = tr("系统钥匙串")
    if able.ok:
        return Check("keyring", title, True, tr("可以保管密钥 [{name}]", name=able.backend))
    if needs_none:
        return Check("keyring", title, True, tr("没有,备注本用口令保护"))
    return Check("keyring", title, False, able.reason, able.advice)


def _notes(title: str, path: Path, keys: DeskKeys) -> Check:
    if cipher.is_plain(path):
        return _bad(
            title,
            tr("{name} 没有加密,不是伴话写的", name=path.name),
            tr("请退出伴话,把这个文件移到别处保管,再启动。"),
        )
    state, trouble = keys.state(), keys.trouble()
    if trouble is not None:
        return _bad(title, trouble.message, trouble.advice)
    if state == "new":
        return _good(title, tr("还没有,第一次记备注时建立"))
    if (gone := keys.missing()) is not None:
        return _bad(title, gone.message, gone.advice)
    if state == "passphrase":
        return _good(title, tr("已加密,用口令打开;这次没有打开检查"))
    if not keys.quiet():
        return _good(title, tr("已加密,密钥在钥匙串里;钥匙串可能锁着,这次没有打开检查"))
    key = keys.unlock()
    if cipher.is_empty(path):
        return _good(title, tr("还没有,密钥已备好"))
    if not cipher.is_sound(path, key):
        return _bad(
            title,
            tr("文件已损坏:{path}", path=path),
            tr("请重新启动伴话,它会提出用最近的备份恢复;坏掉的文件会保留。"),
        )
    return _good(title, tr("已加密,密钥找到,文件完好"))


def _good(title: str, detail: str) -> Check:
    return Check("desk", title, True, detail)


def _bad(title: str, message: str, advice: str) -> Check:
    return Check("desk", title, False, message, advice)
