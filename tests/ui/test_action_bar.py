"""The strip of buttons of a card: keys, wrapping, names."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.action_bar import Act, ActionBar
from ui.theme import theme

ACTS = [Act("a", "接手", "A", primary=True), Act("b", "复制全文", "C"), Act("c", "追问", "Q")]


def made(qtbot: QtBot, width: int = 320) -> ActionBar:
    bar = ActionBar("这条交接")
    qtbot.addWidget(bar)
    bar.set_acts(ACTS, "晚班 03 · 23:41")
    bar.resize(width, bar.heightForWidth(width))
    bar.show()
    return bar


def test_buttons_and_keys_name_the_same_act(qtbot: QtBot) -> None:
    bar = made(qtbot)
    pressed: list[str] = []
    bar.pressed.connect(pressed.append)
    qtbot.mouseClick(bar.buttons["b"], Qt.MouseButton.LeftButton)
    assert pressed == ["b"]
    assert (bar.act_of("Q"), bar.act_of("X")) == ("c", "")
    assert bar.buttons["a"].accessibleName() == "接手"
    assert bar.buttons["a"].accessibleDescription() == "A"


def test_what_has_no_room_goes_to_a_line_of_its_own(qtbot: QtBot) -> None:
    bar = made(qtbot)
    wide, narrow = bar.heightForWidth(600), bar.heightForWidth(120)
    assert narrow > 2 * wide
    bar.resize(120, narrow)
    tops = [button.y() for button in bar.buttons.values()]
    assert tops == sorted(set(tops)), "one under the other"
    assert all(button.geometry().right() <= 120 for button in bar.buttons.values())
    assert all(button.geometry().bottom() <= narrow for button in bar.buttons.values())


def test_the_same_acts_keep_their_buttons_and_others_replace_them(qtbot: QtBot) -> None:
    bar = made(qtbot)
    first = bar.buttons["a"]
    bar.set_acts(ACTS, "别的")
    assert bar.buttons["a"] is first
    bar.set_acts(ACTS[1:])
    assert set(bar.buttons) == {"b", "c"}
    bar.set_acts(())
    assert bar.heightForWidth(300) == 0


def test_large_letters_take_more_room(qtbot: QtBot) -> None:
    bar = made(qtbot)
    small = bar.buttons["b"].sizeHint()
    theme().set_text_size(160)
    try:
        assert bar.buttons["b"].sizeHint().width() > small.width() * 1.4
        assert not bar.grab().isNull()
    finally:
        theme().set_text_size(100)


def test_the_focus_is_seen_on_the_main_button_too(qtbot: QtBot) -> None:
    bar = made(qtbot)
    bar.activateWindow()
    qtbot.waitUntil(bar.isActiveWindow)
    for button in bar.buttons.values():
        button.clearFocus()
        quiet = button.grab().toImage()
        button.setFocus()
        assert button.hasFocus()
        assert button.grab().toImage() != quiet, button.text()
