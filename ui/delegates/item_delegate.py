"""Paints and measures the rows of the desk's lists; no widget per row."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from phrasebook import plain
from ui.delegates.card_text import CardText, Display, line_height
from ui.delegates.paint import chip_width, draw_chip, draw_text, metrics
from ui.models.items_model import Chip, Row
from ui.theme import theme

TONES: Final[dict[str, tuple[str, str]]] = {
    "soft": ("soft", "accent_text"),
    "warn": ("warn_bg", "warn"),
    "ok": ("ok_bg", "ok"),
    "bad": ("danger_bg", "danger"),
    "plain": ("kbd", "sub"),
}
"""Ground and ink of a chip by tone."""
_KEPT_SHAPES: Final = 400
"""Laid-out rows that are kept: some screens full, so that scrolling back costs nothing."""
_THUMB: Final = 56
_LABEL: Final = 44
_MIN_TITLE: Final = 64


@dataclass(frozen=True, slots=True)
class Shape:
    """A row, laid out: everything from the upper left corner of what stands inside its frame.

    Attributes:
        height: Of what stands inside the frame.
        head: Height of the title's line.
        fields: Label, its y, and the laid-out text.
        label: Width of the column of labels.
        text: Below the fields, with its y; None if there is none.
        foot: Chips under the text with their places.
        pictures: Ids of pictures with their places.
    """

    height: float
    head: float
    fields: tuple[tuple[str, float, CardText], ...]
    label: float
    text: tuple[float, CardText] | None
    foot: tuple[tuple[Chip, QRectF], ...]
    pictures: tuple[tuple[str, QRectF], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The title's line of a row.

    Attributes:
        title: Width of the title, in px.
        chips: Chips that have room, with their places.
        dots: Where the dots begin.
        corner: Room of the words at the right end; 0 if they are left out.
    """

    title: float
    chips: tuple[tuple[Chip, QRectF], ...]
    dots: float
    corner: float


