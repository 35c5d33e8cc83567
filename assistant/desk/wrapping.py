"""The key of the notes under a passphrase (口令), for where no keyring can hold it.

The standard library has scrypt and HMAC but no cipher, and none is needed: the key is 32 random
bytes, so it is hidden by XOR with 32 bytes that scrypt makes of the passphrase and a salt. That
is a one-time pad as long as each pad is used once, and it is: every wrapping draws a fresh salt of
16 bytes. A pad alone could be bent, so a tag over the wrapped bytes is made with 32 more bytes of
the same scrypt run (encrypt, then MAC; a changed salt or parameter changes that run), and compared
in constant time before anything is unwrapped. What is left to an attacker with the file is to try
passphrases, each at the price of one scrypt run: 32 MB and about 0.1 s.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Final

from phrasebook.i18n import tr
from phrasebook.model import UserError

LEAST: Final = 8
"""Characters of a passphrase at least (NIST SP 800-63B, 5.1.1.2)."""
MOST: Final = 200

N: Final = 2**15
R: Final = 8
P: Final = 1
"""scrypt: 128·N·R bytes of memory, 32 MB (RFC 7914; twice the interactive set of its author)."""
_MOST_MEMORY: Final = 2**27
"""Bytes. Parameters come out of a file, and a file may be made to hurt."""

_SALT: Final = 16
_KEY: Final = 32
_TAG_OF: Final = b"banhua desk wrap 1"


class PassphraseError(UserError):
    """A passphrase that cannot be used, or that is not the right one."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key under a passphrase.

    Attributes:
        salt: 16 random bytes.
        wrapped: The key, hidden.
        tag: What tells a wrong passphrase and a changed file.
        n: Cost of scrypt.
        r: Block size of scrypt.
        p: Parallelism of scrypt.
    """

    salt: bytes
    wrapped: bytes
    tag: bytes
    n: int = N
    r: int = R
    p: int = P

    def sound(self) -> bool:
        """Tell whether these are values that ``wrap`` could have made, and not too costly."""
        sizes = len(self.salt) == _SALT and len(self.wrapped) == _KEY and len(self.tag) == 32
        whole = min(self.n, self.r, self.p) >= 1 and self.n >= 2 and self.n & (self.n - 1) == 0
        return sizes and whole and 128 * self.n * self.r * self.p <= _MOST_MEMORY


def checked(passphrase: str) -> str:
    """Give a passphrase in the form in which it counts: NFKC, no blanks around it.

    NFKC because an input method in full-width mode types other characters for the same keys.

    Raises:
        PassphraseError: It is too short, too long or holds what no keyboard types.
    """
    plain = unicodedata.normalize("NFKC", passphrase).strip()
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in plain):
        raise PassphraseError(
            tr("口令里有看不见的控制字符。"), tr("请手工输入口令,只用文字、数字和符号。")
        )
    if len(plain) < LEAST:
        raise PassphraseError(
            tr("口令太短:至少 {least} 个字。", least=LEAST), tr("可以用一句只有你知道的话。")
        )
    if len(plain) > MOST:
        raise PassphraseError(
            tr("口令太长:最多 {most} 个字。", most=MOST), tr("请换一个短一些的。")
        )
    return plain


def wrap(key: str, passphrase: str) -> Wrapped:
    """Hide a key (64 hex digits) under a passphrase; takes about 0.1 s.

    Raises:
        PassphraseError: The passphrase cannot be used.
    """
    salt = secrets.token_bytes(_SALT)
    pad, mac = _derived(checked(passphrase), salt, N, R, P)
    wrapped = _xor(bytes.fromhex(key), pad)
    return Wrapped(salt, wrapped, _tag(mac, wrapped))


def unwrap(box: Wrapped, passphrase: str) -> str:
    """Give the key back.

    Raises:
        PassphraseError: The passphrase is wrong (or what is wrapped was changed).
    """
    wrong = PassphraseError(
        tr("口令不对。"), tr("请检查大小写和输入法再试;忘了口令,可以用恢复密钥打开。")
    )
    try:
        plain = checked(passphrase)
    except PassphraseError:
        raise wrong from None
    pad, mac = _derived(plain, box.salt, box.n, box.r, box.p)
    if not hmac.compare_digest(_tag(mac, box.wrapped), box.tag):
        raise wrong
    return _xor(box.wrapped, pad).hex()


def _derived(plain: str, salt: bytes, n: int, r: int, p: int) -> tuple[bytes, bytes]:
    made = hashlib.scrypt(
        plain.encode(), salt=salt, n=n, r=r, p=p, maxmem=2 * _MOST_MEMORY, dklen=2 * _KEY
    )
    return made[:_KEY], made[_KEY:]


def _tag(mac: bytes, wrapped: bytes) -> bytes:
    return hmac.digest(mac, _TAG_OF + wrapped, "sha256")


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
