"""What is typed in any window of the desk is there again, however the desk was closed."""

# ruff: noqa: F811 (a fixture that is imported has the name of the argument that takes it)
from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest

from phrasebook.desk import Agent, HandoverDraft, NoteDraft, ReminderDraft
from tests.ui.test_app_desk import DeskProgram, program  # noqa: F401 (a fixture)
from ui.handover_acts import ACCEPT, ASK
from ui.handover_board import Board

TYPED = "kept 4711"


def _note(program: DeskProgram):
    program.flows.write_note()
    return program.flows.notes.writing.popup.text


def _edited_note(program: DeskProgram):
    desk, now = program.flows.desk(), program.flows.around.now()
    buyer = desk.buyers.at("小鹿", "千牛").result(10)
    note = desk.notes.of(buyer.id).result(10)[0]
    program.flows.notes.writing.edit(note, buyer)
    assert now
    return program.flows.notes.writing.popup.text


def _reminder(program: DeskProgram):
    program.flows.set_reminder()
    return program.flows.reminders.writing.form.text


def _reminder_end(program: DeskProgram):
    desk = program.flows.desk()
    (one,) = desk.reminders.open().result(10)
    program.flows.reminders.writing.finish(one)
    return program.flows.reminders.writing.done.remark


def _handover(program: DeskProgram):
    program.flows.write_handover()
    return program.flows.handovers.writing.form.because


def _line(program: DeskProgram):
    (one,) = program.flows.desk().handovers.open().result(10)
    program.flows.handovers.moves.do(ASK, one, Board())
    return program.flows.handovers.moves.line.line


def _read_back(program: DeskProgram):
    (one,) = program.flows.desk().handovers.open().result(10)
    program.flows.handovers.moves.do(ACCEPT, one, Board())
    return program.flows.handovers.moves.read_back.line


def by_hand(program: DeskProgram) -> None:
    program.flows.ask("lock")


def by_screen(program: DeskProgram) -> None:
    program.parts.session.locked.emit()


def by_idling(program: DeskProgram) -> None:
    program.flows.auto_lock._set(idling=True)


WINDOWS = [_note, _edited_note, _reminder, _reminder_end, _handover, _line, _read_back]


@pytest.mark.parametrize("how", [by_hand, by_screen, by_idling])
@pytest.mark.parametrize("window", WINDOWS)
def test_what_is_typed_when_the_desk_locks_is_there_again_once(
    program: DeskProgram, window: Callable, how: Callable[[DeskProgram], None]
) -> None:
    program.set_up()
    program.dock("小鹿", "千牛")
    desk, now = program.flows.desk(), program.flows.around.now()
    buyer = desk.buyers.ensure("小鹿", "千牛", "", now).result(10)
    desk.notes.add(NoteDraft(buyer.id, "旧的"), now, "Asia/Shanghai", "07").result(10)
    draft = ReminderDraft("回电", now + 9_999, buyer=buyer.id)
    desk.reminders.add(draft, now, "Asia/Shanghai", "07").result(10)
    handed = HandoverDraft(buyer.id, please="催")
    desk.handovers.hand([handed], Agent("07", "早"), now, "Asia/Shanghai").result(10)
    program.when(lambda: program.flows.reminders is not None)
    field = window(program)
    field.setFocus()
    QTest.keyClicks(field, TYPED)
    before = field.text()
    assert TYPED in before
    how(program)
    program.when(lambda: program.flows.desk() is None and program.flows.notes is None)
    assert not field.window().isVisible()
    if how is not by_hand:
        program.flows.auto_lock.screen(locked=False)
    program.unlock()
    program.when(lambda: program.flows.notes is not None)
    kept = program.flows.desk().drafts.all().result(10)
    assert [TYPED in text for text in kept.values()].count(True) == 1, kept
    program.settle()
    again = window(program)
    assert again.text() == before


def test_what_is_typed_into_gaps_outlives_a_locked_screen_also_without_a_desk(
    program: DeskProgram,
) -> None:
    program.dock("小鹿", "千牛")
    values = program.parts.remembered
    values.typed(values.owner, {"订单号": TYPED})
    by_screen(program)
    assert dict(values) == {}
    program.parts.session.unlocked.emit()
    program.settle()
    assert dict(values) == {"订单号": TYPED}
