"""The page of handovers: keys, menus, what it says when there is nothing, many cards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from phrasebook.desk import Agent, Handover, HandoverEvent
from tests.ui.test_handover_board import EARLY, LATE, ME, NOW, ZONE, handover
from ui import handover_acts
from ui.handover_board import Board, board
from ui.pages import handovers as page_module
from ui.pages.handovers import HandoversPage
from ui.theme import theme


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[HandoversPage]:
    made = HandoversPage(handover_acts.keys({}))
    qtbot.addWidget(made)
    made.resize(340, 700)
    made.show()
    yield made
    for menu in made.findChildren(QMenu):
        menu.close()


class Heard:
    def __init__(self, page: HandoversPage) -> None:
        self.got: list[tuple[str, str]] = []
        page.asked.connect(lambda name: self.got.append(("page", name)))
        page.act.connect(lambda name, one: self.got.append((name, one.id)))
        page.history_wanted.connect(lambda id: self.got.append(("history", id)))
        page.done_wanted.connect(lambda query: self.got.append(("done", query)))
        page.closed.connect(lambda: self.got.append(("closed", "")))


def show(page: HandoversPage, *made: Handover, **more) -> Board:
    shown = board(made, me=ME, current=EARLY, following=LATE, before="晚班", **more)
    page.show_board(shown, NOW, ZONE)
    return shown


def press(qtbot: QtBot, page: HandoversPage, *keys: Qt.Key | str) -> None:
    """Press keys where the focus of the page goes."""
    target = page.list if page.list.isVisible() else page
    for one in keys:
        qtbot.keyClick(target, one)


def test_the_head_says_from_which_shift_to_which_and_how_many_wait(page: HandoversPage) -> None:
    show(page, handover(1), handover(2))
    assert page.title.text == "晚班 → 早班"
    assert page.title.chip == "2 条待接"
    assert page.title.accessibleName() == "晚班 → 早班 2 条待接"
    assert page.note.text == "下一班 晚班 16:00"
    page.show_board(Board(), NOW, ZONE)
    assert (page.title.text, page.title.chip, page.note.text) == ("交接", "", "")


def test_nothing_teaches_how_to_begin(page: HandoversPage, qtbot: QtBot) -> None:
    heard = Heard(page)
    show(page)
    assert page.empty.isVisible()
    assert page.list.isHidden()
    assert "哪位买家、因为什么、请做什么" in page.empty.advice.text
    page.empty.buttons[0].click()
    press(qtbot, page, "n", "b")
    assert heard.got == [("page", "write"), ("page", "write"), ("page", "end")]


def test_letters_do_what_the_buttons_say(page: HandoversPage, qtbot: QtBot) -> None:
    heard = Heard(page)
    one = handover(1, reply="亲,马上退")
    show(page, one)
    press(qtbot, page, *"acqvsix")
    expected = ["accept", "copy", "ask", "paste", "add", "history"]
    assert heard.got == [(name, one.id) for name in expected]
    heard.got.clear()
    for button in page.bar.buttons.values():
        if button.text() != "更多":
            button.click()
    assert [name for name, _ in heard.got] == ["accept", "copy", "ask", "paste"]


def test_enter_does_what_comes_first(page: HandoversPage, qtbot: QtBot) -> None:
    heard = Heard(page)
    show(page, handover(1), handover(2, state="accepted", owner=ME))
    press(qtbot, page, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert [name for name, _ in heard.got] == ["accept", "work"]


def test_the_rest_stands_behind_more(page: HandoversPage, qtbot: QtBot) -> None:
    heard = Heard(page)
    one = handover(1)
    show(page, one)
    press(qtbot, page, "m")
    (menu,) = page.findChildren(QMenu)
    texts = [entry.text() for entry in menu.actions()]
    assert texts == ["接手\tA", "复制全文\tC", "追问\tQ", "补充\tS", "经过\tI"]
    menu.actions()[3].trigger()
    assert heard.got == [("add", one.id)]
    menu.close()
    page.list.menu_requested.emit(one.id, QPoint(1, 1))
    assert any(menu.isVisible() for menu in page.findChildren(QMenu))


def test_the_menu_of_the_page(page: HandoversPage) -> None:
    heard = Heard(page)
    show(page, handover(1))
    page.more.click()
    (menu,) = page.findChildren(QMenu)
    for entry in menu.actions():
        entry.trigger()
    names = [page_module.PRINT, page_module.EXPORT, page_module.IMPORT, page_module.SHIFTS]
    assert heard.got == [("page", name) for name in names]


def test_history_opens_in_the_card_and_closes_with_the_next(
    page: HandoversPage, qtbot: QtBot
) -> None:
    one, two = handover(1), handover(2)
    show(page, one, two)
    heard = Heard(page)
    press(qtbot, page, "i")
    assert heard.got == [("history", one.id)]
    low = page.list.card_rect(one.id).height()
    page.show_history(one.id, [HandoverEvent(1, one.id, "handed", NOW, Agent("03", "晚班"))])
    assert "晚班 03 · 交出" in page.list.row(one.id).text
    assert page.list.card_rect(one.id).height() > low
    press(qtbot, page, Qt.Key.Key_Down)
    assert page.list.row(one.id).text == ""
    assert page.list.selected_id() == two.id


def test_esc_leaves(page: HandoversPage, qtbot: QtBot) -> None:
    heard = Heard(page)
    show(page, handover(1))
    press(qtbot, page, Qt.Key.Key_Escape)
    show(page)
    press(qtbot, page, Qt.Key.Key_Escape)
    assert heard.got == [("closed", "")] * 2


def test_done_ones_are_asked_for_when_they_are_unfolded(page: HandoversPage, qtbot: QtBot) -> None:
    heard = Heard(page)
    show(page, handover(1), done=1)
    assert [row.id for row in page.list.rows][-1] == "section:done"
    page.list.part_pressed.emit("section:done", "done")
    assert heard.got == [("done", "")]
    assert page.search.isVisible()
    done = handover(9, state="done")
    page.show_done([done])
    assert page.list.rows[-1].id == done.id
    page.select(done.id)
    assert [act.name for act in page.bar.acts] == ["copy", "history", "more"]
    show(page, handover(1), done=1)
    assert page.list.selected_id() == done.id, "a refresh takes nothing away"
    page.show_done([])
    assert page.list.rows[-1].title == "已完成 · 没有找到"
    press(qtbot, page, "f")
    assert page.list.rows[-1].title == "已完成 · 1"
    assert not page.search.isVisible()


def test_the_selection_goes_on_when_a_card_leaves(page: HandoversPage) -> None:
    made = [handover(n) for n in range(1, 4)]
    show(page, *made)
    page.select(made[1].id)
    show(page, made[0], made[2])
    assert page.list.selected_id() == made[2].id
    assert page.bar.acts[0].name == "accept"


def test_many_are_made_as_they_are_scrolled_to(page: HandoversPage) -> None:
    many = [handover(n) for n in range(1, 2001)]
    show(page, *many, done=3)
    assert len(page.list.rows) == 301
    assert page.title.chip == "2000 条待接"
    for _ in range(20):
        page.list.verticalScrollBar().setValue(page.list.verticalScrollBar().maximum())
        page.list.viewport().repaint()
        if page.list.rows[-1].id == "section:done":
            break
    assert len(page.list.rows) == 2002, "all of them, and the done ones after them"


def test_a_shift_before_that_is_unknown_is_left_out(page: HandoversPage) -> None:
    page.show_board(board([handover(1)], me=ME, current=EARLY), NOW, ZONE)
    assert page.title.text == "早班"


@pytest.mark.parametrize("width", [272, 340])
@pytest.mark.parametrize("percent", [100, 160])
def test_nothing_is_wider_than_the_page(page: HandoversPage, width: int, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        page.resize(width, 700)
        show(page, handover(1, name="很长的买家名字" * 6, due=NOW + 60, reply="亲"))
        assert page.minimumSizeHint().width() <= 272
        for button in (*page.bar.buttons.values(), page.write, page.end):
            right = button.mapTo(page, QPoint(button.width(), 0)).x()
            assert right <= width
        assert not page.grab().isNull()
    finally:
        theme().set_text_size(100)
