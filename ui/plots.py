"""Plots painted with theme tokens: bars with their values, stacked bars, days side by side.

QtCharts is not in the Essentials wheel; matplotlib and pyqtgraph bring numpy, 20 to 40 MB and a
tenth of a second at their import for what is a few rectangles here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.plain import tip_text
from ui.theme import theme

LEFT, RIGHT, CENTRE = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignRight,
    Qt.AlignmentFlag.AlignHCenter,
)
_MOST_LABEL: Final = 0.36
"""Share of the width that the labels of bars may take; longer ones are cut."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar.

    Attributes:
        label: What is counted.
        value: How many, 0 or more.
        token: Colour token.
    """

    label: str
    value: int
    token: str = "accent"


class Plot(QWidget):
    """Base: a title, a body, and all of it as text for screen readers."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start without data."""
        super().__init__(parent)
        self.title = title
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _said(self, text: str) -> None:
        """Tell the data to screen readers, and measure and paint again."""
        self.setAccessibleDescription(text or tr("还没有数据"))
        self.setToolTip(tip_text(text))
        self._restyle()

    def head(self) -> float:
        """Give the height of the title, in px."""
        return metrics("body_strong").height() + theme().px(6)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room = QRectF(0, 0, self.width(), metrics("body_strong").height())
            draw_text(painter, room, self.title, "body_strong", "ink")
            body = QRectF(0, self.head(), self.width(), self.height() - self.head())
            self.paint_body(painter, body)

    def paint_body(self, painter: QPainter, body: QRectF) -> None:
        """Paint everything but the title."""
        raise NotImplementedError

    def paint_nothing(self, painter: QPainter, body: QRectF) -> None:
        """Say that there is nothing yet."""
        room = QRectF(body.x(), body.y(), body.width(), metrics("small").height())
        draw_text(painter, room, tr("这段时间还没有"), "small", "sub")


