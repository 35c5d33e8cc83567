"""The form of a handover: by keyboard alone, what is missing asked for, judgements questioned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from assistant.desk import moments
from assistant.desk.handover_form import HandoverForm
from phrasebook.desk import Buyer, BuyerSummary
from phrasebook.model import Phrase, UserError
from tests.ui.handover_world import key
from ui.dialogs.form_parts import GrowText
from ui.dialogs.handover_form import MAX_LINE, HandoverWindow
from ui.dialogs.note_parts import Quick
from ui.theme import theme

ZONE = "Asia/Shanghai"
NOW = moments.at(0, 9, 0, 1_795_570_320.0, ZONE)
QUICK = [Quick(NOW + 3 * 3600), Quick(NOW + 9 * 3600), Quick(NOW + 14 * 3600, "下一班内")]
WHOLE = HandoverForm(
    name="小鹿", platform="千牛", because="断货", wants="要换", please="打电话", due="今天 18:00",
    if_says="不等了", reply="亲,马上退",
)  # fmt: skip


class Heard:
    def __init__(self, window: HandoverWindow) -> None:
        self.saved = 0
        self.kept: list[str] = []
        window.save_requested.connect(self._saved)
        window.changed.connect(lambda: self.kept.append(window.form.kept()))

    def _saved(self) -> None:
        self.saved += 1


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[HandoverWindow]:
    made = HandoverWindow(now=lambda: NOW, zone=lambda: ZONE)
    qtbot.addWidget(made)
    made.open(HandoverForm(), quick=QUICK)
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.hide()


def press(window: HandoverWindow, *keys: Qt.Key | str) -> None:
    """Press keys wherever the caret is."""
    for one in keys:
        focused = window.focusWidget()
        assert focused is not None
        key(focused, one)


def test_enter_goes_through_the_standards_order_and_the_last_one_saves(
    window: HandoverWindow,
) -> None:
    heard = Heard(window)
    enter = Qt.Key.Key_Return
    press(
        window, "小鹿", enter, "千牛", enter, "断货", enter, "要换", enter, "打电话", enter,
        "先灰后蓝", enter, "今天 18:00", enter, "不等了", enter, "亲,马上退", enter, "3309", enter,
    )  # fmt: skip
    assert window.save.hasFocus()
    press(window, enter)
    assert heard.saved == 1
    draft = window.draft
    assert (draft.because, draft.wants, draft.please, draft.how) == (
        "断货", "要换", "打电话", "先灰后蓝",
    )  # fmt: skip
    assert (draft.if_says, draft.reply, draft.order) == ("不等了", "亲,马上退", "3309")
    assert draft.due == NOW + 9 * 3600
    assert (window.form.name, window.form.platform) == ("小鹿", "千牛")


def test_control_enter_saves_from_any_field(window: HandoverWindow) -> None:
    heard = Heard(window)
    for count, field in enumerate(
        (window.because, window.how, window.order, window.due.field, window.name.field), start=1
    ):
        window.open(WHOLE)
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert heard.saved == count


def test_alt_and_a_digit_say_how_much_it_presses(window: HandoverWindow) -> None:
    assert window.form.severity == "watch"
    for digit, severity in (("1", "urgent"), ("3", "know"), ("2", "watch")):
        QTest.keyClick(window, digit, Qt.KeyboardModifier.AltModifier)
        assert window.form.severity == severity


def test_what_is_needed_is_asked_for_under_its_field(window: HandoverWindow) -> None:
    heard = Heard(window)
    window._save()
    asked = {name for name, hint in window.hints.items() if hint.text}
    assert {"name", "because", "please"} <= asked
    assert window.focusWidget() is window.name.field
    window._save()
    assert heard.saved == 0, "what is needed is asked for every time"
    press(window, "小鹿")
    assert window.hints["name"].text == ""
    window.because.set_text("断货")
    window.please.set_text("打电话")
    window._save()
    assert heard.saved == 1, "the rest was asked for once"


def test_what_is_only_better_is_asked_for_once(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.open(HandoverForm(name="小鹿", because="断货", please="打电话"))
    window._save()
    assert heard.saved == 0
    assert "照样交出" in window.state.text()
    assert window.hints["due"].text
    window._save()
    assert heard.saved == 1


def test_about_no_buyer_is_said_with_one_click(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.open(HandoverForm(because="打印机坏了", please="叫人修", due="今天 18:00"))
    window._save()
    assert "哪位买家" in window.hints["name"].text
    window.hints["name"].button.click()
    window._save()
    assert heard.saved == 1
    assert window.draft.buyer == ""


def test_an_urgent_one_needs_a_time(window: HandoverWindow) -> None:
    heard = Heard(window)
    form = HandoverForm(**{n: getattr(WHOLE, n) for n in WHOLE.__slots__} | {"due": ""})
    window.open(form)
    QTest.keyClick(window, "1", Qt.KeyboardModifier.AltModifier)
    window._save()
    window._save()
    assert heard.saved == 0
    assert window.hints["due"].text
    assert window.focusWidget() is window.due.field


def test_a_judgement_is_underlined_and_the_facts_take_its_place(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.because.set_text("😀买家无理取闹,要退款")
    start = window.because.text().index("无理取闹")
    assert window.because.marks == ((start, start + 4),)
    (made,) = window.because.extraSelections()
    assert made.cursor.selectedText() == "无理取闹"
    assert "无理取闹" in window.hints["because"].text
    window.hints["because"].button.click()
    assert "无理取闹" not in window.because.text()
    assert window.because.text().startswith("😀买家")
    assert window.because.text().endswith(",要退款")
    assert window.because.textCursor().selectedText() == "…", "the blank is ready to be filled"
    press(window, "全额退款")
    assert "全额退款" in window.because.text()
    assert window.because.marks == ()
    assert heard.saved == 0
    window.because.undo()
    window.because.undo()
    assert "无理取闹" in window.because.text()


def test_a_judgement_does_not_stop_anyone(window: HandoverWindow) -> None:
    heard = Heard(window)
    form = {n: getattr(WHOLE, n) for n in WHOLE.__slots__} | {"because": "买家无理取闹"}
    window.open(HandoverForm(**form))
    assert window.because.marks, "also of what was there at first"
    window._save()
    assert heard.saved == 1


def test_a_time_that_is_none_is_said_and_not_saved(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.open(WHOLE)
    window.due.set_text("尽快")
    window._save()
    assert heard.saved == 0
    assert "看不懂" in window.due.error.text()
    window.due.set_text("今天 8:00")
    window._save()
    assert "已经过了" in window.due.error.text()
    assert heard.saved == 0


def test_times_are_taken_with_one_click(window: HandoverWindow) -> None:
    assert [one.text() for one in window.due.quick] == ["今天 12:00", "今天 18:00", "下一班内"]
    window.due.quick[2].click()
    assert window.draft.due == NOW + 14 * 3600


def test_every_key_is_handed_on_to_be_kept(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.because.setFocus()
    press(window, "断")
    press(window, "货")
    kept = HandoverForm.from_kept(heard.kept[-1])
    assert kept is not None
    assert kept.because == "断货"
    press(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    window.open(kept, restored=True)
    assert window.because.text() == "断货"
    assert "恢复" in window.state.text()
    assert not window.fresh.isHidden()


def test_opening_keeps_nothing_by_itself(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.open(WHOLE)
    theme().force("dark")
    try:
        window.open(HandoverForm())
    finally:
        theme().force("system")
    assert heard.kept == []


def test_a_failure_says_so_and_lets_try_again(window: HandoverWindow) -> None:
    heard = Heard(window)
    window.open(WHOLE)
    window._save()
    window.set_busy(busy=True)
    window._save()
    assert heard.saved == 1, "not twice while the first is on its way"
    window.show_failed(UserError("磁盘满了。", "写的都还在。"))
    assert window.state.text() == "磁盘满了。写的都还在。"
    assert window.isVisible()
    window._save()
    assert heard.saved == 2


def test_offers_are_taken_by_keyboard_and_go_on_esc(window: HandoverWindow) -> None:
    wanted: list[str] = []
    window.buyers_wanted.connect(wanted.append)
    press(window, "鹿")
    assert wanted == ["鹿"]
    found = [BuyerSummary(Buyer(f"b{n}", f"小鹿{n}", "微信")) for n in range(3)]
    window.offer_buyers("别的", found)
    assert window.name.offered == [], "an answer to an older question"
    window.offer_buyers("鹿", found)
    assert window.name.offered == ["b0", "b1", "b2"]
    press(window, Qt.Key.Key_Escape)
    assert window.isVisible(), "Esc takes only the offers away"
    assert window.name.offers.isHidden()
    window.offer_buyers("鹿", found)
    down = Qt.Key.Key_Down
    press(window, down, down, Qt.Key.Key_Up, down, Qt.Key.Key_Return)
    assert (window.form.buyer, window.form.name, window.form.platform) == ("b1", "小鹿1", "微信")
    assert window.focusWidget() is window.because
    window.name.field.setFocus()
    window.offer_buyers("小鹿1", found)
    press(window, Qt.Key.Key_Return)
    assert window.form.buyer == "b1", "Enter without a mark takes nothing"
    assert window.focusWidget() is window.platform


def test_a_phrase_keeps_its_lines(window: HandoverWindow) -> None:
    phrase = Phrase("s", "退款", "亲,\n马上退", id="p1")
    window.reply.field.setFocus()
    press(window, "退")
    window.offer_phrases("退", [phrase])
    press(window, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert (window.draft.reply, window.draft.phrase) == ("亲,\n马上退", "p1")


def test_a_text_grows_and_ends_at_its_limit(qtbot: QtBot, window: HandoverWindow) -> None:
    one = window.please.height()
    window.please.set_text("打电话" * 40)
    assert window.please.height() > 2 * one
    window.please.set_text("很" * 2 * MAX_LINE)
    assert len(window.please.text()) == MAX_LINE
    window.please.set_text("")
    assert window.please.height() == one
    window.please.setFocus()
    QTest.keyClick(window.please, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert window.please.text() == "\n", "Shift+Enter breaks the line"
    alone = GrowText("x")
    qtbot.addWidget(alone)
    alone.set_text("1. 一\n2. 二")
    assert alone.text() == "1. 一\n2. 二"


def test_tab_goes_through_all_in_the_order_of_the_form(window: HandoverWindow) -> None:
    window.open(HandoverForm(), quick=QUICK)
    QTest.qWait(0)  # new buttons show in the next turn of the loop
    names = []
    for _ in range(18):
        focused = window.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName())
        press(window, Qt.Key.Key_Tab)
    due = window.due.field.accessibleName()
    assert names == [
        "买家", "平台", "因为", "要求", "请做", "怎么做", due,
        *(f"{due}: {words}" for words in ("今天 12:00", "今天 18:00", "今天 23:00")),
        "万一", "就回", "订单", "关闭", "交出", "轻重: 急", "买家", "平台",
    ]  # fmt: skip


def test_all_fields_have_names(window: HandoverWindow) -> None:
    for field in (
        window.name.field, window.platform, window.because, window.wants, window.please, window.how,
        window.due.field, window.if_says, window.reply.field, window.order, window.save,
    ):  # fmt: skip
        assert field.accessibleName()
