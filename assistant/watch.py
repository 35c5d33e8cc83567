"""Which copied text is a buyer's message: rules of the clipboard watch, without any platform.

Nothing that is read here is stored or logged. What another program marked as secret is not read
on (reference/injection.md, section 12).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
_KDE: Final = "x-kde-passwordmanagerhint"
_TEXT: Final = ("text/plain;charset=utf-8", "text/plain", "utf8_string")


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
    data = next((lower[name] for name in _TEXT if name in lower), b"")
    if len(data) > MAX_BYTES:
        return ""
    return data.decode("utf-8", "replace").replace("\0", "").strip()
