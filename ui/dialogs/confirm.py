"""A question before something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect

from ui.dialogs.staying import QuestionWindow
from ui.i18n import tr
from ui.plain import menu_text
from ui.settings.parts import button

WIDTH: Final = 380


class ConfirmWindow(QuestionWindow):
    """Says what will happen; Enter and Esc both keep everything as it is.

    It stays when another window takes the focus, and nothing happens until its button is pressed.
    """

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__(WIDTH)
        self._do: Callable[[], object] = lambda: None
        self.keep = button(tr("不动它"), self.dismiss)
        self.go = button("", self._go, "danger")
        self._put(self.keep, self.go, safe=self.keep)
        self.head.setWordWrap(True)

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
        self._do = do
        self.go.setText(menu_text(word))
        self.go.setAccessibleName(word)
        self._ask(title, text, near)

    def _go(self) -> None:
        self.hide()
        self.dismissed.emit()
        self._do()
