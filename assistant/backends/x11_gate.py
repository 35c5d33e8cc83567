"""The last look on X11, inside the server grab: focus, title, keyboard, and the key to send.

Everything is asked in one breath, so it costs one round trip. While the server is grabbed nothing
of it can change before the key is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from assistant.backends.x11_questions import Focus, KeyboardGrab, KeyRow, PointerState, Property
from assistant.ports import Sent, Target

if TYPE_CHECKING:
    from Xlib.display import Display

_GROUP_SHIFT: Final = 13
"""Bits 13 and 14 of a key state hold the layout group (XKB protocol, section 2.2.2)."""


@dataclass(frozen=True, slots=True)
class Look:
    """What must be true.

    Attributes:
        target: Where the focus must be; None for anywhere.
        same: Told the title; says whether it still names the chat. None for any title.
    """

    target: Target | None = None
    same: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen.

    Attributes:
        verdict: ``Sent.YES`` if the key may be sent.
        row: The keysyms of the key that was asked about.
        group: The active layout group.
    """

    verdict: Sent
    row: Sequence[int] = ()
    group: int = 0


class X11Gate:
    """Asks over the connection that sends the key (paste worker only)."""

    def __init__(self, display: Display) -> None:
        """Make the window that the keyboard is asked about with.

        Args:
            display: Nobody else may use it.
        """
        from Xlib import X

        self._display = display
        self._root = display.screen().root
        self._modern, self._older = map(display.intern_atom, ("_NET_WM_NAME", "WM_NAME"))
        # Never shown. Asked to give it the keyboard, the server first looks whether another
        # client has it, and only then refuses because the window cannot be seen: so nothing is
        # grabbed, and no program is told that it lost the focus.
        self._probe = self._root.create_window(-1, -1, 1, 1, 0, 0, X.InputOnly)

    def look(self, look: Look, code: int) -> Seen:
        """Check everything.

        Args:
            look: What must be true.
            code: The key to ask about; 0 for none.
        """
        focus = Focus(self._display) if look.target else None
        title = self._title(look.target.window, self._modern) if look.target and look.same else None
        grab = KeyboardGrab(self._display, self._probe.id)
        pointer = PointerState(self._display, self._root.id)
        row = KeyRow(self._display, code).symbols() if code else ()
        group = (pointer.mask() >> _GROUP_SHIFT) & 3
        return Seen(self._verdict(look, focus, title, grab.status()), row, group)

    def _verdict(self, look: Look, focus: Focus | None, title: Property | None, grab: int) -> Sent:
        from Xlib import X, error

        target = look.target
        if target is not None and focus is not None:
            try:
                if not self._is_in(focus.id(), target.window):
                    return Sent.MOVED
                shown = "" if title is None else self._text(title, target.window)
                if look.same is not None and not look.same(shown):
                    return Sent.OTHER_CHAT
            except error.XError:
                return Sent.MOVED  # the window went away meanwhile
        return Sent.GRABBED if grab in (X.AlreadyGrabbed, X.GrabFrozen) else Sent.YES

    def _is_in(self, at: int, window: int) -> bool:
        while at > 1:  # 0 None, 1 PointerRoot
            if at == window:
                return True
            parent = self._display.create_resource_object("window", at).query_tree().parent
            at = parent if isinstance(parent, int) else parent.id
        return False

    def _title(self, window: int, name: int) -> Property:
        return Property(self._display, window, name)

    def _text(self, asked: Property, window: int) -> str:
        found = asked.text() or self._title(window, self._older).text()
        return found.decode("utf-8", "replace")
