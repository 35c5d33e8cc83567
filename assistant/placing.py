"""Where a sidebar stands beside a chat window: plain geometry, no windows.

Two rules hold for every result: it lies wholly on one screen, and it shares no pixel with the
chat window. Where both cannot be had, there is no place, and the result says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.ports import Rect

Side = Literal["right", "left"]

LEAST_CHAT: Final = 480
"""A chat window is never made narrower than this, in pixels at 100 % scale."""

LEAST_HEIGHT: Final = 400
"""The sidebar is not lower than this beside a low chat window, in pixels at 100 % scale."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen.

    Attributes:
        area: What panels leave free of it, in physical pixels.
        scale: Physical pixels for one pixel of the design.
    """

    area: Rect
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Placement:
    """A place for the sidebar.

    Attributes:
        rect: Where it stands; None if there is no room anywhere.
        side: Side of the chat window.
        room_needed: Where the chat window must go first; None if it may stay.
    """

    rect: Rect | None
    side: Side
    room_needed: Rect | None = None


def place(
    frame: Rect,
    side: Side,
    width: int,
    screens: Sequence[Rect],
    *,
    make_room: bool = True,
    least_width: int = 0,
    least_chat: int = LEAST_CHAT,
    least_height: int = LEAST_HEIGHT,
) -> Placement:
    """Find the sidebar's place beside a chat window.

    In this order: the wished side, the other side, the wished side with the chat window moved
    or narrowed, either side with a narrower sidebar, the edge of another screen.

    Args:
        frame: The chat window, its frame included.
        side: The wished side.
        width: The sidebar's width.
        screens: Free areas of all screens.
        make_room: The chat window may be moved and narrowed.
        least_width: The sidebar may be narrowed down to this; 0 means not at all.
        least_chat: The chat window may be narrowed down to this.
        least_height: Least height of the sidebar, as far as the screen has it.
    """
    least_width = min(least_width or width, width)
    order: tuple[Side, Side] = (side, "left" if side == "right" else "right")
    for which in order:
        strip = _beside(frame, which, width, screens, least_height)
        if strip is not None:
            return Placement(strip, which)
    if make_room and (home := screen_of(frame, screens)) is not None:
        moved = _moved(frame, side, width, home, least_chat)
        if moved is not None:
            strip = _beside(moved, side, width, [home], least_height)
            if strip is not None:
                return Placement(strip, side, moved)
    for which in order:
        for strip in _narrowed(frame, which, (least_width, width), screens, least_height):
            return Placement(strip, which)
    for which in order:
        for screen in screens:
            if screen.width >= width:
                x = screen.x + screen.width - width if which == "right" else screen.x
                y = frame.y if _shared_height(frame, screen) > 0 else screen.y
                strip = _upright(Rect(x, y, width, frame.height), screen, least_height)
                if not overlap(strip, frame):
                    return Placement(strip, which)
    return Placement(None, side)


def keep_on_screen(rect: Rect, screens: Sequence[Rect]) -> Rect:
    """Move, and if it must be shrink, a rectangle so that it lies wholly on one screen."""
    screen = screen_of(rect, screens)
    if screen is None:
        return rect
    width, height = min(rect.width, screen.width), min(rect.height, screen.height)
    return Rect(
        _clamp(rect.x, screen.x, screen.x + screen.width - width),
        _clamp(rect.y, screen.y, screen.y + screen.height - height),
        width,
        height,
    )


def screen_of(rect: Rect, screens: Sequence[Rect]) -> Rect | None:
    """Give the screen that holds most of a rectangle, else the nearest one."""
    if not screens:
        return None
    return max(screens, key=lambda screen: (_shared(rect, screen), -_distance(rect, screen)))


def overlap(one: Rect, other: Rect) -> bool:
    """Tell whether two rectangles share a pixel."""
    return _shared(one, other) > 0


def _beside(
    frame: Rect, side: Side, width: int, screens: Sequence[Rect], least_height: int
) -> Rect | None:
    """Give the strip right beside the window, on the one screen that holds its whole width."""
    x = frame.x + frame.width if side == "right" else frame.x - width
    wide = [s for s in screens if s.x <= x and x + width <= s.x + s.width]
    wide = [s for s in wide if _shared_height(frame, s) > 0]
    if not wide:
        return None
    screen = max(wide, key=lambda s: _shared_height(frame, s))
    return _upright(Rect(x, frame.y, width, frame.height), screen, least_height)


def _narrowed(
    frame: Rect, side: Side, widths: tuple[int, int], screens: Sequence[Rect], least_height: int
) -> Iterator[Rect]:
    least, most = widths
    for screen in screens:
        if side == "right":
            gap = screen.x + screen.width - (frame.x + frame.width)
        else:
            gap = frame.x - screen.x
        if least <= gap < most:
            strip = _beside(frame, side, gap, [screen], least_height)
            if strip is not None:
                yield strip


def _moved(frame: Rect, side: Side, width: int, screen: Rect, least_chat: int) -> Rect | None:
    """Give the chat window the rest of its screen, as little changed as possible."""
    if screen.width - width < max(1, min(least_chat, frame.width)):
        return None
    chat = min(frame.width, screen.width - width)
    left = screen.x if side == "right" else screen.x + width
    x = _clamp(frame.x, left, left + screen.width - width - chat)
    height = min(frame.height, screen.height)
    y = _clamp(frame.y, screen.y, screen.y + screen.height - height)
    return Rect(x, y, chat, height)


def _upright(strip: Rect, screen: Rect, least_height: int) -> Rect:
    """Fit a strip to the height of its screen; its columns stay as they are."""
    top = max(strip.y, screen.y)
    bottom = min(strip.y + strip.height, screen.y + screen.height)
    height = min(max(bottom - top, least_height, 1), screen.height)
    y = _clamp(top, screen.y, screen.y + screen.height - height)
    return Rect(strip.x, y, strip.width, height)


def _clamp(value: int, low: int, high: int) -> int:
    return max(low, min(value, high))


def _shared_height(one: Rect, other: Rect) -> int:
    return min(one.y + one.height, other.y + other.height) - max(one.y, other.y)


def _shared(one: Rect, other: Rect) -> int:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    return max(0, across) * max(0, _shared_height(one, other))


def _distance(one: Rect, other: Rect) -> int:
    dx = 2 * one.x + one.width - 2 * other.x - other.width
    dy = 2 * one.y + one.height - 2 * other.y - other.height
    return dx * dx + dy * dy
