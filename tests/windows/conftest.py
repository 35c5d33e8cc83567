"""End-to-end checks of the Windows code under Wine: ``dev.py test --windows`` runs them.

They need what ``tools.windows.prepare`` assembles, named by ``BANHUA_WINDOWS``. Without it, as in
a plain ``pytest``, each is left out with the reason; in CI the lane that is there for them sets
``BANHUA_WINDOWS_REQUIRED``, and then being left out is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.harness.app import seed
from tests.desktop.harness.process import REPO, wait_for
from tests.windows.harness.banhua import Banhua
from tests.windows.harness.chat import Chat
from tests.windows.harness.desk import Desk, missing
from tests.windows.harness.installed import dist
from tests.windows.harness.program import USERS, Agent
from tools.system import PACKAGE_PROGRAMS, missing_packages
from tools.windows.wine import Wine


def _left_out() -> str:
    """Say why these tests cannot run; empty if they can."""
    named = os.environ.get("BANHUA_WINDOWS")
    return missing(Path(named) if named else None)


def _leave_out(reason: str) -> None:
    """Leave the test out for this reason, where CI does not want all of them; "" is none."""
    if reason and _required():
        pytest.fail(f"left out, which CI does not allow: {reason}")
    if reason:
        pytest.skip(reason)


def _required() -> bool:
    in_ci = os.environ.get("CI", "").lower() in ("1", "true")
    return in_ci and bool(os.environ.get("BANHUA_WINDOWS_REQUIRED"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep a picture, and show what Banhua and the chat were doing, when a test fails."""
    report = yield
    if report.failed and report.when == "call":
        _tell(item, report)
    return report


def _tell(item: pytest.Item, report: pytest.TestReport) -> None:
    values: dict[str, Any] = getattr(item, "funcargs", {})
    started = getattr(item, "_started", [])
    for one in [*([values["banhua"]] if "banhua" in values else []), *started]:
        if isinstance(one, Banhua):
            report.sections.append(("Banhua", one.state()))
        elif isinstance(one, Chat):
            lines = "\n".join(" ".join(line) for line in one.lines()[-40:])
            report.sections.append(("chat", f"{lines}\n--- text\n{one.text()}"))
    if "desk" in values:
        folder = REPO / "build" / "windows-failures"
        folder.mkdir(parents=True, exist_ok=True)
        values["desk"].screen.shot(folder / f"{item.name}.png")


@pytest.fixture(scope="session")
def runtime() -> Path:
    """The folder with the Windows Python and its prefix."""
    _leave_out(_left_out())
    return Path(os.environ["BANHUA_WINDOWS"])


@pytest.fixture(scope="session")
def package(runtime: Path) -> Path:
    """The folder with the built package: setup, zip, wheel; made once for all checks of it."""
    lacking = missing_packages({}, PACKAGE_PROGRAMS)
    _leave_out(f"missing: {', '.join(lacking)}" if lacking else "")
    return dist()


@pytest.fixture(scope="session")
def desk(runtime: Path) -> Iterator[Desk]:
    """The Wine desktop."""
    it = Desk(runtime)
    yield it
    it.close()


@pytest.fixture(scope="session")
def wine(desk: Desk) -> Wine:
    """Windows Python in a prefix of this run's own."""
    return desk.wine


@pytest.fixture(scope="session")
def agent(desk: Desk) -> Agent:
    """Another Windows program: what the user copies, moves and closes."""
    return desk.agent


@pytest.fixture
def another(desk: Desk) -> Iterator[Callable[[], Agent]]:
    """Starts one more such program: ``another()``."""
    started: list[Agent] = []

    def begin() -> Agent:
        started.append(Agent(desk.wine))
        return started[-1]

    yield begin
    for one in started:
        one.close()


@pytest.fixture
def chat(
    request: pytest.FixtureRequest, desk: Desk, tmp_path: Path
) -> Iterator[Callable[..., Chat]]:
    """Starts a stand-in chat client: ``chat(title, busy_ms=…, place=…)``."""
    started: list[Chat] = []
    known = request.node.__dict__.setdefault("_started", [])

    def begin(*values: str, **more: Any) -> Chat:
        it = Chat(desk, tmp_path, *values, **more)
        started.append(it)
        known.append(it)
        return it

    yield begin
    desk.hand.let_go()
    for one in started:
        one.close()


def _data(folder: Path) -> Path:
    """A data folder whose name is what names in China are, with known phrases at its head."""
    data = folder / "数据 夹"
    seed(data)
    return data


@pytest.fixture(scope="module")
def banhua(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Banhua]:
    """One Banhua for the checks of a module; at its end no crash file may be there."""
    it = Banhua(desk, _data(tmp_path_factory.mktemp("banhua")))
    yield it
    it.close()


@pytest.fixture
def start(
    request: pytest.FixtureRequest, desk: Desk, tmp_path: Path
) -> Iterator[Callable[..., Banhua]]:
    """Starts a Banhua of the check's own: ``start(options=…)``; again on the same folder."""
    started: list[Banhua] = []
    known = request.node.__dict__.setdefault("_started", [])
    data = _data(tmp_path)

    def begin(**more: Any) -> Banhua:
        it = Banhua(desk, more.pop("data", data), **more)
        started.append(it)
        known.append(it)
        return it

    yield begin
    for one in started:
        one.close()


@pytest.fixture
def docked(banhua: Banhua, chat: Callable[..., Chat], agent: Agent) -> Chat:
    """A chat client in front, with Banhua beside it and something of the user's copied."""
    since = banhua.mark()
    it = chat()
    banhua.wait_line(r"dock kind=docked", since=since)
    agent.copy(USERS)
    wait_for(lambda: agent.text() == USERS, "the user's text is on the clipboard")
    return it
