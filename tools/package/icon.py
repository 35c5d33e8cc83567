"""Makes ``windows/banhua.ico`` from the program's own mark (``resources/icons/app.svg``).

Run once after a change of the mark: ``python -m tools.package.icon``. The file is kept in the
repository, so that a build needs no Qt and gives the same bytes everywhere.
"""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Mapping
from typing import Final

from tools.package.native import ICON

SIZES: Final = (16, 20, 24, 32, 40, 48, 64, 256)
"""Side lengths that Windows asks for at 100 to 200 %, and in folders."""
_PACKED_FROM: Final = 256
"""From this size on the picture is a PNG; smaller ones as bitmaps, which every program reads."""
_ENTRY: Final = struct.Struct("<BBBBHHII")
_BITMAP: Final = struct.Struct("<IiiHHIIiiII")


def icon_file(pictures: Mapping[int, tuple[bytes, bytes]]) -> bytes:
    """Lay out an ``.ico`` file.

    Args:
        pictures: By side length: the pixels (BGRA, from the top row down), and the same as PNG.
    """
    contents = {
        size: png if size >= _PACKED_FROM else _bitmap(size, pixels)
        for size, (pixels, png) in sorted(pictures.items())
    }
    head = struct.pack("<HHH", 0, 1, len(contents))
    place = len(head) + _ENTRY.size * len(contents)
    entries = b""
    for size, content in contents.items():
        side = size % 256  # 0 stands for 256
        entries += _ENTRY.pack(side, side, 0, 0, 1, 32, len(content), place)
        place += len(content)
    return head + entries + b"".join(contents.values())


def _bitmap(size: int, pixels: bytes) -> bytes:
    rows = [pixels[start : start + 4 * size] for start in range(0, len(pixels), 4 * size)]
    mask = b"\0" * (((size + 31) // 32) * 4 * size)  # unused: the pixels carry their own alpha
    body = b"".join(reversed(rows)) + mask
    # The height counts picture and mask.
    return _BITMAP.pack(40, size, 2 * size, 1, 32, 0, len(body), 0, 0, 0, 0) + body


def main() -> int:
    """Draw the mark in all sizes and write the file."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage

    from ui import icons

    application = QGuiApplication(sys.argv[:1])
    pictures = {}
    for size in SIZES:
        image = icons.app_pixmap(size).toImage()
        image = image.convertToFormat(QImage.Format.Format_ARGB32)
        packed = QBuffer()
        packed.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(packed, b"PNG")
        pictures[size] = (bytes(image.constBits()), bytes(packed.data().data()))
    del application
    ICON.write_bytes(icon_file(pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
