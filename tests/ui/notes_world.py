"""The flow of buyers and notes over a real encrypted desk, in a sidebar of the test's making."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from assistant.clients import ClientRule
from assistant.docking import DockState
from assistant.options import Options
from assistant.ports import Target
from phrasebook.desk import Agent, Buyer, HandoverDraft, Note, NoteDraft, ReminderDraft, ShiftRef
from phrasebook.model import UserError
from phrasebook.store.desk import Desk
from tests.phrasebook.desk_helpers import KEY
from tests.ui.desk_values import HOUR, NOW, ZONE
from tests.ui.flow_world import bridge
from ui.flows.buyer import BuyerFlow
from ui.flows.notes import NotesFlow
from ui.pages.buyers import BuyersPage
from ui.window import BUYERS, Sidebar

RULE = ClientRule("chat", "千牛")


class NotesWorld:
    """What a person sees and does; ``settle`` waits for the desk."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.bridge, self.faults = bridge()
        self.open_desk: Desk | None = Desk.open(folder, KEY)
        self.now = NOW
        self.state = DockState("docked", client=RULE, target=Target(1, 2, "chat", "x"))
        self.sidebar = Sidebar(QWidget())
        qtbot.addWidget(self.sidebar)
        self.sidebar.add_page(BUYERS, None, "user", "买家")
        self.options = Options(folder / "options.json")
        self.copied: list[str] = []
        self.handed: list[HandoverDraft] = []
        self.reminded: list[ReminderDraft] = []
        self.opened: list[str] = []
        self.set_up: list[BuyersPage] = []
        self.gave_back = 0
        self.file: Path | None = None
        self.buyer = BuyerFlow(
            sidebar=self.sidebar,
            state=lambda: self.state,
            bridge=self.bridge,
            desk=lambda: self.open_desk,
            now=lambda: self.now,
        )
        self.flow = self._make()
        self.desk.store.listen(self.bridge.posting(lambda changes: self.flow.changed(changes)))
        self.sidebar.resize(388, 800)
        self.sidebar.show()
        self.flow.opened()
        self.settle()

    def _make(self) -> NotesFlow:
        def back() -> None:
            self.gave_back += 1

        return NotesFlow(
            sidebar=self.sidebar,
            bridge=self.bridge,
            desk=lambda: self.open_desk,
            options=self.options,
            now=lambda: self.now,
            zone=lambda: ZONE,
            agent=lambda: Agent("07", "早班"),
            next_shift=lambda now: ShiftRef("晚班", "2026-11-25", now + 5 * HOUR, now + 13 * HOUR),
            near=lambda: None,
            give_back=back,
            buyer=self.buyer,
            copy=self.copied.append,
            hand=self.handed.append,
            remind=self.reminded.append,
            open_handover=lambda id: self.opened.append(f"handover {id}"),
            open_reminder=lambda id: self.opened.append(f"reminder {id}"),
            set_up=self.set_up.append,
            platforms=lambda: ["千牛", "微信"],
            ask_file=lambda _name: self.file,
        )

    @property
    def desk(self) -> Desk:
        assert self.open_desk is not None
        return self.open_desk

    @property
    def page(self) -> BuyersPage:
        return self.flow.page

    @property
    def popup(self) -> Any:
        return self.flow.writing.popup

    @property
    def toast(self) -> Any:
        return self.sidebar.toast

    def chat_with(self, name: str) -> None:
        """Have another buyer in front; "" is a window that does not tell."""
        self.state = DockState("docked", client=RULE, buyer=name, target=Target(1, 2, "chat", name))
        self.sidebar.set_buyer(name, "千牛" if name else "")
        self.buyer.refresh()
        self.settle()

    def settle(self) -> None:
        """Wait until the desk has answered, and what was asked because of the answers."""
        if self.open_desk is None:
            return
        for _ in range(5):
            ran: list[object] = []
            self.bridge.when_done(self.open_desk.drafts.get("x"), ran.append)
            self.qtbot.waitUntil(lambda ran=ran: bool(ran))  # type: ignore[misc]

    def press(self, label: str) -> None:
        """Press a button of the toast."""
        next(button for button in self.toast.buttons if button.text() == label).click()
        self.settle()

    def add(self, name: str, text: str = "要发票", **more: Any) -> tuple[Buyer, Note]:
        """Have a note in the desk."""
        buyer = self.desk.buyers.ensure(name, "千牛", "", self.now).result()
        draft = NoteDraft(buyer.id, text, **more)
        note = self.desk.notes.add(draft, self.now, ZONE, "03").result()
        self.settle()
        return buyer, note

    def notes(self, name: str) -> list[Note]:
        """Notes of a buyer as they are stored."""
        buyer = self.desk.buyers.at(name, "千牛").result()
        return self.desk.notes.of(buyer.id).result() if buyer is not None else []

    def show(self, buyer: Buyer) -> None:
        """Open the page at a buyer."""
        self.flow.open(buyer.id)
        self.settle()

    def titles(self) -> list[str]:
        """Names in the list."""
        return [row.title for row in self.page.list.rows]

    def texts(self) -> list[str]:
        """Texts of the rows of the buyer that is shown."""
        return [row.text for row in self.page.view.list.rows if not row.section]


def failed(error: UserError) -> Future[Any]:
    """What the desk gives where something did not work."""
    future: Future[Any] = Future()
    future.set_exception(error)
    return future


@contextmanager
def notes_world(qtbot: QtBot, folder: Path) -> Iterator[NotesWorld]:
    made = NotesWorld(qtbot, folder)
    try:
        yield made
    finally:
        made.flow.stop()
        made.settle()
        made.bridge.close()
        if made.open_desk is not None:
            made.open_desk.close()
