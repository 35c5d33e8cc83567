"""The buyer in front: in the head, typed where none tells it, its type kept in the desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from phrasebook.desk import ReminderDraft
from tests.ui.desk_values import HOUR, NOW, ZONE
from tests.ui.notes_world import NotesWorld, notes_world
from ui.window import BUYERS


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[NotesWorld]:
    with notes_world(qtbot, tmp_path) as made:
        yield made


# ---------------------------------------------------------------------- the buyer in front
def test_the_head_says_what_is_known_and_opens_it(world: NotesWorld) -> None:
    line = world.sidebar.head.buyer
    world.chat_with("小鹿")
    assert line.desk_button.text() == "+ 备注"
    line.desk_button.click()
    assert world.popup.isVisible(), "the first note is written"
    world.popup.dismiss()
    buyer, note = world.add("小鹿", flag="payment", open=True)
    world.desk.reminders.add(
        ReminderDraft("催付", NOW + HOUR, "payment", buyer.id), NOW, ZONE, "07"
    ).result()
    world.settle()
    assert line.desk_button.text() == "1 条备注 · 1 单待付款"
    assert line.desk_button.dots == ("warn",)
    line.desk_button.click()
    world.settle()
    assert world.sidebar.page == BUYERS
    assert world.page.buyer == buyer.id
    world.chat_with("飞鱼")
    assert line.desk_button.text() == "+ 备注"
    assert note.buyer == buyer.id


def test_a_name_can_be_typed_where_the_title_tells_none(world: NotesWorld) -> None:
    world.chat_with("")
    line = world.sidebar.head.buyer
    assert line.name_button.isVisible()
    line.name_button.click()
    window = world.flow.front.window
    assert window.isVisible()
    assert window.fields["platform"].text() == "千牛"
    window.submit()
    assert "名字" in window.state.text()
    window.fields["name"].setText("飞鱼")
    window.submit()
    world.settle()
    assert not window.isVisible()
    assert (line.buyer, line.platform) == ("飞鱼", "千牛")
    world.flow.write()
    assert world.popup.name.currentText() == "飞鱼"
    world.popup.dismiss()
    world.chat_with("小鹿")
    assert world.buyer.current() == ("小鹿", "千牛", "")
    world.chat_with("")
    assert world.buyer.current() == ("飞鱼", "千牛", ""), "of the same window"
    world.buyer.type_name("")
    assert world.buyer.current() == ("", "", "")


# ---------------------------------------------------------------------- the type
def test_a_type_set_in_the_head_is_kept_in_the_desk(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.buyer.choose("谨慎型")
    world.settle()
    buyer = world.desk.buyers.at("小鹿", "千牛").result()
    assert buyer is not None
    assert buyer.type == "谨慎型"
    world.desk.buyers.set_type(buyer.id, "爽快型", NOW).result()
    world.settle()
    world.chat_with("飞鱼")
    assert world.buyer.type == ""
    world.chat_with("小鹿")
    assert world.buyer.type == "爽快型", "what the desk says counts"
    world.buyer.choose("")
    world.settle()
    assert world.desk.buyers.get(buyer.id).result().type == ""  # type: ignore[union-attr]


def test_taking_a_type_back_writes_nobody_down(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.buyer.choose("")
    world.settle()
    assert world.desk.buyers.find("").result() == []


def test_a_type_set_before_the_desk_was_open_goes_into_it(world: NotesWorld) -> None:
    desk, world.open_desk = world.open_desk, None
    world.flow.closed()
    world.chat_with("小鹿")
    world.buyer.choose("谨慎型")
    assert world.buyer.type == "谨慎型"
    world.open_desk = desk
    world.desk.buyers.ensure("小鹿", "千牛", "", NOW).result()
    world.flow.opened()
    world.settle()
    assert world.buyer.type == "谨慎型"
    assert world.desk.buyers.at("小鹿", "千牛").result().type == "谨慎型"  # type: ignore[union-attr]


def test_a_type_set_on_the_page_shows_in_the_head(
    world: NotesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, _note = world.add("小鹿")
    world.chat_with("小鹿")
    world.show(buyer)
    world.page.view.type_button.click()
    menu = world.flow._menu
    assert menu is not None
    entry = next(one for one in menu.actions() if one.text())
    name = entry.text()
    entry.trigger()
    menu.close()
    world.settle()
    assert world.buyer.type == name
    assert world.page.view.type_button.type == name
    assert world.sidebar.head.buyer.type_button.type == name
