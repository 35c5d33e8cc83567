"""The stand-in chat client (``chat.c``) as a test sees it."""

from __future__ import annotations

import contextlib
import itertools
from pathlib import Path
from typing import Final

from tests.desktop.harness.process import Timeout, wait_for
from tests.windows.harness.desk import START_S, Desk, chat_program
from tests.windows.harness.program import Program

FIRST_TITLE: Final = "甲 - 千牛接待"
SECOND_TITLE: Final = "乙 - 千牛接待"
PLACE: Final = (100, 80, 700, 500)
"""X, y, width and height; room for the sidebar is on its right."""
_ASK_BUSY, _ASK_CLEAR, _ASK_SELECT, _ASK_HANG = (0x8001 + n for n in range(4))
_WM_CLOSE: Final = 0x0010
_numbers = itertools.count(1)


class Chat:
    """A running stand-in chat client."""

    def __init__(
        self,
        desk: Desk,
        folder: Path,
        title: str = FIRST_TITLE,
        *,
        busy_ms: int = 0,
        place: tuple[int, int, int, int] = PLACE,
        program: Path | None = None,
    ) -> None:
        """Start it in front, with the focus in its input box.

        Args:
            desk: Where.
            folder: Where its log goes.
            title: Title of its window.
            busy_ms: How late it takes a paste.
            place: X, y, width and height.
            program: A copy of it under another name.
        """
        self._desk = desk
        self._log = folder / f"chat-{next(_numbers)}.log"
        self._text = self._log.with_name(self._log.name + ".txt")
        self.program = Program(
            desk.wine, program or chat_program(), title, *map(str, place),
            desk.wine.path(self._log), str(busy_ms),
        )  # fmt: skip
        values = wait_for(lambda: self.events("window"), "the chat client is shown", START_S)[0]
        self.window, self._box, self.pid = map(int, values.split())
        self.front()

    def lines(self) -> list[tuple[str, str]]:
        """What happened to it: events with what was written behind each."""
        if not self._log.exists():
            return []
        whole = self._log.read_text("utf-8", "replace").rpartition("\n")[0]
        parts = [line.split(" ", 2) for line in whole.splitlines()]
        return [(part[1], part[2] if len(part) > 2 else "") for part in parts]

    def events(self, name: str) -> list[str]:
        """What was written behind the events of one name."""
        return [more for event, more in self.lines() if event == name]

    def text(self) -> str:
        """The text of its box, exactly (a line break is one newline)."""
        if not self._text.exists():
            return ""
        return self._text.read_bytes().decode().replace("\r\n", "\n")

    def wait_text(self, text: str, seconds: float = 15.0) -> None:
        """Wait until exactly this text stands in its box."""
        wait_for(lambda: self.text() == text, f"the chat holds {text!r}: {self.text()!r}", seconds)

    def has_focus(self) -> bool:
        """Tell whether the focus is in its box."""
        moves = [event for event, _ in self.lines() if event in ("focus", "blur")]
        return bool(moves) and moves[-1] == "focus"

    def front(self) -> None:
        """Bring it to the front and click into its box, as a person does."""
        agent = self._desk.agent
        self._desk.focus()
        agent.ask("activate", window=self.window)
        # Not before: the click would hit what still lies over it.
        wait_for(lambda: agent.ask("foreground") == self.window, "the chat is in front", START_S)
        x, y, width, height = self.frame()
        self._desk.click(x + width // 2, y + height // 2)
        wait_for(self.has_focus, "the chat's box has the focus", START_S)

    def frame(self) -> tuple[int, int, int, int]:
        """X, y, width and height."""
        x, y, width, height = self._desk.agent.windows(window=self.window)[0]["frame"]
        return x, y, width, height

    def wait_key(self, key: str) -> None:
        """Wait until Windows has seen a key go up: Wine reads keys when the chat's loop turns."""
        wait_for(lambda: f"{ord(key):02x}" in self.events("up"), f"Windows has seen {key}")

    def retitle(self, title: str) -> None:
        """Go to another buyer."""
        self._desk.agent.ask("title", window=self.window, text=title)

    def busy(self, milliseconds: int) -> None:
        """Take the next pastes so late."""
        self._ask(_ASK_BUSY, milliseconds)

    def fill(self, text: str) -> None:
        """Have this text, and nothing else, in the box."""
        self._desk.agent.ask("title", window=self._box, text=text)
        self.wait_text(text)

    def clear(self) -> None:
        """Empty the box."""
        self._ask(_ASK_CLEAR)

    def select(self) -> None:
        """Select all that is in the box."""
        self._ask(_ASK_SELECT)

    def hang(self, milliseconds: int) -> None:
        """Answer nothing for so long."""
        self._desk.agent.ask("post", window=self.window, number=_ASK_HANG, wparam=milliseconds)

    def _ask(self, number: int, value: int = 0) -> None:
        done = self._desk.agent.ask("send", window=self.window, number=number, wparam=value)
        assert done == 1, "the chat client does not answer"

    def close(self) -> None:
        """Close its window; end it if it does not end."""
        if self.program.running():
            self._desk.agent.ask("post", window=self.window, number=_WM_CLOSE)
            with contextlib.suppress(Timeout):
                wait_for(lambda: not self.program.running(), "the chat client ends", 10)
        self.program.kill()
