"""The page 话术: the cards of a step, or what a search found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from phrasebook.model import STEPS, Hit, Phrase
from ui.card_actions import CardActions
from ui.card_list import CardList
from ui.i18n import tr
from ui.models.phrases_model import KEYED_ROWS
from ui.section import SectionHeader
from ui.state_view import StateView

_SEARCH_KEYS = tuple(f"Alt+{number}" for number in range(1, KEYED_ROWS + 1))


class PhrasesPage(QWidget):
    """Shows what it is given and says what a person asked for; it changes no phrase itself.

    Attributes:
        card_actions: What is done to its cards.

    Signals:
        new_requested: Scene id to start with; empty if none is known.
        scene_chosen: Only the cards of this scene are wanted; empty means all of the step.
        order_changed: Option value of the order.
        search_closed: The search results shall go.
        retry_requested: The button of an error was pressed.
    """

    new_requested = Signal(str)
    scene_chosen = Signal(str)
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
        self._step_keys: Sequence[str] = ()
        self._refused: Mapping[str, str] = {}
        self._order = "standard"
        self.step = 1
        self.scene = ""
        self._choices: Sequence[tuple[str, str]] = ()
        self._choices_of = 0
        self._complete = False
        self._regrouped = False
        self.query: str | None = None
        self.section = SectionHeader(self)
        self.list = CardList(self)
        self.state = StateView(self)
        self.state.hide()
        self.card_actions = CardActions(self.list, self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.section)
        box.addWidget(self.list, 1)
        box.addWidget(self.state, 1)
        self._box = box
        self.setFocusProxy(self.list)
        self._wire()

    def add_on_top(self, widget: QWidget) -> None:
        """Put a widget over the cards (what comes after the first paint)."""
        self._box.insertWidget(0, widget)

    def _wire(self) -> None:
        self.section.order_changed.connect(self._on_order)
        self.section.new_pressed.connect(self._on_new)
        self.section.search_closed.connect(self.search_closed)
        self.section.scene_chosen.connect(self.scene_chosen)
        self.state.pressed.connect(self._on_state_button)

    # What is shown.

    def show_phrases(
        self,
        step: int,
        phrases: Sequence[Phrase],
        *,
        complete: bool = True,
        suits: str = "",
        scene: str = "",
    ) -> None:
        """Show the phrases of a step; the selection stays on the same phrase if it is there.

        Args:
            step: Its number.
            phrases: The cards.
            complete: False while more are being read; they are not counted yet.
            suits: Type of the current buyer; cards that suit it say so.
            scene: The only scene that they are of; empty where they are all of the step.
        """
        same_step = (step, scene) == (self.step, self.scene) and self.query is None
        selected = self.list.current_phrase() if same_step else None
        offset = self.list.verticalScrollBar().value() if same_step else 0
        self.step, self.scene, self.query = step, scene, None
        name = tr(next((s.name for s in STEPS if s.number == step), ""))
        self.section.set_search(False)
        if scene:
            name = self._scenes.get(scene, name)
        self._complete = complete
        self._regrouped = any(suits in phrase.buyer_types for phrase in phrases)
        self._offer_scenes(phrases)
        self.section.caption.set_text(
            tr("{step} · {count} 条", step=name, count=len(phrases)) if complete else name
        )
        self._show_keys()
        self.list.cards.set_phrases(phrases, suits)
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
        self.card_actions.set_edited_keys(edited)

    def set_order(self, order: str) -> None:
        """Show an order as the present one (the phrases come by ``show_phrases``)."""
        self._order = order
        self.section.set_order(order)
        self._set_sortable()

    def set_scenes(self, scenes: Mapping[str, str]) -> None:
        """Take the scene titles, which are read after the first cards were painted."""
        self._scenes = scenes
        if self.query is None:
            self._offer_scenes([card.phrase for card in self.list.cards.cards])

    def _offer_scenes(self, phrases: Sequence[Phrase]) -> None:
        """Offer the scenes of the step: they are known once the whole step was shown."""
        if self._complete and not self.scene:
            there = {phrase.scene for phrase in phrases}
            self._choices = [(id, title) for id, title in self._scenes.items() if id in there]
            self._choices_of = self.step
        elif self._complete and self._choices_of != self.step:
            # A scene of another step was asked for: from it there is a way to its whole step.
            self._choices = [(self.scene, self._scenes.get(self.scene, self.scene))]
            self._choices_of = self.step
        self.section.set_scenes(self._choices if self._complete else (), self.scene)

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
        # Cards that were moved up for the buyer stand beside others than in the stored order.
        standard = self._order == "standard" and not self._regrouped
        self.list.sortable = self.query is None and standard

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
        self.card_actions.dismiss_detail()
        had_focus = self.list.hasFocus()
        self.state.say(title, advice, icon=icon, warning=warning, buttons=buttons)
        self.section.setVisible(not warning)
        self.state.show()
        # Before the list goes, or Qt would hand the focus to whatever comes next.
        if had_focus and self.state.buttons:
            self.state.buttons[0].setFocus()
        self.list.hide()

    # What is asked for.

    def _on_order(self, order: str) -> None:
        self._order = order
        self._set_sortable()
        self.order_changed.emit(order)

    def _on_new(self) -> None:
        current = self.list.current_phrase() or self.list.cards.phrase(0)
        known = current is not None and self.query is None
        self.new_requested.emit(current.scene if known and current is not None else self._only())

    def _only(self) -> str:
        """Give the scene that is shown alone."""
        return self.scene if self.query is None else ""

    def _on_state_button(self, name: str) -> None:
        if name == "new":
            self.new_requested.emit(self._only())
        elif name == "back":
            self.search_closed.emit()
        else:
            self.retry_requested.emit()
