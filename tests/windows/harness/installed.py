"""The package as its setup installs it, for a user of the Wine prefix."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import uuid
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
_NOTES: Final = """
import json, sys, time
from pathlib import Path
from assistant.desk.command import open_desk
from phrasebook.desk import FLAGS
desk = open_desk(Path(sys.argv[1]), lambda question: "")
try:
    notes = [n for flag in FLAGS for n in desk.notes.by_flag(flag, 0, time.time() + 60).result()]
    texts = [note.text for note in notes]
finally:
    desk.close()
print("notes", json.dumps(texts))
"""
"""Reads them with the key out of the credential store, as the program does."""
_KEYS: Final = """
import json, sys
from win32ctypes.pywin32 import win32cred
from keyring.backends.Windows import WinVaultKeyring
for user in sys.argv[1:]:
    WinVaultKeyring().set_password("Banhua", user, "of another data folder")
print("keys", json.dumps([one["UserName"] for one in win32cred.CredEnumerate()
                          if one["TargetName"].endswith("Banhua")]))
"""
_APP_ID: Final = uuid.UUID("9f4c2855-9f79-4b39-a8d0-e1d42de1d5f3").bytes_le
"""Format of the property AppUserModelID (MS-PROPSTORE)."""
_APP_ID_NUMBER: Final = 5
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


def application_id(shortcut: bytes) -> str:
    """Read the AppUserModelID out of a shortcut; empty if it has none."""
    begin = shortcut.find(b"1SPS" + _APP_ID)
    if begin < 0:
        return ""
    value = begin + 20
    number, _reserved, _kind, length = struct.unpack_from("<IBII", shortcut, value + 4)
    assert number == _APP_ID_NUMBER
    text = value + 17
    return shortcut[text : text + 2 * length].decode("utf-16-le").rstrip("\0")


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

    def application_id(self) -> str:
        """The AppUserModelID that the entry in the start menu carries; empty if it has none."""
        shortcut = self.shortcut()
        assert shortcut is not None
        return application_id(shortcut.read_bytes())

    def registry(self, key: str, value: str) -> str:
        """Give a value of the registry; empty if it is not there."""
        done = self.desk.wine.run("reg", "query", key, "/v", value)
        found = re.search(rf"{value}\s+REG_\w+\s+(.*)", done.stdout)
        return found[1].strip() if found else ""

    def running(self) -> list[int]:
        """Processes of the sidebars that are there."""
        shown = self.desk.agent.windows(title=TITLE)
        return sorted({one["pid"] for one in shown})

    def notes(self) -> list[str]:
        """The texts of all notes, as they are stored: masked."""
        wine = self.desk.wine
        program = Program(wine, wine.python, "-c", _NOTES, wine.path(self.data), cwd=REPO)
        try:
            return [str(text) for text in json.loads(program.first_line("notes ", START_S))]
        finally:
            program.kill()

    def keys(self, *more: str) -> list[str]:
        """Ids of the keys in the credential store, after these have been added to it."""
        program = Program(self.desk.wine, self.desk.wine.python, "-c", _KEYS, *more)
        try:
            return [str(one) for one in json.loads(program.first_line("keys ", START_S))]
        finally:
            program.kill()

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
        self.installation = installation
        self._desk = desk = installation.desk
        self.look_from_here(installation.data)
        self._stacks = self.data / "none"
        shortcut = installation.shortcut()
        assert shortcut is not None
        starter = Program(desk.wine, "start", "/unix", shortcut)
        (self.pid,) = wait_for(installation.running, "the sidebar is there", START_S)
        self.program = _Shown(installation, starter)  # type: ignore[assignment]
        self.wait_line("ready", START_S)
        self.wait_line("hotkeys ok=")

    def _threads(self) -> str:
        """Nothing: what a user has installed answers no such question."""
        return ""
