"""Names, titles and texts of somebody else in every window that shows them: plain text.

Each label, tooltip, button and menu of what is on the screen is looked at, whoever made it: none
may hold such a text in a form that Qt reads as markup, and no picture or file is asked for.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from assistant.backends.memory_vault import MemoryVault
from assistant.desk.keys import DeskKeys
from phrasebook.desk import Agent, Handover, HandoverDraft, NoteDraft, ReminderDraft
from phrasebook.store.desk import Desk
from phrasebook.template import Gap, escape, fill
from tests.ui.app_world import NoProblems, Program, seed
from ui.dialogs.confirm import ConfirmWindow
from ui.dialogs.fill_form import FillForm
from ui.dialogs.questions import WORDINGS, LineWindow
from ui.plain import Label, menu_text, notice, tip_text, window_title
from ui.window import BUYERS, HANDOVERS, REMINDERS

MARK = "quux"
HOSTILE = (
    f"<img src=/dev/zero>{MARK}", f"<img src='//server/share/x.png'>{MARK}",
    f"<a href='file:///etc'>{MARK}</a>", f"<b>{MARK}", f"&{MARK}", f"{MARK}%n%s{{x}}",
    f"\u202e{MARK}\u2066", f"{MARK}\0\n\n<br>", f"<?xml version='1.0'?>{MARK}",
)  # fmt: skip
HUGE = MARK + "<b>" * 350_000


def texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    """What a widget shows where Qt might read markup: where, and the text."""
    yield "tooltip", widget.toolTip()
    yield "whatsthis", widget.whatsThis()
    if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
        yield "label", widget.text()
    if isinstance(widget, QTextEdit):
        yield "document", "".join("<img>" for c in widget.toPlainText() if c == "\ufffc")
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from cells(widget.model())


def cells(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    for row in range(min(model.rowCount(), 50)):
        yield "cell", model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or ""


@contextmanager
def nothing_freed() -> Iterator[None]:
    """Free what earlier tests left now, and nothing while it lasts.

    Qt's list of widgets also names those that Qt made, such as a combo box's list. If Python's
    collector frees their owner meanwhile, the name points nowhere and a look at it crashes.
    """
    automatic = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if automatic:
            gc.enable()


def faults() -> list[str]:
    """What of all that is open could be read as markup, or makes a key of a name."""
    with nothing_freed():
        return [fault for widget in QApplication.allWidgets() for fault in faults_of(widget)]


def faults_of(widget: QWidget) -> Iterator[str]:
    for where, text in texts(widget):
        if MARK in text and QtText.mightBeRichText(text) and "&lt;" not in text:
            yield f"{type(widget).__name__} {where}: {text[:60]}"
    actions = widget.actions()
    buttons = [widget] if isinstance(widget, QAbstractButton) else []
    for made in (*actions, *buttons):
        shown = QAbstractButton.text(made) if made in buttons else QAction.text(made)
        if f"&{MARK}" in shown.replace("&&", ""):
            yield f"{type(widget).__name__} key: {shown[:60]}"


@pytest.mark.parametrize("name", [*HOSTILE, HUGE], ids=range(len(HOSTILE) + 1))
def test_the_helpers_leave_no_markup_no_key_and_no_direction(name: str, qtbot: QtBot) -> None:
    label = Label(name)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    for text in (label.text(), tip_text(name), menu_text(name), notice(name), window_title(name)):
        assert not set(text) & {"\0", "\u202e", "\u2066"}
        assert len(text) < 25_000
        assert MARK in text
    assert not QtText.mightBeRichText(tip_text(name)) or "&lt;" in tip_text(name)
    assert not QtText.mightBeRichText(notice(name))
    assert "\n" not in menu_text(name)
    assert "&" not in menu_text(name).replace("&&", "")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_questions_show_a_name_as_it_stands(name: str, qtbot: QtBot) -> None:
    confirm, line = ConfirmWindow(), LineWindow()
    for window in (confirm, line):
        qtbot.addWidget(window)
    confirm.ask(f"删除 {name}?", f"{name} 的备注都会删掉", f"删除 {name}", lambda: None, QRect())
    handover = Handover(
        buyer="", because="", wants="", please="", name=name, id="a" * 32, seq=1, at=1.0,
        zone="UTC", by=Agent(), owner=Agent(), state="waiting", crossed=0, changed=1.0,
    )  # fmt: skip
    line.open(next(iter(WORDINGS)), handover, [(name, name)])
    assert faults() == []


def test_the_guard_finds_a_planted_label(qtbot: QtBot) -> None:
    label, tip, button = QLabel(HOSTILE[0]), QWidget(), Label("x")
    tip.setToolTip(HOSTILE[0])
    action = QAction(f"&{MARK}", button)
    button.addAction(action)
    for widget in (label, tip, button):
        qtbot.addWidget(widget)
    assert len(faults()) == 3


class _Leftover(QWidget):
    """Only the collector can free it: it refers to itself."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self
        row = QVBoxLayout(self)
        for _ in range(5):
            row.addWidget(QComboBox())


