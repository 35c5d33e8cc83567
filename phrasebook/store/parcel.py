"""An encrypted file that carries a list to another PC: a small SQLCipher file under a passphrase.

The standard library has no cipher, and SQLCipher is here already: AES-256 with an HMAC on every
page, the key made of the passphrase by PBKDF2-HMAC-SHA512 in 256,000 rounds with the file's own
random salt (https://www.zetetic.net/sqlcipher/design/). Any SQLCipher 4 program opens the file
with ``banhua:`` and the passphrase.

A file comes from elsewhere and may be made to hurt, by someone who knows the passphrase. So it is
opened without writing, must hold exactly the two tables of ``_TABLES``, spelled as here and nothing
else (no view, trigger or index of its own), and stay within the bounds below.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from phrasebook import exports
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import errors, sqlite

log = logging.getLogger(__name__)

FORMAT: Final = 1
MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ITEMS: Final = 5_000
MOST_ITEM: Final = 256 * 1024
"""Bytes of one item as JSON."""
_MOST_NAME: Final = 200

_TABLES: Final = (
    "CREATE TABLE about (made_by TEXT NOT NULL)",
    "CREATE TABLE item (n INTEGER PRIMARY KEY, body TEXT NOT NULL)",
)


class ParcelError(UserError):
    """The file cannot be read, or not with this passphrase."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file carries.

    Attributes:
        items: JSON values, in the order in which they were put in.
        made_by: Who made it, as that PC said.
    """

    items: tuple[Any, ...]
    made_by: str = ""


def write(path: Path, passphrase: str, items: Sequence[Any], made_by: str) -> None:
    """Write an encrypted file; one that stands there is replaced in one step (takes 0.2 s).

    Args:
        path: Where to; see ``exports.written_aside``.
        passphrase: Any text without NUL.
        items: JSON-ready values.
        made_by: Who makes it.

    Raises:
        UserError: It is too much for one file, or the disk refuses; nothing is changed.
        TypeError: An item is not JSON-ready.
        ValueError: A number is none that JSON knows, or the passphrase holds NUL.
    """
    # Escapes carry halves of emoji, which UTF-8 cannot.
    bodies = [json.dumps(item, separators=(",", ":"), allow_nan=False) for item in items]
    too_much = len(bodies) > MOST_ITEMS or sum(map(len, bodies)) > MOST_BYTES // 2
    if too_much or any(len(body) > MOST_ITEM for body in bodies):
        raise UserError(
            tr("要带走的内容太多,一个文件装不下。"), tr("什么都没有写出。请分几次导出。")
        )
    try:
        with exports.written_aside(path) as aside:
            _fill(aside, passphrase, bodies, made_by[:_MOST_NAME])
    except (OSError, sqlite.Error) as error:
        log.warning("parcel not written (%s)", type(error).__name__)
        if sqlite.code(error) == sqlite.FULL:
            raise errors.full_disk() from error
        if isinstance(error, exports.REFUSED):
            raise exports.problem(error, path) from error
        raise UserError(
            tr("交接文件没能写出。"), tr("备注都还在。请检查磁盘空间,或换一个文件夹。")
        ) from error


def read(path: Path, passphrase: str) -> Parcel:
    """Read an encrypted file; nothing is written, not even beside it.

    Raises:
        NewerFileError: A later version wrote it.
        ParcelError: It is missing, no such file, damaged, out of bounds, or under another
            passphrase (which looks like damage).
        ValueError: The passphrase holds NUL.
    """
    try:
        if not path.is_file():
            raise ParcelError(
                tr("找不到这个交接文件。"), tr("请检查文件或移动盘是否还在,再选一次。")
            )
        if path.stat().st_size > MOST_BYTES:
            raise _refused()
    except OSError as error:
        raise ParcelError(
            tr("读不出这个交接文件。"), tr("请检查文件的权限,或复制到本机再试。")
        ) from error
    connection = sqlite.connect(path, immutable=True)
    try:
        _unlock(connection, passphrase)
        return _read(connection)
    except (sqlite.Error, UnicodeError) as error:
        raise ParcelError(
            tr("打不开交接文件:口令不对,或者文件已损坏。"),
            tr("请核对口令;口令没错的话,请对方重新导出一份。什么都没有导入。"),
        ) from error
    except (ValueError, RecursionError) as error:
        raise _refused() from error
    finally:
        connection.close()


def _unlock(connection: Any, passphrase: str) -> None:
    if "\0" in passphrase:
        raise ValueError("NUL ends a passphrase")
    # A pragma takes no parameter. Doubling is all the quoting that SQL knows; the prefix keeps a
    # passphrase of the form x'…' from being taken for a raw key.
    quoted = passphrase.replace("'", "''")
    connection.execute(f"PRAGMA key = 'banhua:{quoted}'")


def _fill(path: Path, passphrase: str, bodies: Sequence[str], made_by: str) -> None:
    connection = sqlite.connect(path)
    try:
        _unlock(connection, passphrase)
        # No journal beside it: the partial file is thrown away whole if anything fails.
        connection.execute("PRAGMA journal_mode = MEMORY").fetchone()
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("BEGIN")
        for table in _TABLES:
            connection.execute(table)
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("INSERT INTO about VALUES (?)", (made_by,))
        connection.executemany("INSERT INTO item VALUES (?, ?)", enumerate(bodies, start=1))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _read(connection: Any) -> Parcel:
    """Look at the form before the content, and at sizes before texts."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    # Also the first read, which tells whether the passphrase is right. The number stands in the
    # header: a table would first have to be trusted.
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    if found > FORMAT:
        raise errors.NewerFileError(
            tr("交接文件来自更新的版本。"), tr("请升级伴话后再导入。什么都没有导入。")
        )
    tables = connection.execute("SELECT sql FROM sqlite_schema ORDER BY name LIMIT 9").fetchall()
    if found != FORMAT or [sql for (sql,) in tables] != list(_TABLES):
        raise _refused()
    # Reads every page that is in use, and so checks its HMAC as well.
    if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
        raise sqlite.Error("the file is damaged")
    count, longest, odd = connection.execute(
        "SELECT count(*), max(length(CAST(body AS BLOB))), sum(typeof(body) <> 'text') FROM item"
    ).fetchone()
    names = connection.execute("SELECT made_by FROM about LIMIT 2").fetchall()
    if count > MOST_ITEMS or (longest or 0) > MOST_ITEM or odd or len(names) != 1:
        raise _refused()
    rows = connection.execute("SELECT body FROM item ORDER BY n").fetchall()
    items = tuple(json.loads(body, parse_constant=_no_number) for (body,) in rows)
    return Parcel(items, str(names[0][0])[:_MOST_NAME])


def _no_number(word: str) -> None:
    raise ValueError(word)


def _refused() -> ParcelError:
    return ParcelError(
        tr("这不是伴话的交接文件,或者内容超出了限度。"),
        tr("什么都没有导入。请对方用伴话重新导出一份。"),
    )
