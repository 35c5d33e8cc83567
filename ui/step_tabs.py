"""The steps of the flow as tabs, each as wide as its word asks for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from phrasebook.model import STEPS, Step
from ui.delegates.paint import draw_text
from ui.i18n import tr
from ui.painted import Bar, PaintedButton
from ui.plain import tip_text
from ui.theme import theme


class StepTab(PaintedButton):
    """One tab: its number (the digit of its key) over its name."""

    def __init__(self, step: Step, digit: int, parent: QWidget) -> None:
        """``digit`` is what Ctrl+digit uses; after-sales has 7."""
        super().__init__(tr(step.name), parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(tip_text(f"{tr(step.name)} (Ctrl+{digit})"))
        self.step = step
        self.digit = digit
        self.shrink = 1.0

    def word_width(self) -> float:
        """Give the width of the name when bold, in px."""
        font = QFont(theme().font("body"))
        font.setBold(True)
        return QFontMetricsF(font).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(round(self.word_width()), theme().metric("tabs"))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        on = self.isChecked()
        token = "accent_text" if on else "ink" if self.hover else "sub"
        top = look.px(8)
        digits = QRectF(0, top, rect.width(), look.px(14))
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, digits, str(self.digit), "tiny", token, centre)
        words = QRectF(0, top + look.px(14), rect.width(), look.px(17))
        font = QFont(look.font("body_strong" if on else "body"))
        if self.shrink < 1.0:
            font.setPointSizeF(font.pointSizeF() * self.shrink)
        painter.setFont(font)
        painter.setPen(look.color(token))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        if on:
            bar = QRectF(0, rect.height() - 2, rect.width(), 2)
            painter.fillRect(bar, look.color("accent"))


class StepTabs(Bar):
    """All tabs; each gets its word's width and an equal share of what is left.

    Signals:
        step_chosen: A tab was pressed: the number of its step (0 for after-sales).
    """

    step_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at the first step."""
        super().__init__(parent, edge="bottom")
        self.setAccessibleName(tr("流程步骤"))
        self._group = QButtonGroup(self)
        self.tabs = [StepTab(step, digit, self) for digit, step in enumerate(STEPS, 1)]
        for tab in self.tabs:
            self._group.addButton(tab)
            tab.clicked.connect(lambda _on, n=tab.step.number: self.step_chosen.emit(n))
        self.tabs[0].setChecked(True)
        self.restyle()

    @property
    def step(self) -> int:
        """Number of the chosen step."""
        return next(tab.step.number for tab in self.tabs if tab.isChecked())

    def set_step(self, number: int) -> None:
        """Choose a step without telling anyone; an unknown number changes nothing."""
        for tab in self.tabs:
            if tab.step.number == number:
                tab.setChecked(True)

    def restyle(self) -> None:  # noqa: D102
        self.setFixedHeight(theme().metric("tabs"))
        self._place()
        super().restyle()

    def _place(self) -> None:
        side = theme().metric("head_pad") - theme().px(4)
        words = [tab.word_width() for tab in self.tabs]
        room = self.width() - 2 * side
        need = sum(words) + 2 * len(words)
        # A word is never cut: where all together do not fit, all become a little smaller.
        shrink = min(1.0, room / need) if room > 0 else 1.0
        spare = max(room - sum(words) * shrink, 0) / len(words)
        x = float(side)
        for tab, word in zip(self.tabs, words, strict=True):
            width = word * shrink + spare
            tab.shrink = shrink
            tab.setGeometry(round(x), 0, round(x + width) - round(x), self.height())
            x += width

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        self._place()
        super().resizeEvent(event)
