"""Rows of choices: they wrap, one is chosen, and only a person's choice is told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.chips import Chip, ChipRow, Tab, TabRow
from ui.theme import theme

TYPES = [(f"t{n}", name) for n, name in enumerate(("谨慎", "爽快", "砍价", "挑剔", "犹豫", "老客"))]


@pytest.fixture
def row(qtbot: QtBot) -> ChipRow:
    made = ChipRow("买家类型")
    qtbot.addWidget(made)
    made.set_choices(TYPES)
    made.resize(200, 200)
    made.show()
    return made


def chips(row: ChipRow) -> list[Chip]:
    return [chip for chip in row.findChildren(Chip) if chip.isVisible()]


def test_chips_wrap_where_there_is_no_room(row: ChipRow) -> None:
    wide, narrow = row.heightForWidth(900), row.heightForWidth(120)
    assert narrow > wide == chips(row)[0].height()
    row.resize(120, narrow)
    for chip in chips(row):
        assert row.rect().contains(chip.geometry())
    theme().set_text_size(150)
    try:
        assert row.heightForWidth(900) > wide
    finally:
        theme().set_text_size(100)


def test_a_press_chooses_one_and_tells_it(row: ChipRow, qtbot: QtBot) -> None:
    told: list[str] = []
    row.chosen.connect(told.append)
    qtbot.mouseClick(chips(row)[1], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chips(row)[3], Qt.MouseButton.LeftButton)
    assert told == ["t1", "t3"]
    assert row.value == "t3"
    assert [chip.isChecked() for chip in chips(row)].count(True) == 1


def test_setting_tells_nobody_and_an_unknown_value_chooses_none(row: ChipRow) -> None:
    told: list[str] = []
    row.chosen.connect(told.append)
    row.set_value("t2")
    assert row.value == "t2"
    row.set_value("other")
    assert row.value == ""
    assert told == []


def test_other_choices_take_the_place_of_the_old(row: ChipRow) -> None:
    row.set_value("t2")
    row.set_choices([("x", "新的")])
    assert [chip.text() for chip in chips(row)] == ["新的"]
    assert row.value == ""
    assert chips(row)[0].accessibleName() == "买家类型: 新的"
    row.set_choices([])
    assert not row.isVisible()


def test_tabs_fill_the_width_and_are_told_by_value(qtbot: QtBot) -> None:
    tabs = TabRow("要点", TYPES)
    qtbot.addWidget(tabs)
    tabs.resize(260, 40)
    tabs.show()
    told: list[str] = []
    tabs.chosen.connect(told.append)
    words = tabs.findChildren(Tab)
    for left, right in pairwise(words):
        assert left.geometry().right() + 1 == right.geometry().left()
    assert words[-1].geometry().right() <= tabs.width()
    assert tabs.value == "t0"
    qtbot.mouseClick(words[4], Qt.MouseButton.LeftButton)
    assert (told, tabs.value) == (["t4"], "t4")
    tabs.set_value("other")
    assert tabs.value == "t4"
