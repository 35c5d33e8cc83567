"""The windows of reminders: kinds by key, what each asks, and nothing cut at large text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from assistant.desk.reminder_form import ReminderForm
from assistant.desk.texting import Hours
from phrasebook.desk import REMINDER_KINDS, Reminder
from tests.ui.desk_world import NOW, ZONE, moment
from ui.dialogs.form_window import FormWindow
from ui.dialogs.reminder_done import DoneWindow
from ui.dialogs.reminder_form import ReminderWindow
from ui.dialogs.snooze import SnoozeWindow
from ui.theme import theme

FORM = ReminderForm(name="小鹿的窝", platform="千牛")
PAYMENT = Reminder("催付", NOW - 60, "payment", "b", "77", channel="chat", id="x", name="小鹿")


def clock() -> float:
    return NOW


def zone() -> str:
    return ZONE


@pytest.fixture
def form(qtbot: QtBot) -> Iterator[ReminderWindow]:
    made = ReminderWindow(now=clock, zone=zone, hours=lambda: Hours(9, 21))
    qtbot.addWidget(made)
    yield made
    made.hide()


@pytest.fixture
def done(qtbot: QtBot) -> Iterator[DoneWindow]:
    made = DoneWindow(now=clock, zone=zone, hours=lambda: Hours(9, 21))
    qtbot.addWidget(made)
    yield made
    made.hide()


def alt(window: FormWindow, digit: int, qtbot: QtBot) -> None:
    """Press Alt with a digit; shortcuts want an active window."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field = window.focusWidget()
    assert field is not None
    key = Qt.Key(int(Qt.Key.Key_0) + digit)
    QTest.keyClick(field, key, Qt.KeyboardModifier.AltModifier)


def asks(form: ReminderWindow) -> dict[str, bool]:
    parts = {
        "since": form.since, "talked": form.talked, "large": form.large, "due": form.due,
    }  # fmt: skip
    return {name: not part.isHidden() for name, part in parts.items()}


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("plain", {"due"}),
        ("promise", {"due"}),
        ("payment", {"since", "talked", "large", "due"}),
        ("badreview", {"since"}),
        ("coupon", {"since", "due"}),
    ],
)
def test_each_kind_asks_what_its_rule_needs(
    form: ReminderWindow, qtbot: QtBot, kind: str, asked: set[str]
) -> None:
    form.open_with(FORM)
    alt(form, list(REMINDER_KINDS).index(kind) + 1, qtbot)  # type: ignore[arg-type]
    assert form.kind.value() == kind
    assert {name for name, shown in asks(form).items() if shown} == asked


def test_editing_asks_for_no_beginning(form: ReminderWindow) -> None:
    form.open_with(ReminderForm.of(PAYMENT, NOW, ZONE), old=PAYMENT)
    assert {name for name, shown in asks(form).items() if shown} == {"large", "due"}
    assert form.due.field.placeholderText() == "不改就还是 今天 09:31"


def test_what_is_proposed_stands_as_a_hint_until_a_time_is_typed(form: ReminderWindow) -> None:
    form.open_with(replace(FORM, kind="payment"))
    assert "什么时候拍的" in form.sentence.text()
    form.since.set_text("昨天 23:10")
    form.talked.buttons()[1].click()
    assert form.due.field.placeholderText() == "建议 今天 10:00"
    assert "半夜拍的" in form.sentence.text()
    assert form.drafts("b")[0].due == moment("2026-11-25 10:00")
    form.due.quick[2].click()
    assert form.drafts("b")[0].due == moment("2026-11-26 10:00")


def test_a_time_of_today_is_kept_by_its_date(form: ReminderWindow) -> None:
    form.open_with(replace(FORM, text="x"))
    form.due.set_text("今天 18:00")
    assert form.form().due == "11-25 18:00"


def test_enter_saves_and_not_while_a_word_is_composed(form: ReminderWindow) -> None:
    asked: list[bool] = []
    form.save_requested.connect(lambda: asked.append(True))
    form.open_with(replace(FORM, text="回电", due="18:00"))
    QApplication.sendEvent(form.text, QInputMethodEvent("zhao", []))
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    assert asked == []
    QApplication.sendEvent(form.text, QInputMethodEvent("", []))
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    QTest.keyClick(form.text, Qt.Key.Key_Return)
    assert asked == [True]  # once, while it is being saved


