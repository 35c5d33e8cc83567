"""What holds for every test: no real screen or user folder, no unseen error or warning."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import canary, homes

# Before any Qt import. Real-window tests start their programs with a platform of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# No example has a deadline: how long one takes is a matter of the machine, and of bench/.
settings.register_profile("banhua", deadline=None)
settings.load_profile("banhua")

_DESKTOP = Path(__file__).parent / "desktop"


def skips_are_failures() -> bool:
    """In CI a real-window test that cannot run is a failure, where it could run: on Linux."""
    return os.environ.get("CI", "").lower() in ("1", "true") and sys.platform.startswith("linux")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything under ``tests/desktop`` is a desktop test, marked or not."""
    for item in items:
        if _DESKTOP in item.path.parents:
            item.add_marker("desktop")


def _fail(report: pytest.TestReport | pytest.CollectReport) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"left out, which CI does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn the skip of a desktop test into a failure where skips are not allowed."""
    report = yield
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and item.get_closest_marker("desktop") and skips_are_failures():
        _fail(report)
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A buyer's name, number or order that any test left readable in a file fails the run."""
    base = getattr(getattr(session.config, "_tmp_path_factory", None), "_basetemp", None)
    found = list(canary.traces(base)) if base is not None else []
    if found:
        print("\nreadable traces of the canary buyer in:", *found, sep="\n  ")
        session.exitstatus = canary.EXIT_STATUS


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a desktop module that leaves itself out as a whole."""
    report = yield
    if report.skipped and _DESKTOP in collector.path.parents and skips_are_failures():
        _fail(report)
    return report


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the tests out of the user's own folders."""
    home = tmp_path_factory.mktemp("home")
    for name, folder in homes.variables(home).items():
        monkeypatch.setenv(name, folder)
    return home


@pytest.fixture(autouse=True)
def no_touched_home(own_home: Path) -> Iterator[None]:
    """A test that made, wrote or removed something in the real user's folders fails."""
    del own_home
    homes.touched.clear()
    yield
    if homes.touched:
        pytest.fail("touched the user's own folders: " + "; ".join(homes.touched))


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def little_ballast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of desks in temporary folders would keep 16 MB back each."""
    monkeypatch.setattr("phrasebook.store.ballast.BYTES", 4096)


@pytest.fixture(autouse=True)
def no_unexpected_warning(request: pytest.FixtureRequest) -> Iterator[None]:
    """An own WARNING in the log fails the test, unless the test asks for ``caplog``."""
    if "caplog" in request.fixturenames:
        yield
        return
    handler = _Warnings()
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
    ours = ("ui", "assistant", "phrasebook", "main", "__main__")
    found = [r.getMessage() for r in handler.records if r.name.partition(".")[0] in ours]
    if found:
        pytest.fail("unexpected warnings in the log: " + "; ".join(found))


@pytest.fixture(autouse=True)
def no_unseen_exception(request: pytest.FixtureRequest) -> Iterator[None]:
    """An exception in a slot or a thread fails the test instead of passing by.

    pytest-qt does this for tests that use ``qtbot``, pytest for plain threads; this one stands
    for the rest and for hooks that a test leaves installed.
    """
    seen: list[str] = []
    before = sys.excepthook, threading.excepthook

    def hook(kind, value, trace):
        seen.append(f"{kind.__name__}: {value}")

    if "qtbot" not in request.fixturenames:
        sys.excepthook = hook
    try:
        yield
    finally:
        left = sys.excepthook, threading.excepthook
        sys.excepthook, threading.excepthook = before
    if seen:
        pytest.fail("exceptions that nobody caught: " + "; ".join(seen))
    assert left[1] is before[1], "the test left a threading.excepthook behind"


@pytest.fixture(scope="session", autouse=True)
def _no_collector_in_between() -> Iterator[None]:
    """As in the program, nothing is collected on a worker thread or in the midst of Qt."""
    gc.disable()
    yield
    gc.enable()


_ended = itertools.count(1)
_ALL_EVERY = 100
"""After so many tests all is collected, not only what is young: that takes 0.2 s."""


@pytest.fixture(autouse=True)
def _collected_at_the_end(_no_collector_in_between: None) -> Iterator[None]:
    """What a test left goes between it and the next."""
    yield
    gc.collect(1 if next(_ended) % _ALL_EVERY else 2)


@pytest.fixture(scope="session", autouse=True)
def _no_clipboard_at_the_end() -> Iterator[None]:
    """Leave nothing on the offscreen clipboard: it outlives Python, and freeing it then crashes."""
    yield
    qt = sys.modules.get("PySide6.QtGui")
    if qt is not None and qt.QGuiApplication.instance() is not None:
        qt.QGuiApplication.clipboard().clear()
