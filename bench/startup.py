"""Start to first painted card, and memory, with 10,000 phrases, beside a bare PySide6 list.

Cold means with the page cache emptied (needs root; the row is left out where that is not
allowed). Memory is PSS once the program has gone quiet.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.table import Row, beside
from tests.desktop.harness.process import REPO, Child, Timeout, wait_for
from tests.desktop.harness.screen import Screen

PHRASES = 10_000
MOST = 1.5
"""Ours to the bare list's at the most (source: the aims of the issue)."""
_DROP_CACHES = Path("/proc/sys/vm/drop_caches")
_PAINTED = re.compile(r"first_paint_ms=([\d.]+)")


def drop_caches() -> bool:
    """Empty the page cache; False where that is not allowed."""
    subprocess.run(["sync"], check=False)
    try:
        _DROP_CACHES.write_text("3", "ascii")
    except OSError:
        return False
    return True


def pss_mb(pid: int) -> float:
    """Proportional memory of one process, in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    if found is None:
        raise ValueError("no Pss in smaps_rollup")
    return int(found[1]) / 1024


def cpu_seconds(pid: int) -> float:
    """CPU time of all threads of a process, to the nanosecond."""
    return (
        sum(
            int((task / "schedstat").read_text("ascii").split()[0])
            for task in Path(f"/proc/{pid}/task").iterdir()
        )
        / 1e9
    )


def wait_quiet(pid: int, seconds: float = 15.0) -> None:
    """Wait until a process uses next to no CPU for a second."""

    def quiet() -> bool:
        before = cpu_seconds(pid)
        time.sleep(1.0)
        return cpu_seconds(pid) - before < 0.01

    wait_for(quiet, "the program goes quiet", seconds)


def start_once(
    screen: Screen, command: Sequence[str | Path], *, memory: bool
) -> tuple[float, float]:
    """Start a program, read when it painted; returns that in ms and its PSS in MB (or 0)."""
    output = screen.folder / f"start-{time.monotonic_ns()}.txt"
    # Users' Pythons keep compiled modules; a setting of this session must not have ours compiled
    # anew at each start while the installed packages of both are compiled already.
    env = {
        **{name: text for name, text in screen.env.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPATH": str(REPO),
        "BANHUA_TRACE_START": "1",
        "BANHUA_TRACE_T0": repr(time.time()),
    }
    child = Child(command, env, cwd=REPO, output=output)
    try:

        def painted() -> float:
            found = _PAINTED.search(output.read_text("utf-8", "replace"))
            if found is None and not child.running():
                raise RuntimeError(f"it ended:\n{output.read_text('utf-8', 'replace')[-2000:]}")
            return float(found[1]) if found else 0.0

        try:
            at = wait_for(painted, "the first paint", 60, every=0.02)
        except Timeout as fault:
            raise RuntimeError(output.read_text("utf-8", "replace")[-2000:]) from fault
        if memory:
            wait_quiet(child.pid)
        else:
            # So that its idle-time work is not cut short in a way that a next start repairs.
            wait_quiet(child.pid, 30)
        return at, pss_mb(child.pid) if memory else 0.0
    finally:
        child.close()


def make_data(folder: Path, phrases: int) -> None:
    """Write a data folder with that many phrases."""
    subprocess.run(
        [sys.executable, "-m", "bench.make_data", str(folder), str(phrases)], cwd=REPO, check=True
    )


def in_turns(
    screen: Screen,
    commands: Sequence[Sequence[str | Path]],
    runs: int,
    before: Callable[[], object],
) -> list[tuple[float, float]]:
    """Medians of start and memory for each command, started in turns."""
    results: list[list[tuple[float, float]]] = [[] for _ in commands]
    for _ in range(runs):
        for command, into in zip(commands, results, strict=True):
            before()
            into.append(start_once(screen, command, memory=True))
    return [
        (statistics.median(r[0] for r in one), statistics.median(r[1] for r in one))
        for one in results
    ]


def run(*, quick: bool = False) -> list[Row]:
    """Measure and make the rows."""
    with Screen() as screen:
        data = screen.folder / "data"
        make_data(data, PHRASES)
        ours: list[str | Path] = [sys.executable, REPO / "main.py", "--data-dir", data]
        bare: list[str | Path] = [sys.executable, "-m", "bench.bare_list", str(PHRASES)]
        for command in (ours, bare):  # compiled modules and font caches
            start_once(screen, command, memory=False)
        warm = in_turns(screen, (ours, bare), 3 if quick else 7, lambda: None)
        cold = None
        if drop_caches():
            cold = in_turns(screen, (ours, bare), 1 if quick else 3, drop_caches)
    note = f"beside a bare PySide6 list of {PHRASES:,} rows"
    rows = [
        beside("start to first card, warm", warm[0][0], "ms", warm[1][0], MOST, note),
        beside("memory (PSS)", warm[0][1], "MB", warm[1][1], MOST, note),
    ]
    if cold is not None:
        rows.insert(
            0, beside("start to first card, cold", cold[0][0], "ms", cold[1][0], MOST, note)
        )
    return rows