class ItemDelegate:
    """Draws rows and tells how high they are.

    The list says which row is hovered, selected and whether it has the focus.

    Attributes:
        pictures: Gives the thumbnail of a picture id, or None while it is not there.
    """

    def __init__(self) -> None:
        """Start with some width, for rows that are measured before the list has its own."""
        self._width = 300.0
        self._shapes: OrderedDict[tuple[Row, bool], Shape] = OrderedDict()
        self.pictures: Callable[[str], QPixmap | None] = lambda _id: None
        self.forget()

    def forget(self) -> None:
        """Drop everything measured: the width, the text size or the scheme changed."""
        self._shapes.clear()
        look = theme()
        self._gap = look.metric("card_gap")
        self._pad_x = look.metric("card_pad_x") + 1
        self._pad_y = look.metric("card_pad_y") + 1
        self._side = look.metric("list_pad")
        self._head = float(look.px(19))
        self._line = line_height()
        self._em = metrics("body").horizontalAdvance("字")
        self._section = look.px(24)

    def set_width(self, width: int) -> bool:
        """Take the width of the list; tells whether it changed, so that rows must be measured."""
        inner = float(max(width - 2 * self._side - 2 * self._pad_x, 60))
        if inner == self._width:
            return False
        self._width = inner
        self.forget()
        return True

    # Measuring.

    def estimate(self, row: Row) -> int:
        """Tell about how high a row is, for rows that nobody has looked at yet."""
        if row.section:
            return self._section
        height = self._gap + 2 * self._pad_y + len(row.fields) * self._line
        if row.title or row.chips or row.corner:
            height += self._head
        if row.text:
            text = row.text
            wide = (len(text.encode("utf-8", "replace")) - len(text)) / 2
            lines = math.ceil((wide + (len(text) - wide) * 0.55) * self._em / self._width) or 1
            height += (min(lines, row.lines) if row.lines else lines) * self._line + 2
        if row.foot:
            height += theme().px(26)
        if row.pictures:
            height += theme().px(_THUMB + 6)
        return round(height)

    def height(self, row: Row, *, expanded: bool, bar: int) -> int:
        """Tell how high a row is.

        Args:
            row: The row.
            expanded: Show all its text.
            bar: Height of the strip of buttons at its foot, in px; 0 without.
        """
        if row.section:
            return self._section
        inside = self.shape(row, expanded=expanded).height + (bar + theme().px(6) if bar else 0)
        return math.ceil(self._gap + 2 * self._pad_y + inside)

    def frame(self, rect: QRectF) -> QRectF:
        """Give the frame of a card whose row is ``rect``."""
        return rect.adjusted(self._side, self._gap / 2, -self._side, -self._gap / 2)

    def inner(self, rect: QRectF) -> QRectF:
        """Give the room inside the frame."""
        return self.frame(rect).adjusted(self._pad_x, self._pad_y, -self._pad_x, -self._pad_y)

    def shape(self, row: Row, *, expanded: bool) -> Shape:
        """Lay a row out, or give it as it was laid out before."""
        key = (row, expanded)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = self._lay_out(row, expanded)
            if len(self._shapes) > _KEPT_SHAPES:
                self._shapes.popitem(last=False)
        else:
            self._shapes.move_to_end(key)
        return found

    def _lay_out(self, row: Row, expanded: bool) -> Shape:
        look = theme()
        head = self._head if row.title or row.chips or row.corner or row.dots else 0.0
        y = head
        shown = row.whole if expanded and row.whole else row.fields
        label = max(
            [
                look.px(_LABEL),
                *(metrics("body").horizontalAdvance(n) + look.px(8) for n, _ in shown),
            ]
        )
        label = min(label, self._width * 0.4)
        fields = []
        for name, text in shown:
            laid = self._text(text, self._width - label, 0 if expanded else 1)
            fields.append((name, y, laid))
            y += laid.height
        body = None
        if row.text:
            y += 2 if y else 0
            laid = self._text(row.text, self._width, 0 if expanded else row.lines)
            body = (y, laid)
            y += laid.height
        foot, y = self._flow_chips(row.foot, y)
        pictures, y = self._flow_pictures(row.pictures, y)
        return Shape(y, head, tuple(fields), label, body, foot, pictures)

    def _text(self, text: str, width: float, lines: int) -> CardText:
        # Cut text runs on over line breaks; whole text keeps them (QTextLayout's own sign).
        shown = plain.text(text).replace("\n", " " if lines else "\u2028")
        return CardText(Display(shown), width, max_lines=lines)

    def _flow_chips(
        self, chips: tuple[Chip, ...], y: float
    ) -> tuple[tuple[tuple[Chip, QRectF], ...], float]:
        if not chips:
            return (), y
        gap, height = theme().px(6), float(theme().px(22))
        x, y = 0.0, y + theme().px(4)
        placed = []
        for chip in chips:
            width = min(chip_width(chip.text), self._width)
            if x and x + width > self._width:
                x, y = 0.0, y + height + 2
            placed.append((chip, QRectF(x, y, width, height)))
            x += width + gap
        return tuple(placed), y + height

    def _flow_pictures(
        self, pictures: tuple[str, ...], y: float
    ) -> tuple[tuple[tuple[str, QRectF], ...], float]:
        if not pictures:
            return (), y
        gap, side = theme().px(6), float(theme().px(_THUMB))
        x, y = 0.0, y + gap
        placed = []
        for id in pictures:
            if x and x + side > self._width:
                x, y = 0.0, y + side + gap
            placed.append((id, QRectF(x, y, side, side)))
            x += side + gap
        return tuple(placed), y + side

    # Parts.

    def parts(self, row: Row, rect: QRectF, *, expanded: bool) -> list[tuple[str, QRectF]]:
        """Give the parts of a row that can be clicked: action or ``picture:ID``, and place."""
        if row.section:
            box = QRectF(rect.x() + self._side + 2, rect.y(), rect.width() - 2 * self._side - 4, 0)
            box.setHeight(rect.height())
        else:
            box = self.inner(rect)
        found = [(chip.action, place) for chip, place in self._line_up(row, box).chips]
        if not row.section:
            shape, corner = self.shape(row, expanded=expanded), box.topLeft()
            found += [(chip.action, place.translated(corner)) for chip, place in shape.foot]
            found += [(f"picture:{id}", at.translated(corner)) for id, at in shape.pictures]
        return [(name, place) for name, place in found if name]

    def _line_up(self, row: Row, box: QRectF) -> Line:
        """Place what stands on the title's line; where it is narrow the corner goes first."""
        look = theme()
        gap = look.px(6)
        role = "small" if row.section else "title"
        title = metrics(role).horizontalAdvance(row.title)
        least = title if row.firm else min(title, look.px(_MIN_TITLE))
        dots = len(row.dots) * (look.px(8) + look.px(3)) + (gap if row.dots else 0)
        chips = list(row.chips)
        wide = sum(chip_width(chip.text) + gap for chip in chips)
        corner = metrics("small").horizontalAdvance(row.corner) + gap if row.corner else 0.0
        if least + wide + dots + corner > box.width():
            corner = 0.0 if row.title or chips else box.width()
        room = max(box.width() - dots - corner, 0.0)
        while chips and least + wide > room:
            wide -= chip_width(chips.pop().text) + gap
        title = min(title, max(room - wide, 0.0))
        x = box.x() + title + (gap if title else 0)
        height = float(look.px(20))
        top = box.y() + ((box.height() if row.section else self._head) - height) / 2
        placed = []
        for chip in chips:
            width = chip_width(chip.text)
            placed.append((chip, QRectF(x, top, width, height)))
            x += width + gap
        return Line(title, tuple(placed), box.x() + room + (gap if dots else 0), corner)

    # Painting.

    def paint(
        self,
        painter: QPainter,
        rect: QRectF,
        row: Row,
        *,
        selected: bool = False,
        focused: bool = False,
        hover: bool = False,
        expanded: bool = False,
    ) -> None:
        """Paint a row into its place in the list."""
        if row.section:
            side = self._side + 2
            self._paint_head(painter, rect.adjusted(side, 0, -side, 0), row, rect.height())
            return
        self._paint_frame(painter, self.frame(rect), row, (selected, focused, hover))
        inner = self.inner(rect)
        shape = self.shape(row, expanded=expanded)
        if shape.head:
            self._paint_head(painter, inner, row, shape.head)
        look, x, y = theme(), inner.x(), inner.y()
        ink = "sub" if row.dim else "ink"
        for name, top, laid in shape.fields:
            place = QRectF(x, y + top, shape.label - look.px(6), self._line)
            draw_text(painter, place, name, "body", "sub")
            laid.draw(painter, x + shape.label, y + top, ink)
        if shape.text is not None:
            shape.text[1].draw(painter, x, y + shape.text[0], "sub" if row.title else ink)
        for chip, place in shape.foot:
            self._paint_chip(painter, chip, place.translated(x, y))
        for id, place in shape.pictures:
            self._paint_picture(painter, id, place.translated(x, y))

    def _paint_frame(
        self, painter: QPainter, frame: QRectF, row: Row, state: tuple[bool, bool, bool]
    ) -> None:
        look = theme()
        selected, focused, hover = state
        radius = look.metric("card_radius")
        if selected and focused:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft"))
            painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        border = "accent" if selected else "line_strong" if hover else "line"
        painter.setPen(QPen(look.color(border), 1))
        painter.setBrush(look.color("hover" if hover and not selected else "card"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if row.bar:
            edge = QRectF(
                frame.x() + 1, frame.y() + radius / 2, look.px(3), frame.height() - radius
            )
            painter.fillRect(edge, look.color(row.bar))

    def _paint_head(self, painter: QPainter, box: QRectF, row: Row, height: float) -> None:
        look = theme()
        line = QRectF(box.x(), box.y(), box.width(), height)
        whole = line if row.section else box
        parts = self._line_up(row, whole)
        role = "small" if row.section else "title"
        token = "sub" if row.section or row.dim else "ink"
        place = QRectF(line.x(), line.y(), parts.title + 0.5, height)
        draw_text(painter, place, row.title, role, token)
        for chip, at in parts.chips:
            self._paint_chip(painter, chip, at)
        painter.setPen(Qt.PenStyle.NoPen)
        size = look.px(8)
        for number, token in enumerate(row.dots):
            painter.setBrush(look.color(token))
            x = parts.dots + number * (size + look.px(3))
            painter.drawEllipse(QRectF(x, line.center().y() - size / 2, size, size))
        if parts.corner:
            place = QRectF(line.right() - parts.corner, line.y(), parts.corner + 0.5, height)
            draw_text(painter, place, row.corner, "small", "sub", Qt.AlignmentFlag.AlignRight)

    def _paint_chip(self, painter: QPainter, chip: Chip, place: QRectF) -> None:
        ground, ink = TONES[chip.tone]
        text = chip.text
        if chip_width(text) > place.width() + 0.5:
            room = place.width() - theme().px(14)
            text = metrics("small").elidedText(text, Qt.TextElideMode.ElideRight, room)
        draw_chip(painter, place.x(), place.center().y(), text, ground, ink)

    def _paint_picture(self, painter: QPainter, id: str, place: QRectF) -> None:
        look = theme()
        painter.setPen(QPen(look.color("line"), 1))
        painter.setBrush(look.color("kbd"))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        picture = self.pictures(id)
        if picture is None or picture.isNull():
            return
        size = picture.deviceIndependentSize()
        scale = min((place.width() - 4) / size.width(), (place.height() - 4) / size.height())
        target = QRectF(0, 0, size.width() * scale, size.height() * scale)
        target.moveCenter(QPointF(place.center()))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, picture, QRectF(picture.rect()))
