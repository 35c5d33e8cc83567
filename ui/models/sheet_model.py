"""A table of texts for a view, without an object a cell: thousands of rows are shown at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from assistant.desk.sheet_export import Sheet
from phrasebook import plain
from ui.plain import tip_text

AnyIndex = QModelIndex | QPersistentModelIndex


class SheetModel(QAbstractTableModel):
    """Shows a ``Sheet``, the last row first: the newest stands on top."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.sheet = Sheet("", (), ())

    def set_sheet(self, sheet: Sheet) -> None:
        """Show another table."""
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def text(self, row: int, column: int) -> str:
        """Give a cell."""
        return self.sheet.rows[-1 - row][column]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, D102 - Qt's
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, D102 - Qt's
        return 0 if parent.isValid() else len(self.sheet.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if role == Qt.ItemDataRole.DisplayRole:
            return plain.line(self.text(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(self.text(index.row(), index.column()))
        return None

    def headerData(  # noqa: D102
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.columns[section]
        return None
