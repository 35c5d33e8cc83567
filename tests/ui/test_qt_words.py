"""Qt's own dialogs and menus speak Chinese too."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from ui.qt_words import use_chinese


def test_a_file_dialog_and_the_menu_of_a_field_are_chinese(
    qapp: QApplication, qtbot: QtBot
) -> None:
    words = use_chinese(qapp)
    assert words is not None
    try:
        dialog = QFileDialog()
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        qtbot.addWidget(dialog)
        assert "文件名" in " ".join(label.text() for label in dialog.findChildren(QLabel))
        field = QLineEdit()
        qtbot.addWidget(field)
        menu = field.createStandardContextMenu()
        assert "复制" in " ".join(action.text() for action in menu.actions())
    finally:
        qapp.removeTranslator(words)


def test_a_qt_without_chinese_words_is_no_fault(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QLibraryInfo, "path", lambda _which: str(tmp_path))
    assert use_chinese(qapp) is None
