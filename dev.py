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
import ctypes
import glob
import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
RUN_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
LINUX = sys.platform.startswith("linux")

USAGE = """\
usage: python dev.py COMMAND [more arguments for what it starts]

  run      start Banhua; `run --demo` with a practice chat, on a temporary data folder
           `run --virtual` on a machine with no screen: screenshot of the demo
  test     lint, types, layers and all tests, real windows included
  lint     ruff and mypy only; `lint --fix` repairs what ruff can
  bench    measure, beside rivals and a bare Qt list; `bench --write README.md`
  shots    make docs/screenshots again
  targets  make docs/targets.md again: what arrives in real programs; `targets --only NAME`
  coverage make docs/coverage.md again: what carries which source; `coverage --check`
  train    make resources/model again from the example messages; `train --check`
  lock     make requirements*.lock again from pyproject.toml
"""

# Tried on a bare Debian 12. Found by soname, so that other distributions pass as well.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxi6": "libXi.so.6",
}
VIRTUAL_PROGRAMS = {"xvfb": ("Xvfb",), "openbox": ("openbox",)}
TEST_PROGRAMS = {
    **VIRTUAL_PROGRAMS,
    **{name: (name,) for name in ("xauth", "xdotool", "xclip", "wmctrl", "strace", "dbus-daemon")},
    "x11-utils": ("xwininfo",),
    "gnome-keyring": ("gnome-keyring-daemon",),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
}
BENCH_PROGRAMS = {**TEST_PROGRAMS, "autokey-gtk": ("autokey-gtk",)}
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}  # since the 64-bit time change (Debian 13)


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


# --- system libraries and programs (Linux) ----------------------------------------------


def has_library(soname: str) -> bool:
    """Tell whether the dynamic linker finds this library."""
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def has_font(lang: str, *patterns: str) -> bool:
    """Tell whether a font for this language (or one of these file names) is installed."""
    if lang and shutil.which("fc-list"):
        found = subprocess.run(["fc-list", f":lang={lang}"], capture_output=True, check=False)
        if found.stdout.strip():
            return True
    folders = ["/usr/share/fonts", "/usr/local/share/fonts", os.path.expanduser("~/.fonts")]
    return any(
        glob.glob(f"{folder}/**/{pattern}", recursive=True)
        for folder in folders
        for pattern in patterns
    )


def has_tk() -> bool:
    """Tell whether the system's Python can open Tk windows (the tests' plain text window)."""
    python = "/usr/bin/python3"
    return Path(python).exists() and not subprocess.call(
        [python, "-c", "import tkinter"], stderr=subprocess.DEVNULL
    )


def missing_packages(
    libraries: Mapping[str, str],
    programs: Mapping[str, Sequence[str]],
    *,
    library: Callable[[str], bool] = has_library,
    program: Callable[[str], str | None] = shutil.which,
) -> list[str]:
    """Debian names of what is not there."""
    found = [name for name, soname in libraries.items() if not library(soname)]
    return found + [name for name, any_of in programs.items() if not any(map(program, any_of))]


def install_command(packages: Sequence[str], known: Callable[[str], bool]) -> list[str]:
    """The apt-get line for these (Debian 12) names; ``known`` tells which names apt has."""
    new = {old: name for old, name in RENAMED.items() if old in packages and known(name)}
    names = [new.get(name, name) for name in packages]
    return ["apt-get", "install", "--yes", "--no-install-recommends", *names]


def _apt_knows(name: str) -> bool:
    return not subprocess.run(["apt-cache", "show", name], capture_output=True).returncode


