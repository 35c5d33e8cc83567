"""A question before something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHBoxLayout

from ui.i18n import tr
from ui.plain import Label, menu_text, window_title
from ui.popup import PopupWindow
from ui.settings.parts import button, label
from ui.theme import theme

WIDTH: Final = 380


class ConfirmWindow(PopupWindow):
    """Says what will happen; Enter and Esc both keep everything as it is.

    It stays when another window takes the focus, and nothing happens until its button is pressed.
    """

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.close_on_deactivate = False
        self._do: Callable[[], object] = lambda: None
        self.head = Label()
        self.text = label()
        self.keep = button(tr("不动它"), self.dismiss)
        self.go = button("", self._go, "danger")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.go)
        for part in (self.head, self.text):
            self.body.addWidget(part)
        self.body.addLayout(row)
        self.keep.setAutoDefault(True)
        self.restyle()

    def ask(
        self, title: str, text: str, word: str, do: Callable[[], object], near: QRect | None
    ) -> None:
        """Ask.

        Args:
            title: What is asked; short.
            text: What goes, and that it cannot be undone.
            word: Of the button that does it.
            do: What it does.
            near: A rectangle of the screen to open on (logical px).
        """
        self.setWindowTitle(window_title(title))
        self._do = do
        self.head.setText(title)
        self.head.setWordWrap(True)
        self.text.setText(text)
        self.setAccessibleDescription(text)
        self.go.setText(menu_text(word))
        self.go.setAccessibleName(word)
        self._fit()
        self.popup(near)
        self._fit()
        self.keep.setFocus()

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        self.head.setFont(theme().font("heading"))
        self.setStyleSheet(theme().stylesheet())
        self._fit()

    def _fit(self) -> None:
        self.fit(theme().px(WIDTH))

    def _go(self) -> None:
        self.hide()
        self.dismissed.emit()
        self._do()
