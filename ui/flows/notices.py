"""Lasting notices, one after the other: a fault must not wipe out the one said before it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from assistant.ports import Capability
from phrasebook.model import UserError
from ui.i18n import tr
from ui.toast import Action, Banner

REFUSED = "refused:"
"""Begins the names of the notices about refused hotkeys."""


@dataclass(frozen=True, slots=True)
class _Notice:
    name: str
    text: str
    advice: str
    action: Action | None
    other: Action | None
    again: bool


class Notices(QObject):
    """Feeds the banner: what comes while it shows something waits until that is closed."""

    def __init__(self, banner: Banner) -> None:
        """Start with nothing to say."""
        super().__init__()
        self._banner = banner
        self._waiting: deque[_Notice] = deque()
        banner.closed.connect(self._next)

    def say(
        self,
        name: str,
        text: str,
        advice: str = "",
        *,
        action: Action | None = None,
        other: Action | None = None,
        again: bool = False,
    ) -> None:
        """Show a notice, or keep it for later; arguments as for ``Banner.say``."""
        notice = _Notice(name, text, advice, action, other, again)
        if any((one.name, one.text) == (name, text) for one in self._waiting):
            return
        shown = not self._banner.isHidden()
        if shown and (self._banner.name != name or self._banner.text != text):
            self._waiting.append(notice)
        else:
            self._show(notice)

    def problem(self, error: UserError, code: str) -> None:
        """Say a fault with its advice, however often it comes."""
        self.say(code, error.message, error.advice, again=True)

    def out_of_reach(self, *abilities: Capability) -> None:
        """Say once where keys or foreign windows are out of reach; a card then copies.

        One that works with a limit (no window manager, say) has a reason too, and comes second.
        """
        named = sorted((able for able in abilities if able.reason), key=lambda able: able.ok)
        if named:
            lacking = named[0]
            self.say("reach", lacking.reason, lacking.advice)

    def refused_keys(self, keys: list[str], change: Callable[[], object]) -> None:
        """Say which hotkeys others have taken, and no longer once all are ours.

        Args:
            keys: Texts of the refused keys; empty takes the notice away.
            change: Opens the place where another key can be chosen.
        """
        name = REFUSED + ",".join(keys)
        self._withdraw(REFUSED, but=name)
        if keys:
            self.say(
                name,
                tr("{keys} 被别的程序占用", keys="、".join(keys)),
                tr("其他按键照常可用。"),
                action=(tr("换一个键"), change),
            )

    def withdraw(self, name: str) -> None:
        """Take back a notice that no longer holds."""
        self._withdraw(name, but="")

    def _withdraw(self, start: str, *, but: str) -> None:
        """Take back notices that no longer hold: those whose names begin with ``start``."""

        def over(name: str) -> bool:
            return name.startswith(start) and name != but

        self._waiting = deque(one for one in self._waiting if not over(one.name))
        if not self._banner.isHidden() and over(self._banner.name):
            self._banner.hide()
            self._next()

    def _show(self, notice: _Notice) -> bool:
        return self._banner.say(
            notice.name,
            notice.text,
            notice.advice,
            action=notice.action,
            other=notice.other,
            again=notice.again,
        )

    def _next(self) -> None:
        while self._waiting and self._banner.isHidden():
            self._show(self._waiting.popleft())
