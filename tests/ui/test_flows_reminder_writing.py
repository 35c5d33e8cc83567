"""Reminders over a real store: written, and ended with what follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phrasebook.desk import ReminderDraft
from phrasebook.model import UserError
from tests.ui.desk_world import NOW, moment
from tests.ui.notes_world import failed
from tests.ui.reminders_world import DAY, World, reminders_world


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    with reminders_world(qtbot, tmp_path) as made:
        yield made


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
    world.kept.forget_stored()  # as a new process begins
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


def test_where_the_desk_is_locked_no_window_stays_and_what_was_typed_is_kept(world: World) -> None:
    one = world.remind()
    world.start()
    writing = world.flow.writing
    writing.finish(one)
    writing.put_off("own", one)
    world.flow.new()
    writing.form.text.setText("写到一半")
    windows = (writing.form, writing.done, writing.snooze)
    assert all(window.isVisible() for window in (writing.form, writing.done))
    world.flow.stop()
    assert not any(window.isVisible() for window in windows)
    assert any("写到一半" in text for text in world.desk.drafts.all().result(10).values())


def test_what_is_being_stored_is_not_mixed_up_with_what_is_opened_meanwhile(world: World) -> None:
    other = world.remind("另一条")
    world.start()
    world.flow.new()
    form = world.flow.writing.form
    form.text.setText("问色差")
    form.due.set_text("10分钟后")
    form.save()
    world.flow.writing.edit(other)
    form.text.setText("另一条,改到一半")
    world.settle()
    assert form.isVisible(), "it is another one now"
    assert form.text.text() == "另一条,改到一半"
    assert sorted(one.text for one in world.open_reminders()) == ["另一条", "问色差"]
    assert world.kept.names("reminder") == [f"reminder:{other.id}"]


# ---------------------------------------------------------------------- never lost
def payment(world: World):
    buyer = world.desk.buyers.ensure("小鹿", "千牛", "", NOW).result(10)
    made = ReminderDraft("问付款", NOW, "payment", buyer.id, since=NOW - 3600)
    one = world.desk.reminders.add(made, NOW, "Asia/Shanghai", "07").result(10)
    world.settle()
    return one


def test_how_one_ended_is_kept_like_any_form(world: World) -> None:
    world.start()
    one = payment(world)
    world.flow.writing.finish(one)
    done = world.flow.writing.done
    done.choose("unpaid")
    done.remark.setText("等发工资")
    done.agreed.set_text("明天 10:00")
    done.dismiss()
    world.settle()
    assert list(world.desk.drafts.all().result(10)) == [f"reminder.end:{one.id}"]
    world.kept.forget_stored()  # as a new process begins
    world.kept.load()
    world.settle()
    world.flow.writing.finish(one)
    assert (done.result, done.remark.text()) == ("unpaid", "等发工资")
    assert done.agreed.when() is not None
    done.save()
    world.settle()
    assert not done.isVisible()
    assert world.desk.drafts.all().result(10) == {}
    world.press_toast("撤销")
    assert [one.text for one in world.open_reminders()] == ["问付款"]
    assert world.desk.notes.of(one.buyer).result(10) == [], "one step takes all of it back"


def test_nothing_written_about_an_end_keeps_nothing(world: World) -> None:
    world.start()
    world.flow.writing.finish(payment(world))
    world.flow.writing.done.choose("unpaid")
    world.flow.writing.done.dismiss()
    world.settle()
    assert world.desk.drafts.all().result(10) == {}


def test_what_was_added_to_one_text_is_not_overwritten_by_another(world: World) -> None:
    world.start()
    form = world.flow.writing.form
    world.flow.new("26 天回访")
    form.text.setText("26 天回访,找小王")
    world.flow.new("补寄单号")
    form.text.setText("补寄单号,发顺丰")
    world.flow.new("26 天回访")
    assert form.form().text == "26 天回访,找小王"
    world.flow.new("补寄单号")
    assert form.form().text == "补寄单号,发顺丰"


def test_a_form_takes_no_typing_while_it_is_being_stored(world: World) -> None:
    world.start()
    world.flow.new()
    form = world.flow.writing.form
    form.text.setText("回电")
    form.due.set_text("10分钟后")
    form.save()
    assert not form.inside.isEnabled()
    QTest.keyClick(form.text, Qt.Key.Key_A)
    world.settle()
    assert [one.text for one in world.open_reminders()] == ["回电"]
    world.flow.new()
    assert form.inside.isEnabled()


def test_a_fault_gives_the_form_back_with_its_focus(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.start()
    world.flow.new()
    form = world.flow.writing.form
    form.text.setText("回电")
    form.due.set_text("10分钟后")
    monkeypatch.setattr(
        world.desk.reminders, "save", lambda *_: failed(UserError("磁盘满了。", "清一清。"))
    )
    form.text.setFocus()
    form.save()
    world.settle()
    assert form.inside.isEnabled()
    assert form.focusWidget() is form.text
    assert form.text.text() == "回电"
    assert "磁盘满了" in form.state.text()
