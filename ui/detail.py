"""The whole of a phrase beside the list, while the mouse rests on its card."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QEnterEvent, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from phrasebook.model import Phrase
from ui.delegates.card_text import CardText, display
from ui.i18n import tr
from ui.painted import PaintedButton
from ui.scrollbar import ThinScrollBar
from ui.theme import theme
from ui.wrapped import Wrapped

WIDTH: Final = 320
"""In px at 100 %: long enough lines to read, short enough to leave the chat visible."""
_LEAST_WIDTH: Final = 200
_GRACE_MS: Final = 250
"""Time to move the mouse from the card into the popup."""


class VariantButton(PaintedButton):
    """One other wording; a click pastes it."""

    def __init__(self, text: str, parent: QWidget) -> None:
        """``text`` is the template of the wording."""
        super().__init__(display(text).text, parent)
        self.template = text
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setToolTip(tr("点按粘贴这一说法"))

    def sizeHint(self) -> QSize:  # noqa: D102
        width = max(self.width(), theme().px(200))
        return QSize(width, self.heightForWidth(width))

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        return round(self._laid_out(width).height) + theme().px(12)

    def _laid_out(self, width: float) -> CardText:
        return CardText(display(self.template), width - theme().px(18), max_lines=0)

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        painter.setPen(QPen(look.color("accent" if self.hover else "line"), 1))
        painter.setBrush(look.color("soft" if self.isDown() else "hover" if self.hover else "card"))
        radius = look.metric("radius")
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        text = self._laid_out(rect.width())
        text.draw(painter, look.px(9), look.px(6), "ink" if self.hover else "sub")


class Detail(QWidget):
    """A popup without focus.

    Signals:
        variant_chosen: A wording was clicked: the phrase and its text.
    """

    variant_chosen = Signal(object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it hidden; its content is made when it is first shown."""
        super().__init__(
            parent,
            Qt.WindowType.ToolTip
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowDoesNotAcceptFocus,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.phrase: Phrase | None = None
        self._content: QWidget | None = None
        self._area = QScrollArea(self)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = ThinScrollBar(self._area)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.addWidget(self._area)
        self._grace = QTimer(self)
        self._grace.setSingleShot(True)
        self._grace.setInterval(_GRACE_MS)
        self._grace.timeout.connect(self._grace_over)

    def show_for(self, phrase: Phrase, card: QRect, sidebar: QRect) -> None:
        """Show a phrase beside the sidebar, level with its card.

        Args:
            phrase: What to show.
            card: The card on the screen.
            sidebar: The sidebar on the screen; the popup stands where there is more room.
        """
        self._grace.stop()
        self.phrase = phrase
        self._fill(phrase)
        self.setGeometry(self._place(card, sidebar))
        self.setAccessibleName(tr("话术详情:{title}", title=phrase.title))
        self.show()
        self._bar.place()

    def leave(self) -> None:
        """The mouse left the card: go soon, unless it comes to the popup."""
        if self.isVisible():
            self._grace.start()

    def dismiss(self) -> None:
        """Go at once."""
        self._grace.stop()
        self.hide()

    def _grace_over(self) -> None:
        if not self.geometry().contains(QCursor.pos()):
            self.hide()

    def _place(self, card: QRect, sidebar: QRect) -> QRect:
        screen = QGuiApplication.screenAt(card.center()) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        gap, width = theme().px(8), theme().px(WIDTH)
        left_room, right_room = sidebar.left() - room.left(), room.right() - sidebar.right()
        beside = max(left_room, right_room) - gap
        level = card.top()
        if beside >= theme().px(_LEAST_WIDTH):
            width = min(width, beside)
            x = sidebar.left() - gap - width if left_room >= right_room else sidebar.right() + gap
        else:  # a screen as narrow as the sidebar: below the card rather than over it
            x, width, level = card.left(), card.width(), card.bottom() + gap
        height = min(self._content_height(width - 2) + 2, room.height() * 3 // 4)
        y = max(room.top(), min(level, room.bottom() - height))
        return QRect(QPoint(x, y), QPoint(x + width - 1, y + height - 1))

    def _content_height(self, width: int) -> int:
        content = self._content
        if content is None:
            return 0
        height = content.heightForWidth(width)
        # Or the scroll area takes the paragraphs' size hints, made for a narrower column.
        content.setFixedHeight(height)
        return height

    def _fill(self, phrase: Phrase) -> None:
        look = theme()
        content = QWidget()
        content.setAutoFillBackground(True)
        palette = content.palette()
        palette.setColor(content.backgroundRole(), look.color("card"))
        content.setPalette(palette)
        box = QVBoxLayout(content)
        box.setContentsMargins(look.px(14), look.px(11), look.px(14), look.px(13))
        box.setSpacing(look.px(5))
        box.addWidget(Wrapped(phrase.title, content, role="strong"))
        body = Wrapped("", content)
        body.set_display(display(phrase.text, keep_breaks=True))
        box.addWidget(body)
        for label, value in self._facts(phrase):
            box.addWidget(Wrapped(f"{label}:{value}", content, role="small", token="sub"))
        if phrase.variants:
            box.addSpacing(look.px(4))
            heading = tr("备选说法(点按粘贴)")
            box.addWidget(Wrapped(heading, content, role="small", token="sub"))
        for text in phrase.variants:
            button = VariantButton(text, content)
            button.clicked.connect(lambda _on=False, t=text: self._choose(t))
            box.addWidget(button)
        box.addStretch(1)
        self._content = content
        self._area.setWidget(content)

    def _facts(self, phrase: Phrase) -> list[tuple[str, str]]:
        facts = [
            (tr("何时用"), phrase.when),
            (tr("编码"), phrase.code),
            (tr("适合"), "、".join(phrase.buyer_types)),
            (tr("平台"), "、".join(phrase.platforms)),
            (tr("有效期至"), phrase.valid_until),
            (tr("用过"), tr("{count} 次", count=phrase.use_count) if phrase.use_count else ""),
        ]
        return [(label, value) for label, value in facts if value]

    def _choose(self, text: str) -> None:
        phrase = self.phrase
        self.dismiss()
        if phrase is not None:
            self.variant_chosen.emit(phrase, text)

    def enterEvent(self, _event: QEnterEvent) -> None:  # noqa: D102
        self._grace.stop()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: D102
        self.leave()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("card"))
            painter.setPen(QPen(theme().color("line_strong"), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
