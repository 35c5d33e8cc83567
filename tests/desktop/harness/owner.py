"""A program that owns the clipboard with several formats and notes what is fetched of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from Xlib import X, display
from Xlib.protocol import event


class Owner:
    """Owns the clipboard until something else does, or ``close``."""

    def __init__(self, name: str, formats: Mapping[str, bytes]) -> None:
        """Own it on display ``name``; each format fits into one property (256 kB)."""
        self._name = name
        self._x = display.Display(name)
        self._formats = dict(formats)
        self.asked: list[str] = []
        self._window = self._x.screen().root.create_window(0, 0, 1, 1, 0, 0)
        self._window.set_selection_owner(self._x.intern_atom("CLIPBOARD"), X.CurrentTime)
        self._x.sync()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            asked: Any = self._x.next_event()
            if asked.type == X.SelectionClear:
                return
            if asked.type == X.SelectionRequest:
                self._answer(asked)

    def _answer(self, asked: Any) -> None:
        name = self._x.get_atom_name(asked.target)
        self.asked.append(name)
        place = asked.property
        if name == "TARGETS":
            atoms = [self._x.intern_atom(each) for each in self._formats]
            asked.requestor.change_property(place, self._x.intern_atom("ATOM"), 32, atoms)
        elif name in self._formats:
            asked.requestor.change_property(place, asked.target, 8, self._formats[name])
        else:
            place = X.NONE
        asked.requestor.send_event(
            event.SelectionNotify(
                time=asked.time, requestor=asked.requestor, selection=asked.selection,
                target=asked.target, property=place,
            )
        )  # fmt: skip
        self._x.flush()

    def close(self) -> None:
        """Let go of the clipboard, which ends the thread."""
        if self._thread.is_alive():
            other = display.Display(self._name)
            window = other.screen().root.create_window(0, 0, 1, 1, 0, 0)
            window.set_selection_owner(other.intern_atom("CLIPBOARD"), X.CurrentTime)
            other.sync()
            self._thread.join(5)
            other.close()
        self._x.close()
