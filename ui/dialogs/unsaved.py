"""What is asked before text that could not be stored would be lost: by leaving the program."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Signal

from ui.dialogs.staying import QuestionWindow
from ui.i18n import tr
from ui.settings.parts import button

WIDTH: Final = 420


class UnsavedWindow(QuestionWindow):
    """Says that text is not stored; Enter and Esc both stay.

    Signals:
        copy_wanted: The text is wanted on the clipboard; the window stays.
        leave_wanted: Leave, and lose it.
    """

    copy_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__(WIDTH)
        self.stay = button(tr("留在这里"), self.dismiss, "primary")
        self.copy = button(tr("复制文字"), self.copy_wanted.emit)
        self.leave = button("", self._leave, "danger")
        self._put(self.leave, self.copy, self.stay, safe=self.stay)

    def ask(self, count: int, word: str, *, readable: bool, near: QRect | None) -> None:
        """Ask.

        Args:
            count: How many texts are not stored.
            word: Of the button that leaves.
            readable: The texts may be copied: the desk is not locked.
            near: A rectangle of the screen to open on (logical px).
        """
        self.leave.setText(word)
        self.leave.setAccessibleName(word)
        self.copy.setVisible(readable)
        title = tr("有 {n} 处写的还没存上", n=count)
        words = tr("现在写不进磁盘:可能满了,或文件被移走了。腾出空间就会自动存上。")
        self._ask(title, words, near)

    def _leave(self) -> None:
        self.hide()
        self.leave_wanted.emit()
