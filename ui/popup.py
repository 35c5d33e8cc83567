"""A small window without a frame that takes the focus: the palette and the forms stand on it."""

from __future__ import annotations

from typing import Final
from weakref import WeakSet

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBitmap,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from ui import own_windows
from ui.theme import theme

SHADOW: Final = 18
"""Room around the window for its shadow, in px at 100 % (mock.html: 16 px down, 40 px soft)."""
RADIUS: Final = 12
CONFIRM_MS: Final = (20, 100, 600)
"""When to look whether the window stands where it was put; the last is for a slow machine."""
TOP_SHARE: Final = 0.22
"""A centred popup starts this far down the screen, where the eye is and chats rarely have input."""

_popups: WeakSet[PopupWindow] = WeakSet()


class PopupWindow(QWidget):
    """A rounded top-level window on top of the others.

    Signals:
        dismissed: The person closed it (Esc); the focus should go back to the chat.
        focus_lost: Another window took the focus and this one closed; leave the focus alone.
    """

    about_buyer = False
    """It shows what a buyer said or is called: taken away when nobody is there."""

    dismissed = Signal()
    focus_lost = Signal()

    def __init__(self, parent: QWidget | None = None, *, composited: bool | None = None) -> None:
        """Make it hidden.

        Args:
            parent: Owner; may be None.
            composited: Whether windows may be translucent here. None decides by platform: an
                X11 server without a compositor paints translucent pixels black, and Qt does not
                tell, so X11 gets a shaped window and no shadow unless the caller knows better.
        """
        super().__init__(
            parent,
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint,
        )
        if composited is None:
            composited = QGuiApplication.platformName() != "xcb"
        self.close_on_deactivate = True
        self._shadow = SHADOW if composited else 0
        self._was_active = False
        self._wanted = QPoint()
        if composited:
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.body = QVBoxLayout(self)
        self.body.setSpacing(theme().px(6))
        self._set_margins()
        theme().changed.connect(self._theme_changed)
        _popups.add(self)

    def frame_margin(self) -> int:
        """Give the px between the window's edge and what stands in it."""
        return self._shadow + theme().px(10)

    def _set_margins(self) -> None:
        margin = self.frame_margin()
        self.body.setContentsMargins(margin, margin, margin, margin)

    def _theme_changed(self) -> None:
        self._set_margins()
        self.restyle()
        self.update()

    def restyle(self) -> None:
        """Take over colours and sizes after a change of theme; subclasses add theirs."""

    # ------------------------------------------------------------------ showing
    def popup(self, near: QRect | None = None) -> None:
        """Show in the upper middle of the screen that holds ``near``, and take the focus.

        Args:
            near: Global rectangle (logical px) of the chat window; None takes the screen with
                the mouse.
        """
        from PySide6.QtGui import QCursor

        point = near.center() if near is not None else QCursor.pos()
        screen = QGuiApplication.screenAt(point) or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        self.adjustSize()
        left = room.x() + (room.width() - self.width()) // 2
        top = room.y() + int(room.height() * TOP_SHARE) - self._shadow
        self.popup_at(QPoint(left, top))

    def fit(self, width: int) -> None:
        """Be as high as what is shown: a window does not ask its layout again by itself.

        Args:
            width: Of what stands in it, in px.
        """
        whole = width + 2 * self.frame_margin()
        wraps = self.body.hasHeightForWidth()
        height = (
            self.body.totalHeightForWidth(whole) if wraps else self.body.totalSizeHint().height()
        )
        self.setFixedSize(whole, height)

    def popup_at(self, place: QPoint) -> None:
        """Show with the window's corner at ``place``, and take the focus."""
        self._was_active = self.isActiveWindow()
        self._wanted = place
        self.move(place)
        self.show()
        for delay in CONFIRM_MS:
            QTimer.singleShot(delay, self, self._confirm_place)
        self.raise_()
        self.activateWindow()
        own_windows.asked(self)

    def _confirm_place(self) -> None:
        """Ask again for the place, if the window manager put the window elsewhere.

        Seen under openbox in one opening of ten: the window stands at 0,0 although its place was
        set before it was mapped (the same as ``Sidebar.place``).
        """
        if self.isVisible() and self.pos() != self._wanted:
            self.move(self._wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Start a new life: a deactivation counts only after the window was active."""
        self._was_active = self.isActiveWindow()
        super().showEvent(event)

    def setVisible(self, visible: bool) -> None:
        """Forget the focus before hiding: losing it by that is not the doing of another window."""
        if not visible:
            self._was_active = False
        super().setVisible(visible)

    def changeEvent(self, event: QEvent) -> None:
        """Close when the focus goes elsewhere, without taking it back."""
        super().changeEvent(event)
        if event.type() != QEvent.Type.ActivationChange:
            return
        if self.isActiveWindow():
            self._was_active = True
        elif self._was_active and self.isVisible() and self.close_on_deactivate:
            self._was_active = False
            self.hide()
            self.focus_lost.emit()

    def dismiss(self) -> None:
        """Close because the person said so."""
        self.hide()
        self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    # ------------------------------------------------------------------ painting
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners where the window cannot be translucent."""
        super().resizeEvent(event)
        if self._shadow:
            return
        mask = QBitmap(self.size())
        mask.clear()
        with QPainter(mask) as painter:
            painter.setBrush(Qt.GlobalColor.color1)
            painter.setPen(Qt.GlobalColor.color1)
            radius = theme().px(RADIUS)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), radius, radius)
        self.setMask(mask)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's
        """Paint shadow, border and ground."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            radius = theme().px(RADIUS)
            inner = QRectF(self.rect()).adjusted(
                self._shadow, self._shadow, -self._shadow, -self._shadow
            )
            if self._shadow:
                color = theme().color("shadow")
                painter.setPen(Qt.PenStyle.NoPen)
                for step in range(self._shadow, 0, -2):
                    color.setAlpha(max(2, 14 - step * 14 // self._shadow))
                    painter.setBrush(color)
                    grown = inner.adjusted(-step, -step + 4, step, step)
                    painter.drawRoundedRect(grown, radius + step, radius + step)
            painter.setPen(theme().color("line_strong"))
            painter.setBrush(theme().color("card"))
            painter.drawRoundedRect(inner.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


def dismiss_about_buyers() -> None:
    """Close every popup that tells of a buyer.

    Popups are kept in a set of our own: Qt's list of all windows also names those that Qt made
    (a combo box's list), and such a name points nowhere once Python has freed the owner.
    """
    for window in list(_popups):
        if window.about_buyer and isValid(window) and window.isVisible():
            window.dismiss()
