"""Popup menus: one look, no focus taken, gone when closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from assistant.actions import ActionId, action
from ui import icons
from ui.i18n import tr
from ui.plain import menu_text
from ui.theme import theme


def make_menu(parent: QWidget) -> QMenu:
    """Make an empty menu that deletes itself after it was closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setFont(theme().font("body"))
    menu.setStyleSheet(menu_sheet())
    menu.setToolTipsVisible(True)
    return menu


def add_action(menu: QMenu, action_id: ActionId, *, key: str = "", title: str = "") -> QAction:
    """Add an entry from the table of actions, with its icon and its key."""
    row = action(action_id)
    text = tr(title or row.title)
    look = theme()
    token = "danger" if action_id == ActionId.CARD_DELETE else "sub"
    picture = icons.icon(row.icon, look.color(token), 16) if row.icon else None
    entry = menu.addAction(menu_text(text, key))
    if picture is not None:
        entry.setIcon(picture)
    entry.setToolTip(tr(row.help))
    entry.setObjectName(str(action_id))
    return entry


def menu_sheet() -> str:
    """Give the look of menus in the present scheme."""
    look = theme()
    color = {name: look.color(name).name() for name in ("card", "ink", "line", "soft", "sub")}
    return (
        f"QMenu {{ background: {color['card']}; color: {color['ink']};"
        f" border: 1px solid {look.color('line_strong').name()}; padding: {look.px(4)}px; }}"
        f"QMenu::item {{ padding: {look.px(5)}px {look.px(18)}px {look.px(5)}px {look.px(10)}px;"
        f" border-radius: {look.px(5)}px; }}"
        f"QMenu::item:selected {{ background: {color['soft']}; }}"
        f"QMenu::item:disabled {{ color: {look.color('dot_off').name()}; }}"
        f"QMenu::separator {{ height: 1px; background: {color['line']};"
        f" margin: {look.px(4)}px {look.px(6)}px; }}"
        f"QMenu::icon {{ padding-left: {look.px(8)}px; }}"
    )
