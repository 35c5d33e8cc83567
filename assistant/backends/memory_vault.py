"""A keyring that forgets: for a desk whose data folder goes with the program (``--demo``)."""

from __future__ import annotations

from assistant.ports import Capability


class MemoryVault:
    """Implements ``assistant.ports.KeyVault`` in this process alone."""

    name = "memory"
    title = "内存"

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._kept: dict[str, str] = {}

    def capability(self) -> Capability:
        """Work everywhere."""
        return Capability(True, self.name)

    def get(self, key_id: str) -> str | None:
        """Give a secret of this run."""
        return self._kept.get(key_id)

    def put(self, key_id: str, secret: str) -> None:
        """Keep a secret for this run."""
        self._kept[key_id] = secret

    def remove(self, key_id: str) -> None:
        """Forget a secret."""
        self._kept.pop(key_id, None)

    def quiet(self, key_id: str) -> bool:  # noqa: ARG002 (it never asks for any)
        """Ask nobody."""
        return True
