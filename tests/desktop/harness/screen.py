"""A private X server with a window manager, and what a test wants to know of its windows."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Xlib import X, display, error
from Xlib.protocol import event

from tests.desktop.harness.process import Child, need, wait_for

_SOURCE_PAGER = 2
"""EWMH source indication of a tool of the user; window managers obey it at once."""
_OPENBOX = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse><raiseOnFocus>no</raiseOnFocus></focus>
  <placement><policy>Smart</policy></placement>
  <mouse>
    <context name="Client">
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
    </context>
    <context name="Titlebar">
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
      <mousebind button="Left" action="Press">
        <action name="Focus"/><action name="Raise"/>
      </mousebind>
    </context>
  </mouse>
</openbox_config>
"""


@dataclass(frozen=True)
class Frame:
    """Outer rectangle of a window, the window manager's frame included, in pixels."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column right of the window."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row below the window."""
        return self.y + self.height

    def overlaps(self, other: Frame) -> bool:
        """Tell whether the two share a pixel."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )


class Screen:
    """Xvfb, 1280 × 900, with ``openbox``, ``xfwm4`` or no window manager."""

    def __init__(self, manager: str = "openbox", size: str = "1280x900x24") -> None:
        """Start the server and wait until the manager has taken it over.

        Args:
            manager: ``openbox``, ``xfwm4`` or ``""``.
            size: Width, height and depth.

        Raises:
            MissingTool: If Xvfb or the manager is not installed.
        """
        need("Xvfb", *([manager] if manager else []))
        self._folder = tempfile.TemporaryDirectory(prefix="banhua-screen-")
        self.folder = Path(self._folder.name)
        self._children: list[Child] = []
        read, write = os.pipe()
        command = [
            "Xvfb", "-displayfd", str(write), "-screen", "0", size,
            "-nolisten", "tcp", "-noreset", "-ac",
        ]  # fmt: skip
        base = {k: v for k, v in os.environ.items() if k not in _DROPPED}
        self._children.append(Child(command, base, pass_fds=[write]))
        os.close(write)
        with os.fdopen(read, encoding="ascii") as pipe:
            number = pipe.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.name = f":{number}"
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700)
        home = self.folder / "home"
        home.mkdir()
        self.env = base | {
            "DISPLAY": self.name,
            "XDG_RUNTIME_DIR": str(runtime),
            "HOME": str(home),
            "NO_AT_BRIDGE": "1",
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "xcb",
        }
        self.x = display.Display(self.name)
        self.x.set_error_handler(lambda *_: None)
        self.root = self.x.screen().root
        if manager == "openbox":
            config = self.folder / "rc.xml"
            config.write_text(_OPENBOX, encoding="utf-8")
            self.start([manager, "--config-file", str(config), "--sm-disable"])
        elif manager:
            self.start([manager, "--compositor=off", "--replace"])
        if manager:
            wait_for(lambda: self._property(self.root, "_NET_SUPPORTING_WM_CHECK"), manager)

    def __enter__(self) -> Screen:
        """Use it as a context."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def start(self, command: Sequence[str | Path], **options: Any) -> Child:
        """Start a program on this screen; it ends with the screen at the latest."""
        child = Child(command, options.pop("env", self.env), **options)
        self._children.append(child)
        return child

    def close(self) -> None:
        """End every program that was started here, the server last."""
        self.x.close()
        for child in reversed(self._children):
            child.close(seconds=1.0)
        self._children.clear()
        self._folder.cleanup()

    # -- asking ---------------------------------------------------------------------------

    def _property(self, window: Any, name: str) -> list[int]:
        try:
            found = window.get_full_property(self.x.intern_atom(name), X.AnyPropertyType)
        except error.XError:
            return []
        return list(found.value) if found else []

    def window(self, window: int) -> Any:
        """The Xlib object of a window id."""
        return self.x.create_resource_object("window", window)

    def active(self) -> int:
        """Id of the active window; 0 for none."""
        return next(iter(self._property(self.root, "_NET_ACTIVE_WINDOW")), 0)

    def windows(self) -> list[int]:
        """Managed windows, oldest first."""
        return self._property(self.root, "_NET_CLIENT_LIST")

    def every_window(self) -> list[int]:
        """All viewable top-level windows, managed or not, bottom first."""
        found = []
        for child in self.root.query_tree().children:
            try:
                if child.get_attributes().map_state == X.IsViewable:
                    found.append(child.id)
            except error.XError:
                continue
        return found

    def title(self, window: int) -> str:
        """Title of a window; empty if it has none or is gone."""
        for name in ("_NET_WM_NAME", "WM_NAME"):
            try:
                found = self.window(window).get_full_property(
                    self.x.intern_atom(name), X.AnyPropertyType
                )
            except error.XError:
                return ""
            if found:
                value = found.value
                return value if isinstance(value, str) else bytes(value).decode("utf-8", "replace")
        return ""

    def pid(self, window: int) -> int:
        """Process of a window; 0 if it does not say."""
        return next(iter(self._property(self.window(window), "_NET_WM_PID")), 0)

    def find(self, title: str = "", pid: int = 0, seconds: float = 15.0) -> int:
        """Wait for a managed window by a part of its title or its process."""

        def look() -> int:
            for window in self.windows():
                if title in self.title(window) and (not pid or self.pid(window) == pid):
                    return window
            return 0

        return wait_for(look, f"a window titled …{title}… of pid {pid or 'any'}", seconds)

    def of_process(self, pid: int) -> list[int]:
        """Viewable top-level windows of a process, managed or not (their own ids)."""
        found = []
        for top in self.every_window():
            for window in (top, *self._below(top)):
                if self.pid(window) == pid and self.viewable(window):
                    found.append(window)
        return found

    def _below(self, window: int) -> list[int]:
        try:
            return [child.id for child in self.window(window).query_tree().children]
        except error.XError:
            return []

    def viewable(self, window: int) -> bool:
        """Tell whether the window and all its parents are mapped."""
        try:
            return bool(self.window(window).get_attributes().map_state == X.IsViewable)
        except error.XError:
            return False

    def inner(self, window: int) -> Frame:
        """Rectangle of the window without the manager's frame."""
        it = self.window(window)
        size, place = it.get_geometry(), self.root.translate_coords(it, 0, 0)
        return Frame(place.x, place.y, size.width, size.height)

    def frame(self, window: int) -> Frame:
        """Outer rectangle of the window."""
        inner = self.inner(window)
        left, right, top, bottom = self._property(self.window(window), "_NET_FRAME_EXTENTS") or [
            0, 0, 0, 0,
        ]  # fmt: skip
        return Frame(
            inner.x - left,
            inner.y - top,
            inner.width + left + right,
            inner.height + top + bottom,
        )

    def minimized(self, window: int) -> bool:
        """Tell whether the manager has iconified it."""
        hidden = self.x.intern_atom("_NET_WM_STATE_HIDDEN")
        return hidden in self._property(self.window(window), "_NET_WM_STATE")

    def pixel(self, x: int, y: int) -> tuple[int, int, int]:
        """Colour of one pixel of the screen."""
        blue, green, red = self.root.get_image(x, y, 1, 1, X.ZPixmap, 0xFFFFFFFF).data[:3]
        return red, green, blue

    def image(self, frame: Frame) -> bytes:
        """Raw pixels of a part of the screen, to compare with another moment."""
        return bytes(
            self.root.get_image(
                frame.x, frame.y, frame.width, frame.height, X.ZPixmap, 0xFFFFFFFF
            ).data
        )

    # -- doing ----------------------------------------------------------------------------

    def _ask_manager(self, window: int, name: str, data: list[int]) -> None:
        message = event.ClientMessage(
            window=self.window(window),
            client_type=self.x.intern_atom(name),
            data=(32, [*data, *[0] * (5 - len(data))]),
        )
        self.root.send_event(
            message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask
        )
        self.x.flush()

    def raise_now(self, window: int) -> None:
        """Ask for the focus for a window and return at once (for races)."""
        self._ask_manager(window, "_NET_ACTIVE_WINDOW", [_SOURCE_PAGER])

    def activate(self, window: int) -> None:
        """Bring a window to the front and wait until it is active."""
        if self.active() == window:
            return
        self.raise_now(window)
        wait_for(lambda: self.active() == window, f"window {window:#x} active", 5)

    def keep_above(self, window: int) -> None:
        """Ask for a window to stay over all others."""
        above = self.x.intern_atom("_NET_WM_STATE_ABOVE")
        self._ask_manager(window, "_NET_WM_STATE", [1, above, 0, _SOURCE_PAGER])

    def close_now(self, window: int) -> None:
        """Ask a window to close and return at once."""
        self._ask_manager(window, "_NET_CLOSE_WINDOW", [X.CurrentTime, _SOURCE_PAGER])

    def move_resize(self, window: int, x: int, y: int, width: int, height: int) -> None:
        """Move and size a window (coordinates of its frame's corner, size without the frame)."""
        flags = 0xF << 8 | _SOURCE_PAGER << 12
        self._ask_manager(window, "_NET_MOVERESIZE_WINDOW", [flags, x, y, width, height])

    def minimize(self, window: int) -> None:
        """Iconify a window and wait for it."""
        iconic = 3
        self._ask_manager(window, "WM_CHANGE_STATE", [iconic])
        wait_for(lambda: self.minimized(window), "window minimised", 5)

    def restore(self, window: int) -> None:
        """Bring an iconified window back and wait for it."""
        self.raise_now(window)
        wait_for(lambda: not self.minimized(window), "window restored", 5)

    def focus_directly(self, window: int) -> None:
        """Set the input focus without a manager."""
        self.window(window).set_input_focus(X.RevertToParent, X.CurrentTime)
        self.window(window).configure(stack_mode=X.Above)
        self.x.sync()

    def grab_key(self, keysym: int, modifiers: int) -> Any:
        """Take a hotkey as another program would; returns that program's connection.

        Closing the returned display gives the key back.
        """
        other = display.Display(self.name)
        code = other.keysym_to_keycode(keysym)
        root, lock, num = other.screen().root, X.LockMask, X.Mod2Mask
        for extra in (0, lock, num, lock | num):
            root.grab_key(code, modifiers | extra, 1, X.GrabModeAsync, X.GrabModeAsync)
        other.sync()
        return other

    def shot(self, path: Path) -> None:
        """Write a PNG of the whole screen (needs ImageMagick; nothing happens without it)."""
        if shutil.which("import") is None:
            return
        child = Child(["import", "-window", "root", path], self.env)
        child.process.wait(10)
        child.close()


_DROPPED = frozenset(
    {"DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "SESSION_MANAGER",
     "QT_QPA_PLATFORM", "QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE", "XDG_CURRENT_DESKTOP",
     "LC_ALL", "PYTHONPATH", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME",
     "XDG_STATE_HOME"}
)  # fmt: skip
