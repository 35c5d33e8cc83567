"""Runs the finished package under Wine: everything in it can be imported, and doctor finds Qt."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.package import contents
from tools.package.bytecode import compiled
from tools.screen import virtual_screen
from tools.windows.wine import Wine

LAUNCHER: Final = "banhua-cli.exe"
_TIMEOUT_S: Final = 300.0
_EXPECTED: Final = frozenset({"database", "hotkeys", "keyring", "keys", "python", "qt", "windows"})
"""Lines of the check-up that must be right in a package, also under Wine."""
_NOT_HERE: Final = ("Xlib", "jeepney", "gi", "secretstorage", "fcntl", "resource", "termios")
"""Modules that only Linux has, and that the program's modules for Linux ask for."""
_NEVER: Final = ("antigravity", "__main__")


@dataclass(frozen=True)
class Smoke:
    """What came out.

    Attributes:
        imported: How many modules could be imported.
        faults: What is wrong, a line each; none if the package is right.
    """

    imported: int
    faults: tuple[str, ...]


def run(package: Path, prefix: Path) -> Smoke:
    """Run a copy of the package in a copy of the prefix.

    Args:
        package: The folder with ``banhua.exe``.
        prefix: A Wine prefix; it is left as it is.

    Raises:
        OSError: Wine or Xvfb is not there.
        subprocess.TimeoutExpired: The package stands still.
    """
    with tempfile.TemporaryDirectory(prefix="banhua-smoke-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        # Names as they are on shop computers.
        copy = folder / "伴话 软件" / package.name
        shutil.copytree(package, copy)
        shutil.copytree(prefix, folder / "prefix", symlinks=True)
        source = (Path(__file__).parent / "probe.py").read_bytes()
        (copy / "app" / "probe.pyc").write_bytes(compiled(source, "probe.py"))
        with virtual_screen() as display:
            wine = Wine(copy / LAUNCHER, folder / "prefix", display)
            try:
                imported, faults = _imports(wine)
                faults += _doctor(wine, folder / "数据")
            finally:
                wine.close()
    return Smoke(imported, tuple(faults))


def _imports(wine: Wine) -> tuple[int, list[str]]:
    done = wine.run(wine.python, "-m", "probe", timeout=_TIMEOUT_S)
    try:
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return 0, [f"the imports ended with {done.returncode}: {done.stdout[-2000:]}"]
    failed = {name: why for name, why in found["failed"].items() if not _linux_only(name, why)}
    return found["imported"], [f"{name} cannot be imported: {why}" for name, why in failed.items()]


def _linux_only(name: str, why: str) -> bool:
    missing = why.partition("No module named ")[2].strip("'").partition(".")[0]
    own = name.startswith(contents.OTHER_SYSTEM) or not name.startswith(("ui", "phrasebook"))
    return own and missing in _NOT_HERE


def _doctor(wine: Wine, data: Path) -> list[str]:
    command = (wine.python, "doctor", "--json", "--data-dir", wine.path(data))
    done = wine.run(*command, timeout=_TIMEOUT_S)
    try:
        report = json.loads(done.stdout[done.stdout.index("{") :])
    except ValueError:
        return [f"doctor ended with {done.returncode}: {done.stdout[-2000:]}"]
    ok = {check["name"]: check["ok"] for check in report["checks"]}
    wrong = sorted(name for name in _EXPECTED if not ok.get(name))
    faults = [f"doctor is not content with {', '.join(wrong)}"] if wrong else []
    return faults if done.returncode == 0 else [*faults, f"doctor ended with {done.returncode}"]
