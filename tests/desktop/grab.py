"""Writes a picture of the whole screen, once windows are there: ``python dev.py run --virtual``.

Run as ``python -m tests.desktop.grab --wait TITLE ... FILE`` on an X11 display. It needs nothing
but python-xlib and Qt, which Banhua has anyway.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from fnmatch import fnmatchcase

from Xlib import X, error
from Xlib.display import Display


def titles(display: Display) -> list[str]:
    """Titles of the windows on the screen, those that no window manager manages included."""
    name = display.intern_atom("_NET_WM_NAME")
    utf8 = display.intern_atom("UTF8_STRING")
    found = []
    queue = list(display.screen().root.query_tree().children)
    for window in queue:  # grows: a window manager's frame holds the window
        try:
            if window.get_attributes().map_state != X.IsViewable:
                continue
            text = window.get_full_property(name, utf8)
            if text is not None:
                found.append(text.value.decode("utf-8", "replace"))
            elif len(queue) < 500:
                queue.extend(window.query_tree().children)
        except error.XError:
            continue  # it went away while we looked
    return found


def not_there(wanted: list[str], present: list[str]) -> list[str]:
    """Those of ``wanted`` that no title on the screen fits."""
    return [w for w in wanted if not any(fnmatchcase(title, w) for title in present)]


def picture(display: Display) -> tuple[bytes, int, int]:
    """The screen as it is: 32 bits a pixel, width, height."""
    root = display.screen().root
    size = root.get_geometry()
    image = root.get_image(0, 0, size.width, size.height, X.ZPixmap, 0xFFFFFFFF)
    return image.data, size.width, size.height


def alive(pid: int) -> bool:
    """Tell whether the process still runs; a finished one that nobody waited for does not."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def main() -> int:
    """Wait for the windows, then for a screen that stands still, and write it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--wait", action="append", default=[], help="title (* stands for any)")
    parser.add_argument("--pid", type=int, default=os.getpid(), help="give up when it ends")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("file")
    given = parser.parse_args()
    display = Display()
    deadline = time.monotonic() + given.seconds
    while missing := not_there(given.wait, titles(display)):
        if not alive(given.pid):
            print("The program ended before its windows were there.", file=sys.stderr)
            return 1
        if time.monotonic() > deadline:
            print(f"No window {missing} after {given.seconds:.0f} s.", file=sys.stderr)
            return 1
        time.sleep(0.1)
    # Two equal pictures half a second apart, or six seconds: the demo types by itself.
    calm = time.monotonic() + 6.0
    data, width, height = b"", 0, 0
    while True:
        before = data
        time.sleep(0.5)
        data, width, height = picture(display)
        if data == before or time.monotonic() > calm:
            break
    from PySide6.QtGui import QImage

    image = QImage(data, width, height, width * 4, QImage.Format.Format_RGB32)
    if not image.save(given.file):
        print(f"{given.file} could not be written.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
