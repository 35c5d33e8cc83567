"""The pieces that every section of the settings page is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from assistant.options import Options, option
from ui.controls import CheckBox, Segmented, Slider
from ui.i18n import tr
from ui.inputs import LineField
from ui.plain import Label
from ui.theme import theme
from ui.wrap_button import WrapButton

SETTLE_MS = 250
"""A dragged slider or typed text is stored this long after the last change: each store is a
file written through to the disk."""
LIMIT_MS = 1000
"""It is stored at the latest so long after the first change."""


def label(text: str = "", kind: str = "") -> QLabel:
    """Make a label that wraps."""
    made = Label(text)
    made.setWordWrap(True)
    made.setMinimumWidth(1)
    if kind:
        made.setProperty("kind", kind)
    return made


def set_kind(widget: QLabel, text: str, kind: str) -> None:
    """Show a text in another kind, and hide the label when there is none."""
    widget.setText(text)
    widget.setVisible(bool(text))
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().polish(widget)


def show_text(field: LineField, value: Any) -> None:
    """Show a value, unless the person is typing another one just now."""
    if not field.isModified() and field.text().strip() != str(value):
        field.setText(str(value))


def button(text: str, clicked: Callable[[], object], kind: str = "") -> WrapButton:
    """Make a button."""
    made = WrapButton(text)
    made.setAutoDefault(True)  # Enter presses it too, as in every dialog
    made.clicked.connect(lambda: clicked())
    if kind:
        made.setProperty("kind", kind)
    return made


class Later:
    """Does something once, a moment after the last call."""

    def __init__(self, parent: QWidget, work: Callable[[], object]) -> None:
        """Do ``work`` on ``parent``'s thread."""
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self.finish)
        # Who types on and on has it done now and then all the same.
        self._limit = QTimer(parent)
        self._limit.setSingleShot(True)
        self._limit.setInterval(LIMIT_MS)
        self._limit.timeout.connect(self.finish)
        self._work = work

    @property
    def waiting(self) -> bool:
        """Whether there is something that was not done yet."""
        return self._limit.isActive()

    def start(self) -> None:
        """Begin to wait, or wait anew, for ``LIMIT_MS`` in all at most."""
        if not self._limit.isActive():
            self._limit.start()
        self._timer.start()

    def cancel(self) -> None:
        """Do not do it: something else was stored in its place."""
        self._limit.stop()
        self._timer.stop()

    def finish(self) -> None:
        """Do it now if it is waiting."""
        if self._limit.isActive():
            self.cancel()
            self._work()


class Section(QScrollArea):
    """One section: cards in a column that scrolls up and down, never sideways."""

    def __init__(self, options: Options) -> None:
        """Build an empty section over these settings."""
        super().__init__()
        self.options = options
        self._shows: dict[str, Callable[[Any], None]] = {}
        self._waiting: list[Later] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("settingsInside")
        self.column = QVBoxLayout(inside)
        # Not scaled: at 160 % text every px of the narrow sidebar is needed for words.
        self.column.setContentsMargins(10, 10, 10, 10)
        self.column.setSpacing(theme().px(8))
        self.setWidget(inside)

    # ------------------------------------------------------------------ building
    def card(self, title: str = "") -> QVBoxLayout:
        """Add a card with a heading above it; returns its column."""
        if title:
            heading = label(title, "section")
            self.column.addWidget(heading)
        frame = QFrame()
        frame.setObjectName("settingsCard")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(10, theme().px(8), 10, theme().px(8))
        inside.setSpacing(theme().px(6))
        self.column.addWidget(frame)
        return inside

    def toggle(self, where: QVBoxLayout, name: str) -> CheckBox:
        """Add a check box for a yes-no option, with its help below."""
        row = option(name)
        box = CheckBox(tr(row.title))
        box.setAccessibleDescription(tr(row.help) if row.help else "")
        box.toggled.connect(lambda on: self.options.set(name, on))
        where.addWidget(box)
        if row.help:
            hint = label(tr(row.help), "hint")
            hint.setIndent(theme().px(24))
            where.addWidget(hint)
        self.shows(name, box.setChecked)
        return box

    def choice(self, where: QVBoxLayout, name: str, texts: Sequence[tuple[str, str]]) -> Segmented:
        """Add side-by-side choices for an option; ``texts`` names its values."""
        row = option(name)
        where.addWidget(label(tr(row.title)))
        chooser = Segmented(tr(row.title), texts)
        chooser.chosen.connect(lambda value: self.options.set(name, value))
        where.addWidget(chooser)
        self.shows(name, chooser.set_value)
        return chooser

    def slider(self, where: QVBoxLayout, name: str, unit: str, step: int) -> Slider:
        """Add a slider for a number option."""
        row = option(name)
        low, high = row.low or 0, row.high or 100
        number = Label()
        head = QHBoxLayout()
        head.addWidget(label(tr(row.title)), 1)
        head.addWidget(number)
        slider = Slider()
        slider.setRange(low // step, high // step)
        slider.setPageStep(max(1, (high - low) // step // 8))
        slider.setAccessibleName(tr(row.title))
        slider.setMinimumHeight(theme().px(22))
        where.addLayout(head)
        where.addWidget(slider)
        later = Later(self, lambda: self._store(name, slider.value() * step))
        self._waiting.append(later)

        def moved(value: int) -> None:
            number.setText(f"{value * step}{unit}")
            slider.setAccessibleDescription(number.text())
            later.start()

        slider.valueChanged.connect(moved)

        def show(value: Any) -> None:
            slider.blockSignals(True)
            slider.setValue(round(int(value) / step))
            slider.blockSignals(False)
            number.setText(f"{value}{unit}")

        self.shows(name, show)
        return slider

    def _store(self, name: str, value: object) -> None:
        self.options.set(name, value)

    def line(
        self,
        where: QVBoxLayout,
        title: str,
        changed: Callable[[str], object],
        *,
        hint: str = "",
    ) -> LineField:
        """Add a text field; ``changed`` gets its text a moment after typing."""
        field = LineField()
        field.setAccessibleName(title)
        field.setPlaceholderText(hint)
        caption = label(title, "hint")
        caption.setBuddy(field)
        where.addWidget(caption)
        where.addWidget(field)

        def store() -> None:
            field.setModified(False)
            changed(field.text().strip())

        later = Later(self, store)
        self._waiting.append(later)
        field.textEdited.connect(lambda _text: later.start())
        field.editingFinished.connect(later.finish)
        return field

    # ------------------------------------------------------------------ showing
    def shows(self, name: str, show: Callable[[Any], None]) -> None:
        """Show the present value of an option with ``show``, and each later one."""
        self._shows[name] = show
        show(self.options.get(name))

    def option_changed(self, name: str, value: Any) -> None:
        """Show a value that was changed, here or elsewhere."""
        show = self._shows.get(name)
        if show is not None:
            show(value)

    def refresh(self) -> None:
        """Read again what is not an option; called when the section is shown."""

    def finish(self) -> None:
        """Store what still waits."""
        for later in self._waiting:
            later.finish()
