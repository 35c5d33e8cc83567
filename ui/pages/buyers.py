"""The page 买家: everyone there is a note of, and one of them in full."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPixmap, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from phrasebook.desk import BuyerSummary
from ui import note_acts
from ui.action_bar import KeyButton
from ui.buyer_rows import Card, buyer_row
from ui.buyer_view import BuyerView
from ui.i18n import tr
from ui.inputs import LineField
from ui.item_list import ItemList
from ui.painted import Bar
from ui.pictures import thumbnail
from ui.state_view import StateView
from ui.theme import theme

SEARCH_MS: Final = 120
"""A search waits for a pause in typing of this length."""
_KEPT_PICTURES: Final = 120
_THUMB: Final = 160


class BuyersPage(QWidget):
    """Shows what it is given and says what a person asked for.

    Attributes:
        view: The buyer in full; its signals say what is asked for there.

    Signals:
        search_changed: Buyers that fit these words are wanted ("" for all).
        more_wanted: The end of the list came into view.
        buyer_wanted: A buyer shall be shown in full: its id.
        note_wanted: A note of this buyer (its id, empty: none is selected) shall be written.
        picture_wanted: The picture with this id is about to be seen.
        left: The list is shown again.
        closed: Esc: back to the phrases.
    """

    search_changed = Signal(str)
    more_wanted = Signal()
    buyer_wanted = Signal(str)
    note_wanted = Signal(str)
    picture_wanted = Signal(str)
    left = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with an empty list."""
        super().__init__(parent)
        self._keys = note_acts.keys({})
        self._pictures: OrderedDict[str, QPixmap | None] = OrderedDict()
        self._set_up: QWidget | None = None
        self._shown_query = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.search = LineField()
        self.search.setAccessibleName(tr("搜买家和备注"))
        self.search.setPlaceholderText(tr("搜名字、拼音、备注、订单号…"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(80)
        self.write = KeyButton(tr("记备注"), self._keys[note_acts.NEW], self, primary=True)
        self.list = ItemList(tr("买家列表"), self, expand_selected=False)
        self.empty = StateView(self)
        self.view = BuyerView(self)
        self.view.list.show_pictures(self._picture)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_MS)
        self._lay_out()
        self._wire()
        self._restyle()
        self.show_buyers((), "")

    def _lay_out(self) -> None:
        self._head = Bar(self, edge="bottom")
        self._row = QHBoxLayout(self._head)
        self._row.addWidget(self.search, 1)
        self._row.addWidget(self.write)
        self._board = QWidget(self)
        column = QVBoxLayout(self._board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._board)
        self._stack.addWidget(self.view)

    def _wire(self) -> None:
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.entered.connect(self._on_enter)
        self.search.down_pressed.connect(self.list.setFocus)
        self._timer.timeout.connect(lambda: self.search_changed.emit(self.query))
        self.write.clicked.connect(lambda: self.note_wanted.emit(self.list.selected_id()))
        self.list.chosen.connect(self.buyer_wanted)
        self.list.key_pressed.connect(self._on_key)
        self.list.end_reached.connect(self.more_wanted)
        self.empty.pressed.connect(self._on_empty)
        self.view.back.connect(self.show_list)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        look = theme()
        side = look.metric("head_pad")
        self._row.setContentsMargins(side, look.px(9), side, look.px(9))
        self._row.setSpacing(look.px(8))
        self.search.setFont(look.font("base"))
        self.search.setFixedHeight(look.metric("search"))
        self.search.setStyleSheet(look.stylesheet())

    # What is shown.

    @property
    def query(self) -> str:
        """Words that are searched for."""
        return self.search.text().strip()

    @property
    def buyer(self) -> str:
        """Id of the buyer that is shown in full; empty while the list is."""
        shown = self._stack.currentWidget() is self.view and self.view.card is not None
        return self.view.card.id if shown and self.view.card is not None else ""

    def set_edited_keys(self, edited: Mapping[str, str]) -> None:
        """Use the option ``keys``."""
        self._keys = note_acts.keys(edited)
        self.write.set_key(self._keys[note_acts.NEW])
        self.view.set_edited_keys(edited)

    def show_buyers(self, found: Sequence[BuyerSummary], query: str) -> None:
        """Show buyers; another search goes to its first hit."""
        other, self._shown_query = query != self._shown_query, query
        self.list.set_rows([buyer_row(one) for one in found], top=other)
        self.list.setVisible(bool(found))
        self.empty.setVisible(not found)
        if found:
            return
        if query:
            self.empty.say(
                tr("没有找到“{query}”", query=query[:20]),
                tr("换个写法:名字的拼音首字母、备注里的词、订单号都可以。"),
                icon="search",
                buttons=(("clear", tr("清除搜索")),),
            )
        else:
            self.empty.say(
                tr("还没有买家"),
                tr(
                    "写下第一条备注,买家就在这里。聊天时在哪个窗口都可以按 Ctrl+Alt+N;"
                    "在这里按 {key}。",
                    key=self._keys[note_acts.NEW],
                ),
                icon="user",
                buttons=(("new", tr("记一条备注")),),
            )

    def show_fault(self, message: str, advice: str) -> None:
        """Say why nothing can be shown."""
        self.list.hide()
        self.empty.show()
        buttons = (("again", tr("再试一次")),)
        self.empty.say(message, advice, icon="warning", warning=True, buttons=buttons)

    def show_card(self, card: Card, now: float, zone: str, *, open: bool = False) -> None:
        """Show a buyer in full.

        Args:
            card: The buyer.
            now: Now.
            zone: Zone id of the clock.
            open: Go to it from the list; else only what is shown of it is renewed.
        """
        if not open and self.buyer != card.id:
            return
        had = (
            self.list.hasFocus()
            or self.search.hasFocus()
            or self.view.isAncestorOf(self.focusWidget() or self)
        )
        self.view.show_card(card, now, zone)
        if self._set_up is None:
            self._stack.setCurrentWidget(self.view)
        if open and (had or self.isVisible()):
            self.view.setFocus()

    def show_list(self) -> None:
        """Go back to the list."""
        if self._set_up is not None:
            return
        self._stack.setCurrentWidget(self._board)
        if self.isVisible():
            self.take_focus()
        self.left.emit()

    def take_focus(self) -> None:
        """Let the keys go where they are of use."""
        if self._set_up is not None:
            self._set_up.setFocus()
        elif self.buyer:
            self.view.setFocus()
        elif self.query:
            self.search.setFocus()
        elif self.list.rows:
            self.list.setFocus()
        else:
            self.setFocus()  # what is empty says which letter acts here

    def show_set_up(self, widget: QWidget | None) -> None:
        """Show what opens the desk instead of everything else; None shows the list again."""
        old, self._set_up = self._set_up, widget
        if old is not None and old is not widget:
            self._stack.removeWidget(old)
            old.hide()
        if widget is None:
            self._stack.setCurrentWidget(self._board)
        else:
            if self._stack.indexOf(widget) < 0:
                self._stack.addWidget(widget)
            self._stack.setCurrentWidget(widget)

    # Pictures.

    def set_picture(self, id: str, png: bytes | None) -> None:
        """Give a picture that was wanted."""
        self._pictures[id] = thumbnail(png, _THUMB) if png else QPixmap()
        while len(self._pictures) > _KEPT_PICTURES:
            self._pictures.popitem(last=False)
        self.view.list.viewport().update()

    def forget_pictures(self) -> None:
        """Keep no picture in memory: the desk is closed."""
        self._pictures.clear()

    def _picture(self, id: str) -> QPixmap | None:
        if id not in self._pictures:
            self._pictures[id] = None
            # Not while painting: the answer may come at once and paint again.
            QTimer.singleShot(0, self, lambda: self.picture_wanted.emit(id))
        return self._pictures[id]

    # What is asked for.

    def _on_enter(self, _control: bool) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.search_changed.emit(self.query)
        elif self.list.selected_id():
            self.buyer_wanted.emit(self.list.selected_id())

    def _on_key(self, id: str, key: str) -> None:
        if key == self._keys[note_acts.NEW]:
            self.note_wanted.emit(id)
        elif key == self._keys.get(note_acts.SEARCH) or key == "Backspace":
            self.go_search()

    def go_search(self) -> None:
        """Go to the search field."""
        self.show_list()
        self.search.setFocus()
        self.search.selectAll()

    def _on_empty(self, name: str) -> None:
        if name == "clear":
            self.search.clear()
            self.search.setFocus()
        elif name == "new":
            self.note_wanted.emit("")
        else:
            self.search_changed.emit(self.query)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc, the search first; letters act also while nobody is listed."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape:
            if self.search.text():
                self.search.clear()
            else:
                self.closed.emit()
        elif not (plain and self._acts_on(event.text().upper())):
            super().keyPressEvent(event)

    def _acts_on(self, letter: str) -> bool:
        elsewhere = self._set_up is not None or self.buyer or self.search.hasFocus()
        known = (self._keys[note_acts.NEW], self._keys.get(note_acts.SEARCH))
        if not letter or elsewhere or letter not in known:
            return False
        self._on_key(self.list.selected_id(), letter)
        return True
