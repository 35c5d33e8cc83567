"""The small programs of the package, built with MinGW: launchers, and two helpers of the setup."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent / "windows"
ICON: Final = SOURCES / "banhua.ico"
_CC: Final = (
    "x86_64-w64-mingw32-gcc", "-municode", "-Os", "-s", "-Wall", "-Wextra", "-Werror",
    # The time of linking would make each build another file.
    "-Wl,--no-insert-timestamp,--dynamicbase,--nxcompat,--high-entropy-va",
)  # fmt: skip
_WINDRES: Final = "x86_64-w64-mingw32-windres"


def build_launchers(folder: Path, version: str, work: Path) -> None:
    """Make ``banhua.exe`` and ``banhua-cli.exe`` with icon, manifest and version.

    Args:
        folder: Where they go.
        version: Such as ``1.2.3``.
        work: For the compiled resources.
    """
    numbers = ",".join([*version.split("."), "0", "0", "0"][:4])
    resources = work / "banhua.res.o"
    text, list_ = f'-DVERSION_TEXT=\\"{version}\\"', f"-DVERSION_NUMBERS={numbers}"
    _run(_WINDRES, text, list_, "banhua.rc", str(resources))
    _run(*_CC, "-mwindows", "launcher.c", str(resources), "-o", str(folder / "banhua.exe"))
    _run(*_CC, "-DCONSOLE", "launcher.c", str(resources), "-o", str(folder / "banhua-cli.exe"))


def build_helpers(folder: Path, epoch: int) -> None:
    """Make ``stop.exe`` and ``identify.exe``, which the setup carries for itself."""
    libraries = {"stop": (), "identify": ("-lole32", "-luuid")}
    for name, more in libraries.items():
        made = folder / f"{name}.exe"
        _run(*_CC, "-mwindows", f"{name}.c", "-o", str(made), *more)
        os.utime(made, (epoch, epoch))


def _run(*command: str) -> None:
    subprocess.run(command, cwd=SOURCES, check=True)
