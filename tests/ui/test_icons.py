"""The icon files: all readable by the small reader, drawn, tinted and kept."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from ui import icons

NEEDED = (
    "chat", "settings", "search", "pin", "close", "copy", "paste", "edit", "trash", "undo",
    "dock", "plus", "keyboard", "chevron-down", "warning", "check", "variants",
)  # fmt: skip


def _inked(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 0
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("name", NEEDED)
def test_needed_icon_is_there(name: str) -> None:
    assert name in icons.names()


@pytest.mark.parametrize("name", icons.names())
def test_icon_draws_inside_its_square(qapp: QGuiApplication, name: str) -> None:
    picture = icons.pixmap(name, QColor("#ff0000"), 24).toImage()
    assert _inked(picture) > 20
    edge = [picture.pixelColor(x, y).alpha() for x in (0, 23) for y in range(24)]
    assert max(edge) == 0


def test_tint_and_device_ratio_are_kept_apart(qapp: QGuiApplication) -> None:
    red = icons.pixmap("check", QColor("#ff0000"), 24)
    assert icons.pixmap("check", QColor("#ff0000"), 24) is red
    blue = icons.pixmap("check", QColor("#0000ff"), 24)
    assert blue.toImage() != red.toImage()
    assert icons.pixmap("check", QColor("#ff0000"), 24, 2.0).width() == 48


def test_unknown_icon_and_unknown_command_are_errors(qapp: QGuiApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icons.pixmap("no-such-icon", QColor("#000000"))
    with pytest.raises(icons.IconError, match="'A'"):
        icons._shape("path", {"d": "M1 1 A2 2 0 0 1 3 3"})


def test_app_icon_has_all_sizes(qapp: QGuiApplication) -> None:
    sizes = {size.width() for size in icons.app_icon().availableSizes()}
    assert {16, 32, 64} <= sizes
    assert _inked(icons.app_icon().pixmap(32, 32).toImage()) > 500
