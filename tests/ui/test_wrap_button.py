"""A button in a narrow place: no word is cut off, and the layout comes to rest."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.wrap_button import ButtonRow, WrapButton, broken

WORDS = "停靠到下一个点击的窗口"


def lines(button: WrapButton) -> list[str]:
    return QPushButton.text(button).split("\n")


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    return made


def shown(holder: QWidget, button: QWidget, width: int) -> None:
    layout = holder.layout()
    assert layout is not None
    if layout.indexOf(button) < 0:
        layout.addWidget(button)
    holder.resize(width, 300)
    holder.show()
    QApplication.processEvents()


@pytest.mark.parametrize("words", [WORDS, "改用 Ctrl+Alt+M", "a & b 和很长的一串字", "编辑"])
def test_all_words_are_there_at_every_width(holder: QWidget, words: str) -> None:
    button = WrapButton(words)
    for width in range(holder.minimumSizeHint().width(), 320):
        shown(holder, button, width)
        assert "".join(lines(button)).replace("&&", "&").replace(" ", "") == words.replace(" ", "")
        metrics = button.fontMetrics()
        least = max(metrics.horizontalAdvance(line.replace("&&", "&")) for line in lines(button))
        assert button.width() >= min(least, button.minimumSizeHint().width())
        assert (
            button.height() == button.sizeHint().height() >= metrics.height() * len(lines(button))
        )
    assert len(lines(button)) == 1
    assert button.accessibleName() == words


def test_its_text_is_given_as_it_was_set(holder: QWidget) -> None:
    button = WrapButton(WORDS)
    shown(holder, button, 130)
    assert len(lines(button)) > 1
    assert button.text() == WORDS
    button.setText("短")
    assert lines(button) == ["短"]


def test_short_words_keep_their_room(holder: QWidget) -> None:
    button = WrapButton("编辑")
    assert button.minimumSizeHint().width() == button.sizeHint().width()


def test_words_are_broken_between_words(holder: QWidget) -> None:
    metrics = holder.fontMetrics()
    layout = QTextLayout("", holder.font())
    width = metrics.horizontalAdvance("改用 Ctrl") + 1
    assert broken("改用 Ctrl", layout, width) == "改用 Ctrl"
    assert broken("改用 Ctrl", layout, width - metrics.horizontalAdvance("l")) == "改用\nCtrl"


def test_buttons_stand_under_each_other_where_they_have_no_room(holder: QWidget) -> None:
    first, second = WrapButton("打开文件夹"), WrapButton("复制路径")
    row = ButtonRow(first, second)
    shown(holder, row, 400)
    assert first.y() == second.y()
    shown(holder, row, first.sizeHint().width() + 30)
    assert second.y() >= first.geometry().bottom()
    assert row.minimumSizeHint().width() == first.minimumSizeHint().width()
