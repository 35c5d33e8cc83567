"""The calculator of the manual: each figure, and what is said to numbers that make no sense."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from phrasebook.figures import FIGURES
from ui.dialogs.calculator import CalculatorWindow
from ui.theme import theme


@pytest.fixture
def window(qtbot: QtBot) -> CalculatorWindow:
    made = CalculatorWindow()
    qtbot.addWidget(made)
    made.open("nps")
    return made


def work_out(window: CalculatorWindow, id: str, *numbers: object) -> str:
    window.show_figure(id)
    for field, number in zip(window.fields.values(), numbers, strict=True):
        field.setText(str(number))
    return window.result.text()


@pytest.mark.parametrize(
    ("id", "numbers", "result"),
    [
        ("nps", (60, 25, 15), "45"),
        ("nps", (10, 0, 30), "-50"),
        ("nps", (100, 0, 101), "0"),
        ("csat", (46, 50), "92.0%"),
        ("ces", (33, 6), "5.50 分"),
        ("fcr", (2, 3), "66.7%"),
        ("aht", (30, 10, 5, 9), "5.0 分钟"),
        ("dispute", (3, "1，200"), "0.25%"),
        ("dispute", (3, " 1,200 "), "0.25%"),
        ("csat", ("４", "５"), "80.0%"),
    ],
)
def test_every_figure_is_worked_out_while_one_types(
    window: CalculatorWindow, id: str, numbers: tuple[object, ...], result: str
) -> None:
    assert work_out(window, id, *numbers) == result


def test_every_figure_has_its_fields_formula_and_meaning(window: CalculatorWindow) -> None:
    for figure in FIGURES:
        window.show_figure(figure.id)
        assert window.choice.currentData() == figure.id
        assert list(window.fields) == [field.id for field in figure.fields]
        shown = [label.text() for label in window.findChildren(QLabel) if not label.isHidden()]
        assert figure.formula in shown
        assert figure.meaning in shown


@pytest.mark.parametrize(
    ("id", "numbers", "said"),
    [
        ("csat", ("46", ""), "填上数字就算出来"),
        ("csat", ("四十", "50"), "“四十”不是数字"),
        ("csat", ("-1", "50"), "0 或更大"),
        ("csat", ("nan", "50"), "0 或更大"),
        ("csat", ("1", "inf"), "0 或更大"),
        ("csat", ("51", "50"), "多过"),
        ("csat", ("0", "0"), "要大于 0"),
        ("nps", ("0", "0", "0"), "要大于 0"),
        ("ces", ("90", "6"), "1 到 7"),
        ("aht", ("1", "1", "1", "0"), "会话数要大于 0"),
    ],
)
def test_numbers_without_sense_are_answered_in_words(
    window: CalculatorWindow, id: str, numbers: tuple[object, ...], said: str
) -> None:
    assert said in work_out(window, id, *numbers)


def test_another_figure_begins_empty(window: CalculatorWindow) -> None:
    work_out(window, "csat", 46, 50)
    window.choice.setCurrentIndex(window.choice.findData("fcr"))
    window.choice.activated.emit(window.choice.currentIndex())
    assert list(window.fields) == ["solved", "all"]
    assert window.result.text() == "填上数字就算出来"


def test_a_link_to_an_unknown_figure_shows_the_last_one(window: CalculatorWindow) -> None:
    window.open("ces")
    window.open("no-such")
    assert window.choice.currentData() == "ces"
    assert window.isVisible()


def test_escape_gives_the_focus_back(window: CalculatorWindow) -> None:
    closed: list[bool] = []
    window.dismissed.connect(lambda: closed.append(True))
    QTest.keyClick(window.fields["promoters"], Qt.Key.Key_Escape)
    assert closed == [True]
    assert not window.isVisible()


def test_tab_goes_from_field_to_field(window: CalculatorWindow) -> None:
    window.open("csat")  # it is open already: another link of the manual was pressed
    QApplication.processEvents()
    first, second = window.fields.values()
    assert window.focusWidget() is first
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert window.focusWidget() is second


def test_colours_follow_the_theme(window: CalculatorWindow) -> None:
    before = window.styleSheet()
    theme().force("dark")
    try:
        assert window.styleSheet() != before
    finally:
        theme().force("system")
