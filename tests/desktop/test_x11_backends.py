"""The X11 back-ends on a real server: grabs, sending beside a hand, a frozen clipboard owner."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from Xlib import XK, X, display

from assistant.backends import x11_owner
from assistant.backends.x11_hotkeys import X11Hotkeys, is_xwayland
from assistant.backends.x11_keys import Plan, X11KeySender
from assistant.backends.x11_owner import ForeignContent, X11ClipboardReader
from assistant.backends.x11_physical import X11Physical, is_down
from assistant.keys import Hotkey
from assistant.ports import ClipboardBusy, Target
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen
from tests.desktop.harness.text import TextProgram, TextWindow

ONE, TWO = Hotkey.parse("Ctrl+Alt+1"), Hotkey.parse("Ctrl+Alt+2")


class Loop:
    """A connection of plain xcb in place of Qt's, and the events that come over it."""

    def __init__(self, screen: Screen) -> None:
        self.xcb = xcb = ctypes.CDLL("libxcb.so.1")
        xcb.xcb_connect.restype = ctypes.c_void_p
        xcb.xcb_poll_for_event.restype = ctypes.c_void_p
        for call in (xcb.xcb_poll_for_event, xcb.xcb_disconnect):
            call.argtypes = [ctypes.c_void_p]
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [ctypes.c_void_p]
        self.connection = xcb.xcb_connect(screen.name.encode(), None)
        self.physical = X11Physical(screen.name)
        self.hotkeys = X11Hotkeys(self.connection, lambda: self.physical)
        self.fired: list[Hotkey] = []

    def bind(self, *keys: Hotkey) -> list[bool]:
        return [self.hotkeys.register(k, lambda k=k: self.fired.append(k)).ok for k in keys]

    def run(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while event := self.xcb.xcb_poll_for_event(self.connection):
                self.hotkeys.handle_event(event)
                self._free(event)
            time.sleep(0.005)

    def close(self) -> None:
        self.hotkeys.close()
        self.xcb.xcb_disconnect(self.connection)
        self.physical.close()


@pytest.fixture
def loop(screen: Screen) -> Iterator[Loop]:
    it = Loop(screen)
    yield it
    it.close()


@pytest.fixture
def sender(screen: Screen, loop: Loop) -> Iterator[X11KeySender]:
    it = X11KeySender(
        display.Display(screen.name), X11Physical(screen.name), loop.hotkeys.release_grab
    )
    yield it
    it.close()


@pytest.fixture
def tk(screen: Screen) -> Iterator[TextProgram]:
    it = TextProgram(screen, "tk")
    yield it
    it.close()


@pytest.fixture
def box(tk: TextProgram) -> TextWindow:
    return tk.open("买家甲")


def target_of(screen: Screen, window: TextWindow) -> Target:
    return Target(window.window, screen.pid(window.window), "banhuatext", window.title)


# -- hotkeys --


def test_keys_fire_under_caps_and_num_lock(loop: Loop, hand: Hand) -> None:
    assert loop.bind(ONE, TWO) == [True, True]
    for lock in ("Caps_Lock", "Num_Lock"):
        hand.tap(lock)
        hand.chord("Ctrl+Alt+2")
        loop.run(0.1)
        hand.tap(lock)
    assert loop.fired == [TWO, TWO]
    hand.chord("Ctrl+1")
    hand.chord("Ctrl+Alt+Shift+1")
    loop.run(0.1)
    assert loop.fired == [TWO, TWO]


def test_a_press_holds_the_keyboard_no_longer_than_it_is_handled(
    screen: Screen, loop: Loop, hand: Hand
) -> None:
    """While a hotkey has it no key reaches the chat, and the paste would have to wait."""
    loop.bind(ONE)
    other = display.Display(screen.name)

    def grabbed() -> bool:
        root = other.screen().root
        answer = root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        other.ungrab_keyboard(X.CurrentTime)
        other.sync()
        return answer == X.AlreadyGrabbed

    with hand.holding("Ctrl", "Alt", "1"):
        wait_for(grabbed, "the press has the keyboard")
        loop.run(0.1)
        assert loop.fired == [ONE]
        assert not grabbed()
    other.close()


def test_a_held_key_fires_once_and_three_taps_three_times(loop: Loop, hand: Hand) -> None:
    loop.bind(ONE)
    holder = threading.Thread(target=hand.chord, args=("Ctrl+Alt+1", 1.5))
    holder.start()
    loop.run(1.7)
    holder.join()
    assert loop.fired == [ONE]

    def taps() -> None:
        with hand.holding("Ctrl", "Alt"):
            for _ in range(3):
                hand.tap("1", 0.04)
                time.sleep(0.08)

    tapper = threading.Thread(target=taps)
    tapper.start()
    loop.run(0.8)
    tapper.join()
    assert loop.fired == [ONE] * 4


def test_a_taken_key_is_refused_and_comes_after_refresh(screen: Screen, loop: Loop) -> None:
    taken = screen.grab_key(XK.XK_1, X.ControlMask | X.Mod1Mask)
    try:
        assert loop.bind(ONE, TWO) == [False, True]
        assert "占用" in next(s.reason for s in loop.hotkeys.refresh() if not s.ok)
    finally:
        taken.close()
    wait_for(lambda: all(state.ok for state in loop.hotkeys.refresh()), "the key is free")


def test_keys_given_back_are_free_for_others(screen: Screen, loop: Loop) -> None:
    loop.bind(ONE)
    loop.hotkeys.unregister(ONE)
    other = Loop(screen)
    try:
        assert other.bind(ONE) == [True]
        assert loop.bind(ONE) == [False]
    finally:
        other.close()


def test_this_server_is_no_xwayland(loop: Loop) -> None:
    assert not is_xwayland(loop.connection)


# -- keys --


def test_the_key_arrives_while_the_hand_holds_the_hotkey(
    screen: Screen, loop: Loop, sender: X11KeySender, hand: Hand, clip: Clip, box: TextWindow
) -> None:
    clip.put("您好😀")
    loop.bind(ONE)
    with hand.holding("Ctrl", "Alt"):
        hand.press("1")
        loop.run(0.05)
        assert loop.fired == [ONE]
        assert sender.paste(Hotkey.parse("Ctrl+V"), target=target_of(screen, box))
        box.wait_value("您好😀")
        held = [hand._code(key) for key in ("Ctrl", "Alt")]
        assert set(held) <= set(hand.core_held())  # pressed again for the next digit
        hand.release("1")
    wait_for(lambda: not hand.core_held(), "nothing stuck when the hand lets go")
    assert box.value() == "您好😀"


def test_without_lifting_the_key_would_be_another_one(
    sender: X11KeySender,
    hand: Hand,
    clip: Clip,
    chat: ChatPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the lifting is for: with Alt down Ctrl+V is no paste."""
    monkeypatch.setattr("assistant.backends.x11_keys.plan", lambda *_args: Plan([], [], [], [], []))
    clip.put("您好")
    with hand.holding("Ctrl", "Alt"):
        sender.paste(Hotkey.parse("Ctrl+V"))
        time.sleep(0.2)
    assert chat.value() == ""
    monkeypatch.undo()
    sender.paste(Hotkey.parse("Ctrl+V"))
    chat.wait_value("您好")


def test_a_window_without_the_focus_gets_no_key(
    screen: Screen, sender: X11KeySender, clip: Clip, tk: TextProgram, box: TextWindow
) -> None:
    clip.put("您好")
    other = tk.open("买家乙")
    assert not sender.paste(Hotkey.parse("Ctrl+V"), target=target_of(screen, box))
    gone = Target(0x7FFFFFF, 1, "x", "x")
    assert not sender.tap(Hotkey("Enter"), target=gone)
    time.sleep(0.1)
    assert (box.value(), other.value()) == ("", "")


def test_hand_and_injection_are_told_apart(screen: Screen, hand: Hand) -> None:
    physical = X11Physical(screen.name)
    injector = display.Display(screen.name)
    code = injector.keysym_to_keycode(XK.XK_Control_L)
    try:
        hand.press("Ctrl")
        injector.xtest_fake_input(X.KeyRelease, code)
        injector.sync()
        core, by_hand, _ = physical.keymaps(held=True)
        assert (is_down(core, code), is_down(by_hand, code)) == (False, True)
        assert physical.pressed(code)
        hand.release("Ctrl")
        assert not physical.pressed(code)
        physical.refresh()
        assert not physical.pressed(code)
    finally:
        hand.let_go()
        injector.close()
        physical.close()
    assert physical.keymaps(held=True) == (bytes(32),) * 3


# -- the clipboard of others --


@pytest.fixture
def reader(screen: Screen, loop: Loop) -> Iterator[X11ClipboardReader]:
    it = X11ClipboardReader(loop.connection, screen.name)
    yield it
    it.close()


def plain(reader: X11ClipboardReader) -> bytes | None:
    found = reader.read()
    return None if found is None else found.utf8()


def test_text_and_a_large_picture_are_read_exactly(reader: X11ClipboardReader, clip: Clip) -> None:
    clip.put("您好\n😀")
    assert plain(reader) == "您好\n😀".encode()
    assert not reader.owned_by_us()
    picture = os.urandom(3_000_000)  # larger than one request: comes in pieces
    clip.put(picture, "image/png")
    found = reader.read()
    assert found is not None
    assert found.raw["image/png"].data == picture


def test_a_frozen_owner_costs_half_a_second(
    screen: Screen, reader: X11ClipboardReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = subprocess.Popen(
        ["xclip", "-selection", "clipboard", "-quiet"],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, env=screen.env,
    )  # fmt: skip
    try:
        assert owner.stdin is not None
        owner.stdin.write(b"mine")
        owner.stdin.close()
        wait_for(lambda: plain(reader) == b"mine", "xclip owns the clipboard")
        owner.send_signal(signal.SIGSTOP)
        monkeypatch.setattr(x11_owner, "FIRST_ANSWER_S", 0.2)
        with pytest.raises(ClipboardBusy):
            reader.read()
        owner.send_signal(signal.SIGCONT)
        monkeypatch.setattr(x11_owner, "FIRST_ANSWER_S", 5.0)
        assert plain(reader) == b"mine"  # nothing lost, late answers ignored
    finally:
        owner.kill()
        owner.wait()


def test_an_empty_clipboard_reads_as_nothing(reader: X11ClipboardReader, clip: Clip) -> None:
    clip.put("x")
    owner = display.Display(clip._screen.name)
    window = owner.screen().root.create_window(0, 0, 1, 1, 0, 0)
    window.set_selection_owner(owner.intern_atom("CLIPBOARD"), X.CurrentTime)
    owner.sync()
    owner.close()  # a selection goes with its owner
    wait_for(lambda: reader.owner() == 0, "nobody owns the clipboard")
    assert reader.read() == ForeignContent()
