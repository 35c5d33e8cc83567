"""A pytest plugin (``-p tools.journal_writer``) that writes down each step at once.

It runs wherever the tests run, on Windows too; ``tools.journal`` reads what it wrote.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest

from tools.journal import JOURNAL, ONLY, UNTIL, Result

_MOST: Final = 300
"""Characters of a reason."""


class _Writer:
    def __init__(self, path: str, only: Sequence[str] | None, until: float) -> None:
        self._path = path
        self._until = until
        self._only = None if only is None else set(only)
        self._now = Result("passed")

    def _write(self, **step: Any) -> None:
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(step) + "\n")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed or report.skipped:
            self._done(report.nodeid or "tests", Result(report.outcome, _reason(report)))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        if self._only is not None:
            others = [item for item in items if item.nodeid not in self._only]
            items[:] = [item for item in items if item.nodeid in self._only]
            config.hook.pytest_deselected(items=others)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._write(step="collected", tests=[item.nodeid for item in session.items])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        if time.time() < self._until:
            return None
        self._done(item.nodeid, Result("skipped", "the time was up"))
        return True

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._now = Result("passed")
        self._write(step="start", test=nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        outcome, reason = self._now.outcome, self._now.reason
        if report.failed or (report.skipped and outcome == "passed"):
            outcome, reason = report.outcome, _reason(report)
        self._now = Result(outcome, reason, self._now.seconds + report.duration)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._done(nodeid, self._now)

    def _done(self, test: str, result: Result) -> None:
        seconds = round(result.seconds, 3)
        self._write(
            step="done", test=test, outcome=result.outcome, reason=result.reason, seconds=seconds
        )

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        yield  # the status that counts is the one that other plugins have left
        self._write(step="end", status=int(session.exitstatus))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):  # a skip: file, line, reason
        return str(report.longrepr[2]).removeprefix("Skipped: ")[:_MOST]
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return (str(crash.message).strip().splitlines() or [""])[0][:_MOST]
    return (str(report.longrepr or "").strip().splitlines() or [""])[-1][:_MOST]


def pytest_configure(config: pytest.Config) -> None:
    """Write if the one who started pytest wants it."""
    # Taken out: tests start pytest themselves, which must not write into this run's journal.
    path, only, until = (os.environ.pop(name, "") for name in (JOURNAL, ONLY, UNTIL))
    if path:
        tests = json.loads(Path(only).read_text(encoding="utf-8")) if only else None
        config.pluginmanager.register(_Writer(path, tests, float(until or "inf")), "banhua-journal")
