"""The contents of the manual: chapters and pages, what was read, what is bookmarked."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeWidget, QTreeWidgetItem, QWidget

from phrasebook.manual.library import Library
from phrasebook.manual.page import ManualPage
from phrasebook.model import ReadingMark
from ui import icons
from ui.i18n import tr
from ui.sheets import scrollbar_sheet
from ui.theme import theme

_PAGE = Qt.ItemDataRole.UserRole


class ManualContents(QTreeWidget):
    """A tree of chapters; bookmarks stand above them.

    Signals:
        page_chosen: A page was clicked: its id.
    """

    page_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._library: Library | None = None
        self._marks: Mapping[str, ReadingMark] = {}
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRootIsDecorated(True)
        self.setExpandsOnDoubleClick(False)
        self.setIndentation(theme().px(14))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("手册目录"))
        self.itemClicked.connect(self._on_item)
        self.itemActivated.connect(self._on_item)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_library(
        self, library: Library, marks: Mapping[str, ReadingMark], current: str = ""
    ) -> None:
        """Show the chapters; that of the page ``current`` is open, others as they were."""
        opened = {
            item.text(0).partition(" · ")[0] for item in self._chapters() if item.isExpanded()
        }
        self._library, self._marks = library, marks
        self.clear()
        saved = [page for page in library.pages() if _of(marks, page).bookmarked]
        if saved:
            self._add_chapter(tr("书签"), saved, opened=True, count=False)
        for chapter in library.chapters:
            here = any(page.id == current for page in chapter.pages)
            self._add_chapter(
                chapter.title, list(chapter.pages), opened=here or chapter.title in opened
            )
        for item in self._pages():
            if item.data(0, _PAGE) == current:
                self.setCurrentItem(item)

    def page_items(self) -> list[str]:
        """Give the ids of the pages in the order of the tree."""
        return [str(item.data(0, _PAGE)) for item in self._pages()]

    def _add_chapter(
        self, title: str, pages: list[ManualPage], *, opened: bool, count: bool = True
    ) -> None:
        read = sum(_of(self._marks, page).read_at is not None for page in pages)
        words = f"{title} · {read}/{len(pages)}" if count else title
        top = QTreeWidgetItem(self, [words])
        top.setFlags(top.flags() & ~Qt.ItemFlag.ItemIsSelectable)
        top.setFont(0, theme().font("body_strong"))
        top.setForeground(0, theme().color("ink"))
        for page in pages:
            item = QTreeWidgetItem(top, [page.title + (tr("(本店)") if page.own else "")])
            item.setData(0, _PAGE, page.id)
            item.setFont(0, theme().font("body"))
            mark = _of(self._marks, page)
            done = mark.read_at is not None
            item.setForeground(0, theme().color("sub" if done else "ink"))
            item.setIcon(0, self._icon(done=done))
            item.setToolTip(0, tr("看过了") if done else tr("还没看"))
        top.setExpanded(opened)

    def _icon(self, *, done: bool) -> QIcon:
        return icons.icon("check" if done else "book", theme().color("ok" if done else "sub"), 14)

    def _chapters(self) -> list[QTreeWidgetItem]:
        found = [self.topLevelItem(n) for n in range(self.topLevelItemCount())]
        return [item for item in found if item is not None]

    def _pages(self) -> list[QTreeWidgetItem]:
        found = [top.child(n) for top in self._chapters() for n in range(top.childCount())]
        return [item for item in found if item is not None]

    def _on_item(self, item: QTreeWidgetItem) -> None:
        page = item.data(0, _PAGE)
        if page:
            self.page_chosen.emit(str(page))
        else:
            item.setExpanded(not item.isExpanded())

    def _restyle(self) -> None:
        look = theme()
        color = {name: look.color(name).name() for name in ("bg", "ink", "soft", "hover")}
        self.setStyleSheet(
            f"QTreeWidget {{background:{color['bg']};color:{color['ink']};"
            f"padding:{look.px(4)}px;outline:0;show-decoration-selected:0}}"
            f"QTreeWidget::item {{padding:{look.px(4)}px {look.px(2)}px;"
            f"border-radius:{look.px(5)}px}}"
            f"QTreeWidget::item:hover {{background:{color['hover']}}}"
            f"QTreeWidget::item:selected {{background:{color['soft']};color:{color['ink']}}}"
            + scrollbar_sheet()
        )
        if self._library is not None:
            self.show_library(self._library, self._marks)


def _of(marks: Mapping[str, ReadingMark], page: ManualPage) -> ReadingMark:
    return marks.get(page.id, ReadingMark(page.id))
