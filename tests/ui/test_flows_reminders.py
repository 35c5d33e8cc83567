"""Reminders over a real store: told once, put off, ended with what follows, missed while away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from phrasebook.model import UserError
from tests.ui.desk_world import NOW, ZONE, DeskWorld, moment
from ui.flows.reminders import LONGEST_WAIT, RemindersFlow
from ui.window import PHRASES, REMINDERS

DAY = 86_400.0


class World(DeskWorld):
    """The flow in its world."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot, folder)
        self.opened: list[tuple[str, str]] = []
        self.flow = self.make()
        self.sidebar.show()

    def make(self) -> RemindersFlow:
        return RemindersFlow(
            sidebar=self.sidebar,
            bridge=self.bridge,
            desk=lambda: self.desk,
            options=self.options,
            kept=self.kept,
            now=lambda: self.now,
            zone=lambda: ZONE,
            agent=self.agent,
            buyer=lambda: self.current,
            near=lambda: None,
            give_back=self.give_back,
            unseen=self.unseen.append,
            open_buyer=lambda id: self.opened.append(("buyer", id)),
            open_scene=lambda id: self.opened.append(("scene", id)),
            open_records=lambda: self.opened.append(("records", "")),
            open_figures=lambda: self.opened.append(("figures", "")),
            beep=self.beep,
        )

    def start(self) -> None:
        self.flow.opened()
        self.settle()

    def later(self, seconds: float) -> None:
        """Let time pass and the flow look at the clock."""
        self.now += seconds
        self.flow.wake()
        self.settle()

    @property
    def toast(self) -> str:
        toast = self.sidebar.toast
        return "" if toast.isHidden() else toast.text

    def clear(self) -> None:
        self.sidebar.toast.dismiss()

    def press_toast(self, word: str) -> None:
        next(b for b in self.sidebar.toast.buttons if b.text() == word).click()
        self.settle()

    @property
    def badge(self) -> int:
        return self.sidebar.rail.button(REMINDERS)._badge

    def open_page(self) -> None:
        self.sidebar.rail.button(REMINDERS).click()
        self.settle()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.flow.page.list, key)
        self.settle()


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    made = World(qtbot, tmp_path)
    yield made
    made.flow.stop()
    for window in (
        made.flow.writing._form,
        made.flow.writing._done,
        made.flow.writing._snooze,
    ):
        if window is not None:
            window.hide()
            window.deleteLater()
    made.close()


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


# Writing.


def test_a_new_one_takes_the_current_buyer_and_is_saved_by_enter(world: World) -> None:
    world.start()
    world.flow.new()
    form = world.flow.writing.form
    assert (form.name.text(), form.platform.text()) == ("小鹿的窝", "千牛")
    form.text.setText("问色差 13812341234")
    assert form.masks.text() == "存为 138****1234"
    form.due.set_text("10分钟后")
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    world.settle()
    assert not form.isVisible()
    assert world.given_back == 1
    (one,) = world.open_reminders()
    assert (one.text, one.due, one.name) == ("问色差 138****1234", NOW + 600 - NOW % 60, "小鹿的窝")
    assert world.toast == "已设好,今天 09:42 提醒"
    world.press_toast("撤销")
    assert world.open_reminders() == []


def test_what_is_missing_is_said_and_nothing_is_stored(world: World) -> None:
    world.start()
    world.flow.new()
    form = world.flow.writing.form
    form.save()
    assert "还没有写" in form.state.text()
    form.text.setText("回电")
    form.save()
    assert "还没有时间" in form.state.text()
    form.due.set_text("昨天 10:00")
    form.save()
    assert form.isVisible()
    world.settle()
    assert world.open_reminders() == []


def test_what_was_typed_is_there_again_after_a_crash(world: World) -> None:
    world.start()
    world.flow.new()
    world.flow.writing.form.text.setText("写到一半")
    world.kept.store()
    world.settle()
    world.kept.forget_all()  # as a new process begins
    world.kept.load()
    world.settle()
    world.flow.new()
    form = world.flow.writing.form
    assert form.text.text() == "写到一半"
    assert "恢复" in form.state.text()
    form.due.set_text("18:00")
    form.save()
    world.settle()
    world.flow.new()
    assert form.text.text() == ""


