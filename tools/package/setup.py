"""The setup program, made by NSIS."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Final

from assistant.backends.windows_process import APPLICATION_ID
from tools.package import tree
from tools.package.native import SOURCES, build_helpers

APP_ID: Final = APPLICATION_ID
"""What the program calls itself as well, so that its windows and its shortcut are one."""


def build(folder: Path, target: Path, version: str, epoch: int, work: Path) -> None:
    """Make the setup from the finished folder of the program.

    Args:
        folder: The program, with all dates set.
        target: The setup's file.
        version: Such as ``1.2.3``.
        epoch: The date of what is made here, seconds since 1970.
        work: For helpers and the list of files.
    """
    build_helpers(work, epoch)
    (work / "files.nsh").write_text(_file_list(folder), encoding="utf-8")
    given = {
        "VERSION": version,
        "OUT": str(target),
        "WORK": str(work),
        "SIZE": str(tree.size(folder) // 1024),
        "APP_ID": APP_ID,
    }
    subprocess.run(
        ["makensis", "-V2", "-WX", *(f"-D{name}={value}" for name, value in given.items()),
         "banhua.nsi"],
        cwd=SOURCES, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
    )  # fmt: skip


def _file_list(folder: Path) -> str:
    """All files in a fixed order: NSIS's own ``File /r`` takes that of the disk."""
    lines, last = [], None
    for path in tree.files(folder):
        place = path.relative_to(folder)
        if place.parent != last:
            last = place.parent
            below = "" if last == Path() else "\\" + str(last).replace("/", "\\")
            lines.append(f'SetOutPath "$INSTDIR{below}"')
        lines.append(f'File "{path}"')
    return "\n".join(lines) + "\n"
