"""The page of phrases: what it shows in each state, and which signal each act sends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from assistant.actions import ActionId
from phrasebook.model import Hit
from tests.ui.cards import phrase, phrases
from ui.pages.phrases import PhrasesPage

KEYS = [f"Ctrl+Alt+{number}" for number in range(1, 10)]


@pytest.fixture
def page(qtbot: QtBot) -> PhrasesPage:
    made = PhrasesPage({"price.cheaper": "嫌贵"})
    qtbot.addWidget(made)
    made.resize(340, 600)
    made.show_keys(KEYS, {})
    made.show_phrases(3, phrases(12))
    made.show()
    return made


def _listen(page: PhrasesPage) -> list[tuple[object, ...]]:
    got: list[tuple[object, ...]] = []
    for name in (
        "paste_requested", "variant_requested", "copy_requested", "edit_requested",
        "hotkey_requested", "new_requested", "delete_requested", "pin_requested", "moved",
        "order_changed", "search_closed", "retry_requested",
    ):  # fmt: skip

        def note(*args: object, name: str = name) -> None:
            got.append((name, *args))

        source = page if hasattr(page, name) else page.card_actions
        getattr(source, name).connect(note)
    return got


def test_step_shows_its_name_count_and_keys(page: PhrasesPage) -> None:
    assert page.section.caption.text() == "议价 · 12 条"
    assert page.list.cards.key(0).text == "Ctrl+Alt+1"
    assert page.list.cards.key(9).text == ""
    assert page.phrase_at(2) == phrase(1)
    assert page.phrase_at(10) is None
    assert page.phrase_at(0) is None


def test_hits_show_scene_marks_and_alt_keys_and_select_the_first(page: PhrasesPage) -> None:
    page.show_hits("物流", [Hit(phrase(n), ((0, 1),)) for n in range(3)])
    assert page.section.caption.text() == "“物流” · 3 条"
    assert page.list.cards.cards[0].chip == "嫌贵"
    assert page.list.cards.key(0).text == "Alt+1"
    assert page.list.current_phrase() == phrase(0)
    assert page.list.painter_of_cards.numbered
    assert page.section.order.isHidden()
    page.show_phrases(3, phrases(2))
    assert page.list.cards.key(0).text == "Ctrl+Alt+1"
    assert not page.list.painter_of_cards.numbered
    assert not page.section.order.isHidden()


def test_nothing_found_says_what_to_try_and_offers_a_new_phrase(
    page: PhrasesPage, qtbot: QtBot
) -> None:
    got = _listen(page)
    page.show_hits("zzqq", [])
    assert page.state.isVisible()
    assert not page.list.isVisible()
    assert page.state.title.text == "没有找到“zzqq”"
    assert "拼音首字母" in page.state.advice.text
    new, back = page.state.buttons
    qtbot.mouseClick(new, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(back, Qt.MouseButton.LeftButton)
    assert got == [("new_requested", ""), ("search_closed",)]


def test_empty_step_teaches(page: PhrasesPage, qtbot: QtBot) -> None:
    got = _listen(page)
    page.show_phrases(0, [])
    assert "售后" in page.state.title.text
    qtbot.mouseClick(page.state.buttons[0], Qt.MouseButton.LeftButton)
    assert got == [("new_requested", "")]
    page.show_phrases(0, phrases(1))
    assert page.list.isVisible()
    assert not page.state.isVisible()


def test_error_says_what_to_do_and_can_be_tried_again(page: PhrasesPage, qtbot: QtBot) -> None:
    got = _listen(page)
    page.show_message("话术库打不开", "您的话术没有丢。")
    assert page.state.advice.text == "您的话术没有丢。"
    assert not page.section.isVisible()
    qtbot.mouseClick(page.state.buttons[0], Qt.MouseButton.LeftButton)
    assert got == [("retry_requested",)]
    page.show_message("数据来自更新的版本", retry=False)
    assert page.state.buttons == []


def test_same_step_keeps_the_selection_and_the_place(page: PhrasesPage) -> None:
    page.list.select_row(9)
    offset = page.list.verticalScrollBar().value()
    assert offset > 0
    page.show_phrases(3, phrases(12)[::-1])
    assert page.list.current_phrase() == phrase(9)
    assert page.list.verticalScrollBar().value() == offset
    page.show_phrases(4, phrases(12))
    assert page.list.verticalScrollBar().value() == 0


def _entries(menu: QMenu) -> dict[str, QAction]:
    return {entry.objectName(): entry for entry in menu.actions() if entry.objectName()}


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (ActionId.CARD_PASTE, ("paste_requested", phrase(1))),
        (ActionId.CARD_COPY, ("copy_requested", phrase(1))),
        (ActionId.CARD_EDIT, ("edit_requested", phrase(1))),
        (ActionId.CARD_PIN, ("pin_requested", phrase(1).id, True)),
        (ActionId.CARD_HOTKEY, ("hotkey_requested", phrase(1).id)),
        (ActionId.CARD_DELETE, ("delete_requested", [phrase(1).id])),
        (ActionId.CARD_UP, ("moved", phrase(1).id, phrase(0).id)),
        (ActionId.CARD_DOWN, ("moved", phrase(1).id, phrase(3).id)),
    ],
)
def test_each_entry_of_the_menu_asks_for_its_action(
    page: PhrasesPage, action: ActionId, expected: tuple[object, ...]
) -> None:
    got = _listen(page)
    menu = page.card_actions.open_menu(phrase(1), QPoint(10, 10))
    _entries(menu)[str(action)].trigger()
    menu.close()
    assert got == [expected]


def test_menu_shows_edited_keys_and_the_pinned_state(page: PhrasesPage) -> None:
    page.set_edited_keys({"card.edit": "F2", "card.copy": ""})
    entries = _entries(page.card_actions.open_menu(phrase(1, pinned=True), QPoint(10, 10)))
    assert entries["card.edit"].text() == "编辑\tF2"
    assert entries["card.copy"].text() == "复制"
    assert entries["card.pin"].text().startswith("取消置顶")


def test_variants_can_be_pasted_from_the_menu(page: PhrasesPage) -> None:
    got = _listen(page)
    wordings = ("亲,好的&马上", "第二种说法" * 9)
    menu = page.card_actions.open_menu(phrase(1, variants=wordings), QPoint(10, 10))
    submenu = next(entry.menu() for entry in menu.actions() if entry.menu() is not None)
    first, second = submenu.actions()
    assert first.text() == "亲,好的&&马上"
    assert second.text().endswith("…")
    second.trigger()
    assert got == [("variant_requested", phrase(1, variants=wordings), wordings[1])]


def _top(page: PhrasesPage) -> None:
    page.card_actions.run("card.up", phrase(0))


def _bottom(page: PhrasesPage) -> None:
    page.card_actions.run("card.down", phrase(11))


def _searching(page: PhrasesPage) -> None:
    page.show_hits("x", [Hit(phrase(n)) for n in range(3)])
    page.card_actions.run("card.up", phrase(1))


def _by_use(page: PhrasesPage) -> None:
    page.set_order("often")
    page.card_actions.run("card.up", phrase(1))


def _past_pinned(page: PhrasesPage) -> None:
    page.show_phrases(3, [phrase(0, pinned=True), phrase(1)])
    page.card_actions.run("card.up", phrase(1))


@pytest.mark.parametrize("act", [_top, _bottom, _searching, _by_use, _past_pinned])
def test_no_move_where_it_makes_no_sense(
    page: PhrasesPage, act: Callable[[PhrasesPage], None]
) -> None:
    got = _listen(page)
    act(page)
    assert got == []


def test_moving_to_the_end_names_no_follower(page: PhrasesPage) -> None:
    got = _listen(page)
    page.card_actions.run("card.down", phrase(10))
    assert got == [("moved", phrase(10).id, None)]


def test_order_menu_tells_a_change_once(page: PhrasesPage) -> None:
    got = _listen(page)
    menu = page.section.open_menu()
    names = {entry.text(): entry for entry in menu.actions()}
    assert list(names) == ["默认", "常用", "最近"]
    assert names["默认"].isChecked()
    names["默认"].trigger()
    assert got == []
    names["常用"].trigger()
    assert got == [("order_changed", "often")]
    assert page.section.order.text() == "常用"
    assert not page.list.sortable


def test_new_phrase_starts_in_the_scene_of_the_selection(page: PhrasesPage, qtbot: QtBot) -> None:
    got = _listen(page)
    qtbot.mouseClick(page.section.new, Qt.MouseButton.LeftButton)
    assert got == [("new_requested", "price.cheaper")]


def test_hover_popup_shows_all_and_pastes_a_wording(page: PhrasesPage, qtbot: QtBot) -> None:
    got = _listen(page)
    full = phrase(1, variants=("另一种",), when="买家犹豫时", code="cyd")
    page.list.hovered.emit(full, QRect(50, 50, 300, 60))
    detail = page.card_actions.detail
    assert detail is not None
    assert detail.isVisible()
    assert detail.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert detail.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    spoken = [child.accessibleName() for child in detail.findChildren(object)
              if hasattr(child, "accessibleName")]  # fmt: skip
    assert any("买家犹豫时" in name for name in spoken)
    assert any("cyd" in name for name in spoken)
    from ui.detail import VariantButton

    qtbot.mouseClick(detail.findChild(VariantButton), Qt.MouseButton.LeftButton)
    assert got == [("variant_requested", full, "另一种")]
    assert not detail.isVisible()


def test_pasting_takes_the_popup_away(page: PhrasesPage) -> None:
    page.list.hovered.emit(phrase(1), QRect(50, 50, 300, 60))
    page.list.pasted.emit(phrase(1))
    assert page.card_actions.detail is not None
    assert not page.card_actions.detail.isVisible()
