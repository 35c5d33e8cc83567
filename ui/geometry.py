"""Between physical pixels, in which platforms report windows, and Qt's logical ones.

Qt keeps a screen's corner the same in both and scales only what lies within (QHighDpiScaling).
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from assistant.placing import Screen
from assistant.ports import Rect
from ui import own_windows


def screens() -> list[Screen]:
    """Give every screen's usable area in physical pixels, the primary one first."""
    primary = QGuiApplication.primaryScreen()
    ordered = sorted(QGuiApplication.screens(), key=lambda screen: screen != primary)
    return [
        Screen(_physical(screen.availableGeometry(), screen), screen.devicePixelRatio())
        for screen in ordered
    ]


def to_logical(rect: Rect) -> QRect:
    """Give a rectangle in Qt's coordinates."""
    screen = _screen_of(rect)
    if screen is None:
        return QRect(rect.x, rect.y, rect.width, rect.height)
    origin, scale = screen.geometry().topLeft(), screen.devicePixelRatio()
    corner = QPoint(
        origin.x() + round((rect.x - origin.x()) / scale),
        origin.y() + round((rect.y - origin.y()) / scale),
    )
    return QRect(corner.x(), corner.y(), round(rect.width / scale), round(rect.height / scale))


def to_physical(rect: QRect) -> Rect:
    """Give a rectangle of Qt's in physical pixels."""
    screen = QGuiApplication.screenAt(rect.center()) or QGuiApplication.primaryScreen()
    return _physical(rect, screen)


def _physical(rect: QRect, screen: QScreen) -> Rect:
    origin, scale = screen.geometry().topLeft(), screen.devicePixelRatio()
    return Rect(
        origin.x() + round((rect.x() - origin.x()) * scale),
        origin.y() + round((rect.y() - origin.y()) * scale),
        round(rect.width() * scale),
        round(rect.height() * scale),
    )


def _screen_of(rect: Rect) -> QScreen | None:
    """Find the screen that holds most of a physical rectangle."""

    def shared(screen: QScreen) -> int:
        area = _physical(screen.geometry(), screen)
        width = min(rect.x + rect.width, area.x + area.width) - max(rect.x, area.x)
        height = min(rect.y + rect.height, area.y + area.height) - max(rect.y, area.y)
        return max(0, width) * max(0, height)

    return max(QGuiApplication.screens(), key=shared, default=QGuiApplication.primaryScreen())


def beside(size: QSize, avoid: QRect | None, screen: QRect) -> QRect:
    """Place a window of ``size`` on ``screen`` to the left or right of ``avoid``.

    The side with more room is taken; where neither is wide enough the window gets narrower.
    """
    frame = 40  # title bar and borders, which Qt does not tell before the window is shown
    height = min(size.height(), screen.height() - frame)
    if avoid is None or not avoid.intersects(screen):
        width = min(size.width(), screen.width())
        left = screen.x() + (screen.width() - width) // 2
        return QRect(left, screen.y() + (screen.height() - height) // 2, width, height)
    gap = 12
    left_room = avoid.left() - screen.left() - gap
    right_room = screen.right() - avoid.right() - gap
    width = max(1, min(size.width(), max(left_room, right_room)))
    left = avoid.left() - gap - width if left_room >= right_room else avoid.right() + 1 + gap
    top = max(screen.top() + frame, min(avoid.top(), screen.bottom() + 1 - height))
    return QRect(left, top, width, height)


def show_beside(window: QWidget, size: QSize, avoid: QRect | None) -> None:
    """Show a window of ``size`` beside ``avoid``, on its screen, and give it the focus.

    Args:
        window: A window of its own.
        size: How large it wants to be (logical px).
        avoid: Global rectangle of the sidebar, which lies above all windows; None for none.
    """
    screen = QGuiApplication.primaryScreen()
    if avoid is not None:
        screen = QGuiApplication.screenAt(avoid.center()) or screen
    window.setGeometry(beside(size, avoid, screen.availableGeometry()))
    window.show()
    window.raise_()
    window.activateWindow()
    own_windows.asked(window)
