"""The FABE helper: what it needs, what it makes of it, and where that goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from phrasebook.fabe import Fabe
from ui.dialogs import fabe_form
from ui.dialogs.fabe_form import FabeWindow

SHIRT = Fabe("真丝衬衫", "用的是桑蚕丝", "透气又垂顺", "夏天穿着凉快", "有买家晒图")


class Heard:
    def __init__(self, window: FabeWindow) -> None:
        self.got: list[tuple[str, ...]] = []
        for name in ("paste_requested", "copy_requested", "save_requested", "dismissed"):
            getattr(window, name).connect(lambda *text, n=name: self.got.append((n, *text)))


@pytest.fixture
def window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> FabeWindow:
    monkeypatch.setattr(fabe_form, "examples", lambda: (SHIRT, Fabe("杯子", "双层", "", "不烫手")))
    made = FabeWindow()
    qtbot.addWidget(made)
    made.open()
    return made


def preview(window: FabeWindow) -> str:
    return window.findChild(QLabel, "fabePreview").text()


def fill(window: FabeWindow, parts: Fabe) -> None:
    for name, field in window.fields.items():
        field.setText(getattr(parts, name))


def test_it_needs_feature_and_benefit(window: FabeWindow) -> None:
    heard = Heard(window)
    for parts in (
        Fabe(),
        Fabe(feature="双层"),
        Fabe(benefit="不烫手"),
        Fabe("杯", " ", "", "好"),
    ):
        fill(window, parts)
        assert window.text == ""
        assert "特点" in preview(window)
        assert not any(button.isEnabled() for button in window.buttons.values())
        QTest.keyClick(window.fields["benefit"], Qt.Key.Key_Return)
    assert heard.got == []
    fill(window, Fabe(feature="双层", benefit="不烫手"))
    assert preview(window) == window.text == "亲，这款双层，不烫手😊"
    assert all(button.isEnabled() for button in window.buttons.values())


def test_other_wordings_differ_and_come_round(window: FabeWindow, qtbot: QtBot) -> None:
    fill(window, SHIRT)
    seen = []
    for _ in range(4):
        seen.append(preview(window))
        qtbot.mouseClick(window.buttons["turn"], Qt.MouseButton.LeftButton)
    assert len(set(seen)) == 3
    assert seen[3] == seen[0]
    assert window.isVisible(), "one looks for another wording, and stays"


def test_an_example_fills_the_fields(window: FabeWindow) -> None:
    box = window.findChild(QComboBox)
    assert [box.itemText(n) for n in range(box.count())] == ["套一个例子…", "真丝衬衫", "杯子"]
    box.activated.emit(1)
    assert window.fields["advantage"].text() == "透气又垂顺"
    assert "真丝衬衫" in preview(window)
    box.activated.emit(2)
    assert window.fields["advantage"].text() == "", "nothing of the example before is left"
    assert box.currentIndex() == 0, "the same example can be taken again"
    box.activated.emit(0)
    assert window.fields["goods"].text() == "杯子"


@pytest.mark.parametrize("name", ["paste", "copy", "save"])
def test_the_text_goes_where_the_button_says(window: FabeWindow, qtbot: QtBot, name: str) -> None:
    heard = Heard(window)
    fill(window, SHIRT)
    text = preview(window)
    qtbot.mouseClick(window.buttons[name], Qt.MouseButton.LeftButton)
    assert heard.got == [(f"{name}_requested", text)]
    assert not window.isVisible()


def test_enter_pastes_from_any_field(window: FabeWindow) -> None:
    heard = Heard(window)
    fill(window, SHIRT)
    QTest.keyClick(window.fields["goods"], Qt.Key.Key_Return)
    assert [name for name, *_ in heard.got] == ["paste_requested"]


def test_escape_closes_and_what_was_typed_is_there_next_time(window: FabeWindow) -> None:
    heard = Heard(window)
    fill(window, SHIRT)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert heard.got == [("dismissed",)]
    window.open()
    assert window.fields["benefit"].text() == "夏天穿着凉快"


def test_a_long_text_is_shown_whole(window: FabeWindow, qtbot: QtBot) -> None:
    fill(window, Fabe(*("很长的一段话" * 10 for _ in range(5))))
    label = window.findChild(QLabel, "fabePreview")
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))


def test_without_examples_it_still_works(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fabe_form, "examples", lambda: ())
    made = FabeWindow()
    qtbot.addWidget(made)
    fill(made, SHIRT)
    assert "桑蚕丝" in made.text
