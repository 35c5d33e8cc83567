"""The decisions of ``dev.py``: what it installs, what it asks for, what it counts."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pytest

import dev
from tests.needs import needs
from tools import lanes as lanes_module
from tools import system
from tools.journal import Result
from tools.lanes import Lanes, units
from tools.suites import Count, Report, closing_lines

ROOT = Path(__file__).parents[1]


def test_help_and_wrong_use():
    assert dev.main(["--help"]) == 0
    assert dev.main([]) == 2
    assert dev.main(["fly"]) == 2


def test_every_command_is_in_the_usage():
    for command in dev.COMMANDS:
        assert f"\n  {command} " in dev.USAGE


# --- packages


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with lock files and a virtual environment, and the commands that were run."""
    calls: list[list[str]] = []
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev, "RUN_LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(dev, "DEV_LOCK", tmp_path / "requirements-dev.lock")
    python = dev.venv_python(tmp_path / ".venv")
    monkeypatch.setattr(dev, "venv_python", lambda *_: python)
    (tmp_path / "requirements.lock").write_text("six==1\n", encoding="utf-8")
    (tmp_path / "requirements-dev.lock").write_text("six==1\npytest==9\n", encoding="utf-8")

    def call(command, **_):
        calls.append(list(map(str, command)))
        if "venv" in command:
            python.parent.mkdir(parents=True)
            python.touch()
        return 0

    monkeypatch.setattr(dev.subprocess, "call", call)
    return tmp_path, calls


def installs(calls):
    return [Path(call[-1]).name for call in calls if "pip" in call]


def test_the_first_use_makes_and_installs_the_second_does_nothing(checkout):
    _, calls = checkout
    dev.prepare("run")
    assert installs(calls) == ["requirements.lock"]
    assert "--require-hashes" in calls[-1]
    before = list(calls)
    dev.prepare("run")
    assert calls == before


def test_tools_are_added_when_asked_for_and_then_cover_both(checkout):
    _, calls = checkout
    dev.prepare("run")
    dev.prepare("dev")
    dev.prepare("run")
    assert installs(calls) == ["requirements.lock", "requirements-dev.lock"]


def test_a_changed_lock_is_installed_again(checkout):
    folder, calls = checkout
    dev.prepare("dev")
    (folder / "requirements.lock").write_text("six==2\n", encoding="utf-8")
    dev.prepare("run")
    assert installs(calls) == ["requirements-dev.lock", "requirements.lock"]


def test_line_ends_do_not_change_a_lock(checkout):
    folder, calls = checkout
    dev.prepare("run")
    (folder / "requirements.lock").write_bytes(b"six==1\r\n")
    dev.prepare("run")
    assert len(installs(calls)) == 1


@pytest.mark.parametrize("stamp", ["", "[]", "{", json.dumps({"run": "other"})])
def test_a_broken_stamp_installs_again(checkout, stamp):
    folder, calls = checkout
    dev.prepare("run")
    (folder / ".venv" / "banhua-installed.json").write_text(stamp, encoding="utf-8")
    dev.prepare("run")
    assert len(installs(calls)) == 2


def test_a_failed_installation_is_not_stamped(checkout, monkeypatch):
    folder, _ = checkout
    dev.prepare("run")
    (folder / ".venv" / "banhua-installed.json").unlink()
    monkeypatch.setattr(dev.subprocess, "call", lambda *_, **__: 1)
    with pytest.raises(SystemExit, match="could not be installed"):
        dev.prepare("run")
    assert not (folder / ".venv" / "banhua-installed.json").exists()


