"""Runs pytest processes, beside each other too, and adds up what came of them.

A process that crashes, or stands still for too long, costs the test that it was in: that one has
failed, and the rest goes on in a new process.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from tools import journal
from tools.journal import Result

_CHECKED: Final = 0.2
"""Seconds between two looks at a process."""
_LINGER: Final = 2.0
"""Seconds that the output of an ended process is waited for: others may hold its pipe."""

Start = Callable[[Sequence[str], dict[str, str]], "subprocess.Popen[bytes]"]
"""Starts pytest with more arguments and more environment; output to a pipe."""


@dataclass(frozen=True)
class Count:
    """How many checks passed, failed and were left out."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        """Add up, number by number."""
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        """The closing line."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


@dataclass(frozen=True)
class Suite:
    """Tests that run in one process after the other.

    Attributes:
        name: What the lines of its output begin with.
        start: Starts a pytest process on these tests.
        path: How that process calls a file of this system.
        retry: Give a failed test one more try, which is reported.
        chained: Files whose tests follow on one another: they are tried again as a whole.
        limit: Seconds without any step after which the process counts as hung.
    """

    name: str
    start: Start
    path: Callable[[Path], str] = str
    retry: bool = False
    chained: tuple[str, ...] = ()
    limit: float = 300.0


@dataclass
class Report:
    """What came of a suite.

    Attributes:
        name: The suite.
        results: Each test's last result.
        faults: What failed beside the tests, such as a process that broke at its end.
        retried: First failure of each test that was tried again.
        seconds: How long it took.
    """

    name: str
    results: dict[str, Result] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    retried: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    @classmethod
    def of(cls, name: str, test: str, outcome: str, reason: str) -> Report:
        """A report with one line."""
        return cls(name, {test: Result(outcome, reason)})

    @property
    def count(self) -> Count:
        """Tests and faults by their end."""
        ends = [result.outcome for result in self.results.values()]
        failed = ends.count("failed") + len(self.faults)
        return Count(ends.count("passed"), failed, ends.count("skipped"))

    def named(self, outcome: str) -> list[str]:
        """The tests that ended so, each in a line with the reason."""
        return [
            f"{self.name}: {test}: {result.reason}"
            for test, result in self.results.items()
            if result.outcome == outcome
        ]


def run(suites: Sequence[Suite], beside: int = 1) -> list[Report]:
    """Run the suites, at most ``beside`` at a time, and give a report for each."""
    stop = threading.Event()
    label = len(suites) > 1
    with ThreadPoolExecutor(beside) as pool:
        running: list[Future[Report]] = [
            pool.submit(_Run(suite, stop, label).whole) for suite in suites
        ]
        try:
            return [future.result() for future in running]
        except BaseException:
            stop.set()
            for future in running:
                future.cancel()
            raise


