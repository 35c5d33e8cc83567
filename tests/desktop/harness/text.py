"""Text windows of other toolkits (Tk, GTK) in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tests.desktop.harness.process import Child, MissingTool, wait_for
from tests.desktop.harness.screen import Screen

_HERE: Final = Path(__file__).parent
_MODULES: Final = {"tk": "tkinter", "gtk": "gi.repository.Gtk"}
_PYTHONS: Final = (sys.executable, "/usr/bin/python3")


def _python_with(module: str) -> str:
    for python in _PYTHONS:
        if not Path(python).exists():
            continue
        done = subprocess.run(
            [python, "-c", f"import {module}"], capture_output=True, check=False, timeout=30
        )
        if done.returncode == 0:
            return python
    raise MissingTool(f"no Python here has the module {module}")


def available(toolkit: str) -> bool:
    """Tell whether some Python of this machine has the toolkit (``tk`` or ``gtk``)."""
    try:
        _python_with(_MODULES[toolkit])
    except MissingTool:
        return False
    return True


class TextWindow:
    """One text window with its box."""

    def __init__(self, owner: TextProgram, name: str, window: int, title: str) -> None:
        """Made by ``TextProgram.open``."""
        self._owner = owner
        self.name = name
        self.window = window
        self.title = title

    def value(self) -> str | None:
        """The text in the box, exactly; None once the window is closed."""
        found = self._owner.ask("text", self.name)
        return None if found is None else str(found)

    def wipe(self) -> None:
        """Empty the box."""
        self._owner.ask("wipe", self.name)

    def close(self) -> None:
        """Close the window and wait for that."""
        self._owner.ask("close", self.name)

    def close_now(self) -> None:
        """Ask for the window to close and return at once (for races)."""
        self._owner.send("close", self.name)

    def closed(self) -> None:
        """Wait until ``close_now`` was carried out."""
        self._owner.answer()

    def wait_value(self, text: str, seconds: float = 5.0) -> None:
        """Wait until the box holds exactly this text."""
        wait_for(lambda: self.value() == text, f"text of {len(text)} in the {self.name}", seconds)


class TextProgram:
    """A process that opens text windows of one toolkit."""

    def __init__(
        self, screen: Screen, toolkit: str = "tk", *, env: Mapping[str, str] | None = None
    ) -> None:
        """Start it.

        Args:
            screen: Where the windows open.
            toolkit: ``tk`` or ``gtk``.
            env: Its environment; None for that of the screen.

        Raises:
            MissingTool: If no Python of this machine has the toolkit.
        """
        python = _python_with(_MODULES[toolkit])
        self._screen = screen
        self.child: Child = screen.start(
            [python, _HERE / f"{toolkit}_window.py"], pipes=True, env=dict(env or screen.env)
        )
        self._count = 0

    def send(self, do: str, name: str, **more: Any) -> None:
        """Write one command without waiting for its answer."""
        pipe = self.child.process.stdin
        assert pipe is not None
        pipe.write(json.dumps({"do": do, "name": name, **more}) + "\n")
        pipe.flush()

    def answer(self) -> Any:
        """Read the next answer."""
        pipe = self.child.process.stdout
        assert pipe is not None
        line = pipe.readline()
        if not line:
            raise RuntimeError("the text window process ended")
        return json.loads(line)

    def ask(self, do: str, name: str, **more: Any) -> Any:
        """Write one command and read its answer."""
        self.send(do, name, **more)
        return self.answer()

    def open(
        self,
        title: str,
        geometry: str = "420x300+700+60",
        kind: str = "Banhuatext",
        history: str = "",
    ) -> TextWindow:
        """Open a window with the focus in its box.

        Args:
            title: Its title.
            geometry: Size and place.
            kind: Its WM_CLASS (Tk only).
            history: A text above the box that cannot be changed (GTK only).
        """
        self._count += 1
        name = f"{title}#{self._count}"
        before = set(self._screen.windows())
        self.ask("open", name, title=title, geometry=geometry, kind=kind, history=history)
        window = wait_for(
            lambda: next((w for w in self._screen.windows() if w not in before), 0),
            f"text window {title}",
        )
        self._screen.activate(window)
        wait_for(lambda: self.ask("focus", name), "the text box has the focus")
        return TextWindow(self, name, window, title)

    def close(self) -> None:
        """End the process."""
        self.child.close(seconds=1.0)
