"""Two agents of two shifts at one desk: real windows, a real encrypted store, a clock by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from assistant.desk import moments, shifts
from phrasebook.desk import Agent, Handover, ShiftRef
from phrasebook.model import Phrase
from phrasebook.store.desk import Desk
from tests.phrasebook.desk_helpers import KEY
from tests.ui.flow_world import bridge
from ui.flows.handovers import HandoverFlow
from ui.kept_text import KeptText
from ui.pages.phrases import PhrasesPage
from ui.window import HANDOVERS, Sidebar

ZONE = "Asia/Shanghai"
DAY = moments.at(0, 0, 0, 1_795_570_320.0, ZONE)
"""Midnight before 25 November 2026."""
HOUR = 3600.0
PLAN = (
    shifts.Shift("早班", 8 * 60, 16 * 60),
    shifts.Shift("晚班", 16 * 60, 0),
    shifts.Shift("夜班", 0, 8 * 60),
)
NUMBERS = {"早班": "07", "晚班": "03", "夜班": "05"}


class World:
    """The flow over fakes of what is not the desk."""

    def __init__(self, qtbot: QtBot, desk: Desk) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.open = True
        self.now = DAY + 9 * HOUR
        self.me: Agent | None = None
        self.plan: tuple[shifts.Shift, ...] = PLAN
        self.buyer = ("小鹿的窝", "千牛", "")
        self.pasted: list[str] = []
        self.settings: list[str] = []
        self.given_back = 0
        self.found: list[int] = []
        self.phrases: list[Phrase] = []
        self.bridge, self.faults = bridge()
        self.kept = KeptText(self.bridge, lambda: desk.drafts)
        self.sidebar = Sidebar(PhrasesPage())
        self.sidebar.add_page(HANDOVERS, None, "handover", "交接")
        qtbot.addWidget(self.sidebar)
        self.sidebar.resize(388, 800)
        self.sidebar.show()
        self.edited_keys: dict[str, str] = {}
        self.flow = self.start()
        desk.store.listen(self.bridge.posting(lambda _changes: self.flow.refresh()))

    def start(self) -> HandoverFlow:
        """Make the flow, as the program does at its start."""
        self.flow = HandoverFlow(
            sidebar=self.sidebar,
            bridge=self.bridge,
            desk=lambda: self.desk if self.open else None,
            kept=self.kept,
            now=lambda: self.now,
            zone=lambda: ZONE,
            agent=self.agent,
            plan=lambda: self.plan,
            shift=self.shift,
            buyer=lambda: self.buyer,
            find_phrases=self.find_phrases,
            edited_keys=lambda: self.edited_keys,
            near=lambda: None,
            give_back=self._give_back,
            paste_text=self.pasted.append,
            open_settings=self.settings.append,
        )
        self.flow.waiting_found.connect(self.found.append)
        return self.flow

    def shift(self, now: float) -> ShiftRef | None:
        return shifts.at(now, ZONE, self.plan)

    def agent(self) -> Agent:
        if self.me is not None:
            return self.me
        name = shifts.label(self.shift(self.now))
        return Agent(NUMBERS.get(name, ""), name)

    def find_phrases(self, _query: str) -> Future[list[Phrase]]:
        future: Future[list[Phrase]] = Future()
        future.set_result(self.phrases)
        return future

    def _give_back(self) -> None:
        self.given_back += 1

    # Steps of a day.

    def at(self, hour: float) -> None:
        """Let the clock show an hour of the day (over 24: of the next), and notice it."""
        self.now = DAY + hour * HOUR
        self.flow.woke()
        self.settle()

    def settle(self) -> None:
        """Let all that is queued at the store be done and shown."""
        for _ in range(8):  # a carry is four answers one after the other
            self.desk.store.read(lambda _db: None).result(10)
            QApplication.processEvents()

    def waiting(self) -> list[Handover]:
        return self.desk.handovers.waiting().result(10)

    def get(self, id: str) -> Handover:
        found = self.desk.handovers.get(id).result(10)
        assert found is not None
        return found

    def kinds(self, id: str) -> list[str]:
        return [event.kind for event in self.desk.handovers.history(id).result(10)]

    @property
    def badge(self) -> int:
        return int(self.sidebar.rail.button(HANDOVERS).accessibleDescription() or 0)

    def until(self, done: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(done, timeout=5000)

    def close(self) -> None:
        self.flow.stop()
        for window in self.windows():
            window.hide()
        self.bridge.close()

    def windows(self) -> list[QWidget]:
        """The windows that the flow made."""
        flow = self.flow
        made = (
            flow.writing._form,
            flow.shift_end._window,
            flow.moves._line,
            flow.moves._read_back,
            flow._files._window if flow._files is not None else None,
        )
        return [one for one in made if one is not None]


def key(widget: QWidget, *keys: Qt.Key | str) -> None:
    """Press keys, and type texts as an input method does: ``QTest`` cannot type Chinese."""
    for one in keys:
        if isinstance(one, str):
            typed = QInputMethodEvent()
            typed.setCommitString(one)
            QApplication.sendEvent(widget, typed)
        else:
            QTest.keyClick(widget, one)


@contextmanager
def world_in(qtbot: QtBot, folder: Path) -> Iterator[World]:
    """Open a desk in a folder and the flow over it."""
    desk = Desk.open(folder, KEY)
    world = World(qtbot, desk)
    try:
        yield world
    finally:
        world.close()
        desk.close()
