"""A button whose words go on a second line where one line has no room."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QBoxLayout,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QWidget,
)  # fmt: skip

from ui.plain import menu_text
from ui.theme import theme

_LEAST_EM: Final = 6
"""A line is never narrower than so many Chinese characters, unless the words are shorter."""
_PLENTY: Final = 1000
"""A width, in px, at which no style makes a button wider than it has to be."""


def broken(words: str, layout: QTextLayout, width: int) -> str:
    """Break words into lines of a width.

    Args:
        words: On one line.
        layout: With the font.
        width: In px.
    """
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setText(words)
    lines: list[str] = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(words[line.textStart() : line.textStart() + line.textLength()].strip())
    layout.endLayout()
    return "\n".join(lines)


class WrapButton(QPushButton):
    """A button of the theme that gives way in a narrow sidebar, and cuts no word off."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        """Show ``words``, which are also the accessible name."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._text = ""
        self.setText(menu_text(words))
        self.setAccessibleName(words)

    def text(self) -> str:
        """Give the text as it was set, without line breaks."""
        return self._text

    def setText(self, text: str) -> None:
        """Show another text, in which "&&" is an "&"."""
        self._text = text
        self._break()

    def sizeHint(self) -> QSize:
        """Room for all words on one line, with the height of the lines that there are."""
        lines = super().text().count("\n") + 1
        return self._around(QSize(self._advance(self._words()), self._line() * lines))

    def minimumSizeHint(self) -> QSize:
        """Room for the shortest lines."""
        hint = self.sizeHint()
        least = self._around(QSize(self._advance("字" * _LEAST_EM), self._line())).width()
        return QSize(min(hint.width(), least), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words anew."""
        super().resizeEvent(event)
        self._break()

    def _words(self) -> str:
        return self._text.replace("&&", "&")

    def _advance(self, words: str) -> int:
        return self.fontMetrics().horizontalAdvance(words)

    def _line(self) -> int:
        return self.fontMetrics().lineSpacing()

    def _around(self, words: QSize) -> QSize:
        """Add what the style has around words of a size; the same whatever they are."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        kind = QStyle.ContentsType.CT_PushButton
        return self.style().sizeFromContents(kind, option, words, self)

    def _break(self) -> None:
        plenty = QSize(_PLENTY, self._line())
        words, room = self._words(), self.width() - (self._around(plenty).width() - _PLENTY)
        if self._advance(words) > room > 0:
            words = broken(words, QTextLayout("", self.font()), room)
        shown = words.replace("&", "&&")
        if shown != super().text():
            super().setText(shown)


class ButtonRow(QWidget):
    """Buttons side by side, or under each other where they have no room."""

    def __init__(self, *buttons: QPushButton) -> None:
        """Hold ``buttons`` in order."""
        super().__init__()
        self._buttons = buttons
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme().px(6))
        for button in buttons:
            self._box.addWidget(button)
        self._box.addStretch()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest button."""
        widest = max(button.minimumSizeHint().width() for button in self._buttons)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the direction."""
        super().resizeEvent(event)
        gaps = self._box.spacing() * (len(self._buttons) - 1)
        room = sum(button.sizeHint().width() for button in self._buttons) + gaps
        beside = room <= self.width()
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
