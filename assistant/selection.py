"""Reads what is selected in the chat: copies it there and gives the user's clipboard back.

Runs on the paste worker between two pastes (``PasteGate.between``), since both use the one
clipboard. The same rule as for pasting: only in a known chat client that is still in front.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.clients import Clients
from assistant.keys import Hotkey
from assistant.ports import (
    Clipboard,
    ClipboardBusy,
    Clock,
    KeySender,
    Snapshot,
    Target,
    WindowTracker,
)
from assistant.restore import RESTORE_TRIES_S
from assistant.titles import same_chat

COPY: Final = Hotkey("C", ("Ctrl",))
WAIT_S: Final = 0.4
"""How long the chat has to copy; a busy page takes 300 ms (desktop trials, section 3)."""
_POLL_S: Final = 0.01
_MARK: Final = "\u200b"
"""Stands on the clipboard meanwhile: as soon as it is gone, the chat has copied."""


@dataclass(frozen=True, slots=True)
class Selected:
    """What was read.

    Attributes:
        text: "" where nothing was selected, or where no key was sent.
        same: The chat in front is still the one of the press. The text of another may be anybody's.
    """

    text: str
    same: bool


class SelectionReader:
    """Reads the selection of a chat window."""

    def __init__(
        self,
        *,
        clipboard: Clipboard,
        keys: KeySender,
        tracker: WindowTracker,
        clock: Clock,
        clients: Callable[[], Clients],
        text_of: Callable[[Snapshot], str],
    ) -> None:
        """Join the parts.

        Args:
            clipboard: Where the chat puts what it copies.
            keys: Sends the copy key.
            tracker: Says which window is in front.
            clock: Time.
            clients: The present client rules.
            text_of: Gives the message of what was copied; "" for what is none.
        """
        self._clipboard, self._keys, self._tracker = clipboard, keys, tracker
        self._clock, self._clients, self._text_of = clock, clients, text_of

    def read(self, target: Target | None) -> Selected:
        """Give the text that is selected in a chat; "" where nothing is, or it is no chat.

        Args:
            target: The window of the key press with its title of then.

        Raises:
            ClipboardBusy: The clipboard could not be saved, and nothing was changed; or it could
                not be given back within two seconds.
        """
        if target is None or self._clients().match(target) is None:
            return Selected("", same=True)
        if not self.shows(target):
            return Selected("", same=False)
        saved = self._clipboard.snapshot()
        self._clipboard.put_text(_MARK)
        try:
            if not self._keys.tap(COPY, target=target):
                return Selected("", same=self.shows(target))
            text = self._copied()
            # Between the press and the copy anything may have come up in the window.
            return Selected(text, same=self.shows(target))
        finally:
            self._give_back(saved)

    def shows(self, target: Target) -> bool:
        """Tell whether the window is in front and shows the chat of the press (any thread)."""
        now = self._tracker.active()
        return (
            now is not None
            and target.same_window(now)
            and same_chat(self._clients(), target, now.title)
        )

    def _give_back(self, saved: Snapshot) -> None:
        """Restore the user's clipboard, also where another program has it open for a moment."""
        for pause in RESTORE_TRIES_S:
            try:
                self._clipboard.restore(saved)
                return
            except ClipboardBusy:
                self._clock.sleep(pause)
        self._clipboard.restore(saved)

    def _copied(self) -> str:
        end = self._clock.monotonic() + WAIT_S
        while self._clock.monotonic() < end:
            if not self._clipboard.owns() and not self._clipboard.taken_over():
                return self._text_of(self._clipboard.snapshot())
            self._clock.sleep(_POLL_S)
        return ""
