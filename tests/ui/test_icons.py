"""The icon files: all readable by the small reader, drawn, tinted and kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage

from assistant.actions import ACTIONS, Action
from ui import icons
from ui.painted import IconButton
from ui.rail import Rail, RailButton
from ui.state_view import StateView

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
    with pytest.raises(icons.IconError, match="no-such-icon"):
        icons.pixmap("no-such-icon", QColor("#000000"))
    with pytest.raises(icons.IconError, match="'A'"):
        icons._shape("path", {"d": "M1 1 A2 2 0 0 1 3 3"})


def test_app_icon_has_all_sizes(qapp: QGuiApplication) -> None:
    sizes = {size.width() for size in icons.app_icon().availableSizes()}
    assert {16, 32, 64} <= sizes
    assert _inked(icons.app_icon().pixmap(32, 32).toImage()) > 500


@pytest.mark.parametrize(
    "make",
    [
        lambda: RailButton("no-such-icon", "训练"),
        lambda: IconButton("no-such-icon", "更多"),
        lambda: IconButton("more", "更多").set_icon("no-such-icon", "更多"),
        lambda: StateView().say("还没有", icon="no-such-icon"),
        lambda: Rail().add("page", "no-such-icon", "训练"),
    ],
)
def test_an_unknown_icon_is_an_error_where_the_control_is_made(
    qapp: QGuiApplication, make: Callable[[], object]
) -> None:
    with pytest.raises(icons.IconError, match="there is no icon 'no-such-icon'"):
        make()


@pytest.mark.parametrize("entry", ACTIONS, ids=lambda entry: entry.id)
def test_every_action_has_an_icon_that_is_there(entry: Action) -> None:
    assert not entry.icon or icons.checked(entry.icon) == entry.icon
