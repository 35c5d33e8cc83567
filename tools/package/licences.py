"""The licence texts that whoever passes the package on must pass on as well."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.package import distributions
from tools.package.distributions import Distribution
from tools.package.source import Unusable
from tools.package.tree import Job

COMMON: Final = Path("/usr/share/common-licenses")
"""Debian's licence texts. The packages of Qt for Python bring neither LGPL nor GPL."""
_QT: Final = """\
Qt {version} and Qt for Python {version} (PySide6, Shiboken) are used under the GNU Lesser General
Public License, version 3 (LGPL-3.txt, which adds to GPL-3.txt).

They are the DLL and PYD files in runtime\\packages\\PySide6 and runtime\\packages\\shiboken6,
unchanged from the packages PySide6-Essentials and shiboken6 {version}. You may put your own builds
of these files in their place; nothing checks them. You may take Banhua apart to find faults in such
builds.

Source of Qt:            https://download.qt.io/official_releases/qt/
Source of Qt for Python: https://download.qt.io/official_releases/QtForPython/
Third-party code in Qt:  https://doc.qt.io/qt-{line}/licenses-used-in-qt.html

THIRD_PARTY_LICENSES.md names that code. Its licence texts are on the page above and in the sources
(src/3rdparty); the packages that these files are from carry none of them.
"""


def write(job: Job, packed: Sequence[Distribution]) -> None:
    """Fill ``licenses/`` and write the two pages beside it.

    Raises:
        Unusable: A licence text is missing on this machine, or a packed distribution has none.
    """
    folder = job.folder / "licenses"
    folder.mkdir()
    shutil.copyfile(job.checkout / "LICENSE", job.folder / "LICENSE.txt")
    page = (job.checkout / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    page = distributions.rows_of(page, {one.name for one in packed})
    (job.folder / "THIRD_PARTY_LICENSES.md").write_text(page, encoding="utf-8", newline="\r\n")
    for name in ("LGPL-3", "GPL-3", "Apache-2.0"):
        _copy(COMMON / name, folder / f"{name}.txt", "Debian's base-files has it")
    _copy(job.python.library / "LICENSE.txt", folder / "Python.txt", "CPython's source has it")
    for one in packed:
        texts = one.licence_files()
        if one.name in ("pyside6-essentials", "shiboken6"):
            line = ".".join(one.version.split(".")[:2])
            text = _QT.format(version=one.version, line=line)
            (folder / f"{one.name}.txt").write_text(text, encoding="utf-8", newline="\r\n")
        elif not texts:
            raise Unusable(f"{one.folder.name} has no licence text")
        for path in texts:
            shutil.copyfile(path, folder / f"{one.name}-{path.name.removesuffix('.txt')}.txt")


def _copy(source: Path, target: Path, hint: str) -> None:
    if not source.is_file():
        raise Unusable(f"The licence text {source} is missing: {hint}.")
    shutil.copyfile(source, target)
