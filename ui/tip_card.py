"""A tip as a card: what lies behind it, its signs, what to do and what not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from phrasebook.tips import Tip
from ui import icons
from ui.delegates.paint import metrics
from ui.i18n import tr
from ui.painted import TextButton
from ui.sheet import Panel
from ui.theme import theme
from ui.wrapped import Wrapped


class MarkedLine(QWidget):
    """A line of text with a tick, a cross or a dot before it."""

    def __init__(self, mark: str, text: str, parent: QWidget | None = None) -> None:
        """``mark`` is ``check``, ``close`` or ``dot``."""
        super().__init__(parent)
        self._mark = mark
        row = QHBoxLayout(self)
        row.setContentsMargins(theme().px(18), 0, 0, 0)
        self.words = Wrapped(text, self)
        row.addWidget(self.words, 1)
        said = {"check": tr("要做"), "close": tr("避免"), "dot": ""}[mark]
        self.setAccessibleName(f"{said} {text}".strip())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = self.words.y() + metrics("body").height() / 2
            if self._mark == "dot":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color("sub"))
                painter.drawEllipse(QPointF(look.px(8), middle), look.px(2), look.px(2))
                return
            side = look.px(13)
            box = QRectF(look.px(2), middle - side / 2, side, side)
            token = "ok" if self._mark == "check" else "danger"
            icons.paint(painter, self._mark, box, look.color(token))


SHORT: Final = {"dot": 2, "check": 3, "close": 2}
"""Lines of each kind that are shown at first: the phrases below must stay in view."""


class TipCard(Panel):
    """Shows one tip, the first lines at first and all of them when asked.

    Signals:
        pressed: A button was pressed: its name.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._tip: Tip | None = None
        self._buttons: Sequence[tuple[str, str]] = ()
        self.whole = False

    def show_tip(self, tip: Tip, buttons: Sequence[tuple[str, str]] = ()) -> None:
        """Show a tip, and under it buttons (name and word)."""
        if tip != self._tip:
            self.whole = False
        self._tip, self._buttons = tip, buttons
        self.clear()
        self.setAccessibleName(f"{tip.title}: {tip.lead}")
        self.add(Wrapped(tip.lead, self, role="title"))
        self.add(Wrapped(tip.behind, self, token="sub"))
        hidden = 0
        for mark, lines in (("dot", tip.signs), ("check", tip.do), ("close", tip.dont)):
            shown = lines if self.whole else lines[: SHORT[mark]]
            hidden += len(lines) - len(shown)
            for line in shown:
                self.add(MarkedLine(mark, line, self))
        more = [("more", tr("还有 {n} 条", n=hidden))] if hidden else []
        if buttons or more:
            self._add_buttons([*buttons, *more])

    def show_whole(self) -> None:
        """Show every line."""
        self.whole = True
        if self._tip is not None:
            self.show_tip(self._tip, self._buttons)

    def _add_buttons(self, buttons: Sequence[tuple[str, str]]) -> None:
        row = QWidget(self)
        box = QHBoxLayout(row)
        box.setContentsMargins(0, theme().px(5), 0, theme().px(2))
        box.setSpacing(theme().px(6))
        for name, word in buttons:
            button = TextButton(word, row, kind="link" if name == "more" else "plain")
            button.setObjectName(f"tip.{name}")
            button.may_shrink()
            if name == "more":
                button.clicked.connect(self.show_whole)
            else:
                button.clicked.connect(lambda _on=False, n=name: self.pressed.emit(n))
            box.addWidget(button)
        box.addStretch(1)
        self.add(row)
