"""The pointer on X11: clicks at a known place, and presses of the left button by the person.

Presses come as raw events of XInput 2, which tell of a button whoever takes it; they are asked
for only while a copied message waits for its answer or a place is being taught. Keys are never
asked for.
"""

from __future__ import annotations

import logging
import os
import select
import struct
from typing import TYPE_CHECKING, Final

from Xlib import X, error

from assistant.backends.presses import Presses
from assistant.backends.x11_display import GONE, connect, disconnect
from assistant.ports import Capability, Spot

if TYPE_CHECKING:
    from Xlib.display import Display

log = logging.getLogger(__name__)

BACKEND: Final = "x11-raw"
_LEFT: Final = 1
_ALL_MASTERS: Final = 1
_RAW_BUTTON: Final = 15  # XI_RawButtonPress
_MAX_DEPTH: Final = 16


# -- places --


def chain_at(display: Display, x: int, y: int) -> list[int]:
    """List the windows under a point of the screen, the outermost first."""
    root = display.screen().root
    chain: list[int] = []
    window = root
    for _ in range(_MAX_DEPTH):
        child = window.translate_coords(root, x, y).child
        if not child or isinstance(child, int):
            break
        chain.append(child.id)
        window = child
    return chain


def place_of(display: Display, window: int, spot: Spot) -> tuple[int, int] | None:
    """Turn a place in a window into one on the screen; None if the window does not show there."""
    try:
        at = display.screen().root.translate_coords(
            display.create_resource_object("window", window), 0, 0
        )
        size = display.create_resource_object("window", window).get_geometry()
        left, bottom = spot
        if not (0 < left < size.width and 0 < bottom < size.height):
            return None
        x, y = at.x + left, at.y + size.height - bottom
        return (x, y) if window in chain_at(display, x, y) else None
    except error.XError:
        return None  # the window went


def spot_in(display: Display, window: int, x: int, y: int) -> Spot:
    """Turn a place on the screen into one in a window."""
    it = display.create_resource_object("window", window)
    at, size = display.screen().root.translate_coords(it, 0, 0), it.get_geometry()
    return x - at.x, at.y + size.height - y


def click(display: Display, place: tuple[int, int]) -> None:
    """Click and go back; as events of the test device these stay in turn even while grabbed."""
    from Xlib.ext import xtest

    before = display.screen().root.query_pointer()
    xtest.fake_input(display, X.MotionNotify, x=place[0], y=place[1])
    xtest.fake_input(display, X.ButtonPress, _LEFT)
    xtest.fake_input(display, X.ButtonRelease, _LEFT)
    xtest.fake_input(display, X.MotionNotify, x=before.root_x, y=before.root_y)


# -- presses --


class X11Pointer(Presses):
    """Implements ``PointerPort`` on a connection and a thread of its own."""

    def __init__(self, display: str | None = None) -> None:
        """Remember the display name (``None``: the environment's); nothing is connected yet."""
        super().__init__()
        self._name = display
        self._wake = (-1, -1)

    def capability(self) -> Capability:
        """Say that it works; a server without XInput 2 is found when it is first used."""
        return Capability(True, BACKEND)

    def _prepare(self) -> None:
        self._wake = os.pipe()

    def _ring(self) -> None:
        os.write(self._wake[1], b"x")

    def _ended(self) -> None:
        os.close(self._wake[0])
        os.close(self._wake[1])

    def _run(self) -> None:
        display = None
        try:
            display = connect(self._name)
            _listen(display)
        except (*GONE, AttributeError) as fault:
            log.warning("pointer presses=unseen error=%s", type(fault).__name__)
            self._give_up()
        while (left := self._left()) > 0:
            waiting: list[int] = [self._wake[0], *([display.fileno()] if display else [])]
            ready, _, _ = select.select(waiting, [], [], min(left, self._teach_left()))
            if self._wake[0] in ready:
                os.read(self._wake[0], 4096)
            try:
                while display is not None and display.pending_events():
                    self._hear(display, display.next_event())
            except GONE as fault:
                log.warning("pointer presses=lost error=%s", type(fault).__name__)
                disconnect(display)
                display = None
                self._give_up()
        if display is not None:
            disconnect(display)

    def _hear(self, display: Display, event: object) -> None:
        if getattr(event, "evtype", 0) != _RAW_BUTTON:
            return
        data = getattr(event, "data", b"")
        _device, _time, button = struct.unpack_from("=HII", data)
        if button != _LEFT:
            return
        try:
            at = display.screen().root.query_pointer()
            chain = chain_at(display, at.root_x, at.root_y)
            spots = {id: spot_in(display, id, at.root_x, at.root_y) for id in chain}
        except error.XError:
            return  # a window went meanwhile
        self._take(spots)


def _listen(display: Display) -> None:
    """Ask for raw presses of any pointer.

    Raises:
        AttributeError: If the server has no XInput.
    """
    from Xlib.ext import xinput

    # Version 2.1 and later tells of presses that another client has grabbed, such as the window
    # manager for a click that raises a window; python-xlib itself would ask for 2.0.
    xinput.XIQueryVersion(
        display=display.display,
        opcode=display.display.get_extension_major(xinput.extname),
        major_version=2,
        minor_version=2,
    )
    root = display.screen().root
    root.xinput_select_events([(_ALL_MASTERS, xinput.RawButtonPressMask)])
    display.sync()
