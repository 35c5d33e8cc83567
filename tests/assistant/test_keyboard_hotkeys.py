"""Keys that another program holds, by a hook: what it takes, what it leaves, and when it ends."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

import pytest

from assistant.backends.keyboard_hotkeys import HookedKey, KeyboardHotkeys
from assistant.backends.keytables import WINDOWS_MODIFIER_VKS, WINDOWS_VKS
from assistant.keys import Hotkey

ONE, TWO = Hotkey.parse("Ctrl+Alt+1"), Hotkey.parse("Ctrl+Alt+2")
SHIFTED = Hotkey.parse("Ctrl+Shift+1")
SCANS = {WINDOWS_VKS["1"]: 2, WINDOWS_VKS["2"]: 3, WINDOWS_VKS["Home"]: 71}
LCTRL, LALT, LSHIFT = (WINDOWS_MODIFIER_VKS[name][0] for name in ("Ctrl", "Alt", "Shift"))
MODIFIER_SCANS = {LCTRL: 29, LALT: 56, LSHIFT: 42}


class Machine:
    """A keyboard whose events go through the hook, while there is one, to the program in front."""

    def __init__(self) -> None:
        self.held: set[int] = set()
        self.arrived: list[tuple[int, bool]] = []
        self.masked = 0
        self.hooks: list[Callable[[HookedKey], bool]] = []
        self.works = True
        self.loops = 0
        self._ends: dict[threading.Thread, queue.Queue[None]] = {}

    # -- HookApi --

    def listen(self, see: Callable[[HookedKey], bool], made: Callable[[bool], None]) -> None:
        ends = self._ends.setdefault(threading.current_thread(), queue.Queue())
        self.loops += 1
        works = self.works
        if works:
            self.hooks.append(see)
        made(works)
        ends.get()
        if works:
            self.hooks.remove(see)

    def end(self, thread: threading.Thread) -> None:
        if thread in self._ends:
            self._ends[thread].put(None)

    def scan(self, vk: int) -> int:
        return SCANS.get(vk, 0)

    def down(self, vk: int) -> bool:
        return vk in self.held

    def mask(self) -> None:
        self.masked += 1

    # -- the hand --

    def modifier(self, vk: int, *, up: bool = False) -> None:
        self.key(MODIFIER_SCANS[vk], up=up)
        (self.held.discard if up else self.held.add)(vk)

    def key(self, scan: int, *, up: bool = False, keypad: bool = False) -> None:
        if all(see(HookedKey(scan, keypad, up)) for see in self.hooks):
            self.arrived.append((scan, up))


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def hotkeys(machine: Machine) -> Iterator[KeyboardHotkeys]:
    made = KeyboardHotkeys(lambda: machine)
    yield made
    made.close()
    assert machine.hooks == []


@pytest.fixture
def heard(machine: Machine, hotkeys: KeyboardHotkeys) -> list[str]:
    told: list[str] = []
    assert hotkeys.register(ONE, lambda: told.append("one")).hooked
    assert hotkeys.register(TWO, lambda: told.append("two")).ok
    until(lambda: bool(machine.hooks))
    return told


def until(true: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(500):
        if true():
            return
        waiting.wait(0.01)
    raise AssertionError("it never came")


def chord(machine: Machine, *modifiers: int) -> None:
    for vk in modifiers:
        machine.modifier(vk)


def test_only_the_key_itself_is_taken_and_never_a_modifier(
    machine: Machine, heard: list[str]
) -> None:
    chord(machine, LCTRL, LALT)
    machine.key(2)
    machine.key(2, up=True)
    machine.modifier(LALT, up=True)
    machine.modifier(LCTRL, up=True)
    assert heard == ["one"]
    assert machine.arrived == [(29, False), (56, False), (56, True), (29, True)]
    assert machine.held == set()
    assert machine.masked == 1, "else Alt alone goes up, which opens a menu"


def test_a_held_key_fires_once_and_leaves_no_stray_digit(
    machine: Machine, heard: list[str]
) -> None:
    chord(machine, LCTRL, LALT)
    for _ in range(3):
        machine.key(2)
    machine.modifier(LALT, up=True)
    machine.modifier(LCTRL, up=True)
    machine.key(2)  # it repeats still
    machine.key(2, up=True)
    assert heard == ["one"]
    assert not [scan for scan, _ in machine.arrived if scan == 2]
    machine.key(2)
    machine.key(2, up=True)
    assert machine.arrived[-2:] == [(2, False), (2, True)], "alone it is nobody's"


def test_three_taps_with_the_modifiers_held_are_three(machine: Machine, heard: list[str]) -> None:
    chord(machine, LCTRL, LALT)
    for _ in range(3):
        machine.key(2)
        machine.key(2, up=True)
    assert heard == ["one"] * 3


@pytest.mark.parametrize(
    "modifiers", [(), (LCTRL,), (LALT,), (LCTRL, LALT, LSHIFT), (LCTRL, LSHIFT)]
)
def test_other_modifiers_are_another_key(
    machine: Machine, heard: list[str], modifiers: tuple[int, ...]
) -> None:
    chord(machine, *modifiers)
    machine.key(2)
    assert heard == []
    assert machine.arrived[-1] == (2, False)
    assert machine.masked == 0


def test_two_hotkeys_of_one_key_are_told_apart(
    machine: Machine, hotkeys: KeyboardHotkeys, heard: list[str]
) -> None:
    hotkeys.register(SHIFTED, lambda: heard.append("shifted"))
    chord(machine, LCTRL, LSHIFT)
    machine.key(2)
    assert heard == ["shifted"]
    assert machine.masked == 0, "no Alt, no menu"


def test_the_same_scan_code_on_the_keypad_is_another_key(
    machine: Machine, hotkeys: KeyboardHotkeys, heard: list[str]
) -> None:
    hotkeys.register(Hotkey.parse("Ctrl+Alt+Home"), lambda: heard.append("home"))
    chord(machine, LCTRL, LALT)
    machine.key(71, keypad=True)
    assert heard == []
    machine.key(71)
    assert heard == ["home"]


def test_nothing_is_loaded_before_the_first_key() -> None:
    made: list[None] = []

    def make() -> Machine:
        made.append(None)
        return Machine()

    hotkeys = KeyboardHotkeys(make)
    assert hotkeys.capability().ok
    assert hotkeys.refresh() == []
    hotkeys.unregister(ONE)
    hotkeys.close()
    assert made == []


def test_the_hook_ends_with_its_last_key(
    machine: Machine, hotkeys: KeyboardHotkeys, heard: list[str]
) -> None:
    hotkeys.unregister(ONE)
    assert len(machine.hooks) == 1
    hotkeys.unregister(TWO)
    assert machine.hooks == []
    hotkeys.register(ONE, lambda: heard.append("again"))
    until(lambda: bool(machine.hooks))
    chord(machine, LCTRL, LALT)
    machine.key(2)
    assert heard == ["again"]
    assert len(machine.hooks) == 1


def test_after_a_lock_screen_nothing_seems_held(
    machine: Machine, hotkeys: KeyboardHotkeys, heard: list[str]
) -> None:
    chord(machine, LCTRL, LALT)
    machine.key(2)  # its release is never seen
    assert [state.ok for state in hotkeys.refresh()] == [True, True]
    until(lambda: bool(machine.hooks))
    assert machine.loops == 2
    machine.key(2)
    assert heard == ["one", "one"]


def test_a_hook_that_is_refused_is_said(machine: Machine, hotkeys: KeyboardHotkeys) -> None:
    machine.works = False
    hotkeys.register(ONE, lambda: None)
    until(lambda: not hotkeys.capability().ok)
    assert "安全软件" in hotkeys.capability().reason
    machine.works = True
    hotkeys.refresh()
    until(lambda: bool(machine.hooks))
    assert hotkeys.capability().ok


@pytest.mark.parametrize("problem", [ImportError("keyboard"), OSError(5, "x")])
def test_a_package_that_does_not_load_is_said(
    problem: Exception, machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    def listen(_see: object, _made: object) -> None:
        raise problem

    machine.listen = listen  # type: ignore[method-assign]
    hotkeys = KeyboardHotkeys(lambda: machine)
    hotkeys.register(ONE, lambda: None)
    until(lambda: not hotkeys.capability().ok)
    assert type(problem).__name__ in caplog.text
    hotkeys.close()


def test_a_key_that_the_keyboard_has_not_is_refused(hotkeys: KeyboardHotkeys) -> None:
    state = hotkeys.register(Hotkey.parse("Ctrl+F24"), lambda: None)
    assert not state.ok
    assert "没有这个键" in state.reason
