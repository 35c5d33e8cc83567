"""What a window of an X11 program is: its program, also under Wine, and whether it is a dialog."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from Xlib import display

from assistant.backends.x11_ewmh import Ewmh
from assistant.backends.x11_owner import X11ClipboardReader
from assistant.watch import read
from tests.desktop.harness.owner import Owner
from tests.desktop.harness.screen import Screen
from ui.clipboard import QtSnapshot
from ui.flows.watch import _Offered


@pytest.fixture
def x(screen: Screen) -> Iterator[display.Display]:
    it = display.Display(screen.name)
    yield it
    it.close()


def made(x: display.Display, instance: str, kind: str, of: int = 0, type: str = "") -> int:
    """Make a window that is never shown."""
    window = x.screen().root.create_window(0, 0, 50, 50, 0, 0)
    window.set_wm_class(instance, kind)
    if of:
        window.change_property(x.intern_atom("WM_TRANSIENT_FOR"), x.intern_atom("WINDOW"), 32, [of])
    if type:
        atoms = [x.intern_atom(f"_NET_WM_WINDOW_TYPE_{type}")]
        window.change_property(
            x.intern_atom("_NET_WM_WINDOW_TYPE"), x.intern_atom("ATOM"), 32, atoms
        )
    x.sync()
    return int(window.id)


def told(screen: Screen, window: int) -> tuple[str, bool]:
    other = display.Display(screen.name)
    try:
        target = Ewmh(other).target(window)
    finally:
        other.close()
    assert target is not None
    return target.program, target.dialog


# A process that is not this one must own the windows, or they count as the program's own.
@pytest.fixture(autouse=True)
def not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.backends.x11_ewmh.os.getpid", lambda: 1)


@pytest.mark.parametrize(
    ("instance", "kind", "program"),
    [
        ("notepad.exe", "notepad.exe", "notepad.exe"),
        ("wxwork.exe", "wxwork.exe", "wxwork.exe"),
        ("QQ.exe", "QQ.exe", "qq.exe"),
        ("WeChat.exe", "Wine", "wechat.exe"),
        ("AliWorkbench.exe", "deepin-wine6-stable", "aliworkbench.exe"),
        ("TIM.exe", "", "tim.exe"),
        ("Navigator", "firefox-esr", "firefox-esr"),
        ("chromium (profile)", "Chromium", "chromium"),
    ],
)
def test_a_wine_program_is_named_by_its_windows_name(
    screen: Screen, x: display.Display, instance: str, kind: str, program: str
) -> None:
    assert told(screen, made(x, instance, kind)) == (program, False)


def test_dialogs_are_told_from_chats(screen: Screen, x: display.Display) -> None:
    chat = made(x, "konversation", "konversation", type="NORMAL")
    assert told(screen, chat) == ("konversation", False)
    assert told(screen, made(x, "konversation", "konversation", of=chat))[1]
    assert told(screen, made(x, "konversation", "konversation", type="DIALOG"))[1]
    root = x.screen().root.id
    assert not told(screen, made(x, "a", "a", of=root))[1], "a window of its own"
    assert not told(screen, made(x, "QQ.exe", "QQ.exe", type="DIALOG"))[1], "Wine says so of chats"
    assert told(screen, made(x, "QQ.exe", "QQ.exe", of=chat))[1]


class QtReader:
    """The reader in place of Qt's clipboard."""

    def __init__(self, reader: X11ClipboardReader) -> None:
        self._reader = reader

    def names(self) -> tuple[str, ...]:
        return self._reader.names() or ()

    def snapshot(self, only: Sequence[str]) -> QtSnapshot:
        found = self._reader.read(only)
        assert found is not None
        return QtSnapshot.of(found)


@pytest.fixture
def reader(screen: Screen) -> Iterator[X11ClipboardReader]:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = xcb.xcb_connect(screen.name.encode(), None)
    it = X11ClipboardReader(connection, screen.name)
    yield it
    it.close()
    xcb.xcb_disconnect(ctypes.c_void_p(connection))


@pytest.mark.parametrize(
    ("formats", "fetched", "text"),
    [
        ({"UTF8_STRING": b"hunter2", "x-kde-passwordManagerHint": b"secret"},
         ["x-kde-passwordManagerHint"], ""),
        ({"image/png": b"x", "image/bmp": b"x", "image/tiff": b"x"}, [], ""),
        ({"UTF8_STRING": "在吗".encode(), "text/html": b"<b>"}, ["UTF8_STRING"], "在吗"),
    ],
)  # fmt: skip
def test_the_watch_fetches_no_more_than_it_needs(
    screen: Screen,
    reader: X11ClipboardReader,
    formats: dict[str, bytes],
    fetched: list[str],
    text: str,
) -> None:
    owner = Owner(screen.name, formats)
    try:
        assert read(_Offered(QtReader(reader))) == text
    finally:
        owner.close()
    assert [name for name in owner.asked if name != "TARGETS"] == fetched
