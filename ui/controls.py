"""Controls that the forms share and that no style sheet can draw in both colour schemes."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from ui.icons import paint as paint_icon
from ui.plain import menu_text, tip_text
from ui.theme import theme


class CheckBox(QCheckBox):
    """A check box whose box and tick follow the theme."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        """Show ``text``, which is also the accessible name."""
        super().__init__(text, parent)
        self.setAccessibleName(text)
        # Qt's own would never be narrower than its words.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give room for box, gap and text."""
        metrics = self.fontMetrics()
        side = theme().px(16)
        width = side + theme().px(8) + metrics.horizontalAdvance(self.text()) + 2
        return QSize(width, max(side, metrics.height()) + theme().px(4))

    def minimumSizeHint(self) -> QSize:
        """Let the text be cut where there is no room at all."""
        return QSize(theme().px(16), self.sizeHint().height())

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002 - Qt's signature
        """Take clicks on the whole row."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the box, the tick and the text."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            side = theme().px(16)
            box = QRectF(0.5, (self.height() - side) / 2 + 0.5, side - 1, side - 1)
            on = self.isChecked()
            focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
            painter.setPen(theme().color("accent" if on or focused else "sub"))
            painter.setBrush(theme().color("accent" if on else "bg"))
            painter.drawRoundedRect(box, 4, 4)
            if focused:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme().color("ink" if on else "accent"), 1.6))
                painter.drawRoundedRect(box, 4, 4)
            if on:
                tick = QPen(theme().color("on_accent"), max(1.6, side / 9))
                tick.setCapStyle(Qt.PenCapStyle.RoundCap)
                tick.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.setPen(tick)
                painter.drawPolyline(
                    [
                        QPointF(box.left() + side * x, box.top() + side * y)
                        for x, y in ((0.22, 0.5), (0.42, 0.69), (0.74, 0.3))
                    ]
                )
            painter.setPen(theme().color("ink" if self.isEnabled() else "dot_off"))
            room = self.rect().adjusted(side + theme().px(8), 0, 0, 0)
            text = painter.fontMetrics().elidedText(
                self.text(), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class Combo(QComboBox):
    """A drop-down that shows a chevron and ignores the wheel while a page is scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the chevron over the right end."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            side = theme().px(14)
            place = QRectF(
                self.width() - side - theme().px(8), (self.height() - side) / 2, side, side
            )
            paint_icon(painter, "chevron-down", place, theme().color("sub"))


class Slider(QSlider):
    """A horizontal slider that ignores the wheel while a page is scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at zero."""
        super().__init__(Qt.Orientation.Horizontal, parent)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


class Segmented(QWidget):
    """A few choices side by side, one of them taken; the arrow keys move.

    Signals:
        chosen: The value of the choice that the person took.
    """

    chosen = Signal(str)

    def __init__(
        self, name: str, choices: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Build the buttons.

        Args:
            name: What is chosen, for screen readers.
            choices: Value and text of each.
            parent: Owner; may be None.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(4))
        for place, (_, text) in enumerate(choices):
            button = QPushButton(menu_text(text))
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setAccessibleName(f"{name}: {text}")
            button.setMinimumWidth(1)
            self._group.addButton(button, place)
            row.addWidget(button, 1)
        self._group.idClicked.connect(lambda place: self.chosen.emit(self._values[place]))

    def buttons(self) -> list[QPushButton]:
        """Give the buttons in order."""
        return [b for b in self._group.buttons() if isinstance(b, QPushButton)]

    def by_alt(self) -> None:
        """Let Alt with a digit choose, from any field of the window.

        By shortcuts, since a line edit takes Alt with a digit for typing.
        """
        for number, choice in enumerate(self.buttons(), 1):
            choice.setToolTip(tip_text(f"Alt+{number}"))
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.activated.connect(choice.click)

    def value(self) -> str:
        """Give the chosen value; "" if none is."""
        place = self._group.checkedId()
        return self._values[place] if place >= 0 else ""

    def set_value(self, value: str) -> None:
        """Show a choice; no signal. An unknown value changes nothing."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = (self._group.checkedId() + step) % len(self._values)
        button = self._group.button(place)
        button.setFocus()
        button.click()


def controls_sheet() -> str:
    """Give the rules for these controls, to append to ``theme().stylesheet()``."""
    values = {
        name: theme().color(name).name()
        for name in ("accent", "on_accent", "accent_text", "soft", "line_strong", "line", "card",
                     "bg", "ink", "sub", "dot_off")
    }  # fmt: skip
    size = theme().px
    values |= {"r": str(size(6)), "knob": str(size(14)), "half": str(size(7)), "out": str(size(5))}
    return """
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {card}; color: {ink}; border: 1px solid {line_strong};
  selection-background-color: {soft}; selection-color: {ink}; outline: 0; }}
QPushButton[kind="primary"]:disabled {{ background: {line}; color: {sub}; border-color: {line}; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
QPushButton[kind="segment"] {{ padding: 4px 2px; }}
QPushButton[kind="segment"]:checked {{ background: {soft}; color: {accent_text};
  border-color: {accent}; }}
QPushButton[kind="segment"]:checked:focus {{ border: 2px solid {accent}; }}
QPushButton[kind="link"] {{ border-color: transparent; background: transparent;
  color: {accent_text}; padding: 2px 6px; }}
QPushButton[kind="link"]:focus {{ border-color: {accent}; }}
QPushButton[kind="small"] {{ padding: 2px 4px; }}
QSlider::groove:horizontal {{ height: 4px; background: {line_strong}; border-radius: 2px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{ background: {card}; border: 2px solid {accent}; width: {knob}px;
  height: {knob}px; margin: -{half}px 0; border-radius: {half}px; }}
QSlider::handle:horizontal:focus {{ background: {accent}; }}
QMenu {{ background: {card}; color: {ink}; border: 1px solid {line_strong}; padding: 4px; }}
QMenu::item {{ padding: 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {soft}; color: {ink}; }}
""".format_map(values)
