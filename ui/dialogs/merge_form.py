"""Two records of one buyer side by side, before they become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout

from phrasebook.desk import BuyerSummary
from ui.buyer_rows import buyer_row, counts
from ui.i18n import tr
from ui.inputs import LineField
from ui.item_list import ItemList, Row
from ui.plain import Label
from ui.popup import PopupWindow
from ui.settings.parts import button, label, set_kind
from ui.theme import theme

WIDTH: Final = 420
SEARCH_MS: Final = 120


class MergeWindow(PopupWindow):
    """Asks which other record belongs to a buyer.

    Signals:
        search_changed: Records that fit these words are wanted.
        merge_wanted: The record to keep and the one that goes into it (ids).
    """

    search_changed = Signal(str)
    merge_wanted = Signal(str, str)

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__()
        self.setWindowTitle(tr("合并买家"))
        self.close_on_deactivate = False
        self._keep: BuyerSummary | None = None
        self._found: dict[str, BuyerSummary] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SEARCH_MS)
        self._timer.timeout.connect(self._search)
        self.head = Label(tr("合并两条记录"))
        self.kept = ItemList(tr("保留的记录"), expand_selected=False)
        self.kept.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.search = LineField()
        self.search.setAccessibleName(tr("找另一条记录"))
        self.search.setPlaceholderText(tr("找另一条记录:名字、拼音、备注…"))
        self.list = ItemList(tr("另一条记录"), expand_selected=False)
        self.said = label()
        self.state = label("", "error")
        self.swap = button(tr("换过来"), self._swap)
        self.swap.setToolTip(tr("改成保留另一条的名字"))
        self.go = button(tr("合并"), self._go, "primary")
        self._lay_out()
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.search.down_pressed.connect(self.list.setFocus)
        self.search.entered.connect(lambda _control: self.list.setFocus())
        self.list.selection_changed.connect(lambda _id: self._update())
        self.list.chosen.connect(lambda _id: self.go.setFocus())
        self.restyle()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.state, 1)
        foot.addWidget(button(tr("取消 Esc"), self.dismiss))
        foot.addWidget(self.swap)
        foot.addWidget(self.go)
        self.body.addWidget(self.head)
        self.body.addWidget(label(tr("保留这条:"), "hint"))
        self.body.addWidget(self.kept)
        self.body.addWidget(label(tr("把这条并进去:"), "hint"))
        self.body.addWidget(self.search)
        self.body.addWidget(self.list)
        self.body.addWidget(self.said)
        self.body.addLayout(foot)

    def ask(self, keep: BuyerSummary, near: QRect | None = None) -> None:
        """Ask which record goes into ``keep``."""
        self._show_kept(keep)
        self.search.clear()
        self.show_found(())
        self.search_changed.emit("")
        self.popup(near)
        self.search.setFocus()

    def _show_kept(self, keep: BuyerSummary) -> None:
        self._keep = keep
        self.kept.set_rows([_row(keep)])

    def show_found(self, found: Sequence[BuyerSummary]) -> None:
        """Offer records; the one to keep is left out."""
        keep = self._keep.buyer.id if self._keep is not None else ""
        self._found = {one.buyer.id: one for one in found if one.buyer.id != keep}
        self.list.set_rows([_row(one) for one in self._found.values()], top=True)
        self._update()

    def say(self, fault: str) -> None:
        """Say why it did not work."""
        set_kind(self.state, fault, "error")
        self.state.show()

    @property
    def other(self) -> BuyerSummary | None:
        """The record that is to go."""
        return self._found.get(self.list.selected_id())

    def _update(self) -> None:
        keep, other = self._keep, self.other
        self.go.setEnabled(other is not None)
        self.swap.setEnabled(other is not None)
        self.say("")
        if keep is None or other is None:
            self.said.setText(tr("没有另一条记录。"))
            return
        self.said.setText(
            tr(
                "合并后是“{name}”,共 {notes} 条备注、{open} 件未办;“{gone}”这条记录不再有。",
                name=keep.buyer.name,
                notes=keep.notes + other.notes,
                open=keep.open_items + other.open_items,
                gone=other.buyer.name,
            )
        )

    def _search(self) -> None:
        self.search_changed.emit(self.search.text().strip())

    def _swap(self) -> None:
        keep, other = self._keep, self.other
        if keep is None or other is None:
            return
        self._show_kept(other)
        self._found.pop(other.buyer.id)
        self.show_found([keep, *self._found.values()])

    def _go(self) -> None:
        if self._keep is not None and self.other is not None:
            self.merge_wanted.emit(self._keep.buyer.id, self.other.buyer.id)

    def restyle(self) -> None:
        """Take over colours and sizes of the theme."""
        look = theme()
        self.head.setFont(look.font("heading"))
        self.setStyleSheet(look.stylesheet())
        self.kept.setFixedHeight(look.px(68))
        self.list.setFixedHeight(look.px(166))
        self.said.setMinimumHeight(look.px(36))
        self.setFixedWidth(look.px(WIDTH) + 2 * self.frame_margin())


def _row(summary: BuyerSummary) -> Row:
    """Show a record with what hangs on it."""
    row = buyer_row(summary)
    shop = f"{summary.buyer.shop} · " if summary.buyer.shop else ""
    text = shop + (counts(summary) or tr("什么都没记"))
    return Row(row.id, row.title, row.chips, text=text, lines=1, bar=row.bar)
