"""From a buyer's message to the cards that fit it: typed or dropped, read beside the GUI thread."""

from __future__ import annotations

import contextlib
import logging
import math
import os
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect

from assistant.outcome import Copied
from assistant.ports import KeyPress
from assistant.suggest.reading import Reading, Suggestion
from phrasebook.model import Phrase
from ui.bridge import Bridge
from ui.clock import SystemClock
from ui.flows.buyer import BuyerFlow
from ui.flows.keys import KeysFlow
from ui.flows.paste import PasteFlow
from ui.i18n import tr
from ui.message_strip import MAX_MESSAGE, SHOWN, MessageStrip
from ui.theme import theme
from ui.window import PHRASES, Sidebar

if TYPE_CHECKING:
    from assistant.suggest.shop import ShopSuggester
    from ui.card_actions import CardActions
    from ui.message_box import MessageBox

log = logging.getLogger(__name__)

CLOCK = 1_000_000
"""Range of the clock in ms that a bench reads from the log."""

Found = tuple[Reading, list[Suggestion]]


class SuggestFlow(QObject):
    """Takes messages, asks the suggester and shows what fits."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        add_strip: Callable[[MessageStrip], object],
        bridge: Bridge,
        paste: PasteFlow,
        buyer: BuyerFlow,
        keys: KeysFlow,
        make: Callable[[], ShopSuggester],
        wire_cards: Callable[[CardActions, Callable[[Phrase, str | None], object]], object],
        give_back: Callable[[], object],
    ) -> None:
        """Join the parts; the engine is loaded by the first message.

        Args:
            sidebar: Takes dropped texts.
            add_strip: Puts the strip over the cards.
            bridge: Brings results to the GUI thread.
            paste: Pastes what was chosen.
            buyer: The current buyer and its type.
            keys: Holds the keys of suggestions while there are any.
            make: Makes the suggester (on a thread of its own: it reads the weights).
            wire_cards: Connects the wishes of cards to what does them, pasting to the given one.
            give_back: Gives the focus back to the chat.
        """
        super().__init__()
        self._sidebar, self._bridge = sidebar, bridge
        self._paste, self._buyer, self._keys = paste, buyer, keys
        self._make, self._give_back = make, give_back
        self._suggester: ShopSuggester | None = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="suggest")
        self._box: MessageBox | None = None
        self._wanted = 0
        self._sent = ""
        self._of = ""
        self._message = ""
        self._copied: Copied | None = None
        self._shown_at = 0.0
        self.strip = MessageStrip()
        add_strip(self.strip)
        wire_cards(self.strip.card_actions, self._by_click)
        self.strip.type_pressed.connect(self._type)
        self.strip.cleared.connect(self.clear)
        self.strip.wrong_pressed.connect(self._wrong)
        sidebar.text_dropped.connect(self.take)
        buyer.changed.connect(self._on_buyer)

    def take(self, message: str, copied: Copied | None = None) -> None:
        """Suggest replies to a message; a newer one overtakes an older one.

        Args:
            message: What the buyer wrote.
            copied: Where it was copied or selected; None if it was typed or dropped.
        """
        message = message.strip()[:MAX_MESSAGE]
        if not message:
            return
        self._wanted += 1
        wanted, type, sent = self._wanted, self._buyer.type, self._sent

        def work() -> Found:
            return self._shop().suggest(message, limit=SHOWN, buyer_type=type, just_sent=sent)

        def show(found: Found) -> None:
            if wanted == self._wanted:
                self._message, self._copied = message, copied
                self._shown_at = SystemClock().now()
                self._show(*found)

        future: Future[Found] = self._worker.submit(work)
        self._bridge.when_done(future, show)

    @property
    def message(self) -> str:
        """The buyer's message that is shown; "" for none."""
        return self.strip.button.message

    def clear(self) -> None:
        """Take the message away."""
        self._wanted += 1
        self._message = ""
        self.strip.clear()
        self._keys.set_suggesting(False)

    def paste(self, number: int, press: KeyPress) -> None:
        """Paste the suggestion with this number (1 to 3) into the window of the key press."""
        phrases = self.strip.phrases()
        if 1 <= number <= len(phrases):
            self._sent = phrases[number - 1].text
            self._paste.by_key(phrases[number - 1], press, self._copied)

    def _by_click(self, phrase: Phrase, text: str | None) -> None:
        self._paste.by_click(phrase, text, self._copied)

    def picked(self, id: str, when: float = math.inf) -> None:
        """Learn that a phrase was pasted, suggested or not, after the message that is shown.

        The first paste after a message answers it; what comes later may be about anything.

        Args:
            id: The phrase.
            when: When its key was sent (seconds since the epoch). The chat may have taken the text
                later, with another message shown by then.
        """
        if when < self._shown_at:
            return
        message, self._message = self._message, ""
        account = self._buyer.current()
        if message:
            self._submit(lambda: self._shop().picked(message, id, account))

    def renew(self) -> None:
        """Read weights and picks anew: the threshold changed, or what was learned is forgotten."""
        self.relearn()
        self.clear()

    def relearn(self) -> None:
        """Drop what was learned from memory and read it anew when it is next asked for.

        The desk was opened or is being closed, or something in it was forgotten.
        """

        def work() -> None:
            self._suggester = None

        self._submit(work)

    def _submit(self, work: Callable[[], object]) -> None:
        """Do what nobody waits for, on the suggestions' thread; on the way out nothing begins."""
        with contextlib.suppress(RuntimeError):
            self._worker.submit(work)

    def _wrong(self) -> None:
        """Learn that nothing that is suggested fits the message."""
        message, ids = self.strip.button.message, [one.id for one in self.strip.phrases()]

        account = self._buyer.current()

        def work() -> None:
            for id in ids:
                self._shop().picked(message, id, account, good=False)

        self._submit(work)
        self.clear()
        self._sidebar.toast.say(
            tr("记下了:这样的话不再建议这几条"), kind="ok", code="suggestion_wrong"
        )

    def _shop(self) -> ShopSuggester:
        """Give the suggester, on the worker's thread only: making it reads the weights."""
        if self._suggester is None:
            self._suggester = self._make()
        return self._suggester

    def refresh(self) -> None:
        """Show the keys anew."""
        self.strip.stack.cards.set_keys(
            self._keys.suggestion_keys(), self._keys.refused(), numbered_first=True
        )

    def stop(self) -> None:
        """Begin nothing more."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _show(self, reading: Reading, suggestions: list[Suggestion]) -> None:
        # Never the message itself: it is the buyer's.
        log.info("suggested n=%d silence=%s", len(suggestions), reading.silence or "no")
        self.refresh()
        self.strip.show_reading(reading, suggestions)
        self._keys.set_suggesting(bool(suggestions))
        self._sidebar.show_page(PHRASES)
        if os.environ.get("BANHUA_TRACE_SUGGEST"):
            self.strip.repaint()
            # Of the time in ms only what the log lets through: longer numbers may be a person's.
            log.info("suggestions painted at=%d", time.time() * 1000 % CLOCK)

    def _on_buyer(self, name: str, _type: str) -> None:
        if name != self._of:
            # What one buyer said is no reason for a reply to another.
            self._of, self._sent = name, ""
            self.clear()

    def _type(self) -> None:
        if self._box is None:
            from ui.message_box import MessageBox

            self._box = MessageBox()
            self._box.entered.connect(self._entered)
            self._box.dismissed.connect(self._give_back)
        corner = self._sidebar.on_screen(self.strip, QPoint(0, theme().px(4)))
        self._box.open_over(QRect(corner, self.strip.size()))

    def _entered(self, message: str) -> None:
        self.take(message)
        self._give_back()
