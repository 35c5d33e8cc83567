"""The window that a text is to reach: brought to the front, checked, and given a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from assistant.clients import Clients
from assistant.keys import Hotkey
from assistant.outcome import SENDER_SAYS, Refused
from assistant.ports import Clock, KeySender, Sent, Target, WindowTracker
from assistant.titles import same_chat

REFOCUS_S: Final = 0.5
"""How long a window may take to come to the front after it was asked to."""
_POLL_S: Final = 0.010


class FrontWindow:
    """Checks for the paste gate (its worker only)."""

    def __init__(
        self,
        tracker: WindowTracker,
        keys: KeySender,
        clock: Clock,
        clients: Callable[[], Clients],
    ) -> None:
        """Ask ``tracker`` what is in front, and the rules which chat it shows."""
        self._tracker, self._keys, self._clock, self._clients = tracker, keys, clock, clients

    def reach(self, target: Target, *, bring: bool) -> None:
        """Refuse a window that keys do not reach.

        Whether it is in front is checked once the text is on the clipboard, as late as can be;
        a second check here would cost 0.6 ms and prove nothing.

        Args:
            target: The window.
            bring: The focus is elsewhere: ask for it to come to the front, and wait for it.

        Raises:
            Refused: ``unreachable``.
        """
        able = self._keys.can_reach(target)
        if not able.ok:
            raise Refused("unreachable", able.reason + able.advice)
        if bring:
            self._bring(target)

    def _bring(self, target: Target) -> None:
        self._tracker.activate(target)
        limit = self._clock.monotonic() + REFOCUS_S
        while not target.same_window(self._tracker.active()):
            if self._clock.monotonic() >= limit:
                return  # ``check`` says which way it failed
            self._clock.sleep(_POLL_S)

    def check(self, target: Target) -> None:
        """Refuse unless the bound window is in front and still shows the same chat.

        Raises:
            Refused: ``moved``, ``gone`` or ``buyer``.
        """
        active = self._tracker.active()
        if active is None or not target.same_window(active):
            raise Refused("moved" if self._tracker.exists(target) else "gone")
        if not self.same(target)(active.title):
            raise Refused("buyer")

    def paste(self, key: Hotkey, target: Target) -> None:
        """Send the paste key to ``target``, which is checked once more in the same breath.

        Raises:
            Refused: The key was not sent.
        """
        self._sent(self._keys.paste(key, target=target, same=self.same(target)), target)

    def tap(self, key: Hotkey, times: int, target: Target) -> None:
        """Send another key in the same way, so many times.

        Raises:
            Refused: The key was not sent.
        """
        self._sent(self._keys.tap(key, times, target=target, same=self.same(target)), target)

    def _sent(self, done: Sent, target: Target) -> None:
        if done is not Sent.YES:
            gone = "moved" if self._tracker.exists(target) else "gone"
            raise Refused(SENDER_SAYS.get(done, gone))

    def same(self, target: Target) -> Callable[[str], bool]:
        """Make what tells by a title whether ``target`` still shows the chat it was bound to."""
        clients = self._clients()
        return lambda title: same_chat(clients, target, title)
