"""The page 买家 over a real desk: found, done, undone, merged, erased."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from phrasebook.desk import Agent, HandoverDraft, NoteDraft, ReminderDraft
from phrasebook.model import UserError
from phrasebook.store import Changes
from tests import canary
from tests.ui.desk_values import DAY, HOUR, NOW, ZONE
from tests.ui.notes_world import NotesWorld, failed, notes_world
from tests.ui.test_pictures import image
from ui import note_acts
from ui.buyer_view import ERASE, EXPORT, MERGE, RENAME
from ui.pictures import decode
from ui.window import BUYERS, PHRASES


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[NotesWorld]:
    with notes_world(qtbot, tmp_path) as made:
        yield made


# ---------------------------------------------------------------------- the page
def test_the_list_finds_by_pinyin_and_comes_back(world: NotesWorld, qtbot: QtBot) -> None:
    world.add("小鹿的窝", "要发票")
    world.now = NOW + 1
    world.add("飞鱼", "催发货")
    world.flow.open()
    world.settle()
    assert world.titles() == ["飞鱼", "小鹿的窝"]
    qtbot.keyClick(world.page.list, Qt.Key.Key_Slash)
    assert world.page.search is world.page.focusWidget()
    world.page.search.setText("xldw")
    qtbot.keyClick(world.page.search, Qt.Key.Key_Return)
    world.settle()
    assert world.titles() == ["小鹿的窝"]
    qtbot.keyClick(world.page.search, Qt.Key.Key_Return)
    world.settle()
    assert world.page.buyer
    qtbot.keyClick(world.page.view.list, Qt.Key.Key_Escape)
    assert not world.page.buyer
    qtbot.keyClick(world.page.search, Qt.Key.Key_Escape)
    world.page._timer.timeout.emit()
    world.settle()
    assert world.titles() == ["飞鱼", "小鹿的窝"]
    assert world.sidebar.page == BUYERS
    qtbot.keyClick(world.page.list, Qt.Key.Key_Escape)
    assert world.sidebar.page == PHRASES
    assert world.gave_back == 1


def test_more_buyers_come_as_one_scrolls(world: NotesWorld, qtbot: QtBot) -> None:
    for number in range(70):
        world.desk.buyers.ensure(f"买家{number}", "千牛", "", NOW + number).result()
    world.flow.open()
    world.settle()
    assert len(world.titles()) == 60
    qtbot.keyClick(world.page.list, Qt.Key.Key_End)
    world.settle()
    assert len(world.titles()) == 70
    assert len(set(world.titles())) == 70
    qtbot.keyClick(world.page.list, Qt.Key.Key_End)
    world.settle()
    assert len(world.titles()) == 70


def test_a_hidden_page_reads_only_when_it_is_shown(
    world: NotesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.flow.open()
    world.settle()
    world.sidebar.show_page(PHRASES)
    asked: list[str] = []
    real = world.desk.buyers.find

    def find(query: str, *more: Any) -> Any:
        asked.append(query)
        return real(query, *more)

    monkeypatch.setattr(world.desk.buyers, "find", find)
    world.add("小鹿")
    world.flow.changed(Changes(notes=True))
    world.settle()
    assert asked == []
    world.sidebar.show_page(BUYERS)
    world.settle()
    assert asked == [""]
    assert world.titles() == ["小鹿"]
    world.flow.changed(Changes(phrases=True))
    world.settle()
    assert asked == [""]


def test_what_is_owed_stands_first_by_its_time(world: NotesWorld) -> None:
    buyer, _ = world.add("小鹿", "普通的")
    world.add("小鹿", "晚一点", open=True, due=NOW + 5 * HOUR)
    world.add("小鹿", "没说时间", open=True)
    world.desk.reminders.add(
        ReminderDraft("催付", NOW + HOUR, "payment", buyer.id), NOW, ZONE, "07"
    )
    world.desk.handovers.hand(
        [HandoverDraft(buyer.id, "断货", please="推换色", due=NOW + 2 * HOUR)],
        Agent("03"), NOW, ZONE,
    ).result()  # fmt: skip
    world.show(buyer)
    assert world.texts() == ["催付", "推换色", "晚一点", "没说时间", "普通的"]
    rows = world.page.view.list.rows
    assert [row.title for row in rows if row.section] == ["没办完 · 4", "备注 · 1"]
    for row in rows[1:3]:
        world.page.view.list.chosen.emit(row.id)
    kinds = [one.partition(" ")[0] for one in world.opened]
    assert kinds == ["reminder", "handover"]


# ---------------------------------------------------------------------- what is done to a note
def test_done_and_reopened_and_deleted_with_the_way_back(world: NotesWorld, qtbot: QtBot) -> None:
    buyer, note = world.add("小鹿", open=True)
    world.show(buyer)
    keys = world.page.view.list
    assert world.page.view.selected_note() == note.id
    qtbot.keyClick(keys, Qt.Key.Key_D)
    world.settle()
    assert world.notes("小鹿")[0].done_at == NOW
    assert world.toast.text == "已办完"
    qtbot.keyClick(keys, Qt.Key.Key_D)
    world.settle()
    assert world.notes("小鹿")[0].done_at is None
    qtbot.keyClick(keys, Qt.Key.Key_Delete)
    world.settle()
    assert world.notes("小鹿") == []
    assert world.page.view.empty.isVisible()
    world.press("撤销")
    assert len(world.notes("小鹿")) == 1
    assert world.texts() == ["要发票"]
    assert world.toast.text == "已撤销:删除备注"


def test_d_on_a_note_that_asks_for_nothing_says_how(world: NotesWorld) -> None:
    buyer, note = world.add("小鹿")
    world.show(buyer)
    world.page.view.act.emit(note_acts.DONE, note.id)
    world.settle()
    assert "不是未办" in world.toast.text
    assert world.notes("小鹿")[0].done_at is None


def test_editing_a_done_note_keeps_it_done_unless_one_says_so(world: NotesWorld) -> None:
    buyer, note = world.add("小鹿", open=True)
    world.desk.notes.done(note.id, NOW).result()
    world.settle()
    world.show(buyer)
    world.page.view.act.emit(note_acts.EDIT, note.id)
    assert world.popup.head.text() == "修改备注"
    world.popup.text.setPlainText("要发票,已开")
    world.popup.save()
    world.settle()
    (after,) = world.notes("小鹿")
    assert (after.text, after.open, after.done_at) == ("要发票,已开", True, NOW)
    world.page.view.act.emit(note_acts.EDIT, note.id)
    world.popup.open.click()
    world.popup.save()
    world.settle()
    assert world.notes("小鹿")[0].done_at is None


def test_an_edit_that_is_not_saved_is_there_again_and_an_undone_one_leaves_none(
    world: NotesWorld,
) -> None:
    buyer, note = world.add("小鹿")
    world.show(buyer)
    world.page.view.act.emit(note_acts.EDIT, note.id)
    world.popup.text.setPlainText("改了一半")
    world.popup.dismiss()
    world.page.view.act.emit(note_acts.EDIT, note.id)
    assert world.popup.text.text() == "改了一半"
    world.popup.text.setPlainText(note.text)
    world.popup.dismiss()
    world.settle()
    assert world.desk.drafts.all().result() == {}


def test_a_handover_and_a_reminder_begin_with_the_note(world: NotesWorld, qtbot: QtBot) -> None:
    buyer, note = world.add(
        "小鹿", "差评未改", flag="badreview", order="12", due=NOW + HOUR, open=True
    )
    world.show(buyer)
    qtbot.keyClick(world.page.view.list, Qt.Key.Key_H)
    qtbot.keyClick(world.page.view.list, Qt.Key.Key_R)
    (handed,), (reminded,) = world.handed, world.reminded
    assert (handed.buyer, handed.because, handed.order) == (buyer.id, "差评未改", "12")
    assert (handed.due, handed.note) == (NOW + HOUR, note.id)
    assert (reminded.kind, reminded.due, reminded.since) == ("badreview", NOW + HOUR, NOW)
    assert reminded.note == note.id


def test_a_kind_is_changed_from_the_menu_and_back(world: NotesWorld, qtbot: QtBot) -> None:
    buyer, _note = world.add("小鹿", "电话 13812341234", keep_until=NOW + DAY)
    world.show(buyer)
    qtbot.keyClick(world.page.view.list, Qt.Key.Key_F)
    menu = world.flow.doing._menu
    assert menu is not None
    menu.actions()[2].trigger()
    menu.close()
    world.settle()
    (after,) = world.notes("小鹿")
    assert after.flag == "payment"
    assert after.has_full, "the full text stays"
    world.press("撤销")
    assert world.notes("小鹿")[0].flag == "plain"


def test_a_picture_is_pasted_to_a_note_seen_and_enlarged(world: NotesWorld, qtbot: QtBot) -> None:
    buyer, _note = world.add("小鹿")
    world.show(buyer)
    QGuiApplication.clipboard().setText("只有字")
    qtbot.keyClick(world.page.view.list, Qt.Key.Key_P)
    assert "没有图片" in world.toast.text
    QGuiApplication.clipboard().setImage(image(30, 20))
    qtbot.keyClick(world.page.view.list, Qt.Key.Key_P)
    world.settle()
    (note,) = world.notes("小鹿")
    (picture,) = note.pictures
    assert world.page.view.list.rows[-1].pictures == (picture,)
    world.page.view.list.viewport().grab()
    qtbot.waitUntil(lambda: world.page._pictures.get(picture) is not None)
    world.page.view.picture_pressed.emit(picture)
    world.settle()
    window = world.flow.doing.picture_window
    assert window.isVisible()
    assert window.picture.width() == 30
    qtbot.mouseClick(window, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_the_full_text_is_shown_for_a_while_recorded_and_not_copied(
    world: NotesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer, note = world.add("小鹿", "电话 13812341234", keep_until=NOW + DAY)
    world.show(buyer)
    world.page.view.full_wanted.emit(note.id)
    world.settle()
    window = world.flow.doing.full_window
    assert window.isVisible()
    assert window.text.text == "电话 13812341234"
    assert world.copied == []
    held = world.desk.buyers.export(buyer.id).result()
    assert [one["agent"] for one in held["opened"]] == ["07"]
    window.copy.click()
    assert world.copied == ["电话 13812341234"]
    for _ in range(20):
        window._timer.timeout.emit()
    assert not window.isVisible()
    assert window.text.text == "", "nothing of it stays in the window"
    world.now = NOW + 2 * DAY
    world.page.view.full_wanted.emit(note.id)
    world.settle()
    assert "到期" in world.toast.text
    assert not window.isVisible()


def test_an_order_number_is_copied(world: NotesWorld) -> None:
    buyer, note = world.add("小鹿", order="231125918273645546")
    world.show(buyer)
    world.page.view.list.part_pressed.emit(note.id, "order")
    assert world.copied == ["231125918273645546"]


# ---------------------------------------------------------------------- the buyer as a whole
def test_two_records_become_one_and_come_apart_again(world: NotesWorld) -> None:
    keep, _ = world.add("小鹿", "一")
    world.add("小鹿的窝", "二")
    world.show(keep)
    world.page.view.buyer_act.emit(MERGE)
    world.settle()
    window = world.flow.care.merging
    assert window.isVisible()
    assert [row.title for row in window.list.rows] == ["小鹿的窝"]
    assert "共 2 条备注" in window.said.text()
    window.swap.click()
    assert window.kept.rows[0].title == "小鹿的窝"
    window.swap.click()
    window.go.click()
    world.settle()
    assert not window.isVisible()
    assert sorted(world.texts()) == ["一", "二"]
    world.press("撤销")
    assert [note.text for note in world.notes("小鹿的窝")] == ["二"]


def test_renaming_to_a_name_that_is_taken_is_refused_in_the_form(world: NotesWorld) -> None:
    buyer, _ = world.add("小鹿")
    world.add("飞鱼")
    world.show(buyer)
    world.page.view.buyer_act.emit(RENAME)
    form = world.flow.care.account
    form.fields["name"].setText("飞鱼")
    form.submit()
    world.settle()
    assert form.isVisible()
    assert "已经有" in form.state.text()
    form.fields["name"].setText("小鹿鹿")
    form.submit()
    world.settle()
    assert not form.isVisible()
    assert world.page.view.name.name == "小鹿鹿"


def test_a_buyer_is_written_to_a_file(world: NotesWorld, qtbot: QtBot) -> None:
    buyer, note = world.add("小鹿", "见图")
    world.show(buyer)
    QGuiApplication.clipboard().setImage(image(8, 8))
    world.page.view.act.emit(note_acts.PICTURE, note.id)
    world.settle()
    world.page.view.buyer_act.emit(EXPORT)  # the person changed their mind: no file
    world.settle()
    world.file = world.folder / "小鹿.json"
    world.page.view.buyer_act.emit(EXPORT)
    qtbot.waitUntil(lambda: "已导出" in world.toast.text)
    data = json.loads(world.file.read_text(encoding="utf-8"))
    assert data["notes"][0]["text"] == "见图"
    picture = world.folder / data["notes"][0]["pictures"][0]["file"]
    assert decode(picture.read_bytes()).width() == 8
    world.file = world.folder / "no such folder" / "a.json"
    world.page.view.buyer_act.emit(EXPORT)
    qtbot.waitUntil(lambda: bool(world.faults))
    assert world.faults == ["没能写入 a.json。"]


def test_a_buyer_is_erased_only_after_the_question(world: NotesWorld) -> None:
    buyer, _ = world.add(canary.NAME, f"电话 {canary.PHONE}", keep_until=NOW + DAY)
    world.chat_with(canary.NAME)
    world.flow.write()
    world.popup.text.setPlainText(f"没存的 {canary.PHONE}")
    world.popup.dismiss()
    world.settle()
    world.show(buyer)
    world.page.view.buyer_act.emit(ERASE)
    window = world.flow.care.confirm
    assert "1 条备注" in window.text.text()
    assert "不能撤销" in window.text.text()
    assert window.focusWidget() is window.keep
    window.keep.click()
    world.settle()
    assert len(world.notes(canary.NAME)) == 1
    world.page.view.buyer_act.emit(ERASE)
    window.go.click()
    world.settle()
    assert world.desk.buyers.find("").result() == []
    assert world.desk.drafts.all().result() == {}
    assert not world.page.buyer
    assert "已彻底删除" in world.toast.text


# ---------------------------------------------------------------------- without the desk
def test_while_the_desk_is_not_open_the_page_asks_for_that(world: NotesWorld) -> None:
    buyer, _ = world.add("小鹿")
    world.chat_with("小鹿")
    world.show(buyer)
    desk, world.open_desk = world.open_desk, None
    world.flow.closed()
    assert world.set_up == [world.page]
    assert world.page.list.rows == ()
    assert not world.sidebar.head.buyer.desk_button.isVisible()
    world.flow.write()
    assert len(world.set_up) == 2, "the key for a note leads to what opens the desk"
    assert world.flow.writing._popup is None or not world.popup.isVisible()
    world.open_desk = desk
    world.flow.opened()
    world.settle()
    assert world.titles() == ["小鹿"]


def test_a_fault_of_reading_is_said_on_the_page(
    world: NotesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.flow.open()
    world.settle()
    monkeypatch.setattr(
        world.desk.buyers, "find", lambda *_args: failed(UserError("读不出来。", "再试。"))
    )
    world.flow.refresh()
    world.settle()
    assert world.page.empty.title.text == "读不出来。"
    monkeypatch.undo()
    world.add("小鹿")
    world.page.empty.buttons[0].click()
    world.settle()
    assert world.titles() == ["小鹿"]


def test_a_draft_of_an_unknown_note_is_left_alone(world: NotesWorld) -> None:
    assert NoteDraft("b", "t").flag == "plain"
    world.desk.drafts.put("handover:x", "别处的").result()
    world.flow.writing.kept.load()
    world.settle()
    world.flow.writing.forget(("小鹿", "千牛", ""))
    world.settle()
    assert world.desk.drafts.get("handover:x").result() == "别处的"
