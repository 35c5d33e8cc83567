"""Which window of ours was wanted last: a window that closes leaves the keyboard to it.

A key of the whole system may be handled before a key that was typed first: then the window that it
opened is there already when an older one closes and would give the keyboard back to the chat.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


@dataclass(slots=True)
class _Wanted:
    """A window that takes the keyboard.

    Attributes:
        window: It may be gone.
        awaited: It was asked for and has not had the keyboard since.
    """

    window: weakref.ref[QWidget]
    awaited: bool

    def shown(self) -> QWidget | None:
        """Give the window while a person can see it."""
        window = self.window()
        seen = window is not None and isValid(window) and window.isVisible()
        return window if seen and window is not None and not window.isMinimized() else None


_order: list[_Wanted] = []
"""From the one wanted first to the one wanted last. Those that were closed stay in it until the
next is asked for: while the last is a closed one, it is what closes just now."""
_followed: list[QGuiApplication] = []


def asked(window: QWidget) -> None:
    """Note that a person asked for a window, and that it was told to take the keyboard."""
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication) and app not in _followed:
        app.focusWindowChanged.connect(_on_focus)
        _followed[:] = [app]
    _order[:] = [one for one in _order if one.shown() not in (None, window)]
    _order.append(_Wanted(weakref.ref(window), not window.isActiveWindow()))


def left(window: QWidget) -> None:
    """Note that a window which stays in sight wants the keyboard no more."""
    _order[:] = [one for one in _order if one.window() is not window]


def newest() -> QWidget | None:
    """Give the window that was wanted last; None if that one is closed, or none was."""
    return _order[-1].shown() if _order else None


def go_back_to(window: QWidget) -> bool:
    """Give the keyboard to a window of ours from which one that closed was opened.

    Returns:
        False if a window that was wanted since keeps it.
    """
    if newest() not in (None, window):
        return False
    window.activateWindow()
    return True


def _on_focus(active: QWindow | None) -> None:
    """Count a window that a person went to as wanted last."""
    if active is None:
        return
    handles = ((one, one.shown()) for one in _order)
    found = next((one for one, it in handles if it and it.windowHandle() == active), None)
    if found is None:
        return
    if found.awaited:
        for one in _order[: _order.index(found) + 1]:
            one.awaited = False  # those asked for before were overtaken
        return
    # While one that was asked for has yet to get the keyboard, or has just been closed, this one
    # got it by the way.
    if newest() is not None and not any(one.awaited and one.shown() for one in _order):
        _order.remove(found)
        _order.append(found)
