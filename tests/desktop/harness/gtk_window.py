"""Child process: one GTK 3 text window with the protocol of ``tk_window.py``.

Run by a Python that has PyGObject (usually the system's).
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402


class Windows:
    """Text windows by name."""

    def __init__(self) -> None:
        """Nothing is open at first."""
        self.open: dict[str, tuple[Any, Any]] = {}
        self.history: Any = None

    def run(self, command: dict[str, Any]) -> Any:
        """Carry out one command."""
        name = command["name"]
        if command["do"] == "open":
            size, x, y = command["geometry"].split("+")
            width, height = size.split("x")
            window = Gtk.Window(title=command["title"])
            window.set_default_size(int(width), int(height))
            window.move(int(x), int(y))
            view = Gtk.TextView()
            rows = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
            if command.get("history"):
                self.history = Gtk.TextView(editable=False)
                self.history.get_buffer().set_text(command["history"])
                rows.pack_start(self.history, True, True, 0)
            rows.pack_start(view, True, True, 0)
            window.add(rows)
            window.show_all()
            view.grab_focus()
            self.open[name] = (window, view)
            return window.get_window().get_xid() if hasattr(window.get_window(), "get_xid") else 0
        if name not in self.open:
            return None
        window, view = self.open[name]
        if command["do"] == "close":
            del self.open[name]
            window.destroy()
            return True
        buffer = view.get_buffer()
        if command["do"] == "copy":  # select and copy all of the history, as a hand does
            said = self.history.get_buffer()
            self.history.grab_focus()
            said.select_range(said.get_start_iter(), said.get_end_iter())
            said.copy_clipboard(Gtk.Clipboard.get(Gdk.SELECTION_CLIPBOARD))
            return True
        if command["do"] == "text":
            return buffer.get_text(buffer.get_start_iter(), buffer.get_end_iter(), True)
        if command["do"] == "wipe":
            buffer.set_text("")
            view.grab_focus()
            return True
        if command["do"] == "focus":
            return bool(window.has_toplevel_focus() and view.is_focus())
        raise ValueError(command["do"])


def main() -> None:
    """Serve until stdin ends."""
    windows = Windows()

    def serve(line: str) -> bool:
        print(json.dumps(windows.run(json.loads(line))), flush=True)
        return False

    def read() -> None:
        for line in sys.stdin:
            GLib.idle_add(serve, line)
        GLib.idle_add(Gtk.main_quit)

    threading.Thread(target=read, daemon=True).start()
    Gtk.main()


main()
