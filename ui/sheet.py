"""A page that scrolls as one column: captions, cards of advice, cards of phrases."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from phrasebook.model import Phrase
from ui.card_list import CardList
from ui.delegates.paint import draw_text, metrics
from ui.i18n import tr
from ui.scrollbar import ThinScrollBar
from ui.theme import theme


class Sheet(QScrollArea):
    """A column of widgets that scrolls; its bar lies over the right edge."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._column = _Column()
        self.setWidget(self._column)
        self._bar = ThinScrollBar(self)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the end of the column."""
        for widget in widgets:
            self._column.box.insertWidget(self._column.box.count() - 1, widget)

    def top(self) -> None:
        """Scroll to the beginning."""
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._bar.place()


class _Column(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.addStretch(1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        look = theme()
        self.box.setContentsMargins(0, look.px(4), 0, look.px(10))
        self.box.setSpacing(look.px(6))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("bg"))


class Caption(QWidget):
    """A small line over what follows; an empty one is hidden."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        """Show ``text``."""
        super().__init__(parent)
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Show another text."""
        self.text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(100, round(metrics("small").height()) + theme().px(6))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        side = theme().metric("list_pad") + theme().px(2)
        room = QRectF(self.rect()).adjusted(side, 0, -side, 0)
        with QPainter(self) as painter:
            draw_text(painter, room, self.text, "small", "sub")


class Panel(QWidget):
    """A card of advice: a rounded frame around a column of parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.box = QVBoxLayout(self)
        self._parts: list[QWidget] = []
        theme().changed.connect(self._restyle)
        self._restyle()

    def add(self, part: QWidget, align: Qt.AlignmentFlag = Qt.AlignmentFlag(0)) -> None:  # noqa: B008
        """Put a part at the end."""
        self.box.addWidget(part, 0, align)
        self._parts.append(part)

    def clear(self) -> None:
        """Take every part out."""
        for part in self._parts:
            self.box.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []

    def _restyle(self) -> None:
        look = theme()
        side, pad = look.metric("list_pad"), look.metric("card_pad_x")
        self.box.setContentsMargins(
            side + pad, look.metric("card_pad_y") + 1, side + pad, look.metric("card_pad_y") + 2
        )
        self.box.setSpacing(look.px(3))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            side, radius = look.metric("list_pad"), look.metric("card_radius")
            painter.setPen(QPen(look.color("line"), 1))
            painter.setBrush(look.color("card"))
            frame = QRectF(self.rect()).adjusted(side + 0.5, 0.5, -side - 0.5, -0.5)
            painter.drawRoundedRect(frame, radius, radius)


class CardStack(CardList):
    """Cards of phrases that are as high as all of them, inside a ``Sheet``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty stack, which is hidden."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("可以粘贴的话术"))
        self.cards.modelReset.connect(self._fit)
        theme().changed.connect(self._fit)
        # The wheel belongs to the sheet: these cards have nothing to scroll.
        self.viewport().installEventFilter(self)
        self._fit()

    def show_phrases(self, phrases: list[Phrase]) -> None:
        """Show these cards."""
        self.cards.set_phrases(phrases)

    def _fit(self) -> None:
        rows = len(self.cards.cards)
        self.setVisible(rows > 0)
        self.doItemsLayout()
        height = sum(self.sizeHintForRow(row) for row in range(rows))
        self.setFixedHeight(max(height, 1))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: D102
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)
