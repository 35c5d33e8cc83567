"""A Windows program that runs beside the test, and what it writes."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Final

from tests.desktop.harness.process import REPO, wait_for
from tools.windows.wine import Wine

AGENT: Final = REPO / "tests" / "windows" / "harness" / "agent.py"
USERS: Final = "我原来的"
"""What the user has copied before a check."""
BACK_S: Final = 15.0
"""Limit for the clipboard to be as it was, in seconds."""
_LINGER: Final = 5.0
"""Seconds that the last output of an ended program is waited for."""
Formats = list[tuple[str, bytes]]
"""What is on the clipboard: names and bytes, in their order."""


class Program:
    """A running Windows program whose output is read all the time."""

    def __init__(
        self, wine: Wine, *command: str | Path, cwd: Path | None = None, **more: str
    ) -> None:
        """Start it.

        Args:
            wine: Where.
            command: The program and its arguments.
            cwd: Working folder.
            more: More environment variables.
        """
        self.process: subprocess.Popen[bytes] = wine.start(*command, cwd=cwd, **more)
        self.lines: queue.Queue[str | None] = queue.Queue()
        self._printed: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as pipe:
            for line in pipe:
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                self._printed.append(text)
                self.lines.put(text)
        self.lines.put(None)

    def printed(self) -> str:
        """What it has written until now."""
        return "\n".join(self._printed)

    def first_line(self, prefix: str, seconds: float) -> str:
        """What stands behind ``prefix`` in the first line that begins with it.

        Raises:
            AssertionError: If none comes in time.
        """
        end = time.monotonic() + seconds
        while True:
            try:
                line = self.lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"no line {prefix!r}:\n{self.printed()}")
            if line.startswith(prefix):
                return line.removeprefix(prefix)

    def running(self) -> bool:
        """Tell whether it is still there."""
        return self.process.poll() is None

    def signal(self, number: int) -> None:
        """Send it a signal of Linux."""
        self.process.send_signal(number)

    def write(self, line: str) -> None:
        """Give it a line to read."""
        assert self.process.stdin is not None
        self.process.stdin.write(line.encode() + b"\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """End it at once, whatever it does, if it has not ended."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self._reader.join(_LINGER)


class Agent:
    """Another Windows program: owns the clipboard, moves windows, posts messages.

    ``harness/agent.py`` has what can be asked for.
    """

    def __init__(self, wine: Wine) -> None:
        """Start it and wait until it answers."""
        self._program = Program(wine, wine.python, wine.path(AGENT))
        self.pid = int(self._answer("start", 30))

    def _answer(self, what: str, seconds: float) -> Any:
        try:
            line = self._program.lines.get(timeout=seconds)
        except queue.Empty:
            raise AssertionError(f"the agent gives no answer to {what}") from None
        if line is None:
            raise AssertionError(f"the agent ended at {what}:\n{self._program.printed()}")
        answer = json.loads(line)
        if "error" in answer:
            raise AssertionError(f"{what}: {answer['error']}")
        return answer["value"]

    def ask(self, what: str, **values: Any) -> Any:
        """Have it do something, and give its answer.

        Raises:
            AssertionError: If it fails, or gives no answer within 30 s.
        """
        self._program.write(json.dumps({"do": what, "with": values}))
        return self._answer(what, 30)

    def copy(self, text: str) -> None:
        """Copy a text."""
        self.copy_formats([("CF_UNICODETEXT", (text + "\0").encode("utf-16-le"))])

    def copy_formats(self, formats: Formats) -> None:
        """Copy something of several formats."""
        self.ask("put", formats=[(name, data.hex()) for name, data in formats])

    def formats(self) -> dict[str, bytes | None]:
        """What is on the clipboard, by name; None for what is no memory."""
        return {name: data and bytes.fromhex(data) for name, data in self.ask("read")}

    def text(self) -> str:
        """The text on the clipboard; empty if there is none."""
        return text_of(self.formats())

    def wait_back(self, text: str = USERS) -> None:
        """Wait until what the user had copied is on the clipboard again."""
        wait_for(lambda: self.text() == text, "the user's clipboard is back", BACK_S, every=0.1)

    def seen(self) -> list[str]:
        """The texts that it read on each change since it was asked to ``watch``."""
        return [text_of({name: data and bytes.fromhex(data) for name, data in one})
                for one in self.ask("seen")]  # fmt: skip

    def windows(self, **wanted: Any) -> list[dict[str, Any]]:
        """Windows that are as wanted (``title``, ``kind``, ``pid``, ``visible``, ``iconic``)."""
        return [
            one
            for one in self.ask("windows")
            if all(one[name] == value for name, value in wanted.items())
        ]

    def close(self) -> None:
        """End it."""
        self._program.kill()


def text_of(formats: dict[str, bytes | None]) -> str:
    """The text among the formats of a clipboard."""
    data = formats.get("CF_UNICODETEXT") or b""
    return data.decode("utf-16-le", "replace").partition("\0")[0]
