"""The key of the notes in the system's own keyring; the only place of ``keyring``.

Only back-ends named here are ever made. Left to itself ``keyring`` takes whatever is installed,
and with ``keyrings.alt`` that is a plain text file, in silence (reference/reliability.md 4); its
chain of several would do the same. So ``keyring``'s own choice, its settings file and its
environment variable are not asked.

Every call runs on a thread of its own and is waited for with a limit: a keyring that is locked
asks its owner for a password, and one whose service hangs never answers at all.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from concurrent.futures import TimeoutError as TooSlow
from contextlib import closing
from typing import Any, Final, Protocol, TypeVar

from assistant.ports import Capability
from phrasebook.i18n import tr
from phrasebook.model import UserError

log = logging.getLogger(__name__)
T = TypeVar("T")

SERVICE: Final = "Banhua"
"""Under which name the keyring lists our keys."""

_SECRET_SERVICE: Final = "keyring.backends.SecretService.Keyring"
_WINDOWS: Final = "keyring.backends.Windows.WinVaultKeyring"

ALLOWED: Final[dict[str, str]] = {
    _WINDOWS: "Windows 凭据管理器",
    "keyring.backends.macOS.Keyring": "macOS 钥匙串",
    _SECRET_SERVICE: "系统钥匙串 (Secret Service)",
    "keyring.backends.kwallet.DBusKeyring": "KDE 钱包 (KWallet)",
    "keyring.backends.libsecret.Keyring": "系统钥匙串 (libsecret)",
}
"""Class paths of back-ends that encrypt, best first, with their UI names."""

_FIND_S: Final = 10.0  # a service that D-Bus has to start first takes a second or two
_ASK_S: Final = 120.0  # someone may have to find the password of the keyring
_LOCKED: Final = ("KeyringLocked", "LockedException", "PromptDismissedException")
"""Names of exceptions for "it is locked and was not unlocked", of keyring and of secretstorage."""


class Ring(Protocol):
    """What is used of a back-end of ``keyring``."""

    def get_password(self, service: str, username: str) -> str | None:
        """Give a secret."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""

    def delete_password(self, service: str, username: str) -> None:
        """Forget a secret."""


def path_of(ring: object) -> str:
    """Class path of a back-end, as ``ALLOWED`` names it."""
    return f"{type(ring).__module__}.{type(ring).__qualname__}"


def find(held_by: str = "") -> KeyringVault | Capability:
    """Open the first named back-end that works here; else say why there is none.

    Args:
        held_by: Class path to try before the others; one that is not allowed counts as none.
    """
    order = sorted(ALLOWED, key=lambda path: path != held_by)
    try:
        ring = _within(_FIND_S, lambda: _first(order))
    except TooSlow:
        return _none(tr("系统钥匙串没有回应。"))
    except ImportError:
        return _none(tr("缺少 keyring 组件。"))
    return KeyringVault(ring) if ring is not None else _none(tr("没有找到可用的系统钥匙串。"))


def _none(reason: str) -> Capability:
    advice = tr("备注本可以改用口令保护。")
    if sys.platform.startswith("linux"):
        advice += tr("想用钥匙串,请安装 gnome-keyring 或 KWallet 并重新登录。")
    return Capability(False, "null", reason, advice)


def _first(order: list[str]) -> Ring | None:
    import keyring  # noqa: F401 (60 ms; missing altogether is another fault than no service)

    for path in order:
        part, name = path.removeprefix("keyring.backends.").split(".")
        try:
            # The property raises where the service is not there, with reasons of many kinds.
            made = getattr(importlib.import_module(f"keyring.backends.{part}"), name)
            made.priority  # noqa: B018
            ring: Ring = made()
        except Exception as error:  # noqa: BLE001 - any; the next one is tried
            log.debug("vault skipped=%s error=%s", part, type(error).__name__)
            continue
        return ring
    return None


def _within(seconds: float, call: Callable[[], T]) -> T:
    """Run ``call`` on a thread of its own, and leave it behind if it takes too long.

    Raises:
        TooSlow: There was no answer in time, or ``give_up`` was called.
    """
    future: Future[T] = Future()

    def work() -> None:
        try:
            answer = call()
        except BaseException as error:  # noqa: BLE001 - it travels in the Future
            with contextlib.suppress(InvalidStateError):  # given up
                future.set_exception(error)
        else:
            with contextlib.suppress(InvalidStateError):
                future.set_result(answer)

    _waited.add(future)
    try:
        threading.Thread(target=work, name="keyring", daemon=True).start()
        return future.result(seconds)
    finally:
        _waited.discard(future)


