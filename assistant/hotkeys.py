"""The table of global hotkeys: which key does what, and which of them really fires."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from assistant.keys import MODIFIERS, Hotkey
from assistant.ports import Capability, HotkeyListener, Registration

if TYPE_CHECKING:
    from assistant.options import Options

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


HOOKED: Final = "keys.hooked"
"""The option with the keys that were chosen to fire even where another program holds them."""


def hooked(options: Options) -> frozenset[Hotkey]:
    """Give the keys that were chosen so."""
    return frozenset(Hotkey.parse(text) for text in options.get(HOOKED))


class HotkeyTable:
    """Keeps a listener in step with the wanted bindings (GUI thread only).

    A key that another program holds is asked of ``way_out`` where the person chose that for it,
    and each time only after the listener was refused it once more.
    """

    def __init__(self, listener: HotkeyListener, way_out: HotkeyListener | None = None) -> None:
        """Start with no keys bound."""
        self._listener, self._way_out = listener, way_out
        self._chosen: frozenset[Hotkey] = frozenset()
        self._held_back = False
        self._callbacks: dict[Hotkey, Callable[[], None]] = {}
        self._states: dict[Hotkey, Registration] = {}

    def capability(self) -> Capability:
        """Say whether global hotkeys work here at all."""
        return self._listener.capability()

    @property
    def has_way_out(self) -> bool:
        """Whether a key that another program holds can be had all the same."""
        return self._way_out is not None

    def bind(
        self, bindings: Mapping[Hotkey, Callable[[], None]], hooked: Collection[Hotkey] = ()
    ) -> list[Registration]:
        """Make these the bound keys; keys that stay bound are not touched.

        A key that was refused before is tried again. Returns the state of every key.

        Args:
            bindings: What each key does.
            hooked: Keys that are to fire even where another program holds them.
        """
        self._chosen = frozenset(hooked)
        for hotkey in [h for h in self._callbacks if h not in bindings]:
            self._listener.unregister(hotkey)
            self._let_go(hotkey)
            self._states.pop(hotkey, None)
        self._callbacks = dict(bindings)
        for hotkey in bindings:
            state = self._states.get(hotkey)
            if state is None or not state.ok or (state.hooked and hotkey not in self._chosen):
                found = self._listener.register(hotkey, self._caller(hotkey))
                self._states[hotkey] = self._by_way_out(found)
        self._log("bind")
        return self.states()

    def hold_back(self, locked: bool) -> None:
        """End what sees every key while the screen is locked; ``refresh`` brings it back."""
        self._held_back = locked
        if locked and self._way_out is not None:
            self._way_out.close()

    def _by_way_out(self, state: Registration) -> Registration:
        """Ask the way out for a key that the listener was refused."""
        hotkey = state.hotkey
        if self._way_out is None or state.ok or not state.taken or hotkey not in self._chosen:
            self._let_go(hotkey)
            return state
        if self._held_back:
            return state
        return self._way_out.register(hotkey, self._caller(hotkey))

    def _let_go(self, hotkey: Hotkey) -> None:
        before = self._states.get(hotkey)
        if self._way_out is not None and before is not None and before.hooked:
            self._way_out.unregister(hotkey)

    def _caller(self, hotkey: Hotkey) -> Callable[[], None]:
        def call() -> None:
            callback = self._callbacks.get(hotkey)
            if callback is not None:
                callback()

        return call

    def states(self) -> list[Registration]:
        """What became of each bound key, in the order of the bindings."""
        return [self._now(self._states[hotkey]) for hotkey in self._callbacks]

    def _now(self, state: Registration) -> Registration:
        """Tell also what the way out learned since."""
        if state.hooked and self._way_out is not None:
            able = self._way_out.capability()
            if not able.ok:
                return Registration(state.hotkey, False, able.reason, taken=True)
        return state

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
        if self._way_out is not None:
            self._way_out.close()
        for state in self._listener.refresh():
            if state.hotkey in self._callbacks:
                self._states[state.hotkey] = self._by_way_out(state)
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
        if self._way_out is not None:
            self._way_out.close()


def _nothing() -> None:
    """What a key does while it is only tried."""
