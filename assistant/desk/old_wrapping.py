"""The form in which version 1 of the key file hid the key; it is only opened, never made.

The key was hidden by XOR with 32 bytes that scrypt made of the passphrase and a fresh salt, under
an HMAC tag with 32 more of the same run. Opening such a file puts the key under ``wrapping``.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final

from assistant.desk import wrapping
from assistant.desk.wrapping import Cost

_TAG_OF: Final = b"banhua desk wrap 1"


@dataclass(frozen=True, slots=True)
class OldWrapped:
    """A key under a passphrase, as version 1 kept it.

    Attributes:
        salt: 16 random bytes.
        wrapped: The key, hidden.
        tag: What tells a wrong passphrase and a changed file.
        cost: Of scrypt.
    """

    salt: bytes
    wrapped: bytes
    tag: bytes
    cost: Cost

    def sound(self) -> bool:
        """Tell whether these are values that version 1 could have made, and not too costly."""
        sizes = (len(self.salt), len(self.wrapped), len(self.tag)) == (16, 32, 32)
        return sizes and self.cost.sound()


def unwrap(box: OldWrapped, passphrase: str) -> str:
    """Give the key back.

    Raises:
        PassphraseError: The passphrase is wrong (or what is wrapped was changed).
        UserError: There is not enough memory to find out.
    """
    made = wrapping.derived(wrapping.typed(passphrase), box.salt, box.cost, 64)
    tag = hmac.digest(made[32:], _TAG_OF + box.wrapped, "sha256")
    if not hmac.compare_digest(tag, box.tag):
        raise wrapping.wrong()
    return bytes(x ^ y for x, y in zip(box.wrapped, made[:32], strict=True)).hex()
