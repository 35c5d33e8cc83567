"""A hotkey keeps Qt from reading the whole keymap again while the chat waits for our answer."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pytest

from assistant.backends import x11_hotkeys
from assistant.backends.x11_hotkeys import X11Hotkeys
from assistant.keys import Hotkey
from tests.desktop.harness.screen import Screen

KEY = Hotkey("1", ("Ctrl", "Alt"))
NEW_KEYBOARD, MAP, STATE = 0, 1, 2
CTRL_ALT = 0xC


@pytest.fixture
def connection(screen: Screen) -> Iterator[int]:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    it = xcb.xcb_connect(screen.name.encode(), None)
    yield it
    xcb.xcb_disconnect(it)


def xkb(screen: Screen, kind: int) -> ctypes.Array[ctypes.c_char]:
    first = screen.x.query_extension("XKEYBOARD").first_event
    return ctypes.create_string_buffer(bytes([first, kind]) + bytes(30), 32)


def press(screen: Screen, code: int, moment: int) -> ctypes.Array[ctypes.c_char]:
    head = bytes([2, code]) + bytes(2) + moment.to_bytes(4, "little")
    root = screen.root.id.to_bytes(4, "little")
    return ctypes.create_string_buffer(head + bytes(4) + root + bytes(12)
                                       + CTRL_ALT.to_bytes(2, "little") + bytes(2), 32)  # fmt: skip


def test_keymap_changes_are_kept_from_qt_for_a_moment(
    screen: Screen, connection: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(x11_hotkeys.time, "monotonic", lambda: now[0])
    hotkeys = X11Hotkeys(connection)
    moments: list[int] = []
    fired: list[str] = []
    hotkeys.as_of = moments.append
    assert hotkeys.register(KEY, lambda: fired.append("1")).ok

    def told(kind: int) -> bool:
        event = xkb(screen, kind)
        return not hotkeys.handle_event(ctypes.addressof(event))

    try:
        assert told(NEW_KEYBOARD), "without a hotkey Qt hears of a new keyboard"
        code = screen.x.keysym_to_keycode(ord("1"))
        event = press(screen, code, 12345)
        assert hotkeys.handle_event(ctypes.addressof(event))
        assert fired == ["1"]
        assert moments == [12345, 0], "the callback runs between the two"
        assert not told(NEW_KEYBOARD)
        assert not told(MAP)
        assert told(STATE), "a changed group or lock is always told"
        now[0] += 0.6
        assert told(MAP)
    finally:
        hotkeys.close()