def test_a_text_from_a_guide_fills_a_form_of_its_own(world: World) -> None:
    world.start()
    world.flow.new()
    world.flow.writing.form.text.setText("写到一半")
    world.flow.new("26 天回访", "badreview")
    form = world.flow.writing.form
    assert form.form().text == "26 天回访"
    assert form.kind.value() == "badreview"
    world.flow.new()
    assert form.form().text == "写到一半"


def test_what_was_added_to_a_text_from_elsewhere_comes_back_with_that_text_alone(
    world: World,
) -> None:
    world.start()
    form = world.flow.writing.form
    world.flow.new("26 天回访")
    form.text.setText("26 天回访,找小王")
    world.flow.new("补寄单号")
    assert form.form().text == "补寄单号"
    world.flow.new("26 天回访")
    form.text.setText("26 天回访,找小王")
    world.flow.new("26 天回访")
    assert form.form().text == "26 天回访,找小王"


def test_a_bad_review_sets_its_series_in_one_step_of_undo(world: World) -> None:
    world.start()
    world.flow.new(kind="badreview")
    form = world.flow.writing.form
    form.since.set_text("昨天")
    form.save()
    world.settle()
    assert [one.kind for one in world.open_reminders()] == ["badreview"] * 3
    assert world.toast.startswith("已设好 3 条,最早 今天")
    world.press_toast("撤销")
    assert world.open_reminders() == []


def test_the_times_of_texting_are_the_options(world: World) -> None:
    world.options.set("desk.text_from", 11)
    world.start()
    world.flow.new(kind="payment")
    form = world.flow.writing.form
    form.since.set_text("昨天 23:00")
    form.talked.set_value("no")
    form._on_edited()
    assert "今天 11:00" in form.sentence.text()
    assert "11:00–21:00" in form.sentence.text()


def test_editing_keeps_the_time_of_one_that_is_late(world: World) -> None:
    one = world.remind("回电", after=-60, buyer=world.buyer(), order="77")
    world.start()
    world.open_page()
    world.key(Qt.Key.Key_E)
    form = world.flow.writing.form
    assert form.title.text() == "修改提醒"
    form.text.setText("再回电")
    form.save()
    world.settle()
    (now,) = world.open_reminders()
    assert (now.text, now.due, now.buyer, now.order) == ("再回电", one.due, one.buyer, "77")


def test_known_buyers_are_offered(world: World) -> None:
    world.buyer("阳光海岸")
    world.start()
    world.flow.new()
    form = world.flow.writing.form
    form.activateWindow()
    form.name.field.setFocus()
    world.qtbot.waitUntil(form.name.field.hasFocus)
    form.name.field.clear()
    QTest.keyClicks(form.name.field, "yg")
    world.settle()
    assert len(form.name.offered) == 1
    QTest.keyClick(form.name.field, Qt.Key.Key_Down)
    QTest.keyClick(form.name.field, Qt.Key.Key_Return)
    assert form.name.text() == "阳光海岸"


# Ending.


def chase(world: World, *, large: bool, round: int = 1) -> None:
    world.remind(
        "催付", -60, kind="payment", buyer=world.buyer(), order="77", channel="chat",
        large=large, round=round, since=world.now - 700,
    )  # fmt: skip
    world.start()
    world.open_page()
    world.key(Qt.Key.Key_D)


def test_a_large_order_is_chased_once_more_by_another_channel_and_then_no_more(
    world: World,
) -> None:
    chase(world, large=True)
    done = world.flow.writing.done
    done.choose("unpaid")
    done._rows[0]._chips["等工资"].click()
    assert "短信" in done.next_words.text()
    done.save()
    world.settle()
    (second,) = world.open_reminders()
    assert (second.round, second.channel, second.order, second.large) == (2, "sms", "77", True)
    (first,) = world.finished()
    assert (first.result, first.reason, first.done_by) == ("unpaid", "等工资", "07")
    world.flow.writing.finish(second)
    done.choose("unpaid")
    assert "到此为止" in done.next_words.text()
    assert done.agreed.isHidden()
    done.save()
    world.settle()
    assert world.open_reminders() == []