class _Run:
    def __init__(self, suite: Suite, stop: threading.Event, label: bool) -> None:
        self._suite = suite
        self._stop = stop
        self._label = f"{suite.name} | " if label else ""
        self._report = Report(suite.name)

    def whole(self) -> Report:
        report, begun = self._report, time.monotonic()
        self._all(None)
        failed = [t for t, r in report.results.items() if r.outcome == "failed" and "::" in t]
        if failed and self._suite.retry and not self._stop.is_set():
            report.retried = {test: report.results[test].reason for test in failed}
            self._all(self._with_their_chains(failed))
        report.seconds = time.monotonic() - begun
        return report

    def _with_their_chains(self, tests: Sequence[str]) -> list[str]:
        files = {_file(test) for test in tests} & {*self._suite.chained}
        return [test for test in self._report.results if test in tests or _file(test) in files]

    def _all(self, only: list[str] | None) -> None:
        """Run these tests (None: all), in as many processes as it takes."""
        while only is None or only:
            seen, end = self._process(only)
            self._report.results |= seen.results
            wanted = (seen.collected if only is None else only) or []
            left = [test for test in wanted if test not in seen.results]
            if seen.running and seen.status is None:
                self._report.results[seen.running] = Result("failed", f"the process {end}")
                left = [test for test in left if test != seen.running]
            elif end:
                at = " before the first test" if seen.collected is None else ""
                self._report.faults.append(f"{self._suite.name}: the process {end}{at}")
            if self._stop.is_set() or seen.status is not None or len(left) == len(wanted):
                # What is still left was asked for and not found, or nothing moves any more.
                lost = Result("failed", "did not run")
                self._report.results |= dict.fromkeys(left, lost)
                return
            only = left

    def _process(self, only: list[str] | None) -> tuple[journal.Journal, str]:
        """Run one process; what it did, and how it ended if not well."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            written = Path(folder, "journal")
            environment = {journal.JOURNAL: self._suite.path(written)}
            if only is not None:
                wanted = Path(folder, "only.json")
                wanted.write_text(json.dumps(only), encoding="utf-8")
                environment[journal.ONLY] = self._suite.path(wanted)
            # A module that cannot be loaded does not keep the others from being tested.
            arguments = ["-p", "tools.journal_writer", "--continue-on-collection-errors"]
            process = self._suite.start(arguments, environment)
            hung = self._watch(process, written)
            seen = journal.read(written)
        if hung:
            return seen, f"stood still for {self._suite.limit:.0f} s and was ended"
        return seen, _fault(process.returncode, seen)

    def _watch(self, process: subprocess.Popen[bytes], written: Path) -> bool:
        """Print what the process says until it ends; True if it stood still and was killed."""
        assert process.stdout is not None
        printer = threading.Thread(target=self._print, args=(process.stdout,), daemon=True)
        printer.start()
        size, moved, hung = -1, time.monotonic(), False
        while process.poll() is None:
            now = written.stat().st_size if written.exists() else 0
            if now != size:
                size, moved = now, time.monotonic()
            hung = time.monotonic() - moved > self._suite.limit
            if hung or self._stop.wait(_CHECKED):
                _kill(process)
        printer.join(_LINGER)
        return hung

    def _print(self, pipe: IO[bytes]) -> None:
        with pipe:
            for line in iter(pipe.readline, b""):
                text = line.decode("utf-8", "replace").rstrip()
                sys.stdout.write(f"{self._label}{text}\n")
                sys.stdout.flush()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process, with its group if it leads one."""
    with contextlib.suppress(ProcessLookupError):
        if os.name == "posix" and os.getpgid(process.pid) == process.pid:
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()
    process.wait()


def _fault(code: int, seen: journal.Journal) -> str:
    """What is wrong with the end of a process, beside its failed tests; "" if nothing."""
    if code < 0:
        return f"died of {signal.Signals(-code).name}"
    if seen.status is None or code != seen.status & 0xFF:
        return f"broke off with exit code {code}"
    failed = any(result.outcome == "failed" for result in seen.results.values())
    if code == 0 or (code == 1 and failed):
        return ""
    return f"ended with exit code {code}"


def _file(test: str) -> str:
    return test.partition("::")[0]


def closing_lines(reports: Sequence[Report]) -> list[str]:
    """What whoever reads only the end must know: times, left out, retried, failed, by name."""
    left_out: dict[str, list[str]] = {}
    for report in reports:
        for test, result in report.results.items():
            if result.outcome == "skipped":
                left_out.setdefault(f"{report.name}: {result.reason}", []).append(test)
    skips = [
        f"{reason}: {tests[0]}" + (f" and {len(tests) - 1} more" if tests[1:] else "")
        for reason, tests in left_out.items()
    ]
    retried = [
        f"{report.name}: {test}: then {report.results[test].outcome}; at first: {reason}"
        for report in reports
        for test, reason in report.retried.items()
    ]
    failed = [line for report in reports for line in (*report.named("failed"), *report.faults)]
    took = [f"{report.name}: {report.seconds:.0f} s" for report in reports if report.seconds]
    return [
        *_listed("suites", len(took), took),
        *_listed("left out", sum(map(len, left_out.values())), skips),
        *_listed("retried", len(retried), retried),
        *_listed("failed", len(failed), failed),
    ]


def _listed(word: str, count: int, lines: Sequence[str]) -> list[str]:
    return ["", f"{count} {word}:", *(f"  {line}" for line in lines)] if lines else []
