"""Child process: owns the clipboard with formats of the caller's choice, and says what was asked.

Run as ``python x_owner.py FILE``: JSON of name to ``{"data": hex, "type": name, "wait": seconds}``.
Each request is answered alone, in the order in which it came; ``wait`` is slept before the answer
(below 0 means never answered). Every name that was asked for is written as a JSON line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from Xlib import X, Xatom, display
from Xlib.protocol import event as events


def main() -> None:
    """Own it until something else is copied."""
    formats: dict[str, dict[str, Any]] = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    x = display.Display()
    window = x.screen().root.create_window(-1, -1, 1, 1, 0, 0)
    clipboard, targets = x.intern_atom("CLIPBOARD"), x.intern_atom("TARGETS")
    window.set_selection_owner(clipboard, X.CurrentTime)
    x.sync()
    print(json.dumps("ready"), flush=True)
    while True:
        event: Any = x.next_event()
        if event.type == X.SelectionClear:
            return
        if event.type != X.SelectionRequest:
            continue
        name, to = x.get_atom_name(event.target), event.property or event.target
        print(json.dumps(name), flush=True)
        one = formats.get(name, {})
        if one.get("wait", 0) < 0:
            continue
        time.sleep(one.get("wait", 0))
        if event.target == targets:
            atoms = [x.intern_atom(n) for n in ("TARGETS", "TIMESTAMP", "MULTIPLE", *formats)]
            event.requestor.change_property(to, Xatom.ATOM, 32, atoms)
        elif one:
            kind = x.intern_atom(one.get("type") or name)
            event.requestor.change_property(to, kind, 8, bytes.fromhex(one["data"]))
        else:
            to = X.NONE
        event.requestor.send_event(
            events.SelectionNotify(
                time=event.time, requestor=event.requestor, selection=event.selection,
                target=event.target, property=to,
            )
        )  # fmt: skip
        x.flush()


main()
