"""Toasts go by themselves unless looked at; banners stay and are said once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import theme
from ui.toast import TOAST_SECONDS, Banner, Toast


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    QCursor.setPos(0, 0)  # a toast under the mouse stays
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(388, 800)
    made.show()
    return made


@pytest.fixture
def toast(place: QWidget) -> Toast:
    return Toast(place)


def test_toast_stands_above_the_foot_and_lasts_four_seconds(toast: Toast, place: QWidget) -> None:
    toast.say("已复制")
    assert toast.isVisible()
    assert toast.text == "已复制"
    assert toast._timer.interval() == TOAST_SECONDS * 1000 == 4000
    assert toast._timer.isActive()
    assert toast.geometry().bottom() < place.height() - theme().metric("foot")
    assert toast.geometry().left() > theme().metric("rail")


def test_log_names_the_code_and_never_the_words(
    toast: Toast, banner: Banner, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    toast.say("小鹿的窝:没有粘贴", kind="warn", code="refused")
    banner.say("keys", "快捷键用不了")
    assert [record.message for record in caplog.records] == [
        "toast shown kind=warning code=refused",
        "problem shown code=keys",
    ]


def test_toast_goes_when_its_time_is_over(toast: Toast, qtbot: QtBot) -> None:
    with qtbot.waitSignal(toast.closed):
        toast.say("已复制", seconds=0.01)
    assert not toast.isVisible()


def test_toast_stays_while_the_mouse_is_on_it(toast: Toast) -> None:
    toast.say("没有粘贴", kind="warn")
    spot = QPointF(1, 1)
    toast.enterEvent(QEnterEvent(spot, spot, spot))
    assert not toast._timer.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast._timer.isActive()


def test_button_of_a_toast_acts_once_and_closes_it(toast: Toast, qtbot: QtBot) -> None:
    acted: list[str] = []
    toast.say("已删除", actions=[("撤销", lambda: acted.append("undo")), ("好", lambda: None)])
    assert [button.text() for button in toast.buttons] == ["撤销", "好"]
    qtbot.mouseClick(toast.buttons[0], Qt.MouseButton.LeftButton)
    assert acted == ["undo"]
    assert not toast.isVisible()


def test_button_may_show_the_next_toast(toast: Toast, qtbot: QtBot) -> None:
    toast.say("已删除", actions=[("撤销", lambda: toast.say("已恢复"))])
    qtbot.mouseClick(toast.buttons[0], Qt.MouseButton.LeftButton)
    assert toast.isVisible()
    assert toast.text == "已恢复"
    assert toast.buttons == ()


def test_long_toast_is_high_enough_for_its_words(toast: Toast) -> None:
    toast.say("短")
    low = toast.height()
    toast.say("已经不在刚才的聊天窗口,没有粘贴。" * 4)
    assert toast.height() > low * 1.5
    assert toast._words.height() >= toast._words.heightForWidth(toast._words.width())


@pytest.fixture
def banner(place: QWidget) -> Banner:
    made = Banner(place)
    made.resize(340, 60)
    return made


def test_banner_is_said_once(banner: Banner) -> None:
    closed: list[str] = []
    banner.closed.connect(closed.append)
    assert banner.say("keys", "快捷键用不了", "点卡片会复制")
    assert banner.isVisible()
    assert "点卡片会复制" in banner.accessibleName()
    banner.close_by_hand()
    assert closed == ["keys"]
    assert not banner.isVisible()
    assert not banner.say("keys", "快捷键用不了")
    assert not banner.isVisible()
    assert banner.say("keys", "又用不了", again=True)
    assert banner.say("tray", "另一件事")


def test_banner_action_acts_and_closes(banner: Banner, qtbot: QtBot) -> None:
    acted: list[int] = []
    banner.say("content", "话术文件有错", action=("看看", lambda: acted.append(1)))
    qtbot.mouseClick(banner._action, Qt.MouseButton.LeftButton)
    assert acted == [1]
    assert not banner.isVisible()


@pytest.mark.parametrize(("percent", "width"), [(100, 388), (100, 320), (160, 320)])
def test_no_word_of_a_toast_s_buttons_is_cut(
    toast: Toast, place: QWidget, percent: int, width: int
) -> None:
    theme().set_text_size(percent)
    try:
        place.resize(width, 800)
        toast.say(
            "输入框里没有光标,没有粘贴。",
            actions=[("教一下输入框在哪", lambda: None), ("还原剪贴板", lambda: None)],
        )
        toast.layout().activate()
        for button in toast.buttons:
            assert button.width() >= button.sizeHint().width()
            assert toast.rect().contains(button.geometry())
        first, second = (button.geometry() for button in toast.buttons)
        assert not first.intersects(second)
        assert toast._words.geometry().bottom() <= first.top()
    finally:
        theme().set_text_size(100)


@pytest.mark.parametrize(("percent", "width"), [(100, 388), (100, 320), (160, 320)])
def test_nothing_of_a_banner_with_two_buttons_is_cut(
    place: QWidget, qtbot: QtBot, percent: int, width: int
) -> None:
    theme().set_text_size(percent)
    try:
        inside = width - theme().metric("rail")
        banner = Banner()
        around = QWidget(place)
        column = QVBoxLayout(around)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(banner)
        column.addStretch(1)
        around.resize(inside, 800)
        around.show()
        banner.say(
            "clock",
            "电脑时间是 2029-12-01 10:00,上次打开是 2026-12-01 09:00,对吗?",
            "还没有清理过期的内容。照常清理会删掉 12 位买家、34 条记录。",
            action=("对,照常清理", lambda: None),
            other=("不对,先不清", lambda: None),
        )
        for words in (banner._words, banner._advice):
            qtbot.waitUntil(lambda w=words: w.height() >= w.heightForWidth(w.width()))
        for button in (banner._action, banner._other):
            assert button.width() >= button.sizeHint().width()
            assert banner.rect().contains(button.geometry())
        assert not banner._action.geometry().intersects(banner._other.geometry())
    finally:
        theme().set_text_size(100)
