"""Pictures that are pasted into notes: read with care, written anew without what they carried.

A picture from outside may be a bomb of pixels or carry a place and a name in its metadata, so it
is decoded under a limit of memory, drawn onto a fresh image and stored as plain PNG.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPixmap

from phrasebook.model import UserError
from ui.i18n import tr

MAX_SIDE: Final = 2048
"""Px of the longer side that is stored."""
MAX_BYTES: Final = 4 * 1024 * 1024
"""Of the stored PNG (source: the repository refuses more)."""
_LIMIT_MB: Final = 64
"""Memory that decoding may take."""
_MAX_FILE: Final = 32 * 1024 * 1024
_ENCODED: Final = ("image/png", "image/jpeg", "image/bmp", "image/webp", "image/gif", "image/tiff")
_TYPES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".webp", ".gif")


def has_picture(mime: QMimeData) -> bool:
    """Tell whether something that is pasted or dropped is a picture, and not only text."""
    if mime.hasImage() or any(mime.hasFormat(kind) for kind in _ENCODED):
        return True
    return any(_local(url.toLocalFile()) for url in mime.urls())


def png_of(mime: QMimeData) -> bytes:
    """Take the picture out of what is pasted, as PNG.

    Raises:
        UserError: If it cannot be read or is too large.
    """
    for kind in _ENCODED:
        if mime.hasFormat(kind):
            return to_png(decode(bytes(mime.data(kind).data())))
    for url in mime.urls():
        if _local(url.toLocalFile()):
            return to_png(decode(_bytes_of(Path(url.toLocalFile()))))
    image = mime.imageData()
    if isinstance(image, QPixmap):
        image = image.toImage()
    if not isinstance(image, QImage) or image.isNull():
        raise _unreadable()
    return to_png(image)


def decode(data: bytes) -> QImage:
    """Decode a picture under the limit of memory.

    Raises:
        UserError: If it is no picture or too large.
    """
    QImageReader.setAllocationLimit(_LIMIT_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > MAX_SIDE:
        # Some formats decode smaller at once, so that a photograph passes below the limit.
        reader.setScaledSize(size.scaled(MAX_SIDE, MAX_SIDE, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise _unreadable()
    return image


def to_png(image: QImage) -> bytes:
    """Write a picture as PNG without metadata, at most ``MAX_SIDE`` px long.

    Raises:
        UserError: If it is larger than ``MAX_BYTES`` even so.
    """
    size = image.size()
    if max(size.width(), size.height()) > MAX_SIDE:
        size = size.scaled(MAX_SIDE, MAX_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        size = size.expandedTo(QSize(1, 1))
    alpha = image.hasAlphaChannel()
    fresh = QImage(size, QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32)
    fresh.fill(Qt.GlobalColor.transparent if alpha else Qt.GlobalColor.white)
    with QPainter(fresh) as painter:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(fresh.rect(), image, image.rect())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, QByteArray(b"png")).write(fresh):
        raise _unreadable()
    png = bytes(buffer.data().data())
    if len(png) > MAX_BYTES:
        raise UserError(
            tr("图片太大:存下来有 {n} MB,最多 4 MB。", n=round(len(png) / 1024 / 1024, 1)),
            tr("只截要紧的那一块再贴。"),
        )
    return png


def thumbnail(png: bytes, side: int) -> QPixmap:
    """Give a small picture for a list, at most ``side`` px; empty if it cannot be read."""
    try:
        image = decode(png)
    except UserError:
        return QPixmap()
    kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(side, side, kept, smooth))


def _local(path: str) -> bool:
    return bool(path) and path.lower().endswith(_TYPES)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_FILE:
            raise UserError(tr("图片文件太大,超过 32 MB。"), tr("只截要紧的那一块再贴。"))
        return path.read_bytes()
    except OSError:
        raise _unreadable() from None


def _unreadable() -> UserError:
    return UserError(tr("这张图片读不出来,或者太大。"), tr("在聊天里截一小块图,再按 Ctrl+V。"))
