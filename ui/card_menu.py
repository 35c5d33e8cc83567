"""The menu of a card, built from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Final

from PySide6.QtWidgets import QMenu, QWidget

from assistant.actions import OPTIONAL, ActionId, keys_of
from phrasebook.model import Phrase
from phrasebook.template import preview
from ui import icons
from ui.i18n import tr
from ui.menus import add_action, make_menu, menu_sheet
from ui.plain import menu_text, tip_text
from ui.theme import theme

_LABEL_LENGTH: Final = 22
"""Characters of a wording in the submenu; the whole is in the tooltip and the hover popup."""


def card_menu(
    parent: QWidget,
    phrase: Phrase,
    edited_keys: Mapping[str, str],
    act: Callable[[str, Phrase], object],
    use_variant: Callable[[Phrase, str], object],
    *,
    movable: bool,
    off: Set[ActionId] = OPTIONAL,
) -> QMenu:
    """Build the menu of one card.

    Args:
        parent: Owner of the menu.
        phrase: The card's phrase.
        edited_keys: The option ``keys``, so that the menu shows the keys that work.
        act: Called with the action id and the phrase.
        use_variant: Called with the phrase and the wording that was chosen.
        movable: Whether moving makes sense (standard order, no search).
        off: Actions that do not exist now.
    """
    menu = make_menu(parent)

    def entry(action_id: ActionId, title: str = "") -> None:
        keys = keys_of(action_id, edited_keys)
        made = add_action(menu, action_id, key=str(keys[0]) if keys else "", title=title)
        made.triggered.connect(lambda: act(str(action_id), phrase))
        if action_id in (ActionId.CARD_UP, ActionId.CARD_DOWN):
            made.setEnabled(movable)

    entry(ActionId.CARD_PASTE, "粘贴")
    entry(ActionId.CARD_COPY)
    if phrase.variants:
        _add_variants(menu, phrase, use_variant)
    if ActionId.CARD_REWRITE not in off:
        entry(ActionId.CARD_REWRITE)
    menu.addSeparator()
    entry(ActionId.CARD_EDIT)
    entry(ActionId.CARD_PIN, "取消置顶" if phrase.pinned else "置顶")
    entry(ActionId.CARD_HOTKEY)
    entry(ActionId.CARD_UP)
    entry(ActionId.CARD_DOWN)
    menu.addSeparator()
    entry(ActionId.CARD_DELETE)
    return menu


def variants_menu(
    parent: QWidget, phrase: Phrase, use_variant: Callable[[Phrase, str], object]
) -> QMenu:
    """Build the list of other wordings alone, for its key."""
    menu = make_menu(parent)
    _fill_variants(menu, phrase, use_variant)
    return menu


def _add_variants(
    menu: QMenu, phrase: Phrase, use_variant: Callable[[Phrase, str], object]
) -> None:
    submenu = menu.addMenu(tr("备选说法"))
    submenu.setIcon(icons.icon("variants", theme().color("sub"), 16))
    submenu.setStyleSheet(menu_sheet())
    submenu.setFont(menu.font())
    submenu.setToolTipsVisible(True)
    _fill_variants(submenu, phrase, use_variant)


def _fill_variants(
    menu: QMenu, phrase: Phrase, use_variant: Callable[[Phrase, str], object]
) -> None:
    for text in phrase.variants:
        shown = preview(text).replace("\n", " ")
        label = shown if len(shown) <= _LABEL_LENGTH else shown[: _LABEL_LENGTH - 1] + "…"
        made = menu.addAction(menu_text(label))
        made.setToolTip(tip_text(shown))
        made.triggered.connect(lambda _on=False, t=text: use_variant(phrase, t))
