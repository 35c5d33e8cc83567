"""A window that closes gives the keyboard to the chat, unless one of ours was wanted since.

Seen red: ``Esc`` of the palette, heard after ``Ctrl+Alt+N``, brought the chat before the note.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.flow_world import CHAT, World
from tests.ui.notes_world import NotesWorld, notes_world
from ui import own_windows
from ui.dialogs.page_editor import PageEditor
from ui.geometry import show_beside
from ui.popup import PopupWindow
from ui.sub_window import SubWindow
from ui.window import BUYERS, PHRASES


@pytest.fixture(autouse=True)
def _none_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.own_windows._order", [])


@pytest.fixture
def chat(qtbot: QtBot) -> World:
    """A world whose chat is behind: the keyboard is with a window of ours, or on its way."""
    world = World(qtbot)
    world.tracker.front = None
    return world


@pytest.fixture
def make(qtbot: QtBot):
    def popup() -> PopupWindow:
        made = PopupWindow(composited=False)
        made.close_on_deactivate = False
        qtbot.addWidget(made)
        return made

    return popup


def closes(window: PopupWindow, chat: World) -> bool:
    """Close it as a person does, and tell whether the chat got the keyboard."""
    chat.tracker.activated.clear()
    window.dismissed.connect(lambda: chat.paste.give_back(CHAT))
    window.dismiss()
    return CHAT in chat.tracker.activated


def test_a_window_that_closes_gives_back(chat: World, make) -> None:
    palette = make()
    palette.popup()
    assert closes(palette, chat)


def test_one_that_was_asked_for_since_keeps_the_keyboard(chat: World, make) -> None:
    palette, note = make(), make()
    palette.popup()
    note.popup()
    assert not closes(palette, chat)
    assert note.isVisible()
    assert closes(note, chat)


def test_one_that_was_there_before_does_not(chat: World, make) -> None:
    note, palette = make(), make()
    note.popup()
    palette.popup()
    assert closes(palette, chat)


def test_one_that_is_asked_for_again_counts_again(chat: World, make) -> None:
    note, palette = make(), make()
    note.popup()
    palette.popup()
    note.popup()
    assert not closes(palette, chat)


@pytest.mark.parametrize("gone", ["hidden", "minimised", "deleted"])
def test_one_that_is_away_does_not_count(chat: World, make, gone: str) -> None:
    editor, note = make(), make()
    editor.popup()
    note.popup()
    if gone == "hidden":
        note.hide()
    elif gone == "minimised":
        note.showMinimized()
    else:
        shiboken6.delete(note)
    assert closes(editor, chat)


def test_a_window_that_a_person_went_back_to_is_the_last_one(chat: World, make) -> None:
    note, calculator = make(), make()
    note.popup()
    calculator.popup()
    own_windows._on_focus(calculator.windowHandle())
    own_windows._on_focus(note.windowHandle())
    assert closes(note, chat)
    assert own_windows.newest() is None


def test_a_window_that_gets_the_keyboard_late_was_not_gone_back_to(chat: World, make) -> None:
    palette, note = make(), make()
    palette.popup()
    note.popup()
    for one in own_windows._order:
        one.awaited = True  # a busy window manager
    own_windows._on_focus(palette.windowHandle())
    own_windows._on_focus(palette.windowHandle())
    assert not closes(palette, chat)


def test_a_window_that_has_the_keyboard_as_another_closed_was_not_gone_back_to(
    chat: World, make
) -> None:
    note, palette = make(), make()
    note.popup()
    palette.popup()
    palette.hide()
    own_windows._on_focus(note.windowHandle())  # as Windows does at once
    own_windows._on_focus(QWindow())
    own_windows._on_focus(None)
    chat.paste.give_back(CHAT)
    assert chat.tracker.activated == [CHAT]


def test_every_kind_of_window_counts(qtbot: QtBot, chat: World, make) -> None:
    palette = make()
    figures, editor, plain = SubWindow("数据", QLabel("1"), 300, 200), PageEditor(), QWidget()
    for window in (figures, editor, plain):
        qtbot.addWidget(window)
        palette.popup()
        if isinstance(window, SubWindow):
            window.open_near(None)
        else:
            show_beside(window, window.sizeHint(), None)
        assert not closes(palette, chat)
        window.close()


@pytest.mark.parametrize("kind", [PageEditor, lambda: SubWindow("数据", QLabel("1"), 300, 200)])
def test_a_window_is_away_by_the_time_it_says_so(qtbot: QtBot, chat: World, kind) -> None:
    window = kind()
    qtbot.addWidget(window)
    show_beside(window, window.sizeHint(), None)
    window.closed.connect(lambda: chat.paste.give_back(CHAT))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert chat.tracker.activated == [CHAT]


# The sidebar and the note.


@pytest.fixture
def notes(qtbot: QtBot, tmp_path: Path) -> Iterator[NotesWorld]:
    with notes_world(qtbot, tmp_path) as made:
        yield made


def test_a_note_that_is_open_already_is_asked_for_again(
    notes: NotesWorld, chat: World, make
) -> None:
    palette = make()
    notes.flow.write()
    palette.popup()
    notes.flow.write()
    assert not closes(palette, chat)
    notes.popup.dismiss()


def test_a_page_that_is_typed_into_keeps_the_keyboard_until_it_is_left(
    notes: NotesWorld, chat: World, make
) -> None:
    palette = make()
    palette.popup()
    notes.flow.open()
    assert notes.sidebar.page == BUYERS
    assert not closes(palette, chat)
    palette.popup()
    notes.sidebar.show_page(PHRASES)
    assert closes(palette, chat)


def test_a_note_of_the_page_goes_back_to_it_unless_another_window_was_asked_for(
    notes: NotesWorld, make, monkeypatch: pytest.MonkeyPatch
) -> None:
    activated: list[bool] = []
    monkeypatch.setattr(notes.sidebar, "activateWindow", lambda: activated.append(True))
    notes.flow.open()
    for palette in (None, make()):
        notes.page.note_wanted.emit("")
        activated.clear()
        if palette is not None:
            palette.popup()
        notes.popup.dismiss()
        assert activated == ([True] if palette is None else [])
    assert notes.gave_back == 0
