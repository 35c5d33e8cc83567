"""The buyer's message over the cards, and the replies that fit it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from assistant.suggest.reading import Reading, Suggestion
from phrasebook.model import Phrase
from phrasebook.scenes import scene
from ui.card_actions import CardActions
from ui.delegates.paint import draw_text
from ui.i18n import tr
from ui.painted import IconButton, PaintedButton, TextButton
from ui.plain import tip_text
from ui.sheet import Caption, CardStack
from ui.theme import theme

MAX_MESSAGE: Final = 1000
"""Characters of a message that are looked at."""
SHOWN: Final = 3
"""Suggestions shown at most (design.md, section 6)."""


class MessageButton(PaintedButton):
    """The message on one line; pressing it lets another be typed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a message."""
        super().__init__("", parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.message = ""
        self.set_message("")

    def set_message(self, message: str) -> None:
        """Show a message; "" shows the offer to type one."""
        self.message = " ".join(message.split())
        shown = tr("买家:“{message}”", message=self.message) if message else tr("买家说了什么?")
        self.setText(shown)
        self.setAccessibleName(shown)
        self.setToolTip(tip_text(message or tr("输入或拖来买家的话,给出合适的回复")))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(100, theme().px(26))

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        token = "ink" if self.message or self.hover else "sub"
        draw_text(painter, rect, self.text(), "body", token)


class MessageStrip(QWidget):
    """A soft strip with the message, what was seen in it, and up to three cards.

    Signals:
        type_pressed: A message shall be typed.
        cleared: The message was taken away.
        wrong_pressed: Nothing that is suggested fits.
    """

    type_pressed = Signal()
    cleared = Signal()
    wrong_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a message."""
        super().__init__(parent)
        self.button = MessageButton(self)
        self.close_button = IconButton("close", tr("清除买家的话"), self)
        self.seen = Caption("", self)
        self.wrong = TextButton(tr("都不合适"), self, kind="link")
        self.wrong.setToolTip(tr("记下来:以后这样的话不再建议这几条"))
        self.stack = CardStack(self)
        self.stack.setAccessibleName(tr("建议回复"))
        self.stack.painter_of_cards.suggested = True
        self.card_actions = CardActions(self.stack, self)
        self._row = QHBoxLayout()
        self._row.addWidget(self.button, 1)
        self._row.addWidget(self.close_button)
        self._box = QVBoxLayout(self)
        self._below = QHBoxLayout()
        self._below.addWidget(self.seen, 1)
        self._below.addWidget(self.wrong)
        self._box.addLayout(self._row)
        self._box.addLayout(self._below)
        self._box.addWidget(self.stack)
        self.button.clicked.connect(self.type_pressed)
        self.close_button.clicked.connect(self.cleared)
        self.wrong.clicked.connect(self.wrong_pressed)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.clear()

    def clear(self) -> None:
        """Take message and suggestions away."""
        self.button.set_message("")
        self.close_button.hide()
        self.seen.set_text("")
        self.wrong.hide()
        self.stack.show_phrases([])

    def show_reading(self, reading: Reading, suggestions: Sequence[Suggestion]) -> None:
        """Show a message with what fits; with nothing that fits, only the message."""
        self.button.set_message(reading.message)
        self.close_button.show()
        self.stack.cards.set_suggested([one.phrase for one in suggestions[:SHOWN]])
        self.seen.set_text(_seen(reading) if suggestions else tr("没有拿得准的回复,先不建议"))
        self.seen.setToolTip(tip_text(_why(suggestions)))
        self.wrong.setVisible(bool(suggestions))

    def phrases(self) -> list[Phrase]:
        """Give the phrases that are suggested now."""
        return [card.phrase for card in self.stack.cards.cards]

    def _restyle(self) -> None:
        look = theme()
        side = look.metric("list_pad")
        self._row.setContentsMargins(side + look.px(8), look.px(6), side + look.px(2), 0)
        self._below.setContentsMargins(0, 0, side, 0)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(look.px(2))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft" if self.button.message else "card"))
            side, radius = look.metric("list_pad"), look.metric("radius")
            height = self.button.height() + look.px(4)
            frame = QRectF(side, look.px(4), self.width() - 2 * side, height)
            painter.drawRoundedRect(frame, radius, radius)


def _seen(reading: Reading) -> str:
    names = []
    for guess in reading.guesses[:2]:
        found = scene(guess.scene)
        if found is not None:
            names.append(found.title.removeprefix(tr("异议:")))
    parts = [tr("建议回复"), " + ".join(names)]
    if reading.mood == "angry":
        parts.append(tr("有火气"))
    if reading.buyer_type:
        parts.append(tr("像{type}", type=reading.buyer_type))
    return " · ".join(part for part in parts if part)


def _why(suggestions: Sequence[Suggestion]) -> str:
    words = dict.fromkeys(word for one in suggestions for word in one.guess.words)
    return tr("看到了:{words}", words="、".join(words)) if words else ""
