"""The Windows Python that goes into the package: an input of the build, never made here."""

from __future__ import annotations

import hashlib
import os
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ARCHIVE: Final = "python-3.11.9-embed-amd64.zip"
ARCHIVE_SHA256: Final = "009d6bf7e3b2ddca3d784fa09f90fe54336d5b60f0e0f305c37f400bf83cfd3b"
"""python.org's embeddable 3.11.9 (11,249,023 bytes), the last 3.11 with Windows binaries.

The release page lists MD5 and signatures only; this is the figure that build scripts of many
projects agree on. Whoever has the archive can give another with ``--sha256``.
"""


class Unusable(Exception):
    """The input is not what the build needs; the message says what to do."""


@dataclass(frozen=True)
class WindowsPython:
    """Where the parts of a Windows Python are.

    Attributes:
        programs: Folder with ``python311.dll`` and ``python3.dll``.
        extensions: Folder with the ``.pyd`` files of the standard library and their libraries.
        library: Folder with the sources of the standard library.
        packages: ``site-packages`` with the packages of the lock, for Windows.
        archive: Name of the official archive that programs and extensions are from, or "".
    """

    programs: Path
    extensions: Path
    library: Path
    packages: Path
    archive: str = ""


def of_folder(folder: Path) -> WindowsPython:
    """Take an assembled Windows Python: a folder with ``python311.dll``, ``DLLs`` and ``Lib``.

    Raises:
        Unusable: Something is missing.
    """
    found = WindowsPython(folder, folder / "DLLs", folder / "Lib", folder / "Lib/site-packages")
    _check(found)
    return found


def of_archive(archive: Path, sha256: str, packages: WindowsPython, work: Path) -> WindowsPython:
    """Take the official embeddable archive, and the packages from an assembled Windows Python.

    Args:
        archive: The zip file.
        sha256: What its hash must be.
        packages: Where the packages and the sources of the standard library are taken from.
        work: Empty folder to unpack into.

    Raises:
        Unusable: The hash is another one, or something is missing.
    """
    is_ = hashlib.sha256(archive.read_bytes()).hexdigest()
    if is_ != sha256.lower():
        raise Unusable(
            f"{archive.name} has SHA-256 {is_}, expected {sha256.lower()}.\n"
            f"Fetch {ARCHIVE} from python.org anew. For another release of 3.11 check its "
            'signature (python.org, the release\'s page, column "GPG" or "Sigstore") and give '
            "its hash with --sha256."
        )
    with zipfile.ZipFile(archive) as file:
        file.extractall(work)
    found = WindowsPython(work, work, packages.library, packages.packages, archive.name)
    _check(found)
    return found


def _check(found: WindowsPython) -> None:
    wanted = {
        found.programs / "python311.dll": "the interpreter, 64 bit, 3.11",
        found.programs / "python3.dll": "the stable interface that Qt for Python links to",
        found.extensions / "_ctypes.pyd": "the standard library's extension modules",
        found.library / "os.py": "the standard library's sources",
        found.packages / "PySide6/Qt6Core.dll": "the packages of the lock, for Windows",
    }
    for file, what in wanted.items():
        if not file.is_file():
            raise Unusable(
                f"{file.name} is missing in {file.parent}: {what}.\n"
                "Give a whole Windows Python with --windows-python, or let "
                "`python -m tools.windows.prepare` assemble one."
            )


def standard() -> Path:
    """The folder of the assembled Windows Python: ``BANHUA_WINDOWS``, else what is prepared.

    Raises:
        Unusable: There is none and none could be made.
    """
    named = os.environ.get("BANHUA_WINDOWS")
    if named:
        return Path(named) / "python"
    from tools.windows.prepare import prepare
    from tools.windows.python import Unavailable

    try:
        return prepare() / "python"
    except Unavailable as error:
        raise Unusable(
            f"No Windows Python: {error}. Give one with --windows-python, or name the folder "
            "that holds one in BANHUA_WINDOWS."
        ) from None
