"""The program put together does not end while text is in memory only."""

# ruff: noqa: F811 (a fixture that is imported has the name of the argument that takes it)
from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from phrasebook.store import FullDiskError
from tests.ui.notes_world import failed
from tests.ui.test_app_desk import DeskProgram, program  # noqa: F401 (a fixture)


def begin_note(program: DeskProgram, text: str):
    program.set_up()
    program.dock("小鹿", "千牛")
    program.flows.write_note()
    popup = program.flows.notes.writing.popup
    popup.text.setPlainText(text)
    return popup


def begun(program: DeskProgram) -> str:
    """What of the note lies in the desk."""
    return program.flows.desk().drafts.get("note:new:千牛/小鹿").result(10) or ""


def full(monkeypatch: pytest.MonkeyPatch, program: DeskProgram) -> None:
    """Have a disk that takes nothing, the room kept back included."""
    drafts = type(program.flows.desk().drafts)
    monkeypatch.setattr(drafts, "put", lambda *_a, **_k: failed(FullDiskError("磁盘满了。", "")))


@pytest.fixture
def quits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: found.append(1))
    return found


def test_quitting_stores_what_stands_in_the_popup_first(
    program: DeskProgram,
    quits: list[int],
) -> None:
    begin_note(program, "写了一半")
    program.app.quit()
    program.when(lambda: quits)
    assert "写了一半" in begun(program)


def test_quitting_asks_while_text_is_in_memory_only(
    program: DeskProgram,
    quits: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    popup = begin_note(program, "写了一半")
    with monkeypatch.context() as patch:
        full(patch, program)
        program.app.quit()
        window = program.parts.leaving.window
        program.when(window.isVisible)
        assert quits == []
        window.stay.click()
        assert popup.isVisible()
        assert popup.text.text() == "写了一半"
        program.app.quit()
        program.when(window.isVisible)
    # There is room again: it is stored by itself, and the question goes.
    program.when(lambda: not window.isVisible())
    assert quits == []
    program.app.quit()
    program.when(lambda: quits)


def test_quitting_all_the_same_loses_it_by_choice(
    program: DeskProgram,
    quits: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin_note(program, "写了一半")
    full(monkeypatch, program)
    program.app.quit()
    window = program.parts.leaving.window
    program.when(window.isVisible)
    window.leave.click()
    assert quits == [1]


def test_locking_asks_too(
    program: DeskProgram,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin_note(program, "写了一半")
    full(monkeypatch, program)
    program.flows.ask("lock")
    window = program.parts.leaving.window
    program.when(window.isVisible)
    assert program.flows.desk() is not None
    window.stay.click()
    assert program.flows.desk() is not None


def test_a_lock_that_asks_nobody_loses_nothing_and_shows_nothing(
    program: DeskProgram,
    quits: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As by the screen or after idling: it waits in memory and is stored at the next opening."""
    popup = begin_note(program, "写了一半")
    with monkeypatch.context() as patch:
        full(patch, program)
        program.flows.key.lock()
        program.when(lambda: program.flows.notes is None)
        assert not popup.isVisible()
        program.app.quit()
        window = program.parts.leaving.window
        program.when(window.isVisible)
        assert window.copy.isHidden()
        window.stay.click()
    assert quits == []
    program.unlock()
    program.when(lambda: program.flows.notes is not None)
    program.when(lambda: program.app.sidebar.toast.text == "有 1 条没存的备注")
    assert "写了一半" in begun(program)
