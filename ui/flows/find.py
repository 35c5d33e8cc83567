"""The palette: opened from anywhere or over the sidebar's search box, fed by the store."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from assistant.clients import Clients
from assistant.ports import Target
from phrasebook.model import Hit, Phrase
from phrasebook.store import Phrases
from ui.bridge import Bridge
from ui.flows.paste import PasteFlow
from ui.i18n import tr

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
        only_chat: Callable[[], bool],
        near: Callable[[], QRect | None],
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
            only_chat: Whether windows that no rule names are refused.
            near: Where the sidebar stands (logical px): the palette opens on that screen.
            remembered: Values typed in this session.
            new_phrase: Opens the editor with a title.
        """
        super().__init__()
        self._phrases, self._bridge, self._paste = phrases, bridge, paste
        self._clients, self._docked = clients, docked
        self._only_chat, self._near = only_chat, near
        self._remembered, self._new_phrase = remembered, new_phrase
        self._searching: Future[list[Hit]] | None = None
        self._palette: Palette | None = None
        self._target: Target | None = None

    @property
    def palette(self) -> Palette:
        """The palette, made when first asked for."""
        if self._palette is None:
            self._palette = self._make()
        return self._palette

    @property
    def is_open(self) -> bool:
        """Whether the palette is shown."""
        return self._palette is not None and self._palette.isVisible()

    def toggle(self) -> None:
        """Open for the window in front, or close and give the focus back."""
        if self._palette is not None and self._palette.isVisible():
            self._palette.dismiss()
            return
        self._target = self._paste.front() or self._docked()
        self.palette.open(self.name(self._target), self._near())

    def open_over(self, box: QRect) -> None:
        """Open over the sidebar's search box (global rectangle, logical px)."""
        self._target = self._paste.front() or self._docked()
        self.palette.open_over(box, self.name(self._target))

    def name(self, target: Target | None) -> str:
        """Give "客户端 – 买家" of a chat window, or "" where nothing would be pasted."""
        clients = self._clients()
        rule = clients.match(target)
        if target is None or rule is None:
            refused = target is None or self._only_chat() or target.dialog
            return "" if refused or clients.no_chat(target) is not None else tr("前面的窗口")
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
        if self._searching is not None:
            self._searching.cancel()  # what is still queued for an older query
            self._searching = None
        if text.strip():
            self._searching = self._phrases.search(text)
            self._bridge.when_done(
                self._searching, lambda hits: self.palette.show_hits(request, hits)
            )
            return

        def recent_found(recent: list[Phrase]) -> None:
            self._bridge.when_done(
                self._phrases.used(RECENT, "often"),
                lambda often: self.palette.show_start(request, recent, often),
            )

        self._bridge.when_done(self._phrases.used(RECENT, "recent"), recent_found)

    def _chosen(self, phrase: Phrase, send: bool) -> None:
        if self._target is None:  # the palette has said that it will only copy
            self._paste.copy(phrase)
            return
        self._paste.into(self._target, phrase, send=send, refocus=True)

    def _filled(self, phrase: Phrase, values: dict[str, str], send: bool) -> None:
        if self._target is None:
            self._paste.copy(phrase, values=values)
            return
        self._paste.into(self._target, phrase, values=values, send=send, refocus=True)

    def _copied(self, phrase: Phrase) -> None:
        self._paste.copy(phrase)
        self._paste.give_back(self._target)

    def _fill(self, phrase: Phrase) -> None:
        preview = self._paste.preview(phrase, self._target)
        self.palette.show_form(phrase, preview({}).gaps, preview, self._remembered)
