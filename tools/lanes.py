"""What ``dev.py test`` runs, where, and what beside what.

The Linux lane has the tests of units and those that kill the program, then those with real
windows, whose waiting times want a machine of their own. The Windows lane has the same tests of
units under Wine, in a folder with a Chinese name and on code page 936, and the build of the
package, then ``tests/windows``, where a Python of this system drives Windows programs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.journal import UNTIL
from tools.nearest import changed, nearest_first
from tools.suites import Report, Start, Suite, run
from tools.system import ensure, missing_packages

if TYPE_CHECKING:
    from tools.windows.wine import Wine

ROOT: Final = Path(__file__).resolve().parents[1]
CHINESE: Final = "伴话 测试"
"""Name of the folder that the tests run in under Wine."""

_TESTS: Final = ROOT / "tests"
_REAL_WINDOWS: Final = "tests/desktop"
"""Its tests wait for windows of other programs: nothing runs beside them."""
_KILLS: Final = "tests/kills"
_UNDER_WINE: Final = ("assistant", "phrasebook", "ui")
"""Folders, beside the tests that lie in none, for the Windows Python."""
_DRIVEN: Final = "tests/windows"
_PACKAGE: Final = ("tests/windows/test_package.py", "tests/windows/test_package_build.py")
"""What is built once for both; work for a processor, not for a clock."""
_CHAINED: Final = _PACKAGE[:1]
"""One installation from setup to uninstalling."""
_BESIDE: Final = min(2, os.cpu_count() or 1)
"""Processes at a time; what is written about times is meant for two."""
_LONG: Final = 600.0
"""Seconds that a test with real windows may take; the others have less."""
_PRODUCT: Final = ("ui", "assistant", "phrasebook")
_NEVER_COPIED: Final = (
    ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist",
)  # fmt: skip

PROGRAMS: Final = {
    "wine": ("wine",),
    "wine64": ("wine64", "/usr/lib/wine/wine64"),
    "gcc-mingw-w64-x86-64-win32": ("x86_64-w64-mingw32-gcc",),
    "binutils-mingw-w64-x86-64": ("x86_64-w64-mingw32-windres",),
    "mingw-w64-tools": ("gendef",),
    "nsis": ("makensis",),
    "xvfb": ("Xvfb",),
    "xdotool": ("xdotool",),
    "fontconfig": ("fc-list",),
}
_LOCALES: Final = Path("/usr/share/i18n/locales/zh_CN")


@dataclass(frozen=True)
class Lanes:
    """Which lanes to run, and on what.

    Attributes:
        python: Interpreter with the locked packages.
        arguments: More arguments for pytest; with any, they alone say which tests.
        linux: Run the tests of this system.
        windows: Run those under Wine.
    """

    python: str
    arguments: Sequence[str] = ()
    linux: bool = True
    windows: bool = False

    def quick(self, until: float) -> list[Report]:
        """Run tests of units, the nearest to what was changed first, until the time is up.

        Args:
            until: When, as ``time.time`` counts. Those that had no turn are reported as left out.
        """
        files = [file for path in units(_TESTS) for file in _test_files(ROOT / path)]
        files = nearest_first(ROOT, files, changed(ROOT))
        more = {UNTIL: str(until)}
        fast = ["-m", "not slow and not desktop"]
        both = [
            self._here(name, [*fast, *files[number::2]], **more)
            for number, name in enumerate(("quick 1", "quick 2"))
        ]
        return run(both, beside=_BESIDE)

    def run(self) -> list[Report]:
        """Run everything; a lane that cannot be had has a report that says so."""
        with ExitStack() as stack:
            reports: list[Report] = []
            under_wine: list[Suite] = []
            driven: list[Suite] = []
            if self.windows:
                try:
                    folder = windows_folder()
                except OSError as error:
                    reports.append(unavailable(str(error)))
                else:
                    under_wine = stack.enter_context(_under_wine(folder, self.arguments))
                    _compile(ROOT)
                    driven = self._driven(folder)
            if self.arguments:
                wanted = any(argument.startswith(_DRIVEN) for argument in self.arguments)
                mine = [self._here("linux", [])] if self.linux else []
                return reports + run([*mine, *(driven[:1] if wanted else under_wine)])
            units = self._units() if self.linux else []
            under_wine = [*under_wine, *driven[1:]]
            # Longest first, and of each system one.
            mixed = [one for pair in zip(units, under_wine, strict=False) for one in pair]
            mixed += [one for one in (*units, *under_wine) if one not in mixed]
            reports += run(mixed, beside=_BESIDE)
            if self.linux and sys.platform.startswith("linux"):
                reports += run([self._real("real windows", _REAL_WINDOWS)])
            return reports + run(driven[:1])

    def _units(self) -> list[Suite]:
        ui, others = ["tests/ui"], [path for path in units(_TESTS) if path != "tests/ui"]
        kills = [self._real("kills", _KILLS)] if sys.platform.startswith("linux") else []
        return [self._here("linux ui", ui), self._here("linux", others), *kills]

    def _real(self, name: str, path: str) -> Suite:
        """Tests in which programs of others take part: a second try, and it is told."""
        return replace(self._here(name, [path]), limit=_LONG, retry=True)

    def _here(self, name: str, paths: Sequence[str], **more: str) -> Suite:
        return Suite(name, _start([self.python, "-m", "pytest", *paths, *self.arguments], more))

    def _driven(self, folder: Path) -> list[Suite]:
        """What drives Windows programs, and apart from it the package."""
        more = {"BANHUA_WINDOWS": str(folder), "BANHUA_WINDOWS_REQUIRED": "1"} | _fonts(folder)
        driven = [_DRIVEN, *(f"--ignore={path}" for path in _PACKAGE)]
        parts = {"windows": [] if self.arguments else driven, "package": [*_PACKAGE]}
        return [
            # One step is the build of the package, two minutes on a machine of its own.
            replace(self._here(name, paths, **more), retry=True, chained=_CHAINED, limit=_LONG)
            for name, paths in parts.items()
        ]


def units(tests: Path) -> list[str]:
    """The tests that need no other program; a new folder is among them."""
    known = (_REAL_WINDOWS, _KILLS, _DRIVEN)
    apart = {*(Path(path).name for path in known), "fixtures", "__pycache__"}
    found = [path for path in sorted(tests.iterdir()) if path.is_dir() and path.name not in apart]
    return [f"tests/{path.name}" for path in (*found, *sorted(tests.glob("test_*.py")))]


def _test_files(path: Path) -> list[str]:
    found = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
    return [file.relative_to(ROOT).as_posix() for file in found]


def unavailable(reason: str) -> Report:
    """A Windows lane that did not run: left out, and in CI a failure."""
    outcome = "failed" if os.environ.get("CI", "").lower() in ("1", "true") else "skipped"
    return Report.of("windows", "the whole Windows lane", outcome, reason)


def windows_folder() -> Path:
    """Install what the lane needs, and give the folder with the Windows Python.

    Raises:
        OSError: If this machine cannot have it; the text says why.
    """
    if not sys.platform.startswith("linux"):
        raise OSError("Wine is used on Linux only")
    needed = missing_packages({}, PROGRAMS)
    needed += [] if _LOCALES.exists() else ["locales"]
    if not ensure(needed, "programs for the tests under Wine"):
        raise OSError(f"not installed: {' '.join(needed)}")
    from tools.windows.prepare import prepare

    return prepare()


def _start(command: Sequence[str], more: dict[str, str]) -> Start:
    color = ["--color=yes"] if sys.stdout.isatty() else []

    def start(arguments: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, *color, *arguments],
            cwd=ROOT,
            env={**os.environ, **more, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a hung process is ended with all that it has started
        )

    return start


def _chinese(folder: Path) -> dict[str, str]:
    """Variables that give Wine code page 936."""
    from tools.windows.prepare import LOCALE

    return {"LC_ALL": LOCALE, "LOCPATH": str(folder / "locale"), **_fonts(folder)}


def _fonts(folder: Path) -> dict[str, str]:
    from tools.windows.prepare import FONTS

    return {"FONTCONFIG_FILE": str(folder / FONTS)}


@contextmanager
def _under_wine(folder: Path, arguments: Sequence[str]) -> Iterator[list[Suite]]:
    """The suites for the Windows Python, each with a prefix of its own."""
    from tools.screen import virtual_screen
    from tools.windows import prefix
    from tools.windows.wine import Wine

    alone = sorted(f"tests/{path.name}" for path in _TESTS.glob("test_*.py"))
    others = [f"tests/{name}" for name in _UNDER_WINE if name != "ui"]
    parts = {"wine ui": ["tests/ui"], "wine": [*others, *alone]}
    if arguments:
        parts = {"wine": []}
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        display = stack.enter_context(virtual_screen(prefix.SCREEN))
        checkout = base / CHINESE / "banhua"
        shutil.copytree(ROOT, checkout, ignore=shutil.ignore_patterns(*_NEVER_COPIED))
        _compile(checkout)
        suites = []
        for number, (name, paths) in enumerate(parts.items()):
            python = folder / "python" / "python.exe"
            wine = Wine(python, prefix.copy(folder / "prefix", base / f"prefix-{number}"), display)
            stack.callback(wine.close)
            # The folder itself is emptied by pytest, the one around it must be there.
            files = wine.path(base / CHINESE / f"临时 {number}")
            more = [*paths, *arguments, f"--basetemp={files}"]
            suites.append(_wine_suite(name, wine, checkout, more, _chinese(folder)))
        yield suites


def _compile(checkout: Path) -> None:
    """Leave byte code for the Windows Python, which writes none: a start takes half as long."""
    from tools.windows.python import standard_python

    python = str(standard_python())
    command = [python, "-m", "compileall", "-q", "-j", "0", "main.py", *_PRODUCT]
    subprocess.run(command, cwd=checkout, check=False)


def _wine_suite(
    name: str, wine: Wine, checkout: Path, arguments: Sequence[str], more: dict[str, str]
) -> Suite:
    def start(also: Sequence[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        pytest = ("-X", "faulthandler", "-m", "pytest", *arguments, *also)
        process = wine.start(wine.python, *pytest, cwd=checkout, **(more | environment))
        assert process.stdin is not None
        process.stdin.close()
        return process

    return Suite(name, start, wine.path, retry=True)
