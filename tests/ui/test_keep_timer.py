"""What is being typed is written down while it goes on, in whatever it is typed."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import ui
from ui.keep_timer import KeepTimer
from ui.settings.parts import LIMIT_MS, Later

UI = Path(ui.__file__).parent


def test_a_running_timer_is_not_put_off(qtbot: QtBot) -> None:
    timer = KeepTimer()
    fired: list[int] = []
    timer.timeout.connect(lambda: fired.append(1))
    timer.soon(200)
    identity = timer.timerId()
    for _ in range(20):
        timer.soon(200)
        timer.soon(900)
    assert timer.timerId() == identity, "the same timer runs on"
    timer.soon(50)
    assert timer.interval() == 50, "sooner is another matter"
    timer.at_once()
    timer.at_once()
    assert fired == [1]
    assert not timer.isActive()


def test_no_other_form_puts_its_draft_off() -> None:
    """A plain timer that each change starts anew is how words were lost; see what starts one."""
    known = {
        "ui/settings/parts.py",  # has a limit of its own, below
        "ui/dialogs/merge_form.py",  # a search, no text to keep
        "ui/pages/buyers.py",  # a search
    }
    found = set()
    for path in UI.rglob("*.py"):
        text = path.read_text("utf-8")
        typed = re.search(r"(textChanged|edited|changed)\.connect\([^\n]*_?timer\.start", text)
        if typed or re.search(r"def _(edited|on_typed|on_edited)[^#]{0,200}timer\.start\(", text):
            found.add(f"ui/{path.relative_to(UI).as_posix()}")
    assert found <= known


def test_settings_are_stored_while_typing_goes_on(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    stored: list[int] = []
    later = Later(parent, lambda: stored.append(1))
    assert LIMIT_MS <= 1000
    later.start()
    identity = later._limit.timerId()
    for _ in range(20):
        later.start()
    assert later._limit.timerId() == identity, "the limit is not put off"
    later._limit.timeout.emit()
    assert stored == [1]
    assert not later.waiting
    assert not later._timer.isActive()
