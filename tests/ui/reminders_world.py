"""The flow of reminders in a world of its own, over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.desk_world import ZONE, DeskWorld
from ui.flows.reminders import RemindersFlow
from ui.window import REMINDERS

DAY = 86_400.0


class World(DeskWorld):
    """The flow in its world."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        super().__init__(qtbot, folder)
        self.opened: list[tuple[str, str]] = []
        self.flow = self.make()
        self.sidebar.show()

    def make(self) -> RemindersFlow:
        return RemindersFlow(
            sidebar=self.sidebar,
            bridge=self.bridge,
            desk=lambda: self.desk,
            options=self.options,
            kept=self.kept,
            now=lambda: self.now,
            zone=lambda: ZONE,
            agent=self.agent,
            buyer=lambda: self.current,
            near=lambda: None,
            give_back=self.give_back,
            unseen=self.unseen.append,
            open_buyer=lambda id: self.opened.append(("buyer", id)),
            open_scene=lambda id: self.opened.append(("scene", id)),
            open_records=lambda: self.opened.append(("records", "")),
            open_figures=lambda: self.opened.append(("figures", "")),
            beep=self.beep,
        )

    def start(self) -> None:
        self.flow.opened()
        self.settle()

    def later(self, seconds: float) -> None:
        """Let time pass and the flow look at the clock."""
        self.now += seconds
        self.flow.wake()
        self.settle()

    @property
    def toast(self) -> str:
        toast = self.sidebar.toast
        return "" if toast.isHidden() else toast.text

    def clear(self) -> None:
        self.sidebar.toast.dismiss()

    def press_toast(self, word: str) -> None:
        next(b for b in self.sidebar.toast.buttons if b.text() == word).click()
        self.settle()

    @property
    def badge(self) -> int:
        return self.sidebar.rail.button(REMINDERS)._badge

    def open_page(self) -> None:
        self.sidebar.rail.button(REMINDERS).click()
        self.settle()

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(self.flow.page.list, key)
        self.settle()


@contextmanager
def reminders_world(qtbot: QtBot, folder: Path) -> Iterator[World]:
    """Give the world, and take its windows down after it."""
    made = World(qtbot, folder)
    yield made
    made.flow.stop()
    for window in (
        made.flow.writing._form,
        made.flow.writing._done,
        made.flow.writing._snooze,
    ):
        if window is not None:
            window.hide()
            window.deleteLater()
    made.close()
