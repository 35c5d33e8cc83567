"""The real program under Windows Python, with a data folder of its own."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.desktop.harness.app import SECOND
from tests.desktop.harness.process import REPO, Timeout, wait_for
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import Agent, Program

TITLE: Final = "伴话"
_WATCHED: Final = REPO / "tests" / "windows" / "harness" / "watched.py"
_OUTCOME: Final = re.compile(r"paste request=\d+ outcome=(\w+)")
_WM_QUERYENDSESSION: Final = 0x0011
_WM_ENDSESSION: Final = 0x0016
_STACKS_S: Final = 12.0
"""Limit for its threads to be written down: longer than the watchdog of ``watched.py`` waits."""
_SHOWN: Final = 40
"""Lines of a log that a failure shows."""


class Banhua:
    """A running Banhua."""

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
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        if options is not None:
            text = json.dumps(dict(options), ensure_ascii=False)
            (data / "options.json").write_text(text, encoding="utf-8")
        self._log = data / "logs" / "banhua.log"
        self._skipped = self._log.stat().st_size if self._log.exists() else 0
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

    def log(self) -> str:
        """What it logged since this start."""
        if not self._log.exists():
            return ""
        with self._log.open("rb") as file:
            file.seek(self._skipped)
            return file.read().decode("utf-8", "replace").replace("\r\n", "\n")

    def mark(self) -> int:
        """A place in the log: later lines only are looked at by ``wait_line(since=…)``."""
        return len(self.log())

    def wait_line(self, pattern: str, seconds: float = 20.0, *, since: int = 0) -> str:
        """Wait for a log line that matches ``pattern``, and give it.

        Raises:
            Timeout: With the last lines of its log, and where its threads are.
        """

        def look() -> str:
            lines = self.log()[since:].splitlines()
            found = next((line for line in lines if re.search(pattern, line)), "")
            return found or ("" if self._lives() else "ended")

        try:
            found = wait_for(look, f"log line {pattern}", seconds)
        except Timeout as fault:
            raise Timeout(f"{fault}\n{self.state()}") from None
        if found == "ended":
            raise Timeout(f"it ended before the log line {pattern}\n{self.state()}")
        return found

    def _lives(self) -> bool:
        """Tell whether it runs; what Wine's debugger holds after a crash looks as if it did."""
        return self.program.running() and "starting debugger" not in self.program.printed()

    def state(self) -> str:
        """The end of its log, what it printed, and where its threads are."""
        log = "\n".join(self.log().splitlines()[-_SHOWN:])
        printed, stacks = self.program.printed()[-2000:], self._threads()[-6000:]
        return f"--- log\n{log}\n--- output\n{printed}\n--- threads\n{stacks}"

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

    def outcomes(self, since: int = 0) -> list[str]:
        """Outcomes of the paste requests, in the order they ended."""
        return _OUTCOME.findall(self.log()[since:])

    def wait_outcomes(self, count: int, *, since: int = 0, seconds: float = 20.0) -> list[str]:
        """Wait until so many requests have ended, and give their outcomes."""

        def enough() -> list[str]:
            found = self.outcomes(since)
            return found if len(found) >= count else []

        try:
            return wait_for(enough, f"{count} outcomes", seconds)
        except Timeout as fault:
            raise Timeout(f"{fault}\n{self.state()}") from None

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
        assert "no Chinese font" not in self.log(), "it drew boxes in place of Chinese"


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
