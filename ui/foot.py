"""The foot: what the sidebar is docked to, and who works in which shift."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.painted import Bar, PaintedButton
from ui.theme import theme


class DockButton(PaintedButton):
    """A dot and a sentence; pressing it offers where to dock."""

    docked = False

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = metrics("small").horizontalAdvance(self.text()) + look.px(11 + 8)
        return QSize(round(width) + 2, look.px(22))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(60), theme().px(22))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        if self.hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("kbd"))
            painter.drawRoundedRect(rect, look.px(5), look.px(5))
        dot = look.px(7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("dot_on" if self.docked else "dot_off"))
        painter.drawEllipse(QRectF(look.px(4), (rect.height() - dot) / 2, dot, dot))
        words = rect.adjusted(look.px(4 + 11), 0, -look.px(2), 0)
        draw_text(painter, words, self.text(), "small", "ink" if self.hover else "sub")


class AgentLabel(QWidget):
    """The agent's number and shift, right-aligned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.text = ""
        self._short = ""

    def set_text(self, text: str, short: str = "") -> None:
        """Show a text, or ``short`` instead where the text would be cut."""
        self.text, self._short = text, short
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(round(metrics("small").horizontalAdvance(self.text)) + 2, theme().px(22))

    def paintEvent(self, _event: object) -> None:  # noqa: D102
        with QPainter(self) as painter:
            right = Qt.AlignmentFlag.AlignRight
            draw_text(painter, QRectF(self.rect()), self.shown(), "small", "sub", right)

    def shown(self) -> str:
        """Give what fits: the text or its short form."""
        fits = metrics("small").horizontalAdvance(self.text) <= self.width()
        return self.text if fits or not self._short else self._short


class Foot(Bar):
    """The lowest strip of the sidebar.

    Signals:
        dock_menu_requested: The docking sentence was pressed.
    """

    dock_menu_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start undocked and without an agent."""
        super().__init__(parent, edge="top")
        self.dock = DockButton("", self)
        self.agent = AgentLabel(self)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.dock)
        self._box.addStretch(1)
        self._box.addWidget(self.agent)
        self.dock.clicked.connect(self.dock_menu_requested)
        self.set_docked("")
        self.restyle()

    def set_docked(self, client: str) -> None:
        """Say which chat client the sidebar stands beside; empty means none."""
        text = tr("已停靠 {client}", client=client) if client else tr("未停靠")
        self.dock.docked = bool(client)
        self.dock.setText(text)
        self.dock.setAccessibleName(tr("{state},点按可更改停靠", state=text))
        self.dock.setToolTip(tr("更改停靠"))
        self.dock.restyle()

    def set_agent(self, number: str, shift: str = "") -> None:
        """Show the agent's number and shift; empty parts are left out."""
        parts = [tr("工号 {number}", number=number) if number else "", shift]
        known = [part for part in parts if part]
        self.agent.set_text(" · ".join(known), known[0] if known else "")

    def restyle(self) -> None:  # noqa: D102
        look = theme()
        self.setFixedHeight(look.metric("foot"))
        self._box.setContentsMargins(look.px(8), look.px(3), look.metric("head_pad"), look.px(2))
        self._box.setSpacing(look.px(10))
        super().restyle()
