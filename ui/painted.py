"""Base of the small painted controls: hover, press, focus ring, one accessible name."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from phrasebook import plain
from ui import icons
from ui.delegates.paint import draw_text, metrics
from ui.plain import tip_text
from ui.theme import theme


class Bar(QWidget):
    """A strip filled with one token, with a line at its lower or upper edge."""

    def __init__(
        self, parent: QWidget | None = None, *, token: str = "card", edge: str = ""
    ) -> None:
        """``edge`` is ``top``, ``bottom``, ``right`` or empty."""
        super().__init__(parent)
        self._token = token
        self._edge = edge
        theme().changed.connect(self.restyle)

    def restyle(self) -> None:
        """Measure and paint again after a change of theme."""
        self.updateGeometry()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            self.paint_ground(painter)

    def paint_ground(self, painter: QPainter) -> None:
        """Fill the strip and draw its line."""
        painter.fillRect(self.rect(), theme().color(self._token))
        width, height, line = self.width(), self.height(), theme().color("line")
        if self._edge == "bottom":
            painter.fillRect(0, height - 1, width, 1, line)
        elif self._edge == "top":
            painter.fillRect(0, 0, width, 1, line)
        elif self._edge == "right":
            painter.fillRect(width - 1, 0, 1, height, line)


class PaintedButton(QAbstractButton):
    """A button that paints itself; subclasses override ``paint_face`` and ``sizeHint``.

    Attributes:
        hover: The mouse is over it.
        ring: Colour of the focus ring; another than the face.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """``text`` is also the accessible name."""
        super().__init__(parent)
        self._words = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hover = False
        self.ring = "accent"
        theme().changed.connect(self.restyle)

    def setText(self, text: str) -> None:
        """Show a text as it stands; Qt would make a key of the letter after an "&"."""
        self._words = plain.line(text, plain.TEXT)
        super().setText(self._words.replace("&", "&&"))

    def text(self) -> str:
        """Give the text that is shown."""
        return self._words

    def restyle(self) -> None:
        """Measure and paint again after a change of theme."""
        self.updateGeometry()
        self.update()

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:
        """Paint everything but the focus ring."""
        raise NotImplementedError

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect())
            self.paint_face(painter, rect)
            if self.hasFocus():
                painter.setPen(QPen(theme().color(self.ring), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                radius = theme().metric("radius")
                painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102
        self.hover = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: D102
        self.hover = False
        self.update()
        super().leaveEvent(event)


class IconButton(PaintedButton):
    """An icon without words; its name is told to screen readers and in the tooltip."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        """``icon`` is a file of ``resources/icons``; raises ``IconError`` for any other."""
        super().__init__(name, parent)
        self._icon = icons.checked(icon)
        self.setToolTip(tip_text(name))

    def set_icon(self, icon: str, name: str) -> None:
        """Show another icon with another name."""
        self._icon = icons.checked(icon)
        self.setAccessibleName(name)
        self.setToolTip(tip_text(name))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        side = theme().px(24)
        return QSize(side, side)

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        if self.hover or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft" if self.isDown() else "kbd"))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), look.px(5), look.px(5))
        side = look.px(15)
        box = QRectF(0, 0, side, side)
        box.moveCenter(rect.center())
        token = "dot_off" if not self.isEnabled() else "ink" if self.hover else "sub"
        icons.paint(painter, self._icon, box, look.color(token))


class TextButton(PaintedButton):
    """A small button with words; ``kind`` is ``plain``, ``primary`` or ``link``."""

    def __init__(self, text: str, parent: QWidget | None = None, *, kind: str = "plain") -> None:
        """Make the button."""
        super().__init__(text, parent)
        self._kind = kind
        if kind == "primary":
            self.ring = "ink"

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = metrics("body").horizontalAdvance(self.text())
        pad = 4 if self._kind == "link" else 24
        return QSize(round(width) + look.px(pad) + 2, look.px(26))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def may_shrink(self) -> None:
        """Let a layout without room make it narrower than its words, which are cut then."""
        self.setMinimumWidth(theme().px(40))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        ink = "accent_text"
        if self._kind != "link":
            primary = self._kind == "primary"
            ink = "on_accent" if primary else "ink"
            fill = look.color("accent" if primary else "hover" if self.hover else "card")
            if self.isDown():
                fill = fill.darker(108)
            painter.setPen(
                QPen(look.color("accent" if primary or self.hover else "line_strong"), 1)
            )
            painter.setBrush(fill)
            radius = look.metric("radius")
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        width = draw_text(painter, rect, self.text(), "body", ink, Qt.AlignmentFlag.AlignHCenter)
        if self._kind == "link" and self.hover:
            x = rect.center().x() - width / 2
            y = rect.center().y() + metrics("body").ascent() / 2 + 1
            painter.fillRect(QRectF(x, y, width, 1), QColor(look.color(ink)))
