"""Reading and asking things of foreign X11 windows by the window managers' common rules (EWMH).

One ``Ewmh`` per connection and thread. Its methods raise ``Xlib.error.XError`` when a window
goes while it is being read, and ``ConnectionClosedError`` when the server goes: the tracker
decides what that means.
"""

from __future__ import annotations

import os
from typing import Any, Final

from Xlib import X, error
from Xlib.display import Display
from Xlib.protocol import event as xevent

from assistant.backends.x11_questions import Focus, Property
from assistant.ports import Rect, Target

_ICONIC: Final = 3
_WITHDRAWN: Final = 0
_ALL_DESKTOPS: Final = 0xFFFFFFFF
_SOURCE_PAGER: Final = (
    2  # "direct user action": window managers obey it without focus stealing rules
)
_LOCAL_PID: Final = 2  # XRes LocalClientPIDMask
_MAX_DEPTH: Final = 6
_REMEMBERED: Final = 500
_SCENERY: Final = (
    "_NET_WM_WINDOW_TYPE_DESKTOP",
    "_NET_WM_WINDOW_TYPE_DOCK",
    "_NET_WM_WINDOW_TYPE_SPLASH",
    "_NET_WM_WINDOW_TYPE_NOTIFICATION",
    "_NET_WM_WINDOW_TYPE_TOOLTIP",
    "_NET_WM_WINDOW_TYPE_DND",
)


_WINE: Final = ("wine", "deepin-wine", "crossover")
_FACTS: Final = ("_NET_WM_PID", "_NET_WM_NAME")


