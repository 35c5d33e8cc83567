"""Child process: a clipboard manager that owns a copy of each text, as clipmenu and parcellite can.

Run as ``python x_taker.py SECONDS``: so long after a change it fetches the text, then owns it.
Writes each text that it took as a JSON line.
"""

from __future__ import annotations

import json
import select
import sys
import time
from typing import Any

from Xlib import X, Xatom, display
from Xlib.ext import xfixes
from Xlib.protocol import event as events

_FIRST_OF_EXTENSIONS = 64


def main() -> None:
    """Watch for good."""
    x = display.Display()
    x.query_extension("XFIXES")
    xfixes.query_version(x)
    window = x.screen().root.create_window(-1, -1, 1, 1, 0, 0)
    clipboard, utf8 = x.intern_atom("CLIPBOARD"), x.intern_atom("UTF8_STRING")
    got, targets = x.intern_atom("GOT"), x.intern_atom("TARGETS")
    x.xfixes_select_selection_input(window, clipboard, xfixes.XFixesSetSelectionOwnerNotifyMask)
    x.sync()
    print(json.dumps("ready"), flush=True)
    held, due = b"", 0.0
    while True:
        if due and time.monotonic() >= due:
            due = 0.0
            window.convert_selection(clipboard, utf8, got, X.CurrentTime)
            x.flush()
        if not x.pending_events():
            select.select([x], [], [], max(0.0, due - time.monotonic()) if due else None)
            continue
        event: Any = x.next_event()
        if event.type == X.SelectionNotify and event.property:
            found = window.get_full_property(got, X.AnyPropertyType)
            window.delete_property(got)
            held = found.value if found else b""
            window.set_selection_owner(clipboard, X.CurrentTime)
            x.sync()
            print(json.dumps(held.decode()), flush=True)
        elif event.type == X.SelectionRequest:
            to = event.property or event.target
            if event.target == targets:
                event.requestor.change_property(to, Xatom.ATOM, 32, [targets, utf8])
            elif event.target == utf8:
                event.requestor.change_property(to, utf8, 8, held)
            else:
                to = X.NONE
            event.requestor.send_event(
                events.SelectionNotify(
                    time=event.time, requestor=event.requestor, selection=event.selection,
                    target=event.target, property=to,
                )
            )  # fmt: skip
            x.flush()
        elif event.type >= _FIRST_OF_EXTENSIONS and int(event.owner.id) not in (0, window.id):
            due = time.monotonic() + float(sys.argv[1])


main()
