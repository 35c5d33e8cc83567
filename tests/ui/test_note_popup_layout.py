"""The popup of a note is whole for every kind: nothing overlaps, is squeezed or cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

import ui.dialogs.note_popup as module
from assistant.desk.note_form import NoteForm
from phrasebook.desk import FLAGS
from tests.ui.desk_values import NOW, ZONE
from tests.ui.test_pictures import image
from ui.dialogs.note_popup import NotePopup
from ui.inputs import LineField
from ui.theme import theme

EVERY_FIELD = tuple(
    (name, "很长的一段话说明了原因" * 2) for name in ("货号", "买家原话", "我们改了什么", "单号")
)


@pytest.fixture(params=[80, 100, 160])
def percent(request: pytest.FixtureRequest) -> Iterator[int]:
    theme().set_text_size(request.param)
    yield request.param
    theme().set_text_size(100)


@pytest.fixture(params=[360, 460, 640])
def popup(
    qtbot: QtBot, percent: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> NotePopup:
    monkeypatch.setattr(module, "WIDTH", request.param)
    made = NotePopup(now=lambda: NOW, zone=lambda: ZONE, next_shift=lambda: NOW + 3600)
    qtbot.addWidget(made)
    return made


def faults(popup: NotePopup) -> list[str]:
    """What is squeezed, cut off or under another part."""
    shown = [
        part
        for part in popup.findChildren(QWidget)
        if part.isVisible() and part.window() is popup and not _is_inner(part, popup)
    ]
    inside = popup.rect().adjusted(*[popup.frame_margin()] * 2, *[-popup.frame_margin()] * 2)
    places = {part: QRect(part.mapTo(popup, part.rect().topLeft()), part.size()) for part in shown}
    found = []
    for part, place in places.items():
        name = f"{type(part).__name__} {part.accessibleName() or getattr(part, 'text', str)()}"
        if not inside.contains(place) and place.height():
            found.append(f"outside: {name} {place} {inside}")
        least = part.minimumSizeHint()
        if isinstance(part, QLabel) and part.hasHeightForWidth():
            least.setHeight(part.heightForWidth(part.width()))
        if place.height() < least.height() and part.minimumHeight() != part.maximumHeight():
            found.append(f"squeezed: {name} {place.height()} < {least.height()}")
        if isinstance(part, LineField) and place.width() < theme().px(50):
            found.append(f"too narrow to type in: {name} {place.width()}")
    parts = list(places)
    for number, one in enumerate(parts):
        for other in parts[number + 1 :]:
            if places[one].intersects(places[other]):
                found.append(f"over each other: {one} {places[one]} and {other} {places[other]}")
    return found


def _is_inner(part: QWidget, popup: NotePopup) -> bool:
    """Whether a part is a piece of a control or holds others, which are looked at themselves."""
    parent = part.parentWidget()
    holders = (popup.strip, popup.due)
    return part in holders or (parent is not popup and parent not in holders)


def settle() -> None:
    """Let what Qt has put off happen."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def test_choosing_any_kind_leaves_the_popup_whole(popup: NotePopup) -> None:
    popup.open_with(NoteForm("小鹿的窝", "千牛(网页)"))
    settle()
    for flag in (*FLAGS, *reversed(FLAGS)):
        popup.choose_flag(flag)
        settle()
        assert faults(popup) == [], flag


def test_a_kind_is_whole_at_once_and_not_only_after_a_letter(popup: NotePopup) -> None:
    popup.open_with(NoteForm("小鹿的窝", "千牛(网页)"))
    settle()
    popup.choose_flag("badreview")
    before = popup.height()
    settle()
    popup.text.insertPlainText("字")
    settle()
    assert popup.height() == before


def test_a_restored_note_with_all_its_fields_is_whole(popup: NotePopup) -> None:
    """What was typed for another kind is kept, so there may be more fields than a kind asks."""
    for flag in FLAGS:
        form = NoteForm(
            "小鹿的窝", "千牛", "", "电话 13812341234", flag, keep=True, fields=EVERY_FIELD
        )
        popup.open_with(form, restored=True)
        popup.due.set_text("没有这个时间")
        popup.due.check()
        QGuiApplication.clipboard().setImage(image(30, 20))
        popup.text.paste()
        popup.show_state("failed", "磁盘已满。写的还在,有空间就自动保存。请清出一些空间再试。")
        settle()
        assert faults(popup) == [], flag


def test_what_comes_and_goes_leaves_it_whole(popup: NotePopup) -> None:
    popup.open_with(NoteForm("小鹿的窝", "千牛"))
    popup.choose_flag("badreview")
    for text in ("电话 13812341234", "", "电话 13812341234、13912341234,住杭州市西湖区文三路88号"):
        popup.text.setPlainText(text)
        settle()
        assert faults(popup) == []
