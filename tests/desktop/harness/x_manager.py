"""Child process: a clipboard manager that reads every change at once, as klipper and clipmenu do.

Writes each text that it got as a JSON line.
"""

from __future__ import annotations

import json
from typing import Any

from Xlib import X, display
from Xlib.ext import xfixes

_FIRST_OF_EXTENSIONS = 64


def main() -> None:
    """Watch for good."""
    x = display.Display()
    x.query_extension("XFIXES")
    xfixes.query_version(x)
    root = x.screen().root
    window = root.create_window(-1, -1, 1, 1, 0, 0, X.InputOnly)
    clipboard, utf8 = x.intern_atom("CLIPBOARD"), x.intern_atom("UTF8_STRING")
    got = x.intern_atom("GOT")
    x.xfixes_select_selection_input(window, clipboard, xfixes.XFixesSetSelectionOwnerNotifyMask)
    print(json.dumps("ready"), flush=True)
    while True:
        event: Any = x.next_event()
        if event.type == X.SelectionNotify:
            if event.property:
                found = window.get_full_property(got, X.AnyPropertyType)
                window.delete_property(got)
                text = found.value if found else b""
                shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
                print(json.dumps(shown), flush=True)
        elif event.type >= _FIRST_OF_EXTENSIONS:
            window.convert_selection(clipboard, utf8, got, X.CurrentTime)
            x.flush()


main()
