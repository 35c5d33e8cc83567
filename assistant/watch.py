"""Which copied text is a buyer's message: rules of the clipboard watch, without any platform.

Nothing that is read here is stored or logged. First only the names of the formats on offer are
looked at: what another program marked as secret is not fetched at all, nor is a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

MAX_BYTES: Final = 8_000
"""A longer text is no chat message but a document."""

_SECRET: Final = (
    "excludeclipboardcontentfrommonitorprocessing",
    "clipboard viewer ignore",
    "org.nspasteboard.concealedtype",
    "org.nspasteboard.transienttype",
    "x-nspasteboard-concealed-type",
    "com.agilebits.onepassword",
)
"""Formats whose presence means: do not look."""
_HISTORY: Final = ("canincludeinclipboardhistory", "canuploadtocloudclipboard")
"""Formats that mean it when their value is zero."""
_QT_IMAGE: Final = "application/x-qt-image"
_KDE: Final = "x-kde-passwordmanagerhint"
# In the order in which the clipboard's reader prefers them, so that one name is enough.
_TEXT: Final = ("utf8_string", "text/plain;charset=utf-8", "text/plain", "string")


class Offered(Protocol):
    """What is on the clipboard, fetched piece by piece."""

    def names(self) -> Sequence[str]:
        """List what is on offer; nothing of it is fetched."""

    def fetch(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Fetch these formats and no other."""


def read(offered: Offered) -> str:
    """Give the buyer's message that was copied; "" for what is none.

    Fetches only a text, and that only after the marks of secrecy that say more by their value.
    """
    lower = {name.lower(): name for name in offered.names()}
    text = next((lower[name] for name in _TEXT if name in lower), "")
    if not text or any(name.startswith(("image/", _QT_IMAGE)) for name in lower):
        return ""
    if any(mark in name for mark in _SECRET for name in lower):
        return ""
    marks = [name for low, name in lower.items() if any(mark in low for mark in (*_HISTORY, _KDE))]
    if marks:
        told = offered.fetch(marks)
        if len(told) < len(marks) or is_secret(told):  # a mark without a value is one all the same
            return ""
    return message_of(offered.fetch([text]))


def is_secret(formats: Mapping[str, bytes]) -> bool:
    """Whether the program that copied asked others not to look."""
    for name, data in formats.items():
        lower = name.lower()
        if any(mark in lower for mark in _SECRET):
            return True
        if any(mark in lower for mark in _HISTORY) and not any(data):
            return True
        if _KDE in lower and data.strip() == b"secret":
            return True
    return False


def message_of(formats: Mapping[str, bytes]) -> str:
    """Give the text of what was copied; "" for what is secret, no text or no chat message."""
    if is_secret(formats):
        return ""
    lower = {name.lower(): data for name, data in formats.items()}
    if any(name.startswith("image/") for name in lower):
        return ""
    if len(next((lower[name] for name in _TEXT if name in lower), b"")) > MAX_BYTES:
        return ""
    return plain_text(formats).strip()


def plain_text(formats: Mapping[str, bytes]) -> str:
    """Give the text among some formats; "" where there is none."""
    lower = {name.lower(): data for name, data in formats.items()}
    data = next((lower[name] for name in _TEXT if name in lower), b"")
    return data.decode("utf-8", "replace").replace("\0", "")
