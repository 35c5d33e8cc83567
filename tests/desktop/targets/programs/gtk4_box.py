"""Child process: a GTK 4 window with a text box; writes its text to a file at each change.

Run as ``python3 gtk4_box.py TITLE FILE`` by a Python that has PyGObject.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gtk", "4.0")
from gi.repository import GLib, Gtk  # noqa: E402


def main(title: str, file: Path) -> None:
    """Show the window until it is closed."""
    GLib.set_prgname("banhua-gtk4-box")
    Gtk.init()
    window, view = Gtk.Window(title=title), Gtk.TextView()
    window.set_default_size(500, 300)
    window.set_child(view)
    buffer = view.get_buffer()

    def changed(_: Any) -> None:
        text = buffer.get_text(buffer.get_start_iter(), buffer.get_end_iter(), True)
        file.write_text(text, encoding="utf-8")

    buffer.connect("changed", changed)
    loop = GLib.MainLoop()
    window.connect("close-request", lambda _: loop.quit())
    window.present()
    view.grab_focus()
    loop.run()


main(sys.argv[1], Path(sys.argv[2]))
