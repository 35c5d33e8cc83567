"""Where the caret of a window is, read off its tree of accessible objects (AT-SPI)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from assistant.backends.atspi_bus import (
    ACTIVE,
    DOCUMENT_EMAIL,
    DOCUMENT_FRAME,
    DOCUMENT_WEB,
    EDITABLE,
    FOCUSABLE,
    FOCUSED,
    MULTI_LINE,
    PASSWORD_TEXT,
    SHOWING,
    TERMINAL,
    BusFault,
    Node,
)
from assistant.ports import CaretPlace, Target

MAX_WALK: Final = 150
"""Objects that are asked one by one where a program cannot search itself (GTK 4)."""
MAX_BOXES: Final = 12
_DOCUMENTS: Final = (DOCUMENT_FRAME, DOCUMENT_WEB, DOCUMENT_EMAIL)
_BROWSERS: Final = ("Chromium", "Gecko")
_MAIL: Final = ("thunderbird", "betterbird", "icedove")
"""Built like a browser, but what stands beside their pages are boxes of their own to write in."""
_POLL_S: Final = 0.003
_TRIES: Final = 3


class Bus(Protocol):
    """What is asked of the accessibility bus; each question may raise ``BusFault``."""

    deadline: float

    def programs(self) -> list[Node]:
        """List the programs."""

    def pid(self, bus: str) -> int:
        """Give the process of a program."""

    def children(self, node: Node) -> list[Node]:
        """List the objects right below one."""

    def states(self, node: Node) -> int:
        """Give the states as bits."""

    def role(self, node: Node) -> int:
        """Give the role."""

    def name(self, node: Node) -> str:
        """Give the name."""

    def toolkit(self, node: Node) -> str:
        """Give the toolkit of the program."""

    def bottom(self, node: Node) -> int:
        """Give the lower edge on the screen."""

    def matches(self, root: Node, states: Iterable[int], roles: Iterable[int] = ()) -> list[Node]:
        """List what lies below ``root`` with all these states and any of these roles."""

    def grab_focus(self, node: Node) -> None:
        """Ask for the focus to be given to an object."""

    def caret_to_end(self, node: Node) -> None:
        """Put the caret behind the text of a box."""


class Tree:
    """The objects of other programs' windows."""

    def __init__(self, bus: Bus) -> None:
        """Ask over ``bus``; nothing is asked yet."""
        self._bus = bus
        self._programs: dict[int, Node] = {}
        self._recent: list[Node] = []

    def focused(self, nodes: Sequence[Node]) -> None:
        """Note what got the focus, oldest first."""
        for node in nodes:
            self._recent = [node, *(one for one in self._recent if one != node)][:32]

    def place(self, target: Target) -> CaretPlace:
        """Tell where the focus of a window is.

        Raises:
            BusFault: If its program does not answer.
        """
        frame = self._frame(target)
        if frame is None:
            return "unknown"
        for _ in range(_TRIES):
            focused = self._search(frame, (FOCUSED,))
            place = self._place(frame, target, focused)
            # The focus may have moved between two questions: then they do not belong together.
            if all(self._has(node, FOCUSED) for node in focused):
                return place
        return "unknown"

    def _place(self, frame: Node, target: Target, focused: Sequence[Node]) -> CaretPlace:
        pages = self._pages(frame)
        inside = {*pages, *(node for page in pages for node in self._search(page, (FOCUSED,)))}
        # A page keeps a focus of its own while the browser's address bar has that of the window.
        beside = [node for node in focused if node not in inside]
        if any(map(self._takes_text, beside or focused)):
            return "bar" if beside and self._is_browser(frame, target) else "box"
        if not focused:
            return "unknown"
        # A list, a canvas, a button: it takes no text if the window has a box beside it.
        return "none" if pages or self._boxes([frame]) else "unknown"

    def put_back(self, target: Target) -> bool:
        """Give the focus to the box of the chat; True once it has it.

        Raises:
            BusFault: If the program does not answer.
        """
        frame = self._frame(target)
        if frame is None:
            return False
        box = self._best(self._boxes(self._pages(frame) or [frame]))
        if box is None or time.monotonic() >= self._bus.deadline:
            return False
        self._bus.grab_focus(box)
        while not self._has(box, FOCUSED):
            if time.monotonic() >= self._bus.deadline:
                return False
            time.sleep(_POLL_S)
        self._to_end(box)
        return True

    # -- inside --

    def _frame(self, target: Target) -> Node | None:
        """Find the window of a target; None if its program is not on the bus."""
        program = self._program(target.pid)
        if program is None:
            return None
        frames = self._bus.children(program)
        if len(frames) == 1:
            return frames[0]
        named = [frame for frame in frames if self._bus.name(frame) == target.title]
        active = [frame for frame in named or frames if self._has(frame, ACTIVE)]
        fits = active or named
        return fits[0] if len(fits) == 1 else None

    def _program(self, pid: int) -> Node | None:
        known = self._programs.get(pid)
        if known is not None:
            try:
                if self._bus.pid(known.bus) == pid:
                    return known
            except BusFault:
                pass  # it ended; its number may belong to another program now
            del self._programs[pid]
        if not pid:
            return None
        for program in self._bus.programs():
            try:
                if self._bus.pid(program.bus) == pid:
                    self._programs[pid] = program
                    return program
            except BusFault:
                continue
        return None

    def _pages(self, frame: Node) -> list[Node]:
        """List the web pages that the window shows; those inside another one may come too."""
        try:
            return self._bus.matches(frame, (SHOWING,), _DOCUMENTS)
        except BusFault:
            return []  # what cannot search has no pages

    def _search(self, root: Node, states: tuple[int, ...]) -> list[Node]:
        try:
            return self._bus.matches(root, states)
        except BusFault:
            return self._walk(root, sum(1 << state for state in states))

    def _walk(self, root: Node, wanted: int) -> list[Node]:
        """Ask object by object; finds nothing in a window that is too large for that."""
        found: list[Node] = []
        waiting, asked = [root], 0
        while waiting:
            node = waiting.pop()
            asked += 1
            if asked > MAX_WALK:
                raise BusFault("too many objects")
            states = self._bus.states(node)
            if states & wanted == wanted and node != root:
                found.append(node)
            waiting.extend(reversed(self._bus.children(node)))
        return found

    def _has(self, node: Node, state: int) -> bool:
        return bool(self._bus.states(node) >> state & 1)

    def _takes_text(self, node: Node) -> bool:
        role = self._bus.role(node)
        return role == TERMINAL or (role != PASSWORD_TEXT and self._has(node, EDITABLE))

    def _boxes(self, roots: Sequence[Node]) -> list[Node]:
        """List the boxes that can be written in; a page inside another one counts once."""
        found: dict[Node, None] = {}
        for root in roots:
            found.update(dict.fromkeys(self._search(root, (EDITABLE, FOCUSABLE, SHOWING))))
        return [box for box in found if self._bus.role(box) != PASSWORD_TEXT][-MAX_BOXES:]

    def _best(self, boxes: Sequence[Node]) -> Node | None:
        """Choose the chat's own box: of several lines rather than of one, used last, lowest."""
        boxes = [box for box in boxes if self._has(box, MULTI_LINE)] or boxes
        if len(boxes) > 1:
            recent = [box for box in self._recent if box in boxes]
            return recent[0] if recent else max(boxes, key=self._bus.bottom)
        return boxes[0] if boxes else None

    def _to_end(self, box: Node) -> None:
        """Put the caret behind a draft in a box that forgets where it was."""
        try:
            self._bus.caret_to_end(box)
        except BusFault:
            return  # it has the focus, which is what counts

    def _is_browser(self, frame: Node, target: Target) -> bool:
        return self._bus.toolkit(frame) in _BROWSERS and not target.program.startswith(_MAIL)
