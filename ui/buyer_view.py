"""One buyer on the page 买家: who it is, what is owed, and the dated lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, note_acts
from ui.action_bar import ActionBar, KeyButton
from ui.buyer_line import TypeButton
from ui.buyer_rows import FULL, HANDOVER, ORDER, REMINDER, Card, card_rows, counts
from ui.delegates.paint import chip_width, draw_chip, draw_text, metrics
from ui.i18n import tr
from ui.item_list import ItemList
from ui.menus import make_menu
from ui.painted import Bar, IconButton
from ui.plain import menu_text, tip_text
from ui.state_view import StateView
from ui.theme import theme

MERGE: Final = "merge"
RENAME: Final = "rename"
EXPORT: Final = "export"
ERASE: Final = "erase"
_MENU: Final = (
    (RENAME, "改名", "edit"),
    (MERGE, "合并到…", "copy"),
    (EXPORT, "导出…", "folder"),
    (ERASE, "删除此买家…", "trash"),
)
_PICTURE: Final = "picture:"
_LEAST_NAME: Final = 90
"""Room that a name must have beside the buttons, in px at 100 % text size: five letters."""


class _Name(QWidget):
    """The name in bold, cut where there is no room, with the platform behind it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.platform = "", ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def say(self, name: str, platform: str) -> None:
        self.name, self.platform = name, platform
        self.setAccessibleName(f"{name} {platform}".strip())
        self.setToolTip(tip_text(name))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(120), theme().px(26))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            room, gap = QRectF(self.rect()), theme().px(6)
            chip = chip_width(self.platform, "body") + gap if self.platform else 0.0
            wanted = metrics("heading").horizontalAdvance(self.name)
            if chip and room.width() - chip < min(wanted, theme().px(70)):
                chip = 0.0
            words = room.adjusted(0, 0, -chip, 0)
            used = draw_text(painter, words, self.name, "heading", "ink")
            if chip:
                middle = room.center().y()
                draw_chip(painter, room.x() + used + gap, middle, self.platform, role="body")


