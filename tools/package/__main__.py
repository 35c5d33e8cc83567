"""``python dev.py package``: makes ``dist/`` anew from the checkout.

Two builds of one commit give the same bytes, on machines with the same mingw-w64, NSIS, zlib,
setuptools, Python 3.11 and Windows Python.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.package import (
    bill,
    bytecode,
    contents,
    distributions,
    libraries,
    licences,
    native,
    smoke,
    source,
    tree,
    wheel,
)
from tools.package import setup as setup_program
from tools.windows.wine import loader

ROOT: Final = Path(__file__).resolve().parents[2]
BILL: Final = "sbom.cdx.json"
SUMS: Final = "SHA256SUMS"
MOST_INSTALLED: Final = 100_000_000
"""Bytes that the installed folder may have."""
MOST_SETUP: Final = 30_000_000
"""Bytes that the setup may have: it is passed on in chat groups."""
_OLDEST: Final = 315_532_800
"""1980, the first date that a zip file can state; for a source archive without a commit."""


@dataclass(frozen=True)
class Names:
    """File names of one version, in ``dist/``."""

    version: str

    @property
    def zip(self) -> str:
        """The portable package."""
        return f"Banhua-{self.version}-windows-x64.zip"

    @property
    def setup(self) -> str:
        """The setup program."""
        return f"Banhua-{self.version}-setup.exe"


def version(checkout: Path) -> str:
    """The version that ``pyproject.toml`` states."""
    return str(
        tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    )


def epoch(checkout: Path) -> int:
    """The date of all files: ``SOURCE_DATE_EPOCH``, else that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=checkout, capture_output=True, encoding="utf-8"
    )
    return int(asked.stdout) if asked.returncode == 0 and asked.stdout.strip() else _OLDEST


def build(job: tree.Job, target: Path, work: Path, *, only_folder: bool = False) -> None:
    """Make the folder, and of it the zip, the setup, the bill, the wheel and the sums.

    Args:
        job: What to build; its folder lies in ``work``.
        target: Folder for the results.
        work: Folder for all that is in between.
        only_folder: Stop after the folder and the bill.

    Raises:
        source.Unusable: The Windows Python is not whole, or the folder lacks a library.
    """
    packed = tree.lay_out(job)
    found = distributions.packed(job.python.packages, packed.packages)
    licences.write(job, found)
    page = (job.checkout / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    python = bill.python_version(job.runtime / "python311.dll")
    table = distributions.licences(page)
    text = bill.bill(job.version, python, found, table, job.epoch)
    native.build_launchers(job.folder, job.version, work)
    for place in (job.folder / BILL, target / BILL):
        place.write_text(text, encoding="utf-8")
    _check_libraries(job.folder)
    tree.stamp(job.folder, job.epoch)
    if only_folder:
        return
    names = Names(job.version)
    entries = (
        (f"{tree.NAME}/{path.relative_to(job.folder).as_posix()}", path.read_bytes())
        for path in tree.files(job.folder)
    )
    bytecode.write_zip(target / names.zip, entries, job.epoch, deflate=True)
    setup_program.build(job.folder, target / names.setup, job.version, job.epoch, work)
    wheel.build(job.checkout, target, job.epoch, work / "wheel")
    (target / SUMS).write_text(sums(target), encoding="utf-8", newline="\n")


def _check_libraries(folder: Path) -> None:
    binaries = [path for path in tree.files(folder) if path.suffix in (".dll", ".pyd", ".exe")]
    missing = libraries.missing(binaries, contents.SYSTEM)
    if missing:
        listed = "\n".join(f"  {name}, for {asker}" for name, asker in sorted(missing.items()))
        raise source.Unusable(
            f"These libraries are neither in the package nor part of Windows 10:\n{listed}\n"
            "Look at tools/package/contents.py: either something was taken in by mistake, or "
            "the library belongs to SYSTEM."
        )


def sums(folder: Path) -> str:
    """The lines of ``sha256sum`` for all files of the folder."""
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and path.name != SUMS]
    return "".join(f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in files)


