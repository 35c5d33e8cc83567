"""The kinds of notes with their colours, and the row in which one is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from phrasebook.desk import FLAGS, Flag
from ui.chips import Chip, ChipRow
from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.models.items_model import Tone
from ui.plain import tip_text
from ui.theme import theme

FLAG_COLORS: Final[Mapping[Flag, str]] = {
    "plain": "dot_off",
    "promise": "accent",
    "payment": "warn",
    "badreview": "danger",
    "return": "violet",
    "logistics": "teal",
}
"""Colour token of a flag, for dots and left edges."""

FLAG_TONES: Final[Mapping[Flag, Tone]] = {
    "plain": "plain",
    "promise": "soft",
    "payment": "warn",
    "badreview": "bad",
    "return": "plain",
    "logistics": "plain",
}
"""Tone of a flag's chip."""


class FlagChip(Chip):
    """One flag with its dot."""

    def __init__(self, flag: Flag, text: str, parent: QWidget) -> None:
        """Make it unchosen."""
        super().__init__(text, parent)
        self._color = FLAG_COLORS[flag]

    def sizeHint(self) -> QSize:  # noqa: D102
        width = metrics("body").horizontalAdvance(self.text())
        return QSize(round(width) + theme().px(28), theme().px(26))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        on = self.isChecked()
        painter.setPen(QPen(look.color("accent" if on or self.hover else "line"), 1))
        painter.setBrush(look.color("soft" if on else "hover" if self.hover else "card"))
        radius = look.metric("radius")
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        size = look.px(8)
        dot = QRectF(look.px(8), rect.center().y() - size / 2, size, size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(self._color))
        painter.drawEllipse(dot)
        words = QRectF(rect)
        words.setLeft(dot.right() + look.px(5))
        draw_text(painter, words, self.text(), "body", "accent_text" if on else "ink")


class FlagRow(ChipRow):
    """All flags; one is always chosen.

    Args:
        parent: Owner; may be None.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Choose the plain one."""
        super().__init__(tr("备注种类"), parent)
        self.set_choices([(flag, tr(name)) for flag, name in FLAGS.items()])
        for number, flag in enumerate(FLAGS, 1):
            self._chips[flag].setToolTip(tip_text(f"Ctrl+{number}"))
        self.set_value("plain")

    def make_chip(self, value: str, text: str) -> Chip:  # noqa: D102
        return FlagChip(flag_of(value), text, self)

    @property
    def flag(self) -> Flag:
        """The chosen flag."""
        return flag_of(self.value)


def flag_of(value: str) -> Flag:
    """Give a flag by its stored name; an unknown one is plain."""
    return next((flag for flag in FLAGS if flag == value), "plain")
