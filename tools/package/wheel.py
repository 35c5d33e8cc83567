"""The wheel, built by setuptools from a clean copy of what belongs into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.package import contents

_FILES: Final = ("main.py", "pyproject.toml", "README.md", "LICENSE", "THIRD_PARTY_LICENSES.md")
_FOLDERS: Final = (*(name for name in contents.APP if name != "main"), "resources")


def build(checkout: Path, target: Path, epoch: int, work: Path) -> Path:
    """Make the wheel.

    Args:
        checkout: Where the sources are. Nothing is written there.
        target: Folder for the wheel.
        epoch: The date of its files, seconds since 1970.
        work: Empty folder to build in.

    Returns:
        The wheel's file.

    Raises:
        subprocess.CalledProcessError: pip failed; it has said why.
    """
    source, made = work / "source", work / "made"
    source.mkdir(parents=True)
    for name in _FILES:
        shutil.copy(checkout / name, source)
    for name in _FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(checkout / name, source / name, ignore=ignored)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--wheel-dir", str(made), str(source)],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
    )  # fmt: skip
    (wheel,) = made.glob("*.whl")
    return Path(shutil.copy(wheel, target / wheel.name))