def windows_python(asked: argparse.Namespace, work: Path) -> source.WindowsPython:
    """Take the Windows Python that the command line names.

    Raises:
        source.Unusable: It is not what is needed.
    """
    given: Path | None = asked.windows_python
    if given is None:
        return source.of_folder(source.standard())
    if given.is_dir():
        return source.of_folder(given)
    packages = source.of_folder(asked.packages or source.standard())
    return source.of_archive(given, asked.sha256, packages, work)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python dev.py package", description=__doc__)
    parser.add_argument(
        "--windows-python", type=Path, metavar="FOLDER_OR_ZIP",
        help=f"an assembled Windows Python, or python.org's {source.ARCHIVE}; "
        "without it what `python -m tools.windows.prepare` gives",
    )  # fmt: skip
    parser.add_argument(
        "--sha256", default=source.ARCHIVE_SHA256, help="hash that the zip must have"
    )
    parser.add_argument(
        "--packages", type=Path, metavar="FOLDER",
        help="with a zip: the assembled Windows Python that has the packages of the lock",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="instead of dist/")
    parser.add_argument("--only-folder", action="store_true", help="no zip, setup and wheel")
    parser.add_argument("--no-smoke", action="store_true", help="do not run it under Wine")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Build, look at the sizes, run it; returns 0 if all is well."""
    asked = _parser().parse_args(arguments)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="banhua-package-", ignore_cleanup_errors=True) as name:
        work = Path(name)
        made = work / "dist"
        made.mkdir()
        try:
            (work / "archive").mkdir()
            python = windows_python(asked, work / "archive")
            now = version(ROOT)
            job = tree.Job(ROOT, python, work / tree.NAME, now, epoch(ROOT))
            build(job, made, work, only_folder=asked.only_folder)
            faults = too_big(job.folder, made / Names(now).setup)
            if not asked.no_smoke:
                faults += run_smoke(job.folder)
        except source.Unusable as error:
            print(error, file=sys.stderr)
            return 1
        if asked.only_folder:
            shutil.copytree(job.folder, made / tree.NAME)
        shutil.rmtree(asked.out, ignore_errors=True)
        shutil.copytree(made, asked.out)
    for path in sorted(asked.out.iterdir()):
        print(f"{path.stat().st_size / 1e6:8.1f} MB  {path.name}" if path.is_file() else path.name)
    for fault in faults:
        print(f"FAULT: {fault}", file=sys.stderr)
    print(f"{time.monotonic() - begun:.0f} s")
    return 1 if faults else 0


def too_big(folder: Path, setup: Path) -> list[str]:
    """Say what is larger than it may be."""
    sizes = {"the installed folder": (tree.size(folder), MOST_INSTALLED)}
    if setup.exists():
        sizes["the setup"] = (setup.stat().st_size, MOST_SETUP)
    print(", ".join(f"{name}: {size / 1e6:.1f} MB" for name, (size, _) in sizes.items()))
    return [
        f"{name} has {size / 1e6:.1f} MB, more than {most / 1e6:.0f}"
        for name, (size, most) in sizes.items()
        if size > most
    ]


def run_smoke(folder: Path) -> list[str]:
    """Run the package under Wine; where there is none, say so."""
    if loader() is None:
        print("smoke test: left out, Wine is not installed")
        return []
    try:
        prefix = source.standard().parent / "prefix"
    except source.Unusable:
        prefix = Path()
    if not (prefix / "system.reg").exists():
        print("smoke test: left out, there is no Wine prefix (python -m tools.windows.prepare)")
        return []
    done = smoke.run(folder, prefix)
    print(f"smoke test under Wine: {done.imported} modules imported, {len(done.faults)} faults")
    return list(done.faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
