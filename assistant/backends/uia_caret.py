"""Where the caret is, by UI Automation of Windows.

Browsers and Electron programs begin to tell of their pages when they are first asked; until then
the answer is "unknown". All questions are asked on one thread. The decisions are over
``Automation`` and tested on every platform; the calls (``uia_com``) were not run on Windows yet.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

from assistant.backends.caret_jobs import CaretFault, CaretJobs, work_off
from assistant.ports import CaretPlace, Target
from phrasebook.i18n import tr

EDIT: Final = 50004
DOCUMENT: Final = 50030
WINDOW: Final = 50032
"""Control types of ``UIAutomationClient.h``."""
MAX_DEPTH: Final = 64
MAX_BOXES: Final = 12
_POLL_S: Final = 0.005
BROWSERS: Final = (
    "chrome", "msedge", "firefox", "brave", "opera", "vivaldi", "360se", "360chrome", "qqbrowser",
    "sogouexplorer", "ucbrowser", "quark", "liebao", "chromium", "librewolf",
)  # fmt: skip
"""Beginnings of names of programs whose boxes beside the page are those of the browser itself."""


class UiaFault(CaretFault):
    """UI Automation gave no answer that can be used."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What an element says of itself.

    Attributes:
        kind: Control type.
        window: Its window handle; 0 for most.
        focusable: It can have the keyboard.
        enabled: It is not greyed out.
        password: What is typed there is hidden.
        has_value: It has the pattern of a value.
        read_only: That value cannot be changed.
    """

    kind: int
    window: int = 0
    focusable: bool = True
    enabled: bool = True
    password: bool = False
    has_value: bool = False
    read_only: bool = False

    @property
    def takes_text(self) -> bool:
        """Whether it can be written in."""
        if not (self.focusable and self.enabled) or self.password:
            return False
        return not self.read_only if self.has_value else self.kind == EDIT


class Element(Protocol):
    """An element of a window; each question may raise ``UiaFault``."""

    def facts(self) -> Facts:
        """Read what is asked of it."""

    def parent(self) -> Element | None:
        """Give the element around it."""

    def has_focus(self) -> bool:
        """Tell whether it has the keyboard."""

    def bottom(self) -> int:
        """Give the lower edge on the screen."""

    def set_focus(self) -> None:
        """Give it the keyboard."""

    def boxes(self) -> Sequence[Element]:
        """List what can be written in below it."""


class Automation(Protocol):
    """The way in; each question may raise ``UiaFault``."""

    def focused(self) -> Element:
        """Give what has the keyboard."""

    def at_window(self, window: int) -> Element:
        """Give the element of a window."""


class UiaTree:
    """The elements of other programs' windows."""

    def __init__(self, api: Automation) -> None:
        """Ask ``api``; nothing is asked yet."""
        self._api = api
        self._last: dict[int, Element] = {}

    def place(self, target: Target) -> CaretPlace:
        """Tell where the focus of a window is.

        Raises:
            UiaFault: If its program does not answer.
        """
        element = self._api.focused()
        facts = element.facts()
        above = self._above(element, target.window)
        if above is None:
            return "unknown"
        in_page = DOCUMENT in above
        if facts.takes_text:
            if not in_page and target.program.startswith(BROWSERS):
                return "bar"
            self._last[target.window] = element
            return "box"
        if in_page or facts.kind == DOCUMENT:
            return "none"
        return "none" if self._boxes(target) else "unknown"

    def put_back(self, target: Target, until: float) -> bool:
        """Give the focus to the box of the chat; True once it has it.

        Raises:
            UiaFault: If the program does not answer.
        """
        box = self._last.get(target.window) or self._lowest(self._boxes(target))
        if box is None or time.monotonic() >= until:
            return False
        try:
            box.set_focus()
        except UiaFault:
            self._last.pop(target.window, None)  # it went with its page
            raise
        while not box.has_focus():
            if time.monotonic() >= until:
                return False
            time.sleep(_POLL_S)
        return True

    def _above(self, element: Element, window: int) -> list[int] | None:
        """List the kinds of what is around it; None if that does not end in this window."""
        kinds: list[int] = []
        at: Element | None = element
        for _ in range(MAX_DEPTH):
            if at is None:
                return None
            facts = at.facts()
            if facts.window == window:
                return kinds
            if at is not element:
                kinds.append(facts.kind)
            at = at.parent()
        return None

    def _boxes(self, target: Target) -> list[Element]:
        """List the boxes of the page; those of the browser around it do not count."""
        found = list(self._api.at_window(target.window).boxes())[-MAX_BOXES:]
        if not target.program.startswith(BROWSERS):
            return found
        return [box for box in found if DOCUMENT in (self._above(box, target.window) or ())]

    def _lowest(self, boxes: Sequence[Element]) -> Element | None:
        return max(boxes, key=lambda box: box.bottom()) if boxes else None


class UiaCaret(CaretJobs):
    """Implements ``CaretPort``."""

    backend = "uia"

    def __init__(self, connect: Callable[[], Automation] | None = None) -> None:
        """Do nothing yet.

        Args:
            connect: Gives the way in or raises ``UiaFault``; None for that of Windows.
        """
        super().__init__()
        self._connect = connect or _windows

    def _missing(self) -> str:
        return tr("Windows 的界面自动化(UI Automation)用不了,看不到光标在哪个输入框里。")

    def _run(self) -> None:
        while True:
            try:
                tree = UiaTree(self._connect())
            except UiaFault as fault:
                if not self._rest(str(fault)):
                    return
                continue
            self._reachable = True
            while (job := self._jobs.get()) is not None:
                work_off(job, tree.place, partial(tree.put_back, until=job.until))
            return


def _windows() -> Automation:
    if sys.platform == "win32":
        from assistant.backends.uia_com import UiaApi

        return UiaApi()
    raise UiaFault("not Windows")
