"""The packed questions say what python-xlib's own say, answers and errors alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from Xlib import X, display, error
from Xlib.protocol import event

from assistant.backends.x11_questions import (
    ConvertSelection,
    DeleteProperty,
    Focus,
    KeyboardGrab,
    KeyRow,
    PointerState,
    Property,
    SelectionOwner,
    SendKey,
)
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.screen import Screen


@pytest.fixture
def x(screen: Screen) -> Iterator[display.Display]:
    it = display.Display(screen.name)
    yield it
    it.close()


@pytest.fixture
def window(x: display.Display) -> Any:
    it = x.screen().root.create_window(0, 0, 50, 50, 0, 0)
    x.sync()
    return it


def test_a_property_of_bytes(x: display.Display, window: Any) -> None:
    name, text = x.intern_atom("_NET_WM_NAME"), "买家甲 😀".encode()
    window.change_property(name, x.intern_atom("UTF8_STRING"), 8, text)
    asked = Property(x, window.id, name)
    assert asked.text() == text
    assert asked.numbers() == []
    assert asked.content() == (x.intern_atom("UTF8_STRING"), text, 8, 0)


@pytest.mark.parametrize("numbers", [[], [0], [1, 0xFFFFFFFF, 7]])
def test_a_property_of_numbers(x: display.Display, window: Any, numbers: list[int]) -> None:
    name = x.intern_atom("_NET_WM_PID")
    window.change_property(name, x.intern_atom("CARDINAL"), 32, numbers)
    asked = Property(x, window.id, name)
    assert asked.numbers() == numbers
    assert asked.text() == b""


def test_a_property_that_is_not_there(x: display.Display, window: Any) -> None:
    asked = Property(x, window.id, x.intern_atom("_NET_WM_NAME"))
    assert (asked.text(), asked.numbers(), asked.content()) == (b"", [], None)


def test_a_property_in_pieces_goes_with_the_last(x: display.Display, window: Any) -> None:
    name, kind, data = x.intern_atom("BANHUA_TEST"), x.intern_atom("STRING"), b"0123456789"
    window.change_property(name, kind, 8, data)
    found, offset = b"", 0
    for left in (6, 2, 0):
        content = Property(x, window.id, name, delete=True, offset=offset, longs=1).content()
        assert content is not None
        assert (content[0], content[2], content[3]) == (kind, 8, left)
        found, offset = found + content[1], offset + 1
    assert found == data
    assert Property(x, window.id, name).content() is None


def test_several_in_one_breath_may_be_read_in_any_order(x: display.Display, window: Any) -> None:
    name = x.intern_atom("_NET_WM_NAME")
    window.change_property(name, x.intern_atom("UTF8_STRING"), 8, b"here")
    first, gone, last = (
        Property(x, window.id, name), Property(x, 0xFFFFFFF, name), Property(x, window.id, name),
    )  # fmt: skip
    assert last.text() == b"here"
    with pytest.raises(error.BadWindow):
        gone.text()
    assert first.text() == b"here"
    assert window.get_full_text_property(name) == "here"  # python-xlib's own in between


def test_focus_and_owner(x: display.Display, window: Any) -> None:
    clipboard = x.intern_atom("CLIPBOARD")
    window.set_selection_owner(clipboard, X.CurrentTime)
    assert SelectionOwner(x, clipboard).id() == window.id
    focus = x.get_input_focus().focus
    assert Focus(x).id() == (focus if isinstance(focus, int) else focus.id)
    assert SelectionOwner(x, x.intern_atom("BANHUA_NOBODYS")).id() == 0


def test_modifiers_and_the_grab_of_another(
    screen: Screen, x: display.Display, window: Any, hand: Hand
) -> None:
    root = x.screen().root
    with hand.holding("Ctrl", "Shift"):
        assert PointerState(x, root.id).mask() == root.query_pointer().mask
        assert PointerState(x, root.id).mask() & 5 == 5
    assert KeyboardGrab(x, window.id).status() == X.GrabNotViewable
    other = display.Display(screen.name)
    other.screen().root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
    assert KeyboardGrab(x, window.id).status() == X.AlreadyGrabbed
    other.close()


@pytest.mark.parametrize("code", [24, 38, 55, 255])
def test_the_symbols_of_a_key(x: display.Display, code: int) -> None:
    assert KeyRow(x, code).symbols() == tuple(x.get_keyboard_mapping(code, 1)[0])


def test_a_property_is_removed(x: display.Display, window: Any) -> None:
    name = x.intern_atom("BANHUA_TEST")
    window.change_property(name, x.intern_atom("STRING"), 8, b"mine")
    DeleteProperty(x, window.id, name)
    DeleteProperty(x, window.id, name)
    assert Property(x, window.id, name).content() is None


def test_a_sent_key_is_that_of_python_xlib(x: display.Display, window: Any) -> None:
    window.change_attributes(event_mask=X.KeyPressMask)
    root = x.screen().root
    for kind, press in ((event.KeyPress, True), (event.KeyRelease, False)):
        window.send_event(
            kind(
                time=X.CurrentTime, root=root, window=window, same_screen=1, child=X.NONE,
                root_x=1, root_y=1, event_x=1, event_y=1, state=4 | 1 << 13, detail=55,
            )
        )  # fmt: skip
        SendKey(x, window.id, root.id, press=press, code=55, state=4 | 1 << 13)
        x.sync()
        theirs, ours = x.next_event(), x.next_event()
        for one in (theirs, ours):
            one._data["sequence_number"] = 0
        assert ours._data == theirs._data


def test_a_conversion_is_asked_of_the_owner(x: display.Display, window: Any) -> None:
    clipboard, utf8 = x.intern_atom("CLIPBOARD"), x.intern_atom("UTF8_STRING")
    window.set_selection_owner(clipboard, X.CurrentTime)
    ConvertSelection(x, window.id, clipboard, utf8, x.intern_atom("BANHUA_TEST"))
    x.sync()
    asked = x.next_event()
    while asked.type != X.SelectionRequest:
        asked = x.next_event()
    said = (asked.requestor.id, asked.selection, asked.target, asked.property, asked.time)
    assert said == (window.id, clipboard, utf8, x.intern_atom("BANHUA_TEST"), X.CurrentTime)