class Ewmh:
    """Properties and requests over one connection."""

    def __init__(self, display: Display) -> None:
        """Use ``display``; nothing is asked of the server yet."""
        self.display = display
        self.root: Any = display.screen().root
        self.own_pid = os.getpid()
        self._atoms: dict[str, int] = {}
        self._kinds: dict[tuple[int, int], tuple[str, bool] | None] = {}
        self._expected = 0

    def atom(self, name: str) -> int:
        """Give the number of an atom, asked once."""
        found = self._atoms.get(name)
        if found is None:
            found = self._atoms[name] = self.display.intern_atom(name)
        return found

    def window(self, id: int) -> Any:
        """Wrap a window id."""
        return self.display.create_resource_object("window", id)

    def numbers(self, id: int, name: str) -> list[int]:
        """Read a 32-bit property; empty if the window has none of that name."""
        return self._asked(id, name).numbers()

    def raw(self, id: int, name: str) -> bytes:
        """Read a text property; empty if there is none. At most 16 KB: titles are pages' choice."""
        return self._asked(id, name).text()

    def title(self, id: int) -> str:
        """Read the title."""
        modern = self.raw(id, "_NET_WM_NAME")
        # The old property is Latin-1 by the letter, but UTF-8 is what programs put there today.
        return (modern or self.raw(id, "WM_NAME")).decode("utf-8", "replace")

    def pid(self, id: int) -> int:
        """Give the process of a window; 0 if neither it nor the server tells.

        Tk and xterm set no ``_NET_WM_PID``; the server knows the process of a local connection.
        """
        found = self.numbers(id, "_NET_WM_PID")
        if found and found[0]:
            return found[0]
        if not self.display.has_extension("X-Resource"):
            return 0
        reply = self.display.res_query_client_ids([{"client": id, "mask": _LOCAL_PID}])
        for entry in reply.ids:
            if entry.spec.mask & _LOCAL_PID and len(entry.value):
                return int(entry.value[0])
        return 0

    def program(self, id: int, pid: int) -> str:
        """Give the class of ``WM_CLASS`` in lower case, else the name of the process.

        Under Wine that is the name of the Windows program. Older and packaged Wines give one
        class to all of them, and the program as the instance.
        """
        parts = self.raw(id, "WM_CLASS").split(b"\0")
        told = [part.decode("utf-8", "replace") for part in parts]
        name = told[1] if len(told) > 1 and told[1] else told[0]
        if told[0] and name.lower().startswith(_WINE):
            name = told[0]
        if not name and pid:
            try:
                with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
                    name = file.read().strip()
            except OSError:
                name = ""
        return name.lower()

    def target(self, id: int) -> Target | None:
        """Describe a window; None for our own, for the desktop and for panels."""
        pid = self.pid(id)
        if pid == self.own_pid:
            return None
        # A window keeps its class and kind once it has them; asking again would be waste.
        key = (id, pid)
        if key in self._kinds:
            kind = self._kinds[key]
        else:
            kind = None if self._scenery(id) else (self.program(id, pid), self.asks(id))
            if kind is None or kind[0]:
                if len(self._kinds) >= _REMEMBERED:
                    self._kinds.clear()
                self._kinds[key] = kind
        return None if kind is None else Target(id, pid, kind[0], self.title(id), kind[1])

    def _scenery(self, id: int) -> bool:
        kinds = self.numbers(id, "_NET_WM_WINDOW_TYPE")
        return bool(kinds) and kinds[0] in {self.atom(name) for name in _SCENERY}

    def asks(self, id: int) -> bool:
        """Tell whether the window is a dialog: a question or warning of another window.

        Wine calls windows dialogs that only draw their own frame, so for its programs the kind
        alone tells nothing.
        """
        owner = self.numbers(id, "WM_TRANSIENT_FOR")
        if owner and owner[0] not in (0, id, self.root.id):
            return True
        kinds = self.numbers(id, "_NET_WM_WINDOW_TYPE")
        wine = b".exe" in self.raw(id, "WM_CLASS").lower()
        return bool(kinds) and kinds[0] == self.atom("_NET_WM_WINDOW_TYPE_DIALOG") and not wine

    def is_dialog(self, id: int) -> bool:
        """Tell whether the window belongs to another one of its program."""
        kinds = self.numbers(id, "_NET_WM_WINDOW_TYPE")
        if kinds and kinds[0] != self.atom("_NET_WM_WINDOW_TYPE_NORMAL"):
            return True
        owner = self.numbers(id, "WM_TRANSIENT_FOR")
        return bool(owner) and owner[0] not in (0, id, self.root.id)

    def manager(self) -> int:
        """Give the window manager's check window; 0 if none runs.

        The root's property outlives a crashed manager, so its window must point to itself too.
        """
        found = self.numbers(self.root.id, "_NET_SUPPORTING_WM_CHECK")
        if not found or not found[0]:
            return 0
        try:
            own = self.numbers(found[0], "_NET_SUPPORTING_WM_CHECK")
        except error.XError:
            return 0
        return found[0] if own[:1] == found[:1] else 0

    def supports(self, name: str) -> bool:
        """Tell whether the window manager says that it knows a request."""
        return self.atom(name) in self.numbers(self.root.id, "_NET_SUPPORTED")

    def clients(self, *, managed: bool) -> list[int]:
        """List top-level windows, topmost first.

        Args:
            managed: A window manager runs and keeps the list.
        """
        if managed:
            found = self.numbers(self.root.id, "_NET_CLIENT_LIST_STACKING")
            found = found or self.numbers(self.root.id, "_NET_CLIENT_LIST")
            return found[::-1]
        tops = []
        for window in reversed(self.root.query_tree().children):
            try:
                look = window.get_attributes()
            except error.XError:
                continue
            if look.map_state == X.IsViewable and look.win_class == X.InputOutput:
                tops.append(window.id)
        return tops

    def parents(self, id: int) -> list[int]:
        """List a window and its ancestors below the root, innermost first."""
        chain: list[int] = []
        window = self.window(id)
        while window and window != self.root and len(chain) < 32:
            chain.append(window.id)
            window = window.query_tree().parent
        return chain

    def client_of(self, top: int) -> int:
        """Find the program's own window inside a window manager's frame (by ``WM_STATE``)."""
        level = [top]
        for _ in range(_MAX_DEPTH):
            below: list[int] = []
            for id in level:
                if self.numbers(id, "WM_STATE"):
                    return id
                below.extend(child.id for child in self.window(id).query_tree().children)
            level = below
        return top

    def front(self) -> Target | None:
        """Tell where a key pressed now would go; None for our own windows or where unsure.

        The paste waits for this answer, so everything is asked in one breath, about the window
        that was in front last time too: usually it still is.
        """
        expected = self._expected
        active = self._asked(self.root.id, "_NET_ACTIVE_WINDOW")
        focus = Focus(self.display)
        facts = [self._asked(expected, name) for name in _FACTS] if expected else []
        found = active.numbers()
        at, id = focus.id(), found[0] if found else 0
        # 0 is "nobody", 1 "whatever the pointer is over": in neither case is a text safe.
        if at in (X.NONE, X.PointerRoot, self.root.id):
            return None
        chain = [at] if at == id else self.parents(at)
        # Both must agree: a window that took the focus past the window manager (a search popup,
        # a launcher) gets the keys although another one is called active.
        if id in chain:
            self._expected = id
            return self._told(id, facts) if id == expected else self.target(id)
        return None if self.manager() else self.target(self.client_of(chain[-1]))

    def _asked(self, id: int, name: str) -> Property:
        """Ask for a property without waiting."""
        return Property(self.display, id, self.atom(name))

    def _told(self, id: int, facts: list[Property]) -> Target | None:
        """Describe a window by what was asked already, if that says enough."""
        pid, title = facts[0].numbers(), facts[1].text()
        kind = self._kinds.get((id, pid[0])) if pid else None
        if kind is None or pid[0] == self.own_pid or not title:
            return self.target(id)
        return Target(id, pid[0], kind[0], title.decode("utf-8", "replace"), kind[1])

    def focus_chain(self) -> list[int]:
        """List the window with the X input focus and its ancestors; empty for none or root."""
        focus = self.display.get_input_focus().focus
        return [] if isinstance(focus, int) or focus == self.root else self.parents(focus.id)

    def frame(self, id: int, top: int) -> Rect:
        """Measure the outer rectangle: the manager's frame included, a drawn shadow left out.

        Args:
            id: The program's window.
            top: Its ancestor right below the root (itself if it has no frame).
        """
        size = self.window(id).get_geometry()
        at = self.root.translate_coords(id, 0, 0)
        shadow = self._edges(id, "_GTK_FRAME_EXTENTS")
        # Without a frame around it the property is a leftover of a manager that went.
        edges = self._edges(id, "_NET_FRAME_EXTENTS") if top != id else ()
        if shadow or edges:
            left, right, above, below = _difference(edges, shadow)
            return Rect(
                at.x - left,
                at.y - above,
                max(1, size.width + left + right),
                max(1, size.height + above + below),
            )
        if top != id:
            outer = self.window(top).get_geometry()
            return Rect(outer.x, outer.y, outer.width, outer.height)
        border = 2 * size.border_width
        return Rect(
            at.x - size.border_width,
            at.y - size.border_width,
            size.width + border,
            size.height + border,
        )

    def _edges(self, id: int, name: str) -> tuple[int, ...]:
        """Read left, right, top and bottom; empty if they are not given."""
        found = self.numbers(id, name)
        return tuple(found) if len(found) == 4 else ()

    def hidden(self, id: int) -> bool:
        """Tell whether a window is iconified, closed to the tray or on another desktop."""
        if self.atom("_NET_WM_STATE_HIDDEN") in self.numbers(id, "_NET_WM_STATE"):
            return True
        state = self.numbers(id, "WM_STATE")
        if state and state[0] in (_ICONIC, _WITHDRAWN):
            return True
        if not state:
            return bool(self.window(id).get_attributes().map_state != X.IsViewable)
        desktop = self.numbers(id, "_NET_WM_DESKTOP")
        if not desktop or desktop[0] == _ALL_DESKTOPS:
            return False
        return desktop != self.numbers(self.root.id, "_NET_CURRENT_DESKTOP")

    def maximized(self, id: int) -> bool:
        """Tell whether a window fills the screen in either direction."""
        states = self.numbers(id, "_NET_WM_STATE")
        return any(self.atom(name) in states for name in _MAXIMIZED)

    def ask(self, id: int, message: str, *data: int) -> None:
        """Send a request about a window to the window manager."""
        padded = [*data, 0, 0, 0, 0, 0][:5]
        event = xevent.ClientMessage(
            window=self.window(id),
            client_type=self.atom(message),
            data=(32, [number & 0xFFFFFFFF for number in padded]),
        )
        mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
        self.root.send_event(event, event_mask=mask)

    def activate(self, id: int, *, managed: bool) -> None:
        """Ask for the focus to be given to a window, and for it to be shown if it is iconified."""
        if managed:
            self.ask(id, "_NET_ACTIVE_WINDOW", _SOURCE_PAGER, X.CurrentTime, 0)
        else:
            window = self.window(id)
            window.map()
            window.configure(stack_mode=X.Above)
            window.set_input_focus(X.RevertToParent, X.CurrentTime)
        self.display.sync()

    def set_maximized(self, id: int, on: bool) -> None:
        """Ask for a window to fill the screen, or to stop it."""
        self.ask(
            id,
            "_NET_WM_STATE",
            int(on),
            self.atom(_MAXIMIZED[0]),
            self.atom(_MAXIMIZED[1]),
            _SOURCE_PAGER,
        )

    def place(self, id: int, frame: Rect, *, managed: bool) -> None:
        """Ask for a window to fill ``frame``, its decoration included."""
        shadow = self._edges(id, "_GTK_FRAME_EXTENTS")
        edges = self._edges(id, "_NET_FRAME_EXTENTS")
        left, right, above, below = _difference(edges, shadow)
        x, y = frame.x - (shadow[0] if shadow else 0), frame.y - (shadow[2] if shadow else 0)
        width, height = frame.width - left - right, frame.height - above - below
        width, height = max(1, width), max(1, height)
        if managed and self.supports("_NET_MOVERESIZE_WINDOW"):
            # Gravity north-west: x and y are those of the outer frame. 0xF00: all four given.
            flags = X.NorthWestGravity | 0xF00 | _SOURCE_PAGER << 12
            self.ask(id, "_NET_MOVERESIZE_WINDOW", flags, x, y, width, height)
        else:
            self.window(id).configure(x=x, y=y, width=width, height=height)


def _difference(edges: tuple[int, ...], shadow: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Give what the visible frame has beyond the program's window, on each side.

    The manager's frame lies around the window, a shadow that the program draws lies inside it.
    """
    left, right, above, below = (
        edge - drawn for edge, drawn in zip(edges or _NOTHING, shadow or _NOTHING, strict=True)
    )
    return left, right, above, below


_NOTHING: Final = (0, 0, 0, 0)
_MAXIMIZED: Final = ("_NET_WM_STATE_MAXIMIZED_HORZ", "_NET_WM_STATE_MAXIMIZED_VERT")
