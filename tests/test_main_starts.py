"""What a start does before there is a window: paths, another start beside it, trouble."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import main as program
from tests.test_main import ROOT, run


@pytest.mark.parametrize("empty", ["", " "])
@pytest.mark.parametrize(
    "before",
    [
        ["--data-dir"], ["search", "亲", "--data-dir"], ["doctor", "--data-dir"],
        ["handover", "export"], ["practice", "--dump"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_path_is_not_the_working_folder(before, empty, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run(*before, empty)
    assert (done.returncode, done.stdout) == (2, "")
    assert "路径是空的" in done.stderr
    assert "请写出路径" in done.stderr
    assert list(tmp_path.iterdir()) == []


BESIDE = """
import sys
import main
from ui.instance import Instance
answers = iter(map(bool, map(int, sys.argv[2])))
Instance.acquire = lambda _self: next(answers)
Instance.ask_to_raise = lambda _self: False
def live(_application, _ends, _instance, data, *_rest, **_more):
    data.store.check().result(20)
    print("live with an open store")
    data.store.close()
    return 0
main._live = live
sys.exit(main.main(["--data-dir", sys.argv[1]]))
"""


def beside_another(answers: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Start where another has the folder; ``answers`` says at which try it can be had."""
    return subprocess.run(
        [sys.executable, "-c", BESIDE, folder, answers], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip


def test_a_folder_that_is_given_back_while_we_ask_is_taken(tmp_path):
    done = beside_another("01", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "live with an open store" in done.stdout


def test_one_that_neither_answers_nor_goes_is_said(tmp_path):
    done = beside_another("00", tmp_path)
    assert (done.returncode, done.stdout) == (program.REFUSED, "")
    assert "请过几秒再启动" in done.stderr


LOOK = """
import sys
import main
from ui import trouble
from ui.theme import theme
def ask(_error):
    from PySide6.QtGui import QGuiApplication
    palette, font = QGuiApplication.palette(), QGuiApplication.font()
    size = max(font.pixelSize(), font.pointSizeF())
    print(palette.color(palette.ColorRole.Window).name(), size)
    return False
trouble._ask = ask
sys.exit(main.main(["--data-dir", sys.argv[1]]))
"""


def looks(folder: Path, options: dict[str, object]) -> list[str]:
    """Give ground and letters of the box that says that the phrasebook does not open."""
    (folder / "phrasebook.db").write_bytes(b"no database at all" * 1000)
    (folder / "options.json").write_text(json.dumps(options), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", LOOK, folder], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"},
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == program.REFUSED, done.stderr
    return done.stdout.split()


def test_trouble_before_the_start_looks_as_chosen(tmp_path):
    from ui.theme import TOKENS

    light, letters = looks(tmp_path, {"look.theme": "light"})
    dark, larger = looks(tmp_path, {"look.theme": "dark", "look.text_size": 160})
    assert (light, dark) == (TOKENS["light"]["card"], TOKENS["dark"]["card"])
    assert float(larger) > float(letters)
