"""The Qt binding itself, where a release was found to break the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

ROOT = Path(__file__).parents[2]


def test_calls_that_return_nothing_do_not_use_up_none() -> None:
    # PySide6 6.12.0 on Python 3.11, where None is counted: each call took one reference, and
    # the interpreter aborted with "none_dealloc" after some thousand painter calls.
    probe = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        probe.setObjectName("x")
    assert sys.getrefcount(None) > before - 500


READ = (
    "import linecache, {}; from assistant.actions import ActionId;"
    " print([f for f in linecache.cache if 'actions.py' in f])"
)


@pytest.mark.parametrize(
    ("imports", "read"),
    [("ui", False), ("PySide6.QtCore", True)],
    ids=["ours", "pyside alone, or the workaround in ui/__init__.py has had its day"],
)
def test_pyside_does_not_read_the_source_of_each_module(imports: str, read: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ.format(imports)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert (done.stdout.strip() != "[]") is read
