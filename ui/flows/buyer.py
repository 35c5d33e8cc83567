"""The current buyer's type: chosen in the head or on the page of types, shown wherever it helps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from assistant.buyer_types import BuyerTypes
from assistant.docking import DockState
from phrasebook.tips import tips
from ui.i18n import tr
from ui.menus import make_menu
from ui.window import Sidebar


class BuyerFlow(QObject):
    """Remembers which type each buyer of this session is.

    Signals:
        changed: Another buyer, or another type: buyer's name and type ("" for none).
    """

    changed = Signal(str, str)

    def __init__(self, *, sidebar: Sidebar, state: Callable[[], DockState]) -> None:
        """Join the parts.

        Args:
            sidebar: Its head shows the type and asks for another.
            state: What the sidebar is docked to, with the buyer's name.
        """
        super().__init__()
        self._sidebar, self._state = sidebar, state
        self._types = BuyerTypes()
        self._menu: QMenu | None = None
        sidebar.head.buyer.type_pressed.connect(self.open_menu)

    @property
    def buyer(self) -> str:
        """Name of the current buyer; empty if none is known."""
        return self._state().buyer

    @property
    def type(self) -> str:
        """Type of the current buyer; empty if none was set."""
        return self._types.of(self._client(), self.buyer)

    def refresh(self) -> None:
        """Another buyer is in front."""
        self._sidebar.head.buyer.set_type(self.type)
        self.changed.emit(self.buyer, self.type)

    def choose(self, type: str) -> None:
        """Say what type the current buyer is; "" takes it back."""
        self._types.set(self._client(), self.buyer, type)
        self.refresh()

    def open_menu(self) -> QMenu:
        """Offer the types under the chip, each with how to know it."""
        button = self._sidebar.head.buyer.type_button
        menu = self._menu = make_menu(self._sidebar)
        for tip in tips().of("buyer_type"):
            entry = menu.addAction(tip.name)
            entry.setCheckable(True)
            entry.setChecked(tip.name == self.type)
            entry.setToolTip("\n".join((tip.lead, *tip.signs)))
            entry.triggered.connect(lambda _on=False, name=tip.name: self.choose(name))
        if self.type:
            menu.addSeparator()
            menu.addAction(tr("取消标记")).triggered.connect(lambda: self.choose(""))
        menu.popup(self._sidebar.on_screen(button, QPoint(0, button.height())))
        return menu

    def _client(self) -> str:
        client = self._state().client
        return client.id if client is not None else ""
