"""Caret, click and presses on Windows: what is decided, over fakes of the platform calls."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from assistant.backends import presses
from assistant.backends.uia_caret import DOCUMENT, EDIT, Facts, UiaCaret, UiaFault, UiaTree
from assistant.backends.uia_com import IID_AUTOMATION, Variant, guid
from assistant.backends.windows_input import click_inputs
from assistant.backends.windows_keys import KeyEvent, WindowsKeySender
from assistant.backends.windows_pointer import WindowsPointer
from assistant.ports import CaretPort, PointerPort, Press, Target

# -- UI Automation --


@dataclass
class Element:
    """An element of a fake window."""

    it: Facts
    around: Element | None = None
    below: list[Element] = field(default_factory=list)
    focus: bool = False
    low: int = 0
    obeys: bool = True

    def facts(self) -> Facts:
        return self.it

    def parent(self) -> Element | None:
        return self.around

    def has_focus(self) -> bool:
        return self.focus

    def bottom(self) -> int:
        return self.low

    def set_focus(self) -> None:
        self.focus = self.obeys

    def boxes(self) -> list[Element]:
        return self.below


class Automation:
    """``Automation`` over one window with a page and, beside it, an address bar."""

    def __init__(self) -> None:
        self.window = Element(Facts(50032, window=10))
        self.page = Element(Facts(DOCUMENT, has_value=True, read_only=True), self.window)
        self.box = Element(Facts(50026, has_value=True), self.page, low=500)
        self.bar = Element(Facts(EDIT, has_value=True), self.window, low=900)
        self.window.below = [self.bar, self.box]
        self.at: Element = self.page

    def focused(self) -> Element:
        return self.at

    def at_window(self, window: int) -> Element:
        assert window == 10
        return self.window


CHROME = Target(10, 100, "chrome", "千牛")


def test_uia_tells_box_bar_history_and_other_windows_apart() -> None:
    api = Automation()
    tree = UiaTree(api)
    assert tree.place(CHROME) == "none"
    api.at = api.box
    assert tree.place(CHROME) == "box"
    api.at = api.bar
    assert tree.place(CHROME) == "bar"
    assert tree.place(replace(CHROME, program="wechat")) == "box", "a program's own box"
    assert tree.place(replace(CHROME, window=11)) == "unknown"
    api.at = Element(Facts(EDIT, has_value=True, read_only=True), api.page)
    assert tree.place(CHROME) == "none"
    api.at = Element(Facts(EDIT, password=True), api.page)
    assert tree.place(CHROME) == "none"


def test_uia_puts_the_caret_into_the_page_never_into_the_bar() -> None:
    api = Automation()
    tree = UiaTree(api)
    assert tree.put_back(CHROME, time.monotonic() + 1)
    assert api.box.focus
    assert not api.bar.focus
    api.window.below = [api.bar]
    assert not UiaTree(api).put_back(CHROME, time.monotonic() + 1)
    stubborn = Automation()
    stubborn.box.obeys = False
    assert not UiaTree(stubborn).put_back(CHROME, time.monotonic() + 0.02)


def test_uia_prefers_the_box_that_had_the_focus_last() -> None:
    api = Automation()
    other = Element(Facts(EDIT, has_value=True), api.page, low=800)
    api.window.below.append(other)
    tree = UiaTree(api)
    api.at = api.box
    tree.place(CHROME)
    api.at = api.page
    assert tree.put_back(CHROME, time.monotonic() + 1)
    assert api.box.focus
    assert not other.focus


def test_uia_on_its_thread() -> None:
    api = Automation()
    caret: CaretPort = UiaCaret(lambda: api)
    caret.look(CHROME)
    assert caret.place(CHROME, 5) == "none"
    assert caret.put_back(CHROME, 5)
    caret.close()

    def refuses() -> Any:
        raise UiaFault("0x80040154")

    caret = UiaCaret(refuses)
    caret.look(CHROME)
    assert caret.place(CHROME, 5) == "unknown"
    assert not caret.capability().ok
    caret.close()


def test_the_structures_are_laid_out_as_windows_has_them() -> None:
    assert ctypes.sizeof(Variant) == 24
    assert bytes(guid(IID_AUTOMATION))[:8].hex() == "7de5cb30d0d92a45"


# -- clicks and presses on Windows --


class KeyApi:
    """``KeyApi`` that lists what happens, in turn."""

    def __init__(self) -> None:
        self.did: list[object] = []
        self.place: tuple[int, int] | None = (5, 6)
        self.front = (10, 100)

        self.held = {0xA4}

    def prepare(self, vks: Iterable[int]) -> None:
        assert 0xA4 in vks

    def down(self, vk: int) -> bool:
        return vk in self.held

    def foreground(self) -> tuple[int, int]:
        return self.front

    def place_of(self, window: int, spot: tuple[int, int]) -> tuple[int, int] | None:
        return self.place

    def aim(self, place: tuple[int, int]) -> bool:
        self.aimed = place
        return True

    def click(self, before: list[KeyEvent], after: list[KeyEvent]) -> bool:
        self.did += [before, self.aimed, after]
        return True


def test_a_click_is_made_with_nothing_held_and_the_hand_gets_it_back() -> None:
    api = KeyApi()
    assert WindowsKeySender(api).click(CHROME, (3, 4))  # type: ignore[arg-type]
    before, place, after = api.did
    assert place == (5, 6)
    assert KeyEvent(0xA4, True) in before  # type: ignore[operator]
    assert KeyEvent(0xA4, False) in after  # type: ignore[operator]


def test_what_the_hand_lets_go_before_the_click_is_not_pressed_again() -> None:
    api = KeyApi()
    api.foreground = lambda: (api.held.clear(), api.front)[1]  # type: ignore[method-assign,func-returns-value]
    assert WindowsKeySender(api).click(CHROME, (3, 4))  # type: ignore[arg-type]
    assert api.did == [[], (5, 6), []]


def test_no_click_where_another_window_lies_on_top_or_is_in_front() -> None:
    api = KeyApi()
    api.place = None
    assert not WindowsKeySender(api).click(CHROME, (3, 4))  # type: ignore[arg-type]
    api.place, api.front = (5, 6), (77, 7)
    assert not WindowsKeySender(api).click(CHROME, (3, 4))  # type: ignore[arg-type]
    assert api.did == []


def test_a_place_on_a_screen_left_of_the_first_is_hit_to_the_pixel() -> None:
    desk = (-1920, 0, 3840, 1080)
    for x in (-1920, -1, 0, 1919):
        there, *_, back = click_inputs((x, 500), (10, 10), desk)
        hit = there.union.mouse.dx * 3840 // 65536 - 1920
        assert hit == x
        assert back.union.mouse.dx * 3840 // 65536 - 1920 == 10


class PointerApi:
    """``PointerApi`` with presses that the test makes."""

    def __init__(self) -> None:
        self.down = threading.Event()
        self.at: tuple[int, tuple[int, int]] | None = (10, (30, 40))

    def pressed(self) -> bool:
        was = self.down.is_set()
        self.down.clear()
        return was

    def under(self) -> tuple[int, tuple[int, int]] | None:
        return self.at


def test_windows_notes_presses_in_the_watched_window_only() -> None:
    api = PointerApi()
    pointer: PointerPort = WindowsPointer(api, lambda _s: time.sleep(0.001))
    pointer.watch(CHROME)
    api.at = (77, (1, 1))
    seen: list[Press | None] = []
    pointer.teach(seen.append)
    api.down.set()
    _until(lambda: bool(seen))
    assert seen[0] is not None
    assert dict(seen[0].spots) == {77: (1, 1)}
    assert not pointer.pressed(CHROME)
    api.at = (10, (30, 40))
    api.down.set()
    _until(lambda: pointer.pressed(CHROME))
    pointer.watch(CHROME)
    assert not pointer.pressed(CHROME), "a new copy counts anew"
    pointer.teach(seen.append)
    pointer.cancel()
    assert seen[1:] == [None]
    pointer.close()


def test_a_place_not_shown_in_time_is_told_once_and_the_next_one_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Seen red with a thread that says once more, at its end, that nothing was shown."""
    api = PointerApi()
    pointer = WindowsPointer(api, lambda _s: time.sleep(0.001))
    first: list[Press | None] = []
    second: list[Press | None] = []
    over: list[threading.Thread] = []

    def again(press: Press | None) -> None:
        first.append(press)
        monkeypatch.undo()
        pointer.teach(second.append)  # from the thread that is over with this
        over.append(threading.current_thread())

    monkeypatch.setattr(presses, "TEACH_S", 0.0)
    pointer.teach(again)
    _until(lambda: bool(over))
    over[0].join(5)
    api.down.set()
    _until(lambda: bool(second))
    assert first == [None]
    assert second[0] is not None
    pointer.close()


def _until(true: Any) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)
