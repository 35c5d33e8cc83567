"""Notes over a real desk: in two keys, and never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from phrasebook.store import FullDiskError
from tests.ui.desk_values import DAY, NOW, ZONE
from tests.ui.notes_world import NotesWorld, failed, notes_world
from tests.ui.test_pictures import image
from ui.pictures import decode


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[NotesWorld]:
    with notes_world(qtbot, tmp_path) as made:
        yield made


# ---------------------------------------------------------------------- two keys
def test_a_note_in_two_keys_from_the_chat(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    popup = world.popup
    assert popup.isVisible()
    assert (popup.name.currentText(), popup.platform.currentText()) == ("小鹿", "千牛")
    popup.text.setPlainText("答应今天发货,电话 13812341234")
    popup.choose_flag("promise")
    world.qtbot.keyClick(popup.text, Qt.Key.Key_Return)
    world.settle()
    (note,) = world.notes("小鹿")
    assert note.text == "答应今天发货,电话 138****1234"
    assert (note.flag, note.open, note.agent, note.zone) == ("promise", True, "07", ZONE)
    assert not note.has_full
    assert not popup.isVisible()
    assert world.toast.text == "已保存"
    assert world.gave_back == 1
    assert world.desk.drafts.all().result() == {}
    assert world.faults == []


def test_the_whole_text_is_kept_for_the_days_of_the_option(world: NotesWorld) -> None:
    world.options.set("desk.keep_full_days", 3)
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("电话 13812341234")
    assert world.popup.keep.text() == "保留完整 3 天"
    world.popup.keep.click()
    world.popup.due.set_text("明天 10:00")
    world.popup.save()
    world.settle()
    (note,) = world.notes("小鹿")
    assert note.keep_until == NOW + 3 * DAY
    assert note.open, "what is due is to be done"


def test_pictures_go_with_the_note(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    QGuiApplication.clipboard().setImage(image(9, 9))
    world.popup.text.paste()
    world.popup.text.paste()
    world.popup.text.setPlainText("见图")
    world.popup.save()
    world.settle()
    world.settle()
    (note,) = world.notes("小鹿")
    assert len(note.pictures) == 2
    png = world.desk.notes.picture(note.pictures[0]).result()
    assert png is not None
    assert decode(png).width() == 9


# ---------------------------------------------------------------------- never lost
def test_what_was_typed_and_not_saved_is_there_again(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("写了一半")
    world.popup.dismiss()
    world.settle()
    (kept,) = world.desk.drafts.all().result().values()
    assert "写了一半" in kept
    world.chat_with("飞鱼")
    world.flow.write()
    assert world.popup.text.text() == "", "what is about one buyer is not shown for another"
    world.popup.dismiss()
    world.chat_with("小鹿")
    world.flow.write()
    assert world.popup.text.text() == "写了一半"
    assert world.popup.notice.text() == "恢复了没存的备注"


def test_after_a_crash_the_next_start_offers_to_go_on(qtbot: QtBot, tmp_path: Path) -> None:
    with notes_world(qtbot, tmp_path) as first:
        first.chat_with("小鹿")
        first.flow.write()
        first.popup.text.setPlainText("写了一半")
        first.flow.writing.kept.store()
        first.settle()
        first.popup.blockSignals(True)  # nothing is said on the way out of a crash
        first.popup.hide()
    with notes_world(qtbot, tmp_path) as second:
        assert second.toast.text == "有 1 条没存的备注"
        second.press("接着写")
        assert second.popup.text.text() == "写了一半"
        assert second.popup.name.currentText() == "小鹿"
        assert second.popup.notice.text() == "恢复了没存的备注"
        second.popup.save()
        second.settle()
        assert [note.text for note in second.notes("小鹿")] == ["写了一半"]
        assert second.desk.drafts.all().result() == {}


def test_leaving_the_program_stores_what_stands_in_the_popup(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("写了一半")
    world.flow.stop()
    world.settle()
    assert len(world.desk.drafts.all().result()) == 1


def test_a_full_disk_keeps_the_text_and_saves_when_there_is_room(
    world: NotesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("要发票")
    real = world.desk.notes.save

    def full(*_args: Any) -> Any:
        return failed(FullDiskError("磁盘已满。", "清出空间。"))

    monkeypatch.setattr(world.desk.notes, "save", full)
    world.popup.save()
    world.settle()
    assert world.popup.isVisible()
    assert world.popup.text.text() == "要发票"
    assert "有空间就自动保存" in world.popup.state_line.text()
    assert world.popup._again.isActive()
    world.popup._again.timeout.emit()
    world.settle()
    assert world.popup.isVisible()
    monkeypatch.setattr(world.desk.notes, "save", real)
    world.popup._again.timeout.emit()
    world.settle()
    assert not world.popup.isVisible()
    assert world.toast.text == "已保存"
    assert [note.text for note in world.notes("小鹿")] == ["要发票"]


def test_a_save_that_fails_leaves_no_half_note_and_stores_one_at_the_next_try(
    world: NotesWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    QGuiApplication.clipboard().setImage(image(9, 9))
    world.popup.text.paste()
    world.popup.text.setPlainText("见图")
    monkeypatch.setattr("phrasebook.store.notes.MAX_PICTURE", 3)
    world.popup.save()
    world.settle()
    assert "图片太大" in world.popup.state_line.text()
    assert world.notes("小鹿") == []
    monkeypatch.undo()
    world.popup.save()
    world.settle()
    (note,) = world.notes("小鹿")
    assert len(note.pictures) == 1
    assert not world.popup.isVisible()
    world.flow.doing.undo()
    world.settle()
    assert world.notes("小鹿") == [], "one step takes it back with its picture"


def test_pictures_of_a_draft_are_there_again_after_a_crash(qtbot: QtBot, tmp_path: Path) -> None:
    with notes_world(qtbot, tmp_path) as first:
        first.chat_with("小鹿")
        first.flow.write()
        for side in (9, 12):
            QGuiApplication.clipboard().setImage(image(side, side))
            first.popup.text.paste()
        first.popup.text.setPlainText("见图")
        first.flow.writing.kept.store()
        first.settle()
        first.popup.blockSignals(True)
        first.popup.hide()
    with notes_world(qtbot, tmp_path) as second:
        second.press("接着写")
        second.settle()
        assert [decode(png).width() for png in second.popup.pictures] == [9, 12]
        second.popup.save()
        second.settle()
        (note,) = second.notes("小鹿")
        assert len(note.pictures) == 2
        assert second.desk.drafts.all().result() == {}


def test_a_picture_alone_is_a_draft(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    QGuiApplication.clipboard().setImage(image(9, 9))
    world.popup.text.paste()
    world.popup.dismiss()
    world.settle()
    assert world.toast.text == "没存的备注留着,下次打开接着写"
    world.flow.write()
    world.settle()
    assert len(world.popup.pictures) == 1
    world.popup.strip._remove(world.popup.strip._buttons[0])
    world.settle()
    world.flow.writing.kept.store()
    assert world.desk.drafts.all().result() == {}, "taken away again, nothing is left"


def test_saving_at_once_after_going_on_waits_for_the_kept_pictures(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    QGuiApplication.clipboard().setImage(image(9, 9))
    world.popup.text.paste()
    world.popup.text.setPlainText("见图")
    world.popup.dismiss()
    world.settle()
    world.flow.writing.kept.forget_stored()  # as in a new process
    world.flow.writing.kept.load()
    world.settle()
    world.flow.write()
    world.popup.save()  # before the desk has given the picture
    world.settle()
    (note,) = world.notes("小鹿")
    assert len(note.pictures) == 1


def test_what_is_typed_on_while_it_is_saved_is_not_kept_as_a_second_note(
    world: NotesWorld,
) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("要发票")
    world.popup.save()
    world.popup.text.setPlainText("要发票,抬头")
    world.popup.dismiss()
    world.settle()
    world.flow.writing.kept.store()
    (note,) = world.notes("小鹿")
    assert list(world.desk.drafts.all().result()) == [f"note:edit:{note.id}"]
    assert world.toast.text == "已保存"


def test_a_note_begun_while_another_is_saved_stays_open(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("要发票")
    world.popup.save()
    world.popup.dismiss()
    world.chat_with("飞鱼")
    world.flow.write()
    world.popup.text.setPlainText("另一条")
    world.settle()
    assert world.popup.isVisible()
    assert world.popup.text.text() == "另一条"
    assert [note.text for note in world.notes("小鹿")] == ["要发票"]


def test_typing_on_while_it_is_being_stored_is_not_lost(world: NotesWorld) -> None:
    world.chat_with("小鹿")
    world.flow.write()
    world.popup.text.setPlainText("要发票")
    world.popup.save()
    world.popup.text.setPlainText("要发票,抬头是公司")
    world.settle()
    assert world.popup.isVisible()
    assert [note.text for note in world.notes("小鹿")] == ["要发票"]
    world.popup.save()
    world.settle()
    assert [note.text for note in world.notes("小鹿")] == ["要发票,抬头是公司"]
    assert not world.popup.isVisible()