def test_what_earlier_tests_left_cannot_vanish_under_the_look(qtbot: QtBot) -> None:
    threshold, automatic = gc.get_threshold(), gc.isenabled()
    gc.disable()
    for _ in range(20):
        _Leftover()
    gc.enable()
    gc.set_threshold(50)
    try:
        assert faults() == []
    finally:
        gc.set_threshold(*threshold)
        (gc.enable if automatic else gc.disable)()


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """A program whose desk and phrases are full of such names."""
    monkeypatch.setattr("phrasebook.content.sync", lambda *_: NoProblems())
    vault = MemoryVault()
    monkeypatch.setattr("assistant.backends.pick_vault", lambda _held="": vault)
    seed(tmp_path)
    desk = Desk.open(tmp_path, DeskKeys(tmp_path, vault).create().key)
    by = Agent(f"<b>{MARK}", HOSTILE[0])
    for name in (*HOSTILE, HUGE):
        buyer = desk.buyers.ensure(name, name[:40], name[:40], 1.0).result()
        desk.notes.add(NoteDraft(buyer.id, name[:500], order=name[:40]), 2.0, "UTC", "07").result()
        draft = HandoverDraft(buyer.id, name[:500], name[:500], name[:500], order=name[:40])
        desk.handovers.hand([draft], by, 2.0, "UTC").result()
        reminder = ReminderDraft(name[:500], 3.0, buyer=buyer.id, order=name[:40])
        desk.reminders.add(reminder, 2.0, "UTC", "07").result()
    desk.close()
    made = Program(qtbot, tmp_path)
    qtbot.waitUntil(lambda: made.parts.desk.desk() is not None, timeout=15_000)
    yield made
    made.stop()


def test_no_page_of_the_program_draws_a_name_as_markup(program: Program) -> None:
    for number, name in enumerate(HOSTILE):
        program.dock(name, client="chat")
        program.app.phrases.add(_phrase(name, number)).result()
    program.settle()
    for page in (BUYERS, HANDOVERS, REMINDERS):
        program.open(page)
        for _ in range(4):
            program.settle()
        program.app.sidebar.grab()
        assert faults() == []
    for notice_ in (*HOSTILE, HUGE):
        program.app.sidebar.toast.say(notice_, kind="warn", code="x")
        program.app.notices.say("x", notice_, notice_, again=True)
        program.app.sidebar.grab()
    assert faults() == []


def _phrase(name: str, number: int):
    from tests.phrasebook.store_helpers import draft

    return draft(name.replace("{", "").replace("}", ""), "文字", "greet.hello", code=f"q{number}")


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_asked_for_a_phrase_of_somebody_else(name: str, qtbot: QtBot) -> None:
    """Title, question, value and preview; the preview alone is our own markup."""
    gap = Gap(name, "", name)
    form = FillForm(name, [gap], lambda typed: fill(escape(name), typed, datetime.now()))
    qtbot.addWidget(form)
    form.fields[gap.name].setText(name)
    shown = form._text.text()
    assert "<img" not in shown
    assert "<a " not in shown
    assert [
        fault for fault in faults() if "fillPreview" not in fault and "Label label" not in fault
    ] == []
