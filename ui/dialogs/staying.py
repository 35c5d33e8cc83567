"""Small windows with a heading that stay when another window takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from ui.plain import Label, window_title
from ui.popup import PopupWindow
from ui.settings.parts import label
from ui.theme import theme


class StayingWindow(PopupWindow):
    """A heading, and what the subclass puts below it; as high as that is."""

    def __init__(self, width: int) -> None:
        """Make it hidden.

        Args:
            width: Of what stands in it, in px at 100 %.
        """
        super().__init__()
        self.close_on_deactivate = False
        self._width = width
        self.head = Label()
        self.body.addWidget(self.head)

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        self.head.setFont(theme().font("heading"))
        self.setStyleSheet(theme().stylesheet())
        self._fit()

    def _fit(self) -> None:
        self.fit(theme().px(self._width))


class QuestionWindow(StayingWindow):
    """What will happen, and buttons; one of them, which Enter and Esc press, changes nothing."""

    def __init__(self, width: int) -> None:
        """Make it hidden; ``_put`` gives it its buttons."""
        super().__init__(width)
        self.text = label()
        self.body.addWidget(self.text)

    def _put(self, *buttons: QPushButton, safe: QPushButton) -> None:
        """Put the buttons in, as they stand.

        Args:
            buttons: All of them.
            safe: The one that changes nothing.
        """
        self._safe = safe
        row = QHBoxLayout()
        row.addStretch(1)
        for one in buttons:
            row.addWidget(one)
        self.body.addLayout(row)
        self.restyle()

    def _ask(self, title: str, text: str, near: QRect | None) -> None:
        """Show it on the screen that holds ``near`` (logical px)."""
        self.setWindowTitle(window_title(title))
        self.head.setText(title)
        self.text.setText(text)
        self.setAccessibleDescription(text)
        self._fit()
        self.popup(near)
        self._fit()
        self._safe.setFocus()
