"""A paragraph that wraps and is painted with theme tokens (a ``QLabel`` would need a sheet)."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.card_text import CardText, Display
from ui.theme import theme


class Wrapped(QWidget):
    """Text over as many lines as it needs; the layout asks ``heightForWidth``."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: str = "body",
        token: str = "ink",
        centred: bool = False,
    ) -> None:
        """``role`` and ``token`` name font and colour of the theme."""
        super().__init__(parent)
        self.role, self.token, self._centred = role, token, centred
        self._shown = Display("")
        self._laid_out: tuple[float, list[CardText]] | None = None
        # Not fixed: a layout would cut the height to that of the size hint, which is of a width
        # that a narrow sidebar does not have.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_text(text)
        theme().changed.connect(self._restyle)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._shown.text

    def set_text(self, text: str) -> None:
        """Show plain text; line breaks start paragraphs."""
        self.set_display(Display(text))

    def set_display(self, shown: Display) -> None:
        """Show a template with its variables as chips."""
        self._shown = shown
        self.setAccessibleName(shown.text)
        self._restyle()

    def _restyle(self) -> None:
        self._laid_out = None
        self.updateGeometry()
        self.update()

    def _parts(self, width: float) -> list[CardText]:
        if self._laid_out is None or self._laid_out[0] != width:
            made: list[CardText] = []
            at = 0
            for line in self._shown.text.split("\n"):
                end = at + len(line)
                chips = tuple(
                    (max(s, at) - at, min(e, end) - at)
                    for s, e in self._shown.chips
                    if s < end and e > at
                )
                shown, centred = Display(line, chips), self._centred
                made.append(CardText(shown, width, role=self.role, max_lines=0, centred=centred))
                at = end + 1
            self._laid_out = (width, made)
        return self._laid_out[1]

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        return math.ceil(sum(part.height for part in self._parts(float(width))))

    def sizeHint(self) -> QSize:  # noqa: D102
        width = max(self.width(), theme().px(160))
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(theme().px(40), 0)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            y = 0.0
            for part in self._parts(float(self.width())):
                part.draw(painter, 0.0, y, self.token)
                y += part.height
