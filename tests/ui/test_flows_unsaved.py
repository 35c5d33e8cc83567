"""Nothing ends while text is in memory only, unless the person says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.flows.unsaved import Leaving, readable


class Text:
    """Text on a disk that may be full; answers when it is told to."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.waiting: list[Callable[[bool], object]] = []

    def flush(self, done: Callable[[bool], object]) -> None:
        self.waiting.append(done)

    def unstored(self) -> list[str]:
        return self.texts

    def answer(self) -> None:
        for done in self.waiting:
            done(not self.texts)
        self.waiting.clear()


class World:
    """One that leaves, and what came of it."""

    def __init__(self) -> None:
        self.one, self.two = Text(), Text()
        self.left = self.stayed = 0
        self.open = True
        self.leaving = Leaving(
            held=lambda: [self.one, self.two],
            readable=lambda: self.open,
            near=lambda: None,
            stays=self._stay,
        )

    def _stay(self) -> None:
        self.stayed += 1

    def _go(self) -> None:
        self.left += 1

    def leave(self) -> None:
        self.leaving.leave(self._go, "照样退出")
        self.one.answer()
        self.two.answer()


@pytest.fixture
def world(qtbot: QtBot) -> World:
    made = World()
    qtbot.addWidget(made.leaving.window)
    return made


def test_what_can_be_stored_is_stored_and_nothing_is_asked(world: World) -> None:
    world.leaving.leave(world._go, "照样退出")
    world.one.answer()
    assert world.left == 0, "the other has not answered yet"
    world.two.answer()
    assert world.left == 1
    assert not world.leaving.window.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_what_cannot_be_stored_keeps_it_here(world: World, key: Qt.Key) -> None:
    world.two.texts = ["没存上的"]
    world.leave()
    window = world.leaving.window
    assert window.isVisible()
    assert "1 处" in window.head.text()
    assert window.leave.text() == "照样退出"
    QTest.keyClick(window.stay if key == Qt.Key.Key_Return else window, key)
    assert not window.isVisible()
    assert (world.left, world.stayed) == (0, 1)


def test_leaving_all_the_same_is_a_choice(world: World) -> None:
    world.one.texts = ["没存上的"]
    world.leave()
    world.leaving.window.leave.click()
    assert world.left == 1


def test_the_text_can_be_copied_and_the_question_stays(world: World) -> None:
    world.one.texts = ['{"text": "要发票", "flag": "plain", "fields": [["货号", "A1"]]}']
    world.two.texts = ["一句复述"]
    world.leave()
    world.leaving.window.copy.click()
    assert QGuiApplication.clipboard().text() == "要发票\nplain\n货号\nA1\n\n一句复述"
    assert world.leaving.window.isVisible()


def test_nothing_is_copied_out_of_a_locked_desk(world: World) -> None:
    world.one.texts = ["没存上的"]
    world.open = False
    world.leave()
    assert world.leaving.window.copy.isHidden()


def test_the_question_goes_when_there_was_room_again(world: World) -> None:
    world.one.texts = ["没存上的"]
    world.leave()
    world.leaving.look()
    assert world.leaving.window.isVisible()
    world.one.texts = []
    world.leaving.look()
    assert not world.leaving.window.isVisible()
    assert (world.left, world.stayed) == (0, 1)


def test_a_disk_that_does_not_answer_is_asked_about(world: World) -> None:
    world.leaving.leave(world._go, "照样退出")
    world.one.answer()
    world.leaving._patience.timeout.emit()
    world.leaving._patience.stop()
    assert world.leaving.window.isVisible()
    world.two.answer()
    assert world.left == 0, "an answer that is late ends nothing behind the question"
    world.leaving.look()
    assert not world.leaving.window.isVisible()


def test_a_second_wish_takes_the_place_of_the_first(world: World) -> None:
    world.leaving.leave(world._go, "照样锁上")
    world.leave()
    assert world.left == 1


def test_what_is_no_form_is_read_as_it_stands() -> None:
    assert readable("{一句话") == "{一句话"
    assert readable('"x"') == '"x"'
