"""The page 话术: the cards of a step, or what a search found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from assistant.actions import ActionId
from phrasebook.model import STEPS, Hit, Phrase
from ui.card_list import CardList
from ui.card_menu import card_menu, variants_menu
from ui.detail import Detail
from ui.i18n import tr
from ui.models.phrases_model import KEYED_ROWS
from ui.section import SectionHeader
from ui.state_view import StateView

_SEARCH_KEYS = tuple(f"Alt+{number}" for number in range(1, KEYED_ROWS + 1))


class PhrasesPage(QWidget):
    """Shows what it is given and says what a person asked for; it changes no phrase itself.

    Signals:
        paste_requested: Phrase.
        variant_requested: Phrase and the wording to paste instead of its text.
        copy_requested, edit_requested: Phrase.
        hotkey_requested: Phrase id.
        new_requested: Scene id to start with; empty if none is known.
        delete_requested: List of phrase ids.
        pin_requested: Phrase id, and whether it shall be pinned.
        moved: Phrase id, and the id that it now stands before (None: at the end).
        order_changed: Option value of the order.
        search_closed: The search results shall go.
        retry_requested: The button of an error was pressed.
    """

    paste_requested = Signal(object)
    variant_requested = Signal(object, str)
    copy_requested = Signal(object)
    edit_requested = Signal(object)
    hotkey_requested = Signal(str)
    new_requested = Signal(str)
    delete_requested = Signal(list)
    pin_requested = Signal(str, bool)
    moved = Signal(str, object)
    order_changed = Signal(str)
    search_closed = Signal()
    retry_requested = Signal()

    def __init__(
        self, scenes: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        """Start empty.

        Args:
            scenes: Scene titles by id, shown in search results.
            parent: Owner.
        """
        super().__init__(parent)
        self._scenes = scenes or {}
        self._edited_keys: Mapping[str, str] = {}
        self._step_keys: Sequence[str] = ()
        self._refused: Mapping[str, str] = {}
        self._order = "standard"
        self.step = 1
        self.query: str | None = None
        self.section = SectionHeader(self)
        self.list = CardList(self)
        self.state = StateView(self)
        self.state.hide()
        self._detail: Detail | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.section)
        box.addWidget(self.list, 1)
        box.addWidget(self.state, 1)
        self.setFocusProxy(self.list)
        self._wire()

    def _wire(self) -> None:
        self.list.pasted.connect(self._paste)
        self.list.action_triggered.connect(self.run)
        self.list.menu_requested.connect(self.open_menu)
        self.list.hovered.connect(self._on_hover)
        self.list.dropped.connect(self.moved)
        self.section.order_changed.connect(self._on_order)
        self.section.new_pressed.connect(self._on_new)
        self.section.search_closed.connect(self.search_closed)
        self.state.pressed.connect(self._on_state_button)

    # What is shown.

    def show_phrases(self, step: int, phrases: Sequence[Phrase], *, complete: bool = True) -> None:
        """Show the phrases of a step; the selection stays on the same phrase if it is there.

        Args:
            step: Its number.
            phrases: The cards.
            complete: False while more are being read; they are not counted yet.
        """
        same_step = step == self.step and self.query is None
        selected = self.list.current_phrase() if same_step else None
        offset = self.list.verticalScrollBar().value() if same_step else 0
        self.step, self.query = step, None
        name = tr(next((s.name for s in STEPS if s.number == step), ""))
        self.section.set_search(False)
        self.section.caption.set_text(
            tr("{step} · {count} 条", step=name, count=len(phrases)) if complete else name
        )
        self._show_keys()
        self.list.cards.set_phrases(phrases)
        if not phrases:
            self._show_state(
                tr("“{step}”还没有话术", step=name),
                tr("新建第一条:写下您常说的一句话,以后一键粘贴。"),
                icon="chat",
                buttons=(("new", tr("新建话术")),),
            )
            return
        self._show_list()
        if selected is not None:
            row = self.list.cards.row_of(selected.id)
            if row >= 0:
                self.list.setCurrentIndex(self.list.cards.index(row))
        if offset:
            self.list.executeDelayedItemsLayout()
            self.list.verticalScrollBar().setValue(offset)

    def show_hits(self, query: str, hits: Sequence[Hit]) -> None:
        """Show what a search over all steps found; Alt+1 to 9 stand on the first cards."""
        self.query = query
        self.section.set_search(True)
        self.section.caption.set_text(tr("“{query}” · {count} 条", query=query, count=len(hits)))
        self._show_keys()
        self.list.cards.set_hits(hits, self._scenes)
        if hits:
            self._show_list()
            self.list.select_row(0)
            return
        self._show_state(
            tr("没有找到“{query}”", query=query),
            tr("换个说法试试:一两个关键字、拼音首字母(如 wlts)或编码。"),
            icon="search",
            buttons=(("new", tr("新建话术")), ("back", tr("返回"))),
        )

    def show_message(self, title: str, advice: str = "", *, retry: bool = True) -> None:
        """Say in place of the cards that they could not be read, and what to do."""
        self.list.cards.set_phrases(())
        self.section.caption.set_text("")
        buttons = (("retry", tr("重试")),) if retry else ()
        self._show_state(title, advice, icon="warning", warning=True, buttons=buttons)

    def show_keys(self, keys: Sequence[str], refused: Mapping[str, str] | None = None) -> None:
        """Name the keys that paste the first cards of a step.

        Args:
            keys: Texts in the order of the cards; empty where a card has none.
            refused: Keys that the system did not give us, with the reason.
        """
        self._step_keys, self._refused = tuple(keys), dict(refused or {})
        self._show_keys()

    def set_edited_keys(self, edited: Mapping[str, str]) -> None:
        """Use the option ``keys`` for the keys of cards and their menu."""
        self._edited_keys = dict(edited)
        self.list.set_card_keys(edited)

    def set_order(self, order: str) -> None:
        """Show an order as the present one (the phrases come by ``show_phrases``)."""
        self._order = order
        self.section.set_order(order)
        self._set_sortable()

    def set_scenes(self, scenes: Mapping[str, str]) -> None:
        """Take the scene titles."""
        self._scenes = scenes

    def phrase_at(self, number: int) -> Phrase | None:
        """Give the phrase of the card with the numbered key ``number`` (1 to 9)."""
        return self.list.cards.phrase(number - 1) if 1 <= number <= KEYED_ROWS else None

    def _show_keys(self) -> None:
        searching = self.query is not None
        self.list.painter_of_cards.numbered = searching
        self.list.cards.set_keys(
            _SEARCH_KEYS if searching else self._step_keys,
            {} if searching else self._refused,
            numbered_first=searching,
        )
        self._set_sortable()

    def _set_sortable(self) -> None:
        self.list.sortable = self.query is None and self._order == "standard"

    def _show_list(self) -> None:
        had_focus = not self.state.isHidden() and any(b.hasFocus() for b in self.state.buttons)
        self.section.show()
        self.state.hide()
        self.list.show()
        if had_focus:
            self.list.setFocus()

    def _show_state(
        self,
        title: str,
        advice: str,
        *,
        icon: str,
        warning: bool = False,
        buttons: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.dismiss_detail()
        had_focus = self.list.hasFocus()
        self.state.say(title, advice, icon=icon, warning=warning, buttons=buttons)
        self.section.setVisible(not warning)
        self.state.show()
        # Before the list goes, or Qt would hand the focus to whatever comes next.
        if had_focus and self.state.buttons:
            self.state.buttons[0].setFocus()
        self.list.hide()

    # What is asked for.

    def run(self, action_id: str, phrase: Phrase) -> None:
        """Do what an action of the card menu or a card key means."""
        match action_id:
            case ActionId.CARD_PASTE:
                self._paste(phrase)
            case ActionId.CARD_COPY:
                self.copy_requested.emit(phrase)
            case ActionId.CARD_EDIT:
                self.edit_requested.emit(phrase)
            case ActionId.CARD_PIN:
                self.pin_requested.emit(phrase.id, not phrase.pinned)
            case ActionId.CARD_VARIANTS:
                self._open_variants(phrase)
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
            self,
            phrase,
            self._edited_keys,
            self.run,
            self._use_variant,
            movable=self.list.sortable,
        )
        menu.popup(point)
        return menu

    def dismiss_detail(self) -> None:
        """Take the hover popup away at once."""
        if self._detail is not None:
            self._detail.dismiss()

    def _open_variants(self, phrase: Phrase) -> None:
        if not phrase.variants:
            return
        menu = variants_menu(self, phrase, self._use_variant)
        row = self.list.cards.row_of(phrase.id)
        corner = self.list.card_rect(row).bottomLeft().toPoint()
        menu.popup(self.list.viewport().mapToGlobal(corner))

    def _paste(self, phrase: Phrase) -> None:
        self.dismiss_detail()
        self.paste_requested.emit(phrase)

    def _use_variant(self, phrase: Phrase, text: str) -> None:
        self.variant_requested.emit(phrase, text)

    def _move(self, phrase: Phrase, by: int) -> None:
        """Move a card by one place among its own kind (pinned ones stay above)."""
        if not self.list.sortable:
            return
        row = self.list.cards.row_of(phrase.id)
        other = self.list.cards.phrase(row + by)
        if row < 0 or other is None or other.pinned != phrase.pinned:
            return
        before = other if by < 0 else self.list.cards.phrase(row + 2)
        self.moved.emit(phrase.id, before.id if before is not None else None)

    def _on_order(self, order: str) -> None:
        self._order = order
        self._set_sortable()
        self.order_changed.emit(order)

    def _on_new(self) -> None:
        current = self.list.current_phrase() or self.list.cards.phrase(0)
        known = current is not None and self.query is None
        self.new_requested.emit(current.scene if known and current is not None else "")

    def _on_state_button(self, name: str) -> None:
        if name == "new":
            self.new_requested.emit("")
        elif name == "back":
            self.search_closed.emit()
        else:
            self.retry_requested.emit()

    def _on_hover(self, phrase: Phrase | None, card: QRect | None) -> None:
        if phrase is None or card is None:
            if self._detail is not None:
                self._detail.leave()
            return
        if self._detail is None:
            self._detail = Detail(self)
            self._detail.variant_chosen.connect(self.variant_requested)
        window = self.window()
        sidebar = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
        self._detail.show_for(phrase, card, sidebar)
