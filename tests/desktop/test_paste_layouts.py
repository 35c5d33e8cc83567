"""The paste key is Ctrl+V in whatever keyboard layout is active when it is sent."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.desktop.harness.app import FIRST, App
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import MissingTool, wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.x_clients import Chat, docked_chat

if shutil.which("setxkbmap") is None:
    pytest.skip("not installed: setxkbmap", allow_module_level=True)

V = ord("v")
_CORE_KEYBOARD = 0x100


class Layout:
    """Sets the keyboard layout of a screen."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        try:
            self._x = ctypes.CDLL("libX11.so.6")
        except OSError as fault:
            raise MissingTool(str(fault)) from fault
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XOpenDisplay.argtypes = [ctypes.c_char_p]
        self._x.XkbLockGroup.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint]
        for name in ("XSync", "XCloseDisplay"):
            getattr(self._x, name).argtypes = [ctypes.c_void_p, ctypes.c_int][
                : 2 - (name[1] == "C")
            ]
        self._display = self._x.XOpenDisplay(screen.name.encode())

    def set(self, layout: str, variant: str = "") -> None:
        """Load layouts."""
        command = ["setxkbmap", "-layout", layout, "-variant", variant]
        subprocess.run(command, env=self._screen.env, check=True, timeout=10)

    def lock(self, group: int) -> None:
        """Make one of them active, as a layout switcher does."""
        self._x.XkbLockGroup(self._display, _CORE_KEYBOARD, group)
        self._x.XSync(self._display, 0)

    def close(self) -> None:
        """Back to the first layout of the tests."""
        self.lock(0)
        self.set("us")
        self._x.XCloseDisplay(self._display)


@pytest.fixture
def layout(screen: Screen, keyboard: Hand) -> Iterator[Layout]:
    it = Layout(screen)
    yield it
    it.close()


@pytest.fixture
def xchat(screen: Screen, app: App) -> Iterator[Chat]:
    it = docked_chat(screen, app)
    yield it
    it.close()


CHANGES: dict[str, Callable[[Layout], None]] = {
    "neo to us": lambda it: (it.set("de", "neo"), it.set("us"))[0],
    "us to dvorak": lambda it: it.set("us", "dvorak"),
    "to neo": lambda it: it.set("de", "neo"),
    "neo and us, the first": lambda it: it.set("de,us", "neo,"),
    "neo and us, the second": lambda it: (it.set("de,us", "neo,"), it.lock(1))[0],
    "us and russian, the second": lambda it: (it.set("us,ru"), it.lock(1))[0],
    "four, the third": lambda it: (it.set("us,ru,fr,de"), it.lock(2))[0],
    "back": lambda it: it.set("us"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_it_stays_the_paste_key(
    app: App, xchat: Chat, hand: Hand, layout: Layout, change: str
) -> None:
    CHANGES[change](layout)
    for _ in range(2):
        xchat.forget()
        done = len(app.outcomes())
        hand.chord("Ctrl+Alt+1")
        assert app.wait_outcomes(done + 1)[done:] == ["pasted"], xchat.look()
        xchat.wait_texts([FIRST])
        wait_for(lambda: not hand.core_held(), "no key is down", 2)


@pytest.mark.parametrize("change", CHANGES)
def test_in_a_browser_too(
    app: App, chat: ChatPage, hand: Hand, layout: Layout, change: str
) -> None:
    CHANGES[change](layout)
    done = len(app.outcomes())
    hand.chord("Ctrl+Alt+1")
    assert app.wait_outcomes(done + 1)[done:] == ["pasted"]
    chat.wait_value(FIRST)
    assert [event for event in chat.seen() if event.name == "keydown" and event.detail == "w"] == []


def test_a_layout_without_latin_letters_pastes_by_the_place_of_the_key(
    app: App, chat: ChatPage, hand: Hand, layout: Layout
) -> None:
    layout.set("ru")
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)
