"""Child process: Tk text windows, driven by lines on stdin, answering by lines on stdout.

Run as ``python tk_window.py``. Every answer is one JSON line.
"""

from __future__ import annotations

import json
import sys
import threading
import tkinter
from typing import Any


class Windows:
    """Text windows by name."""

    def __init__(self) -> None:
        """Start Tk with its root hidden."""
        self.root = tkinter.Tk(className="Banhuatext")
        self.root.withdraw()
        self.open: dict[str, tuple[tkinter.Toplevel, tkinter.Text]] = {}

    def run(self, command: dict[str, Any]) -> Any:
        """Carry out one command."""
        name = command["name"]
        if command["do"] == "open":
            top = tkinter.Toplevel(self.root, class_=command["kind"])
            top.title(command["title"])
            top.geometry(command["geometry"])
            text = tkinter.Text(top, undo=True)
            text.pack(fill="both", expand=True)
            text.focus_set()
            self.open[name] = (top, text)
            top.update()
            return int(top.wm_frame(), 16)
        if command["do"] == "close":
            top, _ = self.open.pop(name)
            top.destroy()
            return True
        if name not in self.open:
            return None
        top, text = self.open[name]
        if command["do"] == "text":
            return text.get("1.0", "end-1c")
        if command["do"] == "wipe":
            text.delete("1.0", "end")
            text.focus_set()
            return True
        if command["do"] == "focus":
            return top.focus_displayof() is text
        raise ValueError(command["do"])


def main() -> None:
    """Serve until stdin ends."""
    windows = Windows()

    def serve(line: str) -> None:
        print(json.dumps(windows.run(json.loads(line))), flush=True)

    def read() -> None:
        for line in sys.stdin:
            windows.root.after(0, serve, line)
        windows.root.after(0, windows.root.destroy)

    threading.Thread(target=read, daemon=True).start()
    windows.root.mainloop()


main()
