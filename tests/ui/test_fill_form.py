"""The form for variables: nothing unfilled leaves it, no buyer's data slips to the next."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from phrasebook.template import Filled, fill
from ui.dialogs.fill_form import FillForm, FillWindow

TEXT = "亲,{订单号} 由 {快递} 发出,{?原因|天气}"


def preview(values: dict[str, str]) -> Filled:
    return fill(TEXT, values, datetime(2026, 11, 22, 14))


@pytest.fixture
def make(qtbot):
    def build(remembered: dict[str, str] | None = None) -> tuple[FillForm, list]:
        form = FillForm("发货", preview({}).gaps, preview, remembered)
        qtbot.addWidget(form)
        form.show()
        sent: list[tuple[dict[str, str], bool]] = []
        form.submitted.connect(lambda values, send: sent.append((values, send)))
        return form, sent

    return build


def test_enter_with_a_gap_left_goes_to_it_and_sends_nothing(make, qtbot) -> None:
    form, sent = make()
    form.fields["快递"].setText("顺丰")
    QTest.keyClick(form.fields["快递"], Qt.Key.Key_Return)
    assert sent == []
    assert form._state.text() == "还有 1 处没填"


def test_blanks_do_not_count_as_filled(make) -> None:
    form, sent = make()
    form.fields["快递"].setText("顺丰")
    form.fields["订单号"].setText("   ")
    QTest.keyClick(form.fields["订单号"], Qt.Key.Key_Return)
    assert sent == []


def test_all_filled_enter_submits_and_control_enter_sends(make) -> None:
    form, sent = make()
    form.fields["快递"].setText("顺丰")
    form.fields["订单号"].setText("88")
    QTest.keyClick(form.fields["订单号"], Qt.Key.Key_Return)
    QTest.keyClick(form.fields["订单号"], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    values = {"订单号": "88", "快递": "顺丰", "原因": "天气"}
    assert sent == [(values, False), (values, True)]


def test_no_submit_while_composing(make) -> None:
    form, sent = make()
    form.fields["快递"].setText("顺丰")
    form.fields["订单号"].setText("88")
    QApplication.sendEvent(form.fields["订单号"], QInputMethodEvent("ba", []))
    QTest.keyClick(form.fields["订单号"], Qt.Key.Key_Return)
    assert sent == []


def test_a_shops_value_is_filled_in_again_a_buyers_is_only_offered(make) -> None:
    form, _ = make({"快递": "圆通", "订单号": "77"})
    assert form.fields["快递"].text() == "圆通"
    assert form.fields["订单号"].text() == ""
    assert "77" in form.fields["订单号"].placeholderText()
    QTest.keyClick(form.fields["订单号"], Qt.Key.Key_Down)
    assert form.fields["订单号"].text() == "77"


def test_the_preview_marks_gaps_and_escapes_markup(make) -> None:
    form, _ = make()
    form.fields["订单号"].setText("<b>&")
    html = form._text.text()
    assert "&lt;b&gt;&amp;" in html
    assert html.count("<span") == 1  # only the courier is still open
    form.fields["快递"].setText("顺丰")
    assert "<span" not in form._text.text()


def test_every_field_has_a_name_for_screen_readers(make) -> None:
    form, _ = make()
    assert [field.accessibleName() for field in form.fields.values()] == [
        "订单号",
        "快递公司",
        "原因",
    ]


def test_the_window_stays_while_something_is_looked_up(qtbot) -> None:
    window = FillWindow()
    qtbot.addWidget(window)
    window.open("发货", preview({}).gaps, preview, {})
    qtbot.waitUntil(window.isActiveWindow)
    window.form.fields["订单号"].setText("88")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert window.isVisible()
    assert window.form.fields["订单号"].text() == "88"


def test_escape_dismisses_the_window(qtbot) -> None:
    window = FillWindow()
    qtbot.addWidget(window)
    ended: list[bool] = []
    window.dismissed.connect(lambda: ended.append(True))
    window.open("发货", preview({}).gaps, preview, {})
    QTest.keyClick(window.form.fields["订单号"], Qt.Key.Key_Escape)
    assert ended == [True]
    assert not window.isVisible()
