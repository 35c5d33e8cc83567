"""Lays out the folder that users run: the program, a Python, the packages, the licences.

::

    Banhua/banhua.exe, banhua-cli.exe     launchers, windowed and for the console
    Banhua/app/                           the program as byte code, and resources/
    Banhua/runtime/                       python311.dll, extension modules, the C++ runtime
    Banhua/runtime/python311.zip          the standard library, as far as it is used
    Banhua/runtime/packages.zip           packages of Python code alone
    Banhua/runtime/packages/              packages with libraries or files of their own
    Banhua/licenses/, LICENSE.txt, THIRD_PARTY_LICENSES.md, sbom.cdx.json
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tools.package import contents, distributions, libraries, modules
from tools.package.bytecode import compiled, write_zip
from tools.package.source import Unusable, WindowsPython

NAME: Final = "Banhua"
"""The folder's name, in the zip and where the setup puts it."""
SEARCH_PATH: Final = "python311.zip\n.\npackages\npackages.zip\n../app\n"
"""``python311._pth``: all of ``sys.path``, beside the interpreter's library."""


@dataclass(frozen=True)
class Job:
    """One build.

    Attributes:
        checkout: Where the program's sources are.
        python: The Windows Python.
        folder: The folder to fill, ``.../Banhua``.
        version: Of the program.
        epoch: Date of all files, seconds since 1970.
    """

    checkout: Path
    python: WindowsPython
    folder: Path
    version: str
    epoch: int

    @property
    def runtime(self) -> Path:
        """Folder of the interpreter."""
        return self.folder / "runtime"


@dataclass
class Packed:
    """What was packed of the packages: for the licences and the bill of materials.

    Attributes:
        packages: Top-level names of packages and modules in ``site-packages``.
        missing: Names that some module imports and nothing has; see ``modules.Needed``.
    """

    packages: set[str] = field(default_factory=set)
    missing: dict[str, str] = field(default_factory=dict)


def lay_out(job: Job) -> Packed:
    """Fill the folder, but for launchers, licences and the bill of materials.

    Raises:
        Unusable: A module that is needed in any case is in neither library nor packages.
    """
    job.runtime.mkdir(parents=True)
    (job.runtime / "python311._pth").write_bytes(SEARCH_PATH.encode())
    python = job.python
    app = modules.index(job.checkout, contents.APP)
    lock = (job.checkout / "requirements.lock").read_text(encoding="utf-8")
    locked = distributions.modules_of(python.packages, distributions.locked(lock))
    packages = modules.index(python.packages, locked)
    library = modules.index(python.library) | modules.index(python.extensions)
    hooks = [name for name in packages if modules.is_below(name, contents.FINDERS)]
    found = modules.needed(
        [*app, *contents.ROOTS, *hooks], [app, library, packages], contents.LEFT_OUT
    )
    _, of_library, of_packages = found.found
    lost = {*contents.ROOTS} - {*of_library, *of_packages}
    if lost:
        raise Unusable(f"The Windows Python lacks {', '.join(sorted(lost))}.")
    _write_app(job, app)
    _write_library(job, of_library)
    _write_packages(job, of_packages)
    _write_libraries(job)
    return Packed({name.partition(".")[0] for name in of_packages}, found.missing)


def stamp(folder: Path, epoch: int) -> None:
    """Give all files and folders one date and plain permissions."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (epoch, epoch))


def files(folder: Path) -> list[Path]:
    """All files of the folder, sorted by name."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def size(folder: Path) -> int:
    """Bytes of all files together."""
    return sum(path.stat().st_size for path in files(folder))


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_app(job: Job, app: dict[str, Path]) -> None:
    for path in app.values():
        place = Path("app") / path.relative_to(job.checkout)
        _put(job.folder / place.with_suffix(".pyc"), compiled(path.read_bytes(), place.as_posix()))
    resources = job.checkout / "resources"
    for path in files(resources):
        if "__pycache__" not in path.parts:
            _put(job.folder / "app" / path.relative_to(job.checkout), path.read_bytes())


def _write_library(job: Job, found: dict[str, Path]) -> None:
    entries = []
    for path in found.values():
        if path.suffix == ".pyd":
            shutil.copyfile(path, job.runtime / path.name)
        else:
            entries.append(_entry(path, job.python.library))
    # Stored, not packed: starts as fast, and the setup packs it better as a whole.
    write_zip(job.runtime / "python311.zip", entries, job.epoch, deflate=False)


def _entry(path: Path, root: Path) -> tuple[str, bytes]:
    place = path.relative_to(root)
    return place.with_suffix(".pyc").as_posix(), compiled(path.read_bytes(), place.as_posix())


def _write_packages(job: Job, found: dict[str, Path]) -> None:
    root, target = job.python.packages, job.runtime / "packages"
    tops = {name.partition(".")[0] for name in found}
    native = {n.partition(".")[0] for n, path in found.items() if path.suffix == ".pyd"}
    folders = {*contents.FOLDERS, *native}
    zipped: dict[str, bytes] = {}
    for name, path in found.items():
        if path.suffix == ".pyd":
            _put(target / path.relative_to(root), path.read_bytes())
            continue
        place, code = _entry(path, root)
        if name.partition(".")[0] in folders:
            _put(target / place, code)
        else:
            zipped[place] = code
    for package, path in _data(root, tops):
        place = path.relative_to(root).as_posix()
        if package in folders:
            _put(target / place, path.read_bytes())
        else:
            zipped[place] = path.read_bytes()
    # zipimport knows no namespace packages (jaraco): each folder gets an empty __init__.
    for top in {place.partition("/")[0] for place in zipped if "/" in place}:
        zipped.setdefault(f"{top}/__init__.pyc", compiled(b"", f"{top}/__init__.py"))
    write_zip(job.runtime / "packages.zip", zipped.items(), job.epoch, deflate=False)
    for name in contents.QT_FILES:
        _put(target / "PySide6" / name, (root / "PySide6" / name).read_bytes())
    for name in contents.ASKED_VERSIONS:
        for info in root.glob(f"{name}-*.dist-info"):
            _put(target / info.name / "METADATA", (info / "METADATA").read_bytes())


def _data(root: Path, tops: set[str]) -> Iterator[tuple[str, Path]]:
    for package, suffixes in contents.DATA.items():
        for path in files(root / package) if package in tops else ():
            is_code = path.suffix in (".py", ".pyc", ".pyi")
            if not is_code and path.name.endswith(suffixes):
                yield package, path


def _write_libraries(job: Job) -> None:
    """Copy the interpreter and each library that something packed so far is linked to."""
    packages = job.python.packages
    for name in ("python311.dll", "python3.dll"):
        shutil.copyfile(job.python.programs / name, job.runtime / name)
    binaries = [path for path in files(job.folder) if path.suffix in (".pyd", ".dll")]
    beside = [packages / "PySide6", packages / "shiboken6"]
    folders = [*beside, job.python.extensions, job.python.programs]
    for name, path in libraries.followed(binaries, folders).items():
        if name in contents.SYSTEM or name in ("python311.dll", "python3.dll"):
            continue  # icuuc.dll may lie beside Python for Wine's sake
        own = path.parent in beside and name.startswith(("qt6", "pyside6", "shiboken6"))
        home = job.runtime / "packages" / path.parent.name if own else job.runtime
        shutil.copyfile(path, home / path.name)
