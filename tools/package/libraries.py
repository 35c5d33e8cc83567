"""Which libraries Windows programs load: read from the files, so that none is forgotten."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

OBJDUMP: Final = "x86_64-w64-mingw32-objdump"
_IMPORT: Final = re.compile(r"^\s*DLL Name: (\S+)$", re.M)
_CRT: Final = re.compile(r"(api-ms-win-|ext-ms-)[\w-]+\.dll|ucrtbase\.dll")
"""The C runtime and the sets of functions that Windows 10 brings itself."""


def imported(file: Path) -> set[str]:
    """Names (lower case) of the libraries that a program or library is linked to.

    Libraries that are loaded only when first needed do not count: Windows may lack them.
    """
    listed = subprocess.run(
        [OBJDUMP, "-p", str(file)], capture_output=True, encoding="utf-8", check=True
    )
    return {name.lower() for name in _IMPORT.findall(listed.stdout)}


def missing(files: Iterable[Path], system: Iterable[str]) -> dict[str, str]:
    """Libraries that are neither among ``files`` nor the system's, each with one that asks.

    Args:
        files: All programs and libraries of the package.
        system: Names of the system's libraries, lower case.
    """
    present = {file.name.lower(): file for file in files}
    known = {*present, *system}
    return {
        name: file.name
        for file in present.values()
        for name in sorted(imported(file))
        if name not in known and not _CRT.fullmatch(name)
    }


def followed(files: Iterable[Path], folders: Sequence[Path]) -> dict[str, Path]:
    """Libraries that ``files`` load, directly or by others, as far as they lie in ``folders``.

    The first folder that has a library gives it: one set of the C++ runtime for the process, since
    an older ``vcruntime140`` under a newer ``msvcp140`` crashes.
    """
    known: dict[str, Path] = {}
    for folder in reversed(folders):
        known |= {p.name.lower(): p for p in sorted(folder.iterdir()) if p.suffix == ".dll"}
    found: dict[str, Path] = {}
    waiting = list(files)
    while waiting:
        for name in sorted(imported(waiting.pop())):
            if name in known and name not in found:
                found[name] = known[name]
                waiting.append(known[name])
    return found
