"""Shows that the desk is locked: what waits in it is told by nobody meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from ui.flows.desk import DESK_PAGES, DeskFlow
from ui.flows.notices import Notices
from ui.i18n import tr
from ui.window import HANDOVERS, Sidebar

if TYPE_CHECKING:
    from ui.tray import Tray

NOTICE: Final = "desk_locked"
"""Name of the notice."""


class LockSigns(QObject):
    """Marks the pages of the desk in the rail, says it in the banner and beside the tray icon."""

    def __init__(
        self,
        *,
        key: DeskFlow,
        sidebar: Sidebar,
        notices: Notices,
        tray: Callable[[], Tray | None],
        unseen: Callable[[str], object],
        open_page: Callable[[str], object],
    ) -> None:
        """Join the parts.

        Args:
            key: Opens and closes the desk.
            sidebar: Its rail shows the marks.
            notices: Feeds the banner.
            tray: Gives the tray icon, if there is one.
            unseen: Says it beside the tray icon while the sidebar is hidden.
            open_page: Shows a page of the desk, or what gets the desk open.
        """
        super().__init__()
        self._key, self._sidebar, self._notices = key, sidebar, notices
        self._tray, self._unseen, self._open_page = tray, unseen, open_page
        self.locked = False
        key.opened.connect(lambda: self._show(locked=False))
        key.locked.connect(self.look)

    def look(self) -> None:
        """Look whether the desk is locked, after all that is under way with it."""
        self._key.run(self._key.has_desk, lambda there: self._show(locked=there))

    def _show(self, *, locked: bool) -> None:
        locked = locked and self._key.desk is None
        if locked == self.locked:
            return
        self.locked = locked
        for name in DESK_PAGES:
            self._sidebar.rail.button(name).set_locked(locked)
        tray = self._tray()
        if tray is not None:
            tray.set_locked(locked)
        if not locked:
            self._notices.withdraw(NOTICE)
            return
        text = tr("备注本已锁")
        advice = tr("打开前,交接和到点的提醒都不会告诉您。")
        open_it = (tr("打开备注本"), lambda: self._open_page(HANDOVERS))
        self._notices.say(NOTICE, text, advice, action=open_it, again=True)
        self._unseen(f"{text}。{advice}")
