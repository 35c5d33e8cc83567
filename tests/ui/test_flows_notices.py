"""Faults are said one after the other, each until it was seen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget

from assistant.ports import Capability
from phrasebook.model import UserError
from ui.flows.notices import Notices
from ui.toast import Banner


@pytest.fixture
def banner(qtbot):
    place = QWidget()
    qtbot.addWidget(place)
    place.resize(388, 800)
    place.show()
    made = Banner(place)
    made.place = place  # keeps it alive
    return made


@pytest.fixture
def notices(banner):
    return Notices(banner)


def test_a_second_fault_waits_until_the_first_was_read(notices, banner):
    notices.problem(UserError("数据文件夹不能写入", "检查权限"), "read_only")
    notices.problem(UserError("设置文件已损坏"), "options")
    assert banner.text == "数据文件夹不能写入"
    banner.close_by_hand()
    assert (banner.text, banner.isVisible()) == ("设置文件已损坏", True)
    banner.close_by_hand()
    assert banner.isHidden()


def test_the_button_goes_on_to_the_next_too(notices, banner):
    pressed = []
    notices.refused_keys(["Ctrl+Alt+1"], lambda: pressed.append(1))
    notices.problem(UserError("磁盘已满"), "full")
    banner._action.click()
    assert pressed == [1]
    assert banner.text == "磁盘已满"


def test_the_same_fault_twice_is_said_once_at_a_time_but_again_later(notices, banner):
    for _ in range(3):
        notices.problem(UserError("磁盘已满"), "full")
    banner.close_by_hand()
    assert banner.isHidden()
    notices.problem(UserError("磁盘已满"), "full")
    assert banner.isVisible()


def test_two_faults_of_one_kind_are_both_said(notices, banner):
    notices.problem(UserError("甲没有保存"), "fault")
    notices.problem(UserError("乙没有保存"), "fault")
    banner.close_by_hand()
    assert banner.text == "乙没有保存"


def test_what_is_out_of_reach_is_said_once(notices, banner):
    fine, lacking = Capability(True, "x"), Capability(False, "null", "Wayland 不允许", "用 X11")
    notices.out_of_reach(fine, fine)
    assert banner.isHidden()
    notices.out_of_reach(fine, lacking)
    assert banner.text == "Wayland 不允许"
    banner.close_by_hand()
    notices.out_of_reach(fine, lacking)
    assert banner.isHidden()


def test_a_limit_is_said_where_nothing_worse_is(notices, banner):
    limited = Capability(True, "x11", "没有运行窗口管理器")
    notices.out_of_reach(limited, Capability(True, "x"))
    assert banner.text == "没有运行窗口管理器"


def test_what_does_not_work_comes_before_a_limit(notices, banner):
    notices.out_of_reach(
        Capability(True, "x11", "没有运行窗口管理器"), Capability(False, "null", "不能发送按键")
    )
    assert banner.text == "不能发送按键"


def test_refused_keys_are_named_and_the_notice_goes_when_they_are_ours(notices, banner):
    notices.refused_keys(["Ctrl+Alt+1", "Ctrl+Alt+2"], lambda: None)
    assert banner.text == "Ctrl+Alt+1、Ctrl+Alt+2 被别的程序占用"
    notices.refused_keys(["Ctrl+Alt+2"], lambda: None)
    assert banner.text == "Ctrl+Alt+2 被别的程序占用"
    notices.refused_keys([], lambda: None)
    assert banner.isHidden()


def test_a_notice_that_waits_goes_too_when_it_no_longer_holds(notices, banner):
    notices.problem(UserError("磁盘已满"), "full")
    notices.refused_keys(["Ctrl+Alt+1"], lambda: None)
    notices.refused_keys([], lambda: None)
    assert banner.text == "磁盘已满", "another notice is left alone"
    banner.close_by_hand()
    assert banner.isHidden()
