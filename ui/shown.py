"""Showing a part of a window, also before the window has taken it in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_shown(part: QWidget, shown: bool) -> None:
    """Show or hide a part of a window.

    A part without a parent would be shown as a window of its own: it takes the keyboard from the
    chat, and under Wine the next window of ours then got none. It is shown with the window that it
    is put in, unless it was hidden.
    """
    if shown and part.parentWidget() is None:
        part.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
        return
    part.setVisible(shown)
