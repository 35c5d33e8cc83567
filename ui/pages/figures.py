"""The page 数据: figures of phrases, handovers, reminders and payments for the leader."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from assistant.desk.leader import Figures, Pair
from assistant.desk.periods import NAMES
from phrasebook.model import STEPS
from ui.action_bar import KeyButton
from ui.controls import Segmented, controls_sheet
from ui.i18n import tr
from ui.page_title import PageTitle
from ui.painted import Bar as Strip
from ui.plots import Bar, BarPlot, DayPlot, Multiples, StackPlot
from ui.sheet import Panel, Sheet
from ui.state_view import StateView
from ui.theme import theme

PERIODS: Final = ("7", "30", "90")
_WIDE: Final = 640
"""Px at 100 % from which two panels stand side by side."""
_EXPORT: Final = "E"


class FiguresPage(QWidget):
    """Shows figures and says which are wanted.

    Signals:
        period_chosen: Figures of another period are wanted: a name of ``periods.NAMES``.
        export_requested: What is shown shall be written into a file.
    """

    period_chosen = Signal(str)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, at 30 days."""
        super().__init__(parent)
        self.figures: Figures | None = None
        self._columns = 0
        self.title = PageTitle(self)
        self.title.say(tr("数据"))
        self.period = Segmented(tr("多久"), [(name, tr(NAMES[name])) for name in PERIODS])
        self.period.set_value("30")
        self.period.setFixedWidth(theme().px(210))
        self.export = KeyButton(tr("导出"), _EXPORT, self)
        self.days = DayPlot(tr("每天用了几条话术"), height=100)
        self.steps = BarPlot(tr("各步骤用了几条"))
        self.each = Multiples(tr("各步骤每天"))
        self.states = StackPlot(tr("交接:现在的状态"))
        self.ages = BarPlot(tr("没办完的交接:多久了"))
        self.kept = StackPlot(tr("提醒"))
        self.chased = StackPlot(tr("催付"))
        self.reasons = BarPlot(tr("没付的原因"))
        self.owed = BarPlot(tr("现在没办完"))
        self.panels = [
            self._panel(self.days),
            self._panel(self.steps),
            self._panel(self.each),
            self._panel(self.states, self.ages),
            self._panel(self.kept, self.owed),
            self._panel(self.chased, self.reasons),
        ]
        self.sheet = Sheet(self)
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.sheet.add(self._body)
        self.empty = StateView(self)
        self._head = Strip(self, edge="bottom")
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.title, 1)
        self._head_row.addWidget(self.period)
        self._head_row.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.sheet, 1)
        column.addWidget(self.empty, 1)
        self.period.chosen.connect(self.period_chosen)
        self.export.clicked.connect(self.export_requested)
        theme().changed.connect(self._restyle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._restyle()
        self.show_waiting()

    def _panel(self, *parts: QWidget) -> Panel:
        made = Panel()
        for part in parts:
            made.add(part)
            made.box.addSpacing(theme().px(5))
        made.box.addStretch(1)
        return made

    # What is shown.

    def show_waiting(self) -> None:
        """Say that the figures are being read."""
        self._say(tr("正在数…"), "")

    def show_figures(self, figures: Figures) -> None:
        """Show figures."""
        self.figures = figures
        if figures.is_empty:
            self._say(
                tr("还没有数据"),
                tr("用过话术、写过交接和提醒以后,这里会有图。只在这台电脑上数,不联网。"),
            )
            return
        self.empty.hide()
        self.sheet.show()
        self.export.show()
        names = [f"{day:%m-%d}" for day in figures.span.days]
        self.days.set_days(names, figures.by_day())
        self.steps.set_bars(_bars(figures.by_step()))
        self.each.set_series(
            names,
            [(tr(step.name), figures.of_step(step.number)) for step in STEPS],
        )
        self.states.set_parts(_parts(figures.states(), ("warn", "accent", "violet", "ok")))
        self.ages.set_bars(_bars(figures.ages(), ("accent", "accent", "warn", "danger")))
        self.kept.set_parts(_parts(figures.kept(), ("ok", "warn", "dot_off")))
        self.owed.set_bars(_bars(figures.owed()))
        self.chased.set_parts(_parts(figures.chased(), ("ok", "danger", "dot_off")))
        self.reasons.set_bars(_bars(list(figures.payments.reasons)))

    def _say(self, title: str, advice: str) -> None:
        self.empty.say(title, advice, icon="list")
        self.sheet.hide()
        self.export.hide()
        self.empty.show()

    # Place and keys.

    def _place(self) -> None:
        columns = 2 if self.width() >= theme().px(_WIDE) else 1
        if columns == self._columns:
            return
        self._columns = columns
        for panel in self.panels:
            self._grid.removeWidget(panel)
        if columns == 1:
            for n, panel in enumerate(self.panels):
                self._grid.addWidget(panel, n, 0)
        else:
            days, steps, each, handovers, reminders, payments = self.panels
            self._grid.addWidget(days, 0, 0)
            self._grid.addWidget(steps, 0, 1)
            self._grid.addWidget(each, 1, 0, 1, 2)
            self._grid.addWidget(handovers, 2, 0)
            self._grid.addWidget(reminders, 2, 1)
            self._grid.addWidget(payments, 3, 0, 1, 2)
        for column in range(2):
            self._grid.setColumnStretch(column, int(column < columns))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 choose the period, E exports; arrows and pages scroll."""
        typed, bar = event.text().upper(), self.sheet.verticalScrollBar()
        step = {
            Qt.Key.Key_Down: theme().px(40),
            Qt.Key.Key_Up: -theme().px(40),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }.get(Qt.Key(event.key()))
        if step is not None:
            bar.setValue(bar.value() + step)
            return
        if typed == _EXPORT and not self.export.isHidden():
            self.export_requested.emit()
        elif typed in ("1", "2", "3"):
            name = PERIODS[int(typed) - 1]
            self.period.set_value(name)
            self.period_chosen.emit(name)
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        look = theme()
        pad = look.metric("head_pad")
        self._head_row.setContentsMargins(pad, look.px(9), pad, look.px(9))
        self._head_row.setSpacing(look.px(6))
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(look.px(6))
        self.period.setStyleSheet(look.stylesheet() + controls_sheet())
        self.period.setFixedWidth(look.px(200))
        self._place()


def _bars(pairs: list[Pair], tokens: tuple[str, ...] = ()) -> list[Bar]:
    return [
        Bar(label, value, tokens[n] if tokens else "accent")
        for n, (label, value) in enumerate(pairs)
    ]


def _parts(pairs: list[Pair], tokens: tuple[str, ...]) -> list[Bar]:
    return [Bar(label, value, token) for (label, value), token in zip(pairs, tokens, strict=True)]
