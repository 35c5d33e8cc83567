"""Reminders over a real store: told once, put off, missed while away; the page's keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from phrasebook.model import UserError
from tests.ui.desk_world import NOW, moment
from tests.ui.reminders_world import World, reminders_world
from ui.flows.reminders import LONGEST_WAIT
from ui.window import PHRASES, REMINDERS


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    with reminders_world(qtbot, tmp_path) as made:
        yield made


def test_what_is_due_is_told_once_with_a_badge(world: World) -> None:
    world.remind("问地址", buyer=world.buyer())
    world.start()
    assert (world.badge, world.toast) == (0, "")
    world.later(600)
    assert world.badge == 1
    assert world.toast == "到点了 · 小鹿的窝 · 问地址"
    world.clear()
    world.later(60)
    assert (world.badge, world.toast) == (1, "")


def test_the_clock_is_looked_at_when_the_next_is_due_and_once_a_minute(world: World) -> None:
    world.remind(after=20)
    world.start()
    assert world.flow._timer.interval() == 20_000
    world.later(20)
    assert world.flow._timer.interval() == LONGEST_WAIT * 1000


def test_the_timer_itself_tells(world: World) -> None:
    world.remind(after=10)
    world.start()
    world.now += 10
    world.flow._timer.timeout.emit()
    world.settle()
    assert world.badge == 1


def test_several_due_at_once_are_one_toast(world: World) -> None:
    world.remind("一")
    world.remind("二")
    world.start()
    world.later(600)
    assert world.toast == "2 条提醒到点了"
    world.press_toast("看一看")
    assert world.sidebar.page == REMINDERS


def test_toast_and_sound_are_options(world: World) -> None:
    world.options.set("reminders.toast", False)
    world.options.set("reminders.sound", True)
    world.remind()
    world.start()
    world.later(600)
    assert (world.badge, world.toast, world.beeps) == (1, "", 1)
    world.options.set("reminders.toast", True)
    world.later(60)
    assert (world.toast, world.beeps) == ("", 1)


def test_without_the_sound_nothing_beeps(world: World) -> None:
    world.remind()
    world.start()
    world.later(600)
    assert world.toast
    assert world.beeps == 0


def test_a_hidden_sidebar_says_it_beside_the_tray_without_the_buyer(world: World) -> None:
    world.remind("问地址", buyer=world.buyer())
    world.start()
    world.sidebar.hide()
    world.later(600)
    assert world.unseen == ["1 条提醒到点了"]
    assert world.toast == ""


def test_telling_takes_no_focus(world: World) -> None:
    world.remind()
    world.start()
    before = QApplication.focusWidget()
    flags = world.sidebar.windowFlags()
    world.later(600)
    assert QApplication.focusWidget() is before
    assert world.sidebar.windowFlags() == flags
    assert world.sidebar.page == PHRASES


def test_missed_ones_are_one_summary_and_not_again_after_the_next_restart(world: World) -> None:
    for text in ("一", "二", "三"):
        world.remind(text)
    world.now += 8 * 3600
    world.start()
    assert world.toast == "错过了 3 条提醒"
    assert world.badge == 3
    world.clear()
    world.flow.stop()
    world.reopen()
    world.flow = world.make()
    world.now += 3600
    world.start()
    assert (world.toast, world.badge) == ("", 3)


def test_one_missed_while_the_machine_slept_says_how_late_it_is(world: World) -> None:
    world.remind("回电")
    world.start()
    world.later(600 + 3 * 3600)
    assert world.toast == "晚了 3 小时 · 回电"


def test_a_clock_set_back_tells_nothing_twice(world: World) -> None:
    world.remind()
    world.start()
    world.later(700)
    world.clear()
    world.later(-7200)
    assert world.badge == 0
    world.later(7200)
    assert (world.badge, world.toast) == (1, "")


@pytest.mark.parametrize("restart", [False, True])
def test_what_was_told_by_a_clock_that_was_ahead_is_told_when_it_is_due(
    world: World, restart: bool
) -> None:
    world.remind()
    world.start()
    world.later(30 * 86_400)
    assert world.toast == "晚了 29 天 · 回电"
    world.clear()
    world.later(-30 * 86_400)
    if restart:
        world.flow.stop()
        world.reopen()
        world.flow = world.make()
        world.start()
    assert (world.badge, world.toast) == (0, "")
    world.later(600)
    assert (world.badge, world.toast) == (1, "到点了 · 回电")
    world.clear()
    world.later(60)
    assert world.toast == "", "and once only"


def test_snoozing_from_the_toast_tells_again_ten_minutes_later(world: World) -> None:
    world.remind()
    world.start()
    world.later(600)
    world.press_toast("稍后")
    assert world.toast == "推迟到 今天 09:52"
    world.later(0)
    assert world.badge == 0
    world.clear()
    world.later(600)
    assert (world.badge, world.toast) == (1, "到点了 · 回电")
    assert world.open_reminders()[0].snoozed == 1


def test_a_disk_that_takes_no_writing_does_not_repeat_what_was_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import Future

    def refused(_ids: object, _when: float) -> Future[None]:
        future: Future[None] = Future()
        future.set_exception(UserError("磁盘满了", ""))
        return future

    assert world.desk is not None
    monkeypatch.setattr(world.desk.reminders, "told", refused)
    world.remind()
    world.start()
    world.later(600)
    assert world.toast
    world.clear()
    world.later(60)
    assert world.toast == ""
    assert world.errors == []


@pytest.mark.parametrize(
    ("choice", "due"),
    [("10m", NOW + 600), ("1h", NOW + 3600), ("tomorrow", moment("2026-11-26 10:00"))],
)
def test_a_reminder_is_put_off_and_undo_brings_the_time_back(
    world: World, choice: str, due: float
) -> None:
    one = world.remind(after=-60)
    world.start()
    world.open_page()
    world.flow.page.snoozed.emit(choice, one)
    world.settle()
    assert world.open_reminders()[0].due == due
    world.press_toast("撤销")
    assert world.open_reminders()[0].due == one.due


def test_a_time_of_ones_own_is_asked_for(world: World) -> None:
    one = world.remind(after=-60)
    world.start()
    world.open_page()
    world.flow.page.snoozed.emit("own", one)
    window = world.flow.writing.snooze
    assert window.isVisible()
    window.due.set_text("昨天 10:00")
    window.save()
    assert window.isVisible()
    window.due.set_text("今天 18:00")
    QTest.keyClick(window.due.field, Qt.Key.Key_Return)
    world.settle()
    assert world.open_reminders()[0].due == moment("2026-11-25 18:00")


# The page.


def test_keys_of_the_page_do_their_things(world: World) -> None:
    buyer = world.buyer()
    world.remind("催付", -60, kind="payment", buyer=buyer)
    world.start()
    world.open_page()
    for key in (Qt.Key.Key_O, Qt.Key.Key_V, Qt.Key.Key_T, Qt.Key.Key_G):
        world.key(key)
    assert world.opened == [
        ("buyer", buyer), ("scene", "follow.pay"), ("records", ""), ("figures", ""),
    ]  # fmt: skip
    world.key(Qt.Key.Key_N)
    assert world.flow.writing.form.isVisible()


def test_the_page_takes_the_place_of_what_opened_the_desk_and_is_filled(world: World) -> None:
    world.remind()
    world.sidebar.set_page(REMINDERS, QWidget(), needs_focus=True)
    world.sidebar.show_page(REMINDERS)
    world.start()
    world.sidebar.drop_page(REMINDERS)
    world.sidebar.page_requested.emit(REMINDERS)
    world.settle()
    assert world.sidebar.shown_page() is world.flow.page
    assert len(world.flow.page.list.rows) == 3


def test_removing_can_be_undone(world: World) -> None:
    world.remind()
    world.start()
    world.open_page()
    world.key(Qt.Key.Key_Delete)
    assert world.open_reminders() == []
    world.press_toast("撤销")
    assert len(world.open_reminders()) == 1


def test_the_finished_ones_fold_out_with_their_results(world: World) -> None:
    one = world.remind(after=-60)
    assert world.desk is not None
    world.desk.reminders.finish(one.id, "done", world.now, "07", "", "照片收到了").result()
    world.start()
    world.open_page()
    page = world.flow.page
    assert not page.empty.isHidden()
    QTest.keyClick(page, Qt.Key.Key_F)
    world.settle()
    assert page.list.rows[-1].text == "办好了 · 照片收到了"
    world.key(Qt.Key.Key_F)
    assert not page.empty.isHidden()


def test_escape_leaves_the_page_and_gives_the_focus_back(world: World) -> None:
    world.start()
    world.open_page()
    QTest.keyClick(world.flow.page, Qt.Key.Key_Escape)
    assert world.sidebar.page == PHRASES
    assert world.given_back == 1


def test_a_closed_form_gives_the_focus_to_the_page_where_it_is_shown(world: World) -> None:
    world.start()
    world.open_page()
    world.flow.new()
    QTest.keyClick(world.flow.writing.form.text, Qt.Key.Key_Escape)
    assert world.given_back == 0


def test_nothing_of_a_closed_desk_is_shown(world: World) -> None:
    world.remind(after=-60)
    world.start()
    world.open_page()
    assert world.flow.page.list.rows
    assert world.desk is not None
    world.desk.close()
    world.desk = None
    world.flow.closed()
    assert (world.badge, world.flow.page.list.rows) == (0, ())
    world.flow.wake()
    assert world.errors == []
