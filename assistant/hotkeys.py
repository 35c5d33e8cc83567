"""The table of global hotkeys: which key does what, and which of them really fires."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from assistant.keys import MODIFIERS, Hotkey
from assistant.ports import Capability, HotkeyListener, Registration

log = logging.getLogger(__name__)

_COMBINATIONS: Final = (
    ("Ctrl", "Alt"),
    ("Ctrl", "Alt", "Shift"),
    ("Ctrl", "Shift"),
    ("Alt", "Shift"),
    ("Ctrl", "Meta"),
    ("Alt", "Meta"),
)
"""Modifiers to propose, most usual first. A single modifier would hide keys of every program."""


class HotkeyTable:
    """Keeps a listener in step with the wanted bindings (GUI thread only)."""

    def __init__(self, listener: HotkeyListener) -> None:
        """Start with no keys bound."""
        self._listener = listener
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._states: dict[Hotkey, Registration] = {}

    def capability(self) -> Capability:
        """Say whether global hotkeys work here at all."""
        return self._listener.capability()

    def bind(self, bindings: Mapping[Hotkey, Callable[[], None]]) -> list[Registration]:
        """Make these the bound keys; keys that stay bound are not touched.

        A key that was refused before is tried again. Returns the state of every key.
        """
        for hotkey in [h for h in self._callbacks if h not in bindings]:
            self._listener.unregister(hotkey)
            self._states.pop(hotkey, None)
        self._callbacks = dict(bindings)
        for hotkey in bindings:
            state = self._states.get(hotkey)
            if state is None or not state.ok:
                self._states[hotkey] = self._listener.register(hotkey, self._caller(hotkey))
        self._log("bind")
        return self.states()

    def _caller(self, hotkey: Hotkey) -> Callable[[], None]:
        def call() -> None:
            callback = self._callbacks.get(hotkey)
            if callback is not None:
                callback()

        return call

    def states(self) -> list[Registration]:
        """What became of each bound key, in the order of the bindings."""
        return [self._states[hotkey] for hotkey in self._callbacks]

    def refused(self) -> list[Registration]:
        """The bound keys that do not fire."""
        return [state for state in self.states() if not state.ok]

    def proposal(self, hotkey: Hotkey) -> Hotkey | None:
        """Find a free key near ``hotkey``: the same key with other modifiers.

        Each candidate is registered for a moment, because only that tells whether it is free.
        """
        for candidate in self._near(hotkey):
            if candidate == hotkey or candidate in self._callbacks:
                continue
            state = self._listener.register(candidate, _nothing)
            self._listener.unregister(candidate)
            if state.ok:
                return candidate
        return None

    @staticmethod
    def _near(hotkey: Hotkey) -> Iterator[Hotkey]:
        wanted = set(hotkey.modifiers)
        if wanted:
            more = [m for m in MODIFIERS if m not in wanted]
            for extra in more:
                yield Hotkey(hotkey.key, tuple(m for m in MODIFIERS if m in wanted or m == extra))
        for modifiers in _COMBINATIONS:
            yield Hotkey(hotkey.key, modifiers)

    @staticmethod
    def conflicts(wanted: Mapping[str, Hotkey]) -> dict[Hotkey, tuple[str, ...]]:
        """Find keys that more than one owner wants.

        Args:
            wanted: Owner (action id, phrase id) to key.

        Returns:
            Only the doubled keys, each with all its owners in the given order.
        """
        owners: dict[Hotkey, list[str]] = {}
        for owner, hotkey in wanted.items():
            owners.setdefault(hotkey, []).append(owner)
        return {key: tuple(who) for key, who in owners.items() if len(who) > 1}

    def refresh(self) -> list[Registration]:
        """Register all keys again (after unlock, resume or a new keyboard layout)."""
        for state in self._listener.refresh():
            if state.hotkey in self._callbacks:
                self._states[state.hotkey] = state
        self._log("refresh")
        return self.states()

    def _log(self, what: str) -> None:
        refused = self.refused()
        log.info("hotkeys %s bound=%d refused=%d", what, len(self._callbacks), len(refused))

    def close(self) -> None:
        """Give all keys back."""
        self._callbacks.clear()
        self._states.clear()
        self._listener.close()


def _nothing() -> None:
    """What a key does while it is only tried."""
