"""The rows of the palette: search results as a model, and how one row is painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from phrasebook import plain
from phrasebook.model import Hit, Phrase
from phrasebook.template import preview
from ui.i18n import tr
from ui.plain import tip_text
from ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
Spans = Sequence[tuple[int, int]]

HIT_ROLE: Final = Qt.ItemDataRole.UserRole
SECTION_ROLE: Final = Qt.ItemDataRole.UserRole + 1
KEYED_ROWS: Final = 9
"""Rows that Alt and a digit reach."""
LEAD: Final = 6
"""Characters kept before the first match when a snippet starts in the middle of a text."""
FAR: Final = 14
"""A match later than this would be cut off in a row, so the snippet starts near it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One result with the heading of its group ("" without groups)."""

    hit: Hit
    section: str = ""


class RowsModel(QAbstractListModel):
    """The results in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def phrase(self, row: int) -> Phrase | None:
        """Give the phrase of a row; None if there is no such row."""
        return self._rows[row].hit.phrase if 0 <= row < len(self._rows) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the title, what a screen reader says, the hit, and a heading before new groups."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.hit.phrase.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.hit.phrase.title}: {preview(row.hit.phrase.text)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip_text(preview(row.hit.phrase.text))
        if role == HIT_ROLE:
            return row.hit
        if role == SECTION_ROLE:
            before = self._rows[index.row() - 1].section if index.row() else ""
            return row.section if row.section != before else ""
        return None


class RowDelegate(QStyledItemDelegate):
    """Paints title, snippet with marked matches, and the key of the row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's
        """Give one line, and a small one above it for a heading."""
        height = row_height()
        if index.data(SECTION_ROLE):
            height += section_height()
        return QSize(100, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        hit = index.data(HIT_ROLE)
        assert isinstance(hit, Hit)
        row = QRect(option.rect)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        section = index.data(SECTION_ROLE)
        if section:
            painter.setFont(theme().font("small"))
            painter.setPen(theme().color("sub"))
            head = QRect(row.x() + theme().px(10), row.y(), row.width(), section_height())
            painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, str(section))
            row.setTop(row.top() + section_height())
        if current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color("soft" if current else "hover"))
            painter.drawRoundedRect(row, theme().px(8), theme().px(8))
        inner = row.adjusted(theme().px(10), 0, -theme().px(10), 0)
        key = key_text(index.row(), current=current)
        if key:
            inner.setRight(paint_key(painter, inner, key) - theme().px(10))
        title = theme().font("strong")
        room = inner.width()
        width = paint_line(
            painter, inner, hit.phrase.title, hit.title_spans, title, "ink", room * 6 // 10
        )
        inner.setLeft(inner.left() + int(width) + theme().px(10))
        text, spans = snippet(hit.phrase.text, hit.text_spans)
        paint_line(painter, inner, text, spans, theme().font("base"), "sub", inner.width())
        painter.restore()


def row_height() -> int:
    """Give the height of a row in px (7 px of air above and below, as in the mock)."""
    return QFontMetrics(theme().font("base")).height() + theme().px(14)


def section_height() -> int:
    """Give the height of a group's heading in px."""
    return QFontMetrics(theme().font("small")).height() + theme().px(8)


def key_text(row: int, *, current: bool) -> str:
    """Give the key that pastes a row."""
    if current:
        return tr("Enter")
    return f"Alt+{row + 1}" if row < KEYED_ROWS else ""


def paint_key(painter: QPainter, room: QRect, key: str) -> int:
    """Paint a key cap at the right end of ``room``; returns its left edge."""
    font = theme().font("key")
    metrics = QFontMetrics(font)
    cap = QRectF(0, 0, metrics.horizontalAdvance(key) + theme().px(11), metrics.height() + 3)
    cap.moveRight(room.right())
    cap.moveTop(room.center().y() - cap.height() / 2 + 0.5)
    painter.setPen(theme().color("line_strong"))
    painter.setBrush(theme().color("kbd"))
    painter.drawRoundedRect(cap, 4, 4)
    painter.setFont(font)
    painter.setPen(theme().color("sub"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
    return int(cap.left())


def snippet(text: str, spans: Spans) -> tuple[str, list[tuple[int, int]]]:
    """Bring a text onto one line that shows its first match.

    A text without matches is shown as a person reads it; one with matches stays as it is, since
    the spans count its characters.

    Returns:
        The line and the spans in it.
    """
    if not spans:
        return " ".join(preview(text).split()), []
    line = "".join(" " if char.isspace() else char for char in text)
    start = spans[0][0] - LEAD
    if spans[0][0] <= FAR:
        return line, list(spans)
    return "…" + line[start:], [(a - start + 1, b - start + 1) for a, b in spans]


def paint_line(
    painter: QPainter, room: QRect, text: str, spans: Spans, font: QFont, color: str, width: int
) -> float:
    """Paint one line with marked spans, cut with an ellipsis at ``width``.

    Args:
        painter: Where to.
        room: The line stands in its vertical middle, at its left.
        text: One line.
        spans: Marked parts, in code points.
        font: Its font.
        color: Token of the text colour.
        width: Room for the text, in px.

    Returns:
        The width used, in px.
    """
    if width <= 0:
        return 0.0
    shown = QFontMetrics(font).elidedText(
        plain.in_place(text[: plain.TEXT]), Qt.TextElideMode.ElideRight, width
    )
    layout = QTextLayout(shown, font)
    whole = QTextCharFormat()
    whole.setForeground(theme().color(color))
    mark = QTextCharFormat()
    mark.setBackground(theme().color("mark"))
    mark.setForeground(theme().color("mark_ink"))
    formats = [_range(0, _units(shown), whole)]
    for start, end in spans:
        if start < len(shown):
            # Qt counts UTF-16 units, the spans count characters: an emoji is two to one.
            first = _units(text[:start])
            formats.append(_range(first, min(_units(text[:end]), _units(shown)) - first, mark))
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1 << 20)
    layout.endLayout()
    layout.draw(painter, QPointF(room.left(), room.center().y() + 1 - line.height() / 2))
    return line.naturalTextWidth()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = start
    made.length = length
    made.format = form
    return made
