"""Reads what a pytest process wrote down about its tests; ``tools.journal_writer`` writes it.

pytest's own report is written at the end, so a process that crashes or is killed leaves none. This
one tells which test was running, what had been done and what is still to do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

JOURNAL: Final = "BANHUA_TEST_JOURNAL"
"""Environment variable with the file to write; without it nothing is written."""
ONLY: Final = "BANHUA_TEST_ONLY"
"""Environment variable with a JSON file that lists the tests to run, all others left out."""

UNTIL: Final = "BANHUA_TEST_UNTIL"
"""Environment variable with the moment (seconds of ``time.time``) from which tests are left out."""


@dataclass(frozen=True)
class Result:
    """How one test ended: "passed", "failed" or "skipped", why, and after how many seconds."""

    outcome: str
    reason: str = ""
    seconds: float = 0.0


@dataclass
class Journal:
    """What one pytest process did.

    Attributes:
        collected: The tests that it set out to run; None if it did not get as far.
        results: Those that ended, and modules that could not be loaded or left themselves out.
        running: The test that was begun last and did not end.
        status: pytest's exit status; None if it did not come to its end.
    """

    collected: list[str] | None = None
    results: dict[str, Result] = field(default_factory=dict)
    running: str | None = None
    status: int | None = None


def read(path: Path) -> Journal:
    """Read a journal; a last line that was cut off counts as not written."""
    journal = Journal()
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    for line in text.splitlines(keepends=True):
        if not line.endswith("\n"):
            break
        step = json.loads(line)
        if step["step"] == "collected":
            journal.collected = step["tests"]
        elif step["step"] == "start":
            journal.running = step["test"]
        elif step["step"] == "end":
            journal.status = step["status"]
        else:
            result = Result(step["outcome"], step["reason"], step["seconds"])
            journal.results[step["test"]] = result
            journal.running = None
    return journal
