"""The page 手册: contents, search, one page at a time, and its phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from phrasebook import sources
from phrasebook.manual.library import Library
from phrasebook.manual.page import ManualPage
from phrasebook.model import Phrase, ReadingMark
from ui.card_actions import CardActions
from ui.delegates.paint import draw_text, metrics
from ui.head import SearchBox
from ui.i18n import tr
from ui.manual_contents import ManualContents
from ui.manual_text import ManualText
from ui.painted import Bar, IconButton, TextButton
from ui.plain import tip_text
from ui.sheet import Caption, CardStack, Sheet
from ui.state_view import StateView
from ui.theme import theme
from ui.wrapped import Wrapped

SIZES: Final = (85, 100, 115, 130, 150)
"""Text sizes of the manual in percent, on top of that of the window."""


class Progress(QWidget):
    """How much of the manual was read, as words and a thin bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start at nothing."""
        super().__init__(parent)
        self.read = self.all = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_read(self, read: int, all: int) -> None:
        """Show so many of all pages."""
        self.read, self.all = read, all
        self.setAccessibleName(self._words())
        self.update()

    def _words(self) -> str:
        return tr("已读 {read}/{all} 页", read=self.read, all=self.all)

    def sizeHint(self) -> QSize:  # noqa: D102
        return QSize(100, theme().px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: D102
        look = theme()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            rect = QRectF(self.rect())
            used = draw_text(painter, rect, self._words(), "small", "sub")
            height = look.px(4)
            track = QRectF(
                used + look.px(10), rect.center().y() - height / 2,
                max(rect.width() - used - look.px(10), 0), height,
            )  # fmt: skip
            painter.setPen(look.color("line"))
            painter.setBrush(look.color("line"))
            painter.drawRoundedRect(track, height / 2, height / 2)
            if self.all and self.read:
                painter.setBrush(look.color("accent"))
                painter.setPen(look.color("accent"))
                track.setWidth(max(track.width() * self.read / self.all, height))
                painter.drawRoundedRect(track, height / 2, height / 2)


class ManualBar(Bar):
    """The strip over the manual: contents, back and forward, search, bookmark, size, edit.

    Signals:
        pressed: A button was pressed: its name.
        search_activated: The search box was pressed: its rectangle on the screen.
    """

    pressed = Signal(str)
    search_activated = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the strip."""
        super().__init__(parent, edge="bottom")
        self.search = SearchBox(self)
        self.search.setText(tr("搜手册…"))
        self.search.setAccessibleName(tr("搜手册"))
        self.search.clicked.connect(self._on_search)
        self.buttons: dict[str, IconButton] = {}
        row = QHBoxLayout()
        row.setSpacing(0)
        for name, icon, word in (
            ("contents", "list", tr("目录")),
            ("back", "chevron-left", tr("后退")),
            ("forward", "chevron-right", tr("前进")),
        ):
            row.addWidget(self._button(name, icon, word))
        row.addWidget(self.search, 1)
        for name, icon, word in (
            ("bookmark", "bookmark", tr("加书签")),
            ("smaller", "text-smaller", tr("小一号字")),
            ("larger", "text-larger", tr("大一号字")),
            ("edit", "edit", tr("编辑这一页")),
        ):
            row.addWidget(self._button(name, icon, word))
        self.progress = Progress(self)
        self._box = QVBoxLayout(self)
        self._box.addLayout(row)
        self._box.addWidget(self.progress)
        self.restyle()

    def _button(self, name: str, icon: str, word: str) -> IconButton:
        made = IconButton(icon, word, self)
        made.setObjectName(f"manual.{name}")
        made.clicked.connect(lambda _on=False: self.pressed.emit(name))
        self.buttons[name] = made
        return made

    def _on_search(self) -> None:
        corner = self.search.mapToGlobal(QPoint(0, 0))
        self.search_activated.emit(QRect(corner, self.search.size()))

    def restyle(self) -> None:  # noqa: D102
        look = theme()
        self._box.setContentsMargins(look.px(8), look.px(10), look.px(8), look.px(6))
        self._box.setSpacing(look.px(5))
        super().restyle()


