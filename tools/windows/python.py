"""Assembles a Windows Python out of wheels, on Linux, with nothing run on Windows.

The interpreter and its extension modules come from the wheel of Panda3D, which carries the
official build; the standard library from a Python of the same version on this machine; the
starters and stand-ins for libraries that Wine lacks are compiled from ``sources``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
LOCK: Final = ROOT / "requirements-windows.lock"
SOURCES: Final = Path(__file__).parent / "sources"
VERSION: Final = (3, 11)
STUBS: Final = {"icuuc.dll": (), "bcryptprimitives.dll": ("-ladvapi32",)}
"""Libraries of Windows that Wine lacks, and what their stand-ins are linked with."""

_COMPILER: Final = "x86_64-w64-mingw32-gcc"
_RESOURCES: Final = "x86_64-w64-mingw32-windres"
_RUNTIME_WHEEL: Final = "panda3d-"
_RUNTIME_FOLDER: Final = "deploy_libs/"
_C_RUNTIME: Final = ("msvcp140", "vcruntime140")
"""Beginnings of the C runtime's file names, which several wheels carry, older and newer ones. The
first one that a process loads is the one it keeps, so one set stands beside ``python.exe``."""
_NOT_COPIED: Final = (
    "site-packages", "dist-packages", "lib-dynload", "__pycache__", "config-*", "idlelib",
    "ensurepip", "test", "tkinter", "turtledemo", "lib2to3",
)  # fmt: skip


class Unavailable(OSError):
    """The Windows Python cannot be had on this machine; the text says why."""


def run(command: Sequence[str | Path], **options: object) -> str:
    """Run to the end and give the output.

    Raises:
        Unavailable: If the program is missing or failed, with what it said.
    """
    try:
        done = subprocess.run(
            [*map(str, command)], capture_output=True, text=True, check=True, **options
        )  # type: ignore[call-overload]
    except FileNotFoundError as error:
        raise Unavailable(f"{command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        said = f"{error.stdout}{error.stderr}".strip()[-2000:]
        raise Unavailable(f"{Path(command[0]).name} failed:\n{said}") from error
    return str(done.stdout)


def standard_python() -> Path:
    """Find a Python on this machine whose standard library is of the right version.

    Raises:
        Unavailable: If there is none.
    """
    found = sys.executable if sys.version_info[:2] == VERSION else shutil.which("python3.11")
    if not found:
        raise Unavailable("no Python 3.11, whose standard library the Windows Python takes")
    return Path(found)


def assemble(folder: Path) -> None:
    """Make the whole Windows Python in ``folder``, which must not exist.

    Raises:
        Unavailable: If a package, a compiler or a Python 3.11 is missing.
    """
    python = standard_python()
    packages = folder / "Lib" / "site-packages"
    library = Path(
        run([python, "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]).strip()
    )
    shutil.copytree(library, folder / "Lib", ignore=shutil.ignore_patterns(*_NOT_COPIED))
    wheels = folder / "wheels"
    _download(wheels)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            if wheel.name.startswith(_RUNTIME_WHEEL):
                _unpack_runtime(archive, folder)
            else:
                archive.extractall(packages)
    shutil.rmtree(wheels)
    for pattern in _C_RUNTIME:
        for source in (packages / "PySide6").glob(f"{pattern}*.dll"):
            shutil.copy(source, folder)
    _compile(folder)
    # Checked by nothing but the name: else each start would compile everything again, since what
    # runs under Wine leaves no byte code behind.
    compile_ = ["-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash"]
    subprocess.run([python, *compile_, folder / "Lib"], capture_output=True, check=False)


def _download(wheels: Path) -> None:
    system = [f"--{name}" for name in ("platform=win_amd64", "python-version=3.11")]
    tags = [f"--abi={abi}" for abi in ("cp311", "abi3", "none")]
    run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
            "--no-deps", "--require-hashes", "--only-binary=:all:", "--implementation=cp",
            *system, *tags, "--dest", wheels, "--requirement", LOCK,
        ]
    )  # fmt: skip


def _unpack_runtime(archive: zipfile.ZipFile, folder: Path) -> None:
    for name in archive.namelist():
        file = name.removeprefix(_RUNTIME_FOLDER)
        # "api-ms-win-crt-*" are parts of Windows itself, and of Wine.
        if (
            file == name
            or not file
            or file.startswith("api-ms-")
            or file.lower()[:9] == "vcruntime"
        ):
            continue
        target = folder if file == "python311.dll" else folder / "DLLs"
        target.mkdir(exist_ok=True)
        (target / file).write_bytes(archive.read(name))


def exports(listing: str) -> list[str]:
    """Names of Python's interface in a list of exports as ``gendef`` writes it."""
    words = (line.split()[0] for line in listing.splitlines() if line.strip())
    return sorted({word for word in words if word.startswith(("Py", "_Py"))})


def _compile(folder: Path) -> None:
    work = folder / "objects"
    work.mkdir()
    names = exports(run(["gendef", "-", folder / "python311.dll"]))
    if not names:
        raise Unavailable("gendef found no export of python311.dll")
    # The real one forwards the stable interface only; who is linked to it asks for no more.
    forwards = "".join(f"{name}=python311.{name}\n" for name in names)
    (work / "python3.def").write_text(f'LIBRARY "python3"\nEXPORTS\n{forwards}', "ascii")
    library: list[str | Path] = [_COMPILER, "-O1", "-shared"]
    bare = [*library, "-nostdlib", "-e", "DllMain", SOURCES / "python3.c", work / "python3.def"]
    run([*bare, "-o", folder / "python3.dll"])
    for name, needed in STUBS.items():
        run([*library, (SOURCES / name).with_suffix(".c"), "-o", folder / name, *needed])
    run([_RESOURCES, SOURCES / "python.rc", work / "resources.o"], cwd=SOURCES)
    program: list[str | Path] = [_COMPILER, "-O1", "-municode", SOURCES / "python.c"]
    program.append(work / "resources.o")
    run([*program, "-o", folder / "python.exe"])
    run([*program, "-mwindows", "-o", folder / "pythonw.exe"])
    shutil.rmtree(work)


def fingerprint() -> bytes:
    """What an assembled Python and its prefix depend on, for the name of their folder."""
    own = [Path(__file__).with_name(name) for name in ("python.py", "prefix.py", "prepare.py")]
    files = [LOCK, *own, *sorted(SOURCES.iterdir())]
    version = run([standard_python(), "-c", "import sys, os; print(sys.version, os.__file__)"])
    return b"\0".join([version.encode(), *(os.fsencode(f.name) + f.read_bytes() for f in files)])