class _Counts(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        self.text = text
        self.setAccessibleName(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().px(60), theme().px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        right = Qt.AlignmentFlag.AlignRight
        with QPainter(self) as painter:
            draw_text(painter, QRectF(self.rect()), self.text, "small", "sub", right)


class BuyerView(QWidget):
    """Shows a ``Card`` and says what a person asked for.

    Signals:
        act: Something for a note: name of ``note_acts`` and id of the note (empty for a new one).
        buyer_act: Something for the buyer: ``MERGE``, ``RENAME``, ``EXPORT`` or ``ERASE``.
        order_pressed: An order number was clicked.
        full_wanted: The full text of this note is wanted.
        picture_pressed: A picture was clicked: its id.
        other_wanted: A handover or reminder was chosen: id of its row.
        back: To the list of buyers.
    """

    act = Signal(str, str)
    buyer_act = Signal(str)
    order_pressed = Signal(str)
    full_wanted = Signal(str)
    picture_pressed = Signal(str)
    other_wanted = Signal(str)
    back = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a buyer."""
        super().__init__(parent)
        self.card: Card | None = None
        self._keys = note_acts.keys({})
        self._menu: QMenu | None = None
        self.back_button = IconButton("chevron-left", tr("回到买家列表"), self)
        self.name = _Name(self)
        self.write = KeyButton(tr("记备注"), self._keys[note_acts.NEW], self, primary=True)
        self.more = IconButton("more", tr("这位买家的更多操作"), self)
        self.type_button = TypeButton(self)
        self.counts = _Counts(self)
        self.list = ItemList(tr("备注"), self)
        self.bar = ActionBar(tr("这条备注"))
        self.list.set_action_bar(self.bar)
        self.empty = StateView(self)
        self._head = Bar(self, edge="bottom")
        self._lay_out()
        self._wire()
        self.setFocusProxy(self.list)
        self._restyle()

    def _lay_out(self) -> None:
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        self._first.addWidget(self.back_button)
        self._first.addWidget(self.name, 1)
        self._first.addWidget(self.write)
        self._first.addWidget(self.more)
        self._second.addWidget(self.type_button)
        self._second.addWidget(self.counts, 1)
        self._inside = QVBoxLayout(self._head)
        self._inside.addLayout(self._first)
        self._inside.addLayout(self._second)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._head)
        box.addWidget(self.list, 1)
        box.addWidget(self.empty, 1)

    def _wire(self) -> None:
        self.back_button.clicked.connect(self.back)
        self.write.clicked.connect(lambda: self.act.emit(note_acts.NEW, ""))
        self.more.clicked.connect(lambda: self.open_menu())
        self.list.selection_changed.connect(lambda _id: self._show_bar())
        self.list.chosen.connect(self._on_chosen)
        self.list.key_pressed.connect(self._on_key)
        self.list.part_pressed.connect(self._on_part)
        self.list.menu_requested.connect(self.open_note_menu)
        self.bar.pressed.connect(self._on_bar)
        self.empty.pressed.connect(lambda _name: self.act.emit(note_acts.NEW, ""))
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        look = theme()
        side = look.metric("head_pad")
        self._inside.setContentsMargins(look.px(6), look.px(8), look.px(8), look.px(7))
        self._inside.setSpacing(look.px(4))
        self._second.setContentsMargins(look.px(4), 0, side - look.px(8), 0)
        self._first.setSpacing(look.px(4))
        self.type_button.set_type(self.type_button.type)
        self._fix_type()
        self._place_write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for the name: the button goes to the second line where there is none."""
        super().resizeEvent(event)
        self._place_write()

    def _place_write(self) -> None:
        taken = sum(one.sizeHint().width() for one in (self.back_button, self.write, self.more))
        narrow = self.width() - taken < theme().px(_LEAST_NAME)
        if narrow == (self._second.indexOf(self.write) >= 0):
            return
        if narrow:
            self._first.removeWidget(self.write)
            self._second.addWidget(self.write)
        else:
            self._second.removeWidget(self.write)
            self._first.insertWidget(self._first.indexOf(self.more), self.write)

    def _fix_type(self) -> None:
        self.type_button.setFixedSize(self.type_button.sizeHint())

    # What is shown.

    def set_edited_keys(self, edited: Mapping[str, str]) -> None:
        """Use the option ``keys``."""
        self._keys = note_acts.keys(edited)
        self.write.set_key(self._keys[note_acts.NEW])
        self._show_bar()

    def show_card(self, card: Card, now: float, zone: str) -> None:
        """Show a buyer; the note that was selected stays so."""
        other = self.card is None or self.card.id != card.id
        self.card = card
        buyer = card.summary.buyer
        platform = " · ".join(part for part in (buyer.platform, buyer.shop) if part)
        self.name.say(buyer.name, platform)
        self.type_button.set_type(buyer.type)
        self._fix_type()
        self.counts.say(counts(card.summary))
        rows = card_rows(card, now, zone)
        self.list.set_rows(rows, top=other)
        self._show_bar()
        self.list.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self.setFocusProxy(self.list if rows else self.write)
        if not rows:
            self.empty.say(
                tr("还没有备注"),
                tr(
                    "写下第一条:时间、事实、下一步。按 {key} 就能写。",
                    key=self._keys[note_acts.NEW],
                ),
                icon="note",
                buttons=(("new", tr("记备注")),),
            )

    def select(self, note: str) -> None:
        """Select a note."""
        self.list.select(note)

    def selected_note(self) -> str:
        """Id of the selected note; empty if none is."""
        id = self.list.selected_id()
        return id if self.card is not None and self.card.note(id) is not None else ""

    def _show_bar(self) -> None:
        note = self.card.note(self.list.selected_id()) if self.card is not None else None
        self.bar.set_acts(note_acts.bar(note, self._keys) if note is not None else ())
        self.list.action_bar_changed()

    # What is asked for.

    def open_menu(self) -> QMenu:
        """Offer what can be done with the buyer as a whole."""
        menu = self._menu = make_menu(self)
        for name, word, icon in _MENU:
            token = "danger" if name == ERASE else "sub"
            entry = menu.addAction(icons.icon(icon, theme().color(token), 16), tr(word))
            entry.setObjectName(name)
            entry.triggered.connect(lambda _on=False, n=name: self.buyer_act.emit(n))
        menu.popup(self._below(self.more))
        return menu

    def open_note_menu(self, id: str, point: QPoint) -> QMenu | None:
        """Offer what can be done with a note."""
        note = self.card.note(id) if self.card is not None else None
        if note is None:
            return None
        menu = self._menu = make_menu(self)
        for name, (word, icon) in note_acts.WORDS.items():
            if name == note_acts.DONE and not note.open:
                continue
            word = tr("改回未办") if name == note_acts.DONE and note.done_at else tr(word)
            key = self._keys[name]
            token = "danger" if name == note_acts.DELETE else "sub"
            picture = icons.icon(icon, theme().color(token), 16)
            entry = menu.addAction(picture, menu_text(word, key))
            entry.setObjectName(name)
            entry.triggered.connect(lambda _on=False, n=name: self.act.emit(n, id))
        menu.popup(point)
        return menu

    def _below(self, widget: QWidget) -> QPoint:
        return widget.mapToGlobal(QPoint(0, widget.height()))

    def _on_bar(self, name: str) -> None:
        id = self.list.selected_id()
        if name == note_acts.MORE:
            self.open_note_menu(id, self._below(self.bar))
        else:
            self.act.emit(name, id)

    def _on_chosen(self, id: str) -> None:
        if id.startswith((HANDOVER, REMINDER)):
            self.other_wanted.emit(id)
        else:
            self.act.emit(note_acts.EDIT, id)

    def _on_key(self, id: str, key: str) -> None:
        if key == "Backspace":
            self.back.emit()
            return
        name = next((name for name, one in self._keys.items() if one == key), "")
        if name == note_acts.NEW or name == note_acts.SEARCH:
            self.act.emit(name, "")
        elif name and self.selected_note() == id and id:
            self.act.emit(name, id)

    def _on_part(self, id: str, part: str) -> None:
        note = self.card.note(id) if self.card is not None else None
        if note is None:
            return
        if part == ORDER:
            self.order_pressed.emit(note.order)
        elif part == FULL:
            self.full_wanted.emit(id)
        elif part.startswith(_PICTURE):
            self.picture_pressed.emit(part.removeprefix(_PICTURE))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: D102
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Backspace):
            self.back.emit()
        elif event.text().upper() == self._keys[note_acts.NEW]:
            self.act.emit(note_acts.NEW, "")
        else:
            super().keyPressEvent(event)
