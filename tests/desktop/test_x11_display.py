"""Connections of python-xlib: an ordinary X error stays an ordinary X error."""

from __future__ import annotations

import pytest
from Xlib import X, error
from Xlib.ext import randr

from assistant.backends.x11_display import connect, disconnect
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


def test_without_our_care_python_xlib_would_fall_over_it(screen: Screen) -> None:
    display = connect(screen.name)
    display.display.error_classes[X.BadValue] = randr.BadRRModeError
    try:
        with pytest.raises(AttributeError, match="sequence_number"):
            ask_past_the_end(display)
    finally:
        display.display.socket.close()