class BarPlot(Plot):
    """Bars one under the other, from a common line, each with its value at its end."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start without bars."""
        super().__init__(title, parent)
        self.bars: tuple[Bar, ...] = ()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show other bars."""
        self.bars = tuple(bars)
        self._said(",".join(f"{bar.label} {bar.value}" for bar in self.bars))

    @property
    def is_empty(self) -> bool:
        """Whether every value is 0."""
        return not any(bar.value for bar in self.bars)

    def _row(self) -> float:
        return metrics("small").height() + theme().px(6)

    def sizeHint(self) -> QSize:  # noqa: D102
        rows = 1 if self.is_empty else len(self.bars)
        return QSize(theme().px(220), round(self.head() + rows * self._row()))

    def paint_body(self, painter: QPainter, body: QRectF) -> None:  # noqa: D102
        if self.is_empty:
            self.paint_nothing(painter, body)
            return
        look, small = theme(), metrics("small")
        widest = max(small.horizontalAdvance(bar.label) for bar in self.bars)
        label = min(widest, body.width() * _MOST_LABEL)
        value = max(small.horizontalAdvance(str(bar.value)) for bar in self.bars)
        gap = look.px(6)
        left = body.x() + label + gap
        most = max(bar.value for bar in self.bars)
        room = max(body.right() - value - gap - left, 1.0)
        painter.fillRect(
            QRectF(left, body.y(), 1, self._row() * len(self.bars)), look.color("line_strong")
        )
        for n, bar in enumerate(self.bars):
            row = QRectF(body.x(), body.y() + n * self._row(), body.width(), self._row())
            words = QRectF(row.x(), row.y(), label, row.height())
            draw_text(painter, words, bar.label, "small", "sub", RIGHT)
            width = room * bar.value / most
            painter.fillRect(
                QRectF(left + 1, row.y() + look.px(3), width, row.height() - look.px(6)),
                look.color(bar.token),
            )
            end = QRectF(left + width + gap, row.y(), value + gap, row.height())
            draw_text(painter, end, str(bar.value), "small", "ink")


class StackPlot(Plot):
    """One bar in parts of a whole, with a legend that has the values."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """Start without parts."""
        super().__init__(title, parent)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.parts: tuple[Bar, ...] = ()

    def set_parts(self, parts: Sequence[Bar]) -> None:
        """Show other parts."""
        self.parts = tuple(parts)
        total = sum(part.value for part in self.parts)
        said = [f"{part.label} {part.value}{_share(part.value, total)}" for part in self.parts]
        self._said(",".join(said))

    @property
    def total(self) -> int:
        """What all parts come to."""
        return sum(part.value for part in self.parts)

    def _legend(self, width: float) -> list[tuple[Bar, QRectF]]:
        """Place the words of the legend; they wrap."""
        small, look = metrics("small"), theme()
        x = y = 0.0
        placed = []
        for part in self.parts:
            wide = small.horizontalAdvance(self._words(part)) + look.px(14)
            if x and x + wide > width:
                x, y = 0.0, y + small.height() + look.px(2)
            placed.append((part, QRectF(x, y, wide, small.height())))
            x += wide + look.px(12)
        return placed

    def _words(self, part: Bar) -> str:
        return f"{part.label} {part.value}{_share(part.value, self.total)}"

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        if not self.total:
            return round(self.head() + metrics("small").height())
        legend = self._legend(width)
        return round(self.head() + theme().px(22) + legend[-1][1].bottom())

    def sizeHint(self) -> QSize:  # noqa: D102
        width = max(self.width(), theme().px(220))
        return QSize(theme().px(220), self.heightForWidth(width))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def paint_body(self, painter: QPainter, body: QRectF) -> None:  # noqa: D102
        if not self.total:
            self.paint_nothing(painter, body)
            return
        look = theme()
        x, height = body.x(), look.px(16)
        for part in self.parts:
            width = body.width() * part.value / self.total
            piece = QRectF(x, body.y(), max(width - 1, 0), height)  # a line of ground between
            painter.fillRect(piece, look.color(part.token))
            x += width
        painter.translate(body.x(), body.y() + look.px(22))
        for part, place in self._legend(body.width()):
            side = look.px(9)
            mark = QRectF(place.x(), place.center().y() - side / 2, side, side)
            painter.fillRect(mark, look.color(part.token))
            words = place.adjusted(look.px(13), 0, 2, 0)
            draw_text(painter, words, self._words(part), "small", "ink")


def _share(value: int, total: int) -> str:
    return f" ({value * 100 / total:.0f}%)" if total and value else ""


class DayPlot(Plot):
    """Upright bars, one a day: the highest with its value, the ends with their dates."""

    def __init__(self, title: str, parent: QWidget | None = None, *, height: int = 72) -> None:
        """Start without days.

        Args:
            title: What is counted.
            parent: Owner; may be None.
            height: Of the bars, in px at 100 %.
        """
        super().__init__(title, parent)
        self._high = height
        self.values: tuple[int, ...] = ()
        self.days: tuple[str, ...] = ()
        self.top = 1

    def set_days(self, days: Sequence[str], values: Sequence[int], top: int = 0) -> None:
        """Show other days.

        Args:
            days: Name of each day.
            values: Number of each day.
            top: Value of the full height, for plots that stand beside each other; 0 takes the
                highest value.
        """
        self.days, self.values = tuple(days), tuple(values)
        self.top = max(top, *self.values, 1) if self.values else max(top, 1)
        named = [f"{day} {n}" for day, n in zip(self.days, self.values, strict=True) if n]
        self._said(",".join(named))

    def sizeHint(self) -> QSize:  # noqa: D102
        look, tiny = theme(), metrics("small").height()
        return QSize(look.px(130), round(self.head() + 2 * tiny + look.px(self._high) + 4))

    def paint_body(self, painter: QPainter, body: QRectF) -> None:  # noqa: D102
        look, words = theme(), metrics("small").height()
        ground = body.y() + words + look.px(self._high)
        painter.fillRect(QRectF(body.x(), ground, body.width(), 1), look.color("line_strong"))
        if not any(self.values):
            self.paint_nothing(painter, QRectF(body.x(), ground - words - 2, body.width(), words))
            return
        step = body.width() / len(self.values)
        gap = 1 if step >= 3 else 0
        best = max(range(len(self.values)), key=self.values.__getitem__)
        for n, value in enumerate(self.values):
            high = look.px(self._high) * value / self.top
            bar = QRectF(body.x() + n * step, ground - high, max(step - gap, 1), high)
            painter.fillRect(bar, look.color("accent"))
        said = str(self.values[best])
        wide = metrics("small").horizontalAdvance(said) + 2
        middle = body.x() + (best + 0.5) * step
        x = min(max(middle - wide / 2, body.x()), body.right() - wide)
        high = look.px(self._high) * self.values[best] / self.top
        above = QRectF(x, ground - high - words, wide, words)
        draw_text(painter, above, said, "small", "ink", CENTRE)
        below = QRectF(body.x(), ground + 2, body.width(), words)
        draw_text(painter, below, self.days[0], "small", "sub", LEFT)
        draw_text(painter, below, self.days[-1], "small", "sub", RIGHT)


class Multiples(QWidget):
    """Small plots of one kind side by side on one scale, as many a row as there is room for."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is what they are of, for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.plots: list[DayPlot] = []
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_series(self, days: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> None:
        """Show other series: title and values by day; the highest of all is the scale."""
        titles = [title for title, _ in series]
        if titles != [plot.title for plot in self.plots]:
            for old in self.plots:
                self._grid.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.plots = [DayPlot(title, self, height=34) for title in titles]
            self._columns = 0
        top = max((max(values, default=0) for _, values in series), default=0)
        for plot, (_, values) in zip(self.plots, series, strict=True):
            plot.set_days(days, values, top)
        self._place()

    def _place(self) -> None:
        room = theme().px(130)
        columns = max(1, min(4, self.width() // room))
        if columns == self._columns:
            return
        self._columns = columns
        for n, plot in enumerate(self.plots):
            self._grid.addWidget(plot, n // columns, n % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < columns))

    def _restyle(self) -> None:
        self._grid.setHorizontalSpacing(theme().px(14))
        self._grid.setVerticalSpacing(theme().px(8))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place()
