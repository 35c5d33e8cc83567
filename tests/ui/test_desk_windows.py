"""The small windows of the page 买家: whole at any text size, careful where nothing is undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desk_values import SUMMARIES
from tests.ui.test_pictures import encoded, image
from ui.dialogs.account_form import AccountWindow
from ui.dialogs.confirm import ConfirmWindow
from ui.dialogs.full_text import SECONDS, FullTextWindow
from ui.dialogs.merge_form import MergeWindow
from ui.dialogs.picture_window import PictureWindow
from ui.popup import PopupWindow
from ui.theme import theme


def _account() -> PopupWindow:
    made = AccountWindow()
    made.ask("在和哪位买家聊?", ("", "千牛", ""))
    return made


def _account_refused() -> PopupWindow:
    made = AccountWindow()
    made.ask("在和哪位买家聊?", ("", "千牛", ""))
    made.submit()
    return made


def _confirm() -> PopupWindow:
    made = ConfirmWindow()
    made.ask("删除“小鹿”?", "三条备注和图片都会彻底删除," * 5, "彻底删除", lambda: None, None)
    return made


def _merge() -> PopupWindow:
    made = MergeWindow()
    made.ask(SUMMARIES[0])
    made.show_found(SUMMARIES)
    return made


def _full() -> PopupWindow:
    made = FullTextWindow()
    made.show_text("收件人:某某\n" * 60)
    return made


@pytest.fixture(params=[100, 160])
def percent(request: pytest.FixtureRequest) -> Iterator[int]:
    theme().set_text_size(request.param)
    yield request.param
    theme().set_text_size(100)


@pytest.mark.parametrize("make", [_account, _account_refused, _confirm, _merge, _full])
def test_all_parts_are_inside_and_high_enough(
    qtbot: QtBot, percent: int, make: Callable[[], PopupWindow]
) -> None:
    window = make()
    qtbot.addWidget(window)
    qtbot.waitExposed(window)
    QApplication.processEvents()
    parts = [
        part
        for part in window.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        if part.isVisible()
    ]
    assert len(parts) >= 3
    for part in parts:
        assert window.rect().contains(part.geometry()), part
        if part.hasHeightForWidth():
            assert part.height() >= part.heightForWidth(part.width()), part
    assert window.height() <= 768


def test_enter_and_esc_keep_everything(qtbot: QtBot) -> None:
    done: list[bool] = []
    window = ConfirmWindow()
    qtbot.addWidget(window)
    back: list[bool] = []
    window.dismissed.connect(lambda: back.append(True))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
        window.ask("删除?", "全部", "彻底删除", lambda: done.append(True), None)
        focus = window.focusWidget()
        assert focus is window.keep
        qtbot.keyClick(focus, key)
        if window.isVisible():  # Enter on a button is a click only in a dialog
            qtbot.keyClick(focus, Qt.Key.Key_Space)
        assert not window.isVisible()
    assert done == []
    window.ask("删除?", "全部", "彻底删除", lambda: done.append(True), None)
    window.go.click()
    assert done == [True]
    assert len(back) == 3


def test_the_full_text_counts_down_and_leaves_nothing(qtbot: QtBot) -> None:
    window = FullTextWindow()
    qtbot.addWidget(window)
    window.show_text("电话 13812341234")
    assert f"{SECONDS} 秒" in window.state.text()
    window._timer.timeout.emit()
    assert f"{SECONDS - 1} 秒" in window.state.text()
    window.hide()
    assert window.text.text == ""
    assert not window._timer.isActive()
    window.show_text("另一条")
    assert f"{SECONDS} 秒" in window.state.text(), "the time begins anew"


def test_a_picture_fits_the_screen_and_a_broken_one_is_not_shown(qtbot: QtBot) -> None:
    window = PictureWindow()
    qtbot.addWidget(window)
    assert window.show_picture(encoded(image(3000, 3000)))
    screen = window.screen().availableGeometry()
    assert window.picture.width() == window.picture.height()
    assert window.height() <= screen.height()
    qtbot.keyClick(window, Qt.Key.Key_A)
    assert not window.isVisible()
    assert not window.show_picture(b"broken")
    assert not window.isVisible()


def test_merging_needs_another_record(qtbot: QtBot) -> None:
    window = MergeWindow()
    qtbot.addWidget(window)
    asked: list[str] = []
    window.search_changed.connect(asked.append)
    wanted: list[tuple[str, str]] = []
    window.merge_wanted.connect(lambda keep, other: wanted.append((keep, other)))
    window.ask(SUMMARIES[0])
    assert asked == [""]
    window.show_found(SUMMARIES[:1])
    assert not window.go.isEnabled(), "a record does not go into itself"
    assert "没有另一条" in window.said.text()
    window.show_found(SUMMARIES)
    window.list.select("b3")
    assert "共 15 条备注、8 件未办" in window.said.text()
    window.go.click()
    assert wanted == [("b1", "b3")]
    window.swap.click()
    window.go.click()
    assert wanted[1] == ("b3", "b1")
