"""What stands on a Windows clipboard, as a value: which formats are copied, and under what names.

Windows adds formats that it makes of others when asked (CF_TEXT of CF_UNICODETEXT, CF_BITMAP of
CF_DIB). It lists them behind those that the program gave, and only those are copied: put back,
they bring the others with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

TEXT: Final = 1
BITMAP: Final = 2
METAFILE: Final = 3
OEM_TEXT: Final = 7
DIB: Final = 8
PALETTE: Final = 9
UNICODE_TEXT: Final = 13
ENHANCED_METAFILE: Final = 14
FILES: Final = 15
LOCALE: Final = 16
DIB_V5: Final = 17
_OWNERS: Final = range(0x80, 0x90)
"""CF_OWNERDISPLAY and CF_DSP…: drawn by the owner, or handles of its own."""
_PRIVATE: Final = range(0x200, 0x400)
"""CF_PRIVATEFIRST to CF_GDIOBJLAST: handles that mean something to the owner alone."""
_LIVE: Final = frozenset(("dataobject", "ole private data"))
"""Point to the object of an OLE owner, which is gone once something else is on the clipboard."""

MARKS: Final[Mapping[str, bytes]] = {
    "ExcludeClipboardContentFromMonitorProcessing": b"1",
    "CanIncludeInClipboardHistory": bytes(4),
    "CanUploadToCloudClipboard": bytes(4),
    "Clipboard Viewer Ignore": b"1",
}
"""Formats that keep content out of the history (Win+V), other devices and clipboard managers
(learn.microsoft.com, "Clipboard Formats", section on cloud clipboard and clipboard history)."""

MANY: Final = 3
"""More registered raster pictures than this are one picture in the encodings of a toolkit, each of
them made when asked for; the system's own formats of it are enough."""

_NAMES: Final = {
    TEXT: "CF_TEXT", BITMAP: "image/bitmap", METAFILE: "image/x-wmf", OEM_TEXT: "CF_OEMTEXT",
    DIB: "image/dib", UNICODE_TEXT: "text/plain", ENHANCED_METAFILE: "image/x-emf",
    FILES: "CF_HDROP", LOCALE: "CF_LOCALE", DIB_V5: "image/dibv5",
}  # fmt: skip
_PICTURES: Final = {"png": "image/png", "jfif": "image/jpeg", "gif": "image/gif"}
"""Under these names browsers and chat clients offer encoded pictures."""


def name_of(number: int, registered: str) -> str:
    """Name a format as the rest of the program knows such content.

    Args:
        number: Of the format.
        registered: The name it is registered under; "" for one of the system's own.
    """
    if not registered:
        return _NAMES.get(number, f"CF_{number}")
    return _PICTURES.get(registered.lower(), registered)


@dataclass(frozen=True, slots=True)
class Offered:
    """One format in the order of the clipboard: its number and its name (``name_of``)."""

    number: int
    name: str


def given(offered: Sequence[Offered]) -> list[Offered]:
    """Choose what is to be copied, in the order of the clipboard.

    Left out are handles that mean something to their owner alone, what Windows makes of the rest,
    and the many encodings of one picture.
    """
    found: list[Offered] = []
    before: set[int] = set()
    for one in offered:
        if not _is_made(one.number, before) and _is_copied(one):
            found.append(one)
        before.add(one.number)
    encoded = [one for one in found if one.number >= 0xC000 and one.name.startswith("image/")]
    if len(encoded) > MANY:
        kept = next((one for one in encoded if one.name == "image/png"), encoded[0])
        found = [one for one in found if one not in encoded or one is kept]
    return found


def _is_made(number: int, before: Collection[int]) -> bool:
    """Tell whether Windows made a format of one ``before`` it.

    It lists CF_LOCALE before the texts that it makes, and CF_BITMAP before the DIB that it makes of
    another DIB. A DIB behind a bitmap alone is made too, and the only way to carry that.
    """
    if number in (TEXT, OEM_TEXT, UNICODE_TEXT):
        texts = {TEXT, OEM_TEXT, UNICODE_TEXT} & set(before)
        return LOCALE in before and bool(texts)
    if number in (DIB, DIB_V5):
        return bool({DIB, DIB_V5} & set(before)) and BITMAP in before
    if number in (METAFILE, ENHANCED_METAFILE):
        return bool({METAFILE, ENHANCED_METAFILE} & set(before))
    return False


def _is_copied(one: Offered) -> bool:
    number = one.number
    if number in (BITMAP, PALETTE) or number in _OWNERS or number in _PRIVATE:
        return False
    return one.name.lower() not in _LIVE


def by_worth(formats: Sequence[Offered]) -> list[Offered]:
    """Order formats as they are read: texts, files, then the rest, and pictures last.

    An owner that makes each only when asked may be too slow for all of them.
    """
    first = (UNICODE_TEXT, TEXT, OEM_TEXT, LOCALE, FILES)

    def worth(one: Offered) -> tuple[bool, int]:
        rank = first.index(one.number) if one.number in first else len(first)
        return one.name.startswith("image/"), rank

    return sorted(formats, key=worth)


@dataclass(frozen=True)
class WindowsSnapshot:
    """What was on the clipboard (``assistant.ports.Snapshot``).

    Attributes:
        entries: Each format with its bytes, in the order of the clipboard.
    """

    entries: tuple[tuple[Offered, bytes], ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing was on the clipboard."""
        return not self.entries

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return sum(len(data) for _, data in self.entries)

    @cached_property
    def formats(self) -> dict[str, bytes]:
        """The content by name; plain text as UTF-8 under ``text/plain``."""
        found = {one.name: data for one, data in self.entries}
        by_number = {one.number: data for one, data in self.entries}
        if UNICODE_TEXT in by_number:
            found["text/plain"] = decoded(by_number[UNICODE_TEXT]).encode("utf-8", "replace")
        elif TEXT in by_number:
            found["text/plain"] = _ansi(by_number[TEXT]).encode()
        return found


def encoded(text: str) -> bytes:
    r"""Give a text as CF_UNICODETEXT: UTF-16 with CR LF, ended by a zero."""
    lines = text.replace("\0", "").replace("\r\n", "\n").replace("\n", "\r\n")
    return lines.encode("utf-16-le", "surrogatepass") + b"\0\0"


def decoded(data: bytes) -> str:
    """Give the text of CF_UNICODETEXT, up to its zero, with the line ends of Python."""
    whole = data[: len(data) // 2 * 2].decode("utf-16-le", "replace")
    return whole.split("\0", 1)[0].replace("\r\n", "\n")


def _ansi(data: bytes) -> str:
    text = data.split(b"\0", 1)[0]
    try:
        return text.decode("mbcs", "replace")
    except LookupError:  # this is not Windows, which alone knows its code page
        return text.decode("latin-1")
