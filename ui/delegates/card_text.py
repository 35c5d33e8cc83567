"""The text of a card: at most two lines, variables as chips, matched characters marked.

Qt counts UTF-16 units and Python counts characters, so positions are converted here once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from phrasebook import plain
from phrasebook.template import segments
from ui.delegates.paint import metrics
from ui.theme import theme

Span = tuple[int, int]
_PAD: Final = "\u00a0"  # room at both ends of a chip; unlike other spaces never a line break
_MAX_LINES: Final = 2


@dataclass(frozen=True, slots=True)
class Display:
    """A template as it is shown.

    Attributes:
        text: Labels instead of markup, line breaks as spaces.
        chips: Where variables stand, in characters of ``text``.
        marks: Where matched characters stand.
    """

    text: str
    chips: tuple[Span, ...] = ()
    marks: tuple[Span, ...] = ()


def display(source: str, spans: Sequence[Span] = (), *, keep_breaks: bool = False) -> Display:
    """Turn a template and spans in its source into what is shown.

    Args:
        source: The template.
        spans: Matched characters, as positions in ``source``.
        keep_breaks: Keep line breaks; else they become spaces.
    """
    if not spans and "{" not in source and "[" not in source and "\\" not in source:
        return Display(source if keep_breaks else source.replace("\n", " "))
    shown: list[str] = []
    chips: list[Span] = []
    marks: list[Span] = []
    at = here = 0
    for segment in segments(source):
        raw, label = len(segment.text), segment.label
        if not keep_breaks:
            label = label.replace("\n", " ")
        lead = 0
        if segment.kind in ("variable", "ask"):
            chips.append((here, here + len(label) + 2))
            label, lead = f"{_PAD}{label}{_PAD}", 1
        for start, end in spans:
            first, last = max(start - at, 0), min(end - at, raw)
            if first < last and label:
                if raw == len(label) - 2 * lead:
                    marks.append((here + lead + first, here + lead + last))
                else:  # the label is not the source: mark it as a whole
                    marks.append((here + lead, here + len(label) - lead))
        shown.append(label)
        at += raw
        here += len(label)
    return Display("".join(shown), tuple(chips), tuple(marks))


class CardText:
    """A laid-out text, painted as often as wanted."""

    def __init__(
        self,
        shown: Display,
        width: float,
        *,
        role: str = "body",
        max_lines: int = _MAX_LINES,
        centred: bool = False,
    ) -> None:
        """Lay the text out.

        Args:
            shown: From ``display``.
            width: Room in px.
            role: Font role.
            max_lines: After so many lines the rest is cut with an ellipsis; 0 means no limit.
            centred: Centre each line.
        """
        self._role = role
        self._line_height = line_height(role)
        self._chips = _units(shown.text, shown.chips)
        self._marks = _units(shown.text, shown.marks)
        text = shown.text
        room = _Room(width, role, max_lines, centred)
        self._layout, self.lines, self.cut = _lay_out(text, room, ())
        if self.cut:
            # QTextLayout cannot cut by itself: shorten the last line, then lay out again.
            units = text.encode("utf-16-le")
            start = self._layout.lineAt(max_lines - 1).textStart()
            rest = units[start * 2 :].decode("utf-16-le")
            measure = metrics(role)
            last = measure.elidedText(rest, Qt.TextElideMode.ElideRight, width)
            text = units[: start * 2].decode("utf-16-le") + last
        total = len(text.encode("utf-16-le")) // 2
        self._chips = [(s, min(e, total)) for s, e in self._chips if s < total]
        self._marks = [(s, min(e, total)) for s, e in self._marks if s < total]
        if self.cut or self._chips or self._marks:
            self._layout, self.lines, _ = _lay_out(text, room, self._formats())

    @property
    def height(self) -> float:
        """Height of all lines in px."""
        return self.lines * self._line_height

    def draw(self, painter: QPainter, x: float, y: float, token: str = "sub") -> None:
        """Paint with the upper left corner at ``x``, ``y``."""
        look = theme()
        for number in range(self._layout.lineCount()):
            line = self._layout.lineAt(number)
            start, end = line.textStart(), line.textStart() + line.textLength()
            top = y + number * self._line_height
            painter.setPen(Qt.PenStyle.NoPen)
            for spans, ground, radius in (
                (self._chips, "soft", 3.0),
                (self._marks, "mark", 2.0),
            ):
                painter.setBrush(look.color(ground))
                for first, last in spans:
                    if first < end and last > start:
                        left = _x(line, max(first, start))
                        right = _x(line, min(last, end))
                        box = QRectF(x + left, top + 1, right - left, self._line_height - 2)
                        painter.drawRoundedRect(box, radius, radius)
        painter.setPen(look.color(token))
        self._layout.draw(painter, QPointF(x, y))

    def _formats(self) -> list[QTextLayout.FormatRange]:
        look = theme()
        made = []
        for spans, token in ((self._chips, "accent_text"), (self._marks, "mark_ink")):
            for start, end in spans:
                style = QTextCharFormat()
                style.setForeground(look.color(token))
                entry = QTextLayout.FormatRange()
                entry.start, entry.length, entry.format = start, end - start, style
                made.append(entry)
        return made


def line_height(role: str = "body") -> float:
    """Give the height of a text line in px: 1.5 times the font size as in the mock."""
    return max(float(round(metrics(role).height())), theme().px(18) if role == "body" else 0.0)


def line_count(source: str, width: float, max_lines: int = _MAX_LINES) -> int:
    """Tell how many lines a template takes, exactly where it matters and cheaply elsewhere.

    A step of thousands of phrases asks this for each of them, so texts that are clearly longer
    or clearly shorter than a line are judged by their length alone.
    """
    wide = (len(source.encode("utf-8", "replace")) - len(source)) / 2
    em = theme().font("body").pointSizeF() * _px_per_point()
    estimate = (wide + (len(source) - wide) * 0.55) * em
    if estimate > width * 1.4 and "{" not in source and "[" not in source:
        return max_lines
    if estimate < width * 0.7:
        return 1
    return CardText(display(source), width, max_lines=max_lines).lines


def _px_per_point() -> float:
    font = theme().font("body")
    return metrics("body").horizontalAdvance("字") / max(font.pointSizeF(), 1.0)


@dataclass(frozen=True, slots=True)
class _Room:
    width: float
    role: str
    max_lines: int
    centred: bool


def _lay_out(
    text: str, room: _Room, formats: Sequence[QTextLayout.FormatRange]
) -> tuple[QTextLayout, int, bool]:
    width, max_lines = room.width, room.max_lines
    layout = QTextLayout(plain.in_place(text), theme().font(room.role))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    if room.centred:
        option.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    if formats:
        layout.setFormats(list(formats))
    height = line_height(room.role)
    layout.beginLayout()
    count, cut = 0, False
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, count * height + (height - line.height()) / 2))
        count += 1
        if max_lines and count == max_lines:
            cut = line.textStart() + line.textLength() < len(text.encode("utf-16-le")) // 2
            break
    layout.endLayout()
    return layout, max(count, 1), cut


def _units(text: str, spans: Sequence[Span]) -> list[Span]:
    if text.isascii() or max(map(ord, text), default=0) < 0x10000:
        return list(spans)
    return [
        (len(text[:start].encode("utf-16-le")) // 2, len(text[:end].encode("utf-16-le")) // 2)
        for start, end in spans
    ]


def _x(line: object, position: int) -> float:
    found = line.cursorToX(position)  # type: ignore[attr-defined]
    return float(found[0] if isinstance(found, tuple) else found)
