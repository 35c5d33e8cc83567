"""Child processes that never outlive the test run."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Final, TypeVar

T = TypeVar("T")

_PR_SET_PDEATHSIG: Final = 1
_LIBC = ctypes.CDLL(None)
REPO: Final = Path(__file__).resolve().parents[3]
"""The folder that holds ``main.py``."""


class MissingTool(RuntimeError):
    """Something that a real-window test needs is not on this machine."""


class Timeout(AssertionError):
    """A condition did not come true before its deadline."""


def need(*tools: str) -> None:
    """Check that programs are on the path.

    Raises:
        MissingTool: Naming those that are not.
    """
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        raise MissingTool(f"not installed: {', '.join(missing)}")


def wait_for(
    condition: Callable[[], T],
    what: str,
    seconds: float = 10.0,
    every: float = 0.005,
) -> T:
    """Poll until ``condition`` gives something true, and return that.

    Args:
        condition: Asked again and again.
        what: Names the condition in the failure.
        seconds: Deadline.
        every: Pause between two questions, in seconds.

    Raises:
        Timeout: If the deadline passes.
    """
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Timeout(f"after {seconds:g} s: {what} (last: {value!r})")
        time.sleep(every)


def holds_for(condition: Callable[[], bool], seconds: float, every: float = 0.01) -> bool:
    """Tell whether ``condition`` stays true for ``seconds`` (to show that nothing comes later)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not condition():
            return False
        time.sleep(every)
    return condition()


def _die_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """A process in a session of its own, ended as a whole."""

    def __init__(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str],
        *,
        cwd: Path | None = None,
        pass_fds: Sequence[int] = (),
        output: Path | None = None,
        pipes: bool = False,
        before: Callable[[], None] | None = None,
    ) -> None:
        """Start it.

        Args:
            command: Program and arguments.
            env: Its whole environment.
            cwd: Working folder.
            pass_fds: File descriptors that it inherits.
            output: Where stdout and stderr go; dropped if None.
            pipes: Give stdin and stdout as text pipes instead.
            before: Run in the child before the program starts (limits, for example).
        """

        def prepare() -> None:
            _die_with_parent()
            if before is not None:
                before()

        with contextlib.ExitStack() as stack:
            sink: int | IO[bytes] = subprocess.DEVNULL
            if output is not None:
                sink = stack.enter_context(output.open("ab"))
            self.process = subprocess.Popen(
                [str(part) for part in command],
                env=dict(env),
                cwd=cwd,
                pass_fds=tuple(pass_fds),
                stdin=subprocess.PIPE if pipes else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipes else sink,
                stderr=sink,
                start_new_session=True,
                preexec_fn=prepare,
                encoding="utf-8" if pipes else None,
                bufsize=1 if pipes else -1,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def running(self) -> bool:
        """Tell whether it is still there."""
        return self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def close(self, seconds: float = 3.0) -> None:
        """End it: politely first, then for certain."""
        if self.running():
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.signal(signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
