"""Pasted pictures: bounded, bare of metadata, refused with a sentence."""

from __future__ import annotations

import os
import struct
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QUrl
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter

from phrasebook.model import UserError
from ui.pictures import MAX_BYTES, MAX_SIDE, decode, has_picture, png_of, thumbnail, to_png

SECRET = "GPS 31.2304 N 金丝雀"


def image(width: int, height: int) -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor("#336699"))
    return made


def encoded(made: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"png")).write(made)
    return bytes(buffer.data().data())


def bomb(side: int) -> bytes:
    """A PNG that says it is huge; its pixels are one short run of zeros."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.fixture(autouse=True)
def app(qapp: QGuiApplication) -> None:
    """Pictures need the application."""


def test_metadata_is_gone_and_the_picture_stays() -> None:
    marked = image(30, 20)
    marked.setText("Comment", SECRET)
    marked.setDotsPerMeterX(1234)
    data = encoded(marked)
    assert decode(data).text("Comment") == SECRET
    mime = QMimeData()
    mime.setData("image/png", QByteArray(data))
    png = png_of(mime)
    again = decode(png)
    assert again.textKeys() == []
    assert b"tEXt" not in png
    assert b"iTXt" not in png
    assert (again.width(), again.height()) == (30, 20)
    assert again.pixelColor(5, 5).name() == "#336699"


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    small = decode(to_png(image(4096, 1024)))
    assert (small.width(), small.height()) == (MAX_SIDE, 512)
    thin = decode(to_png(image(8000, 1)))
    assert (thin.width(), thin.height()) == (MAX_SIDE, 1)


def test_transparency_is_kept() -> None:
    clear = QImage(4, 4, QImage.Format.Format_ARGB32)
    clear.fill(QColor(0, 0, 0, 0))
    assert decode(to_png(clear)).pixelColor(1, 1).alpha() == 0


def test_too_many_bytes_are_refused_with_a_sentence() -> None:
    side = 1400
    noise = QImage(os.urandom(side * side * 4), side, side, QImage.Format.Format_RGB32)
    with pytest.raises(UserError, match="图片太大") as told:
        to_png(noise)
    assert told.value.advice
    assert side * side * 3 > MAX_BYTES


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", bomb(30_000)])
def test_what_is_no_picture_or_a_bomb_is_refused(data: bytes) -> None:
    with pytest.raises(UserError, match="读不出来"):
        decode(data)


def test_pictures_come_as_data_as_image_and_as_file(tmp_path: Path) -> None:
    as_image = QMimeData()
    as_image.setImageData(image(8, 8))
    path = tmp_path / "截图.PNG"
    path.write_bytes(encoded(image(8, 8)))
    as_file = QMimeData()
    as_file.setUrls([QUrl.fromLocalFile(str(path))])
    for mime in (as_image, as_file):
        assert has_picture(mime)
        assert decode(png_of(mime)).width() == 8
    path.unlink()
    with pytest.raises(UserError, match="读不出来"):
        png_of(as_file)


def test_text_is_no_picture() -> None:
    mime = QMimeData()
    mime.setText("亲,在吗")
    assert not has_picture(mime)
    mime.setUrls([QUrl("https://example.com/a.png"), QUrl.fromLocalFile("/tmp/a.txt")])
    assert not has_picture(mime)


def test_a_thumbnail_fits_and_a_broken_one_is_empty() -> None:
    small = thumbnail(to_png(image(400, 100)), 112)
    assert (small.width(), small.height()) == (112, 28)
    assert thumbnail(b"broken", 112).isNull()
