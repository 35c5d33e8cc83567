"""The page 记录: bad reviews, returns and logistics trouble as tables over the notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from assistant.desk import records
from assistant.desk.periods import NAMES
from assistant.desk.sheet_export import Sheet
from phrasebook.desk import Flag, Note
from ui.action_bar import KeyButton
from ui.controls import Segmented, controls_sheet
from ui.i18n import tr
from ui.models.sheet_model import SheetModel
from ui.painted import Bar as Strip
from ui.plots import Bar, BarPlot
from ui.sheets import scrollbar_sheet
from ui.state_view import StateView
from ui.theme import theme

KINDS: Final[dict[Flag, str]] = {
    "badreview": "中差评",
    "return": "退换货",
    "logistics": "物流异常",
}
PERIODS: Final = ("month", "last_month", "90")
_EXPORT: Final = "E"
_MOST_WIDE: Final = 170
"""Px at 100 % that a column takes at most at first; a person may drag it wider."""
_MEASURED: Final = 60
"""Rows that are measured for the widths of columns."""
_REASONS: Final = 6
"""Reasons that are drawn; all of them stand in the exported file."""


class _Table(QTableView):
    """A table that leaves digits and letters to the page instead of looking for them."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)


class RecordsPage(QWidget):
    """Shows a table and says which is wanted.

    Signals:
        wanted: A kind of note and a period (name of ``periods.NAMES``).
        export_requested: What is shown shall be written into a file.
    """

    wanted = Signal(str, str)
    export_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty, at the bad reviews of this month."""
        super().__init__(parent)
        self.notes: tuple[Note, ...] = ()
        self.kind = Segmented(tr("哪种记录"), [(flag, tr(word)) for flag, word in KINDS.items()])
        self.kind.set_value("badreview")
        self.period = Segmented(tr("多久"), [(name, tr(NAMES[name])) for name in PERIODS])
        self.period.set_value("month")
        self.export = KeyButton(tr("导出 Excel"), _EXPORT, self)
        self.reasons = BarPlot(tr("原因(三成以上的标出来,先谈它)"))
        self.rows = SheetModel(self)
        self.table = _Table()
        self.table.setModel(self.rows)
        self.table.setAccessibleName(tr("记录"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setHighlightSections(False)
        self.empty = StateView(self)
        self._head, self._counts = Strip(self, edge="bottom"), Strip(self, edge="bottom")
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.kind, 3)
        self._head_row.addWidget(self.period, 3)
        self._head_row.addWidget(self.export)
        self._counts_row = QHBoxLayout(self._counts)
        self._counts_row.addWidget(self.reasons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self._head, 0), (self._counts, 0), (self.table, 1), (self.empty, 1)):
            column.addWidget(part, stretch)
        for choice in (self.kind, self.period):
            choice.chosen.connect(lambda _value: self._want())
        self.export.clicked.connect(self.export_requested)
        theme().changed.connect(self._restyle)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._restyle()
        self.show_notes(())

    @property
    def flag(self) -> Flag:
        """The kind that is shown."""
        return next(flag for flag in KINDS if flag == self.kind.value())

    def sheets(self) -> list[Sheet]:
        """Give what is shown as tables to export."""
        return [records.sheet(self.flag, self.notes), records.month_sheet(self.flag, self.notes)]

    def show_notes(self, notes: Sequence[Note]) -> None:
        """Show the notes of the chosen kind and period."""
        self.notes = tuple(notes)
        had_focus = self.hasFocus() or self.table.hasFocus()
        for part in (self._counts, self.table, self.export):
            part.setVisible(bool(notes))
        self.empty.setVisible(not notes)
        self.setFocusProxy(self.table if notes else None)  # type: ignore[arg-type]  # Qt takes null
        if had_focus:
            self.setFocus()
        if not notes:
            word = tr(KINDS[self.flag])
            self.empty.say(
                tr("这段时间没有{word}", word=word),
                tr("记备注时选“{word}”,再挑一个原因,就会列在这里,月底好数。", word=word),
                icon="note",
            )
            return
        found = records.reasons(self.flag, notes)
        main = {name for name, n in found if n >= len(notes) * records.MAIN_SHARE}
        self.reasons.set_bars(
            [
                Bar(name, n, "warn" if name in main and name != records.unknown() else "accent")
                for name, n in found[:_REASONS]
            ]
        )
        self._fill(records.sheet(self.flag, notes))

    def _fill(self, sheet: Sheet) -> None:
        table = self.table
        self.rows.set_sheet(sheet)
        table.horizontalHeader().setResizeContentsPrecision(_MEASURED)
        table.resizeColumnsToContents()
        for column in range(len(sheet.columns) - 1):
            most = theme().px(_MOST_WIDE)
            table.setColumnWidth(column, min(table.columnWidth(column), most))
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(theme().px(44))

    def _want(self) -> None:
        self.wanted.emit(self.kind.value(), self.period.value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1, 2 and 3 choose the kind, E exports."""
        typed = event.text().upper()
        if typed == _EXPORT and self.notes:
            self.export_requested.emit()
        elif typed in ("1", "2", "3"):
            self.kind.set_value(list(KINDS)[int(typed) - 1])
            self._want()
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        look = theme()
        pad = look.metric("head_pad")
        for row in (self._head_row, self._counts_row):
            row.setContentsMargins(pad, look.px(8), pad, look.px(8))
            row.setSpacing(look.px(10))
        colors = {
            name: look.color(name).name()
            for name in ("card", "bg", "ink", "sub", "line", "soft", "accent")
        }
        self.setMinimumWidth(look.px(560))  # so that no word of the choices is cut
        self.table.verticalHeader().setDefaultSectionSize(look.px(28))
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        size = look.px(12)
        self.setStyleSheet(
            look.stylesheet()
            + controls_sheet()
            + scrollbar_sheet()
            + scrollbar_sheet().replace("vertical", "horizontal").replace("width", "height")
            + "QTableView {{background:{card};color:{ink};gridline-color:{line};border:0;"
            "font-size:{size}px;selection-background-color:{soft};selection-color:{ink};outline:0}}"
            "QTableView:focus {{border:1px solid {accent}}}"
            "QTableView::item {{padding:2px 6px}}"
            "QHeaderView {{background:{bg}}}"
            "QHeaderView::section {{background:{bg};color:{sub};border:0;"
            "border-bottom:1px solid {line};padding:5px 6px;font-size:{size}px}}".format(
                **colors, size=size
            )
        )
