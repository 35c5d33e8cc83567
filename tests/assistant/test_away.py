"""What tells that nobody is there, and what keeps the memory of the process to itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.backends import pick_idle
from assistant.backends.null import NullIdle
from assistant.backends.windows_idle import WindowsIdle
from tests.needs import needs

ROOT = Path(__file__).parents[2]


class Ticks:
    """The two calls of Windows."""

    def __init__(self, last: int | None, now: int) -> None:
        self.last, self.now = last, now

    def last_input(self) -> int | None:
        return self.last

    def ticks(self) -> int:
        return self.now


@pytest.mark.parametrize(
    ("last", "now", "seconds"),
    [
        (1_000, 61_000, 60.0),
        (5, 5, 0.0),
        (2**32 - 500, 500, 1.0),  # the counter started anew
        (None, 61_000, None),
    ],
)
def test_windows_counts_from_the_last_input(
    last: int | None, now: int, seconds: float | None
) -> None:
    idle = WindowsIdle(Ticks(last, now))
    assert idle.seconds() == seconds
    idle.close()


@pytest.mark.parametrize("platform", ["wayland", "macos", "offscreen", "other"])
def test_where_nobody_knows_nothing_is_told(platform: str) -> None:
    idle = pick_idle(platform)
    assert isinstance(idle, NullIdle)
    assert idle.seconds() is None
    idle.close()


@needs("fallback")
def test_windows_calls_refuse_to_be_made_elsewhere(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(OSError, match="not Windows"):
        WindowsIdle()
    assert isinstance(pick_idle("windows"), NullIdle)
    assert "port=idle skipped=lastinput" in caplog.text


_CLOSED = """
from assistant.backends.linux_process import close_memory
assert close_memory()
import ctypes
assert ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) == 0
print("closed")
"""


@needs("linux")
def test_a_process_closes_its_memory() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _CLOSED],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "closed\n"), run.stderr
