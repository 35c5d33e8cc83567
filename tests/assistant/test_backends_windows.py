"""The Windows back-ends over fakes of their few calls."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable, Iterable, Sequence

import pytest

from assistant.backends.keytables import WINDOWS_MODIFIER_VKS
from assistant.backends.windows_hotkeys import ALREADY_REGISTERED, WindowsHotkeys, arguments
from assistant.backends.windows_input import Input, make_input
from assistant.backends.windows_keys import (
    MASK_KEY,
    KeyEvent,
    WindowsKeySender,
    chord,
    lift,
    press_again,
)
from assistant.keys import ENTER_KEY, PASTE_KEY, Hotkey
from assistant.ports import Sent, Target

TARGET = Target(5, 50, "aliworkbench", "x")
LOW, MEDIUM, HIGH, SYSTEM = 0x1000, 0x2000, 0x3000, 0x4000
"""Integrity levels of winnt.h."""
LCTRL, LALT, V = WINDOWS_MODIFIER_VKS["Ctrl"][0], WINDOWS_MODIFIER_VKS["Alt"][0], 0x56


class Keyboard:
    """Follows what is down, as Windows does."""

    def __init__(self, *held: int) -> None:
        self.held = set(held)
        self.sent: list[KeyEvent] = []
        self.front = (TARGET.window, TARGET.pid)
        self.named = TARGET.title
        self.accept: int | None = None
        self.levels: dict[int, int | None] = {0: MEDIUM, TARGET.pid: MEDIUM}
        self.prepared: set[int] = set()
        self.let_go_when_asked: set[int] = set()

    def prepare(self, vks: Iterable[int]) -> None:
        self.prepared = set(vks)

    def send(self, events: Sequence[KeyEvent]) -> int:
        accepted = len(events) if self.accept is None else self.accept
        self.accept = None
        for event in events[:accepted]:
            assert event.vk in self.prepared
            self.sent.append(event)
            (self.held.discard if event.up else self.held.add)(event.vk)
        return accepted

    def down(self, vk: int) -> bool:
        return vk in self.held

    def foreground(self) -> tuple[int, int]:
        self.held -= self.let_go_when_asked
        return self.front

    def title(self, window: int) -> str:
        assert window == TARGET.window
        return self.named

    def integrity(self, pid: int) -> int | None:
        return self.levels[pid]


def test_paste_is_four_events() -> None:
    keyboard = Keyboard()
    assert WindowsKeySender(keyboard).paste(PASTE_KEY, target=TARGET)
    assert keyboard.sent == [
        KeyEvent(LCTRL, False), KeyEvent(V, False), KeyEvent(V, True), KeyEvent(LCTRL, True),
    ]  # fmt: skip


def test_held_modifiers_are_lifted_and_pressed_again_in_one_call() -> None:
    keyboard = Keyboard(LCTRL, LALT)
    calls: list[int] = []
    send = keyboard.send
    keyboard.send = lambda events: calls.append(len(events)) or send(events)  # type: ignore[method-assign,func-returns-value]
    assert WindowsKeySender(keyboard).paste(PASTE_KEY, target=TARGET)
    assert len(calls) == 1
    assert keyboard.held == {LCTRL, LALT}
    first = keyboard.sent[:4]
    assert [e.vk for e in first] == [MASK_KEY, MASK_KEY, LALT, LCTRL]
    assert [e.vk for e in keyboard.sent if not e.up][-3:] == [LCTRL, LALT, MASK_KEY]


def test_ctrl_alone_needs_no_mask() -> None:
    assert lift([LCTRL]) == [KeyEvent(LCTRL, True)]
    assert press_again([LCTRL]) == [KeyEvent(LCTRL, False)]


def test_pressing_alt_again_opens_no_menu_when_the_hand_lets_go() -> None:
    assert press_again([LALT, LCTRL]) == [
        KeyEvent(LCTRL, False), KeyEvent(LALT, False),
        KeyEvent(MASK_KEY, False), KeyEvent(MASK_KEY, True),
    ]  # fmt: skip


@pytest.mark.parametrize("front", [(0, 0), (6, 50), (5, 51)])
def test_another_window_in_front_gets_nothing(front: tuple[int, int]) -> None:
    keyboard = Keyboard()
    keyboard.front = front
    assert not WindowsKeySender(keyboard).paste(PASTE_KEY, target=TARGET)
    assert not WindowsKeySender(keyboard).tap(ENTER_KEY, target=TARGET)
    assert keyboard.sent == []


def test_another_chat_in_that_window_gets_nothing() -> None:
    keyboard = Keyboard()
    keyboard.named = "other"
    sender = WindowsKeySender(keyboard)
    for done in (
        sender.paste(PASTE_KEY, target=TARGET, same=lambda title: title == TARGET.title),
        sender.tap(ENTER_KEY, target=TARGET, same=lambda title: title == TARGET.title),
    ):
        assert done is Sent.OTHER_CHAT
    assert keyboard.sent == []
    assert sender.paste(PASTE_KEY, target=TARGET, same=lambda title: title == "other")


def test_blocked_input_leaves_no_key_down() -> None:
    keyboard = Keyboard()
    keyboard.accept = 2
    assert not WindowsKeySender(keyboard).paste(PASTE_KEY, target=TARGET)
    assert keyboard.held == set()
    keyboard.accept = 0
    assert not WindowsKeySender(keyboard).paste(PASTE_KEY, target=TARGET)


@pytest.mark.parametrize("let_go", [{LCTRL}, {LALT}, {LCTRL, LALT}])
def test_what_the_hand_lets_go_while_we_look_is_not_pressed_again(let_go: set[int]) -> None:
    keyboard = Keyboard(LCTRL, LALT)
    keyboard.let_go_when_asked = let_go
    sender = WindowsKeySender(keyboard)
    assert sender.paste(PASTE_KEY, target=TARGET)
    assert keyboard.held == {LCTRL, LALT} - let_go
    keyboard.held = {LCTRL, LALT}
    assert sender.tap(ENTER_KEY, target=TARGET)
    assert keyboard.held == {LCTRL, LALT} - let_go


def test_taps_repeat() -> None:
    keyboard = Keyboard()
    WindowsKeySender(keyboard).tap(Hotkey("Left"), 3)
    assert [e.up for e in keyboard.sent] == [False, True] * 3


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(MEDIUM, MEDIUM), (MEDIUM, LOW), (HIGH, HIGH), (HIGH, MEDIUM), (SYSTEM, HIGH)],
)
def test_programs_of_our_level_or_below_are_reached(ours: int, theirs: int) -> None:
    keyboard = Keyboard()
    keyboard.levels = {0: ours, TARGET.pid: theirs}
    assert WindowsKeySender(keyboard).can_reach(TARGET).ok


@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        (MEDIUM, HIGH, "以管理员身份运行"),
        (LOW, MEDIUM, "以管理员身份运行"),
        (HIGH, SYSTEM, "以管理员身份运行"),
        (MEDIUM, None, "读不到"),
        (None, MEDIUM, "读不到"),
    ],
)
def test_why_a_program_is_not_reached_is_said_and_never_guessed(
    ours: int | None, theirs: int | None, words: str
) -> None:
    keyboard = Keyboard()
    keyboard.levels = {0: ours, TARGET.pid: theirs}
    found = WindowsKeySender(keyboard).can_reach(TARGET)
    assert not found.ok
    assert "aliworkbench" in found.reason
    assert found.advice
    assert words in found.reason
    assert ("读不到" in found.reason) is (ours is None or theirs is None)


def test_the_structure_is_that_of_winuser() -> None:
    if ctypes.sizeof(ctypes.c_void_p) == 8:
        assert ctypes.sizeof(Input) in (40, 56)  # 56 where a C long has eight bytes
    left = make_input(KeyEvent(0x25, True), 0x4B)
    assert left.kind == 1
    keyboard = left.union.keyboard
    assert (keyboard.vk, keyboard.scan, keyboard.flags) == (0x25, 0x4B, 3)
    assert make_input(KeyEvent(V, False), 0x2F).union.keyboard.flags == 0
    assert chord(ENTER_KEY) == [KeyEvent(0x0D, False), KeyEvent(0x0D, True)]


# -- RegisterHotKey --


class Registry:
    def __init__(self, errors: dict[int, int] | None = None) -> None:
        self.errors = errors or {}
        self.live: dict[int, tuple[int, int]] = {}
        self.open = False

    def listen(self, heard: Callable[[int, int], None]) -> None:
        self.press, self.open = heard, True

    def close(self) -> None:
        self.open = False

    def register(self, number: int, modifiers: int, vk: int) -> int:
        if vk in self.errors:
            return self.errors[vk]
        self.live[number] = (modifiers, vk)
        return 0

    def unregister(self, number: int) -> None:
        del self.live[number]


ONE, TWO = Hotkey.parse("Ctrl+Alt+1"), Hotkey.parse("Shift+Win+F5")


def test_arguments_of_register_hotkey() -> None:
    assert arguments(ONE) == (0x4003, 0x31)
    assert arguments(TWO) == (0x400C, 0x74)


def test_messages_call_the_right_key_and_no_other() -> None:
    heard: list[str] = []
    registry = Registry()
    hotkeys = WindowsHotkeys(registry)
    hotkeys.register(ONE, lambda: heard.append("one"))
    hotkeys.register(TWO, lambda: heard.append("two"))
    registry.press(2, 100)
    registry.press(9, 100)
    assert heard == ["two"]


@pytest.mark.parametrize("fails", [False, True])
def test_what_is_in_front_is_asked_as_of_the_press(fails: bool) -> None:
    told: list[object] = []

    def call() -> None:
        told.append("key")
        if fails:
            raise RuntimeError

    registry = Registry()
    hotkeys = WindowsHotkeys(registry)
    hotkeys.as_of = told.append
    hotkeys.register(ONE, call)
    for moment in (1234, 0):
        with pytest.raises(RuntimeError) if fails else contextlib.nullcontext():
            registry.press(1, moment)
    assert told == [1234, "key", 0, 1, "key", 0], "0 is the end of a press"


def test_a_taken_key_says_so_and_another_error_its_number() -> None:
    hotkeys = WindowsHotkeys(Registry({0x31: ALREADY_REGISTERED, 0x74: 87}))
    taken, odd = hotkeys.register(ONE, lambda: None), hotkeys.register(TWO, lambda: None)
    assert "占用" in taken.reason
    assert taken.taken
    assert "87" in odd.reason
    assert not odd.taken


def test_refresh_and_close_of_registered_keys() -> None:
    registry = Registry({0x74: ALREADY_REGISTERED})
    hotkeys = WindowsHotkeys(registry)
    hotkeys.register(ONE, lambda: None)
    hotkeys.register(TWO, lambda: None)
    registry.errors.clear()
    assert [state.ok for state in hotkeys.refresh()] == [True, True]
    assert sorted(vk for _, vk in registry.live.values()) == [0x31, 0x74]
    hotkeys.close()
    assert (registry.live, registry.open) == ({}, False)
