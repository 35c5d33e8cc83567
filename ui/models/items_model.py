"""What a list of the desk shows: rows with chips, labelled fields and a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Tone = Literal["soft", "warn", "ok", "bad", "plain"]
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Chip:
    """A small word on a pale ground.

    Attributes:
        text: The word.
        tone: Its colours.
        action: Name for ``ItemList.part_pressed``; empty if nothing happens on a click.
    """

    text: str
    tone: Tone = "soft"
    action: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One card of a list, or a caption between cards.

    Attributes:
        id: Names the row for good; unique in its list.
        title: First line, in bold.
        chips: Behind the title; after the corner the last ones go where there is no room.
        fields: Label and text, one under the other.
        text: Below the fields.
        corner: Small words at the right end of the title; the first to go where there is no room.
        bar: Colour token of the left edge; empty draws none.
        section: A caption: it cannot be selected.
        dim: Something finished: all in the colour of hints.
        dots: Colour tokens of dots before the corner.
        foot: Chips under the text; they wrap, none is left out.
        pictures: Ids of thumbnails under the text, see ``ItemList.show_pictures``.
        lines: How many lines of text are shown while the row is short; 0 shows all.
        firm: The title is a time: chips go before any of it is cut.
        whole: Fields in place of ``fields`` while the row shows all; empty for the same ones.
    """

    id: str
    title: str = ""
    chips: tuple[Chip, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    text: str = ""
    corner: str = ""
    bar: str = ""
    section: bool = False
    dim: bool = False
    dots: tuple[str, ...] = ()
    foot: tuple[Chip, ...] = ()
    pictures: tuple[str, ...] = ()
    lines: int = 2
    whole: tuple[tuple[str, str], ...] = ()
    firm: bool = False

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        parts = [self.title, *(chip.text for chip in self.chips)]
        parts += [f"{label} {text}" for label, text in self.whole or self.fields]
        parts += [self.text, *(chip.text for chip in self.foot), self.corner]
        return ", ".join(part for part in parts if part)


class ItemsModel(QAbstractListModel):
    """The rows, for the view and for screen readers; painters read ``rows`` directly."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.places: dict[str, int] = {}

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.places = {row.id: place for place, row in enumerate(self.rows)}
        self.endResetModel()

    def selectable(self, start: int, step: int) -> int:
        """Give the first row from ``start`` on that is no caption, looking back at the end.

        Args:
            start: Where to begin.
            step: 1 looks down first, -1 up.

        Returns:
            The row; -1 if there is none.
        """
        for way in (step, -step):
            place = start
            while 0 <= place < len(self.rows):
                if not self.rows[place].section:
                    return place
                place += way
        return -1

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, D102 - Qt's
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:  # noqa: D102
        if not index.isValid() or self.rows[index.row()].section:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: D102
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title or row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None
