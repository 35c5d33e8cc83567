"""Accepting a handover: one line in own words says that it was understood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect

from assistant.desk import read_back
from phrasebook.desk import Handover
from ui.dialogs.questions import LineWindow, Wording
from ui.handover_acts import ACCEPT
from ui.i18n import tr

WORDING: Final = Wording("接手", "用自己的话说:我几点前做什么", "接手")


class ReadBackWindow(LineWindow):
    """Shows what is to be done and asks for it in own words."""

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self._please = ""
        self._told = False

    def open_for(
        self,
        handover: Handover,
        facts: Sequence[tuple[str, str]],
        *,
        text: str = "",
        near: QRect | None = None,
    ) -> None:
        """Ask for the read-back of a handover; arguments as for ``LineWindow.open``."""
        self._please, self._told = handover.please, False
        self.show_line(ACCEPT, handover, WORDING, facts, text, near)

    def fault(self, text: str) -> str:
        """Ask for more than nothing, and once for own words."""
        found = read_back.check(text, self._please)
        if found == "short":
            return tr("用自己的话写一句,至少 {n} 个字。", n=read_back.LEAST)
        if found == "copy" and not self._told:
            self._told = True
            return tr("和“请做”一样。换成自己的话更稳;再按一次 Enter 也可以接手。")
        return ""
