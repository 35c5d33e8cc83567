"""The page 交接: what waits for this shift before anything else, then what is in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from assistant.desk import moments
from phrasebook.desk import Handover, HandoverEvent
from ui import handover_acts
from ui.action_bar import Act, ActionBar, KeyButton
from ui.handover_acts import END, FIND, FOLD, WRITE
from ui.handover_board import Board
from ui.handover_rows import DONE, note_of, rows
from ui.i18n import tr
from ui.inputs import LineField
from ui.item_list import ItemList
from ui.menus import make_menu
from ui.page_title import FootNote, PageTitle
from ui.painted import Bar, IconButton
from ui.plain import menu_text
from ui.state_view import StateView
from ui.theme import theme

PRINT: Final = "print"
EXPORT: Final = "export"
IMPORT: Final = "import"
SHIFTS: Final = "shifts"
_AT_ONCE: Final = 300
"""Cards that are made at once: two thousand take 45 ms, more than a frame should."""
_MENU: Final = (
    (PRINT, "打印 / 存成 PDF…"),
    (EXPORT, "导出到另一台电脑…"),
    (IMPORT, "从文件导入…"),
    (SHIFTS, "班次设置…"),
)


class HandoversPage(QWidget):
    """Shows a board and says what a person asked for.

    Signals:
        asked: Something for the page as a whole: ``WRITE``, ``END``, ``PRINT``, ``EXPORT``,
            ``IMPORT`` or ``SHIFTS``.
        act: Something for a handover: name of ``handover_acts`` and the handover.
        history_wanted: The history of this handover (its id) shall be shown.
        done_wanted: The done ones that fit these words shall be shown.
        closed: Esc: back to the phrases.
    """

    asked = Signal(str)
    act = Signal(str, object)
    history_wanted = Signal(str)
    done_wanted = Signal(str)
    closed = Signal()

    def __init__(self, keys: Mapping[str, str], parent: QWidget | None = None) -> None:
        """Start empty.

        Args:
            keys: Key of each act, see ``handover_acts.keys``.
            parent: Owner.
        """
        super().__init__(parent)
        self._keys = dict(keys)
        self.board = Board()
        self._now, self._zone = 0.0, "UTC"
        self._done: Sequence[Handover] | None = None
        self._history: tuple[str, Sequence[HandoverEvent]] = ("", ())
        self._rest: list[Act] = []
        self._limit = _AT_ONCE
        self.title = PageTitle(self)
        self.write = KeyButton(tr("写交接"), self._keys[WRITE], self, primary=True)
        self.end = KeyButton(tr("交班"), self._keys[END], self)
        self.more = IconButton("more", tr("更多"), self)
        self.note = FootNote(self)
        self.search = LineField()
        self.search.setAccessibleName(tr("搜已完成的交接"))
        self.search.setPlaceholderText(tr("搜已完成:买家、订单号、内容"))
        self.list = ItemList(tr("交接列表"), self)
        self.bar = ActionBar(tr("这条交接"))
        self.list.set_action_bar(self.bar)
        self.empty = StateView(self)
        self._head, self._foot = Bar(self, edge="bottom"), Bar(self, edge="top")
        self._find = Bar(self)
        self._lay_out()
        self._wire()
        self._restyle()
        self.title.say(tr("交接"))
        self.empty.hide()

    def _lay_out(self) -> None:
        self._head_row = QHBoxLayout(self._head)
        self._head_row.addWidget(self.title, 1)
        self._head_row.addWidget(self.write)
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.addWidget(self.end)
        self._foot_row.addWidget(self.more)
        self._foot_row.addWidget(self.note, 1)
        self._find_row = QHBoxLayout(self._find)
        self._find_row.addWidget(self.search)
        self._find.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._find)
        column.addWidget(self.list, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self._foot)

    def _wire(self) -> None:
        self.write.clicked.connect(lambda: self.asked.emit(WRITE))
        self.end.clicked.connect(lambda: self.asked.emit(END))
        self.more.clicked.connect(self._open_menu)
        self.empty.pressed.connect(self.asked)
        self.list.chosen.connect(lambda _id: self._do_first())
        self.list.selection_changed.connect(self._on_selected)
        self.list.key_pressed.connect(lambda _id, key: self.press(key))
        self.list.menu_requested.connect(lambda _id, point: self._open_card_menu(point))
        self.list.end_reached.connect(self._show_more)
        self.list.part_pressed.connect(self._on_part)
        self.bar.pressed.connect(self._do)
        self.search.textChanged.connect(lambda words: self.done_wanted.emit(words.strip()))
        self.search.down_pressed.connect(self.list.setFocus)
        self.search.entered.connect(lambda _control: self.list.setFocus())
        theme().changed.connect(self._restyle)

    # What is shown.

    def show_board(self, board: Board, now: float, zone: str) -> None:
        """Show what is open, as it stands now."""
        self.board, self._now, self._zone = board, now, zone
        current = board.current.name if board.current is not None else ""
        title = " → ".join(part for part in (board.before, current) if part)
        waiting = len(board.waiting)
        self.title.say(title or tr("交接"), tr("{n} 条待接", n=waiting) if waiting else "", current)
        self._say_following()
        self._show()

    def show_done(self, done: Sequence[Handover]) -> None:
        """Show those that are done, below the others."""
        self._done = tuple(done)
        self._show()

    def show_history(self, id: str, events: Sequence[HandoverEvent]) -> None:
        """Show what happened to a handover in its card."""
        self._history = (id, tuple(events))
        self._show()

    def set_keys(self, keys: Mapping[str, str]) -> None:
        """Take other keys, at once."""
        self._keys = dict(keys)
        self.write.set_key(self._keys[WRITE])
        self.end.set_key(self._keys[END])
        self._show()

    @property
    def unfolded(self) -> bool:
        """Whether those done are shown."""
        return self._done is not None

    def handover(self, id: str = "") -> Handover | None:
        """Give a handover that is shown, by default the selected one."""
        wanted = id or self.list.selected_id()
        return next((h for h in (*self.board.open, *(self._done or ())) if h.id == wanted), None)

    def select(self, id: str) -> None:
        """Select a card."""
        self.list.select(id)

    def _show(self) -> None:
        board = self.board
        if not (board.open or board.done or self._done):
            self.list.set_rows([])
            self._say_empty(
                tr("还没有交接"),
                tr("写下第一条:哪位买家、因为什么、请做什么。下一班打开就先看到它。"),
                buttons=((WRITE, f"{tr('写交接')} {self._keys[WRITE]}".strip()),),
            )
            return
        self.empty.hide()
        self.list.show()
        self.setFocusProxy(self.list)
        histories = {self._history[0]: self._history[1]} if self._history[0] else {}
        made = rows(
            board,
            self._now,
            self._zone,
            done=self._done,
            histories=histories,
            limit=self._limit,
        )
        self.list.set_rows(made)
        self._show_acts()

    def _show_more(self) -> None:
        if self._limit < len(self.board.open):
            self._limit += _AT_ONCE
            self._show()

    def _say_empty(
        self, title: str, advice: str, buttons: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.empty.say(title, advice, icon="handover", buttons=buttons)
        had_focus = self.list.hasFocus()
        self.list.hide()
        self.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes null here
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.empty.show()
        if had_focus:
            self.setFocus()

    def _say_following(self) -> None:
        following = self.board.following
        if following is None:
            self.note.say("")
            return
        start = moments.local(following.start, self._zone)
        self.note.say(tr("下一班 {shift} {time}", shift=following.name, time=f"{start:%H:%M}"))

    def _show_acts(self) -> None:
        chosen = self.handover()
        if chosen is None:
            self._rest = []
            self.bar.set_acts(())
        else:
            shown, self._rest = handover_acts.acts(chosen, self.board, self._keys)
            self.bar.set_acts(shown, note_of(chosen, self._now, self._zone))
        self.list.action_bar_changed()

    def _on_selected(self, id: str) -> None:
        if self._history[0] not in ("", id):
            self._history = ("", ())
            self._show()
            return
        self._show_acts()

    # What is asked for.

    def press(self, key: str) -> bool:
        """Do what a key does on this page; tells whether it does anything."""
        name = self.bar.act_of(key) or next((a.name for a in self._rest if a.key == key), "")
        if name:
            self._do(name)
        elif key == self._keys[FOLD]:
            self.fold(fold=self.unfolded)
        elif key == self._keys[FIND]:
            self.fold(fold=False)
            self.search.setFocus()
        elif key in (self._keys[WRITE], self._keys[END]):
            self.asked.emit(WRITE if key == self._keys[WRITE] else END)
        else:
            return False
        return True

    def fold(self, *, fold: bool) -> None:
        """Fold the done ones in, or ask for them."""
        self._find.setVisible(not fold)
        if not fold:
            self.done_wanted.emit(self.search.text().strip())
            return
        had_focus = self.focusWidget() is self.search
        self._done = None
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._show()
        if had_focus:
            self.setFocus()

    def _do_first(self) -> None:
        if self.bar.acts:
            self._do(self.bar.acts[0].name)

    def _do(self, name: str) -> None:
        chosen = self.handover()
        if chosen is None:
            return
        if name == handover_acts.MORE:
            place = self.bar.buttons[name]
            self._open_card_menu(place.mapToGlobal(QPoint(0, place.height())))
        elif name == handover_acts.HISTORY:
            if self._history[0] == chosen.id:
                self.show_history("", ())
            else:
                self.history_wanted.emit(chosen.id)
        else:
            self.act.emit(name, chosen)

    def _on_part(self, _id: str, part: str) -> None:
        if part == DONE:
            self.fold(fold=self.unfolded)

    def _open_card_menu(self, point: QPoint) -> None:
        menu = make_menu(self)
        shown = [act for act in self.bar.acts if act.name != handover_acts.MORE]
        for act in (*shown, *self._rest):
            entry = menu.addAction(menu_text(act.text, act.key))
            entry.triggered.connect(lambda _on=False, n=act.name: self._do(n))
        menu.popup(point)

    def _open_menu(self) -> None:
        menu = make_menu(self)
        for name, text in _MENU:
            entry = menu.addAction(tr(text))
            entry.setObjectName(name)
            entry.triggered.connect(lambda _on=False, n=name: self.asked.emit(n))
        corner = self.more.mapToGlobal(QPoint(0, 0))
        menu.popup(QPoint(corner.x(), corner.y() - menu.sizeHint().height()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave on Esc, the search first; letters act also while nothing is listed."""
        if event.key() == Qt.Key.Key_Escape:
            if self.focusWidget() is self.search:
                self.fold(fold=True)
            else:
                self.closed.emit()
            return
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        typed = event.text().upper()
        if plain and typed and self.focusWidget() is not self.search and self.press(typed):
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme().color("bg"))

    def _restyle(self) -> None:
        look = theme()
        pad = look.metric("head_pad")
        self._head_row.setContentsMargins(pad, look.px(9), pad, look.px(9))
        self._foot_row.setContentsMargins(pad, look.px(5), pad, look.px(5))
        self._find_row.setContentsMargins(pad, look.px(6), pad, look.px(6))
        self._head_row.setSpacing(look.px(6))
        self._foot_row.setSpacing(look.px(6))
        self.search.setFont(look.font("base"))
        self._find.setStyleSheet(look.stylesheet())
