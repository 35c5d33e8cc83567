"""A picture of a note, as large as the screen lets it be."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent, QMouseEvent, QPixmap

from phrasebook.model import UserError
from ui.i18n import tr
from ui.pictures import decode
from ui.plain import Label
from ui.popup import PopupWindow

_SHARE: Final = 0.8
"""Of the screen's sides."""


class PictureWindow(PopupWindow):
    """Shows one picture; any click or key closes it."""

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("图片"))
        self.picture = Label()
        self.picture.setAccessibleName(tr("图片"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.body.addWidget(self.picture)

    def show_picture(self, png: bytes, near: QRect | None = None) -> bool:
        """Show a picture; False if it cannot be read."""
        try:
            image = decode(png)
        except UserError:
            return False
        point = near.center() if near is not None else QCursor.pos()
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size() * _SHARE
        size = image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        ratio = screen.devicePixelRatio()
        smooth = Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(
            image.scaled(size * ratio, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        )
        pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)
        self.picture.setFixedSize(size)
        margin = 2 * self.frame_margin()
        self.setFixedSize(size.width() + margin, size.height() + margin)
        self.popup(near)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: D102
        event.accept()
        self.dismiss()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        event.accept()
        self.dismiss()
