"""Search of the manual: a small window over the page's search box, which itself takes no focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from phrasebook.manual.find import PageHit
from ui.i18n import tr
from ui.inputs import LineField
from ui.palette_rows import paint_line
from ui.plain import Label
from ui.popup import PopupWindow
from ui.sheets import scrollbar_sheet
from ui.theme import theme

VISIBLE_ROWS: Final = 8
HIT_ROLE: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class HitsModel(QAbstractListModel):
    """Pages that fit, best first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.hits: Sequence[PageHit] = ()

    def show_hits(self, hits: Sequence[PageHit]) -> None:
        """Show other pages."""
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, D102
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        hit = self.hits[index.row()]
        if role == HIT_ROLE:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.page.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{hit.page.title}: {hit.snippet}"
        return None


class HitDelegate(QStyledItemDelegate):
    """Paints title and heading, and under them the words around the match."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: D102
        look = theme()
        lines = (
            QFontMetrics(look.font("strong")).height() + QFontMetrics(look.font("body")).height()
        )
        return QSize(100, lines + look.px(12))

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        hit = index.data(HIT_ROLE)
        assert isinstance(hit, PageHit)
        look = theme()
        row = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if current or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("soft" if current else "hover"))
            painter.drawRoundedRect(row, look.px(8), look.px(8))
        inner = row.adjusted(look.px(10), look.px(5), -look.px(10), -look.px(5))
        height = QFontMetrics(look.font("strong")).height()
        first = QRect(inner.x(), inner.y(), inner.width(), height)
        used = paint_line(
            painter, first, hit.page.title, hit.title_spans, look.font("strong"), "ink",
            first.width(),
        )  # fmt: skip
        if hit.heading:
            first.setLeft(first.left() + int(used) + look.px(8))
            paint_line(
                painter, first, f"› {hit.heading}", (), look.font("body"), "sub", first.width()
            )
        second = QRect(inner.x(), inner.y() + height, inner.width(), inner.height() - height)
        paint_line(
            painter, second, hit.snippet, hit.snippet_spans, look.font("body"), "sub",
            second.width(),
        )  # fmt: skip
        painter.restore()


class ManualFinder(PopupWindow):
    """Finds pages as one types.

    Signals:
        query_changed: Text and request id; answer with ``show_hits`` under the same id.
        chosen: A page: its id.
    """

    query_changed = Signal(str, int)
    chosen = Signal(str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("搜手册"))
        self._request = 0
        self.field = LineField()
        self.field.setAccessibleName(tr("搜手册"))
        self.field.setPlaceholderText(tr("搜手册、拼音首字母…"))
        self.field.setMaxLength(60)
        self.field.textChanged.connect(self._ask)
        self.field.entered.connect(self._on_enter)
        self.field.installEventFilter(self)
        self.model = HitsModel(self)
        self.list = QListView()
        self.list.setObjectName("finderList")
        self.list.setAccessibleName(tr("查找结果"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._choose)
        self._empty = Label()
        self._empty.setObjectName("finderEmpty")
        self._empty.setWordWrap(True)
        for part in (self.field, self.list, self._empty):
            self.body.addWidget(part)
        self.setFocusProxy(self.field)
        self.restyle()

    def open_over(self, box: QRect) -> None:
        """Open with the field exactly over ``box``, a global rectangle in logical px."""
        margin = self.frame_margin()
        self.setFixedWidth(box.width() + 2 * margin)
        self.field.setFixedHeight(box.height())
        self.field.forget_composition()
        if self.field.text():
            self.field.clear()
        else:
            self._ask("")
        self.popup_at(box.topLeft() - QPoint(margin, margin))
        self.field.setFocus()

    def show_hits(self, request: int, hits: Sequence[PageHit]) -> None:
        """Show the answer to a query; one to an older query is dropped."""
        if request != self._request:
            return
        self.model.show_hits(hits)
        if hits:
            self.list.setCurrentIndex(self.model.index(0))
        query = self.field.text().strip()
        self._empty.setText(
            tr("没有找到“{query}”。换个短一点的词或拼音首字母试试。", query=query)
            if query
            else tr("输入几个字、拼音首字母(如 jztk),也可以空格隔开几个词。")
        )
        self._empty.setVisible(not hits)
        self._fit()

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        look = theme()
        color = {name: look.color(name).name() for name in ("bg", "card", "line", "ink", "sub")}
        self.field.setFont(look.font("search"))
        self._empty.setFont(look.font("body"))
        self.setStyleSheet(
            f"QLineEdit {{background:{color['bg']};color:{color['ink']};"
            f"border:1px solid {color['line']};border-radius:{look.px(8)}px;"
            f"padding:0 {look.px(10)}px}}"
            f"#finderList {{background:{color['card']}}}"
            f"#finderEmpty {{color:{color['sub']};padding:{look.px(8)}px}}" + scrollbar_sheet()
        )
        self._fit()

    def _fit(self) -> None:
        rows = min(self.model.rowCount(), VISIBLE_ROWS)
        self.list.setVisible(rows > 0)
        self.list.setFixedHeight(max(rows * self.list.sizeHintForRow(0), 1))
        self.body.activate()
        self.setFixedHeight(self.body.sizeHint().height())

    def _ask(self, text: str) -> None:
        self._request += 1
        self.query_changed.emit(text, self._request)

    def _on_enter(self, _control: bool) -> None:
        self._choose(self.list.currentIndex())

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.hide()
            self.chosen.emit(self.model.hits[index.row()].page.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move through the results with the arrow keys while typing."""
        if watched is self.field and isinstance(event, QKeyEvent) and not self.field.composing:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and event.type() == QEvent.Type.KeyPress:
                row = self.list.currentIndex().row() + step
                if 0 <= row < self.model.rowCount():
                    self.list.setCurrentIndex(self.model.index(row))
                return True
        return super().eventFilter(watched, event)
