"""The page 异议: made when it is first asked for, fed by the store, its cards pasted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from phrasebook.guides import guides
from phrasebook.model import Phrase
from phrasebook.store import Phrases
from phrasebook.tips import tips
from ui.bridge import Bridge
from ui.flows.buyer import BuyerFlow
from ui.window import TIPS, Sidebar

if TYPE_CHECKING:
    from ui.card_actions import CardActions
    from ui.flows.keys import KeysFlow
    from ui.pages.tips import TipsPage


class TipsFlow(QObject):
    """Opens the page and does what it asks for."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        phrases: Phrases,
        bridge: Bridge,
        buyer: BuyerFlow,
        keys: KeysFlow,
        wire_cards: Callable[[CardActions], object],
        open_page: Callable[[str], object],
        open_fabe: Callable[[], object],
        remind: Callable[[str], object],
    ) -> None:
        """Join the parts; the page itself is made at the first use.

        Args:
            sidebar: Where the page stands.
            phrases: What tips and guides offer.
            bridge: Brings results to the GUI thread.
            buyer: The current buyer and its type.
            keys: Which keys the first cards have.
            wire_cards: Connects the wishes of cards to what does them.
            open_page: Opens a manual page by its id.
            open_fabe: Opens the FABE helper.
            remind: Sets a reminder with this text.
        """
        super().__init__()
        self._sidebar, self._phrases, self._bridge = sidebar, phrases, bridge
        self._buyer, self._keys = buyer, keys
        self._wire_cards, self._open_page, self._open_fabe = wire_cards, open_page, open_fabe
        self._remind = remind
        self._page: TipsPage | None = None
        self._wanted = 0
        sidebar.page_requested.connect(self._on_requested)
        buyer.changed.connect(self._on_buyer)

    @property
    def page(self) -> TipsPage:
        """The page, made when first asked for."""
        if self._page is None:
            self._page = self._make()
        return self._page

    def open(self, tip: str = "", guide: str = "") -> None:
        """Show the page, at a tip or a guide."""
        page = self.page
        self._sidebar.show_page(TIPS)
        if guide:
            page.show_guide(guide)
        elif tip:
            page.show_tip(tip)

    def refresh(self) -> None:
        """Show keys and phrases anew, where the page was made."""
        page = self._page
        if page is None:
            return
        page.show_keys(self._keys.card_keys(), self._keys.refused())
        page.ask_again()

    def _make(self) -> TipsPage:
        from ui.pages.tips import TipsPage

        page = TipsPage(tips(), guides())
        self._wire_cards(page.card_actions)
        page.phrases_wanted.connect(self._read)
        page.type_chosen.connect(self._buyer.choose)
        page.page_wanted.connect(self._open_page)
        page.fabe_wanted.connect(self._open_fabe)
        page.remind_wanted.connect(self._remind)
        self._page = page
        self._sidebar.set_page(TIPS, page)
        page.show_keys(self._keys.card_keys(), self._keys.refused())
        page.set_buyer(self._buyer.buyer, self._buyer.type)
        page.show_tab("objection")
        return page

    def _on_requested(self, name: str) -> None:
        if name == TIPS:
            self.open()

    def _on_buyer(self, buyer: str, type: str) -> None:
        if self._page is not None:
            self._page.set_buyer(buyer, type)

    def _read(self, scenes: tuple[str, ...], uids: tuple[str, ...]) -> None:
        """Read phrases for the page; a newer wish overtakes an older one."""
        self._wanted += 1
        wanted = self._wanted

        def found(phrases: list[Phrase]) -> None:
            if wanted == self._wanted:
                self.page.show_phrases(phrases)

        self._bridge.when_done(self._phrases.fitting(scenes, uids), found)
