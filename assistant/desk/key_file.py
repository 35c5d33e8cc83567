"""The key file (密钥文件) beside the notes: where their key is to be had, never the key itself.

``desk.key.json`` names the keyring and the id under which it holds the key, or carries the key
under a passphrase (``wrapping``; in files of version 1 ``old_wrapping``). The check value tells a
wrong key from a damaged file of notes: SQLCipher gives one error for both (reference/reliability.md
3.6). It is an HMAC under the key itself, 32 random bytes, so nothing can be learnt from it.
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from assistant.desk.old_wrapping import OldWrapped
from assistant.desk.wrapping import Cost, Wrapped
from phrasebook.files import write_whole
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import DESK

FILE_NAME: Final = DESK.trace
VERSION: Final = 2
_VERSION_OF_KEYRINGS: Final = 1
"""A file that names a keyring is as it was, and earlier programs read it."""
_CIPHER: Final = "aes-256-gcm"
_MOST_BYTES: Final = 65_536
_CHECK_OF: Final = b"banhua desk check"
_ID: Final = re.compile("[0-9a-f]{32}")
_HEX: Final = re.compile("(?:[0-9a-f]{2})*")
_MOST_NAME: Final = 200

Mode = Literal["keyring", "passphrase"]


class NewerKeyFileError(UserError):
    """The key file was written by a later version; it is left alone."""


class BrokenKeyFileError(UserError):
    """The key file cannot be understood; the recovery key helps."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the key file says.

    Attributes:
        mode: Where the key is.
        key_id: 32 hex digits under which the keyring holds it.
        check: Check value of the key, hex.
        held_by: Back-end of the keyring (``KeyVault.name``); empty with a passphrase.
        title: What people call that keyring; empty with a passphrase.
        box: The key under the passphrase; None with a keyring.
    """

    mode: Mode
    key_id: str
    check: str
    held_by: str = ""
    title: str = ""
    box: Wrapped | OldWrapped | None = None

    @property
    def about(self) -> str:
        """What the seal of a passphrase is bound to."""
        return f"version {VERSION}\nmode {self.mode}\nkey_id {self.key_id}\ncheck {self.check}"

    def opens(self, key: str) -> bool:
        """Tell whether this is the key that the file speaks of."""
        return hmac.compare_digest(check_value(key), self.check)


def check_value(key: str) -> str:
    """Check value of a key (64 hex digits)."""
    return hmac.digest(bytes.fromhex(key), _CHECK_OF, "sha256").hex()


def read(folder: Path) -> KeyFile | None:
    """Read the key file of a data folder; None if there is none.

    Raises:
        NewerKeyFileError: A later version wrote it.
        BrokenKeyFileError: It cannot be understood.
        UserError: The disk does not give it.
    """
    path = folder / FILE_NAME
    try:
        if not path.exists():
            return None
        if not (path.is_file() or path.is_dir()):  # a pipe would be waited for
            raise _broken()
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UserError(
            tr("读不出备注本的密钥文件 {name}。", name=FILE_NAME),
            tr("备注都还在。请检查数据文件夹的权限后再试。"),
        ) from error
    return _parsed(data)


def write(folder: Path, file: KeyFile) -> None:
    """Put the key file in place in one step, and wait until the disk has it.

    Raises:
        OSError: It was not written; what stood there before is untouched.
    """
    if isinstance(file.box, OldWrapped):
        raise TypeError("a key is put under a passphrase in the present form only")
    table: dict[str, Any] = {
        "version": VERSION if file.box is not None else _VERSION_OF_KEYRINGS,
        "mode": file.mode,
        "key_id": file.key_id,
        "check": file.check,
    }
    if file.box is None:
        table |= {"held_by": file.held_by, "title": file.title}
    else:
        box, cost = file.box, file.box.cost
        table |= {
            "scrypt": {"n": cost.n, "r": cost.r, "p": cost.p},
            "salt": box.salt.hex(),
            "cipher": _CIPHER,
            "nonce": box.nonce.hex(),
            "sealed": box.sealed.hex(),
        }
    text = json.dumps(table, ensure_ascii=False, indent=2)
    write_whole(folder / FILE_NAME, text.encode())


def _parsed(data: bytes) -> KeyFile:
    try:
        if len(data) > _MOST_BYTES:
            raise ValueError("too long")
        table = json.loads(data.decode("utf-8-sig"))
        version = _number(table["version"])
        if version > VERSION:
            raise NewerKeyFileError(
                tr(
                    "备注本的密钥文件来自更新的版本(格式 {found},本版本只认到 {known})。",
                    found=version,
                    known=VERSION,
                ),
                tr("请升级伴话。备注和密钥文件都没有被改动。"),
            )
        return _of(table)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _broken() from error


def _broken() -> BrokenKeyFileError:
    return BrokenKeyFileError(
        tr("备注本的密钥文件 {name} 损坏了。", name=FILE_NAME),
        tr("备注都还在。请用恢复密钥打开,密钥文件会重新生成。"),
    )


def _of(table: dict[str, Any]) -> KeyFile:
    if not _ID.fullmatch(table["key_id"]) or len(_bytes(table["check"])) != 32:
        raise ValueError("bad id or check value")
    if table["mode"] == "keyring":
        held_by, title = _text(table["held_by"]), _text(table["title"])
        return KeyFile("keyring", table["key_id"], table["check"], held_by, title)
    if table["mode"] != "passphrase":
        raise ValueError("unknown mode")
    box = _box(table)
    if not box.sound():
        raise ValueError("bad wrapping")
    return KeyFile("passphrase", table["key_id"], table["check"], box=box)


def _box(table: dict[str, Any]) -> Wrapped | OldWrapped:
    numbers = table["scrypt"]
    cost = Cost(_number(numbers["n"]), _number(numbers["r"]), _number(numbers["p"]))
    salt = _bytes(table["salt"])
    if table["version"] < VERSION:
        return OldWrapped(salt, _bytes(table["wrapped"]), _bytes(table["tag"]), cost)
    if table["cipher"] != _CIPHER:
        raise ValueError("unknown cipher")
    return Wrapped(salt, _bytes(table["nonce"]), _bytes(table["sealed"]), cost)


def _bytes(value: str) -> bytes:
    if not _HEX.fullmatch(value):
        raise ValueError("hex digits expected")
    return bytes.fromhex(value)


def _text(value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _MOST_NAME:
        raise ValueError("short text expected")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("number expected")
    return value
