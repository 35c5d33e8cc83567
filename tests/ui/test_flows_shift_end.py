"""The end of a shift over a real store: collected, reviewed, handed over, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from phrasebook.desk import Buyer, HandoverDraft, NoteDraft, ReminderDraft
from tests.ui.handover_world import DAY, HOUR, ZONE, World, key, world_in


@pytest.fixture
def world(qtbot: QtBot, tmp_path: Path) -> Iterator[World]:
    with world_in(qtbot, tmp_path) as made:
        made.now = DAY + 15.5 * HOUR
        made.flow.opened()
        made.settle()
        yield made


def note(world: World, name: str, text: str, due: float | None = None) -> tuple[Buyer, str]:
    buyer = world.desk.buyers.ensure(name, "千牛", "", world.now).result(10)
    draft = NoteDraft(buyer.id, text, "promise", open=True, due=due)
    made = world.desk.notes.add(draft, world.now, ZONE, "07").result(10)
    return buyer, made.id


def open_end(world: World):
    world.flow.open()
    world.settle()
    world.flow.page.press("B")
    world.settle()
    return world.flow.shift_end.window


def test_what_is_open_is_collected_and_handed_over_in_one_go(world: World) -> None:
    deer, _ = note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    amy, _ = note(world, "Amy1988", "要补发票", DAY + 20 * HOUR)
    pay = ReminderDraft("问有没有付款", DAY + 15.8 * HOUR, "payment", amy.id)
    world.desk.reminders.add(pay, world.now, ZONE, "07").result(10)
    window = open_end(world)
    assert window.title.text() == "交班 → 晚班"
    assert [row.item.form.name for row in window.rows] == ["Amy1988", "小鹿的窝"], "by due time"
    assert "没付款" in window.rows[0].item.why
    assert "答应的事" in window.rows[1].item.why
    assert window.save.text() == "交给 晚班(2 条) Ctrl+Enter"
    assert "新交 2 条" in window.summary.text()
    world.qtbot.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    world.until(lambda: len(world.waiting()) == 2)
    world.settle()
    assert not window.isVisible()
    assert {one.buyer for one in world.waiting()} == {deer.id, amy.id}
    assert {one.to_shift for one in world.waiting()} == {"2026-11-25 晚班"}
    assert world.badge == 0
    world.at(16)
    assert world.found == [2], "the evening shift is told"
    assert world.badge == 2


def test_what_was_handed_over_is_not_proposed_again(world: World) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    window = open_end(world)
    window._hand()
    world.until(lambda: len(world.waiting()) == 1)
    world.settle()
    window = open_end(world)
    assert window.rows == []
    assert "没有要交的" in window.lead.text()
    assert not window.save.isEnabled()
    assert "接着办 1 条" in window.summary.text()


def test_what_is_accepted_and_not_done_is_passed_on(world: World) -> None:
    world.now = DAY + 7 * HOUR
    draft = HandoverDraft(because="退货在路上", please="入库后退款")
    (one,) = world.desk.handovers.hand([draft], world.agent(), world.now, ZONE).result(10)
    world.at(15.5)
    world.desk.handovers.accept(one.id, world.agent(), "入库了就退", world.now).result(10)
    window = open_end(world)
    (row,) = window.rows
    assert row.item.passes
    assert "你接了还没完成" in row.item.why
    window._hand()
    world.until(lambda: world.get(one.id).state == "waiting")
    assert world.get(one.id).to_shift == "2026-11-25 晚班"
    assert world.kinds(one.id)[-1] == "passed"


def test_space_leaves_one_out_and_esc_forgets_nothing(world: World) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    note(world, "Amy1988", "要补发票", DAY + 20 * HOUR)
    window = open_end(world)
    world.until(window.isActiveWindow)
    key(window.rows[0].box, Qt.Key.Key_Down)
    assert window.rows[1].box.hasFocus()
    key(window.rows[1].box, Qt.Key.Key_Space)
    assert [one.form.name for one in window.chosen] == ["小鹿的窝"]
    assert "(1 条)" in window.save.text()
    assert "新交 1 条" in window.summary.text()
    key(window.rows[1].box, Qt.Key.Key_Escape)
    world.settle()
    assert world.waiting() == []
    window = open_end(world)
    assert [row.box.isChecked() for row in window.rows] == [True, False]
    key(window.rows[1].box, Qt.Key.Key_Space)
    assert len(window.chosen) == 2


def test_enter_opens_the_form_and_what_was_changed_stays_through_esc(world: World) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    window = open_end(world)
    key(window.rows[0].box, Qt.Key.Key_Return)
    form = world.flow.writing.form
    assert form.isVisible()
    assert form.title.text() == "改这一条"
    assert form.because.text() == "答应 18 点前答复"
    form.please.set_text("先发灰色图给她")
    form._save()
    if form.isVisible():
        form._save()
    assert not form.isVisible()
    assert world.waiting() == [], "changed, not handed over"
    assert window.rows[0].item.form.please == "先发灰色图给她"
    world.until(window.isActiveWindow)
    window.dismiss()
    window = open_end(world)
    assert window.rows[0].item.form.please == "先发灰色图给她"
    window._hand()
    world.until(lambda: len(world.waiting()) == 1)
    world.settle()
    assert world.waiting()[0].please == "先发灰色图给她"
    kept = world.desk.drafts.all().result(10)
    assert [name for name in kept if name.startswith("handover.item")] == []


def test_what_came_after_an_item_was_changed_or_left_out_is_in_the_list(world: World) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    window = open_end(world)
    key(window.rows[0].box, Qt.Key.Key_Return)
    form = world.flow.writing.form
    form.please.set_text("先发灰色图给她")
    form._save()
    if form.isVisible():
        form._save()
    world.until(window.isActiveWindow)
    key(window.rows[0].box, Qt.Key.Key_Space)
    assert window.chosen == []
    window.dismiss()
    note(world, "小鹿的窝", "要补发票", DAY + 20 * HOUR)
    (row,) = open_end(world).rows
    assert "要补发票" in row.item.form.because
    assert row.box.isChecked()


def test_a_failure_keeps_the_list_and_a_second_try_hands_over_once(world: World) -> None:
    _, id = note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    window = open_end(world)
    buyer = world.desk.notes.get(id).result(10).buyer
    world.desk.buyers.erase(buyer).result(10)
    window._hand()
    world.until(lambda: "已经不在" in window.error.text())
    assert window.isVisible()
    assert window.save.isEnabled()
    window.dismiss()
    window = open_end(world)
    assert window.rows == []


def test_a_colleague_who_finished_it_meanwhile_does_not_hand_the_rest_over_twice(
    world: World,
) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    draft = HandoverDraft(because="退货在路上", please="入库后退款")
    (one,) = world.desk.handovers.hand([draft], world.agent(), world.now, ZONE).result(10)
    world.desk.handovers.accept(one.id, world.agent(), "入库了就退", world.now).result(10)
    window = open_end(world)
    assert len(window.chosen) == 2
    world.desk.handovers.finish(one.id, world.agent(), "", world.now).result(10)
    window._hand()
    world.until(lambda: not window.isVisible())
    world.settle()
    assert len(world.waiting()) == 1
    assert "已经完成" in "".join(world.faults) or "不能这样做" in "".join(world.faults)


def test_the_summary_counts_what_this_agent_did_in_this_shift(world: World) -> None:
    desk, me = world.desk, world.agent()
    early = DAY + 7 * HOUR
    deer, _ = note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    desk.notes.add(NoteDraft(deer.id, "昨晚记的"), early, ZONE, "07").result(10)
    desk.notes.add(NoteDraft(deer.id, "别人记的"), world.now, ZONE, "03").result(10)
    drafts = [HandoverDraft(because="退货", please="退款")] * 3
    for one, by, when in zip(
        desk.handovers.hand(drafts, me, early, ZONE).result(10),
        (me, me, replace(me, number="03")),
        (early, world.now, world.now),
        strict=True,
    ):
        desk.handovers.accept(one.id, by, "好", when).result(10)
        desk.handovers.finish(one.id, by, "", when).result(10)
    for by in ("07", "07", "03"):
        made = desk.reminders.add(ReminderDraft("回电", early), early, ZONE, by).result(10)
        desk.reminders.finish(made.id, "done", world.now, by).result(10)
    window = open_end(world)
    did = window.summary.text().splitlines()[0]
    assert did == "早班 07:办完交接 1 条、办完提醒 2 条、写下备注 1 条。"


def test_the_whole_text_can_be_copied_after_handing_over(world: World) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    drafts = [HandoverDraft(because="退货在路上", please="入库后退款")]
    (one,) = world.desk.handovers.hand(drafts, world.agent(), world.now, ZONE).result(10)
    world.desk.handovers.accept(one.id, world.agent(), "好", world.now).result(10)
    window = open_end(world)
    window._hand()
    world.until(lambda: not window.isVisible())
    world.settle()
    toast = world.sidebar.toast
    next(b for b in toast.buttons if b.text() == "复制全文").click()
    text = QGuiApplication.clipboard().text()
    assert "交给晚班:新交 1 条" in text
    assert "1. 【" in text
    assert "答应 18 点前答复" in text
    assert "退货在路上" in text


def test_the_summary_can_be_copied(world: World) -> None:
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    window = open_end(world)
    window.copy.click()
    assert "交给晚班:新交 1 条" in QGuiApplication.clipboard().text()


def test_without_shifts_it_goes_to_the_next_whichever(world: World) -> None:
    world.plan = ()
    note(world, "小鹿的窝", "答应 18 点前答复", DAY + 18 * HOUR)
    window = open_end(world)
    assert window.title.text() == "交班 → 下一班"
    window._hand()
    world.until(lambda: len(world.waiting()) == 1)
    assert world.waiting()[0].to_shift == ""