class ManualView(QWidget):
    """Shows what it is given and says what a person asked for.

    Signals:
        page_wanted: A page shall be shown: its id.
        link_pressed: Kind and target of a link that is no page.
        read: The end of a page was seen: its id.
        bar_pressed: A button of the bar that is not the view's own: its name.
        new_wanted: A page of the shop shall be written.
        search_activated: The search box was pressed: its rectangle on the screen.
    """

    page_wanted = Signal(str)
    link_pressed = Signal(str, str)
    read = Signal(str)
    bar_pressed = Signal(str)
    new_wanted = Signal()
    search_activated = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start with an empty contents list."""
        super().__init__(parent)
        self.page: ManualPage | None = None
        self._library = Library(())
        self._marks: Mapping[str, ReadingMark] = {}
        self._settling = False  # parts come and go: what is in view is the end of no page
        self.bar = ManualBar(self)
        self.contents = ManualContents(self)
        self.new = TextButton(tr("+ 写一页本店手册"), self, kind="link")
        self.sheet = Sheet(self)
        self.place = Caption("", self)
        self.title = Wrapped("", self, role="heading")
        self.notice = Wrapped("", self, token="warn")
        self.text = ManualText(self)
        self.listed = Caption("", self)
        self.stack = CardStack(self)
        self.card_actions = CardActions(self.stack, self)
        self.origin = Wrapped("", self, role="small", token="sub")
        self.before = TextButton("", self, kind="link")
        self.after = TextButton("", self, kind="link")
        self.state = StateView(self)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self._noticed = _inset(self.notice)
        self.sheet.add(self.place, _inset(self.title), self._noticed, self.text)
        self.sheet.add(self.listed, self.stack, _inset(self.origin))
        ways = QWidget(self)
        row = QHBoxLayout(ways)
        row.setContentsMargins(theme().metric("list_pad"), 0, theme().metric("list_pad"), 0)
        self.before.may_shrink()
        self.after.may_shrink()
        row.addWidget(self.before)
        row.addStretch(1)
        row.addWidget(self.after)
        self.sheet.add(ways)
        self._tree = QWidget(self)
        column = QVBoxLayout(self._tree)
        column.setContentsMargins(0, 0, 0, theme().px(4))
        column.addWidget(self.contents, 1)
        column.addWidget(self.new)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.bar)
        for part in (self._tree, self.sheet, self.state):
            box.addWidget(part, 1)
        self.sheet.hide()
        self.state.hide()
        self.setFocusProxy(self.contents)

    def _wire(self) -> None:
        self.bar.pressed.connect(self._on_bar)
        self.bar.search_activated.connect(self.search_activated)
        self.contents.page_chosen.connect(self.page_wanted)
        self.text.link_pressed.connect(self._on_link)
        self.new.clicked.connect(self.new_wanted)
        self.before.clicked.connect(lambda: self._turn(-1))
        self.after.clicked.connect(lambda: self._turn(1))
        self.sheet.verticalScrollBar().valueChanged.connect(self._look_for_end)

    # What is shown.

    def show_library(self, library: Library, marks: Mapping[str, ReadingMark]) -> None:
        """Know all pages and what was read of them."""
        self._library, self._marks = library, marks
        current = self.page.id if self.page is not None else ""
        self.contents.show_library(library, marks, current)
        pages = library.pages()
        read = sum(1 for p in pages if p.id in marks and marks[p.id].read_at is not None)
        self.bar.progress.set_read(read, len(pages))
        self._show_bookmark()
        if not pages:
            self._tree.hide()
            self.state.say(
                tr("手册读不出来"),
                tr("程序自带的手册文件缺失,请重新安装伴话。本店自己写的页面都还在。"),
                icon="warning",
                warning=True,
            )
            self.state.show()

    def show_contents(self) -> None:
        """Show the list of pages."""
        self.state.hide()
        self.sheet.hide()
        self._tree.show()
        current = self.page.id if self.page is not None else ""
        self.contents.show_library(self._library, self._marks, current)
        self._show_bookmark()

    def show_page(self, page: ManualPage, percent: int) -> None:
        """Show a page from its beginning."""
        self.page, self._settling = page, True
        self.sheet.top()
        chapter = self._library.chapter(page.chapter)
        self.place.set_text(f"{chapter.title} › {page.title}" if chapter is not None else "")
        self.title.set_text(page.title)
        notes = []
        if page.behind:
            notes.append(tr("标准页有更新,本店这一页还是改过的旧版。点编辑可以对照或还原。"))
        elif page.edited:
            notes.append(tr("本店改过这一页"))
        if page.dated:
            notes.append(tr("页内数据或规则来自 {date},请按平台现行规则核对", date=page.dated))
        self.notice.set_text("\n".join(notes))
        self._noticed.setVisible(bool(notes))
        self.text.show_text(page.body, percent)
        self.text.setAccessibleName(page.title)
        named = [name for mark in page.sources if (name := sources.name(mark))]
        origin = tr("来源:{sources}", sources=";".join(named)) if named else ""
        if page.ours:
            origin = f"{origin}\n{tr('内容为本手册补充')}".strip()
        self.origin.set_text(origin)
        self.origin.setVisible(bool(origin))
        for button, by, arrow in ((self.before, -1, "‹ {}"), (self.after, 1, "{} ›")):
            other = self._library.beside(page.id, by)
            button.setVisible(other is not None)
            button.setText(arrow.format(other.title) if other is not None else "")
            button.setToolTip(tip_text(other.title if other is not None else ""))
            button.restyle()
        self.show_phrases(())
        self._tree.hide()
        self.state.hide()
        self.sheet.show()
        self._show_bookmark()
        # Its height is known after the layout; a short page has its end in view at once.
        QTimer.singleShot(0, self, self._settled)

    def set_size(self, percent: int) -> None:
        """Show the page in another text size, at the place where one was reading."""
        if self.page is None:
            return
        bar = self.sheet.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._settling = True
        self.text.show_text(self.page.body, percent)
        QTimer.singleShot(0, self, lambda: self._settled(share))

    def _settled(self, share: float = 0.0) -> None:
        """The heights are known: go to the place, and look what is in view."""
        bar = self.sheet.verticalScrollBar()
        bar.setValue(round(share * bar.maximum()))
        self._settling = False
        self._look_for_end()

    def show_phrases(self, phrases: Sequence[Phrase]) -> None:
        """Show the phrases of the page."""
        self.listed.set_text(tr("这一页的话术") if phrases else "")
        self.stack.show_phrases(list(phrases))

    def set_ways(self, *, back: bool, forward: bool) -> None:
        """Say whether there is a page to go back or forward to."""
        self.bar.buttons["back"].setEnabled(back)
        self.bar.buttons["forward"].setEnabled(forward)

    def show_keys(self, keys: Sequence[str], refused: Mapping[str, str]) -> None:
        """Name the keys of the first cards; see ``PhrasesPage.show_keys``."""
        self.stack.cards.set_keys(keys, refused, numbered_first=True)

    def phrase_at(self, number: int) -> Phrase | None:
        """Give the phrase of the card with the numbered key ``number`` (1 to 9)."""
        return self.stack.cards.phrase(number - 1) if self.sheet.isVisible() else None

    def _show_bookmark(self) -> None:
        shown = self.page is not None and not self.sheet.isHidden()
        for name in ("bookmark", "edit", "smaller", "larger"):
            self.bar.buttons[name].setEnabled(shown)
        page = self.page.id if self.page is not None else ""
        on = shown and page in self._marks and self._marks[page].bookmarked
        self.bar.buttons["bookmark"].set_icon(
            "bookmarked" if on else "bookmark", tr("取下书签") if on else tr("加书签")
        )

    # What is asked for.

    def _on_bar(self, name: str) -> None:
        if name != "contents":
            self.bar_pressed.emit(name)
        elif self.sheet.isHidden() and self.page is not None:
            self.page_wanted.emit(self.page.id)
        else:
            self.show_contents()

    def _on_link(self, kind: str, target: str) -> None:
        if kind == "page":
            self.page_wanted.emit(target)
        else:
            self.link_pressed.emit(kind, target)

    def _turn(self, by: int) -> None:
        other = self._library.beside(self.page.id, by) if self.page is not None else None
        if other is not None:
            self.page_wanted.emit(other.id)

    def _look_for_end(self) -> None:
        bar = self.sheet.verticalScrollBar()
        if self.page is None or self._settling or not self.sheet.isVisible():
            return
        # The end of the text counts, not that of the phrases under it.
        end = self.text.y() + self.text.height() - metrics("body").height()
        if bar.value() + self.sheet.height() >= end:
            self.read.emit(self.page.id)


def _inset(part: QWidget) -> QWidget:
    """Set a paragraph in from the edges as far as cards are."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    side = theme().metric("list_pad") + theme().px(2)
    row.setContentsMargins(side, 0, side, 0)
    row.addWidget(part)
    return holder
