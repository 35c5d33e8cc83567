"""The key of the notes under a passphrase (口令), for where no keyring can hold it.

Two constructions with names, put together as their standards say: scrypt (RFC 7914) makes a key of
the passphrase and a fresh salt, AES-256-GCM (NIST SP 800-38D) of the library ``cryptography`` seals
the key of the notes with it. What says how to open the seal (version, place of the key, cost, salt)
is authenticated with it, so a changed file opens nothing. What is left to an attacker with the file
is to try passphrases, each at the price of one scrypt run: 128 MB and about 0.4 s.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from phrasebook.i18n import tr
from phrasebook.model import UserError

if TYPE_CHECKING:
    from assistant.desk.passphrase import PassphraseError

# The rules of passphrases and the cipher are loaded where one is typed: every start reads this.

_SALT: Final = 16
_NONCE: Final = 12
"""Bytes of a nonce (SP 800-38D, 8.2.2); each wrapping has a key of its own, so none repeats."""
_SEALED: Final = 32 + 16
"""The key and the tag."""
_MOST_MEMORY: Final = 2**28
_MOST_WORK: Final = 2**24
"""Bounds of cost, of memory in bytes and of n·r·p. It comes out of a file that may be made to hurt;
sixteen times today's work is some seconds."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs: parameters of scrypt (RFC 7914, section 2).

    Attributes:
        n: Cost; a power of 2.
        r: Block size; 128·n·r bytes of memory are needed.
        p: Parallelism.
    """

    n: int
    r: int
    p: int

    def sound(self) -> bool:
        """Tell whether scrypt takes these, and they are not too costly."""
        if min(self.n, self.r, self.p) < 1 or self.n < 2 or self.n & (self.n - 1):
            return False
        # The last two bounds are of RFC 7914, section 2.
        return (
            128 * self.n * self.r <= _MOST_MEMORY
            and self.n * self.r * self.p <= _MOST_WORK
            and (self.r >= 8 or self.n < 2 ** (16 * self.r))
            and self.p * self.r < 2**30
        )

    def covers(self, other: Cost) -> bool:
        """Tell whether trying is at least as dear as with another cost, in memory and in work."""
        return self.n * self.r >= other.n * other.r and self.work >= other.work

    @property
    def work(self) -> int:
        """Blocks that are mixed."""
        return self.n * self.r * self.p


COST: Final = Cost(2**17, 8, 1)
"""What OWASP asks for (Password Storage Cheat Sheet, scrypt): 128 MB for a moment."""


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A key under a passphrase.

    Attributes:
        salt: 16 random bytes.
        nonce: 12 random bytes.
        sealed: The key, encrypted, with its tag.
        cost: Of scrypt.
    """

    salt: bytes
    nonce: bytes
    sealed: bytes
    cost: Cost

    def sound(self) -> bool:
        """Tell whether these are values that ``wrap`` could have made, and not too costly."""
        sizes = (len(self.salt), len(self.nonce), len(self.sealed)) == (_SALT, _NONCE, _SEALED)
        return sizes and self.cost.sound()


def wrap(key: str, passphrase: str, about: str, cost: Cost = COST) -> Wrapped:
    """Seal a key (64 hex digits) under a passphrase; takes about 0.4 s.

    Args:
        key: The key of the notes.
        passphrase: In any form; whether a new one may be used, ``passphrase.checked`` tells.
        about: What the file says beside the seal; opening it asks for the same.
        cost: Of scrypt.

    Raises:
        PassphraseError: The passphrase cannot be one.
        UserError: There is not enough memory.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from assistant.desk.passphrase import plain

    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    made = derived(plain(passphrase), salt, cost)
    sealed = AESGCM(made).encrypt(nonce, bytes.fromhex(key), _context(about, salt, cost))
    return Wrapped(salt, nonce, sealed, cost)


def unwrap(box: Wrapped, passphrase: str, about: str) -> str:
    """Give the key back.

    Raises:
        PassphraseError: The passphrase is wrong (or what is sealed, or ``about``, was changed).
        UserError: There is not enough memory to find out.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    made = derived(typed(passphrase), box.salt, box.cost)
    context = _context(about, box.salt, box.cost)
    try:
        return AESGCM(made).decrypt(box.nonce, box.sealed, context).hex()
    except InvalidTag as error:
        raise wrong() from error


def typed(passphrase: str) -> str:
    """Give a passphrase to try in the form in which it counts.

    Raises:
        PassphraseError: It cannot be the right one.
    """
    from assistant.desk.passphrase import PassphraseError, plain

    try:
        return plain(passphrase)
    except PassphraseError:
        raise wrong() from None


def derived(text: str, salt: bytes, cost: Cost, length: int = 32) -> bytes:
    """Make a key of a passphrase by scrypt.

    Raises:
        UserError: There is not enough memory, or these parameters are refused.
    """
    # OpenSSL counts its own buffers against the limit as well.
    room = 128 * cost.r * (cost.n + cost.p + 2) + 2**20
    try:
        return hashlib.scrypt(
            text.encode(), salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=room, dklen=length
        )
    except (MemoryError, ValueError, OverflowError) as error:
        raise UserError(
            tr("口令没能核对:内存不够。"),
            tr("备注都还在。请关掉几个程序后再试,它要用 {n} MB。", n=room >> 20),
        ) from error


def wrong() -> PassphraseError:
    """Word that a passphrase is not the right one."""
    from assistant.desk.passphrase import PassphraseError

    return PassphraseError(
        tr("口令不对。"), tr("请检查大小写和输入法再试;忘了口令,可以用恢复密钥打开。")
    )


def _context(about: str, salt: bytes, cost: Cost) -> bytes:
    return "\n".join(
        ("banhua desk key", about, f"scrypt {cost.n} {cost.r} {cost.p}", salt.hex(), "aes-256-gcm")
    ).encode()
