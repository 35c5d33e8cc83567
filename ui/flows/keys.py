"""Global hotkeys: which key does what now, which are refused, and where that is shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from assistant.actions import bindings, keys_of
from assistant.hotkeys import HotkeyTable, hooked
from assistant.keys import Hotkey, HotkeyError
from assistant.options import Options
from assistant.ports import KeyPress
from phrasebook.model import Phrase
from phrasebook.store import Phrases
from ui.bridge import Bridge

log = logging.getLogger(__name__)

CARDS = 9
"""How many cards of a step have a key (design.md section 6)."""


class KeysFlow(QObject):
    """Keeps the registered keys in step with the options and the phrases.

    Signals:
        settled: Keys were registered again; ask ``refused``.
    """

    settled = Signal()

    def __init__(
        self,
        *,
        table: HotkeyTable,
        options: Options,
        phrases: Phrases,
        bridge: Bridge,
        actions: Mapping[str, Callable[[], object]],
        paste: Callable[[Phrase, KeyPress], object],
        cards: Mapping[str, Callable[[KeyPress], object]],
        press: Callable[[], KeyPress],
    ) -> None:
        """Join the parts; nothing is registered before ``refresh``.

        Args:
            table: The registered keys.
            options: Holds the edited keys.
            phrases: Those with hotkeys of their own.
            bridge: Brings presses and results to the GUI thread.
            actions: What each global action does.
            paste: Pastes a phrase whose own hotkey was pressed into the window of the press.
            cards: The same for the actions that paste a card.
            press: Gives the window in front and the time, asked on the listener's thread while
                it tells of the press: on the GUI thread a moment later it may be another buyer's.
        """
        super().__init__()
        self._table, self._options, self._phrases = table, options, phrases
        self._bridge, self._actions, self._paste = bridge, actions, paste
        self._cards, self._press = cards, press
        self._paused = False
        self._suggesting = False
        self.own: list[Phrase] = []

    @property
    def table(self) -> HotkeyTable:
        """The registered keys, for the settings page."""
        return self._table

    def refresh(self) -> None:
        """Read phrases with hotkeys and register what is wanted now."""
        self._bridge.when_done(self._phrases.with_hotkeys(), self._bind)

    def renew(self) -> None:
        """Register everything again (after unlock and resume)."""
        if not self._paused:
            self._table.refresh()
            self._tell()

    def hold_back(self, locked: bool) -> None:
        """Follow the lock of the screen: no hook behind it, everything anew after it."""
        self._table.hold_back(locked)
        if not locked:
            self.renew()

    def pause(self, paused: bool) -> None:
        """Let go of all keys while one is being recorded."""
        self._paused = paused
        if paused:
            self._table.bind({})
        else:
            self.refresh()

    def set_suggesting(self, on: bool) -> None:
        """Hold the keys of suggestions while there are any, and no longer: chats use them too."""
        if on != self._suggesting:
            self._suggesting = on
            self.refresh()

    def suggestion_keys(self) -> list[str]:
        """Give the texts of the keys of the suggestions; empty where one has none."""
        if not self._table.capability().ok:
            return []
        return [self.key(f"suggest.{number}") for number in range(1, 4)]

    def refused(self) -> dict[str, str]:
        """Give the keys that do not fire, with the reason."""
        return {str(state.hotkey): state.reason for state in self._table.refused()}

    def card_keys(self) -> list[str]:
        """Give the texts of the keys of the first nine cards; empty where one has none."""
        if not self._table.capability().ok:
            return []
        edited = self._options.get("keys")
        found = (keys_of(f"paste.{n}", edited) for n in range(1, CARDS + 1))
        return [str(keys[0]) if keys else "" for keys in found]

    def key(self, action_id: str) -> str:
        """Give the text of the first key of an action, "" for none."""
        found = keys_of(action_id, self._options.get("keys"))
        return str(found[0]) if found else ""

    def _bind(self, own: list[Phrase]) -> None:
        self.own = own
        if self._paused:
            return  # asked again when the recording ends
        if not self._table.capability().ok:
            self.settled.emit()
            return
        wanted: dict[Hotkey, Callable[[], None]] = {}
        edited = self._options.get("keys")
        keys = bindings(edited, scope="global")
        if self._suggesting:
            keys = {**bindings(edited, scope="suggest"), **keys}
        for key, action_id in keys.items():
            if action_id in self._cards:
                wanted[key] = self._binding(self._cards[action_id])
            elif action_id in self._actions:
                wanted[key] = self._bridge.posting(self._actions[action_id])
        for phrase in own:
            try:
                key = Hotkey.parse(phrase.hotkey)
            except HotkeyError:
                log.warning("hotkey of a phrase is unreadable")
                continue
            wanted.setdefault(key, self._pasting(phrase))
        self._table.bind(wanted, hooked(self._options))
        self._tell()

    def _pasting(self, phrase: Phrase) -> Callable[[], None]:
        return self._binding(lambda press: self._paste(phrase, press))

    def _binding(self, work: Callable[[KeyPress], object]) -> Callable[[], None]:
        posting = self._bridge.posting(work)
        return lambda: posting(self._press())

    def _tell(self) -> None:
        refused = self._table.refused()
        for state in refused:
            log.info("hotkey refused key=%s", state.hotkey)
        states = self._table.states()
        log.info("hotkeys ok=%d refused=%d", len(states) - len(refused), len(refused))
        hooked_now = sum(state.hooked for state in states)
        if hooked_now:
            log.info("hotkeys hooked=%d", hooked_now)
        self.settled.emit()
