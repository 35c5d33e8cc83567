"""Small style sheets that several windows share, beside ``theme().stylesheet()``."""

from __future__ import annotations

from ui.theme import theme


def scrollbar_sheet() -> str:
    """Give thin scroll bars without arrows."""
    width = theme().metric("scrollbar")
    line = theme().color("line_strong").name()
    return (
        f"QScrollBar:vertical {{background:transparent;width:{width}px;margin:0}}"
        f"QScrollBar::handle:vertical {{background:{line};border-radius:{width // 2 - 1}px;"
        f"margin:1px;min-height:{3 * width}px}}"
        "QScrollBar::add-line,QScrollBar::sub-line {height:0}"
        "QScrollBar::add-page,QScrollBar::sub-page {background:transparent}"
    )
