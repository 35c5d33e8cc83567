"""How a rewording is marked: struck through what went, underlined what is new, chips for gaps.

Never by colour alone; ``told`` says the same to those who do not see it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from assistant.rewrite.difference import Span
from ui.theme import theme

_GAP: Final = re.compile(r"\{[^{}\n]+\}")


def selections(
    document: QTextDocument, text: str, inserted: Sequence[Span]
) -> list[QTextEdit.ExtraSelection]:
    """Make the marks of a text that can be edited, for ``setExtraSelections``."""
    chip, new = QTextCharFormat(), QTextCharFormat()
    chip.setForeground(theme().color("accent_text"))
    chip.setBackground(theme().color("soft"))
    new.setForeground(theme().color("ok"))
    new.setBackground(theme().color("ok_bg"))
    new.setFontUnderline(True)
    gaps = [match.span() for match in _GAP.finditer(text)]
    return [
        _selection(document, text, span, form)
        for spans, form in ((gaps, chip), (inserted, new))
        for span in spans
    ]


def _selection(
    document: QTextDocument, text: str, span: Span, form: QTextCharFormat
) -> QTextEdit.ExtraSelection:
    found = QTextEdit.ExtraSelection()
    cursor = QTextCursor(document)
    cursor.setPosition(_units(text[: span[0]]))
    cursor.setPosition(_units(text[: span[1]]), QTextCursor.MoveMode.KeepAnchor)
    found.cursor = cursor
    found.format = form
    return found


def _units(text: str) -> int:
    """Give the length of a text as Qt counts it: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def removed_html(text: str, removed: Sequence[Span]) -> str:
    """Write the phrase with what was taken out struck through, and its gaps as chips."""
    look = theme()
    struck = (
        f'<span style="background:{look.color("danger_bg").name()};'
        f'color:{look.color("danger").name()};text-decoration:line-through">'
    )
    chip = (
        f'<span style="background:{look.color("soft").name()};'
        f'color:{look.color("accent_text").name()}">'
    )
    parts, place = [], 0
    for start, end in removed:
        parts += [_chips(text[place:start], chip), struck, escape(text[start:end]), "</span>"]
        place = end
    return "".join([*parts, _chips(text[place:], chip)]).replace("\n", "<br>")


def _chips(text: str, chip: str) -> str:
    return _GAP.sub(lambda gap: f"{chip}{gap[0]}</span>", escape(text))


def told(what: str, text: str, spans: Sequence[Span]) -> str:
    """Say the marks to those who do not see them."""
    return f"{what}:" + "、".join(text[start:end] for start, end in spans) if spans else ""
