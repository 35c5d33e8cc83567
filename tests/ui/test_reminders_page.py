"""The page 提醒 over values: sections, chips, keys, and what an empty one teaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phrasebook.desk import Reminder
from tests.ui.desk_world import NOW, ZONE
from ui import reminder_acts as acts
from ui.pages.reminders import SNOOZES, RemindersPage
from ui.reminder_rows import how_late, rows
from ui.theme import theme

DAY = 86_400.0
PAYMENT = Reminder(
    "催付:核对地址", NOW - 1200, "payment", "b", "2026112500112233", channel="chat",
    large=True, id="pay", name="小鹿的窝", platform="千牛",
)  # fmt: skip
REVIEW = Reminder(
    "中差评:最后问候", NOW - 3 * 3600, "badreview", "b", since=NOW - 26 * DAY, id="bad",
    name="飞鱼", platform="拼多多", channel="chat",
)  # fmt: skip
TODAY = Reminder("交退货表", NOW + 3600, id="today")
LATER = Reminder("发券", NOW + 2 * DAY, "coupon", "b", id="later", name="阳光海岸", snoozed=2)
ALL = (REVIEW, PAYMENT, TODAY, LATER)


@pytest.fixture
def page(qtbot: QtBot) -> Iterator[RemindersPage]:
    made = RemindersPage(acts.keys({}))
    qtbot.addWidget(made)
    made.resize(340, 680)
    made.show()
    qtbot.waitExposed(made)
    yield made
    if made.menu is not None:
        made.menu.close()


def test_what_is_due_stands_first_then_today_then_later() -> None:
    found = rows(ALL, NOW, ZONE)
    titles = [row.title for row in found]
    assert titles == [
        "到点了 · 2", "飞鱼", "小鹿的窝", "今天 · 1", "交退货表", "以后 · 1", "阳光海岸",
        "最近完成",
    ]  # fmt: skip
    assert [row.bar for row in found if not row.section] == ["danger", "danger", "", ""]


def test_a_card_says_how_late_which_try_and_which_order() -> None:
    row = rows([PAYMENT], NOW, ZONE)[1]
    assert [chip.text for chip in row.chips] == ["晚了 20 分钟", "千牛"]
    assert row.text == "催付:核对地址"
    assert [chip.text for chip in row.foot] == [
        "催付", "第 1 次 · 平台消息", "大单", "订单 2026112500112233",
    ]  # fmt: skip


def test_a_reminder_about_nobody_has_its_text_as_title() -> None:
    row = rows([TODAY], NOW, ZONE)[1]
    assert (row.title, row.text, row.foot) == ("交退货表", "", ())
    assert [(chip.text, chip.tone) for chip in row.chips] == [("今天 10:32", "warn")]


@pytest.mark.parametrize(
    ("day", "words", "tone"),
    [
        (3, "第 3 天,还剩 27 天", "plain"),
        (26, "第 26 天,还剩 4 天", "bad"),
        (30, "第 30 天,今天到期", "bad"),
        (31, "已过 30 天,不能再改", "bad"),
    ],
)
def test_a_bad_review_counts_its_days(day: int, words: str, tone: str) -> None:
    row = rows([replace(REVIEW, since=NOW - day * DAY)], NOW, ZONE)[1]
    assert (words, tone) in [(chip.text, chip.tone) for chip in row.foot]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "现在"), (59, "现在"), (60, "晚了 1 分钟"), (3599, "晚了 59 分钟"),
        (3600, "晚了 1 小时"), (47 * 3600, "晚了 47 小时"), (48 * 3600, "晚了 2 天"),
    ],
)  # fmt: skip
def test_lateness_is_said_in_the_unit_that_fits(seconds: float, words: str) -> None:
    assert how_late(seconds) == words


def test_the_head_counts_what_is_due_and_the_foot_tells_the_next(page: RemindersPage) -> None:
    page.show_reminders(ALL, NOW, ZONE)
    assert (page.title.text, page.title.chip) == ("提醒", "2 条到点")
    assert page.note.text == "下一条 今天 10:32"
    page.show_reminders((), NOW, ZONE)
    assert (page.title.chip, page.note.text) == ("", "")


def test_an_empty_page_teaches_with_the_key(page: RemindersPage) -> None:
    asked: list[str] = []
    page.asked.connect(asked.append)
    assert not page.empty.isHidden()
    assert [button.text() for button in page.empty.buttons] == ["新提醒 N", "看最近完成"]
    page.empty.buttons[0].click()
    QTest.keyClick(page, Qt.Key.Key_N)
    assert asked == ["new", "new"]
    page.show_reminders(ALL, NOW, ZONE)
    assert page.empty.isHidden()


def test_the_buttons_fit_what_a_reminder_is_about(page: RemindersPage) -> None:
    page.show_reminders(ALL, NOW, ZONE)
    offered = {}
    for id in ("pay", "today"):
        page.select(id)
        offered[id] = [(act.text, act.key) for act in page.bar.acts]
    assert offered["pay"] == [
        ("完成", "D"), ("稍后", "S"), ("买家", "O"), ("话术", "V"), ("更多…", ""),
    ]  # fmt: skip
    assert offered["today"] == [("完成", "D"), ("稍后", "S"), ("更多…", "")]


def test_letters_act_on_the_selected_card(page: RemindersPage) -> None:
    page.show_reminders(ALL, NOW, ZONE)
    page.select("pay")
    done: list[tuple[str, str]] = []
    page.act.connect(lambda name, one: done.append((name, one.id)))
    for key in ("D", "O", "V", "E"):
        QTest.keyClick(page.list, getattr(Qt.Key, f"Key_{key}"))
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    names = ["done", "buyer", "paste", "edit", "delete", "done"]
    assert done == [(name, "pay") for name in names]
    page.select("today")
    QTest.keyClick(page.list, Qt.Key.Key_O)
    assert len(done) == len(names)


def test_keys_follow_the_table_of_actions(page: RemindersPage) -> None:
    page.set_keys(acts.keys({"desk.done": "X"}))
    page.show_reminders((PAYMENT,), NOW, ZONE)
    done: list[str] = []
    page.act.connect(lambda name, _one: done.append(name))
    QTest.keyClick(page.list, Qt.Key.Key_D)
    assert done == []
    QTest.keyClick(page.list, Qt.Key.Key_X)
    assert done == ["done"]


def test_a_key_that_the_table_gives_away_is_not_taken_twice() -> None:
    assert acts.keys({"desk.done": "T"})[acts.RECORDS] == ""


def test_later_offers_four_times(page: RemindersPage) -> None:
    page.show_reminders((PAYMENT,), NOW, ZONE)
    chosen: list[tuple[str, str]] = []
    page.snoozed.connect(lambda name, one: chosen.append((name, one.id)))
    QTest.keyClick(page.list, Qt.Key.Key_S)
    assert page.menu is not None
    entries = page.menu.actions()
    assert [entry.objectName() for entry in entries] == [name for name, _ in SNOOZES]
    entries[2].trigger()
    assert chosen == [("tomorrow", "pay")]


def test_the_rest_stands_behind_more(page: RemindersPage) -> None:
    page.show_reminders((PAYMENT,), NOW, ZONE)
    page.bar.buttons[acts.MORE].click()
    assert page.menu is not None
    names = [entry.objectName() for entry in page.menu.actions()]
    assert names == ["done", "snooze", "buyer", "paste", "edit", "delete"]


def test_finished_ones_are_dim_and_can_only_be_looked_up_or_removed(page: RemindersPage) -> None:
    ended = replace(
        PAYMENT, done_at=NOW - 60, result="unpaid", reason="等工资", remark="25 号", done_by="07"
    )
    page.show_reminders((TODAY,), NOW, ZONE)
    page.show_finished((ended,))
    row = page.list.rows[-1]
    assert (row.dim, row.text) == (True, "催付:核对地址 · 没付 · 等工资 · 25 号")
    assert row.corner == "今天 09:31 07"
    page.select("pay")
    assert [act.name for act in page.bar.acts] == ["buyer", "delete"]
    done: list[str] = []
    page.act.connect(lambda name, _one: done.append(name))
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    QTest.keyClick(page.list, Qt.Key.Key_D)
    assert done == []


def test_a_click_on_the_caption_unfolds_the_finished_ones(page: RemindersPage) -> None:
    page.show_reminders((TODAY,), NOW, ZONE)
    wanted: list[bool] = []
    page.finished_wanted.connect(wanted.append)
    page.list.part_pressed.emit("#done", "#done")
    page.show_finished(())
    page.list.part_pressed.emit("#done", "#done")
    assert wanted == [True, False]


def test_the_selection_stays_when_one_before_it_goes(page: RemindersPage) -> None:
    page.show_reminders(ALL, NOW, ZONE)
    page.select("today")
    page.show_reminders(ALL[1:], NOW, ZONE)
    assert page.list.selected_id() == "today"


def test_the_focus_stays_on_the_page_when_the_last_one_goes(page: RemindersPage) -> None:
    page.show_reminders((TODAY,), NOW, ZONE)
    page.setFocus()
    assert page.list.hasFocus()
    page.show_reminders((), NOW, ZONE)
    assert page.hasFocus()
    page.show_reminders((TODAY,), NOW, ZONE)
    assert page.list.hasFocus()


def test_large_text_in_a_narrow_sidebar_keeps_the_buttons_inside(qtbot: QtBot) -> None:
    theme().set_text_size(160)
    try:
        made = RemindersPage(acts.keys({}))
        qtbot.addWidget(made)
        made.resize(272, 680)
        made.show()
        made.show_reminders(ALL, NOW, ZONE)
        for button in made.bar.buttons.values():
            assert button.width() >= button.sizeHint().width()
            assert button.geometry().right() <= made.bar.width()
        for button in (made.new, made.records, made.figures):
            assert button.width() >= button.sizeHint().width()
    finally:
        theme().set_text_size(100)


def test_every_control_has_a_name(page: RemindersPage) -> None:
    page.show_reminders(ALL, NOW, ZONE)
    for part in (page.list, page.bar, page.new, page.records, page.figures, page.title):
        assert part.accessibleName()
