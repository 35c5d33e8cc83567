"""Sees to it that a paste goes into the chat's input box, not into nothing or the address bar.

A browser runs a paste wherever its focus is, and reads the clipboard for it even if no box takes
the text; so the focus is looked at before the key. Three sources tell: the system's accessibility
(``CaretPort``), the place of the box that a person taught (``ClientRule.box``), and that a message
was just copied, which takes the focus out of the box.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from assistant.clients import ClientRule
from assistant.outcome import Copied, Refused
from assistant.ports import CaretPort, Clock, KeySender, PointerPort, Spot, Target

log = logging.getLogger(__name__)

LOOK_S: Final = 0.25
"""Longest wait for an answer about the caret; it usually comes within 5 ms, while the clipboard
is being saved. Where accessibility is off there is no wait at all."""
PUT_BACK_S: Final = 0.25
"""Longest wait for a box to take the focus (usually 10 to 30 ms); the other way is a refusal."""
SETTLE_S: Final = 0.06
"""From a click to the paste key. A browser takes both in turn, but hands the click to the process
of the page and that of the frame first."""


class CaretGuard:
    """Answers for one target right before its paste key (paste worker only, but for ``copied``)."""

    def __init__(
        self, caret: CaretPort, pointer: PointerPort, keys: KeySender, clock: Clock
    ) -> None:
        """Join the ports; nothing is asked yet."""
        self._caret, self._pointer = caret, pointer
        self._keys, self._clock = keys, clock

    def copied(self, target: Target) -> Copied:
        """Note that a message was copied in ``target`` just now (any thread)."""
        self._pointer.watch(target)
        self._caret.look(target)  # a browser may take a moment for its first answer
        return Copied(target)

    def look(self, target: Target) -> None:
        """Begin to find out where the caret is; returns at once."""
        self._caret.look(target)

    def ready(
        self,
        target: Target,
        rule: ClientRule,
        copied: Copied | None,
        in_front: Callable[[], object] = lambda: None,
    ) -> None:
        """Let the key pass if the caret is in the box, or can be put there.

        Where nothing tells, only a paste that answers a copied message is held back: copying
        took the focus out of the box, unless she clicked in the window since.

        Args:
            target: The window.
            rule: That of its client.
            copied: The message that the paste answers.
            in_front: Refuses if the window itself went; then that is the reason to give.

        Raises:
            Refused: The caret is in no box of the chat.
        """
        code = self._fault(target, rule, copied)
        if code:
            in_front()
            raise Refused(code)

    def _fault(self, target: Target, rule: ClientRule, copied: Copied | None) -> str:
        """Give the code of the refusal; "" if the caret is in the box now."""
        place = self._caret.place(target, LOOK_S)
        if place == "bar":
            return "address_bar"
        if place == "box":
            return ""
        if place == "unknown" and (rule.keeps_focus or not self._left_by_copying(target, copied)):
            return ""
        if self._caret.put_back(target, PUT_BACK_S):
            log.info("caret put_back=accessibility")
            return ""
        if len(rule.box) == 2 and self._click(target, (rule.box[0], rule.box[1])):
            return ""
        return "no_box"

    def _left_by_copying(self, target: Target, copied: Copied | None) -> bool:
        if copied is None or not target.same_window(copied.target):
            return False
        return not self._pointer.pressed(target)

    def _click(self, target: Target, spot: Spot) -> bool:
        """Click at the known place of the box; False if nothing was clicked or it was no box."""
        if not self._keys.click(target, spot):
            log.info("caret put_back=0 reason=covered")
            return False
        self._clock.sleep(SETTLE_S)
        self._caret.look(target)
        place = self._caret.place(target, LOOK_S)
        log.info("caret put_back=click place=%s", place)
        return place in ("box", "unknown")


class Unguarded:
    """In place of the guard where nothing can tell of carets: each key may pass."""

    def look(self, target: Target) -> None:
        """Look at nothing."""

    def ready(
        self,
        target: Target,
        rule: ClientRule,
        copied: Copied | None,
        in_front: Callable[[], object] = lambda: None,
    ) -> None:
        """Refuse nothing."""
