"""The palette: opened from anywhere or over the sidebar's search box, fed by the store."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from assistant.clients import Clients
from assistant.ports import Target
from phrasebook.model import Phrase
from phrasebook.store import Phrases
from ui.bridge import Bridge
from ui.flows.paste import PasteFlow

if TYPE_CHECKING:
    from ui.palette import Palette

RECENT = 5
"""How many phrases each list of an empty palette shows (recent, then frequent)."""


class FindFlow(QObject):
    """Opens the palette for a bound target and acts on what was chosen."""

    def __init__(
        self,
        *,
        phrases: Phrases,
        bridge: Bridge,
        paste: PasteFlow,
        clients: Callable[[], Clients],
        docked: Callable[[], Target | None],
        remembered: dict[str, str],
        new_phrase: Callable[[str], None],
    ) -> None:
        """Join the parts; the palette itself is made at the first use.

        Args:
            phrases: What is searched.
            bridge: Brings results to the GUI thread.
            paste: Pastes what was chosen.
            clients: The present client rules, to name the target.
            docked: The docked chat, the target of the sidebar's own search.
            remembered: Values typed in this session.
            new_phrase: Opens the editor with a title.
        """
        super().__init__()
        self._phrases, self._bridge, self._paste = phrases, bridge, paste
        self._clients, self._docked = clients, docked
        self._remembered, self._new_phrase = remembered, new_phrase
        self._palette: Palette | None = None
        self._target: Target | None = None

    @property
    def palette(self) -> Palette:
        """The palette, made when first asked for."""
        if self._palette is None:
            self._palette = self._make()
        return self._palette

    def toggle(self) -> None:
        """Open for the window in front, or close and give the focus back."""
        if self._palette is not None and self._palette.isVisible():
            self._palette.dismiss()
            return
        self._target = self._paste.front() or self._docked()
        self.palette.open(self.name(self._target))

    def open_over(self, box: QRect) -> None:
        """Open over the sidebar's search box (global rectangle, logical px)."""
        self._target = self._paste.front() or self._docked()
        self.palette.open_over(box, self.name(self._target))

    def name(self, target: Target | None) -> str:
        """Give "客户端 – 买家" of a chat window, or ""."""
        clients = self._clients()
        rule = clients.match(target)
        if rule is None:
            return ""
        buyer = clients.buyer(target)
        return f"{rule.name} – {buyer}" if buyer else rule.name

    def _make(self) -> Palette:
        from ui.palette import Palette  # not on the way to the first painted card

        palette = Palette()
        palette.query_changed.connect(self._search)
        palette.paste_requested.connect(self._chosen)
        palette.filled_paste_requested.connect(self._filled)
        palette.copy_requested.connect(self._copied)
        palette.fill_requested.connect(self._fill)
        palette.new_requested.connect(self._new_phrase)
        palette.dismissed.connect(lambda: self._paste.give_back(self._target))
        return palette

    def _search(self, text: str, request: int) -> None:
        if text.strip():
            self._bridge.when_done(
                self._phrases.search(text), lambda hits: self.palette.show_hits(request, hits)
            )
            return
        frequent = self._phrases.used(RECENT, "often")
        self._bridge.when_done(
            self._phrases.used(RECENT, "recent"),
            lambda recent: self.palette.show_start(request, recent, frequent.result()),
        )

    def _chosen(self, phrase: Phrase, send: bool) -> None:
        self._paste.into(self._target, phrase, send=send, refocus=True)

    def _filled(self, phrase: Phrase, values: dict[str, str], send: bool) -> None:
        self._paste.into(self._target, phrase, values=values, send=send, refocus=True)

    def _copied(self, phrase: Phrase) -> None:
        self._paste.copy(phrase)
        self._paste.give_back(self._target)

    def _fill(self, phrase: Phrase) -> None:
        preview = self._paste.preview(phrase, self._target)
        self.palette.show_form(phrase, preview({}).gaps, preview, self._remembered)