_waited: Final[set[Future[Any]]] = set()
"""What is being waited for at this moment, by whatever thread."""


def give_up() -> None:
    """End every wait that is under way, as if the time were over: the program is being left.

    The answer may depend on a person or on a service that hangs. What was asked goes on without
    us; the threads that asked end with the process.
    """
    for future in tuple(_waited):
        with contextlib.suppress(InvalidStateError):
            future.set_exception(TooSlow())


class KeyringVault:
    """``KeyVault`` on one back-end of ``keyring``."""

    def __init__(self, ring: Ring, *, patience: float = _ASK_S) -> None:
        """Take a back-end.

        Args:
            ring: The back-end.
            patience: Seconds to wait for an answer, a person's typing included.

        Raises:
            ValueError: It is none of ``ALLOWED``.
        """
        self._ring = ring
        self._patience = patience
        self.name = path_of(ring)
        if self.name not in ALLOWED:
            raise ValueError("a keyring that is not on the list")
        self.title = tr(ALLOWED[self.name])

    def capability(self) -> Capability:
        """It works: ``find`` saw it answer."""
        return Capability(True, self.title)

    def get(self, key_id: str) -> str | None:
        """Give a secret; None if the keyring has none of this id.

        Raises:
            UserError: It stays locked, does not answer or fails.
        """
        return self._ask("get", lambda: self._ring.get_password(SERVICE, key_id))

    def put(self, key_id: str, secret: str) -> None:
        """Keep a secret and read it again: some back-ends fail in silence.

        Raises:
            UserError: It stays locked, does not answer, fails or did not keep it.
        """
        self._ask("put", lambda: self._ring.set_password(SERVICE, key_id, secret))
        if self.get(key_id) != secret:
            log.warning("vault put failed: not kept")
            raise UserError(
                tr("{vault}没有保存密钥。", vault=self.title),
                tr("什么都没有改动。请改用口令保护,或检查钥匙串后再试。"),
            )

    def remove(self, key_id: str) -> None:
        """Forget a secret; one that is not there passes.

        Raises:
            UserError: It stays locked, does not answer or fails.
        """

        def work() -> None:
            if self._ring.get_password(SERVICE, key_id) is not None:
                self._ring.delete_password(SERVICE, key_id)

        self._ask("remove", work)

    def quiet(self, key_id: str) -> bool:  # noqa: ARG002
        """Tell whether ``get`` would ask the person nothing.

        The Windows back-end never asks. The Secret Service tells whether it is locked. Of the
        others that cannot be told.
        """
        if self.name == _WINDOWS:
            return True
        if self.name != _SECRET_SERVICE:
            return False
        try:
            return _within(_FIND_S, _unlocked)
        except Exception as error:  # noqa: BLE001 - any; then it cannot be told
            log.debug("vault lock unknown error=%s", type(error).__name__)
            return False

    def _ask(self, what: str, call: Callable[[], T]) -> T:
        try:
            return _within(self._patience, call)
        except TooSlow as error:
            log.warning("vault %s failed: no answer", what)
            raise UserError(
                tr("{vault}没有回应。", vault=self.title),
                tr("备注都还在。屏幕上若有要密码的窗口,请先答复它,再试一次。"),
            ) from error
        except Exception as error:
            kind = type(error).__name__
            log.warning("vault %s failed: %s", what, kind)
            if kind in _LOCKED:
                raise UserError(
                    tr("{vault}锁着,没有解开。", vault=self.title),
                    tr("备注都还在。请再试一次,并输入钥匙串的密码。"),
                ) from error
            raise UserError(
                tr("{vault}出错({kind})。", vault=self.title, kind=kind),
                tr("备注都还在。请稍后再试;一直不行,可以用恢复密钥打开。"),
            ) from error


def _unlocked() -> bool:
    """Whether the default collection of the Secret Service is there and open."""
    import secretstorage

    with closing(secretstorage.dbus_init()) as bus:
        collection = secretstorage.get_collection_by_alias(bus, "default")
        return not collection.is_locked()
