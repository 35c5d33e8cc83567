"""Paints and measures the cards of a list; no widget per card."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui import icons
from ui.delegates.card_text import CardText, Display, display, line_count, line_height
from ui.delegates.paint import chip_width, draw_chip, draw_kbd, draw_text, kbd_width, metrics
from ui.i18n import tr
from ui.models.phrases_model import Card, PhrasesModel
from ui.theme import theme

AnyIndex = QModelIndex | QPersistentModelIndex
_KEPT_TEXTS: Final = 300
"""Laid-out texts that are kept: some screens full, so that scrolling back costs nothing."""


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where the parts of a card are, in px of the viewport."""

    frame: QRectF
    inner: QRectF
    title_height: float


class CardDelegate(QStyledItemDelegate):
    """Draws title, chips, key cap and two lines of text.

    The list says what is hovered, pressed and current (rows, -1 for none) and whether it has the
    focus; ``numbered`` marks the current card although the search has the focus, ``suggested``
    draws the accent at the left of each card. Reading this
    from the style option instead would load all of ``QStyle``: 5 ms of the start.
    """

    def __init__(self, model: PhrasesModel, parent: QObject | None = None) -> None:
        """Read cards from ``model`` directly (see there)."""
        super().__init__(parent)
        self._model = model
        self._width = 0.0
        self._lines: dict[str, int] = {}
        self._texts: OrderedDict[tuple[str, tuple[tuple[int, int], ...]], CardText] = OrderedDict()
        self.pressed_row = -1
        self.hover_row = -1
        self.current_row = -1
        self.focused = False
        self.numbered = False
        self.suggested = False
        self.forget()

    def forget(self) -> None:
        """Drop everything measured: the width, the text size or the scheme changed."""
        self._lines.clear()
        self._texts.clear()
        look = theme()
        self._gap = look.metric("card_gap")
        self._pad_x = look.metric("card_pad_x") + 1
        self._pad_y = look.metric("card_pad_y") + 1
        self._side = look.metric("list_pad")
        self._title = float(look.px(19))
        self._line = line_height()
        self._frame_height = self._gap + 2 * self._pad_y + self._title + look.px(2)

    def set_width(self, width: int) -> bool:
        """Take the width of the list; tells whether it changed, so that rows must be measured."""
        text_width = float(max(width - 2 * self._side - 2 * self._pad_x, 40))
        if text_width == self._width:
            return False
        self._width = text_width
        self.forget()
        return True

    def geometry(self, rect: QRectF) -> Geometry:
        """Give the parts of a card whose row is ``rect``."""
        frame = rect.adjusted(self._side, self._gap / 2, -self._side, -self._gap / 2)
        inner = frame.adjusted(self._pad_x, self._pad_y, -self._pad_x, -self._pad_y)
        return Geometry(frame, inner, self._title)

    # Qt's side.

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: D102
        text = self._model.cards[index.row()].phrase.text
        lines = self._lines.get(text)
        if lines is None:
            lines = self._lines[text] = line_count(text, self._width)
        return QSize(100, round(self._frame_height + lines * self._line))

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        row = index.row()
        if row >= len(self._model.cards):
            return
        card = self._model.cards[row]
        place = self.geometry(QRectF(option.rect))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_frame(painter, place.frame, row)
        self._paint_title(painter, place, row, card)
        text = self._text(card)
        text.draw(painter, place.inner.x(), place.inner.y() + self._title + theme().px(2))
        painter.restore()

    def _paint_frame(self, painter: QPainter, frame: QRectF, row: int) -> None:
        look = theme()
        radius = look.metric("card_radius")
        hover = row == self.hover_row
        focused = row == self.current_row and (self.numbered or self.focused)
        pressed = row == self.pressed_row
        if focused:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft"))
            painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), radius + 2, radius + 2)
        border = "accent" if focused or pressed else "line_strong" if hover else "line"
        painter.setPen(QPen(look.color(border), 1))
        painter.setBrush(look.color("soft" if pressed else "hover" if hover else "card"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if self.suggested:
            bar = QRectF(frame.x() + 1, frame.y() + radius / 2, look.px(3), frame.height() - radius)
            painter.fillRect(bar, look.color("accent"))

    def _paint_title(self, painter: QPainter, place: Geometry, row: int, card: Card) -> None:
        look = theme()
        inner, phrase = place.inner, card.phrase
        middle = inner.y() + place.title_height / 2
        right = inner.right()
        gap = look.px(6)
        title_width = metrics("title").horizontalAdvance(phrase.title)
        pin = look.px(14) + look.px(4) if phrase.pinned else 0
        cap = self._model.key(row)
        if cap.text:
            text = self.cap_text(cap.text, inner.width() - pin - title_width - gap)
            right = draw_kbd(painter, right, middle, text, struck=bool(cap.refused)) - gap
        room = right - inner.x()
        chips = [text for text in (self._ladder(card), card.chip) if text]
        # A chip is the first to go where a narrow sidebar has no room: the title says most.
        while chips and pin + title_width + sum(chip_width(c) + gap for c in chips) > room:
            chips.pop()
        x = inner.x()
        if phrase.pinned:
            side = look.px(14)
            box = QRectF(x - 1, middle - side / 2, side, side)
            icons.paint(painter, "pin", box, look.color("accent_text"))
            x += pin
        used = pin + sum(chip_width(c) + gap for c in chips)
        box = QRectF(x, inner.y(), max(room - used, 0), place.title_height)
        if card.title_spans:
            self._title_marks(painter, box, phrase.title, card.title_spans)
        x += draw_text(painter, box, phrase.title, "title", "ink")
        for chip in chips:
            x = draw_chip(painter, x + gap, middle, chip)

    def _title_marks(
        self, painter: QPainter, box: QRectF, title: str, spans: tuple[tuple[int, int], ...]
    ) -> None:
        measure = metrics("title")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("mark"))
        for start, end in spans:
            left = box.x() + measure.horizontalAdvance(title[:start])
            width = measure.horizontalAdvance(title[:end]) + box.x() - left
            mark = QRectF(left, box.y() + 1, width, box.height() - 2).intersected(box)
            painter.drawRoundedRect(mark, 2, 2)

    def cap_text(self, key: str, room: float) -> str:
        """Give what stands on a key cap: the whole, or its last key where large text needs it."""
        return key if kbd_width(key) <= room else key.rpartition("+")[2] or key

    def _ladder(self, card: Card) -> str:
        number = card.phrase.ladder
        # Many titles say it themselves.
        if number is None or card.phrase.title.startswith("阶梯"):
            return ""
        return tr("阶梯 {number}", number=number)

    def _text(self, card: Card) -> CardText:
        key = (card.phrase.text, card.text_spans)
        found = self._texts.get(key)
        if found is None:
            shown: Display = display(*key)
            found = self._texts[key] = CardText(shown, self._width)
            if len(self._texts) > _KEPT_TEXTS:
                self._texts.popitem(last=False)
        else:
            self._texts.move_to_end(key)
        return found

    def key_rect(self, rect: QRectF, row: int) -> QRectF:
        """Give the place of a card's key cap, for its tooltip; empty if it has none."""
        text = self._model.key(row).text
        if not text:
            return QRectF()
        inner = self.geometry(rect).inner
        width = kbd_width(text)
        return QRectF(inner.right() - width, inner.y(), width, self._title)
