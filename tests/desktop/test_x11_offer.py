"""The list of formats that we answer in Qt's place: the same as Qt's, and only when it is asked."""

from __future__ import annotations

import ctypes
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

if not sys.platform.startswith("linux"):
    pytest.skip("X11 only", allow_module_level=True)

from Xlib import X
from Xlib.display import Display

from assistant.backends.x11_offer import X11Offer
from tests.desktop.harness.app import FIRST, App, seed
from tests.desktop.harness.chat import ChatPage
from tests.desktop.harness.clip import Clip
from tests.desktop.harness.hand import Hand
from tests.desktop.harness.process import wait_for
from tests.desktop.harness.screen import Screen


class Asker:
    """A window that asks for the clipboard as any program does."""

    def __init__(self, screen: Screen) -> None:
        self.x = Display(screen.name)
        root = self.x.screen().root
        self.window = root.create_window(0, 0, 1, 1, 0, 0, event_mask=X.PropertyChangeMask)
        self.clipboard = self.x.intern_atom("CLIPBOARD")
        self.answer = self.x.intern_atom("ANSWER")

    def now(self) -> int:
        """The server's time."""
        self.window.change_property(self.x.intern_atom("NOW"), X.NONE + 19, 8, b"")
        return int(self.next(X.PropertyNotify).time)

    def next(self, kind: int) -> Any:
        """The next event of a kind."""
        while True:
            event = self.x.next_event()
            if event.type == kind:
                return event

    def ask(self, name: str, time: int) -> list[str] | bytes:
        """Ask for a format; the names of a list, else the bytes."""
        target = self.x.intern_atom(name)
        self.window.convert_selection(self.clipboard, target, self.answer, time)
        event = self.next(X.SelectionNotify)
        assert (event.target, event.property, event.time) == (target, self.answer, time)
        return self.taken()

    def ask_or_none(self, name: str) -> list[str] | bytes | None:
        """The same at no time in particular; None where it is refused. Takes pieces together."""
        target = self.x.intern_atom(name)
        self.window.convert_selection(self.clipboard, target, self.answer, X.CurrentTime)
        if self.next(X.SelectionNotify).property == X.NONE:
            return None
        found = self.window.get_full_property(self.answer, X.AnyPropertyType)
        if found is None or found.property_type != self.x.intern_atom("INCR"):
            return self.taken() if found is not None else b""
        parts = []
        self.window.delete_property(self.answer)
        while True:
            event = self.next(X.PropertyNotify)
            if event.atom == self.answer and event.state == X.PropertyNewValue:
                piece = self.window.get_full_property(self.answer, X.AnyPropertyType)
                self.window.delete_property(self.answer)
                if not piece.value:
                    return b"".join(parts)
                parts.append(bytes(piece.value))

    def taken(self) -> list[str] | bytes:
        """Take what came."""
        found = self.window.get_full_property(self.answer, X.AnyPropertyType)
        self.window.delete_property(self.answer)
        if found.format == 32:
            assert found.property_type == self.x.intern_atom("ATOM")
            return [self.x.get_atom_name(atom) for atom in found.value]
        return found.value.encode() if isinstance(found.value, str) else bytes(found.value)


@pytest.fixture
def asker(screen: Screen) -> Iterator[Asker]:
    it = Asker(screen)
    yield it
    it.x.close()


def test_the_list_is_qts_and_ends_with_the_text(
    start: Callable[..., App],
    chat: ChatPage,
    hand: Hand,
    clip: Clip,
    asker: Asker,
    tmp_path: Path,
) -> None:
    seed(tmp_path)
    start(tmp_path, options={"dock.make_room": False, "paste.restore": False})
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)
    ours = asker.ask("TARGETS", X.CurrentTime)
    # A request with a time of its own is left to Qt.
    assert ours == asker.ask("TARGETS", asker.now())
    assert {"UTF8_STRING", "x-kde-passwordManagerHint"} <= set(ours)
    assert asker.ask("UTF8_STRING", X.CurrentTime) == FIRST.encode()
    clip.put("somebody else's")
    assert "x-kde-passwordManagerHint" not in asker.ask("TARGETS", X.CurrentTime)
    chat.wipe()
    hand.chord("Ctrl+Alt+1")
    chat.wait_value(FIRST)
    assert wait_for(lambda: asker.ask("TARGETS", X.CurrentTime) == ours, "our list again")


def test_only_the_plain_question_is_answered(screen: Screen, asker: Asker) -> None:
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(screen.name.encode(), None)
    offer = X11Offer(xcb, connection, asker.x, ["text/plain", "x-kde-passwordManagerHint"])
    atom = asker.x.intern_atom

    def ask(
        *, selection: str = "CLIPBOARD", target: str = "TARGETS", time: int = 0, to: int
    ) -> bool:
        window = asker.window.id
        event = struct.pack("=BxHIIIIII", 30, 0, time, 1, window, atom(selection), atom(target), to)
        buffer = ctypes.create_string_buffer(event, 32)
        return offer.answer(ctypes.addressof(buffer))

    try:
        assert not ask(selection="PRIMARY", to=asker.answer)
        assert not ask(target="UTF8_STRING", to=asker.answer)
        assert not ask(target="MULTIPLE", to=asker.answer)
        assert not ask(time=asker.now(), to=asker.answer)
        assert not ask(to=X.NONE)
        assert asker.window.get_full_property(asker.answer, X.AnyPropertyType) is None
        assert ask(to=asker.answer)
        assert asker.next(X.SelectionNotify).property == asker.answer
        assert asker.taken() == [
            "text/plain", "UTF8_STRING", "STRING", "TEXT", "x-kde-passwordManagerHint",
            "TARGETS", "MULTIPLE", "TIMESTAMP", "SAVE_TARGETS",
        ]  # fmt: skip
    finally:
        xcb.xcb_disconnect(connection)
