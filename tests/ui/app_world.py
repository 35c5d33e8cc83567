"""The program put together, offscreen, docked to a chat of the test's making."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from assistant.clients import ClientRule
from assistant.docking import DockState
from assistant.options import Options
from assistant.paths import prepare
from assistant.ports import KeyPress, Target
from phrasebook.store import Phrases, Store
from phrasebook.store.standard import put_scenes
from tests.phrasebook.store_helpers import draft
from ui.app import App
from ui.card_list import CardList
from ui.pages.manual import ManualView
from ui.pages.tips import TipsPage
from ui.window import MANUAL, TIPS

CHAT = Target(1, 2, "chat", "x")


class NoProblems:
    """What bringing up the standard content tells, which these tests leave out."""

    problems: tuple[str, ...] = ()


def seed(folder: Path) -> None:
    """Fill a data folder: two scenes in step 1, one in step 3 and one of after-sales."""
    from phrasebook.scenes import scenes

    store = Store.open(folder)
    put_scenes(store, list(scenes())).result()
    phrases = Phrases(store)
    first, second = "greet.hello", "greet.busy"
    for made in (
        draft("一", "文字一", first),
        draft("二", "文字二", first, buyer_types=("谨慎型",)),
        draft("三", "文字三", second, buyer_types=("谨慎型", "爽快型")),
        draft("价", "最低价", "price.cheaper"),
        draft("慢", "快了", "after.return"),
    ):
        phrases.add(made).result()
    store.close()


class Program:
    """A running program and what a person does to it."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot, self.folder = qtbot, folder
        options = Options(folder / "options.json")
        self.app = App(
            paths=prepare(folder), options=options, store=Store.open(folder), version="0.0.0"
        )
        self.app.show()
        qtbot.waitUntil(lambda: self.app.services is not None)
        assert self.app.services is not None
        # The titles of the scenes are read on a thread of their own.
        qtbot.waitUntil(lambda: self.app.page.section.caption.isEnabled())
        self.parts = self.app.services
        self.pasted: list[tuple[Target | None, str]] = []
        self.parts.paste.into = lambda target, phrase, **_: self.pasted.append(  # type: ignore[method-assign]
            (target, phrase.title)
        )

    def dock(self, buyer: str, client: str = "chat") -> None:
        """Have another buyer in front."""
        rule = ClientRule(client, client, programs=(client,))
        self.parts.dock._docking._state = DockState(
            "docked", client=rule, buyer=buyer, target=Target(1, 2, client, buyer)
        )
        self.app.sidebar.set_buyer(buyer, client)
        self.parts.dock.buyer_changed.emit()
        self.settle()

    def settle(self) -> None:
        """Wait for all that the store was asked, and for what was asked because of it."""
        for _ in range(3):
            ran: list[int] = []
            self.app.bridge.when_done(self.app.phrases.count(), ran.append)
            self.qtbot.waitUntil(lambda ran=ran: bool(ran))  # type: ignore[misc]

    def open(self, name: str) -> None:
        """Press a button of the rail."""
        self.app.sidebar.rail.button(name).click()
        self.settle()

    @property
    def tips(self) -> TipsPage:
        if self.app.sidebar.page != TIPS:
            self.open(TIPS)
        found = self.app.sidebar.shown_page()
        assert isinstance(found, TipsPage)
        return found

    @property
    def manual(self) -> ManualView:
        if self.app.sidebar.page != MANUAL:
            self.open(MANUAL)
        found = self.app.sidebar.shown_page()
        assert isinstance(found, ManualView)
        return found

    def titles(self, cards: CardList | None = None) -> list[str]:
        """Titles of the cards of the step, or of others."""
        model = (cards or self.app.page.list).cards
        return [card.phrase.title for card in model.cards]

    def key(self, number: int) -> None:
        """Press a numbered key in the chat."""
        self.parts.commands.paste_card(number, KeyPress(CHAT))
        self.settle()

    def stop(self) -> None:
        self.app.stop()
        self.app.sidebar.deleteLater()