def test_escape_closes_and_tells_once_more_what_stands_there(form: ReminderWindow) -> None:
    told: list[str] = []
    closed: list[bool] = []
    form.open_with(replace(FORM, text="写到一半"))
    form.changed.connect(lambda: told.append(form.form().text))
    form.dismissed.connect(lambda: closed.append(True))
    QTest.keyClick(form.text, Qt.Key.Key_Escape)
    assert (told, closed, form.isVisible()) == (["写到一半"], [True], False)


def test_a_failed_save_keeps_what_was_typed_and_may_be_tried_again(form: ReminderWindow) -> None:
    form.open_with(replace(FORM, text="回电", due="18:00"))
    form.save()
    assert not form.save_button.isEnabled()
    form.show_state("failed", "磁盘满了")
    assert form.isVisible()
    assert (form.state.text(), form.text.text()) == ("磁盘满了", "回电")
    assert form.save_button.isEnabled()


def test_each_kind_ends_in_its_own_words(done: DoneWindow) -> None:
    words = {}
    for kind in REMINDER_KINDS:
        done.open_for(replace(PAYMENT, kind=kind))
        words[kind] = [button.text() for button in done.results.buttons()]
    assert words == {
        "plain": ["办好了", "不用跟了"],
        "promise": ["办好了", "不用跟了"],
        "payment": ["已付款", "没付", "不用跟了"],
        "badreview": ["已改", "不愿改", "联系了,还没改", "不用跟了"],
        "coupon": ["发了券,还没买", "又买了", "不用跟了"],
    }


def test_reasons_are_asked_only_for_what_is_not_paid_and_one_is_chosen(
    done: DoneWindow, qtbot: QtBot
) -> None:
    done.open_for(PAYMENT)
    assert done.reasons.isHidden()
    alt(done, 2, qtbot)
    assert done.remark.text() == ""
    assert done.result == "unpaid"
    assert not done.reasons.isHidden()
    done._rows[0]._chips["等工资"].click()
    done._rows[1]._chips["嫌邮费"].click()
    assert done.ending().reason == "嫌邮费"
    done.choose("paid")
    assert done.ending().reason == ""
    done.open_for(PAYMENT)
    done.choose("unpaid")
    assert done.ending().reason == ""  # nothing is left of the one before


def test_who_bought_elsewhere_is_asked_no_more(done: DoneWindow) -> None:
    done.open_for(replace(PAYMENT, large=True))
    done.choose("unpaid")
    assert not done.next.isHidden()
    done._rows[1]._chips["在别家买了"].click()
    assert done.next.isHidden()
    assert "不再催" in done.next_words.text()
    assert done.ending().following is None


def test_what_is_not_wanted_is_not_set(done: DoneWindow) -> None:
    done.open_for(replace(PAYMENT, large=True))
    done.choose("unpaid")
    assert done.ending().following is not None
    done.next.setChecked(False)
    assert done.ending().following is None


def test_personal_data_of_a_remark_is_said_to_be_masked(done: DoneWindow) -> None:
    done.open_for(PAYMENT)
    assert done.masks.isHidden()
    done.remark.setText("打 13812341234")
    assert done.masks.text() == "存为 138****1234"


def test_a_snooze_needs_a_time_to_come(qtbot: QtBot) -> None:
    made = SnoozeWindow(now=clock, zone=zone)
    qtbot.addWidget(made)
    chosen: list[float] = []
    made.chosen.connect(lambda _one, when: chosen.append(when))
    made.open_for(PAYMENT)
    made.save()
    assert made.isVisible()
    made.due.quick[0].click()
    made.save()
    assert chosen == [moment("2026-11-25 14:00")]
    assert not made.isVisible()


def test_at_large_text_no_button_is_cut(form: ReminderWindow, done: DoneWindow) -> None:
    theme().set_text_size(160)
    try:
        form.open_with(replace(FORM, kind="payment", since="昨天 23:10"))
        done.open_for(replace(PAYMENT, kind="badreview", since=NOW))
        QApplication.processEvents()
        for window in (form, done):
            for button in window.findChildren(QPushButton):
                if button.isVisible() and button.text():
                    need = button.fontMetrics().horizontalAdvance(button.text())
                    assert button.width() >= need, button.text()
    finally:
        theme().set_text_size(100)


def test_every_field_has_a_name(form: ReminderWindow, done: DoneWindow) -> None:
    form.open_with(replace(FORM, kind="payment"))
    for part in (
        form.kind, form.name.field, form.platform, form.text, form.since.field, form.talked,
        form.large, form.due.field, form.order, form.save_button, form.cancel,
        done.agreed.field, done.remark, done.next, done.save_button,
    ):  # fmt: skip
        assert part.accessibleName(), part
