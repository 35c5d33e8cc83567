"""What was typed into the gaps of phrases, for the buyer in front."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ui.kept_text import KeptText

_PREFIX = "fill:"


class FilledValues(dict[str, str]):
    """Last values by name; those of another buyer are never among them.

    What was typed and not pasted is kept with the buyer's account, so that it is offered again
    after a crash and when that buyer is in front again. Without a buyer or an open desk it lives
    in memory only.
    """

    def __init__(self) -> None:
        """Begin with nothing, kept nowhere."""
        super().__init__()
        self._kept: Callable[[], KeptText | None] = lambda: None
        self._name: Callable[[], str] = str

    def bind(
        self, kept: Callable[[], KeptText | None], account: Callable[[], tuple[str, str, str]]
    ) -> None:
        """Keep what is typed from now on.

        Args:
            kept: Keeps what is typed and not used.
            account: Name, platform and shop of the buyer in front.
        """

        def name() -> str:
            who, platform, _shop = account()
            return f"{_PREFIX}{platform}/{who}" if who else ""

        self._kept, self._name = kept, name

    @property
    def owner(self) -> str:
        """Name of what is kept for the buyer in front; a form that is opened keeps to it."""
        return self._name()

    def typed(self, owner: str, values: dict[str, str]) -> None:
        """Remember values that were typed and are not pasted yet.

        Args:
            owner: ``owner`` as it was when the form was opened: another buyer may be in front.
            values: By name.
        """
        if owner == self._name():
            self.update(values)
        kept = self._kept()
        if kept is not None and owner:
            kept.pass_by(owner, json.dumps(values, ensure_ascii=False))

    def settled(self, owner: str, values: dict[str, str]) -> None:
        """They were pasted: they need not be kept any more, but are offered again."""
        if owner == self._name():
            self.update(values)
        kept = self._kept()
        if kept is not None and owner and kept.get(owner):
            kept.drop(owner)

    def follow(self) -> None:
        """Another buyer is in front, or the desk was opened: take what was typed for that one."""
        self.clear()
        kept, name = self._kept(), self._name()
        if kept is None or not name:
            return
        try:
            found: Any = json.loads(kept.get(name) or "{}")
        except (ValueError, RecursionError):
            return
        if isinstance(found, dict):
            self.update({k: v for k, v in found.items() if isinstance(v, str)})
