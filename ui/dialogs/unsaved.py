"""What is asked before text that could not be stored would be lost: by leaving the program."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QHBoxLayout

from ui.i18n import tr
from ui.plain import Label
from ui.popup import PopupWindow
from ui.settings.parts import button, label
from ui.theme import theme

WIDTH: Final = 420


class UnsavedWindow(PopupWindow):
    """Says that text is not stored; Enter and Esc both stay.

    Signals:
        copy_wanted: The text is wanted on the clipboard; the window stays.
        leave_wanted: Leave, and lose it.
    """

    copy_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.close_on_deactivate = False
        self.head = Label()
        self.text = label()
        self.stay = button(tr("留在这里"), self.dismiss, "primary")
        self.copy = button(tr("复制文字"), self.copy_wanted.emit)
        self.leave = button("", self._leave, "danger")
        row = QHBoxLayout()
        row.addStretch(1)
        for part in (self.leave, self.copy, self.stay):
            row.addWidget(part)
        for line in (self.head, self.text):
            self.body.addWidget(line)
        self.body.addLayout(row)
        self.restyle()

    def ask(self, count: int, word: str, *, readable: bool, near: QRect | None) -> None:
        """Ask.

        Args:
            count: How many texts are not stored.
            word: Of the button that leaves.
            readable: The texts may be copied: the desk is not locked.
            near: A rectangle of the screen to open on (logical px).
        """
        self.head.setText(tr("有 {n} 处写的还没存上", n=count))
        self.setWindowTitle(self.head.text())
        words = tr("现在写不进磁盘:可能满了,或文件被移走了。腾出空间就会自动存上。")
        self.text.setText(words)
        self.setAccessibleDescription(words)
        self.leave.setText(word)
        self.leave.setAccessibleName(word)
        self.copy.setVisible(readable)
        self._fit()
        self.popup(near)
        self._fit()
        self.stay.setFocus()

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        self.head.setFont(theme().font("heading"))
        self.setStyleSheet(theme().stylesheet())
        self._fit()

    def _fit(self) -> None:
        self.fit(theme().px(WIDTH))

    def _leave(self) -> None:
        self.hide()
        self.leave_wanted.emit()
