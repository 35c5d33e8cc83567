"""The page 异议: tabs, cards of advice, guides, and what it asks for."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from phrasebook.guides import Guides
from phrasebook.tips import Tips
from tests.ui.cards import phrase, phrases
from tests.ui.learn_world import CAREFUL, EXPENSIVE, GUIDES, LATER, LISTEN, QUICK, TIPS
from ui.chips import Chip
from ui.pages.tips import TABS, TipsPage
from ui.painted import TextButton
from ui.theme import theme
from ui.tip_card import MarkedLine
from ui.wrapped import Wrapped

W = TypeVar("W", bound=QWidget)
KEYS = [f"Ctrl+Alt+{number}" for number in range(1, 10)]


class Page:
    """The page, what it said, and a hand that presses what is to be seen."""

    def __init__(self, qtbot: QtBot, tips: Tips = TIPS, guides: Guides = GUIDES) -> None:
        self.qtbot = qtbot
        self.page = TipsPage(tips, guides)
        qtbot.addWidget(self.page)
        self.page.resize(340, 640)
        self.page.show_keys(KEYS, {"Ctrl+Alt+2": "已被占用"})
        self.got: list[tuple[object, ...]] = []
        for name in (
            "phrases_wanted", "type_chosen", "page_wanted", "fabe_wanted", "remind_wanted",
        ):  # fmt: skip

            def note(*args: object, name: str = name) -> None:
                self.got.append((name, *args))

            getattr(self.page, name).connect(note)
        self.page.show_tab("objection")
        self.page.show()

    def seen(self, kind: type[W]) -> list[W]:
        """Widgets of a kind that are to be seen; layouts show what is new by an event."""
        QApplication.processEvents()
        return [one for one in self.page.findChildren(kind) if one.isVisible()]

    def words(self) -> list[str]:
        """Texts of the cards."""
        return [w.text for w in self.seen(Wrapped) if w.text]

    def buttons(self) -> list[str]:
        """Words of the buttons on cards and in the guide."""
        return [button.text() for button in self.seen(TextButton)]

    def chips(self) -> list[str]:
        return [chip.text() for chip in self.seen(Chip)]

    def chosen(self) -> list[str]:
        return [chip.text() for chip in self.seen(Chip) if chip.isChecked()]

    def press(self, word: str) -> None:
        button = next(b for b in self.seen(QAbstractButton) if b.text() == word)
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def asked(self) -> list[tuple[object, ...]]:
        """What was asked for since the last look; wishes for no phrases left out."""
        got = [one for one in self.got if one != ("phrases_wanted", (), ())]
        self.got.clear()
        return got


@pytest.fixture
def page(qtbot: QtBot) -> Page:
    return Page(qtbot)


def test_it_begins_with_the_first_objection(page: Page) -> None:
    assert page.chips() == ["太贵", "再看看"]
    assert page.chosen() == ["太贵"]
    assert page.words() == [
        EXPENSIVE.lead, EXPENSIVE.behind, "先认同再讲好处", "急着降价", "说买家不懂",
    ]  # fmt: skip
    assert page.asked() == [("phrases_wanted", ("price.cheaper",), ("uid-1",))]


def test_do_and_dont_are_told_apart_by_more_than_colour(page: Page) -> None:
    lines = [line.accessibleName() for line in page.page.card.findChildren(MarkedLine)]
    assert lines == ["要做 先认同再讲好处", "避免 急着降价", "避免 说买家不懂"]


def test_a_chip_shows_its_card_and_asks_for_its_phrases(page: Page) -> None:
    page.asked()
    page.press("再看看")
    assert page.words() == [LATER.lead, LATER.behind]
    assert page.asked() == [("phrases_wanted", ("a", "b"), ())]


def test_every_tab_shows_what_belongs_there_and_comes_back_to_it(page: Page) -> None:
    seen = {}
    for _, name in TABS[:-1]:
        page.press(name)
        seen[name] = page.chips()
    assert seen == {
        "异议": ["太贵", "再看看"],
        "毛病": ["不会讲好处"],
        "类型": ["谨慎", "爽快"],
        "投诉": ["发火", "听"],
        "售后": [],
    }
    page.press("投诉")
    page.press("听")
    assert page.chosen() == ["听"], "one choice over both rows"
    assert page.words() == [LISTEN.lead, LISTEN.behind]
    page.press("异议")
    page.press("投诉")
    assert page.chosen() == ["听"]


def test_phrases_stand_under_the_card_with_their_keys(page: Page) -> None:
    assert not page.page.stack.isVisible()
    page.page.show_phrases(phrases(3))
    assert page.page.listed.text == "可直接粘贴"
    stack = page.page.stack
    assert stack.isVisible()
    assert [stack.cards.key(row).text for row in range(3)] == KEYS[:3]
    assert stack.cards.key(1).refused == "已被占用"
    assert page.page.phrase_at(2) == phrase(1)
    assert page.page.phrase_at(4) is None
    page.page.show_phrases([])
    assert page.page.listed.text == ""
    assert not stack.isVisible()


def test_the_stack_is_as_high_as_its_cards(page: Page) -> None:
    page.page.show_phrases(phrases(6))
    stack = page.page.stack
    last = stack.visualRect(stack.cards.index(5))
    assert last.bottom() <= stack.height()
    assert stack.verticalScrollBar().maximum() == 0
    theme().set_text_size(130)
    try:
        page.qtbot.waitUntil(
            lambda: stack.visualRect(stack.cards.index(5)).bottom() > last.bottom()
        )
        assert stack.visualRect(stack.cards.index(5)).bottom() <= stack.height()
    finally:
        theme().set_text_size(100)


def test_a_click_on_a_card_asks_for_its_paste(page: Page) -> None:
    pasted: list[object] = []
    page.page.card_actions.paste_requested.connect(pasted.append)
    page.page.show_phrases(phrases(3))
    place = page.page.stack.card_rect(1).center().toPoint()
    page.qtbot.mouseClick(
        page.page.stack.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert pasted == [phrase(1)]


def test_the_wheel_over_the_cards_moves_the_page(page: Page) -> None:
    page.page.show_phrases(phrases(9))
    bar = page.page.sheet.verticalScrollBar()
    page.qtbot.waitUntil(lambda: bar.maximum() > 0)
    point = page.page.stack.mapTo(page.page, QPoint(20, 20))
    QTest.wheelEvent(page.page.windowHandle(), QPointF(point), QPoint(0, -120))
    assert bar.value() > 0


def test_a_type_is_marked_and_taken_back_where_there_is_a_buyer(page: Page) -> None:
    page.press("类型")
    assert page.buttons() == ["看手册"], "without a buyer there is nobody to mark"
    page.page.set_buyer("小鹿", "")
    page.asked()
    page.press("标为当前买家")
    assert page.asked() == [("type_chosen", "谨慎型")]
    page.page.set_buyer("小鹿", "谨慎型")
    page.press("取消标记")
    assert page.asked() == [("type_chosen", "")]


def test_the_current_buyers_type_stands_under_other_cards(page: Page) -> None:
    page.page.set_buyer("小鹿", "谨慎型")
    assert page.page.current_title.text == "当前买家 · 谨慎型"
    assert CAREFUL.lead in page.words()
    page.asked()
    page.qtbot.mouseClick(
        page.page.current.findChild(TextButton, "tip.current"), Qt.MouseButton.LeftButton
    )
    assert page.asked() == [("page_wanted", "types")]
    page.press("类型")
    assert page.words().count(CAREFUL.lead) == 1, "not twice on its own card"
    page.press("爽快")
    assert CAREFUL.lead in page.words()
    page.page.set_buyer("", "谨慎型")
    assert CAREFUL.lead not in page.words()
    assert QUICK.lead in page.words()


def test_cards_lead_to_the_manual_and_to_the_fabe_helper(page: Page) -> None:
    page.asked()
    page.press("看手册")
    page.press("毛病")
    page.press("套 FABE 写一句")
    assert [one for one in page.asked() if one[0] != "phrases_wanted"] == [
        ("page_wanted", "four-objections"),
        ("fabe_wanted",),
    ]


def test_show_tip_opens_its_tab_and_an_unknown_one_changes_nothing(page: Page) -> None:
    page.page.show_tip("six-listen")
    assert page.page.tabs.value == "complaint"
    assert page.chosen() == ["听"]
    page.page.show_tip("no-such")
    page.page.choose("no-such")
    assert page.page.tip == LISTEN


def test_a_long_tip_is_short_until_all_of_it_is_asked_for(qtbot: QtBot) -> None:
    long = replace(EXPENSIVE, do=tuple(f"做{n}" for n in range(5)), dont=("a", "b", "c"))
    page = Page(qtbot, Tips((long, LATER)))
    assert page.words()[2:] == ["做0", "做1", "做2", "a", "b"]
    page.press("还有 3 条")
    assert page.words()[2:] == [*long.do, *long.dont]
    assert page.buttons() == ["看手册"]
    page.page.set_buyer("小鹿", "")
    assert page.words()[2:] == [*long.do, *long.dont], "it stays open for the next buyer"
    page.press("再看看")
    page.press("太贵")
    assert page.buttons() == ["看手册", "还有 3 条"]


# ---------------------------------------------------------------------- guides
def test_guides_are_listed_and_none_is_begun(page: Page) -> None:
    page.page.show_phrases(phrases(2))
    page.press("向导")
    assert page.chips() == ["没付款怎么跟", "付了款要改"]
    assert page.chosen() == []
    assert page.words() == []
    assert page.page.phrase_at(1) is None, "the cards of the tip are gone with it"


def test_a_guide_is_walked_from_question_to_leaf_and_on(page: Page) -> None:
    page.press("向导")
    page.press("没付款怎么跟")
    assert page.words() == ["是谁?", "看订单备注"]
    page.press("新客")
    assert page.words() == ["为什么没付?"]
    page.asked()
    page.press("忘了")
    assert page.words() == ["轻轻提醒", "说清库存。", "先问候", "再提醒"]
    assert page.page.guide.way.text == "没付款怎么跟 › 新客 › 忘了"
    assert page.asked() == [("phrases_wanted", ("follow.pay",), ("uid-2",))]
    assert page.buttons() == ["然后呢", "记个提醒", "看手册"]
    page.press("然后呢")
    assert page.words() == ["谢谢老客", "提一句就好。"]
    assert page.asked() == [("phrases_wanted", ("bye.thanks",), ())]
    assert page.buttons() == ["看手册"]


def test_back_goes_one_question_back_and_from_the_first_one_out(page: Page) -> None:
    page.page.show_guide("unpaid")
    page.press("新客")
    page.press("忘了")
    page.page.show_phrases(phrases(2))
    back = page.page.guide.back
    page.qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert page.words() == ["为什么没付?"]
    assert page.page.phrase_at(1) is None, "a question has no phrases"
    page.qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert page.words() == ["是谁?", "看订单备注"]
    assert page.chosen() == ["没付款怎么跟"]
    page.qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert (page.words(), page.chosen()) == ([], [])
    assert not page.page.guide.isVisible()


def test_a_guide_begins_anew_where_there_is_a_way_to_go_back(page: Page) -> None:
    page.page.show_guide("unpaid")
    assert not page.page.guide.again.isVisible()
    page.press("新客")
    page.qtbot.mouseClick(page.page.guide.again, Qt.MouseButton.LeftButton)
    assert page.words() == ["是谁?", "看订单备注"]
    assert page.page.guide.way.text == "没付款怎么跟"


def test_a_look_at_another_tab_keeps_the_place_in_the_guide(page: Page) -> None:
    page.page.show_guide("unpaid")
    page.press("新客")
    page.press("忘了")
    page.press("异议")
    assert EXPENSIVE.lead in page.words()
    page.asked()
    page.press("向导")
    assert page.words()[0] == "轻轻提醒"
    assert page.chosen() == ["没付款怎么跟"]
    assert page.asked() == [("phrases_wanted", ("follow.pay",), ("uid-2",))]


def test_a_leaf_offers_a_reminder_and_the_page_of_its_guide(page: Page) -> None:
    page.page.show_guide("unpaid")
    page.press("新客")
    page.press("忘了")
    page.asked()
    page.press("记个提醒")
    page.press("看手册")
    assert page.asked() == [("remind_wanted", "两小时后看看付了没有"), ("page_wanted", "chase")]
    page.page.show_guide("paid")
    assert page.buttons() == [], "this guide has no page and its leaf no reminder"


def test_an_unknown_guide_shows_the_list(page: Page) -> None:
    page.page.show_guide("no-such")
    assert page.page.tabs.value == "guide"
    assert page.words() == []
    assert page.chips() == ["没付款怎么跟", "付了款要改"]


def test_the_type_of_a_buyer_that_comes_during_a_guide_stands_on_the_next_card(page: Page) -> None:
    page.page.show_guide("unpaid")
    page.page.set_buyer("小鹿", "谨慎型")
    assert CAREFUL.lead not in page.words()
    page.press("异议")
    assert CAREFUL.lead in page.words()


# ---------------------------------------------------------------------- what can go wrong
@pytest.mark.parametrize("tab", [name for _, name in TABS])
def test_missing_content_is_said(qtbot: QtBot, tab: str) -> None:
    page = Page(qtbot, Tips(()), Guides(()))
    page.press(tab)
    assert page.page.empty.isVisible()
    assert "读不出来" in page.page.empty.title.text
    assert "重新安装" in page.page.empty.advice.text
    assert not page.page.sheet.isVisible()


def test_an_empty_tab_leaves_no_card_of_the_tab_before_behind_its_keys(page: Page) -> None:
    page.page.show_phrases(phrases(3))
    page.press("售后")
    assert page.page.empty.isVisible()
    assert page.page.phrase_at(1) is None
    page.press("异议")
    assert not page.page.empty.isVisible()
    assert EXPENSIVE.lead in page.words()


@pytest.mark.parametrize("percent", [100, 160])
def test_nothing_is_wider_than_the_sidebar(page: Page, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        page.page.resize(272, 640)
        for tab, _ in TABS:
            page.page.show_tab(tab)
            column = page.page.sheet.widget()
            assert column is not None
            assert column.minimumSizeHint().width() <= 272, tab
        page.page.show_guide("unpaid")
        page.press("新客")
        page.press("忘了")
        assert page.page.sheet.widget().minimumSizeHint().width() <= 272
    finally:
        theme().set_text_size(100)
