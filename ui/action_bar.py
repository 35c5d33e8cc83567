"""The strip of buttons at the foot of a selected card: each names the key that does the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.delegates.paint import draw_text, metrics
from ui.painted import PaintedButton
from ui.theme import theme


@dataclass(frozen=True, slots=True)
class Act:
    """A thing that can be done to a card.

    Attributes:
        name: Name for ``ActionBar.pressed``.
        text: The word on the button.
        key: The letter that does the same in the list; may be empty.
        primary: The one to do first.
    """

    name: str
    text: str
    key: str = ""
    primary: bool = False


class KeyButton(PaintedButton):
    """A small button with a word and its key."""

    def __init__(
        self, text: str, key: str = "", parent: QWidget | None = None, *, primary: bool = False
    ) -> None:
        """The key is told to screen readers too."""
        super().__init__(text, parent)
        self._key, self._primary = key, primary
        if primary:
            self.ring = "ink"
        self.setAccessibleDescription(key)

    @property
    def key(self) -> str:
        """The key that is printed; "" for none."""
        return self._key

    def set_key(self, key: str) -> None:
        """Print another key."""
        if key != self._key:
            self._key = key
            self.setAccessibleDescription(key)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:  # noqa: D102
        look = theme()
        width = metrics("body").horizontalAdvance(self.text()) + look.px(16)
        if self._key:
            width += self._cap() + look.px(4)
        return QSize(round(width) + 1, look.px(24))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return self.sizeHint()

    def _cap(self) -> float:
        return metrics("key").horizontalAdvance(self._key) + theme().px(8)

    def paint_face(self, painter: QPainter, rect: QRectF) -> None:  # noqa: D102
        look = theme()
        ink = "on_accent" if self._primary else "ink"
        fill = look.color("accent" if self._primary else "hover" if self.hover else "card")
        if self.isDown():
            fill = fill.darker(108)
        edge = "accent" if self._primary or self.hover else "line_strong"
        painter.setPen(QPen(look.color(edge), 1))
        painter.setBrush(fill)
        radius = look.metric("radius")
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        inner = rect.adjusted(look.px(8), 0, -look.px(8), 0)
        if self._key:
            cap = QRectF(0, 0, self._cap(), look.px(16))
            cap.moveCenter(inner.center())
            cap.moveRight(inner.right() + look.px(3))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft" if self._primary else "kbd"))
            painter.drawRoundedRect(cap, look.px(4), look.px(4))
            token = "accent_text" if self._primary else "sub"
            draw_text(painter, cap, self._key, "key", token, Qt.AlignmentFlag.AlignHCenter)
            inner.setRight(cap.left() - look.px(4))
        draw_text(painter, inner, self.text(), "body", ink)


class ActionBar(QWidget):
    """Buttons that wrap where there is no room, and a few words at the right.

    Signals:
        pressed: A button was pressed: the name of its act.
    """

    pressed = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """``name`` is what the buttons are about, for screen readers."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._acts: tuple[Act, ...] = ()
        self._buttons: list[KeyButton] = []
        self._note = ""
        theme().changed.connect(self._place)

    @property
    def acts(self) -> tuple[Act, ...]:
        """What is offered."""
        return self._acts

    @property
    def buttons(self) -> dict[str, KeyButton]:
        """The buttons by the names of their acts."""
        return {act.name: one for act, one in zip(self._acts, self._buttons, strict=True)}

    def act_of(self, key: str) -> str:
        """Give the name of the act that a key does here; empty if none."""
        return next((act.name for act in self._acts if act.key == key), "")

    def set_acts(self, acts: Sequence[Act], note: str = "") -> None:
        """Offer other things, with a few words at the right."""
        wanted = tuple(acts)
        self._note = note
        if wanted != self._acts:
            self._make(wanted)
        self._place()
        self.updateGeometry()
        self.update()

    def _make(self, acts: tuple[Act, ...]) -> None:
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._acts, self._buttons = acts, []
        for act in acts:
            button = KeyButton(act.text, act.key, self, primary=act.primary)
            button.clicked.connect(lambda _on=False, n=act.name: self.pressed.emit(n))
            if self._buttons:
                self.setTabOrder(self._buttons[-1], button)
            self._buttons.append(button)
            button.show()

    def _rows(self, width: int) -> tuple[list[tuple[KeyButton, QRectF]], QRectF]:
        """Place the buttons, and the words in what is left of the last row or in one more."""
        look = theme()
        gap, height = look.px(6), look.px(24)
        x, y = 0, look.px(2)
        placed = []
        for button in self._buttons:
            wide = min(button.sizeHint().width(), width)
            if x and x + wide > width:
                x, y = 0, y + height + look.px(4)
            placed.append((button, QRectF(x, y, wide, height)))
            x += wide + gap
        note = QRectF()
        if self._note:
            wanted = metrics("small").horizontalAdvance(self._note) + 2
            if x and x + wanted > width:
                x, y, height = 0, y + height + look.px(2), round(metrics("small").height())
            note = QRectF(x, y, width - x, height)
        return placed, note

    def _place(self) -> None:
        for button, place in self._rows(self.width())[0]:
            button.setGeometry(place.toRect())

    def hasHeightForWidth(self) -> bool:  # noqa: D102
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: D102
        placed, note = self._rows(width)
        bottoms = [place.bottom() for _, place in placed] + [note.bottom()]
        return round(max(bottoms)) if self._acts or self._note else 0

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(200, self.heightForWidth(max(self.width(), 100)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: D102
        super().resizeEvent(event)
        self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        note = self._rows(self.width())[1]
        if self._note:
            right = Qt.AlignmentFlag.AlignRight
            with QPainter(self) as painter:
                draw_text(painter, note, self._note, "small", "sub", right)
