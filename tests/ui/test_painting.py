"""An error while something is painted is told like any other and does not end the program.

A painter that is left open when its widget goes is a segmentation fault. So each stands in a
``with``, and a test reads all sources of ui for others.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.painted import Bar, PaintedButton

told = []
sys.excepthook = lambda kind, fault, trace: told.append(kind.__name__)
application = QApplication([])

class Broken(PaintedButton):
    def paint_face(self, painter, rect):
        painter.save()
        raise ZeroDivisionError

class BrokenBar(Bar):
    def paint_ground(self, painter):
        raise ZeroDivisionError

waiting = [Broken, BrokenBar, Broken, BrokenBar]

def turn():
    if application.windows and not told:
        return
    if application.windows:
        application.windows.pop()
        print(told[0], flush=True)
        told.clear()
    elif waiting:
        application.windows.append(waiting.pop()())
        application.windows[0].resize(40, 40)
        application.windows[0].show()
    else:
        application.quit()

application.windows = []
timer = QTimer()
timer.timeout.connect(turn)
timer.start(0)
application.exec()
print("ended", flush=True)
"""


def test_a_painting_error_is_told_and_the_program_goes_on() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True,
        encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [*(["ZeroDivisionError"] * 4), "ended"]


def open_painters(source: str) -> list[int]:
    """Lines on which a painter is made that no ``with`` closes."""
    tree = ast.parse(source)
    closed = {
        id(item.context_expr)
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "QPainter"
        and id(node) not in closed
    ]


@pytest.mark.parametrize("path", sorted((ROOT / "ui").rglob("*.py")), ids=lambda path: path.stem)
def test_every_painter_is_closed_whatever_happens(path: Path) -> None:
    assert open_painters(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    ["painter = QPainter(self)", "QPainter(self).fillRect(r, c)", "draw(QPainter(self), r)"],
)
def test_an_open_painter_is_found(planted: str) -> None:
    assert open_painters(planted) == [1]
    assert open_painters("with QPainter(self) as painter:\n    pass") == []
