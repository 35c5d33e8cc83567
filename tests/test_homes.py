"""No test is near the files of the user who runs it, nor is a program that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import homes

TELL = """
import platformdirs, pathlib
from assistant.paths import standard_folder
for kind in ("data", "config", "cache", "state", "log"):
    print(getattr(platformdirs, f"user_{kind}_dir")("Banhua"))
print(standard_folder())
print(pathlib.Path.home())
"""
ROOT = Path(__file__).parents[1]


def test_every_folder_of_the_user_is_a_temporary_one(own_home: Path) -> None:
    for kind in homes.KINDS:
        assert own_home in Path(kind("Banhua", appauthor=False)).parents
    assert Path.home() == own_home
    assert Path("~").expanduser() == own_home


def test_so_it_is_for_a_program_that_a_test_starts(own_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TELL], cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    found = [Path(line) for line in done.stdout.splitlines()]
    assert len(found) == 7
    assert all(own_home in (one, *one.parents) for one in found), found


@pytest.mark.parametrize("real", homes.REAL)
def test_what_touches_a_real_one_is_seen(real: str) -> None:
    # Reading what is not there changes nothing, whoever runs this.
    for path in (Path(real), Path(real) / "no such file"):
        with pytest.raises(OSError):
            os.rmdir(path / "no such folder" / "at all")
        assert homes.touched
        homes.touched.clear()


def test_what_lies_beside_it_is_not(own_home: Path) -> None:
    beside = own_home / "Banhua"
    beside.mkdir()
    (beside / "x").write_text("x", "utf-8")
    assert homes.touched == []
