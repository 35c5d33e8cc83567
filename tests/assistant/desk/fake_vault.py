"""A keyring in memory."""

from __future__ import annotations

from assistant.ports import Capability
from phrasebook.model import UserError


class FakeVault:
    """Keeps secrets for as long as the test lasts.

    Attributes:
        kept: Secrets by id.
        calls: What was asked of it, such as "put".
        fault: What the next calls raise; None for none.
        locked: ``get`` would ask a person.
    """

    def __init__(self, name: str = "fake.Keyring", title: str = "测试钥匙串") -> None:
        self.name = name
        self.title = title
        self.kept: dict[str, str] = {}
        self.calls: list[str] = []
        self.fault: UserError | None = None
        self.locked = False

    def capability(self) -> Capability:
        return Capability(True, self.title)

    def get(self, key_id: str) -> str | None:
        self._called("get")
        return self.kept.get(key_id)

    def put(self, key_id: str, secret: str) -> None:
        self._called("put")
        self.kept[key_id] = secret

    def remove(self, key_id: str) -> None:
        self._called("remove")
        self.kept.pop(key_id, None)

    def quiet(self, key_id: str) -> bool:
        return not self.locked

    def _called(self, what: str) -> None:
        self.calls.append(what)
        if self.fault is not None:
            raise self.fault
