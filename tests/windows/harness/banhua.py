"""The real program under Windows Python, with a data folder of its own."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.desktop.harness.app import SECOND
from tests.desktop.harness.process import REPO, Timeout, wait_for
from tests.logged_program import LoggedProgram, write_options
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import Agent, Program

TITLE: Final = "伴话"
_WATCHED: Final = REPO / "tests" / "windows" / "harness" / "watched.py"
_WM_QUERYENDSESSION: Final = 0x0011
_WM_ENDSESSION: Final = 0x0016
_STACKS_S: Final = 12.0
"""Limit for its threads to be written down: longer than the watchdog of ``watched.py`` waits."""


class Banhua(LoggedProgram):
    """A running Banhua."""

    wait_s = 20.0

    def __init__(
        self,
        desk: Desk,
        data: Path,
        *,
        options: Mapping[str, Any] | None = None,
        ready: bool = True,
    ) -> None:
        """Start it, and wait until its hotkeys are there.

        Args:
            desk: Where.
            data: Its data folder; made if need be.
            options: Values by option name, written before the start.
            ready: Wait until it can be used.
        """
        self._desk = desk
        write_options(data, options)
        self.look_from_here(data)
        self._stacks = data.with_name(data.name + ".stacks")
        wine = desk.wine
        self.program = Program(
            wine, wine.python, wine.path(_WATCHED), wine.path(self._stacks),
            wine.path(REPO / "main.py"), "--data-dir", wine.path(data), cwd=REPO,
        )  # fmt: skip
        self.pid = int(self.program.first_line("pid=", START_S))
        if ready:
            self.wait_line("ready", START_S)
            self.wait_line("hotkeys ok=")

    def printed(self) -> str:
        """What it wrote to stdout and stderr."""
        return self.program.printed()

    def lives(self) -> bool:
        """Tell whether it runs; what Wine's debugger holds after a crash looks as if it did."""
        return self.program.running() and "starting debugger" not in self.printed()

    def state(self) -> str:
        """The end of its log, what it printed, and where its threads are."""
        return f"{super().state()}\n--- threads\n{self._threads()[-6000:]}"

    def _threads(self) -> str:
        """What it answers, or what its watchdog wrote, since nobody could answer."""

        def written() -> str:
            return self._stacks.read_text("utf-8", "replace") if self._stacks.exists() else ""

        before = written()
        if self.program.running():
            with contextlib.suppress(Timeout, OSError):
                self.program.write("stacks")
                wait_for(lambda: written() != before, "its threads are written down", _STACKS_S)
        return written()[len(before) :] or before

    def window(self) -> dict[str, Any]:
        """Its sidebar."""
        agent = self._desk.agent
        found = wait_for(lambda: agent.windows(title=TITLE, pid=self.pid), "the sidebar is there")
        return found[0]

    def frame(self) -> tuple[int, int, int, int]:
        """X, y, width and height of the sidebar."""
        x, y, width, height = self.window()["frame"]
        return x, y, width, height

    @contextlib.contextmanager
    def standing_still(self, seconds: float) -> Iterator[None]:
        """Let it do nothing meanwhile, and for so long at least: the busiest machine there is."""
        ends = time.monotonic() + seconds
        self.program.signal(signal.SIGSTOP)
        try:
            yield
            time.sleep(max(0.0, ends - time.monotonic()))
        finally:
            self.program.signal(signal.SIGCONT)

    def post(self, number: int, wparam: int) -> None:
        """Have Windows tell it something."""
        self._desk.agent.ask("post", window=self.window()["window"], number=number, wparam=wparam)

    def crashes(self) -> list[str]:
        """What crash files say."""
        logs = self.data / "logs"
        files = [*logs.glob("crash-*.txt"), *logs.glob("fatal.txt")]
        return [text for file in files if (text := file.read_text("utf-8", "replace").strip())]

    def end_session(self) -> None:
        """Have Windows end the session, and wait until the program has ended."""
        window = self.window()["window"]
        agent = self._desk.agent
        assert agent.ask("send", window=window, number=_WM_QUERYENDSESSION) != 0
        agent.ask("send", window=window, number=_WM_ENDSESSION, wparam=1)
        wait_for(lambda: not self.program.running(), "Banhua ends", START_S)

    def close(self) -> None:
        """End it as the end of a session does, and look for crash files.

        Raises:
            AssertionError: If it did not end, left a crash file, or could not draw Chinese.
        """
        if self.program.running():
            try:
                self.end_session()
            except AssertionError as fault:
                raise AssertionError(f"{fault}\n{self.state()}") from None
            finally:
                self.program.kill()
        self.program.kill()
        assert not self.crashes(), "\n".join(self.crashes())
        assert "no Chinese font" not in self.text(), "it drew boxes in place of Chinese"


def in_front(agent: Agent, banhua: Banhua) -> int:
    """Give the window of Banhua's that has the keyboard; 0 if none has."""
    window = int(agent.ask("foreground"))
    return window if agent.windows(window=window, pid=banhua.pid, visible=True) else 0


def pastes(banhua: Banhua, chat: Chat, desk: Desk) -> None:
    """Show that the hotkeys work.

    Raises:
        AssertionError: If a reply does not get into the chat.
    """
    chat.front()
    chat.clear()
    since = banhua.mark()
    desk.hand.chord("Ctrl+Alt+2")
    assert banhua.wait_outcomes(1, since=since) == ["pasted"]
    chat.wait_text(SECOND)
