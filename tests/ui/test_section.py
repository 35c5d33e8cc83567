"""The line over the cards: its caption, the scenes behind it, and the room it takes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from tests.ui.cards import phrase
from ui.pages.phrases import PhrasesPage
from ui.section import SectionHeader
from ui.theme import theme

SCENES = {"price.cheaper": "嫌贵", "price.gift": "要赠品", "after.refund": "退款"}
STEP = [phrase(0), phrase(1, scene="price.gift"), phrase(2)]


@pytest.fixture
def page(qtbot: QtBot) -> PhrasesPage:
    made = PhrasesPage(SCENES)
    qtbot.addWidget(made)
    made.resize(272, 600)
    made.show_phrases(3, STEP)
    made.show()
    return made


def listed(section: SectionHeader) -> dict[str, QAction]:
    menu = section.open_scenes()
    return {entry.text(): entry for entry in menu.actions()}


def test_only_scenes_of_the_step_are_offered(page: PhrasesPage, qtbot: QtBot) -> None:
    chosen: list[str] = []
    page.scene_chosen.connect(chosen.append)
    assert list(listed(page.section)) == ["全部场景", "嫌贵", "要赠品"]
    listed(page.section)["要赠品"].trigger()
    listed(page.section)["全部场景"].trigger()
    assert chosen == ["price.gift", ""]


def test_a_press_on_the_caption_opens_them(page: PhrasesPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.section.caption, Qt.MouseButton.LeftButton)
    assert any(menu.isVisible() for menu in page.section.findChildren(QMenu))


def test_a_scene_is_named_and_others_stay_to_be_chosen(page: PhrasesPage) -> None:
    page.show_phrases(3, STEP[1:2], scene="price.gift")
    assert page.section.caption.text() == "要赠品 · 1 条"
    assert listed(page.section)["要赠品"].isChecked()
    assert list(listed(page.section)) == ["全部场景", "嫌贵", "要赠品"]
    page.show_phrases(3, [], scene="price.gift")
    assert "要赠品" in page.state.title.text
    assert page.section.caption.isEnabled(), "from an empty scene there is a way back"


def test_there_is_nothing_to_choose_in_a_search_or_from_one_scene(page: PhrasesPage) -> None:
    page.show_hits("x", [])
    assert not page.section.caption.isEnabled()
    page.show_phrases(3, STEP)
    assert page.section.caption.isEnabled()
    page.show_phrases(0, [phrase(0, scene="after.refund")])
    assert not page.section.caption.isEnabled()


def test_while_a_step_is_still_being_read_its_scenes_are_not_known(page: PhrasesPage) -> None:
    page.show_phrases(4, STEP, complete=False)
    assert not page.section.caption.isEnabled()
    page.show_phrases(4, STEP)
    assert page.section.caption.isEnabled()


def test_titles_that_come_after_the_cards_are_offered(qtbot: QtBot) -> None:
    page = PhrasesPage()
    qtbot.addWidget(page)
    page.show_phrases(3, STEP)
    assert not page.section.caption.isEnabled()
    page.set_scenes(SCENES)
    assert list(listed(page.section)) == ["全部场景", "嫌贵", "要赠品"]


@pytest.mark.parametrize("percent", [100, 160])
def test_a_long_name_is_cut_and_makes_nothing_wider(page: PhrasesPage, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        page.set_scenes({**SCENES, "price.gift": "很长的一个场景名字" * 5})
        page.show_phrases(3, STEP[1:2], scene="price.gift")
        assert page.minimumSizeHint().width() <= 272
        section = page.section
        assert section.rect().contains(section.new.geometry())
        assert section.rect().contains(section.order.geometry())
    finally:
        theme().set_text_size(100)


def test_cards_that_suit_the_buyer_say_so(page: PhrasesPage) -> None:
    page.show_phrases(3, [phrase(0, buyer_types=("谨慎型",)), phrase(1)], suits="谨慎型")
    assert [card.chip for card in page.list.cards.cards] == ["谨慎型", ""]
    page.show_phrases(3, [phrase(0, buyer_types=("谨慎型",)), phrase(1)])
    assert [card.chip for card in page.list.cards.cards] == ["", ""]


def test_cards_that_were_moved_up_for_the_buyer_are_not_moved_by_hand(page: PhrasesPage) -> None:
    """The neighbours that one sees are not those of the stored order."""
    page.show_phrases(3, [phrase(0, buyer_types=("谨慎型",)), phrase(1)], suits="谨慎型")
    assert not page.list.sortable
    page.show_phrases(3, STEP, suits="谨慎型")
    assert page.list.sortable, "none suits: they stand as stored"
    page.show_phrases(3, STEP)
    assert page.list.sortable


def test_a_new_phrase_begins_in_the_scene_that_is_shown(page: PhrasesPage, qtbot: QtBot) -> None:
    asked: list[str] = []
    page.new_requested.connect(asked.append)
    page.show_phrases(3, [], scene="price.gift")
    qtbot.mouseClick(page.state.buttons[0], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.section.new, Qt.MouseButton.LeftButton)
    page.show_hits("x", [])
    qtbot.mouseClick(page.state.buttons[0], Qt.MouseButton.LeftButton)
    assert asked == ["price.gift", "price.gift", ""]
