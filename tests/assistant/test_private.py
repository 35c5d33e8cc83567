"""The data folder is its owner's alone, whatever the umask was."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from assistant import paths, private
from tests.needs import needs

ROOT = Path(__file__).parents[2]
pytestmark = needs("modes")


def modes(folder: Path) -> dict[str, str]:
    """What others may do, of every file and folder; nothing where all is well."""
    found = {str(one.relative_to(folder.parent)): one.lstat().st_mode for one in
             [folder, *folder.rglob("*")]}  # fmt: skip
    return {
        name: oct(stat.S_IMODE(mode))
        for name, mode in found.items()
        if mode & 0o077 and not stat.S_ISLNK(mode)
    }


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_what_a_command_makes_is_closed_to_others(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"
    done = subprocess.run(
        [sys.executable, "main.py", "search", "快递", "--data-dir", str(folder)],
        cwd=ROOT, capture_output=True, check=False, preexec_fn=lambda: os.umask(umask),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (folder / "phrasebook.db").exists()
    assert modes(folder) == {}


def test_an_open_folder_of_an_earlier_version_is_closed_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for name in ("backups", "logs", "desk-old-20261201-000000/backups"):
        (folder / name).mkdir(parents=True)
    own = ("desk.db", "desk.db-wal", "desk.key.json", "phrasebook.db", "options.json",
           "backups/desk-1.db", "logs/banhua.log", "banhua.lock",
           "desk-old-20261201-000000/backups/desk-1.db")  # fmt: skip
    for name in own:
        (folder / name).write_bytes(b"x")
        (folder / name).chmod(0o666)
    (folder / "holiday.jpg").write_bytes(b"x")
    (folder / "holiday.jpg").chmod(0o644)
    (folder / "desk.link").symlink_to(tmp_path / "elsewhere")
    for place in (folder, *(one for one in folder.rglob("*") if one.is_dir())):
        place.chmod(0o777)
    assert paths.prepare(folder).writable
    assert modes(folder) == {"data/holiday.jpg": "0o644"}


@pytest.mark.parametrize("mode", [0o755, 0o1777])
def test_a_folder_that_is_not_ours_alone_is_left_as_it_is(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "holiday.jpg").write_bytes(b"x")
    if mode & stat.S_ISVTX:
        (folder / "phrasebook.db").write_bytes(b"x")
    folder.chmod(mode)
    private.repair(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == mode
