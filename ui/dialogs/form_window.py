"""A popup for forms: as high as what stands in it, scrolling where the screen is too low."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from ui.controls import controls_sheet
from ui.popup import TOP_SHARE, PopupWindow
from ui.sheets import scrollbar_sheet
from ui.theme import theme

WIDTH: Final = 460


class FormWindow(PopupWindow):
    """A popup that stays when another window takes the focus: one looks things up in the chat."""

    def __init__(self) -> None:
        """Make it hidden, with an empty column ``column`` and a foot ``foot`` below it."""
        super().__init__()
        self.close_on_deactivate = False
        self._room = 600
        self._held: QWidget | None = None
        self.inside = QWidget()
        self.inside.setObjectName("formInside")
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(2, 2, 2, 2)
        self.column.setSpacing(theme().px(6))
        self.area = QScrollArea()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.inside)
        self.foot = QVBoxLayout()
        self.foot.setContentsMargins(2, 0, 2, 0)
        self.body.addWidget(self.area)
        self.body.addLayout(self.foot)
        self._fit_soon = QTimer(self)
        self._fit_soon.setSingleShot(True)
        self._fit_soon.setInterval(0)
        self._fit_soon.timeout.connect(self.fit_form)
        self.inside.installEventFilter(self)

    def open_near(self, near: QRect | None) -> None:
        """Show it whole on the screen of ``near`` (None: of the mouse), and take the focus."""
        point = near.center() if near is not None else QCursor.pos()
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        width = min(theme().px(WIDTH), room.width() - 2 * self.frame_margin())
        self.setFixedWidth(width + 2 * self.frame_margin())
        self._room = room.height() - 2 * self.frame_margin() - theme().px(16)
        self.fit_form()
        left = room.x() + (room.width() - self.width()) // 2
        top = room.y() + int(room.height() * TOP_SHARE / 2) - self._shadow
        self.popup_at(QPoint(left, max(room.y(), min(top, room.bottom() - self.height()))))

    def fit_form(self) -> None:
        """Become as high as what is shown."""
        layout = self.inside.layout()
        if layout is None:
            return
        layout.activate()
        width = self.width() - 2 * self.frame_margin()
        wanted = _height(layout, width)
        foot = _height(self.foot, width) + self.body.spacing()
        self.area.setFixedHeight(min(wanted, max(self._room - foot, theme().px(120))))
        self.body.activate()
        self.resize(self.width(), self.area.height() + foot + 2 * self.frame_margin())

    def hold(self, on: bool) -> None:
        """Take no typing while what stands there is being stored: it would be in neither."""
        if on and self.inside.isEnabled():
            self._held = self.focusWidget()
            self.inside.setEnabled(False)
        elif not on and not self.inside.isEnabled():
            self.inside.setEnabled(True)
            if self._held is not None:
                self._held.setFocus()
            self._held = None

    def reveal(self, widget: QWidget) -> None:
        """Bring a part into view."""
        self.area.ensureWidgetVisible(widget, 0, theme().px(12))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit once more when hints or offers come and go."""
        if watched is self.inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit_soon.start()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the focus by Enter too; Esc closes."""
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(focused, QPushButton):
            if not event.isAutoRepeat():
                focused.click()
            return
        super().keyPressEvent(event)

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        look = theme()
        self.setStyleSheet(
            look.stylesheet()
            + controls_sheet()
            + scrollbar_sheet()
            + f"#formInside {{background:{look.color('card').name()}}}"
            f"#formTitle {{font-weight:600;font-size:{look.px(14)}px}}"
            f"QListWidget#offers {{background:{look.color('card').name()};"
            f"color:{look.color('ink').name()};border:1px solid {look.color('line').name()};"
            f"border-radius:{look.metric('radius')}px;outline:0}}"
            f"QListWidget#offers::item {{padding:{look.px(3)}px {look.px(6)}px}}"
            f"QListWidget#offers::item:selected {{background:{look.color('soft').name()};"
            f"color:{look.color('ink').name()}}}"
        )
        self._fit_soon.start()


def _height(layout: QLayout, width: int) -> int:
    """Give the height that a layout needs at a width; lines that wrap have no other."""
    if layout.hasHeightForWidth():
        return layout.heightForWidth(width)
    return layout.sizeHint().height()
