#!/usr/bin/env python3
"""The one command of a checkout: makes ``.venv``, installs what is locked, then does the job.

Needs only the standard library, so that ``python dev.py run`` is the first thing that a new
machine can be told. On Linux it also looks for the system libraries and programs that the
job needs and installs the missing ones on Debian and Ubuntu where it may. Python 3.6 must
still be able to read this file (so no ``annotations`` import), to be told that it is too old.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this line is for those who have an older one)
    sys.exit(
        "Banhua needs Python 3.11 or newer; this is Python {}.{} ({}).\n"
        "Install a newer one (python.org, or your package manager) and run: "
        "python3.11 dev.py ...".format(*sys.version_info[:2], sys.executable)
    )

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path

from tools.lanes import Lanes
from tools.screen import virtual_screen
from tools.suites import Count, closing_lines
from tools.system import LINUX, check_system

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
WINDOWS_LOCK = ROOT / "requirements-windows.lock"
QUICK_SECONDS = 165  # of `test --quick`: three minutes less what the last tests take

USAGE = """\
usage: python dev.py COMMAND [more arguments for what it starts]

  run      start Banhua; `run --demo` with a practice chat, on a temporary data folder
           `run --virtual` on a machine with no screen: screenshot of the demo
  test     lint, types, layers and all tests, real windows included
           `test --windows` the tests under Wine instead (Linux only); `test --all` both
           `test --quick` lint, then tests for three minutes in all, the nearest to what
           was changed first; none with real windows, none marked slow, none under Wine
  lint     ruff and mypy only; `lint --fix` repairs what ruff can
  bench    measure, beside rivals and a bare Qt list; `bench --write README.md`
  shots    make docs/screenshots again
  targets  make docs/targets.md again: what arrives in real programs; `targets --only NAME`
  coverage make docs/coverage.md again: what carries which source; `coverage --check`
  train    make resources/model again from the example messages; `train --check`
  package  make dist/: the Windows zip and setup, the wheel; `package --help`
  lock     make requirements*.lock again from pyproject.toml
