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


def test_the_desk_stands_at_the_right_and_opens_the_buyer(line: BuyerLine, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    line.desk_pressed.connect(lambda: pressed.append(True))
    assert not line.desk_button.isVisible()
    line.set_desk("2 条备注", ("warn",))
    button = line.desk_button
    assert button.accessibleName() == "买家备注:2 条备注"
    assert button.geometry().right() == line.rect().right()
    assert button.x() > line.type_button.geometry().right()
    assert button.width() == button.wanted()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    line.set_desk("")
    assert not button.isVisible()


def test_the_desk_is_cut_and_then_left_out_before_the_name_is(line: BuyerLine) -> None:
    line.set_desk("2 条备注 · 1 单待付款", ("warn", "accent"))
    for width in range(400, 90, -1):
        line.resize(width, 22)
        button = line.desk_button
        assert line.rect().contains(button.geometry()) or button.width() == 0
        if button.width() < button.wanted():
            assert not line.is_cut() or button.width() == 0
        if button.width():
            assert button.x() >= line.type_button.geometry().right()
            assert button.width() >= button.least()
    assert line.desk_button.width() == 0


def test_where_no_buyer_is_told_a_name_can_be_typed(line: BuyerLine, qtbot: QtBot) -> None:
    asked: list[bool] = []
    line.name_wanted.connect(lambda: asked.append(True))
    line.offer_typing(True)
    assert not line.name_button.isVisible()
    line.set_desk("2 条备注")
    line.set_buyer("")
    assert line.isVisible()
    assert not line.type_button.isVisible()
    assert not line.desk_button.isVisible()
    qtbot.mouseClick(line.name_button, Qt.MouseButton.LeftButton)
    assert asked == [True]
    line.offer_typing(False)
    assert not line.isVisible()


def test_a_typed_name_stands_only_where_the_chat_tells_none(line: BuyerLine) -> None:
    line.set_typed("飞鱼", "拼多多")
    assert (line.buyer, line.platform) == ("小鹿", "千牛")
    line.set_buyer("")
    assert (line.buyer, line.platform) == ("飞鱼", "拼多多")
    assert line.isVisible()
    assert line.accessibleName() == "买家 飞鱼 拼多多"
    line.set_typed("")
    assert not line.isVisible()
