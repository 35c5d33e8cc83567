"""Reminders of the desk, and the unsaved typing that survives a crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook.desk import ReminderDraft
from phrasebook.model import UserError
from phrasebook.store import Changes
from tests.phrasebook.desk_helpers import NOW, ZONE, Desk, desk_in


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_in(tmp_path) as opened:
        yield opened


def undo(desk: Desk) -> str:
    return desk.store.undo().result()


def test_a_reminder_comes_back_as_it_was_set(desk: Desk) -> None:
    buyer = desk.buyer()
    reminder = desk.remind(
        buyer, NOW + 60, kind="payment", order="12345678901", note="n", round=2, channel="sms",
        large=True, since=NOW - 9,
    )  # fmt: skip
    assert desk.reminders.get(reminder.id).result() == reminder
    assert (reminder.name, reminder.platform) == ("小鱼儿", "千牛")
    assert (reminder.at, reminder.zone, reminder.agent) == (NOW, ZONE, "07")
    assert (reminder.kind, reminder.order, reminder.note) == ("payment", "12345678901", "n")
    assert (reminder.round, reminder.channel, reminder.large) == (2, "sms", True)
    assert (reminder.since, reminder.due, reminder.done_at) == (NOW - 9, NOW + 60, None)
    assert desk.reminders.of(buyer.id).result() == [reminder]
    assert desk.remind().name == ""


def test_open_ones_come_by_due_time(desk: Desk) -> None:
    late, soon = desk.remind(due=NOW + 20), desk.remind(due=NOW + 10)
    assert desk.reminders.open().result() == [soon, late]
    assert desk.reminders.open(limit=1).result() == [soon]


def test_what_was_told_is_remembered_until_it_is_due_anew(desk: Desk) -> None:
    reminder = desk.remind(due=NOW)
    seen: list[Changes] = []
    desk.store.listen(seen.append)
    desk.reminders.told([reminder.id, "0" * 32], NOW + 1).result()
    assert seen == []
    found = desk.reminders.get(reminder.id).result()
    assert found is not None
    assert found.told_at == NOW + 1
    desk.reminders.edit(reminder.id, ReminderDraft("改一句", NOW)).result()
    assert desk.reminders.open().result()[0].told_at == NOW + 1
    desk.reminders.snooze(reminder.id, NOW + 600).result()
    found = desk.reminders.get(reminder.id).result()
    assert found is not None
    assert (found.due, found.snoozed, found.told_at) == (NOW + 600, 1, None)
    assert seen == [Changes(reminders=True)] * 2


def test_one_put_off_in_the_moment_it_was_told_is_told_again(desk: Desk) -> None:
    reminder = desk.remind(due=NOW)
    desk.reminders.snooze(reminder.id, NOW + 600).result()
    desk.reminders.told([reminder.id], NOW).result()
    found = desk.reminders.get(reminder.id).result()
    assert found is not None
    assert found.told_at is None


def test_a_result_is_kept_with_its_reason(desk: Desk) -> None:
    buyer = desk.buyer()
    reminder = desk.remind(buyer)
    desk.reminders.finish(
        reminder.id, "unpaid", NOW + 9, "12", "嫌贵", "说了13812345678再打"
    ).result()
    (found,) = desk.reminders.finished(NOW).result()
    assert (found.result, found.done_at, found.done_by) == ("unpaid", NOW + 9, "12")
    assert (found.reason, found.remark) == ("嫌贵", "说了138****5678再打")
    assert desk.reminders.finished(NOW + 10).result() == []
    assert desk.reminders.open().result() == []
    for job in (
        desk.reminders.finish(reminder.id, "paid", NOW, "12"),
        desk.reminders.snooze(reminder.id, NOW),
    ):
        with pytest.raises(UserError, match="已经完成") as caught:
            job.result()
        assert caught.value.advice


def test_reason_and_remark_are_stored_masked(desk: Desk) -> None:
    id = desk.remind().id
    typed = "等家人 13812345678 代付"
    desk.reminders.finish(id, "unpaid", NOW, "07", typed, typed).result()
    found = desk.reminders.get(id).result()
    assert found is not None
    assert found.reason == found.remark == "等家人 138****5678 代付"


def test_each_change_of_a_reminder_can_be_taken_back(desk: Desk) -> None:
    reminder = desk.remind()
    for job, label in (
        (lambda: desk.reminders.edit(reminder.id, ReminderDraft("别的", NOW + 5)), "编辑提醒"),
        (lambda: desk.reminders.snooze(reminder.id, NOW + 9_000), "推迟提醒"),
        (lambda: desk.reminders.finish(reminder.id, "done", NOW, "07"), "完成提醒"),
        (lambda: desk.reminders.remove(reminder.id), "删除提醒"),
    ):
        job().result()
        assert desk.reminders.get(reminder.id).result() != reminder
        assert undo(desk) == label
        assert desk.reminders.get(reminder.id).result() == reminder
    assert undo(desk) == "新建提醒"
    assert desk.reminders.get(reminder.id).result() is None


def test_several_are_set_all_or_none_and_taken_back_at_once(desk: Desk) -> None:
    good = [ReminderDraft("一", NOW), ReminderDraft("二", NOW + 1)]
    with pytest.raises(UserError):
        desk.reminders.add_all([*good, ReminderDraft(" ", NOW)], NOW, ZONE, "07").result()
    bad = ReminderDraft("三", NOW, buyer="0" * 32)
    with pytest.raises(UserError):
        desk.reminders.add_all([*good, bad], NOW, ZONE, "07").result()
    assert desk.reminders.open().result() == []
    made = desk.reminders.add_all(good, NOW, ZONE, "07").result()
    assert desk.reminders.open().result() == made
    assert desk.reminders.add_all([], NOW, ZONE, "07").result() == []
    assert undo(desk) == "新建提醒"
    assert desk.reminders.open().result() == []


def test_what_is_gone_or_unsaid_is_refused_with_advice(desk: Desk) -> None:
    reminder = desk.remind()
    for job in (
        desk.reminders.edit("0" * 32, ReminderDraft("x", NOW)),
        desk.reminders.snooze("0" * 32, NOW),
        desk.reminders.finish("0" * 32, "done", NOW, "07"),
        desk.reminders.finish(reminder.id, "", NOW, "07"),
        desk.reminders.add(ReminderDraft("", NOW), NOW, ZONE, "07"),
    ):
        with pytest.raises(UserError) as caught:
            job.result()
        assert caught.value.advice
    assert not desk.reminders.remove("0" * 32).result()


def test_unsaved_typing_is_kept_as_typed_and_is_no_step_of_undo(desk: Desk, tmp_path: Path) -> None:
    desk.drafts.put("note", "电话138123").result()
    desk.drafts.put("note", "电话13812345678").result()
    desk.drafts.put("a", "x").result()
    assert desk.drafts.get("note").result() == "电话13812345678"
    assert desk.drafts.all().result() == {"a": "x", "note": "电话13812345678"}
    assert undo(desk) == ""
    desk.store.close()
    with desk_in(tmp_path) as again:
        assert again.drafts.get("note").result() == "电话13812345678"
        again.drafts.drop("note").result()
        again.drafts.put("a", "").result()
        assert again.drafts.get("note").result() is None
        assert again.drafts.all().result() == {}
