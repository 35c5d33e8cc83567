"""What was on the clipboard, as a value, and as something that Qt can own again."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData
from PySide6.QtGui import QImage, QImageWriter, QPixmap

from assistant.backends.x11_owner import MANY, TEXT, is_raster

log = logging.getLogger(__name__)

_IMAGE: Final = "application/x-qt-image"
_QTS_OWN: Final = (_IMAGE, "application/x-color")
"""Names under which Qt keeps an object of its own: bytes stored there would be taken for one."""


class Raw(Protocol):
    """One format as its owner gave it."""

    @property
    def data(self) -> bytes:
        """Its bytes."""


class Foreign(Protocol):
    """What another program had on the clipboard (``ForeignContent``)."""

    @property
    def names(self) -> tuple[str, ...]:
        """All formats that it offered."""

    @property
    def raw(self) -> Mapping[str, Raw]:
        """Those that were read."""

    @property
    def size(self) -> int:
        """How many bytes it holds."""

    def utf8(self) -> bytes | None:
        """Give the plain text; None if there is none."""


@dataclass(frozen=True, slots=True)
class QtSnapshot:
    """A deep copy of all formats.

    Attributes:
        formats: By MIME name; plain text as UTF-8 ``text/plain``.
        image: A picture that was there only as Qt's own object.
        foreign: The content as another program offered it, where that is known more exactly.
    """

    formats: dict[str, bytes] = field(default_factory=dict)
    image: QImage | None = None
    foreign: Foreign | None = None

    @classmethod
    def of(cls, foreign: Foreign) -> QtSnapshot:
        """Make one of what was read from another program."""
        formats = {} if (text := foreign.utf8()) is None else {"text/plain": text}
        formats |= {name: raw.data for name, raw in foreign.raw.items() if name not in TEXT}
        return cls(formats, None, foreign)

    @property
    def empty(self) -> bool:
        """Nothing was on the clipboard."""
        return not self.formats and self.image is None

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        image = 0 if self.image is None else int(self.image.sizeInBytes())
        return image + sum(map(len, self.formats.values()))


def copy_of(source: QMimeData, only: Collection[str] | None = None) -> QtSnapshot:
    """Copy what Qt gives (GUI thread).

    Args:
        source: The content.
        only: Copy no formats but these.
    """
    names = [n for n in source.formats() if n not in _QTS_OWN and (only is None or n in only)]
    pictures = [name for name in names if is_raster(name)]
    if len(pictures) > MANY:
        kept = "image/png" if "image/png" in pictures else pictures[0]
        names = [name for name in names if name not in pictures or name == kept]
    formats: dict[str, bytes] = {}
    for name in names:
        try:
            formats[name] = bytes(source.data(name).data())
        except Exception as problem:  # noqa: BLE001 (one odd format costs only itself)
            log.warning("clipboard format left out error=%s", type(problem).__name__)
    image = None
    if not pictures and only is None and source.hasImage():
        image = _as_image(source.imageData())
    return QtSnapshot(formats, image)


def _as_image(found: Any) -> QImage | None:
    """Give Qt's picture; None where something else stands under its name."""
    if isinstance(found, QPixmap):
        found = found.toImage()
    return QImage(found) if isinstance(found, QImage) and not found.isNull() else None


class ContentAgain(QMimeData):
    """A snapshot that Qt owns again.

    A picture that was offered in many encodings was read in one; the others are made when somebody
    asks for them, as the program that it came from did.
    """

    def __init__(self, snapshot: QtSnapshot) -> None:
        """Take the formats over (GUI thread).

        Args:
            snapshot: What to offer.
        """
        super().__init__()
        self.snapshot = snapshot
        self.made: dict[str, str] = {}
        """Encodings that are made when asked for, with Qt's names for them."""
        for name, data in snapshot.formats.items():
            if name not in _QTS_OWN:
                self.setData(name, QByteArray(data))
        foreign = snapshot.foreign
        if foreign is not None:
            plain = snapshot.formats.get("text/plain")
            for name in foreign.names:
                if plain is not None and name.startswith("text/plain;"):
                    self.setData(name, QByteArray(plain))
            self.made = _encodings(foreign)
        if snapshot.image is not None:
            self.setImageData(snapshot.image)

    def formats(self) -> list[str]:
        """List what can be asked for."""
        return [*super().formats(), *self.made]

    def retrieveData(self, mimetype: str, type_: Any) -> Any:
        """Give one format."""
        if mimetype not in self.made:
            return super().retrieveData(mimetype, type_)
        source = next(d for n, d in self.snapshot.formats.items() if is_raster(n))
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImage.fromData(source).save(buffer, self.made[mimetype])  # type: ignore[call-overload]
        return buffer.data()


def _encodings(foreign: Foreign) -> dict[str, str]:
    """Name the pictures that were offered and not read, and that Qt can make of the one read."""
    pictures = [name for name in foreign.names if name.startswith("image/") and is_raster(name)]
    if len(pictures) <= MANY or not any(name in foreign.raw for name in pictures):
        return {}
    found = {}
    for name in pictures:
        kinds = QImageWriter.imageFormatsForMimeType(QByteArray(name.encode()))
        if name not in foreign.raw and kinds:
            found[name] = bytes(kinds[0].data()).decode("ascii", "replace")
    return found
