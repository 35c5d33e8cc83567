"""What is copied out of Banhua is kept out of clipboard histories, whichever button copies it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.clipboard import secret_formats
from ui.copying import copy_text
from ui.inputs import LineField, TextField

ROOT = Path(__file__).parents[2]
SETTERS = {"setText", "setMimeData", "setImage", "setPixmap"}


def marks() -> dict[str, bytes]:
    data = QGuiApplication.clipboard().mimeData()
    return {name: data.data(name).data() for name in secret_formats() if data.hasFormat(name)}


def sets_the_clipboard(source: str) -> bool:
    """Tell whether a source puts something on the clipboard by itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func.value)
            if node.func.attr in SETTERS and "clipboard" in called.lower():
                return True
    return False


def test_a_copied_text_is_marked(qtbot: QtBot) -> None:
    copy_text("补发给 小鹿的窝")
    assert QGuiApplication.clipboard().text() == "补发给 小鹿的窝"
    assert marks() == secret_formats()
    assert secret_formats()


@pytest.mark.parametrize("how", ["copy", "cut"])
def test_what_is_copied_out_of_a_form_is_marked(qtbot: QtBot, how: str) -> None:
    field = TextField("电话 13812345678\n第二行")
    qtbot.addWidget(field)
    field.selectAll()
    getattr(field, how)()
    assert QGuiApplication.clipboard().text() == "电话 13812345678\n第二行"
    assert marks() == secret_formats()
    field.clear()
    field.paste()
    assert field.text() == "电话 13812345678\n第二行"


@pytest.mark.parametrize("key", [Qt.Key.Key_C, Qt.Key.Key_X])
def test_what_is_copied_out_of_a_line_is_marked(qtbot: QtBot, key: Qt.Key) -> None:
    field = LineField("13812345678")
    qtbot.addWidget(field)
    field.selectAll()
    qtbot.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "13812345678"
    assert marks() == secret_formats()
    assert field.text() == ("" if key == Qt.Key.Key_X else "13812345678")
    field.undo()
    assert field.text() == "13812345678"


def test_no_secret_is_copied_out_of_its_field(qtbot: QtBot) -> None:
    field = LineField("口令口令")
    qtbot.addWidget(field)
    field.setEchoMode(LineField.EchoMode.Password)
    copy_text("before")
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before"


def test_there_is_one_way_to_copy() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "ui").rglob("*.py"))
        if sets_the_clipboard(path.read_text("utf-8"))
    ]
    assert found == ["ui/clipboard.py", "ui/copying.py"]


def test_the_check_sees_another_way() -> None:
    assert sets_the_clipboard("QGuiApplication.clipboard().setText(text)")
    assert sets_the_clipboard("board = self._clipboard\nself._clipboard.setMimeData(x)")
    assert not sets_the_clipboard("self.field.setText(text)")
