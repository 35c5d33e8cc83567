"""The buyer's line: name, platform and the type as a chip that is never pushed out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.buyer_line import BuyerLine
from ui.theme import theme


@pytest.fixture
def line(qtbot: QtBot) -> BuyerLine:
    made = BuyerLine()
    qtbot.addWidget(made)
    made.resize(300, 22)
    made.set_buyer("小鹿", "千牛")
    return made


def test_without_a_buyer_there_is_no_line(line: BuyerLine) -> None:
    assert line.isVisible()
    line.set_buyer("")
    assert not line.isVisible()


def test_the_chip_offers_to_set_a_type_and_shows_it(line: BuyerLine, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    line.type_pressed.connect(lambda: pressed.append(True))
    button = line.type_button
    assert button.accessibleName() == "标记买家类型"
    before = line.grab().toImage()
    line.set_type("谨慎型")
    assert button.accessibleName() == "买家类型 谨慎型"
    assert line.grab().toImage() != before
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    line.set_type("")
    assert line.grab().toImage() == before


@pytest.mark.parametrize("percent", [100, 160])
@pytest.mark.parametrize("name", ["小鹿", "名字非常非常长的一位买家朋友呀呀呀呀呀呀"])
def test_a_long_name_gives_way_to_the_chip(line: BuyerLine, name: str, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        line.resize(260, 40)
        line.set_buyer(name, "千牛")
        line.set_type("犹豫不决型")
        assert line.rect().contains(line.type_button.geometry())
        assert line.is_cut() == (len(name) > 2)
    finally:
        theme().set_text_size(100)
