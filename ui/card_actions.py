"""What can be done with a card, wherever cards stand: paste, copy, menu, wordings, hover popup."""

from __future__ import annotations

from collections.abc import Mapping, Set

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtWidgets import QMenu, QWidget

from assistant.actions import OPTIONAL, ActionId
from phrasebook.model import Phrase
from ui.card_list import CardList
from ui.card_menu import card_menu, variants_menu
from ui.detail import Detail


class CardActions(QObject):
    """Turns what is done to the cards of a list into wishes; it changes no phrase itself.

    Signals:
        paste_requested: Phrase.
        variant_requested: Phrase and the wording to paste instead of its text.
        copy_requested, edit_requested, rewrite_requested: Phrase.
        hotkey_requested: Phrase id.
        delete_requested: List of phrase ids.
        pin_requested: Phrase id, and whether it shall be pinned.
        moved: Phrase id, and the id that it now stands before (None: at the end).
    """

    paste_requested = Signal(object)
    variant_requested = Signal(object, str)
    copy_requested = Signal(object)
    edit_requested = Signal(object)
    rewrite_requested = Signal(object)
    hotkey_requested = Signal(str)
    delete_requested = Signal(list)
    pin_requested = Signal(str, bool)
    moved = Signal(str, object)

    def __init__(self, cards: CardList, owner: QWidget) -> None:
        """Listen to ``cards``; menus and popups belong to ``owner``."""
        super().__init__(owner)
        self._list, self._owner = cards, owner
        self._edited_keys: Mapping[str, str] = {}
        self._off: Set[ActionId] = OPTIONAL
        self.detail: Detail | None = None
        cards.pasted.connect(self.paste)
        cards.action_triggered.connect(self.run)
        cards.menu_requested.connect(self.open_menu)
        cards.hovered.connect(self._on_hover)
        cards.dropped.connect(self.moved)

    def set_edited_keys(self, edited: Mapping[str, str]) -> None:
        """Use the option ``keys`` for the keys of cards and their menu."""
        self._edited_keys = dict(edited)
        self._list.set_card_keys(edited, self._off)

    def set_off(self, off: Set[ActionId]) -> None:
        """Leave these actions out of keys and menu, and do all others."""
        self._off = off
        self._list.set_card_keys(self._edited_keys, off)

    def run(self, action_id: str, phrase: Phrase) -> None:
        """Do what an action of the card menu or a card key means; one that is off does nothing."""
        if action_id in self._off:
            return
        match action_id:
            case ActionId.CARD_PASTE:
                self.paste(phrase)
            case ActionId.CARD_COPY:
                self.copy_requested.emit(phrase)
            case ActionId.CARD_EDIT:
                self.edit_requested.emit(phrase)
            case ActionId.CARD_PIN:
                self.pin_requested.emit(phrase.id, not phrase.pinned)
            case ActionId.CARD_VARIANTS:
                self._open_variants(phrase)
            case ActionId.CARD_REWRITE:
                self.dismiss_detail()
                self.rewrite_requested.emit(phrase)
            case ActionId.CARD_HOTKEY:
                self.hotkey_requested.emit(phrase.id)
            case ActionId.CARD_DELETE:
                self.delete_requested.emit([phrase.id])
            case ActionId.CARD_UP:
                self._move(phrase, -1)
            case ActionId.CARD_DOWN:
                self._move(phrase, 1)

    def open_menu(self, phrase: Phrase, point: QPoint) -> QMenu:
        """Open the menu of a card at a point of the screen."""
        self.dismiss_detail()
        menu = card_menu(
            self._owner,
            phrase,
            self._edited_keys,
            self.run,
            self._use_variant,
            movable=self._list.sortable,
            off=self._off,
        )
        menu.popup(point)
        return menu

    def dismiss_detail(self) -> None:
        """Take the hover popup away at once."""
        if self.detail is not None:
            self.detail.dismiss()

    def paste(self, phrase: Phrase) -> None:
        """Ask for a phrase to be pasted."""
        self.dismiss_detail()
        self.paste_requested.emit(phrase)

    def _open_variants(self, phrase: Phrase) -> None:
        if not phrase.variants:
            return
        menu = variants_menu(self._owner, phrase, self._use_variant)
        row = self._list.cards.row_of(phrase.id)
        corner = self._list.card_rect(row).bottomLeft().toPoint()
        menu.popup(self._list.viewport().mapToGlobal(corner))

    def _use_variant(self, phrase: Phrase, text: str) -> None:
        self.variant_requested.emit(phrase, text)

    def _move(self, phrase: Phrase, by: int) -> None:
        """Move a card by one place among its own kind (pinned ones stay above)."""
        if not self._list.sortable:
            return
        row = self._list.cards.row_of(phrase.id)
        other = self._list.cards.phrase(row + by)
        if row < 0 or other is None or other.pinned != phrase.pinned:
            return
        before = other if by < 0 else self._list.cards.phrase(row + 2)
        self.moved.emit(phrase.id, before.id if before is not None else None)

    def _on_hover(self, phrase: Phrase | None, card: QRect | None) -> None:
        if phrase is None or card is None:
            if self.detail is not None:
                self.detail.leave()
            return
        if self.detail is None:
            self.detail = Detail(self._owner)
            self.detail.variant_chosen.connect(self.variant_requested)
        window = self._owner.window()
        sidebar = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
        self.detail.show_for(phrase, card, sidebar)
