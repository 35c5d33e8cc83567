"""The decisions of ``dev.py``: what it installs, what it asks for, what it counts."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.needs import needs

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
    missing = dev.missing_packages(
        {"libegl1": "libEGL.so.1", "libgl1": "libGL.so.1"},
        {"xvfb": ("Xvfb",), "chromium": ("chromium", "google-chrome")},
        library=lambda soname: soname == "libGL.so.1",
        program=lambda name: "/usr/bin/x" if name == "google-chrome" else None,
    )
    assert missing == ["libegl1", "xvfb"]


def test_a_library_is_looked_for_where_the_linker_looks():
    if not dev.LINUX:
        pytest.skip("sonames are Linux's")
    assert dev.has_library("libc.so.6")
    assert not dev.has_library("libbanhua-is-not-there.so.1")


def test_names_of_newer_releases_are_used_where_apt_knows_them():
    new = dev.install_command(["libglib2.0-0", "xvfb"], lambda name: name.endswith("t64"))
    old = dev.install_command(["libglib2.0-0", "xvfb"], lambda name: False)
    assert new[-2:] == ["libglib2.0-0t64", "xvfb"]
    assert old[-2:] == ["libglib2.0-0", "xvfb"]
    assert "--no-install-recommends" in old


def test_without_rights_the_one_command_is_printed(monkeypatch, capsys):
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "_root_prefix", lambda: None)
    monkeypatch.setattr(dev, "_apt_knows", lambda name: False)
    assert not dev.ensure(["libegl1", "xvfb"], "libraries")
    said = capsys.readouterr().err
    assert "sudo apt-get install --yes --no-install-recommends libegl1 xvfb" in said


def test_without_apt_the_names_are_printed(monkeypatch, capsys):
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    assert not dev.ensure(["libegl1"], "libraries")
    assert "libegl1" in capsys.readouterr().err


def test_with_rights_they_are_installed_after_an_update_if_need_be(monkeypatch):
    ran = []

    def call(command, **_):
        ran.append(command[:2])
        return 1 if len(ran) == 1 else 0

    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "_root_prefix", list)
    monkeypatch.setattr(dev, "_apt_knows", lambda name: False)
    monkeypatch.setattr(dev.subprocess, "call", call)
    assert dev.ensure(["libegl1"], "libraries")
    assert ran == [["apt-get", "install"], ["apt-get", "update"], ["apt-get", "install"]]


def test_nothing_missing_asks_nothing(monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda name: pytest.fail("asked"))
    assert dev.ensure([], "libraries")


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


def junit(folder: Path, body: str) -> Path:
    file = folder / "report.xml"
    file.write_text(f"<testsuites>{body}</testsuites>", encoding="utf-8")
    return file


def test_counts_and_reasons_are_read_from_the_report(tmp_path):
    count, left_out = dev.read_junit(
        junit(
            tmp_path,
            '<testsuite tests="5" failures="1" errors="1" skipped="1">'
            '<testcase classname="tests.desktop.test_paste" name="test_a">'
            '<skipped message="no browser"/></testcase></testsuite>',
        )
    )
    assert str(count) == "2 passed, 2 failed, 1 skipped"
    assert left_out == ["tests.desktop.test_paste::test_a: no browser"]


def test_no_report_is_a_failure(tmp_path):
    assert str(dev.read_junit(tmp_path / "none.xml")[0]) == "0 passed, 1 failed, 0 skipped"


@pytest.fixture
def test_run(monkeypatch, capsys):
    """Run ``dev.py test`` with made-up results; gives the exit code and the last line."""

    def run(*, bad_checks: int, code: int, suite: str) -> tuple[int, str]:
        def call(command, **_):
            if report := [a.removeprefix("--junitxml=") for a in command if "--junitxml=" in a]:
                junit(Path(report[0]).parent, suite)
                return code
            return 0

        monkeypatch.setattr(dev, "check_system", lambda *_: None)
        monkeypatch.setattr(dev, "prepare", lambda kind: Path("python"))
        checks = dev.Count(5 - bad_checks, bad_checks)
        monkeypatch.setattr(dev, "static_checks", lambda *_: checks)
        monkeypatch.setattr(dev, "_call", call)
        exit_code = dev.main(["test"])
        return exit_code, capsys.readouterr().out.strip().splitlines()[-1]

    return run


GOOD = '<testsuite tests="10" failures="0" errors="0" skipped="2"/>'
BAD = '<testsuite tests="10" failures="3" errors="0" skipped="2"/>'


@pytest.mark.parametrize(
    ("bad_checks", "code", "suite", "exit_code", "line"),
    [
        (0, 0, GOOD, 0, "13 passed, 0 failed, 2 skipped"),
        (1, 0, GOOD, 1, "12 passed, 1 failed, 2 skipped"),
        (0, 1, BAD, 1, "10 passed, 3 failed, 2 skipped"),
        (0, 3, GOOD, 1, "13 passed, 1 failed, 2 skipped"),  # pytest itself broke
    ],
)
def test_the_last_line_and_the_exit_code_agree(test_run, bad_checks, code, suite, exit_code, line):
    assert test_run(bad_checks=bad_checks, code=code, suite=suite) == (exit_code, line)


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
