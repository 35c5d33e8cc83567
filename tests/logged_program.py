"""What the real program logs, for the harness of each system: reading it and waiting for lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final, TypeVar

from tests.desktop.harness.process import Timeout, wait_for

T = TypeVar("T")

_OUTCOME: Final = re.compile(r"paste request=(\d+) outcome=(\w+)")
_SHOWN: Final = 40
"""Lines of a log that a failure shows."""


class LoggedProgram:
    """A running Banhua, known by its log; a subclass starts it after ``look_from_here``."""

    wait_s: ClassVar[float] = 10.0
    """Limit for a line or an outcome where none is named."""

    def look_from_here(self, data: Path) -> None:
        """Take what stands in the log of this data folder for that of earlier starts."""
        self.data = data
        self._log = data / "logs" / "banhua.log"
        self._skipped = self._log.stat().st_size if self._log.exists() else 0

    def printed(self) -> str:
        """What it wrote to stdout and stderr."""
        raise NotImplementedError

    def lives(self) -> bool:
        """Tell whether it runs."""
        raise NotImplementedError

    def text(self) -> str:
        """What it logged since this start."""
        if not self._log.exists():
            return ""
        with self._log.open("rb") as file:
            file.seek(self._skipped)
            return file.read().decode("utf-8", "replace").replace("\r\n", "\n")

    def mark(self) -> int:
        """A place in the log: with ``since`` only later lines are looked at."""
        return len(self.text())

    def wait_line(
        self, pattern: str, seconds: float | None = None, count: int = 1, *, since: int = 0
    ) -> str:
        """Wait for the ``count``-th log line that matches ``pattern``, and give it.

        Raises:
            Timeout: It did not come, or the program ended before; with its state.
        """

        def look() -> str:
            lines = self.text()[since:].splitlines()
            found = [line for line in lines if re.search(pattern, line)]
            return found[count - 1] if len(found) >= count else ""

        def ended() -> str:
            # Once more after it ended: the line may have been its last.
            return look() or ("" if self.lives() else look() or "ended")

        found = self._wait(ended, f"log line {pattern}", seconds)
        if found == "ended":
            raise Timeout(f"it ended before the log line {pattern}\n{self.state()}")
        return found

    def outcomes(self, since: int = 0) -> list[str]:
        """Outcomes of the paste requests, in the order they ended."""
        return [outcome for _, outcome in _OUTCOME.findall(self.text()[since:])]

    def last_outcomes(self) -> dict[int, str]:
        """What became of each request in the end: one that was not taken may be taken later."""
        return {int(number): outcome for number, outcome in _OUTCOME.findall(self.text())}

    def wait_outcomes(
        self, count: int, seconds: float | None = None, *, since: int = 0
    ) -> list[str]:
        """Wait until that many requests have ended, and give all their outcomes.

        Raises:
            Timeout: They did not; with its state.
        """

        def enough() -> list[str]:
            found = self.outcomes(since)
            return found if len(found) >= count else []

        return self._wait(enough, f"{count} paste outcomes", seconds)

    def _wait(self, look: Callable[[], T], what: str, seconds: float | None) -> T:
        try:
            return wait_for(look, what, self.wait_s if seconds is None else seconds)
        except Timeout as fault:
            raise Timeout(f"{fault}\n{self.state()}") from None

    def state(self) -> str:
        """The end of its log and what it printed, for a failure."""
        log = "\n".join(self.text().splitlines()[-_SHOWN:])
        return f"--- log\n{log}\n--- output\n{self.printed()[-2000:]}"


def write_options(data: Path, options: Mapping[str, Any] | None) -> None:
    """Make the data folder if need be, and write options by name, before a start."""
    data.mkdir(parents=True, exist_ok=True)
    if options is not None:
        text = json.dumps(dict(options), ensure_ascii=False)
        (data / "options.json").write_text(text, encoding="utf-8")
