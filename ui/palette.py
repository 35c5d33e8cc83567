"""The palette (快速查找): type a few letters, Enter, and the reply is in the chat.

It is also the sidebar's search: opened exactly over the search box of the sidebar, which itself
never takes the focus (reference trial: a window that changes its focus hints while shown sends
the search text into the chat).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from phrasebook.model import Hit, Phrase
from phrasebook.template import Filled, Gap
from ui.i18n import tr
from ui.inputs import LineField
from ui.palette_rows import KEYED_ROWS, Row, RowDelegate, RowsModel, paint_key
from ui.plain import Label, tip_text
from ui.popup import PopupWindow
from ui.sheets import scrollbar_sheet
from ui.theme import theme

if TYPE_CHECKING:
    from ui.dialogs.fill_form import FillForm

WIDTH: Final = 560
FIELD_HEIGHT: Final = 40
MAX_QUERY: Final = 100
VISIBLE_ROWS: Final = 9

_NO_MODIFIER: Final = Qt.KeyboardModifier.NoModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_ALT: Final = Qt.KeyboardModifier.AltModifier


class SearchField(LineField):
    """The search field, with a magnifier and the key that closes the palette."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__("", parent)
        self.hint = ""
        self.setMaxLength(MAX_QUERY)
        self.setFrame(False)
        self.setObjectName("paletteField")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint magnifier and key cap beside the text."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            unit = theme().px(1) or 1
            pen = painter.pen()
            pen.setColor(theme().color("sub"))
            pen.setWidthF(1.6 * unit)
            painter.setPen(pen)
            middle = self.height() / 2
            side = theme().px(11)
            left = theme().px(13)
            painter.drawEllipse(left, int(middle - side / 2) - 1, side, side)
            end = left + side - 1
            painter.drawLine(
                end,
                int(middle + side / 2) - 2,
                end + side // 3,
                int(middle + side / 2) + side // 3 - 2,
            )
            paint_key(painter, self.rect().adjusted(0, 0, -theme().px(10), 0), self.hint)