def test_a_small_order_is_chased_once_unless_a_time_was_agreed(world: World) -> None:
    chase(world, large=False)
    done = world.flow.writing.done
    done.choose("unpaid")
    assert "小单" in done.next_words.text()
    assert done.next.isHidden()
    done.agreed.set_text("明天 10:00")
    assert not done.next.isHidden()
    done.agreed.set_text("昨天 10:00")
    done.save()
    assert done.isVisible()
    done.agreed.set_text("明天 10:00")
    done.next.setChecked(False)
    done.save()
    world.settle()
    assert world.open_reminders() == []
    assert len(world.finished()) == 1


def test_the_end_of_a_chase_is_noted_with_the_buyer_and_undone_as_one(world: World) -> None:
    chase(world, large=True)
    done = world.flow.writing.done
    done.choose("unpaid")
    done.remark.setText("25 号再说")
    done.save()
    world.settle()
    assert world.desk is not None
    (note,) = world.desk.notes.of(world.buyer()).result()
    assert (note.flag, note.order) == ("payment", "77")
    assert "没付" in note.text
    assert "25 号再说" in note.text
    world.press_toast("撤销")
    assert world.desk.notes.of(world.buyer()).result() == []
    (one,) = world.open_reminders()
    assert one.round == 1


def test_paid_is_the_first_choice_and_enter_ends_it(world: World) -> None:
    chase(world, large=True)
    done = world.flow.writing.done
    assert done.reasons.isHidden()
    QTest.keyClick(done.remark, Qt.Key.Key_Return)
    world.settle()
    (one,) = world.finished()
    assert one.result == "paid"
    assert world.open_reminders() == []


def test_a_buyer_who_will_not_change_the_review_is_left_in_peace(world: World) -> None:
    since = world.now - 26 * DAY
    buyer = world.buyer()
    for number in range(3):
        world.remind(
            "中差评", -60 + 60 * number, kind="badreview", buyer=buyer, since=since,
            round=number + 1,
        )  # fmt: skip
    other = world.remind("中差评", 600, kind="badreview", buyer=buyer, since=since - DAY)
    world.start()
    world.open_page()
    assert "第 26 天,还剩 4 天" in [chip.text for chip in world.flow.page.list.rows[1].foot]
    world.key(Qt.Key.Key_D)
    done = world.flow.writing.done
    assert done.others.isHidden() is False
    done.choose("kept")
    assert done.others.text() == "同一件事的另外 2 条也一起结束"
    done.save()
    world.settle()
    assert [one.id for one in world.open_reminders()] == [other.id]
    assert sorted(one.result for one in world.finished()) == ["dropped", "dropped", "kept"]


def test_coupons_come_at_thirty_and_sixty_days_and_stop(world: World) -> None:
    world.remind("券", -60, kind="coupon", buyer=world.buyer(), since=world.now - 30 * DAY)
    world.start()
    world.flow.writing.finish(world.open_reminders()[0])
    done = world.flow.writing.done
    done.save()
    world.settle()
    (second,) = world.open_reminders()
    assert (second.round, second.due) == (2, moment("2026-12-25 10:00"))
    world.now = second.due
    world.flow.writing.finish(second)
    assert "不再单独打扰" in done.next_words.text()
    done.save()
    world.settle()
    assert world.open_reminders() == []


def test_one_that_is_gone_is_said_in_the_window(world: World) -> None:
    one = world.remind(after=-60)
    world.start()
    world.flow.writing.finish(one)
    assert world.desk is not None
    world.desk.reminders.remove(one.id).result()
    done = world.flow.writing.done
    done.save()
    world.settle()
    assert done.isVisible()
    assert "不在了" in done.state.text()


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