"""


# --- the virtual environment -------------------------------------------------------------


def venv_python(venv: Path = VENV) -> Path:
    """Where the interpreter of the virtual environment is on this system."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock_hash(*locks: Path) -> str:
    """A text that changes when a lock file or the Python version does."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for lock in locks:
        # Line ends differ by git settings on Windows and mean nothing here.
        digest.update(lock.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def up_to_date(stamp: Path, want: Mapping[str, str], kind: str) -> bool:
    """Tell whether the stamp says that ``kind`` ("run" or "dev") stands installed as locked."""
    try:
        have = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(have, dict) and have.get(kind) == want[kind]


def prepare(kind: str) -> Path:
    """Make the virtual environment and install the locked packages, if they are not there.

    Args:
        kind: "run" for what users need, "dev" for the tools as well.

    Returns:
        The interpreter to start things with.
    """
    python = venv_python()
    if not python.exists():
        print(f"Making {VENV.name} with Python {sys.version.split()[0]} ...", flush=True)
        if subprocess.call([sys.executable, "-m", "venv", str(VENV)]):
            sys.exit("The virtual environment could not be made; see the lines above.")
    stamp = VENV / "banhua-installed.json"
    want = {"run": lock_hash(RUN_LOCK), "dev": lock_hash(RUN_LOCK, DEV_LOCK)}
    if up_to_date(stamp, want, kind):
        return python
    lock = RUN_LOCK if kind == "run" else DEV_LOCK
    print(f"Installing the packages of {lock.name} ...", flush=True)
    command = [
        str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--require-hashes", "--only-binary", ":all:", "-r", str(lock),
    ]  # fmt: skip
    if subprocess.call(command):
        sys.exit(
            "The packages could not be installed; see the lines above. Without a network, or "
            "behind a mirror, set pip's own options (pip config) and try again."
        )
    stamp.write_text(json.dumps(want if kind == "dev" else {"run": want["run"]}), encoding="utf-8")
    return python


# --- commands ----------------------------------------------------------------------------


def no_screen(environment: Mapping[str, str], linux: bool = LINUX) -> bool:
    """Tell whether there is nothing to show a window on."""
    return linux and not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def run(arguments: list[str]) -> int:
    """Start the program."""
    if "--virtual" in arguments:
        return run_virtual([a for a in arguments if a != "--virtual"])
    # Commands such as `run doctor` or `run search` need no window; options alone do.
    window = not arguments or arguments[0].startswith("-")
    if window and no_screen(os.environ) and not {"-h", "--help", "--version"} & {*arguments}:
        print("No screen here (DISPLAY is not set): try  python dev.py run --virtual")
        return 1
    check_system("run")
    return _call([str(prepare("run")), str(ROOT / "main.py"), *arguments])


def _call(command: Sequence[str], **environment: str) -> int:
    """Run to the end; Ctrl+C ends the child and gives its exit code instead of a traceback."""
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()


def run_virtual(arguments: list[str]) -> int:
    """Show the demo on a screen that exists in memory only, and write a screenshot of it."""
    if not LINUX:
        sys.exit("--virtual is for Linux machines with no screen; use: python dev.py run --demo")
    check_system("run", virtual=True)
    python = str(prepare("run"))
    shot = Path(tempfile.gettempdir()) / "banhua-virtual.png"
    with contextlib.ExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        display = stack.enter_context(virtual_screen())
        environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        environment.pop("WAYLAND_DISPLAY", None)
        stack.enter_context(_child(["openbox"], environment))
        main = [python, str(ROOT / "main.py"), "--demo", "--data-dir", data, *arguments]
        app = stack.enter_context(_child(main, environment, quiet=False))
        grab = [python, "-m", "tests.desktop.grab", "--pid", str(app.pid), str(shot)]
        windows = ["--wait", "伴话", "--wait", "伴话练习*"]  # the sidebar and the practice chat
        if subprocess.call([*grab, *windows], cwd=ROOT, env=environment):
            print("The window did not come up; see the lines above.", file=sys.stderr)
            return 1
    print(f"Screenshot: {shot}")
    return 0


@contextlib.contextmanager
def _child(
    command: Sequence[str], environment: Mapping[str, str], *, quiet: bool = True
) -> Iterator[subprocess.Popen[bytes]]:
    """Run in the background in an own process group, which is ended as a whole."""
    output = subprocess.DEVNULL if quiet else None
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stdout=output, stderr=output
    ) as process:
        try:
            yield process
        finally:
            for kind in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, kind)
                deadline = time.monotonic() + 5
                while process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.05)


def static_checks(python: str, *, fix: bool = False) -> Count:
    """Ruff and mypy, each a check of its own; their findings go to the terminal."""
    others = ("ui", "main.py", "dev.py", "bench", "tools")
    checks = {
        "ruff check": ["ruff", "check", "--quiet", *(["--fix"] if fix else [])],
        "ruff format": ["ruff", "format", "--quiet", *([] if fix else ["--check", "--diff"])],
    }
    mypy = ["mypy", "--no-error-summary", "--platform"]
    # Both systems from either one, each without the other's own back-ends.
    for system, foreign in (("linux", "windows"), ("win32", "x11")):
        options = ["--strict", "--cache-dir", f".mypy_cache/strict-{system}"]
        options += ["--follow-imports", "silent", "--exclude", f"backends/{foreign}_"]
        checks[f"mypy --strict {system}"] = [*mypy, system, *options, "phrasebook", "assistant"]
    checks["mypy ui"] = [*mypy, "linux", "--cache-dir", ".mypy_cache/ui", *others]
    total = Count()
    for name, command in checks.items():
        failed = _call([python, "-m", *command]) != 0
        print(f"{name}: {'FAILED' if failed else 'passed'}", flush=True)
        total += Count(failed=1) if failed else Count(passed=1)
    return total


def test(arguments: list[str]) -> int:
    """Lint and types, then the tests of one lane or both, or of the quick ring."""
    until = time.time() + QUICK_SECONDS
    options = {"--windows", "--all", "--quick"} & {*arguments}
    more = [argument for argument in arguments if argument not in options]
    if len(options) > 1 or ("--quick" in options and more):
        print("One of --windows, --all, --quick; and nothing more with --quick.", file=sys.stderr)
        return 2
    check_system("run" if "--quick" in options else "test")
    python = str(prepare("dev"))
    checks = Count() if "--windows" in options else static_checks(python)
    lanes = Lanes(
        python,
        more,
        linux="--windows" not in options,
        windows=bool({"--windows", "--all"} & options),
    )
    reports = lanes.quick(until) if "--quick" in options else lanes.run()
    tests = sum((report.count for report in reports), Count())
    print(*closing_lines(reports), sep="\n")
    print(f"\n{sum(astuple(checks))} static checks and {sum(astuple(tests))} tests:")
    print(checks + tests, flush=True)
    return 1 if (checks + tests).failed else 0


def lint(arguments: list[str]) -> int:
    """Ruff and mypy only."""
    total = static_checks(str(prepare("dev")), fix="--fix" in arguments)
    print(total)
    return 1 if total.failed else 0


def module(command: str, name: str, kind: str = "dev") -> Callable[[list[str]], int]:
    """A command that is a module of the checkout; of kind "run" it needs no tools, no Qt."""

    def start(arguments: list[str]) -> int:
        if kind == "dev":
            check_system(command)
        return _call([str(prepare(kind)), "-m", name, *arguments])

    return start


def lock(arguments: list[str]) -> int:
    """Make the lock files again; with ``--upgrade`` take the newest versions allowed.

    uv is used because it locks for every system at once; it is no package of ours, so it goes
    into a throw-away environment. No address is written: each machine asks its own index.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tools = Path(folder) / "tools"
        subprocess.check_call([sys.executable, "-m", "venv", str(tools)])
        python = str(venv_python(tools))
        subprocess.check_call([python, "-m", "pip", "install", "--quiet", "uv"])
        compile_ = [
            python, "-m", "uv", "pip", "compile", "--quiet", "--python-version", "3.11",
            "--generate-hashes", "--no-build", "--no-header", "--no-annotate",
            "--no-emit-index-url", *arguments, "pyproject.toml",
        ]  # fmt: skip
        dev = ["--universal", "--extra", "dev", "--constraint", RUN_LOCK.name]
        windows = ["tools/windows/requirements.in", "--constraint", DEV_LOCK.name]
        windows += ["--python-platform", "x86_64-pc-windows-msvc"]
        for target, more in ((RUN_LOCK, ["--universal"]), (DEV_LOCK, dev), (WINDOWS_LOCK, windows)):
            subprocess.check_call([*compile_, *more, "--output-file", target.name], cwd=ROOT)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": module("bench", "bench"),
    "train": module("train", "tools.train"),
    "shots": module("shots", "tests.desktop.shots"),
    "targets": module("targets", "tests.desktop.targets"),
    "coverage": module("coverage", "tools.coverage", kind="run"),
    "package": module("package", "tools.package"),
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    """Do the command that the first argument names; the exit code is its own."""
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE, file=sys.stderr)
        return 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
