"""The note in two keys: filled in, kept while typing, refused clearly, saved by Enter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.desk import moments
from assistant.desk.note_form import NoteForm
from tests.ui.test_pictures import encoded, image
from ui.dialogs.note_parts import mask_words, usual_times
from ui.dialogs.note_popup import MAX_PICTURES, NotePopup
from ui.pictures import decode
from ui.theme import theme

ZONE = "Asia/Shanghai"
NOW = moments.at(0, 9, 32, 1_795_570_320.0, ZONE)
DEER = NoteForm("小鹿", "千牛", "旗舰店")


@pytest.fixture
def popup(qtbot: QtBot) -> Iterator[NotePopup]:
    made = NotePopup(
        now=lambda: NOW,
        zone=lambda: ZONE,
        next_shift=lambda: NOW + 5 * 3600,
        keep_days=lambda: 7,
    )
    qtbot.addWidget(made)
    yield made
    made.hide()


def _open(popup: NotePopup, form: NoteForm = DEER, **more: object) -> list[bool]:
    asked: list[bool] = []
    popup.save_requested.connect(lambda: asked.append(True))
    popup.open_with(form, **more)  # type: ignore[arg-type]
    return asked


def test_two_keys_and_a_text_are_a_note(popup: NotePopup, qtbot: QtBot) -> None:
    asked = _open(popup)
    assert popup.isVisible()
    qtbot.keyClicks(popup.text, "yao fapiao")
    qtbot.keyClick(popup.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(popup.text, "x")
    assert asked == []
    qtbot.keyClick(popup.text, Qt.Key.Key_Return)
    assert asked == [True]
    form = popup.form()
    assert (form.name, form.platform, form.shop) == ("小鹿", "千牛", "旗舰店")
    assert form.text == "yao fapiao\nx"
    assert not popup.save_button.isEnabled()
    qtbot.keyClick(popup.text, Qt.Key.Key_Return)
    assert asked == [True], "a second Enter does not save twice"
    popup.show_state("saved")
    assert not popup.isVisible()


def test_enter_of_an_input_method_does_not_save(popup: NotePopup, qtbot: QtBot) -> None:
    asked = _open(popup)
    QApplication.sendEvent(popup.text, QInputMethodEvent("fapiao", []))
    qtbot.keyClick(popup.text, Qt.Key.Key_Return)
    assert asked == []


def test_nothing_to_save_is_said(popup: NotePopup) -> None:
    asked = _open(popup, NoteForm())
    assert popup.focusWidget() in (popup.name, popup.name.lineEdit())
    popup.save()
    assert "名字" in popup.state_line.text()
    popup.name.setEditText("小鹿")
    popup.save()
    assert "还没有写" in popup.state_line.text()
    popup.text.setPlainText("长" * 4001)
    popup.save()
    assert "太长" in popup.state_line.text()
    assert asked == []


def test_a_nonsense_time_is_refused_and_a_quick_one_taken(popup: NotePopup) -> None:
    asked = _open(popup)
    popup.text.setPlainText("要发票")
    popup.due.set_text("下周")
    popup.save()
    assert asked == []
    assert "看不懂" in popup.due.error.text()
    assert popup.due.error.isVisible()
    today, _tomorrow, shift = popup.due.quick
    assert [one.text() for one in popup.due.quick] == ["今天 18:00", "明天 10:00", "下一班"]
    shift.click()
    assert not popup.due.error.isVisible()
    assert popup.due_time() == NOW + 5 * 3600
    today.click()
    popup.save()
    assert asked == [True]
    assert popup.due_time() == moments.at(0, 18, 0, NOW, ZONE)


def test_times_that_are_past_are_not_offered() -> None:
    evening = moments.at(0, 19, 0, NOW, ZONE)
    assert [q.when for q in usual_times(evening, ZONE, None)] == [
        moments.at(1, 10, 0, evening, ZONE)
    ]


def test_a_kept_due_time_means_the_same_the_day_after(popup: NotePopup) -> None:
    _open(popup)
    popup.due.set_text("明天 10:00")
    kept = popup.form().due
    assert moments.read(kept, NOW, ZONE) == moments.at(1, 10, 0, NOW, ZONE)
    assert "明天" not in kept
    popup.due.set_text("没写完")
    assert popup.form().due == "没写完"


def test_kinds_have_keys_and_ask_for_their_fields(popup: NotePopup, qtbot: QtBot) -> None:
    _open(popup)
    qtbot.keyClick(popup.text, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert popup.form().flag == "payment"
    assert popup.form().open, "an unpaid order is not done"
    line = popup.name.lineEdit()
    qtbot.keyClick(line, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert popup.form().flag == "return"
    assert not popup.form().open
    assert list(popup.fields) == ["货号", "原因", "处理", "费用"]
    popup.fields["原因"].setText("不合适")
    qtbot.keyClick(popup.text, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert list(popup.fields) == ["原因"], "what was typed is not thrown away"
    assert popup.form().fields == (("原因", "不合适"),)
    popup.open.click()
    popup.choose_flag("plain")
    assert popup.form().open, "a choice by hand stays"


def test_personal_data_is_said_before_it_is_masked(popup: NotePopup) -> None:
    _open(popup)
    assert not popup.keep.isVisible()
    popup.text.setPlainText("电话 13812341234")
    assert popup.masks.text() == "存为 138****1234"
    assert popup.keep.isVisible()
    assert popup.keep.text() == "保留完整 7 天"
    assert not popup.form().keep
    popup.keep.click()
    assert popup.form().keep
    popup.text.setPlainText("电话忘了")
    assert not popup.masks.isVisible()
    assert not popup.keep.isVisible()


def test_many_pieces_are_counted() -> None:
    said = mask_words("13812341234 13912341234 13712341234 13612341234")
    assert said == "存为 138****1234、139****1234、137****1234 等 4 处"
    assert mask_words("订单 231125918273645546") == ""


def test_pictures_are_pasted_and_taken_away(popup: NotePopup, qtbot: QtBot) -> None:
    _open(popup)
    clipboard = QGuiApplication.clipboard()
    clipboard.setImage(image(3000, 20))
    qtbot.keyClick(popup.text, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(popup.pictures) == 1
    assert decode(popup.pictures[0]).width() == 2048
    assert popup.text.text() == ""
    popup.strip._buttons[0].removed.emit()
    assert not popup.pictures
    assert not popup.strip.isVisible()


def test_a_text_that_comes_with_a_picture_is_a_text(popup: NotePopup) -> None:
    _open(popup)
    mime = QMimeData()
    mime.setText("表格")
    mime.setData("image/png", encoded(image(8, 8)))
    popup.text.insertFromMimeData(mime)
    assert popup.text.text() == "表格"
    assert popup.pictures == ()


def test_a_picture_file_is_taken_and_not_its_path(popup: NotePopup, tmp_path: Path) -> None:
    path = tmp_path / "图.png"
    path.write_bytes(encoded(image(8, 8)))
    _open(popup)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    mime.setText(str(path))
    popup.text.insertFromMimeData(mime)
    assert popup.text.text() == ""
    assert len(popup.pictures) == 1


def test_a_bad_or_tenth_picture_is_refused_in_words(popup: NotePopup) -> None:
    _open(popup)
    bad = QMimeData()
    bad.setData("image/png", b"no picture")
    popup.paste_picture(bad)
    assert "读不出来" in popup.state_line.text()
    good = QMimeData()
    good.setImageData(QImage(image(4, 4)))
    for _ in range(MAX_PICTURES):
        popup.paste_picture(good)
    assert popup.state_line.text() == ""
    popup.paste_picture(good)
    assert "最多 9 张" in popup.state_line.text()
    assert len(popup.pictures) == MAX_PICTURES


def test_typing_is_told_and_opening_is_not(popup: NotePopup) -> None:
    told: list[str] = []
    popup.changed.connect(lambda: told.append(popup.form().text))
    popup.open_with(DEER)
    assert told == []
    popup.text.setPlainText("要")
    popup.order.setText("12")
    popup.flags.chosen.emit("plain")
    assert len(told) == 3


def test_esc_closes_tells_the_last_state_and_gives_the_focus_back(
    popup: NotePopup, qtbot: QtBot
) -> None:
    _open(popup)
    popup.text.setPlainText("写了一半")
    told: list[str] = []
    popup.changed.connect(lambda: told.append(popup.form().to_text()))
    back: list[bool] = []
    popup.dismissed.connect(lambda: back.append(True))
    qtbot.keyClick(popup.text, Qt.Key.Key_Escape)
    assert not popup.isVisible()
    assert "写了一半" in told[-1]
    assert back == [True]


def test_restored_words_are_said_once(popup: NotePopup) -> None:
    _open(popup, NoteForm("小鹿", text="写了一半"), restored=True)
    assert popup.notice.text() == "恢复了没存的备注"
    assert popup.text.text() == "写了一半"
    popup.open_with(DEER)
    assert not popup.notice.isVisible()


def test_a_full_disk_keeps_the_text_and_tries_again_by_itself(popup: NotePopup) -> None:
    asked = _open(popup)
    popup.text.setPlainText("要发票")
    popup.save()
    popup.show_state("failed", "磁盘满了。", again=True)
    assert popup.isVisible()
    assert popup.text.text() == "要发票"
    assert popup.state_line.text() == "磁盘满了。"
    assert popup._again.isActive()
    popup._again.timeout.emit()
    assert asked == [True, True]
    popup.show_state("failed", "另一种错。")
    assert not popup._again.isActive()
    assert popup.save_button.text() == "再试一次"
    popup.save()
    popup.show_state("failed", "磁盘满了。", again=True)
    popup.dismiss()
    assert not popup._again.isActive(), "nobody waits for it any more"


def test_a_known_buyer_brings_its_account(popup: NotePopup) -> None:
    _open(popup, NoteForm(), accounts=[("小鹿", "千牛", ""), ("Amy", "微信", "二店")])
    popup.name.activated.emit(1)
    form = popup.form()
    assert (form.name, form.platform, form.shop) == ("Amy", "微信", "二店")


@pytest.mark.parametrize("percent", [100, 160])
def test_all_parts_are_inside_and_fit_a_small_screen(popup: NotePopup, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        _open(popup, NoteForm("小鹿", text="电话 13812341234", flag="badreview"))
        popup.strip.add(popup_png())
        popup.show_state("failed", "磁盘满了,写的还在这里,有空间就自动保存。")
        for part in (popup.text, popup.flags, popup.due, popup.open, popup.save_button):
            assert popup.rect().contains(part.geometry())
        assert popup.height() <= 768
        button = popup.save_button
        assert button.width() >= button.sizeHint().width()
    finally:
        theme().set_text_size(100)


def popup_png() -> bytes:
    return encoded(image(20, 20))


def test_every_field_has_a_name_for_screen_readers(popup: NotePopup) -> None:
    parts = (popup.name, popup.platform, popup.text, popup.order, popup.due.field, popup.open)
    assert [part.accessibleName() for part in parts if not part.accessibleName()] == []
