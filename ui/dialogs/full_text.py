"""The unmasked text of a note for a short look; it goes by itself and is never copied by itself."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea

from ui.i18n import tr
from ui.plain import Label
from ui.popup import PopupWindow
from ui.settings.parts import button, label
from ui.sheets import scrollbar_sheet
from ui.theme import theme
from ui.wrapped import Wrapped

WIDTH: Final = 400
SECONDS: Final = 20
"""How long it is shown (source: the brief of the desk)."""


class FullTextWindow(PopupWindow):
    """Shows one text for ``SECONDS``; nothing of it stays in the window after that.

    Signals:
        copy_wanted: The text shall be copied, marked as secret.
    """

    copy_wanted = Signal(str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("完整内容"))
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._tick)
        self.head = Label(tr("完整内容"))
        self.text = Wrapped(role="base")
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self.text)
        self._scroll.setWidgetResizable(True)
        self.state = label("", "hint")
        self.copy = button(tr("复制"), lambda: self.copy_wanted.emit(self.text.text))
        self.copy.setToolTip(tr("不进剪贴板历史"))
        self.close_button = button(tr("收起 Esc"), self.dismiss, "primary")
        row = QHBoxLayout()
        row.addWidget(self.state, 1)
        row.addWidget(self.copy)
        row.addWidget(self.close_button)
        self.body.addWidget(self.head)
        self.body.addWidget(self._scroll)
        self.body.addLayout(row)
        self.restyle()

    def show_text(self, text: str, near: QRect | None = None) -> None:
        """Show a text from now on for ``SECONDS``."""
        self._left = SECONDS
        self.text.set_text(text)
        self._fit()
        self._say()
        self.popup(near)
        self._timer.start()
        self.close_button.setFocus()

    def setVisible(self, visible: bool) -> None:
        """Forget the text when the window goes, whatever took it away."""
        if not visible and hasattr(self, "text"):
            self._timer.stop()
            self.text.set_text("")
        super().setVisible(visible)

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.dismiss()
        else:
            self._say()

    def _say(self) -> None:
        self.state.setText(tr("已记下你看过 · {n} 秒后收起", n=self._left))

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        self.head.setFont(theme().font("heading"))
        self.setStyleSheet(theme().stylesheet() + scrollbar_sheet())
        self._fit()

    def _fit(self) -> None:
        width = theme().px(WIDTH)
        self.setFixedWidth(width + 2 * self.frame_margin())
        room = self.text.heightForWidth(width - theme().px(20)) + theme().px(12)
        self._scroll.setFixedHeight(min(max(room, theme().px(48)), theme().px(320)))
