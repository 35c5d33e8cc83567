"""The hotkey recorder: what is pressed, what is typed, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from assistant.keys import NAMED_KEYS, PUNCTUATION, Hotkey
from ui.dialogs.hotkey_edit import _NAMED, Conflict, HotkeyEdit, hotkey_of

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
TAKEN = Hotkey.parse("Ctrl+Alt+1")


@pytest.fixture
def edit(qtbot) -> HotkeyEdit:
    def check(hotkey: Hotkey) -> Conflict | None:
        return Conflict("粘贴第 1 条", Hotkey.parse("Ctrl+Alt+K")) if hotkey == TAKEN else None

    made = HotkeyEdit("测试", "Ctrl+Alt+B", check=check)
    qtbot.addWidget(made)
    made.heard = []  # type: ignore[attr-defined]
    made.changed.connect(made.heard.append)
    made.show()
    made.activateWindow()
    made.field.setFocus()
    qtbot.waitUntil(made.field.hasFocus)
    return made


def test_a_pressed_chord_is_taken_at_once(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_J, CTRL | ALT)
    assert edit.heard == ["Ctrl+Alt+J"]
    assert edit.text() == edit.field.text() == "Ctrl+Alt+J"


def test_shifted_characters_name_their_key(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_Exclam, CTRL | ALT | SHIFT)
    assert edit.heard == ["Ctrl+Alt+Shift+1"]


def test_a_function_key_needs_no_modifier(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_F9)
    assert edit.heard == ["F9"]


def test_bare_modifiers_are_not_taken(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_Control, CTRL)
    QTest.keyClick(edit.field, Qt.Key.Key_Shift, SHIFT)
    assert edit.heard == []


def test_typed_text_is_read_on_enter(edit) -> None:
    QTest.keyClicks(edit.field, "ctrl+alt+k")
    assert edit.heard == []
    QTest.keyClick(edit.field, Qt.Key.Key_Return)
    assert edit.heard == ["Ctrl+Alt+K"]


def test_typed_text_is_read_when_the_focus_goes(edit, qtbot) -> None:
    other = QWidget(edit)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.show()
    QTest.keyClicks(edit.field, "ctrl+alt+k")
    other.setFocus()
    qtbot.waitUntil(lambda: edit.heard == ["Ctrl+Alt+K"])


def test_nonsense_is_refused_with_a_reason_and_nothing_changes(edit) -> None:
    QTest.keyClicks(edit.field, "foo+k")
    QTest.keyClick(edit.field, Qt.Key.Key_Return)
    assert edit.heard == []
    assert "foo" in edit.message.text()
    assert edit.text() == "Ctrl+Alt+B"


def test_backspace_clears_a_recorded_key_and_edits_a_typed_one(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_Backspace)
    assert edit.heard == [""]
    QTest.keyClicks(edit.field, "F12")
    QTest.keyClick(edit.field, Qt.Key.Key_Backspace)
    assert edit.field.text() == "F1"


def test_escape_goes_back(edit) -> None:
    QTest.keyClicks(edit.field, "ctrl")
    QTest.keyClick(edit.field, Qt.Key.Key_Escape)
    assert edit.field.text() == "Ctrl+Alt+B"
    assert edit.heard == []


def test_escape_with_nothing_to_take_back_goes_to_the_window(edit) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, NONE)
    edit.field.keyPressEvent(event)
    assert not event.isAccepted()
    QTest.keyClick(edit.field, Qt.Key.Key_1, CTRL | ALT)
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, NONE)
    edit.field.keyPressEvent(event)
    assert event.isAccepted()
    assert edit.field.text() == "Ctrl+Alt+B"


def test_a_conflict_is_shown_at_once_and_not_taken(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_1, CTRL | ALT)
    assert edit.heard == []
    assert edit.text() == "Ctrl+Alt+B"
    assert "粘贴第 1 条" in edit.message.text()
    assert edit.button.text() == "改用 Ctrl+Alt+K"
    edit.button.click()
    assert edit.heard == ["Ctrl+Alt+K"]
    assert not edit.message.text()


def test_a_verdict_on_a_tried_key_outlives_a_refresh_of_states(edit) -> None:
    QTest.keyClick(edit.field, Qt.Key.Key_1, CTRL | ALT)
    edit.show_refusal("", None)
    assert "粘贴第 1 条" in edit.message.text()
    edit.set_text("Ctrl+Alt+B")
    assert not edit.message.text()


@pytest.mark.parametrize("text", ["K", "Shift+K", "Ctrl+V", "Ctrl+C", "Alt+Tab"])
def test_keys_that_would_break_typing_everywhere_are_refused(edit, text) -> None:
    edit.field.setText("")
    QTest.keyClicks(edit.field, text)
    QTest.keyClick(edit.field, Qt.Key.Key_Return)
    assert edit.heard == []
    assert edit.message.text()


def test_inside_the_sidebar_plain_keys_are_fine(qtbot) -> None:
    edit = HotkeyEdit("编辑", "E", check=lambda _key: None, needs_modifier=False)
    qtbot.addWidget(edit)
    heard: list[str] = []
    edit.changed.connect(heard.append)
    edit.field.setText("")
    QTest.keyClicks(edit.field, "r")
    QTest.keyClick(edit.field, Qt.Key.Key_Return)
    assert heard == ["R"]


def test_recording_is_told_so_that_global_keys_can_be_let_go(edit) -> None:
    heard: list[bool] = []
    edit.recording_changed.connect(heard.append)
    edit.field.clearFocus()
    edit.field.setFocus()
    assert heard == [False, True]


def test_a_chord_never_becomes_a_shortcut_of_the_window(edit) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_S, CTRL)
    event.ignore()
    edit.field.event(event)
    assert event.isAccepted()


@given(
    key=st.sampled_from([*"ABCXYZ0189", *PUNCTUATION, *NAMED_KEYS]),
    modifiers=st.sets(st.sampled_from(["Ctrl", "Alt", "Shift", "Meta"])),
)
def test_every_hotkey_can_be_pressed(key: str, modifiers: set[str]) -> None:
    flags = {"Ctrl": CTRL, "Alt": ALT, "Shift": SHIFT, "Meta": Qt.KeyboardModifier.MetaModifier}
    held = NONE
    for name in modifiers:
        held |= flags[name]
    named = {name: code for code, name in _NAMED.items()}
    if key in named:
        code = int(named[key])
    elif key == "Esc":
        return  # Esc cancels; it can be typed
    elif key[0] == "F" and len(key) > 1:
        code = int(Qt.Key.Key_F1) + int(key[1:]) - 1
    else:
        code = ord(key)
    found = hotkey_of(QKeyEvent(QEvent.Type.KeyPress, code, held))
    assert found is not None
    assert found == Hotkey.parse(str(found))
    assert (found.key, set(found.modifiers)) == (key, modifiers)


def test_in_a_narrow_place_the_caption_stands_above_the_field(qtbot: QtBot) -> None:
    edit = HotkeyEdit("看选中的话,给建议", "Ctrl+Alt+S", check=lambda _key: None)
    qtbot.addWidget(edit)
    edit.set_caption("看选中的话,给建议", "", 132)
    edit.show()
    for width, above in ((320, False), (150, True), (320, False)):
        edit.resize(width, 120)
        QApplication.processEvents()
        caption = edit._caption
        assert caption is not None
        assert (caption.geometry().bottom() < edit.field.y()) is above
        assert edit.field.width() == (width if above else 132)