class Palette(PopupWindow):
    """Search and paste from anywhere.

    Signals:
        query_changed: Text and request id; answer with ``show_hits`` (or ``show_start`` for an
            empty text) under the same id, older answers are dropped.
        paste_requested: The phrase, and whether to send it too. The palette is closed then.
        filled_paste_requested: The same with values (name to text) that the person typed.
        copy_requested: The phrase; closed too.
        fill_requested: Tab on this phrase; answer with ``show_form``.
        new_requested: Nothing fits; write a phrase with this title.
        dismissed: Esc; the focus should go back to the chat.
        focus_lost: Closed because another window took the focus.
    """

    query_changed = Signal(str, int)
    paste_requested = Signal(object, bool)
    filled_paste_requested = Signal(object, object, bool)
    copy_requested = Signal(object)
    fill_requested = Signal(object)
    new_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, composited: bool | None = None) -> None:
        """Make it hidden; see ``PopupWindow`` for ``composited``."""
        super().__init__(parent, composited=composited)
        self.setObjectName("palette")
        self.setWindowTitle(tr("快速查找"))
        self._request = 0
        self._shown_request = 0
        self._pending: Callable[[], None] | None = None
        self._target = ""
        self._narrow = False
        self._form: FillForm | None = None
        self._form_phrase: Phrase | None = None
        self.field = SearchField()
        self.field.setAccessibleName(tr("查找话术"))
        self.field.hint = "Esc"
        self.field.textChanged.connect(self._ask)
        self.field.installEventFilter(self)
        self._model = RowsModel(self)
        self.list = QListView()
        self.list.setObjectName("paletteList")
        self.list.setAccessibleName(tr("查找结果"))
        self.list.setModel(self._model)
        self.list.setItemDelegate(RowDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.clicked.connect(self._clicked)
        self._empty = Label()
        self._empty.setObjectName("paletteEmpty")
        self._empty.setWordWrap(True)
        self._foot = Label()
        self._foot.setObjectName("paletteFoot")
        self._search = QWidget()
        column = QVBoxLayout(self._search)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().px(6))
        for widget in (self.field, self.list, self._empty, self._foot):
            column.addWidget(widget)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._search)
        self.body.addWidget(self._stack)
        self.setFocusProxy(self.field)
        self.restyle()

    # ------------------------------------------------------------------ opening
    def open(self, target_name: str, near: QRect | None = None) -> None:
        """Open in the middle of the screen for a bound target.

        Args:
            target_name: "客户端 – 买家", or "" where there is no chat window: then Enter copies.
            near: Rectangle of the chat window, to choose the screen.
        """
        self._prepare(target_name, narrow=False, width=theme().px(WIDTH))
        self.popup(near)

    def open_over(self, box: QRect, target_name: str = "") -> None:
        """Open with the search field exactly over ``box``, a global rectangle in logical px."""
        margin = self.frame_margin()
        self._prepare(target_name, narrow=True, width=box.width())
        self.field.setFixedHeight(box.height())
        self._fit()
        self.popup_at(box.topLeft() - QPoint(margin, margin))

    def _prepare(self, target_name: str, *, narrow: bool, width: int) -> None:
        self._target = target_name
        self._narrow = narrow
        self._leave_form()
        self.field.setFixedHeight(theme().px(FIELD_HEIGHT))
        self.field.setPlaceholderText(
            tr("搜话术、拼音首字母、编码…") if not narrow else tr("搜话术、拼音、编码…")
        )
        self.setFixedWidth(width + 2 * self.frame_margin() - (0 if narrow else theme().px(20)))
        self._say_foot()
        self.field.forget_composition()
        if self.field.text():
            self.field.clear()
        else:
            self._ask("")
        self._fit()
        self.field.setFocus()

    def _say_foot(self) -> None:
        target = self._target or tr("没有聊天窗口,只复制")
        if self._narrow:
            text = tr("Enter 粘贴 · Tab 填变量 · {target}", target=target)
        else:
            text = tr(
                "Enter 粘贴 · Ctrl+Enter 粘贴并发送 · Tab 填变量 · 目标窗口:{target}", target=target
            )
        room = self.width() - 2 * self.frame_margin() - theme().px(20)
        self._foot.setToolTip(tip_text(text))
        metrics = self._foot.fontMetrics()
        self._foot.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
        self._foot.setAccessibleName(text)

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        color = {
            name: theme().color(name).name()
            for name in ("bg", "card", "line", "line_strong", "ink", "sub", "accent", "on_accent")
        }
        size = theme().px
        self.field.setFont(theme().font("search"))
        self._empty.setFont(theme().font("base"))
        self._foot.setFont(theme().font("small"))
        self.setStyleSheet(
            f"#paletteField {{background:{color['bg']};color:{color['ink']};"
            f"border:1px solid {color['line']};border-radius:{size(8)}px;"
            f"padding:0 {size(46)}px 0 {size(34)}px;"
            f"selection-background-color:{color['accent']};"
            f"selection-color:{color['on_accent']}}}"
            f"#paletteField:focus {{border:1px solid {color['line_strong']}}}"
            f"#paletteList {{background:{color['card']}}}"
            f"#paletteEmpty {{color:{color['sub']};padding:{size(10)}px}}"
            f"#paletteFoot {{color:{color['sub']};border-top:1px solid {color['line']};"
            f"padding:{size(6)}px {size(10)}px 0 {size(10)}px}}" + scrollbar_sheet()
        )
        self._fit()

    def _fit(self) -> None:
        """Make the list as high as its rows, up to nine of them."""
        rows = self._model.rowCount()
        self.list.setVisible(rows > 0)
        height = sum(self.list.sizeHintForRow(row) for row in range(min(rows, VISIBLE_ROWS)))
        self.list.setFixedHeight(max(1, height))
        shown = self._form or self._search
        layout = shown.layout()
        if layout is not None:
            layout.activate()
        self.setFixedHeight(shown.sizeHint().height() + 2 * self.frame_margin())

    # ------------------------------------------------------------------ searching
    def _ask(self, text: str) -> None:
        self._request += 1
        self._pending = None
        self.query_changed.emit(text, self._request)

    def show_hits(self, request_id: int, hits: Sequence[Hit]) -> None:
        """Show the results of a query; an answer to an older query is dropped."""
        self._show(request_id, [Row(hit) for hit in hits])

    def show_start(
        self, request_id: int, recent: Sequence[Phrase], frequent: Sequence[Phrase]
    ) -> None:
        """Show what the person used last and most, for an empty query; each phrase once."""
        seen = {phrase.id for phrase in recent}
        rows = [Row(Hit(phrase), tr("最近用过")) for phrase in recent]
        rows += [Row(Hit(p), tr("常用")) for p in frequent if p.id not in seen]
        self._show(request_id, rows)

    def _show(self, request_id: int, rows: list[Row]) -> None:
        if request_id != self._request:
            return
        self._shown_request = request_id
        self._model.show_rows(rows)
        if rows:
            self._select(0)
        query = self.field.text()
        if query:
            self._empty.setText(
                tr(
                    "没有找到“{query}”。\n换成拼音首字母、编码或更短的词试试;Ctrl+N 新建一条。",
                    query=query,
                )
            )
        else:
            self._empty.setText(tr("输入几个字、拼音首字母(wlts)或编码,用过的话术以后排在这里。"))
        self._empty.setVisible(not rows)
        self._fit()
        if self._pending is not None:
            action, self._pending = self._pending, None
            action()

    def _select(self, row: int) -> None:
        rows = self._model.rowCount()
        if rows:
            self.list.setCurrentIndex(self._model.index(max(0, min(row, rows - 1))))

    def current(self) -> Phrase | None:
        """Give the selected phrase."""
        return self._model.phrase(self.list.currentIndex().row())

    def paste_row(self, row: int) -> None:
        """Paste a row, as Alt and its digit do."""
        self._when_current(lambda: self._paste(row=row))

    # ------------------------------------------------------------------ keys
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the palette's keys before the field does."""
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress:
                return self._key(event)
            # Alt+1 must not go to a menu or a shortcut of another widget.
            if event.type() == QEvent.Type.ShortcutOverride and _digit(event) is not None:
                event.accept()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        """Handle a key; returns whether the field must not see it."""
        key = event.key()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.field.composing:
            # These keys belong to the word that is being composed. A line edit would turn Enter
            # into returnPressed with the old text (reference/injection.md, section 9).
            if key == Qt.Key.Key_Escape:
                self.field.forget_composition()
            return key in _OWN_KEYS or _digit(event) is not None
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and modifiers in (_NO_MODIFIER, _CTRL):
                self._when_current(lambda: self._paste(send=modifiers == _CTRL))
            return True
        digit = _digit(event)
        if digit is not None:
            if not event.isAutoRepeat():
                self._when_current(lambda: self._paste(row=digit - 1))
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._when_current(self._fill)
            return True
        if key == Qt.Key.Key_Escape:
            self.dismiss()
            return True
        if modifiers == _CTRL and key == Qt.Key.Key_N:
            self._new()
            return True
        if modifiers == _CTRL and key == Qt.Key.Key_C and not self.field.hasSelectedText():
            self._when_current(self._copy)
            return True
        if modifiers == _NO_MODIFIER and key in _MOVES:
            self._move(key)
            return True
        return False

    def _move(self, key: int) -> None:
        row = self.list.currentIndex().row()
        last = self._model.rowCount() - 1
        page = VISIBLE_ROWS - 1
        moved = {
            Qt.Key.Key_Up: row - 1 if row > 0 else last,
            Qt.Key.Key_Down: row + 1 if row < last else 0,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        self._select(moved[Qt.Key(key)])

    def _when_current(self, action: Callable[[], None]) -> None:
        """Act on the results of what stands in the field, never on those of an older query."""
        if self._shown_request == self._request:
            action()
        else:
            self._pending = action

    def _clicked(self, index: QModelIndex) -> None:
        self._paste(row=index.row())

    # ------------------------------------------------------------------ acting
    def _paste(self, *, send: bool = False, row: int | None = None) -> None:
        phrase = self.current() if row is None else self._model.phrase(row)
        if phrase is not None:
            self.hide()
            self.paste_requested.emit(phrase, send)

    def _copy(self) -> None:
        phrase = self.current()
        if phrase is not None:
            self.hide()
            self.copy_requested.emit(phrase)

    def _fill(self) -> None:
        phrase = self.current()
        if phrase is not None:
            self.fill_requested.emit(phrase)

    def _new(self) -> None:
        text = self.field.text().strip()
        self.hide()
        self.new_requested.emit(text)

    # ------------------------------------------------------------------ variables
    def show_form(
        self,
        phrase: Phrase,
        gaps: Sequence[Gap],
        preview: Callable[[dict[str, str]], Filled],
        remembered: dict[str, str] | None = None,
    ) -> None:
        """Ask for variables in place of the results (answer to ``fill_requested``).

        Args:
            phrase: What will be pasted.
            gaps: What to ask; empty pastes nothing and says so in the foot.
            preview: Gives the text for typed values.
            remembered: Last values by name; the form writes the new ones into it.
        """
        if not gaps:
            self._foot.setText(tr("这条话术没有要填的变量,按 Enter 粘贴"))
            return
        from ui.dialogs.fill_form import FillForm

        self._leave_form()
        form = FillForm(phrase.title, gaps, preview, remembered)
        form.submitted.connect(self._submit_form)
        form.cancelled.connect(self._back)
        self._form = form
        self._form_phrase = phrase
        # Looking up an order number in the chat must not throw away what was typed.
        self.close_on_deactivate = False
        self._stack.addWidget(form)
        self._stack.setCurrentWidget(form)
        self._fit()
        form.start()

    def _submit_form(self, values: dict[str, str], send: bool) -> None:
        phrase = self._form_phrase
        self.hide()
        self._leave_form()
        if phrase is not None:
            self.filled_paste_requested.emit(phrase, values, send)

    def _back(self) -> None:
        self._leave_form()
        self._fit()
        self.field.setFocus()

    def _leave_form(self) -> None:
        self._form_phrase = None
        self.close_on_deactivate = True
        if self._form is not None:
            self._stack.removeWidget(self._form)
            self._form.deleteLater()
            self._form = None


_MOVES: Final = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
_OWN_KEYS: Final = (
    *_MOVES,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
    Qt.Key.Key_Escape,
)


def _digit(event: QKeyEvent) -> int | None:
    """Give the digit of Alt and a digit; Ctrl+Alt (AltGr, the global keys) is something else."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    digit = event.key() - Qt.Key.Key_0
    return digit if modifiers == _ALT and 1 <= digit <= KEYED_ROWS else None
