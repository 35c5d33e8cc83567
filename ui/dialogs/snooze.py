"""A time of one's own to put a reminder off to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout

from assistant.desk import moments
from phrasebook.desk import Reminder
from ui.dialogs.form_window import FormWindow
from ui.dialogs.note_parts import DueField, Quick
from ui.i18n import tr
from ui.plain import Label
from ui.settings.parts import button


class SnoozeWindow(FormWindow):
    """Asks for a time.

    Signals:
        chosen: The reminder and the time.
    """

    chosen = Signal(object, float)

    def __init__(self, *, now: Callable[[], float], zone: Callable[[], str]) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("稍后提醒"))
        self._now, self._zone = now, zone
        self._reminder: Reminder | None = None
        self.title = Label(tr("推迟到什么时候"))
        self.title.setObjectName("formTitle")
        self.due = DueField(now, zone)
        self.due.field.setAccessibleName(tr("推迟到什么时候"))
        self.due.field.setPlaceholderText(tr("2小时后、今天 18:00、周五 10:00"))
        self.due.entered.connect(self.save)
        self.column.addWidget(self.title)
        self.column.addWidget(self.due)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(button(tr("取消 Esc"), self.dismiss))
        foot.addWidget(button(tr("推迟 Enter"), self.save, "primary"))
        self.foot.addLayout(foot)
        self.restyle()

    def open_for(self, reminder: Reminder, near: QRect | None = None) -> None:
        """Ask for the time of ``reminder``."""
        self._reminder = reminder
        self.due.set_text("")
        now, zone = self._now(), self._zone()
        times = [Quick(moments.at(day, 14, 0, now, zone)) for day in (0, 1)]
        self.due.offer([quick for quick in times if quick.when > now])
        self.open_near(near)
        self.due.field.setFocus()

    def save(self) -> None:
        """Take the time, if it is one."""
        when = self.due.when() if self.due.check() else None
        if when is None or self._reminder is None:
            self.due.field.setFocus()
            return
        self.hide()
        self.chosen.emit(self._reminder, when)
