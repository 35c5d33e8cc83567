"""The key of the notes (备注本): made once, kept in the keyring or under a passphrase.

Order of everything that makes or moves a key: keyring, then key file, then data file. A crash in
between leaves at most a key in the keyring that nothing names, or a key file of a file that is
still to be made; never a file whose key is nowhere. Whoever loses the keyring would lose the
notes, so there is a recovery key; and the key file says which keyring it was, because a system
that changes its keyring looks just like one that lost the key (reference/reliability.md 2, 4:
signalapp/Signal-Desktop#6970).

Calls may take as long as a person needs to unlock a keyring: never on the GUI thread.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from assistant.desk import key_file, old_wrapping, recovery, wrapping
from assistant.desk.key_file import BrokenKeyFileError, KeyFile
from assistant.desk.old_wrapping import OldWrapped
from assistant.desk.passphrase import LEAST, checked
from assistant.desk.wrapping import Cost
from assistant.ports import KeyVault
from phrasebook.files import write_whole
from phrasebook.i18n import tr
from phrasebook.model import UserError
from phrasebook.store import DESK, backup, cipher, errors, kept, presence

log = logging.getLogger(__name__)

State = Literal["new", "keyring", "passphrase", "lost"]
"""There is nothing yet; the key is in the keyring; it is under a passphrase; it is not to be had
without the recovery key (see ``DeskKeys.trouble``)."""

_KEY_HEX: Final = 64
_BESIDE: Final = (key_file.FILE_NAME, DESK.pending)
"""What goes with the notes when they are set aside, the key file first."""


class LostKeyError(UserError):
    """The key is not where the key file says; the recovery key opens the notes."""


class PassphraseNeededError(UserError):
    """There is no keyring to put the key into: a passphrase has to be chosen."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """A new key.

    Attributes:
        key: 64 hex digits, for ``Store.open``.
        text: The recovery key, to be shown and printed once.
    """

    key: str
    text: str


def held_by(folder: Path) -> str:
    """The back-end that the key file names, for ``pick_vault``; empty if it names none."""
    try:
        file = key_file.read(folder)
    except UserError:
        return ""
    return file.held_by if file is not None else ""


class DeskKeys:
    """Gets at the key of the notes in one data folder."""

    def __init__(
        self,
        folder: Path,
        vault: KeyVault | None,
        *,
        known: Callable[[], Iterable[str]] = tuple,
        cost: Cost | None = None,
    ) -> None:
        """Look at nothing yet.

        Args:
            folder: The data folder.
            vault: The keyring, found with ``held_by(folder)`` in mind; None for none.
            known: What a new passphrase must not be made of: the shop's name, the agent's number.
            cost: Of trying a passphrase; None for ``wrapping.COST``.
        """
        self._known, self._cost = known, cost or wrapping.COST
        self._folder = folder
        self._data = folder / DESK.file_name
        self._vault = vault
        self._loss: LostKeyError | None = None

    @property
    def has_vault(self) -> bool:
        """Whether a keyring is there to hold a key."""
        return self._vault is not None and self._vault.capability().ok

    @property
    def vault_reason(self) -> str:
        """Why there is no keyring, for the person; empty if there is one."""
        if self._vault is None or self.has_vault:
            return ""
        return self._vault.capability().reason

    def state(self) -> State:
        """Tell where the key is, without asking a person anything.

        After ``unlock`` found it gone this is "lost" as well.

        Raises:
            UserError: The key file is of a later version, or the disk does not give it.
        """
        self._finish_keeping()
        if self.trouble() is not None:
            return "lost"
        file = key_file.read(self._folder)
        return "new" if file is None else file.mode

    def trouble(self) -> LostKeyError | None:
        """Why the key is lost, with a way on; None if it is not.

        Raises:
            UserError: As ``state``.
        """
        if self._loss is not None:
            return self._loss
        try:
            file = key_file.read(self._folder)
        except BrokenKeyFileError as error:
            return LostKeyError(error.message, error.advice)
        if file is None:
            if not self._nothing_written():
                return _no_key_file()
            return _only_copies() if backup.copies(self._data) else None
        if file.mode == "keyring" and not self.has_vault:
            return self._no_vault(file)
        return None

    def missing(self) -> UserError | None:
        """Say that the notes are gone although their key file is there; None if they are not.

        Whoever has the key finds out by opening them; this is for before it is asked for.

        Raises:
            UserError: The disk does not tell.
        """
        try:
            state = presence.state(self._data)
            gone = state != "there" and presence.was_there(self._data, DESK)
        except OSError as error:
            raise _not_seen() from error
        if not gone:
            return None
        fault = errors.gone(self._data, state, DESK.title)
        return UserError(fault, tr("没有新建文件顶替它。请在侧栏里打开“买家”,从备份恢复。"))

    def quiet(self) -> bool:
        """Tell whether ``unlock`` would ask the person nothing; False if that cannot be told.

        Raises:
            UserError: The key is not in a keyring.
        """
        file = self._file("keyring")
        return self._vault is not None and self._vault.quiet(file.key_id)

    def create(self, passphrase: str = "") -> Recovery:
        """Make the key of new notes.

        Args:
            passphrase: Keep it under this; empty for the keyring.

        Raises:
            PassphraseNeededError: There is no keyring and no passphrase.
            PassphraseError: The passphrase cannot be used.
            UserError: There are notes already, or keyring or disk refuse; nothing is changed.
        """
        if self.state() != "new":
            raise UserError(
                tr("备注本已经有密钥了。"), tr("什么都没有改动。请重新打开伴话后再试。")
            )
        key = secrets.token_hex(_KEY_HEX // 2)
        self._keep(key, passphrase, first=True)
        log.info("desk key made mode=%s", "passphrase" if passphrase else "keyring")
        return Recovery(key, recovery.as_text(key))

    def unlock(self) -> str:
        """Get the key out of the keyring; it may ask a person to unlock it.

        Raises:
            LostKeyError: The keyring does not have it.
            UserError: The keyring stays locked or fails; or the key is not in a keyring.
        """
        file = self._file("keyring")
        if self._vault is None or not self.has_vault:
            raise self._no_vault(file)
        key = self._vault.get(file.key_id)
        if key is not None and _is_key(key) and file.opens(key):
            return key
        log.warning("desk key gone from the keyring")
        self._loss = self._gone(file, wrong=key is not None)
        raise self._loss

    def unlock_with(self, passphrase: str) -> str:
        """Get the key with the passphrase; takes about 0.4 s, once twice that.

        A key that is wrapped in an old form, or at a lower cost, is wrapped anew.

        Raises:
            PassphraseError: It is the wrong one.
            LostKeyError: The passphrase is right and the key is not.
            UserError: The key is under no passphrase.
        """
        file, key = self._unwrapped(passphrase)
        box = file.box
        if isinstance(box, OldWrapped) or (box is not None and not box.cost.covers(self._cost)):
            # The notes are to be had either way; the next time tries again.
            with contextlib.suppress(UserError):
                self._keep(key, passphrase, fresh=False)
                log.info("desk key wrapped anew")
        return key

    def _unwrapped(self, passphrase: str) -> tuple[KeyFile, str]:
        file = self._file("passphrase")
        if isinstance(file.box, OldWrapped):
            key = old_wrapping.unwrap(file.box, passphrase)
        else:
            assert file.box is not None
            key = wrapping.unwrap(file.box, passphrase, file.about)
        if file.opens(key):
            return file, key
        self._loss = LostKeyError(
            tr("备注本的密钥文件和密钥对不上。"), tr("备注都还在。请用恢复密钥打开。")
        )
        raise self._loss

    def unlock_recovery(self, text: str, passphrase: str = "") -> str:
        """Get the key out of the recovery key, and keep it anew.

        Args:
            text: The recovery key as it was typed.
            passphrase: A new one to keep the key under; empty for the keyring.

        Raises:
            RecoveryTextError: The text has slips.
            PassphraseNeededError: The text is right, but there is no keyring to put the key into,
                or it was under a passphrase before. Ask for one and call again.
            PassphraseError: The new passphrase cannot be used.
            UserError: It is the recovery key of other notes, or keyring or disk refuse.
        """
        key = recovery.as_key(text)
        try:
            file = key_file.read(self._folder)
        except BrokenKeyFileError:
            file = None
        if not self._belongs(key, file):
            raise UserError(
                tr("这个恢复密钥不是这本备注的。"),
                tr("备注都还在。请找建立这本备注时记下的恢复密钥。"),
            )
        if file is not None and file.mode == "passphrase" and not passphrase:
            raise _passphrase_needed()
        if file is not None and not file.opens(key):
            self._keep_other()
        nothing = self._nothing_written() and not backup.copies(self._data)
        self._keep(key, passphrase, first=file is None and nothing)
        log.info("desk key recovered")
        return key

    def change_passphrase(self, old: str, new: str) -> None:
        """Put the key under another passphrase. The key itself and the notes stay as they are.

        Raises:
            PassphraseError: The old one is wrong, or the new one cannot be used.
            UserError: The key is under no passphrase, or the disk refuses.
        """
        checked(new, self._known())
        self._keep(self._unwrapped(old)[1], new)

    def use_keyring(self, passphrase: str) -> None:
        """Move the key from under the passphrase into the keyring.

        Raises:
            PassphraseError: The passphrase is wrong.
            UserError: There is no keyring, or keyring or disk refuse; the passphrase still opens.
        """
        self._keep(self._unwrapped(passphrase)[1], "")

    def start_anew(self, passphrase: str = "") -> Recovery:
        """Move notes that cannot be opened into a folder of their own, and make a new key.

        Nothing is deleted, now or later: with their recovery key the old notes can be opened
        again. Their copies and their key file lie beside them.

        Raises:
            UserError: As ``create``; or the disk refuses to rename.
        """
        if passphrase:
            checked(passphrase, self._known())
        elif not self.has_vault:
            raise _passphrase_needed()
        try:
            kept.keep(self._data, _BESIDE)
        except OSError as error:
            raise _not_kept() from error
        self._loss = None
        log.info("desk set aside")
        return self.create(passphrase)

    def _file(self, mode: key_file.Mode) -> KeyFile:
        """Read the key file, which has to be of this mode."""
        try:
            file = key_file.read(self._folder)
        except BrokenKeyFileError as error:
            raise LostKeyError(error.message, error.advice) from error
        if file is None and not self._nothing_written():
            raise _no_key_file()
        if file is None or file.mode != mode:
            raise UserError(tr("备注本的密钥不在那里。"), tr("备注都还在。请重新打开伴话后再试。"))
        return file

    def _nothing_written(self) -> bool:
        try:
            return cipher.is_empty(self._data)
        except OSError as error:
            raise _not_seen() from error

    def _belongs(self, key: str, file: KeyFile | None) -> bool:
        written = not self._nothing_written()
        # The notes themselves know best: the key file may be another's, put there by a sync client.
        if written and cipher.fits(self._data, key):
            return True
        if file is not None:
            return file.opens(key)
        if written:
            return False
        copies = backup.copies(self._data)
        return not copies or any(cipher.fits(copy, key) for copy in copies)

    def _keep_other(self) -> None:
        """Keep the key file of other notes under another name before it is replaced."""
        try:
            data = (self._folder / key_file.FILE_NAME).read_bytes()
            mark = hashlib.sha256(data).hexdigest()[:8]
            write_whole(self._folder / f"{key_file.FILE_NAME}.other-{mark}", data)
        except OSError as error:
            raise _key_file_not_saved() from error

    def _finish_keeping(self) -> None:
        """Go on with ``start_anew`` where it was cut short."""
        try:
            kept.finish(self._data, _BESIDE)
        except OSError as error:
            raise _not_kept() from error

    def _announce(self) -> None:
        """Say on the disk that the notes are still to be made: else their lack is a fault."""
        try:
            write_whole(self._folder / DESK.pending, b"")
        except OSError as error:
            raise _key_file_not_saved() from error

    def _keep(self, key: str, passphrase: str, *, first: bool = False, fresh: bool = True) -> None:
        """Put the key into the keyring or under the passphrase, then write the key file.

        Args:
            key: The key of the notes.
            passphrase: Empty for the keyring.
            first: The notes are still to be made.
            fresh: The passphrase is a new one, so the rules hold for it.
        """
        if passphrase and fresh:
            checked(passphrase, self._known())
        file = KeyFile("passphrase", secrets.token_hex(16), key_file.check_value(key))
        vault = self._vault
        if passphrase:
            file = replace(file, box=wrapping.wrap(key, passphrase, file.about, self._cost))
        elif vault is None or not self.has_vault:
            raise _passphrase_needed()
        else:
            file = replace(file, mode="keyring", held_by=vault.name, title=vault.title)
            vault.put(file.key_id, key)
        if first:
            self._announce()
        try:
            key_file.write(self._folder, file)
        except OSError as error:
            log.warning("desk key file not written (errno %s)", error.errno)
            if file.mode == "keyring" and vault is not None:
                with contextlib.suppress(UserError):
                    vault.remove(file.key_id)
            raise _key_file_not_saved() from error
        self._loss = None

    def _no_vault(self, file: KeyFile) -> LostKeyError:
        reason = self._vault.capability().reason if self._vault is not None else ""
        return LostKeyError(
            tr("备注本的密钥存在“{holder}”里,现在用不了它。", holder=file.title) + reason,
            tr("备注都还在。请让它恢复运行后重新打开伴话,或者用恢复密钥打开。"),
        )

    def _gone(self, file: KeyFile, *, wrong: bool) -> LostKeyError:
        assert self._vault is not None
        if self._vault.name != file.held_by:
            message = tr(
                "备注本的密钥存在“{holder}”里,现在系统用的是“{now}”。",
                holder=file.title,
                now=self._vault.title,
            )
        elif wrong:
            message = tr("“{holder}”里的密钥不是这本备注的。", holder=file.title)
        else:
            message = tr("“{holder}”里找不到备注本的密钥。", holder=file.title)
        return LostKeyError(
            message,
            tr("备注都还在。请用恢复密钥打开;没有恢复密钥,可以另建一本,旧的会移到一边,永远保留。"),
        )


def _is_key(key: str) -> bool:
    return len(key) == _KEY_HEX and set(key) <= set("0123456789abcdef")


def _no_key_file() -> LostKeyError:
    return LostKeyError(
        tr("备注本还在,它的密钥文件 {name} 不见了。", name=key_file.FILE_NAME),
        tr("请从备份里取回这个文件,或用恢复密钥打开。"),
    )


def _not_seen() -> UserError:
    return UserError(tr("看不到备注本文件。"), tr("请检查数据文件夹的权限后再试。"))


def _only_copies() -> LostKeyError:
    return LostKeyError(
        tr("备注本文件和它的密钥文件都不见了,备份还在。"),
        tr("请把文件放回数据文件夹,或先用恢复密钥打开,再从备份恢复。"),
    )


def _not_kept() -> UserError:
    return UserError(
        tr("旧的备注本没能移开保留。"),
        tr("什么都没有删除。请检查数据文件夹的权限后再试。"),
    )


def _key_file_not_saved() -> UserError:
    return UserError(
        tr("备注本的密钥文件没能保存。"),
        tr("原来的内容没有改动。请检查磁盘空间和数据文件夹的权限后再试。"),
    )


def _passphrase_needed() -> PassphraseNeededError:
    return PassphraseNeededError(
        tr("请给备注本设一个口令。"),
        tr("至少 {least} 个字;打开备注本时要用它。", least=LEAST),
    )
