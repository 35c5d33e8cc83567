"""Parts of the phrase editor: coloured template text, date field, list of variants."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from phrasebook.template import segments
from ui.i18n import tr
from ui.inputs import TextField
from ui.theme import theme

_DATE: Final = re.compile(r"(?:(\d{4})\D+)?(\d{1,2})\D+(\d{1,2})\D*\Z")


def read_date(text: str, today: date) -> str | None:
    """Read a day as people type it.

    Args:
        text: ``2026-12-31``, ``12-31``, ``12.31`` or ``12月31日``; blank means no end.
        today: For dates without a year: the next such day is meant.

    Returns:
        ``YYYY-MM-DD``, "" for no end, None for no date.
    """
    text = text.strip()
    if not text:
        return ""
    match = _DATE.match(text)
    if match is None:
        return None
    try:
        if match[1]:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
        day = date(today.year, int(match[2]), int(match[3]))
        return (day if day >= today else day.replace(year=today.year + 1)).isoformat()
    except ValueError:
        return None


class TemplateColors(QSyntaxHighlighter):
    """Colours variables, questions and alternatives while a text is typed."""

    def __init__(self, document: QTextDocument) -> None:
        """Colour this document."""
        super().__init__(document)
        theme().changed.connect(self.rehighlight)

    def highlightBlock(self, text: str) -> None:  # noqa: D102 - Qt calls it for each line
        marked = QTextCharFormat()
        marked.setForeground(theme().color("accent_text"))
        marked.setBackground(theme().color("soft"))
        start = 0
        for segment in segments(text):
            length = len(segment.text.encode("utf-16-le")) // 2
            if segment.kind != "text":
                self.setFormat(start, length, marked)
            start += length


class VariantList(QWidget):
    """Other wordings of a reply, one box each.

    Signals:
        changed: A wording was typed, added or removed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without variants."""
        super().__init__(parent)
        self._rows: list[tuple[QWidget, TextField]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme().px(6))
        self.add_button = QPushButton(tr("+ 添加备选说法"))
        self.add_button.setAccessibleName(tr("添加备选说法"))
        self.add_button.setProperty("kind", "link")
        self.add_button.clicked.connect(lambda: self.add("", focus=True))
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def texts(self) -> tuple[str, ...]:
        """Give the variants that hold text."""
        return tuple(box.text() for _, box in self._rows if box.text().strip())

    def set_texts(self, texts: tuple[str, ...]) -> None:
        """Show these variants."""
        while self._rows:
            self._drop(0)
        for text in texts:
            self.add(text)

    def add(self, text: str, *, focus: bool = False) -> None:
        """Add a box."""
        box = TextField(text)
        box.setFixedHeight(theme().px(54))
        TemplateColors(box.document())
        box.textChanged.connect(self.changed)
        remove = QPushButton("×")
        remove.setProperty("kind", "small")
        remove.setFixedWidth(theme().px(28))
        remove.setAccessibleName(tr("删除这条备选说法"))
        remove.setToolTip(tr("删除这条备选说法"))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(6))
        row.addWidget(box, 1)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        remove.clicked.connect(self._removal(holder))
        self._column.insertWidget(len(self._rows), holder)
        self._rows.append((holder, box))
        self._number()
        if focus:
            box.setFocus()
            self.changed.emit()

    def _removal(self, holder: QWidget) -> Callable[[], None]:
        def remove() -> None:
            self._drop([row[0] for row in self._rows].index(holder))
            self.add_button.setFocus()
            self.changed.emit()

        return remove

    def _drop(self, place: int) -> None:
        holder, _ = self._rows.pop(place)
        self._column.removeWidget(holder)
        holder.hide()
        holder.deleteLater()
        self._number()

    def _number(self) -> None:
        for number, (_, box) in enumerate(self._rows, 1):
            box.setAccessibleName(tr("备选说法 {n}", n=number))
