"""The port to what opens the sidebar when the user signs in; see ``ports`` for the others."""

from __future__ import annotations

from typing import Protocol

from assistant.ports import Capability


class Autostart(Protocol):
    """Whether the system opens the sidebar when the user signs in."""

    def capability(self) -> Capability:
        """Whether that can be chosen here."""

    def on(self) -> bool:
        """Whether it does."""

    def set(self, on: bool) -> None:
        """Have it opened, or not; ``UserError`` if the system refuses."""
