"""The last look on X11, inside the server grab: focus, title, keyboard, and the key to send.

Everything is asked in one breath, so it costs one round trip. While the server is grabbed nothing
of it can change before the key is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.ports import Sent, Target

if TYPE_CHECKING:
    from Xlib.display import Display

_LONGS: Final = 4096
"""Of a title, in units of 4 bytes, as the trackers read it."""
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
        self._modern = display.intern_atom("_NET_WM_NAME")
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
        from Xlib import X
        from Xlib.protocol import request

        raw = self._display.display
        focus = request.GetInputFocus(display=raw, defer=True) if look.target else None
        title = self._title(look.target.window, self._modern) if look.target and look.same else None
        grab = request.GrabKeyboard(
            display=raw, defer=True, owner_events=False, grab_window=self._probe,
            time=X.CurrentTime, pointer_mode=X.GrabModeAsync, keyboard_mode=X.GrabModeAsync,
        )  # fmt: skip
        pointer = request.QueryPointer(display=raw, defer=True, window=self._root)
        row = self._display.get_keyboard_mapping(code, 1)[0] if code else ()
        pointer.reply()
        grab.reply()
        group = (pointer.mask >> _GROUP_SHIFT) & 3
        return Seen(self._verdict(look, focus, title, grab.status), row, group)

    def _verdict(self, look: Look, focus: Any, title: Any, grab: int) -> Sent:
        from Xlib import X, error

        target = look.target
        if target is not None:
            try:
                if not self._is_in(focus, target.window):
                    return Sent.MOVED
                if look.same is not None and not look.same(self._text(title, target.window)):
                    return Sent.OTHER_CHAT
            except error.XError:
                return Sent.MOVED  # the window went away meanwhile
        return Sent.GRABBED if grab in (X.AlreadyGrabbed, X.GrabFrozen) else Sent.YES

    def _is_in(self, asked: Any, window: int) -> bool:
        asked.reply()
        focus = asked.focus
        while not isinstance(focus, int):  # 0 None and 1 PointerRoot come as numbers
            if focus.id == window:
                return True
            focus = focus.query_tree().parent
        return False

    def _title(self, window: int, name: int) -> Any:
        from Xlib.protocol import request

        return request.GetProperty(
            display=self._display.display, defer=True, delete=False, window=window,
            property=name, type=0, long_offset=0, long_length=_LONGS,
        )  # fmt: skip

    def _text(self, asked: Any, window: int) -> str:
        found = _bytes(asked) or _bytes(self._title(window, self._display.intern_atom("WM_NAME")))
        return found.decode("utf-8", "replace")


def _bytes(asked: Any) -> bytes:
    asked.reply()
    width, value = asked.value if asked.property_type else (0, b"")
    if width != 8:
        return b""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
