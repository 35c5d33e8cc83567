"""What stands in place of the cards when there are none: it teaches, or says what went wrong."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import icons
from ui.painted import TextButton
from ui.theme import theme
from ui.wrapped import Wrapped


class Picture(QWidget):
    """An icon on a pale disc."""

    def __init__(self, parent: QWidget) -> None:
        """Show the icon of nothing."""
        super().__init__(parent)
        self.name = "empty"
        self.token = "sub"

    def show_icon(self, name: str, token: str) -> None:
        """Show a file of ``resources/icons`` in a colour; ``warn`` has a disc of its own."""
        self.name, self.token = icons.checked(name), token
        self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        side = theme().px(44)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("warn_bg" if self.token == "warn" else "soft"))
            painter.drawEllipse(QRectF(self.rect()))
            inset = look.px(11)
            box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
            icons.paint(painter, self.name, box, look.color(self.token))


class StateView(QWidget):
    """A picture, one line, advice and up to two buttons.

    Signals:
        pressed: A button was pressed: its name as given to ``say``.
    """

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._picture = Picture(self)
        self.title = Wrapped("", self, role="strong", centred=True)
        self.advice = Wrapped("", self, token="sub", centred=True)
        self._buttons: list[TextButton] = []
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.addStretch(2)
        self._box.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(self.title)
        self._box.addWidget(self.advice)
        self._box.addLayout(self._row)
        self._box.addStretch(5)
        self._restyle()
        theme().changed.connect(self._restyle)

    @property
    def buttons(self) -> list[TextButton]:
        """The buttons that are shown."""
        return list(self._buttons)

    def say(
        self,
        title: str,
        advice: str = "",
        *,
        icon: str = "empty",
        warning: bool = False,
        buttons: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Show a state.

        Args:
            title: What is the case.
            advice: What to do about it.
            icon: File of ``resources/icons``.
            warning: Paint the picture as a warning.
            buttons: Name for ``pressed`` and word; the first is the main one.
        """
        self._picture.show_icon(icon, "warn" if warning else "accent_text")
        self.title.set_text(title)
        self.advice.set_text(advice)
        self.setAccessibleName(f"{title} {advice}".strip())
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for number, (name, word) in enumerate(buttons):
            button = TextButton(word, self, kind="plain" if number else "primary")
            button.clicked.connect(lambda _on=False, n=name: self.pressed.emit(n))
            self._row.insertWidget(1 + number, button)
            self._buttons.append(button)

    def _restyle(self) -> None:
        look = theme()
        self._box.setContentsMargins(look.px(28), look.px(16), look.px(28), look.px(16))
        self._box.setSpacing(look.px(8))
        self._row.setSpacing(look.px(8))
