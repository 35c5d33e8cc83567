"""Bare X clients for the paste tests: a chat that notes its events, a manager, an owner."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from Xlib import X, display

from tests.desktop.harness.app import App
from tests.desktop.harness.process import REPO, Child, wait_for
from tests.desktop.harness.screen import Screen

_HERE: Final = Path(__file__).parent
_DOCKED: Final = "dock kind=docked client=test-text"


class Lines:
    """A child process that writes JSON lines."""

    def __init__(self, screen: Screen, script: str, *arguments: str | Path) -> None:
        """Start it."""
        env = {**screen.env, "PYTHONPATH": str(REPO)}
        command = [sys.executable, _HERE / script, *arguments]
        self.child: Child = screen.start(command, env=env, pipes=True)
        self.lines: list[Any] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        pipe = self.child.process.stdout
        assert pipe is not None
        for line in pipe:
            self.lines.append(json.loads(line))

    def close(self) -> None:
        """End it."""
        self.child.close(seconds=1.0)
        self._reader.join(2)


class Manager(Lines):
    """A clipboard manager that reads every change."""

    def __init__(self, screen: Screen) -> None:
        """Start it and wait until it watches."""
        super().__init__(screen, "x_manager.py")
        wait_for(lambda: self.lines, "the clipboard manager watches")


class Taker(Lines):
    """A clipboard manager that owns a copy of each text some time after a change."""

    def __init__(self, screen: Screen, seconds: float) -> None:
        """Start it and wait until it watches."""
        super().__init__(screen, "x_taker.py", str(seconds))
        wait_for(lambda: self.lines, "the clipboard manager watches")


class Owner(Lines):
    """Something on the clipboard, with formats of any name."""

    def __init__(
        self, screen: Screen, formats: Mapping[str, bytes], waits: Mapping[str, float] = {},
        types: Mapping[str, str] = {},
    ) -> None:  # fmt: skip
        """Put it there."""
        names = dict.fromkeys((*formats, *waits))
        file = screen.folder / "formats.json"
        file.write_text(
            json.dumps(
                {
                    name: {
                        "data": formats.get(name, b"").hex(),
                        "wait": waits.get(name, 0),
                        "type": types.get(name, ""),
                    }
                    for name in names
                }
            ),
            encoding="utf-8",
        )
        super().__init__(screen, "x_owner.py", file)
        wait_for(lambda: self.lines, "the formats are on the clipboard")

    def asked(self) -> list[str]:
        """The formats that anybody asked for."""
        return list(self.lines[1:])


class Chat(Lines):
    """A window that pastes on Ctrl+V."""

    def __init__(self, screen: Screen, title: str, program: str = "banhuatext") -> None:
        """Show it in front."""
        super().__init__(screen, "x_chat.py", title, program)
        self._commands = 0
        self.window = int(self.ask("window"))
        wait_for(lambda: self.window in screen.windows(), "the chat is shown")
        screen.activate(self.window)
        wait_for(lambda: screen.active() == self.window, "the chat is in front")
        self.notes: list[dict[str, Any]] = []

    def send(self, do: str, **more: Any) -> None:
        """Write one command."""
        pipe = self.child.process.stdin
        assert pipe is not None
        self._commands += 1
        pipe.write(json.dumps({"do": do, **more}) + "\n")
        pipe.flush()

    def ask(self, do: str, **more: Any) -> Any:
        """Write one command and wait for its answer."""
        self.send(do, **more)
        number = self._commands
        wait_for(lambda: len(self.lines) >= number, f"answer to {do}", 15, 0.001)
        return self.lines[number - 1]

    def retitle(self, title: str) -> None:
        """Show another title."""
        self.ask("title", title=title)

    def look(self) -> list[dict[str, Any]]:
        """Everything that happened so far."""
        self.notes += self.ask("seen")
        return self.notes

    def texts(self) -> list[str]:
        """What was pasted so far."""
        return [note["text"] for note in self.look() if note["what"] == "text"]

    def wait_texts(self, texts: Iterable[str], seconds: float = 5.0) -> None:
        """Wait until exactly these were pasted."""
        wanted = list(texts)
        wait_for(lambda: self.texts() == wanted, f"{len(wanted)} texts in the chat", seconds, 0.02)

    def forget(self) -> None:
        """Begin anew."""
        self.look()
        self.notes = []


def docked_chat(screen: Screen, app: App, program: str = "banhuatext") -> Chat:
    """Open a chat and wait until the program knows that it is in front."""
    before = app.text().count(_DOCKED)
    it = Chat(screen, "张三 - 聊天", program)
    wait_for(lambda: app.text().count(_DOCKED) > before, "the chat is docked to")
    return it


class Grabber:
    """A launcher or a lock screen: it has the keyboard, but not the focus."""

    def __init__(self, screen: Screen) -> None:
        """Take the keyboard."""
        self._x = display.Display(screen.name)
        self._window = self._x.screen().root.create_window(
            -5, -5, 1, 1, 0, 0, X.InputOnly, event_mask=X.KeyPressMask, override_redirect=True
        )
        self._window.map()
        self._x.sync()
        wait_for(self._grab, "the keyboard is taken", 5)

    def _grab(self) -> bool:
        answer = self._window.grab_keyboard(True, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        return int(answer) == X.GrabSuccess

    def keys(self) -> list[int]:
        """Key codes that it got since the last question."""
        found = []
        while self._x.pending_events():
            event = self._x.next_event()
            if event.type == X.KeyPress:
                found.append(int(event.detail))
        return found

    def close(self) -> None:
        """Let go."""
        self._x.ungrab_keyboard(X.CurrentTime)
        self._x.sync()
        self._x.close()