def _root_prefix() -> list[str] | None:
    """What to put before a command to run it as root; None if that needs a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    able = shutil.which("sudo") and not subprocess.call([*sudo, "true"], stderr=subprocess.DEVNULL)
    return sudo if able else None


def ensure(packages: Sequence[str], why: str) -> bool:
    """Install missing system packages where allowed, else print the one command that does.

    Returns:
        True if nothing is missing (any more).
    """
    if not packages:
        return True
    if not shutil.which("apt-get"):
        print(f"Missing {why}. Debian calls them: {' '.join(packages)}", file=sys.stderr)
        return False
    prefix = _root_prefix()
    command = install_command(packages, _apt_knows)
    if prefix is None:
        print(f"Missing {why}. Install with:\n  sudo {shlex.join(command)}", file=sys.stderr)
        return False
    print(f"Missing {why}; installing: {' '.join(packages)}", flush=True)
    # A stale or empty list of packages is the usual reason for a first failure.
    if _quiet([*prefix, *command]):
        _quiet([*prefix, "apt-get", "update"])
        command = install_command(packages, _apt_knows)
        if _quiet([*prefix, *command]):
            print(f"That did not work. By hand:\n  {shlex.join(command)}", file=sys.stderr)
            return False
    return True


def _quiet(command: Sequence[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.call(command, stdout=subprocess.DEVNULL, env=environment)


def check_system(command: str, *, virtual: bool = False) -> None:
    """Look for what ``command`` needs of the system; ends the program if it cannot go on."""
    if not LINUX:
        return
    needed = missing_packages(QT_LIBRARIES, VIRTUAL_PROGRAMS if virtual else {})
    if not has_font("zh", "*CJK*", "wqy*", "*HanSans*"):
        needed.append("fonts-noto-cjk")
    if not ensure(needed, "system libraries that Qt needs"):
        sys.exit(1)
    if command in ("test", "bench", "shots", "targets"):
        extra = missing_packages({}, BENCH_PROGRAMS if command == "bench" else TEST_PROGRAMS)
        extra += [] if has_tk() else ["python3-tk"]
        extra += [] if has_font("", "*Emoji*") else ["fonts-noto-color-emoji"]
        if not ensure(extra, "programs for the tests with real windows"):
            print("Tests that need them are left out and named at the end.", file=sys.stderr)


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
        display = stack.enter_context(_virtual_screen())
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
def _virtual_screen() -> Iterator[str]:
    """Start Xvfb on the next free display number and give its name."""
    reader, writer = os.pipe()
    command = [
        "Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp",
    ]  # fmt: skip
    with subprocess.Popen(
        command, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        os.close(writer)
        try:
            with os.fdopen(reader, encoding="ascii") as pipe:
                number = pipe.readline().strip()  # an empty line if the server gave up
            if not number:
                sys.exit("Xvfb did not start.")
            yield f":{number}"
        finally:
            server.terminate()


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


@dataclass(frozen=True)
class Count:
    """How many checks passed, failed and were left out."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Count") -> "Count":
        """Add up, number by number."""
        return Count(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        """The closing line."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


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


def read_junit(report: Path) -> tuple[Count, list[str]]:
    """Counts of a pytest run, and a line for each test that was left out.

    A run that wrote no report (it broke, or the arguments were wrong) counts as one failure.
    """
    try:
        root = ET.parse(report).getroot()
    except (OSError, ET.ParseError):
        return Count(failed=1), []
    total = Count()
    for suite in root.iter("testsuite"):
        tests, failures, errors, skipped = (
            int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
        )
        total += Count(tests - failures - errors - skipped, failures + errors, skipped)
    left_out = [
        f"{case.get('classname')}::{case.get('name')}: {skip.get('message', '')}"
        for case in root.iter("testcase")
        for skip in case.findall("skipped")
    ]
    return total, left_out


def test(arguments: list[str]) -> int:
    """Everything: lint, types, then pytest with the layers and the real windows."""
    check_system("test")
    python = str(prepare("dev"))
    checks = static_checks(python)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        report = Path(folder) / "report.xml"
        code = _call([python, "-m", "pytest", f"--junitxml={report}", *arguments])
        tests, left_out = read_junit(report)
    if left_out:
        print(f"\nLeft out ({len(left_out)}):", *left_out, sep="\n  ")
    total = checks + tests
    if code and not tests.failed:  # such as "no tests found" or a fault of pytest itself
        total += Count(failed=1)
    print(f"\n5 static checks and {tests.passed + tests.failed + tests.skipped} tests:")
    print(total, flush=True)
    return 1 if total.failed else 0


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
            python, "-m", "uv", "pip", "compile", "--quiet", "--universal",
            "--python-version", "3.11", "--generate-hashes", "--no-build", "--no-header",
            "--no-annotate", "--no-emit-index-url", *arguments, "pyproject.toml",
        ]  # fmt: skip
        subprocess.check_call([*compile_, "--output-file", RUN_LOCK.name], cwd=ROOT)
        more = ["--extra", "dev", "--constraint", RUN_LOCK.name]
        subprocess.check_call([*compile_, *more, "--output-file", DEV_LOCK.name], cwd=ROOT)
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
