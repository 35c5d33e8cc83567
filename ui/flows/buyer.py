"""The current buyer: who it is, and the type chosen in the head or on the page of types."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from assistant.buyer_types import BuyerTypes
from assistant.docking import DockState
from phrasebook.desk import Buyer
from phrasebook.tips import tips
from ui.bridge import Bridge
from ui.i18n import tr
from ui.menus import make_menu
from ui.plain import menu_text, tip_text
from ui.window import Sidebar

if TYPE_CHECKING:
    from phrasebook.store.desk import Desk

Account = tuple[str, str, str]
"""Name, platform and shop of a buyer."""
NOBODY: Account = ("", "", "")


class BuyerFlow(QObject):
    """Knows who is in front, and which type each buyer is.

    Types are kept in the desk while it is open; else for this session, in memory.

    Signals:
        changed: Another buyer, or another type: buyer's name and type ("" for none).
    """

    changed = Signal(str, str)

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        state: Callable[[], DockState],
        bridge: Bridge | None = None,
        desk: Callable[[], Desk | None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Join the parts.

        Args:
            sidebar: Its head shows the buyer and asks for another type.
            state: What the sidebar is docked to, with the buyer's name.
            bridge: Brings what the desk answers to the GUI thread; needed with ``desk``.
            desk: The open desk; None while it is not open.
            now: The clock.
        """
        super().__init__()
        self._sidebar, self._state = sidebar, state
        self._bridge, self._desk, self._now = bridge, desk, now
        self._types = BuyerTypes()
        self._typed: dict[int, Account] = {}
        self._menu: QMenu | None = None
        sidebar.head.buyer.type_pressed.connect(self.open_menu)

    # Who.

    @property
    def buyer(self) -> str:
        """Name of the current buyer; empty if none is known."""
        return self.current()[0]

    @property
    def type(self) -> str:
        """Type of the current buyer; empty if none was set."""
        return self._types.of(self._client(), self.buyer)

    def current(self) -> Account:
        """Give the current buyer: off the window's title, else as typed for this window."""
        state = self._state()
        if state.buyer:
            return state.buyer, state.client.name if state.client is not None else "", ""
        return self._typed.get(self._window(), NOBODY)

    def account_to_type(self) -> Account:
        """Give what a form that asks who is in front begins with: at least the platform."""
        name, platform, shop = self.current()
        client = self._state().client
        return name, platform or (client.name if client is not None else ""), shop

    def type_name(self, name: str, platform: str = "", shop: str = "") -> None:
        """Say who is in front of a window whose title does not tell; "" takes it back."""
        if name:
            self._typed[self._window()] = (name, platform, shop)
        else:
            self._typed.pop(self._window(), None)
        self.refresh()

    def refresh(self) -> None:
        """Another buyer is in front, or the desk was opened or closed."""
        state, line = self._state(), self._sidebar.head.buyer
        name, platform, _shop = self._typed.get(self._window(), NOBODY)
        line.set_typed(name, platform)
        line.offer_typing(self._desk() is not None and state.client is not None)
        self._show()
        self._read_type()

    def _show(self) -> None:
        self._sidebar.head.buyer.set_type(self.type)
        self.changed.emit(self.buyer, self.type)

    # The type.

    def choose(self, type: str) -> None:
        """Say what type the current buyer is; "" takes it back."""
        self._types.set(self._client(), self.buyer, type)
        self._show()
        self._store_type(self.current(), type)

    def learn(self, account: Account, type: str) -> None:
        """Follow a type that was set elsewhere and stands in the desk already."""
        if account == self.current():
            self._types.set(self._client(), account[0], type)
            self._show()

    def _read_type(self) -> None:
        """Take over the type that the desk has of the current buyer."""
        desk, bridge, asked = self._desk(), self._bridge, self.current()
        if desk is None or bridge is None or not asked[0]:
            return

        def found(buyer: Buyer | None) -> None:
            if buyer is None or self.current() != asked or buyer.type == self.type:
                return
            if buyer.type:
                self._types.set(self._client(), asked[0], buyer.type)
                self._show()
            else:  # it was set before the desk was open
                self._store_type(asked, self.type)

        bridge.when_done(desk.buyers.at(*asked), found, lambda _error: None)

    def _store_type(self, account: Account, type: str) -> None:
        desk, bridge = self._desk(), self._bridge
        if desk is None or bridge is None or not account[0]:
            return

        def made(buyer: Buyer | None) -> None:
            if buyer is not None and buyer.type != type:
                bridge.when_done(desk.buyers.set_type(buyer.id, type, self._now()))

        if type:
            bridge.when_done(desk.buyers.ensure(*account, self._now()), made)
        else:  # nobody is written down for the sake of nothing
            bridge.when_done(desk.buyers.at(*account), made)

    def open_menu(self) -> QMenu:
        """Offer the types under the chip, each with how to know it."""
        button = self._sidebar.head.buyer.type_button
        menu = self._menu = make_menu(self._sidebar)
        add_types(menu, self.type, self.choose)
        if not self._state().buyer and self.buyer:
            menu.addSeparator()
            menu.addAction(tr("换一位买家…")).triggered.connect(
                self._sidebar.head.buyer.name_wanted.emit
            )
            menu.addAction(tr("不是这位了")).triggered.connect(lambda: self.type_name(""))
        menu.popup(self._sidebar.on_screen(button, QPoint(0, button.height())))
        return menu

    def _client(self) -> str:
        client = self._state().client
        return client.id if client is not None else ""

    def _window(self) -> int:
        target = self._state().target
        return target.window if target is not None else 0


def add_types(menu: QMenu, type: str, choose: Callable[[str], object]) -> None:
    """Offer the buyer types in a menu, and to take back the one that is set."""
    for tip in tips().of("buyer_type"):
        entry = menu.addAction(menu_text(tip.name))
        entry.setCheckable(True)
        entry.setChecked(tip.name == type)
        entry.setToolTip(tip_text("\n".join((tip.lead, *tip.signs))))
        entry.triggered.connect(lambda _on=False, name=tip.name: choose(name))
    if type:
        menu.addSeparator()
        menu.addAction(tr("取消标记")).triggered.connect(lambda: choose(""))
