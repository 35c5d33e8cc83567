"""A desk for tests of its store: an encrypted file with a made-up key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from phrasebook.desk import (
    Agent,
    Buyer,
    Handover,
    HandoverDraft,
    Note,
    NoteDraft,
    Reminder,
    ReminderDraft,
)
from phrasebook.store import DESK, Store
from phrasebook.store import desk as store_desk

KEY = "0123456789abcdef" * 4
"""A made-up key; no file outside the tests has it."""
ZONE = "Asia/Shanghai"
NOW = 1_790_000_000.0
DAY = 86_400.0
LI = Agent("07", "早班")
WANG = Agent("12", "晚班")


class Desk(store_desk.Desk):
    """An open desk that writes things down in few words."""

    def buyer(self, name: str = "小鱼儿", when: float = NOW) -> Buyer:
        return self.buyers.ensure(name, "千牛", "", when).result()

    def note(self, buyer: Buyer, text: str = "要发票", when: float = NOW, **more: Any) -> Note:
        return self.notes.add(NoteDraft(buyer.id, text, **more), when, ZONE, "07").result()

    def hand(
        self, buyer: Buyer | None = None, when: float = NOW, by: Agent = LI, **more: Any
    ) -> Handover:
        said: dict[str, Any] = {"because": "少发一件", "wants": "要补发", "please": "催仓库"} | more
        draft = HandoverDraft(buyer.id if buyer else "", **said)
        (handover,) = self.handovers.hand([draft], by, when, ZONE).result()
        return handover

    def remind(self, buyer: Buyer | None = None, due: float = NOW + 600, **more: Any) -> Reminder:
        draft = ReminderDraft("问有没有付款", due, buyer=buyer.id if buyer else "", **more)
        return self.reminders.add(draft, NOW, ZONE, "07").result()


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """Open the desk in a folder, made where it is missing."""
    store = Store.open(folder, DESK, key=KEY)
    try:
        yield Desk(store)
    finally:
        store.close()
