"""The window of a rewording: what each state shows, how changes are marked, what the keys do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from assistant.rewrite.wording import Rewriting, Wish
from tests.canary import PHONE
from ui.dialogs.rewrite import RewriteWindow
from ui.dialogs.rewrite_marks import removed_html, told
from ui.theme import theme

TEXT = "😊亲,{订单号} 预计 48 小时内更新"
BETTER = "😊亲,别着急,{订单号} 预计 48 小时内更新哦"


@pytest.fixture
def window(qtbot):
    made = RewriteWindow()
    qtbot.addWidget(made)
    made.open("物流停滞安抚", Wish(f"三天没动了 {PHONE}", TEXT))
    return made


def answered(window: RewriteWindow, text: str = BETTER) -> RewriteWindow:
    window.show_answer(Rewriting(text))
    return window


def heard(window: RewriteWindow) -> list[tuple[object, ...]]:
    got: list[tuple[object, ...]] = []
    window.paste_requested.connect(lambda text, send: got.append(("paste", text, send)))
    window.copy_requested.connect(lambda text: got.append(("copy", text)))
    window.original_requested.connect(lambda: got.append(("original",)))
    window.retry_requested.connect(lambda: got.append(("retry",)))
    window.dismissed.connect(lambda: got.append(("dismissed",)))
    return got


def marked_in_field(window: RewriteWindow) -> list[str]:
    """Texts of the field that are underlined."""
    marks = window.field.extraSelections()
    return [mark.cursor.selectedText() for mark in marks if mark.format.fontUnderline()]


def buttons(window: RewriteWindow) -> list[str]:
    """What can be pressed now."""
    return [b.text() for b in window.findChildren(QAbstractButton) if b.isVisible()]


# States.


def test_the_phrase_is_there_at_once_and_what_leaves_of_the_message(window) -> None:
    assert window.state == "waiting"
    assert "正在改写" in window.waiting.text()
    assert "48 小时" in window.original.text()
    assert "〔电话1〕" in window.message.text()
    assert PHONE not in window.message.text() + window.message.toolTip()
    assert window.waiting.isVisible()
    assert not window.field.isVisible()
    assert buttons(window) == ["用原话", "取消 Esc"]


def test_waiting_says_for_how_long_and_ends_with_the_answer(window) -> None:
    window._tick()
    window._tick()
    assert "2 秒" in window.waiting.text()
    assert answered(window).state == "answer"
    assert not window._timer.isActive()


def test_an_answer_can_be_pasted_copied_asked_for_again_or_left(window) -> None:
    answered(window)
    assert window.field.text() == BETTER
    assert window.field.hasFocus()
    assert set(buttons(window)) == {"用原话", "再试", "复制", "取消 Esc", "粘贴 Enter"}


def test_a_fault_says_what_to_do_and_leaves_the_phrase(window) -> None:
    window.show_fault("连不上。", "请看服务开着没有。")
    assert window.state == "fault"
    assert window.fault.text() == "连不上。"
    assert "请看服务开着没有。" in window.advice.text()
    assert "原话没有动" in window.advice.text()
    assert buttons(window) == ["用原话", "再试", "取消 Esc"]
    assert window.retry.hasFocus()


def test_a_second_wait_hides_the_first_answer(window) -> None:
    answered(window).wait()
    assert not window.field.isVisible()
    assert window._seconds == 0
    assert window.paste.isHidden()


def test_a_long_message_is_cut_and_told_whole_by_its_tip(window) -> None:
    window.open("标题", Wish("很" * 500, TEXT))
    assert len(window.message.text()) < 80
    assert "很" * 500 in window.message.toolTip()


def test_the_width_stays_and_the_height_follows_the_warnings(window) -> None:
    width, plain = answered(window).width(), window.height()
    answered(window, "亲,七天内更新")
    assert window.width() == width
    assert window.height() > plain
    answered(window)
    assert window.height() == plain


@pytest.mark.parametrize("percent", [100, 125, 160])
def test_no_button_is_cut_at_any_text_size(qtbot, percent) -> None:
    theme().set_text_size(percent)
    try:
        made = RewriteWindow()
        qtbot.addWidget(made)
        made.open("物流停滞安抚", Wish("在吗", TEXT))
        answered(made)
        for button in made.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), button.text()
    finally:
        theme().set_text_size(100)


def test_a_change_of_theme_is_followed(window) -> None:
    answered(window)

    def ground() -> str:
        marks = window.field.extraSelections()
        return str(marks[0].format.background().color().name())

    before = ground()
    theme().force("dark")
    try:
        assert ground() != before
        assert theme().color("danger_bg").name() in removed_html("ab", ((0, 1),))
    finally:
        theme().force("system")


# Marks.


def test_what_is_new_is_underlined_and_emoji_do_not_shift_it(window) -> None:
    assert marked_in_field(answered(window)) == [",别着急", "哦"]


def test_what_went_is_struck_through(window) -> None:
    answered(window, "😊亲,{订单号} 小时内更新")
    assert "line-through" in window.original.text()
    assert "预计 48</span>" in window.original.text()
    answered(window, TEXT)
    assert "line-through" not in window.original.text()


def test_the_marks_follow_what_is_typed(window) -> None:
    answered(window)
    window.field.setPlainText(TEXT + "啦")
    assert marked_in_field(window) == ["啦"]


def test_markup_of_a_phrase_is_shown_as_it_stands() -> None:
    html = removed_html("<b>&\n{量}", ((0, 3),))
    assert "&lt;b&gt;</span>&amp;<br>" in html
    assert "{量}</span>" in html


def test_marks_are_told_to_those_who_do_not_see_them(window) -> None:
    answered(window, BETTER.replace("预计 ", ""))
    assert "别着急" in window.field.accessibleDescription()
    assert "预计" in window.original.accessibleDescription()
    assert told("新的", TEXT, ()) == ""


def test_warnings_come_with_the_answer_and_go_when_it_is_mended(window) -> None:
    answered(window, "亲,48 小时内更新")
    assert "{订单号}" in window.warnings.text()
    assert window.warnings.isVisible()
    window.field.setPlainText("亲,{订单号} 48 小时内更新")
    assert not window.warnings.isVisible()


def test_every_control_has_a_name(window) -> None:
    answered(window)
    controls = [*window.findChildren(QAbstractButton), window.field, window.original]
    assert [c for c in controls if not c.accessibleName()] == []


# Keys.


def test_enter_pastes_control_enter_sends_too_and_shift_enter_breaks_the_line(window) -> None:
    got = heard(answered(window))
    QTest.keyClick(window.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert got == []
    assert window.field.text() == BETTER + "\n"
    window.field.setPlainText("亲,改过的")
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    QTest.keyClick(window.field, Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    assert got == [("paste", "亲,改过的", False), ("paste", "亲,改过的", True)]


def test_enter_that_ends_a_composition_pastes_nothing(window) -> None:
    got = heard(answered(window))
    QApplication.sendEvent(window.field, QInputMethodEvent("ba", []))
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert got == []


def test_nothing_is_pasted_before_there_is_an_answer_or_when_it_was_emptied(window) -> None:
    got = heard(window)
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    answered(window, "x").field.setPlainText("  ")
    QTest.keyClick(window.field, Qt.Key.Key_Return)
    assert not window.paste.isEnabled()
    assert got == []


def test_escape_closes_in_every_state(window) -> None:
    got = heard(window)
    for enter in (window.wait, lambda: answered(window), lambda: window.show_fault("a", "b")):
        window.show()
        enter()
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)
        assert not window.isVisible()
    assert got == [("dismissed",)] * 3


def test_every_button_says_what_was_pressed(window) -> None:
    got = heard(answered(window))
    for button in (window.use_original, window.retry, window.copy, window.paste, window.cancel):
        button.click()
    assert got == [
        ("original",), ("retry",), ("copy", BETTER), ("paste", BETTER, False), ("dismissed",),
    ]  # fmt: skip


def test_it_stays_while_something_is_looked_up(window, qtbot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert window.isVisible()
