"""Rows of small choices that wrap where there is no room: reasons, buyer types, words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from ui.delegates.paint import draw_text, metrics
from ui.painted import Bar, PaintedButton
from ui.shown import set_shown
from ui.theme import theme


class Chip(PaintedButton):
    """One choice."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Make it unchosen."""
        super().__init__(text, parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:  # noqa: D102
        width = metrics("body").horizontalAdvance(self.text())
        return QSize(round(width) + theme().px(18), theme().px(26))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        on = self.isChecked()
        border = "accent" if on or self.hover else "line"
        painter.setPen(QPen(look.color(border), 1))
        painter.setBrush(look.color("accent" if on else "hover" if self.hover else "card"))
        radius = look.metric("radius")
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        token = "on_accent" if on else "ink"
        draw_text(painter, rect, self.text(), "body", token, Qt.AlignmentFlag.AlignHCenter)


class ChipRow(QWidget):
    """Chips, one of which is chosen.

    Attributes:
        flush: The chips begin at the left edge, as in a form; else where cards begin.

    Signals:
        chosen: A chip was pressed: its value.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is what is chosen here, for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._group = QButtonGroup(self)
        self._chips: dict[str, Chip] = {}
        self.flush = False
        theme().changed.connect(self._place)

    @property
    def value(self) -> str:
        """The chosen value; empty if none is."""
        return next((value for value, chip in self._chips.items() if chip.isChecked()), "")

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices (value and text); none is chosen."""
        for chip in self._chips.values():
            self._group.removeButton(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for value, text in choices:
            chip = self.make_chip(value, text)
            chip.setAccessibleName(f"{self.accessibleName()}: {text}")
            chip.clicked.connect(lambda _on=False, v=value: self.chosen.emit(v))
            self._group.addButton(chip)
            self._chips[value] = chip
            chip.show()
        set_shown(self, bool(choices))
        self._place()
        self.updateGeometry()

    def make_chip(self, value: str, text: str) -> Chip:  # noqa: ARG002 - for those who draw it
        """Make one choice; others draw theirs otherwise."""
        return Chip(text, self)

    def set_value(self, value: str) -> None:
        """Choose without telling anyone; an unknown value chooses none."""
        self._group.setExclusive(False)
        for known, chip in self._chips.items():
            chip.setChecked(known == value)
        self._group.setExclusive(True)

    def _rows(self, width: int) -> list[tuple[Chip, int, int]]:
        look = theme()
        side, gap = 0 if self.flush else look.metric("list_pad"), look.px(6)
        x, y = side, 0
        placed = []
        for chip in self._chips.values():
            size = chip.sizeHint()
            if x > side and x + size.width() > width - side:
                x, y = side, y + size.height() + gap
            placed.append((chip, x, y))
            x += size.width() + gap
        return placed

    def _place(self) -> None:
        for chip, x, y in self._rows(self.width()):
            size = chip.sizeHint()
            chip.setGeometry(x, y, min(size.width(), self.width() - x), size.height())

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        placed = self._rows(width)
        return placed[-1][2] + placed[-1][0].sizeHint().height() if placed else 0

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(100, self.heightForWidth(max(self.width(), 100)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()  # the hint of its height is for its width


class Tab(PaintedButton):
    """One word of a ``TabRow``."""

    def __init__(self, text: str, parent: QWidget) -> None:
        """Make it unchosen."""
        super().__init__(text, parent)
        self.setCheckable(True)

    def sizeHint(self) -> QSize:  # noqa: D102
        width = metrics("body_strong").horizontalAdvance(self.text())
        return QSize(round(width) + theme().px(4), theme().px(36))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        on = self.isChecked()
        token = "accent_text" if on else "ink" if self.hover else "sub"
        role = "body_strong" if on else "body"
        draw_text(painter, rect, self.text(), role, token, Qt.AlignmentFlag.AlignHCenter)
        if on:
            painter.fillRect(QRectF(0, rect.height() - 2, rect.width(), 2), look.color("accent"))


class TabRow(Bar):
    """Words side by side over a page, one of which is chosen.

    Signals:
        chosen: A word was pressed: its value.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Offer ``choices`` (value and text); the first is chosen."""
        super().__init__(parent, edge="bottom")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._tabs: dict[str, Tab] = {}
        for value, text in choices:
            tab = Tab(text, self)
            tab.clicked.connect(lambda _on=False, v=value: self.chosen.emit(v))
            self._group.addButton(tab)
            self._tabs[value] = tab
        next(iter(self._tabs.values())).setChecked(True)
        self.restyle()

    @property
    def value(self) -> str:
        """The chosen value."""
        return next(value for value, tab in self._tabs.items() if tab.isChecked())

    def set_value(self, value: str) -> None:
        """Choose without telling anyone; an unknown value changes nothing."""
        if value in self._tabs:
            self._tabs[value].setChecked(True)

    def restyle(self) -> None:  # noqa: D102
        self.setFixedHeight(theme().px(36))
        self._place()
        super().restyle()

    def _place(self) -> None:
        side = theme().metric("head_pad") - theme().px(4)
        words = [tab.sizeHint().width() for tab in self._tabs.values()]
        room = self.width() - 2 * side
        spare = max(room - sum(words), 0) / len(words)
        shrink = min(1.0, room / sum(words)) if room > 0 else 1.0
        x = float(side)
        for tab, word in zip(self._tabs.values(), words, strict=True):
            width = word * shrink + spare
            tab.setGeometry(round(x), 0, round(x + width) - round(x), self.height())
            x += width

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._place()
        super().resizeEvent(event)
