"""The small window in which a buyer's message is typed or pasted, over the strip of the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Signal

from ui.i18n import tr
from ui.inputs import LineField
from ui.message_strip import MAX_MESSAGE
from ui.popup import PopupWindow
from ui.theme import theme


class MessageBox(PopupWindow):
    """Takes one message.

    Signals:
        entered: The message.
    """

    entered = Signal(str)

    about_buyer = True

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("买家的话"))
        self.field = LineField()
        self.field.setAccessibleName(tr("买家的话"))
        self.field.setPlaceholderText(tr("输入或粘贴买家的话,回车"))
        self.field.setMaxLength(MAX_MESSAGE)
        self.field.entered.connect(self._on_enter)
        self.body.addWidget(self.field)
        self.setFocusProxy(self.field)
        self.restyle()

    def open_over(self, place: QRect) -> None:
        """Open over a rectangle of the screen (logical px)."""
        margin = self.frame_margin()
        self.setFixedWidth(place.width() + 2 * (margin - theme().metric("list_pad")))
        self.field.forget_composition()
        self.field.clear()
        self.popup_at(place.topLeft() + QPoint(theme().metric("list_pad") - margin, -margin))
        self.field.setFocus()

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        look = theme()
        self.field.setFont(look.font("base"))
        self.field.setFixedHeight(look.px(34))
        self.setStyleSheet(look.stylesheet())

    def _on_enter(self, _control: bool) -> None:
        text = self.field.text().strip()
        if text:
            self.hide()
            self.entered.emit(text)
