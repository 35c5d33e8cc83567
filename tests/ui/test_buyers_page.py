"""The page 买家 from values: what a row says, keys, empty states, narrow and large text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.desk_values import (
    CARD,
    DAY,
    DEER,
    EMPTY_CARD,
    HANDOVERS,
    NOTES,
    NOW,
    SUMMARIES,
    ZONE,
)
from ui import note_acts
from ui.buyer_rows import Card, buyer_row, card_rows, counts, note_row
from ui.item_list import Row
from ui.pages.buyers import BuyersPage
from ui.theme import theme


@pytest.fixture
def page(qtbot: QtBot) -> BuyersPage:
    made = BuyersPage()
    qtbot.addWidget(made)
    made.resize(338, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


# ---------------------------------------------------------------------- rows
def test_a_buyer_says_who_it_is_and_what_is_owed() -> None:
    row = buyer_row(SUMMARIES[0])
    assert (row.title, row.corner) == ("小鹿的窝", "3 条备注 · 3 件未办")
    assert [chip.text for chip in row.chips] == ["千牛", "谨慎型"]
    assert row.dots == ("accent", "warn")
    assert row.bar == "accent"
    quiet = buyer_row(SUMMARIES[1])
    assert (quiet.corner, quiet.dots, quiet.bar) == ("1 条备注", (), "")
    assert counts(replace(SUMMARIES[1], notes=0)) == ""


def test_a_note_is_a_dated_line_with_what_hangs_on_it() -> None:
    row = note_row(NOTES[0], NOW, ZONE)
    assert row.title == "11-25 08:32 · 07"
    assert [chip.text for chip in row.chips] == ["答应的事"]
    assert [(chip.text, chip.action) for chip in row.foot] == [
        ("今天 17:32 前", ""),
        ("订单 231125918273645546", "order"),
        ("有完整内容,看一下", "full"),
    ]
    assert row.pictures == ("p1", "p2")
    edited = note_row(NOTES[1], NOW, ZONE)
    assert (edited.corner, edited.fields) == ("改过", (("原因", "尺码"),))
    done = note_row(NOTES[2], NOW, ZONE)
    assert done.dim
    assert [chip.text for chip in done.chips] == ["已办"]
    assert done.foot == (), "what is done is due no more"


def test_a_time_that_is_past_is_said_so_and_a_note_of_last_year_has_its_year() -> None:
    late = note_row(replace(NOTES[0], due=NOW - 1, at=NOW - 365 * DAY), NOW, ZONE)
    assert late.foot[0].text == "今天 09:31 已过"
    assert late.foot[0].tone == "bad"
    assert late.title.startswith("2025-11-25")


def test_a_note_is_told_on_the_clock_on_which_it_was_written() -> None:
    away = note_row(replace(NOTES[0], zone="UTC"), NOW, ZONE)
    assert away.title == "11-25 00:32 · 07"


def test_open_notes_stand_once_and_only_among_what_is_owed() -> None:
    ids = [row.id for row in card_rows(CARD, NOW, ZONE)]
    assert ids == ["#open", "handover:h1", "reminder:r1", "n1", "#notes", "n2", "n3"]
    assert card_rows(EMPTY_CARD, NOW, ZONE) == []


# ---------------------------------------------------------------------- the list
def test_empty_states_teach(page: BuyersPage, qtbot: QtBot) -> None:
    wanted: list[str] = []
    page.note_wanted.connect(wanted.append)
    assert page.empty.title.text == "还没有买家"
    assert "Ctrl+Alt+N" in page.empty.advice.text
    page.empty.buttons[0].click()
    assert wanted == [""]
    page.search.setText("xyz")
    page.show_buyers([], "xyz")
    assert "没有找到“xyz”" in page.empty.title.text
    page.empty.buttons[0].click()
    assert page.query == ""
    page.show_fault("读不出来。", "再试。")
    asked: list[str] = []
    page.search_changed.connect(asked.append)
    page.empty.buttons[0].click()
    assert asked == [""]


def test_letters_in_the_list_act_and_typing_in_the_search_does_not(
    page: BuyersPage, qtbot: QtBot
) -> None:
    page.show_buyers(SUMMARIES, "")
    wanted: list[str] = []
    page.note_wanted.connect(wanted.append)
    opened: list[str] = []
    page.buyer_wanted.connect(opened.append)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_N)
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert (wanted, opened) == (["b2"], ["b2"])
    qtbot.keyClicks(page.search, "n")
    assert wanted == ["b2"]
    assert page.query == "n"


def test_the_letter_that_an_empty_list_names_acts_there(page: BuyersPage, qtbot: QtBot) -> None:
    wanted: list[str] = []
    page.note_wanted.connect(wanted.append)
    page.take_focus()
    qtbot.keyClick(page.focusWidget() or page, Qt.Key.Key_N)
    assert (wanted, page.query) == ([""], "")
    qtbot.keyClick(page.write, Qt.Key.Key_N)
    assert wanted == ["", ""], "nor is it dead on the button"
    qtbot.keyClick(page, Qt.Key.Key_Slash)
    assert page.search.hasFocus()
    qtbot.keyClicks(page.search, "n")
    assert (wanted, page.query) == (["", ""], "n")


def test_an_edited_key_takes_the_place_of_the_usual_one(page: BuyersPage, qtbot: QtBot) -> None:
    page.show_buyers(SUMMARIES, "")
    page.set_edited_keys({"desk.new": "F", "desk.done": ""})
    wanted: list[str] = []
    page.note_wanted.connect(wanted.append)
    qtbot.keyClick(page.list, Qt.Key.Key_N)
    qtbot.keyClick(page.list, Qt.Key.Key_F)
    assert wanted == ["b1"]
    keys = note_acts.keys({"desk.new": "F", "desk.done": ""})
    assert keys[note_acts.FLAG] == "", "F is taken"
    assert keys[note_acts.DONE] == ""


def test_a_refresh_stays_where_one_is_and_a_search_goes_to_the_first(page: BuyersPage) -> None:
    page.show_buyers(SUMMARIES, "")
    page.list.select("b3")
    page.show_buyers(list(reversed(SUMMARIES)), "")
    assert page.list.selected_id() == "b3"
    page.show_buyers(SUMMARIES, "x")
    assert page.list.selected_id() == "b1"


# ---------------------------------------------------------------------- one buyer
def test_keys_of_a_note_and_back(page: BuyersPage, qtbot: QtBot) -> None:
    page.show_buyers(SUMMARIES, "")
    page.show_card(CARD, NOW, ZONE, open=True)
    page.view.select("n1")
    asked: list[tuple[str, str]] = []
    page.view.act.connect(lambda name, id: asked.append((name, id)))
    others: list[str] = []
    page.view.other_wanted.connect(others.append)
    cards = page.view.list
    for key in "NEDHRFP":
        qtbot.keyClick(cards, key)
    qtbot.keyClick(cards, Qt.Key.Key_Delete)
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert [name for name, _ in asked] == [
        "new", "edit", "done", "hand", "remind", "flag", "picture", "delete", "edit",
    ]  # fmt: skip
    assert {id for name, id in asked if name != "new"} == {"n1"}
    page.view.select("handover:h1")
    for key in "EDHR":
        qtbot.keyClick(cards, key)
    assert len(asked) == 9, "a handover is no note"
    qtbot.keyClick(cards, Qt.Key.Key_Return)
    assert others == ["handover:h1"]
    qtbot.keyClick(cards, Qt.Key.Key_Backspace)
    assert page.buyer == ""


def test_n_works_where_there_is_no_note_yet(page: BuyersPage, qtbot: QtBot) -> None:
    page.show_card(EMPTY_CARD, NOW, ZONE, open=True)
    assert page.view.empty.isVisible()
    asked: list[str] = []
    page.view.act.connect(lambda name, _id: asked.append(name))
    qtbot.keyClick(page.view, Qt.Key.Key_N)
    page.view.empty.buttons[0].click()
    assert asked == ["new", "new"]
    qtbot.keyClick(page.view, Qt.Key.Key_Escape)
    assert page.buyer == ""


def test_a_card_that_comes_late_does_not_open_itself(page: BuyersPage) -> None:
    page.show_card(CARD, NOW, ZONE)
    assert page.buyer == ""
    page.show_card(CARD, NOW, ZONE, open=True)
    other = Card(replace(SUMMARIES[1]))
    page.show_card(other, NOW, ZONE)
    assert page.buyer == DEER.id


def test_buttons_and_menu_do_what_the_keys_do(page: BuyersPage) -> None:
    page.show_card(CARD, NOW, ZONE, open=True)
    page.view.select("n1")
    asked: list[tuple[str, str]] = []
    page.view.act.connect(lambda name, id: asked.append((name, id)))
    page.view.bar.buttons["done"].click()
    menu = page.view.open_note_menu("n1", QPoint(0, 0))
    assert menu is not None
    found = {entry.objectName(): entry for entry in menu.actions()}
    assert list(found) == ["edit", "done", "hand", "remind", "flag", "picture", "delete"]
    assert found["done"].text() == "办完\tD"
    found["delete"].trigger()
    menu.close()
    assert asked == [("done", "n1"), ("delete", "n1")]
    plain = page.view.open_note_menu("n2", QPoint(0, 0))
    assert plain is not None
    assert "done" not in {entry.objectName() for entry in plain.actions()}
    plain.close()
    whole = page.view.open_menu()
    assert [entry.objectName() for entry in whole.actions()] == [
        "rename", "merge", "export", "erase",
    ]  # fmt: skip
    whole.close()


def test_a_picture_is_asked_for_once_when_it_is_seen(page: BuyersPage, qtbot: QtBot) -> None:
    wanted: list[str] = []
    page.picture_wanted.connect(wanted.append)
    page.show_card(CARD, NOW, ZONE, open=True)
    page.view.grab()
    qtbot.waitUntil(lambda: len(wanted) == 2)
    page.set_picture("p1", None)
    page.view.grab()
    assert sorted(wanted) == ["p1", "p2"]


@pytest.mark.parametrize("percent", [100, 160])
@pytest.mark.parametrize("width", [272, 338])
def test_the_time_of_a_note_and_what_is_due_are_never_cut(
    page: BuyersPage, percent: int, width: int
) -> None:
    theme().set_text_size(percent)
    try:
        page.resize(width, 640)
        page.show_card(CARD, NOW, ZONE, open=True)
        look = page.view.list.look
        row: Row | None = page.view.list.row("n1")
        assert row is not None
        rect = page.view.list.visualRect(page.view.list.model().index(3, 0)).toRectF()
        inner = look.inner(rect)
        line = look._line_up(row, inner)
        from ui.delegates.paint import metrics

        assert line.title >= min(metrics("title").horizontalAdvance(row.title), inner.width()) - 1
        shape = look.shape(row, expanded=True)
        assert len(shape.foot) == 3
        assert all(place.right() <= inner.width() + 1 for _, place in shape.foot)
        for part in (page.view.write, page.view.more, page.view.back_button):
            assert page.view._head.rect().contains(part.geometry())
    finally:
        theme().set_text_size(100)


def test_what_opens_the_desk_stands_there_instead(page: BuyersPage, qtbot: QtBot) -> None:
    from ui.desk_setup import DeskSetup

    setup = DeskSetup()
    page.show_set_up(setup)
    setup.show_new(keyring=True)
    assert setup.isVisible()
    assert not page.search.isVisible()
    page.show_card(CARD, NOW, ZONE, open=True)
    assert setup.isVisible(), "nothing is shown over it"
    page.show_set_up(None)
    assert not setup.isVisible()
    assert page.search.isVisible()


def test_every_control_has_a_name_for_screen_readers(page: BuyersPage) -> None:
    page.show_card(CARD, NOW, ZONE, open=True)
    parts = (
        page.search, page.write, page.list, page.view.list, page.view.back_button,
        page.view.more, page.view.type_button, page.view.name, page.view.bar,
        *page.view.bar.buttons.values(),
    )  # fmt: skip
    assert [part for part in parts if not part.accessibleName()] == []
    assert HANDOVERS[0].id in page.view.list.rows[1].id


def test_a_name_has_room_in_a_narrow_sidebar_with_large_text(
    page: BuyersPage, qtbot: QtBot
) -> None:
    page.show_card(CARD, NOW, ZONE, open=True)
    qtbot.waitUntil(lambda: page.view.name.width() > 0)
    beside = page.view.write.y()
    assert abs(page.view.name.geometry().center().y() - page.view.write.geometry().center().y()) < 4
    theme().set_text_size(160)
    try:
        page.resize(243, 640)
        qtbot.waitUntil(lambda: page.view.write.y() > beside + page.view.name.height() / 2)
        assert page.view.name.width() >= theme().px(80)
        assert page.view.write.geometry().right() <= page.view.width()
    finally:
        theme().set_text_size(100)
    page.resize(338, 640)
    qtbot.waitUntil(lambda: page.view.write.y() == beside)
