"""Wine sees fonts with outlines only: Qt reads unfilled memory for the others."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.windows import fonts
from tools.windows.wine import Wine


def test_the_settings_name_the_fonts_with_outlines_and_no_others(tmp_path):
    if shutil.which("fc-list") is None:
        pytest.skip("fontconfig is not installed")
    fonts.make(tmp_path / "fonts")
    listed = subprocess.run(
        ["fc-list", "--format", "%{outline} %{file}\n"],
        env={"FONTCONFIG_FILE": str(tmp_path / "fonts" / fonts.SETTINGS), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = listed.stdout.splitlines()
    assert lines
    assert {line.partition(" ")[0] for line in lines} == {"True"}
    assert all(str(tmp_path) in line for line in lines), "and none of another folder"


def test_programs_under_wine_get_the_settings_that_lie_beside_their_python(tmp_path):
    wine = Wine(tmp_path / "python" / "python.exe", tmp_path / "prefix", ":1")
    assert "FONTCONFIG_FILE" not in wine.environment()
    settings = tmp_path / fonts.FOLDER / fonts.SETTINGS
    settings.parent.mkdir()
    settings.touch()
    assert Path(wine.environment()["FONTCONFIG_FILE"]) == settings
