"""Small painted parts that several rows and bars share: key caps, chips, cut text."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from phrasebook import plain
from ui.theme import theme

_MOST: Final = 500
"""Characters of a line that are measured: more than the widest window shows."""

_metrics: dict[tuple[str, int], QFontMetricsF] = {}


def metrics(role: str) -> QFontMetricsF:
    """Give the metrics of a font role, made once per text size."""
    key = (role, theme().text_size)
    found = _metrics.get(key)
    if found is None:
        found = _metrics[key] = QFontMetricsF(theme().font(role))
    return found


def draw_text(
    painter: QPainter,
    rect: QRectF,
    text: str,
    role: str,
    token: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> float:
    """Draw one line, upright centred in ``rect`` and cut with an ellipsis if it is too long.

    Returns:
        The width that the text takes, in px.
    """
    measure = metrics(role)
    text = plain.line(text, _MOST)
    width = measure.horizontalAdvance(text)
    if width > rect.width():
        text = measure.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        width = measure.horizontalAdvance(text)
    painter.setFont(theme().font(role))
    painter.setPen(theme().color(token))
    x = rect.x()
    if align & Qt.AlignmentFlag.AlignRight:
        x = rect.right() - width
    elif align & Qt.AlignmentFlag.AlignHCenter:
        x = rect.x() + (rect.width() - width) / 2
    baseline = rect.y() + (rect.height() + measure.ascent() - measure.descent()) / 2
    painter.drawText(QPointF(x, baseline), text)
    return width


def kbd_width(text: str) -> float:
    """Give the width of a key cap, in px."""
    return metrics("key").horizontalAdvance(text) + theme().px(12)


def draw_kbd(
    painter: QPainter, right: float, middle: float, text: str, *, struck: bool = False
) -> float:
    """Draw a key cap that ends at ``right``; a refused key is struck through.

    Returns:
        The x where the cap begins.
    """
    look = theme()
    width, height = kbd_width(text), float(look.px(18))
    rect = QRectF(right - width, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("line"))
    painter.drawRoundedRect(rect, look.px(4), look.px(4))
    painter.setBrush(look.color("kbd"))
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -2), look.px(3), look.px(3))
    inner = rect.adjusted(0, -0.5, 0, -0.5)
    drawn = draw_text(painter, inner, text, "key", "sub", Qt.AlignmentFlag.AlignHCenter)
    if struck:
        painter.setPen(QPen(look.color("danger"), 1.2))
        left = rect.center().x() - drawn / 2 - 2
        painter.drawLine(QPointF(left, middle), QPointF(left + drawn + 4, middle))
    return rect.left()


def chip_width(text: str, role: str = "small") -> float:
    """Give the width of a chip, in px."""
    return metrics(role).horizontalAdvance(plain.line(text, _MOST)) + theme().px(14)


def draw_chip(
    painter: QPainter,
    left: float,
    middle: float,
    text: str,
    ground: str = "soft",
    ink: str = "accent_text",
    role: str = "small",
) -> float:
    """Draw a chip that begins at ``left``.

    Returns:
        The x where the chip ends.
    """
    look = theme()
    width, height = chip_width(text, role), metrics(role).height() + look.px(2)
    height = min(height, look.px(20))
    rect = QRectF(left, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color(ground))
    painter.drawRoundedRect(rect, height / 2, height / 2)
    draw_text(painter, rect, text, role, ink, Qt.AlignmentFlag.AlignHCenter)
    return rect.right()
