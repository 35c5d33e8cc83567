"""No part of a window is ever shown as a window of its own: it would take the keyboard.

Seen red: the flags of the first note, a window of 100 by 186 pixels that stood in front for 13 ms.
Under Wine the note's own window then got no key until it was clicked.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from assistant.desk.handover_form import HandoverForm
from tests.ui.notes_world import notes_world
from ui.chips import ChipRow
from ui.dialogs.end_shift import Item, ItemRow
from ui.shown import set_shown


class Shown(QObject):
    """Notes the kinds of all windows that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at every event of the program."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.kinds.append(type(watched).__name__)
        return False


@pytest.fixture
def shown(qapp) -> Iterator[Shown]:
    it = Shown()
    qapp.installEventFilter(it)
    yield it
    qapp.removeEventFilter(it)


def test_a_note_shows_one_window(qtbot: QtBot, tmp_path: Path, shown: Shown) -> None:
    with notes_world(qtbot, tmp_path) as world:
        shown.kinds.clear()
        world.flow.write()
        assert world.popup.flags.isVisible()
        assert shown.kinds == ["NotePopup"]


def test_a_row_of_choices_comes_and_goes_in_its_window(qtbot: QtBot, shown: Shown) -> None:
    row, window = ChipRow("买家类型"), QWidget()
    qtbot.addWidget(window)
    row.set_choices([("a", "甲")])
    QVBoxLayout(window).addWidget(row)
    window.show()
    assert row.isVisible()
    row.set_choices([])
    assert not row.isVisible()
    row.set_choices([("b", "乙")])
    assert row.isVisible()
    assert shown.kinds == ["QWidget"]


@pytest.mark.parametrize("passes", [True, False])
def test_a_row_of_a_shifts_end_stands_in_its_window(
    qtbot: QtBot, shown: Shown, passes: bool
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    row = ItemRow(Item("a", HandoverForm(), "", passes=passes), on=True)
    QVBoxLayout(window).addWidget(row)
    window.show()
    assert row.edit.isVisible() != passes
    assert shown.kinds == ["QWidget"]


@pytest.mark.parametrize("last", [True, False])
def test_what_was_said_last_before_it_stands_anywhere_counts(qtbot: QtBot, last: bool) -> None:
    part, window = QWidget(), QWidget()
    qtbot.addWidget(window)
    set_shown(part, not last)
    set_shown(part, last)
    assert not part.isVisible()
    QVBoxLayout(window).addWidget(part)
    window.show()
    assert part.isVisible() == last
