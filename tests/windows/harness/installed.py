"""The package as its setup installs it, for a user of the Wine prefix."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.desktop.harness.process import REPO, wait_for
from tests.windows.harness.banhua import TITLE, Banhua
from tests.windows.harness.desk import START_S, Desk
from tests.windows.harness.program import Program

ENTRY: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Banhua"
RUN: Final = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
_HOLD: Final = """
import ctypes, sys, time
kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.CreateFileW.restype = ctypes.c_void_p
READ, SHARE_READ, OPEN = 0x80000000, 1, 3
handle = kernel.CreateFileW(sys.argv[1], READ, SHARE_READ, None, OPEN, 0, None)
print("held", handle != ctypes.c_void_p(-1).value, flush=True)
time.sleep(600)
"""
SETUP_S: Final = 240.0
"""Limit for setup and uninstaller; alone on the machine they take five seconds."""


def dist() -> Path:
    """Give the folder with the built package: ``BANHUA_DIST``, else it is built here.

    Raises:
        AssertionError: The build failed.
    """
    if given := os.environ.get("BANHUA_DIST"):
        return Path(given)
    folder = REPO / "build" / "windows" / "dist"
    done = subprocess.run(
        [sys.executable, "-m", "tools.package", "--no-smoke", "--out", folder],
        cwd=REPO, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


class Installation:
    """What setup made in the prefix."""

    def __init__(self, desk: Desk) -> None:
        """Look at the prefix of this desk.

        Args:
            desk: Where.
        """
        self.desk = desk
        users = desk.wine.prefix / "drive_c" / "users"
        (self.user,) = (one for one in users.iterdir() if one.name != "Public")
        local = self.user / "AppData" / "Local"
        self.folder = local / "Programs" / "Banhua"
        self.data = local / "Banhua"

    def run(self, program: Path, *arguments: str) -> int:
        """Run setup or uninstaller to its end, and give its exit code."""
        return self.desk.wine.run(program, *arguments, timeout=SETUP_S).returncode

    def shortcut(self) -> Path | None:
        """The entry in the start menu."""
        return next(iter(self.user.rglob("伴话.lnk")), None)

    def registry(self, key: str, value: str) -> str:
        """Give a value of the registry; empty if it is not there."""
        done = self.desk.wine.run("reg", "query", key, "/v", value)
        found = re.search(rf"{value}\s+REG_\w+\s+(.*)", done.stdout)
        return found[1].strip() if found else ""

    def running(self) -> list[int]:
        """Processes of the sidebars that are there."""
        shown = self.desk.agent.windows(title=TITLE)
        return sorted({one["pid"] for one in shown})

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Have another program keep a file open so that it can be read, not renamed."""
        program = Program(
            self.desk.wine, self.desk.wine.python, "-c", _HOLD,
            self.desk.wine.path(self.folder / name),
        )  # fmt: skip
        try:
            assert program.first_line("held", START_S).strip() == "True"
            yield
        finally:
            program.kill()

    def files(self) -> dict[str, int]:
        """Names and sizes of all installed files."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.stat().st_size for path in found}


class _Shown:
    """The process of the sidebar, known by its window: a shortcut starts it, not this test."""

    def __init__(self, installation: Installation, starter: Program) -> None:
        self._installation = installation
        self._starter = starter

    def running(self) -> bool:
        return bool(self._installation.running())

    def printed(self) -> str:
        return self._starter.printed()

    def kill(self) -> None:
        self._starter.kill()


class InstalledBanhua(Banhua):
    """The installed program, started from its shortcut, on the user's own data folder."""

    def __init__(self, installation: Installation) -> None:
        """Start it.

        Args:
            installation: Where.
        """
        self._desk = desk = installation.desk
        self.data = installation.data
        self._log = self.data / "logs" / "banhua.log"
        self._skipped = self._log.stat().st_size if self._log.exists() else 0
        self._stacks = self.data / "none"
        shortcut = installation.shortcut()
        assert shortcut is not None
        starter = Program(desk.wine, "start", "/unix", shortcut)
        (self.pid,) = wait_for(installation.running, "the sidebar is there", START_S)
        self.program = _Shown(installation, starter)  # type: ignore[assignment]
        self.wait_line("ready", START_S)
        self.wait_line("hotkeys ok=")
