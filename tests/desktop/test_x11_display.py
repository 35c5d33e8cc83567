"""Connections of python-xlib: an ordinary X error stays an ordinary X error."""

from __future__ import annotations

import pytest
from Xlib import X, error

from assistant.backends.x11_display import USED, connect, disconnect
from tests.desktop.harness.screen import Screen

_FAR: int = 1 << 20


def ask_past_the_end(display) -> None:
    """Read a property behind its end, as when a title got shorter meanwhile: BadValue."""
    atom = display.intern_atom("_NET_SUPPORTED")
    display.screen().root.get_property(atom, X.AnyPropertyType, _FAR, 1)


def test_a_title_that_got_shorter_is_an_x_error(screen: Screen) -> None:
    display = connect(screen.name)
    try:
        with pytest.raises(error.BadValue):
            ask_past_the_end(display)
    finally:
        disconnect(display)


def test_no_extension_is_loaded_that_no_back_end_speaks(screen: Screen) -> None:
    from Xlib.display import Display

    plain, display = Display(screen.name), connect(screen.name)
    try:
        assert "RANDR" in plain.extensions
        assert set(display.extensions) == USED & set(plain.extensions)
    finally:
        plain.close()
        disconnect(display)