def test_an_old_python_is_told_what_to_do(tmp_path):
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    head = source.replace("sys.version_info <", "(3, 9, 1) <").replace(
        "*sys.version_info", "*(3, 9, 1)"
    )
    old = tmp_path / "dev.py"
    old.write_text(head, encoding="utf-8")
    done = subprocess.run([sys.executable, str(old), "run"], capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "needs Python 3.11 or newer; this is Python 3.9" in done.stderr


def test_python_3_6_can_still_read_it():
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    assert "from __future__ import annotations" not in source
    ast.parse(source, feature_version=(3, 6))
    with pytest.raises(SyntaxError):
        ast.parse("if (a := 1): pass", feature_version=(3, 6))


# --- the system


def test_missing_libraries_and_programs_are_named_by_package():
    missing = system.missing_packages(
        {"libegl1": "libEGL.so.1", "libgl1": "libGL.so.1"},
        {"xvfb": ("Xvfb",), "chromium": ("chromium", "google-chrome")},
        library=lambda soname: soname == "libGL.so.1",
        program=lambda name: "/usr/bin/x" if name == "google-chrome" else None,
    )
    assert missing == ["libegl1", "xvfb"]


def test_a_library_is_looked_for_where_the_linker_looks():
    if not system.LINUX:
        pytest.skip("sonames are Linux's")
    assert system.has_library("libc.so.6")
    assert not system.has_library("libbanhua-is-not-there.so.1")


def test_names_of_newer_releases_are_used_where_apt_knows_them():
    new = system.install_command(["libglib2.0-0", "xvfb"], lambda name: name.endswith("t64"))
    old = system.install_command(["libglib2.0-0", "xvfb"], lambda name: False)
    assert new[-2:] == ["libglib2.0-0t64", "xvfb"]
    assert old[-2:] == ["libglib2.0-0", "xvfb"]
    assert "--no-install-recommends" in old


def test_without_rights_the_one_command_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_root_prefix", lambda: None)
    monkeypatch.setattr(system, "_apt_knows", lambda name: False)
    assert not system.ensure(["libegl1", "xvfb"], "libraries")
    said = capsys.readouterr().err
    assert "sudo apt-get install --yes --no-install-recommends libegl1 xvfb" in said


def test_without_apt_the_names_are_printed(monkeypatch, capsys):
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    assert not system.ensure(["libegl1"], "libraries")
    assert "libegl1" in capsys.readouterr().err


def test_with_rights_they_are_installed_after_an_update_if_need_be(monkeypatch):
    ran = []

    def call(command, **_):
        ran.append(command[:2])
        return 1 if len(ran) == 1 else 0

    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_root_prefix", list)
    monkeypatch.setattr(system, "_apt_knows", lambda name: False)
    monkeypatch.setattr(system.subprocess, "call", call)
    assert system.ensure(["libegl1"], "libraries")
    assert ran == [["apt-get", "install"], ["apt-get", "update"], ["apt-get", "install"]]


def test_nothing_missing_asks_nothing(monkeypatch):
    monkeypatch.setattr(system.shutil, "which", lambda name: pytest.fail("asked"))
    assert system.ensure([], "libraries")


# --- no screen


@pytest.mark.parametrize(
    ("environment", "linux", "none"),
    [
        ({}, True, True),
        ({"DISPLAY": ""}, True, True),
        ({"DISPLAY": ":0"}, True, False),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True, False),
        ({}, False, False),
    ],
)
def test_when_there_is_no_screen(environment, linux, none):
    assert dev.no_screen(environment, linux) is none


def test_no_screen_is_said_in_one_line_with_the_way_out(monkeypatch, capsys):
    monkeypatch.setattr(dev, "no_screen", lambda *_: True)
    monkeypatch.setattr(dev, "prepare", lambda kind: pytest.fail("started all the same"))
    assert dev.main(["run", "--demo"]) == 1
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "python dev.py run --virtual" in said


def test_commands_without_a_window_run_without_a_screen(monkeypatch):
    monkeypatch.setattr(dev, "no_screen", lambda *_: True)
    monkeypatch.setattr(dev, "check_system", lambda *_, **__: None)
    monkeypatch.setattr(dev, "prepare", lambda kind: Path("python"))
    ran = []
    monkeypatch.setattr(dev, "_call", lambda command, **_: ran.append(command[2:]) or 0)
    assert dev.main(["run", "search", "wlts", "--json"]) == 0
    assert ran == [["search", "wlts", "--json"]]


# --- counting


@pytest.fixture
def lanes(monkeypatch):
    """Makes ``dev.py test`` find these results instead of running anything."""
    seen: list[dict[str, object]] = []

    def give(*reports: Report, bad_checks: int = 0) -> list[dict[str, object]]:
        class Made:
            def __init__(self, python, arguments, **which):
                seen.append({"arguments": arguments, **which})

            def run(self):
                return list(reports)

            def quick(self, until):
                seen[-1]["until"] = until
                return list(reports)

        monkeypatch.setattr(dev, "Lanes", Made)
        monkeypatch.setattr(dev, "check_system", lambda *_, **__: None)
        monkeypatch.setattr(dev, "prepare", lambda kind: Path("python"))
        monkeypatch.setattr(dev, "static_checks", lambda *_: Count(5 - bad_checks, bad_checks))
        return seen

    return give


def results(name: str, **ends: int) -> Report:
    """A report with so many tests of each end."""
    report = Report(name)
    for outcome, number in ends.items():
        for index in range(number):
            report.results[f"{name}.py::test_{outcome}_{index}"] = Result(outcome, "why")
    return report


BROKEN = Report("linux", faults=["linux: the process died of SIGSEGV"])


@pytest.mark.parametrize(
    ("bad_checks", "reports", "exit_code", "line"),
    [
        (0, [results("a", passed=8, skipped=2)], 0, "13 passed, 0 failed, 2 skipped"),
        (1, [results("a", passed=8, skipped=2)], 1, "12 passed, 1 failed, 2 skipped"),
        (0, [results("a", passed=5, failed=3)], 1, "10 passed, 3 failed, 0 skipped"),
        (
            0,
            [results("a", passed=5), results("b", passed=2, failed=1, skipped=4)],
            1,
            "12 passed, 1 failed, 4 skipped",
        ),
        (0, [results("a", passed=5), BROKEN], 1, "10 passed, 1 failed, 0 skipped"),
    ],
)
def test_the_last_line_and_the_exit_code_agree(lanes, capsys, bad_checks, reports, exit_code, line):
    lanes(*reports, bad_checks=bad_checks)
    assert dev.main(["test"]) == exit_code
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_what_was_left_out_retried_and_failed_is_named_before_the_last_line(lanes, capsys):
    report = results("wine", passed=1, failed=1, skipped=1)
    report.retried = {"wine.py::test_passed_0": "too late", "wine.py::test_failed_0": "wrong"}
    lanes(report, BROKEN)
    dev.main(["test", "--all"])
    said = capsys.readouterr().out
    assert "1 left out:\n  wine: why: wine.py::test_skipped_0" in said
    assert "2 retried:\n  wine: wine.py::test_passed_0: then passed; at first: too late" in said
    assert "  wine: wine.py::test_failed_0: why\n  linux: the process died of SIGSEGV" in said


