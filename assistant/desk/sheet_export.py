"""Tables as files for Excel: every cell a text, never a formula, a link or a number.

Source: reference/reliability.md 3.9. Excel keeps 15 digits of a number, so an order number must be
a text; a cell that begins with ``=`` would be run by whoever opens the file.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

_MOST: Final = 32_767
"""Characters that a cell of Excel holds."""
_TITLE: Final = 31
_BAD_TITLE: Final = re.compile(r"[\[\]:*?/\\]")
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no place for."""
_WIDEST: Final = 60
_NARROWEST: Final = 6


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to export.

    Attributes:
        title: Name of the sheet.
        columns: Names of the columns.
        rows: Cells as texts; as many a row as there are columns.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def xlsx(sheets: Sequence[Sheet], created: datetime) -> bytes:
    """Give an Excel file with one sheet a table; nothing is written to a disk on the way.

    ``write_string`` and never ``write``, which guesses formulas, links and numbers from a text.

    Args:
        sheets: One or more.
        created: What the file says when it was made.
    """
    import xlsxwriter  # late: a person who never exports need not wait for it

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": created.replace(tzinfo=None)})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format(
            {"num_format": "@", "bold": True, "bg_color": "#E8F0EC", "bottom": 1, "valign": "top"}
        )
        titles: set[str] = set()
        for table in sheets:
            page = book.add_worksheet(_title(table.title, titles))
            page.freeze_panes(1, 0)
            for column, name in enumerate(table.columns):
                page.set_column(column, column, _width(table, column), text)
                page.write_string(0, column, clean(name), head)
            for row, cells in enumerate(table.rows, start=1):
                for column, cell in enumerate(cells):
                    page.write_string(row, column, clean(cell), text)
    return file.getvalue()


def clean(text: str) -> str:
    """Give a text that a cell can hold: without what XML cannot say, and not too long.

    A line ends in one way only: Excel shows a carriage return as a letter.
    """
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_MOST]


def _title(wanted: str, taken: set[str]) -> str:
    """Give a name that Excel allows and that no other sheet of the file has."""
    base = _BAD_TITLE.sub(" ", clean(wanted)).strip(" '") or "1"
    name, number = base[:_TITLE], 1
    while name.casefold() in taken:
        number += 1
        mark = f" {number}"
        name = base[: _TITLE - len(mark)] + mark
    taken.add(name.casefold())
    return name


def _width(table: Sheet, column: int) -> int:
    cells = (table.columns[column], *(row[column] for row in table.rows))
    widest = max(max(map(_cells, cell.splitlines()), default=0) for cell in cells)
    return max(_NARROWEST, min(_WIDEST, widest + 2))


def _cells(line: str) -> int:
    """Count the places that a line takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in line)
