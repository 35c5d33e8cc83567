"""One Banhua for each data folder, on Windows' own file locks; what is said without a console.

Seen red: "two starts" and "ten starts" (nobody won) while a stale lock file that another start had
open counted as taken; "without a console" while the sentence went to a stream that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.desktop.harness.process import REPO, wait_for
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import Agent, Program

_CHILD: Final = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from ui.instance import Instance
app = QCoreApplication([])
one = Instance(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
print("won" if one.acquire() else "lost", flush=True)
sys.stdin.readline()
"""
_SILENT: Final = """
import runpy, sys
sys.stdout = sys.stderr = None  # as pythonw has it where nobody gives it pipes
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
_DIALOG: Final = "#32770"
_WM_CLOSE: Final = 0x0010

Start = Callable[[], Program]


@pytest.fixture
def begin(desk: Desk, tmp_path: Path) -> Iterator[Start]:
    """Starts a process that waits for the word to take the folder."""
    started: list[Program] = []

    def one() -> Program:
        wine = desk.wine
        started.append(Program(wine, wine.python, "-c", _CHILD, wine.path(tmp_path), cwd=REPO))
        return started[-1]

    yield one
    for program in started:
        program.kill()


def results(group: list[Program]) -> list[str]:
    """Let all of them take the folder at once; gives who won."""
    for one in group:
        assert one.lines.get(timeout=START_S) == "ready"
    for one in group:
        one.write("")
    return sorted(str(one.lines.get(timeout=START_S)) for one in group)


@pytest.mark.parametrize(("rounds", "count"), [(4, 2)] * 3 + [(1, 10)] * 2)
def test_of_starts_at_once_after_a_kill_one_wins(begin: Start, rounds: int, count: int) -> None:
    for _ in range(rounds):
        group = [begin() for _ in range(count)]
        assert results(group) == ["lost"] * (count - 1) + ["won"]
        for one in group:
            one.kill()  # so that each round begins on what a killed winner left


def test_without_a_console_a_box_says_that_the_first_does_not_answer(
    begin: Start, desk: Desk, agent: Agent, tmp_path: Path
) -> None:
    assert results([begin()]) == ["won"]  # and then it never listens
    wine = desk.wine
    second = Program(
        wine, wine.python, "-c", _SILENT, wine.path(REPO / "main.py"),
        "--data-dir", wine.path(tmp_path), cwd=REPO,
    )  # fmt: skip
    try:
        box = wait_for(lambda: agent.windows(title="伴话", kind=_DIALOG), "the box", START_S)[0]
        agent.ask("post", window=box["window"], number=_WM_CLOSE)
        assert second.process.wait(START_S) == 1
    finally:
        second.kill()
