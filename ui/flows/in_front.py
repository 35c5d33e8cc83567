"""The buyer in front: what the desk knows of it in the head, and its name where none tells it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal

from phrasebook.desk import Buyer, BuyerSummary
from phrasebook.model import UserError
from ui.bridge import Bridge
from ui.buyer_line import BuyerLine
from ui.flags import FLAG_COLORS
from ui.flows.buyer import BuyerFlow
from ui.i18n import tr

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk
    from ui.dialogs.account_form import AccountWindow


class InFront(QObject):
    """Fills the right end of the buyer's line.

    Signals:
        opened: The notes of this buyer (its id; empty if there are none yet) are wanted.
    """

    opened = Signal(str)

    def __init__(
        self,
        *,
        line: BuyerLine,
        bridge: Bridge,
        desk: Callable[[], Desk | None],
        buyer: BuyerFlow,
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
    ) -> None:
        """Join the parts. See ``NotesFlow``."""
        super().__init__()
        self._line, self._bridge, self._desk, self._buyer = line, bridge, desk, buyer
        self._near, self._give_back = near, give_back
        self._wanted = 0
        self._summary: BuyerSummary | None = None
        self._window: AccountWindow | None = None
        line.desk_pressed.connect(self._open)
        line.name_wanted.connect(self.ask_name)
        buyer.changed.connect(lambda _name, _type: self.refresh())

    def refresh(self) -> None:
        """Show what the desk knows of the buyer in front."""
        desk, account = self._desk(), self._buyer.current()
        self._wanted += 1
        wanted = self._wanted
        if desk is None or not account[0]:
            self._summary = None
            self._line.set_desk("")
            return

        def show(summary: BuyerSummary | None) -> None:
            if wanted == self._wanted:
                self._summary = summary
                self._line.set_desk(*words(summary))

        def known(buyer: Buyer | None) -> None:
            if wanted != self._wanted:
                return
            if buyer is None:
                show(None)
            else:
                self._bridge.when_done(desk.buyers.summary(buyer.id), show, _unsaid)

        self._bridge.when_done(desk.buyers.at(*account), known, _unsaid)

    def _open(self) -> None:
        self.opened.emit(self._summary.buyer.id if self._summary is not None else "")

    # The name.

    @property
    def window(self) -> AccountWindow:
        """The form for the name."""
        if self._window is None:
            from ui.dialogs.account_form import AccountWindow

            self._window = AccountWindow()
            self._window.submitted.connect(self._named)
            self._window.dismissed.connect(self._give_back)
        return self._window

    def ask_name(self) -> None:
        """Ask who is in front, where the window's title does not tell."""
        self.window.ask(tr("在和哪位买家聊?"), self._buyer.account_to_type(), self._near())

    def _named(self, name: str, platform: str, shop: str) -> None:
        self.window.hide()
        self._buyer.type_name(name, platform, shop)
        self._give_back()

    def stop(self) -> None:
        """Close the form, on the way out."""
        if self._window is not None:
            self._window.hide()


def words(summary: BuyerSummary | None) -> tuple[str, tuple[str, ...]]:
    """Say what stands at the right of the buyer's line, with the colours of open flags."""
    if summary is None or not (summary.notes or summary.open_items):
        return tr("+ 备注"), ()
    parts = [tr("{n} 条备注", n=summary.notes)] if summary.notes else []
    if summary.unpaid:
        parts.append(tr("{n} 单待付款", n=summary.unpaid))
    elif summary.open_items:
        parts.append(tr("{n} 件未办", n=summary.open_items))
    return " · ".join(parts), tuple(FLAG_COLORS[flag] for flag in summary.flags)


def _unsaid(_error: UserError) -> None:
    """The head is a convenience; who works with the desk is told of its faults elsewhere."""