@pytest.mark.parametrize(
    ("arguments", "which"),
    [
        ([], {"linux": True, "windows": False}),
        (["--windows"], {"linux": False, "windows": True}),
        (["--all"], {"linux": True, "windows": True}),
        (["-k", "paste"], {"linux": True, "windows": False, "arguments": ["-k", "paste"]}),
    ],
)
def test_which_lanes_run(lanes, arguments, which):
    seen = lanes(results("a", passed=1))
    assert dev.main(["test", *arguments]) == 0
    assert which.items() <= seen[0].items()


def test_the_quick_ring_has_three_minutes_with_the_static_checks(lanes):
    seen = lanes(results("a", passed=1))
    before = time.time()
    assert dev.main(["test", "--quick"]) == 0
    assert seen[0]["until"] - before <= 180
    assert dev.main(["test", "--quick", "--windows"]) == 2
    assert dev.main(["test", "--quick", "tests/ui"]) == 2


@pytest.mark.parametrize(("ci", "end"), [("", "skipped"), ("true", "failed"), ("1", "failed")])
def test_without_wine_the_windows_lane_is_left_out_and_in_ci_a_failure(monkeypatch, ci, end):
    def none() -> Path:
        raise OSError("not installed: wine")

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(lanes_module, "windows_folder", none)
    monkeypatch.setattr(lanes_module, "run", lambda suites, **_: [])
    reports = Lanes("python", linux=False, windows=True).run()
    assert sum((report.count for report in reports), Count()) == Count(**{end: 1})
    assert "not installed: wine" in "".join(closing_lines(reports))


def test_every_test_has_its_place_in_a_lane(monkeypatch, tmp_path):
    ran: dict[str, list[str]] = {}

    def run(suites, **_):
        ran.update((suite.name, suite.start[3:]) for suite in suites)
        return []

    monkeypatch.setattr(lanes_module.sys, "platform", "linux")
    monkeypatch.setattr(lanes_module, "run", run)
    monkeypatch.setattr(lanes_module, "_start", lambda command, _: command)
    monkeypatch.setattr(lanes_module, "_compile", lambda _: None)
    monkeypatch.setattr(lanes_module, "_fonts", lambda _: {})
    monkeypatch.setattr(lanes_module, "windows_folder", lambda: tmp_path)
    monkeypatch.setattr(lanes_module, "_under_wine", lambda *_: nullcontext([]))
    Lanes("python", windows=True).run()
    assert [*ran] == ["linux ui", "package", "linux", "kills", "real windows", "windows"]
    apart = {"tests/desktop", "tests/kills", "tests/windows"}
    assert {*ran["kills"], *ran["real windows"], ran["windows"][0]} == apart
    here = {f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if _holds_tests(path)}
    assert {*ran["linux ui"], *ran["linux"]} == here - apart == {*units(ROOT / "tests")}
    assert ran["windows"][1:] == [f"--ignore={path}" for path in ran["package"]]
    assert ran["package"]
    assert all((ROOT / path).is_file() for path in ran["package"])


def _holds_tests(path: Path) -> bool:
    if path.is_dir():
        return any(path.rglob("test_*.py"))
    return path.name.startswith("test_")


def test_a_failed_check_is_counted(monkeypatch, capsys):
    monkeypatch.setattr(dev, "_call", lambda command, **_: 1 if "ruff" in command else 0)
    count = dev.static_checks("python")
    assert (count.passed, count.failed) == (3, 2)
    assert "ruff check: FAILED" in capsys.readouterr().out


INNER = {
    "desktop/test_one.py": "import pytest\ndef test_skips(): pytest.skip('no browser')\n",
    "desktop/test_two.py": "import pytest\npytest.skip('no Xvfb', allow_module_level=True)\n",
    "test_other.py": "import pytest\ndef test_skips(): pytest.skip('not here')\n",
}


@needs("linux")
@pytest.mark.parametrize(
    ("ci", "closing"), [("", "3 skipped"), ("true", "1 failed, 1 skipped, 1 error")]
)
def test_a_left_out_window_test_fails_in_ci_only(tmp_path, ci, closing):
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    desktop: x\n", "utf-8")
    for file, text in INNER.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "--continue-on-collection-errors"],
        cwd=tmp_path, env={**os.environ, "CI": ci, "PYTHONPATH": str(ROOT)},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert closing in done.stdout.splitlines()[-1], done.stdout
    assert "no browser" in done.stdout
    assert "no Xvfb" in done.stdout
