"""The editor of a manual page: a window of its own that takes the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from phrasebook.manual.library import OWN_CHAPTER, Chapter
from phrasebook.manual.page import TITLE_LIMIT, ManualPage
from phrasebook.model import OwnPage
from ui.controls import Combo, controls_sheet
from ui.geometry import show_beside
from ui.i18n import tr
from ui.inputs import LineField, TextField
from ui.keep_timer import KeepTimer
from ui.manual_html import render, sheet
from ui.plain import Label, QuietBrowser
from ui.theme import theme

SIZE: Final = (760, 560)
PREVIEW_MS: Final = 200
"""The preview is drawn at most once in this time while somebody types."""
DRAFT_MS: Final = 500
"""How soon after a change what is unsaved is written down."""
_HELP: Final = (
    "## 小标题　- 列表　**重点**　表格用 | 隔开\n"
    "> [!DO] 要做　> [!DONT] 避免　> [!NOTE] 说明　> [!WARN] 当心\n"
    "链接:[文字](page:页面) [文字](scene:场景) [文字](guide:向导)"
)


class PageEditor(QWidget):
    """Writes the shop's words over a page, or a new page; what is typed stays until it is saved.

    Signals:
        save_requested: The page as it was written.
        draft_changed: Page id ("" for a new page), and what is unsaved of it: title and body, or
            None for nothing.
        restore_requested: The shop's words shall go: the page's id.
        closed: The window was closed; the focus should go back to the chat.
    """

    save_requested = Signal(object)
    draft_changed = Signal(str, object)
    restore_requested = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        """Make it hidden."""
        super().__init__(None, Qt.WindowType.Window | Qt.WindowType.WindowStaysOnTopHint)
        self.resize(*SIZE)
        self._id = self._key = ""
        self._chapter = OWN_CHAPTER
        self._loading = False
        self._timer = KeepTimer(self)
        self._timer.timeout.connect(self._hand_on_draft)
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.setInterval(PREVIEW_MS)
        self._drawing.timeout.connect(self._draw_waiting)
        self._undrawn = False
        self._opened: tuple[str, str] = ("", "")
        self._standard: ManualPage | None = None
        self.title = LineField()
        self.title.setAccessibleName(tr("标题"))
        self.title.setPlaceholderText(tr("标题,最多 {n} 个字", n=TITLE_LIMIT))
        self.chapter = Combo()
        self.chapter.setAccessibleName(tr("章节"))
        self.body = TextField()
        self.body.setAccessibleName(tr("正文"))
        self.body.setPlaceholderText(tr("写下这一页:先说结论,再写怎么做。"))
        self.preview = QuietBrowser()
        self.preview.setOpenLinks(False)
        self.preview.setAccessibleName(tr("预览"))
        self._help = Label(tr(_HELP))
        self._help.setProperty("kind", "hint")
        self.state = Label()
        self.state.setProperty("kind", "hint")
        self.state.setWordWrap(True)
        self.compare = QPushButton(tr("换成标准版看看"))
        self.restore = QPushButton(tr("取下本店版本"))
        self.restore.setProperty("kind", "danger")
        self.cancel = QPushButton(tr("关闭 Esc"))
        self.save = QPushButton(tr("保存 Ctrl+Enter"))
        self.save.setProperty("kind", "primary")
        self._lay_out()
        self._wire()
        self.restyle()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 2)
        head.addWidget(self.chapter, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.body)
        halves.addWidget(self.preview)
        halves.setSizes([SIZE[0] // 2, SIZE[0] // 2])
        foot = QHBoxLayout()
        foot.addWidget(self.compare)
        foot.addWidget(self.restore)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.save)
        column = QVBoxLayout(self)
        column.addLayout(head)
        column.addWidget(halves, 1)
        column.addWidget(self._help)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.title.textChanged.connect(self._on_typed)
        self.body.textChanged.connect(self._on_typed)
        self.chapter.activated.connect(lambda _n: self._update())
        self.body.entered.connect(self._save)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.close)
        self.compare.clicked.connect(self._take_standard)
        self.restore.clicked.connect(lambda: self.restore_requested.emit(self._id))
        theme().changed.connect(self.restyle)

    # Opening.

    def open(
        self,
        page: ManualPage | None,
        standard: ManualPage | None,
        chapters: Sequence[Chapter],
        draft: tuple[str, str] | None,
        avoid: QRect | None,
    ) -> None:
        """Begin with a page (None: a new one), beside the sidebar.

        Args:
            page: The page as it is shown now.
            standard: The built-in page of the same id.
            chapters: Where a new page may stand.
            draft: Title and body that an earlier try left unsaved.
            avoid: Global rectangle of the sidebar.
        """
        if self._timer.isActive():
            self._hand_on_draft()  # of the page that was open before
        self._standard = standard
        self._key = page.id if page is not None else ""
        self._id = self._key or uuid4().hex
        self._chapter = page.chapter if page is not None else OWN_CHAPTER
        self._fill_chapters(chapters, choose=standard is None)
        self._opened = (page.title, page.body) if page is not None else ("", "")
        title, body = draft if draft is not None else self._opened
        self._loading = True
        self.title.setText(title)
        self.body.setPlainText(body)
        self._loading = False
        self.compare.setVisible(page is not None and page.edited)
        self.restore.setVisible(page is not None and (page.edited or page.own))
        self.setWindowTitle(tr("编辑手册页") if page is not None else tr("写一页本店手册"))
        self._update()
        if draft is not None:
            self.state.setText(tr("已恢复上次没保存的内容"))
        elif page is not None and page.behind:
            self.state.setText(tr("标准页有更新:可以换成标准版看看,再决定保存哪一版。"))
        show_beside(self, self.size(), avoid)
        (self.body if title else self.title).setFocus()

    def _fill_chapters(self, chapters: Sequence[Chapter], *, choose: bool) -> None:
        self.chapter.clear()
        for chapter in chapters:
            if chapter.id != OWN_CHAPTER:
                self.chapter.addItem(chapter.title, chapter.id)
        self.chapter.addItem(tr("本店"), OWN_CHAPTER)
        if self.chapter.findData(self._chapter) < 0:
            self._chapter = OWN_CHAPTER  # the chapter it was written for is no more
        self.chapter.setCurrentIndex(self.chapter.findData(self._chapter))
        self.chapter.setEnabled(choose)

    def unsaved(self) -> bool:
        """Tell whether words differ from what is stored."""
        return (self.title.text().strip(), self.body.text()) != self._opened

    def _moved(self) -> bool:
        """Tell whether another chapter was chosen for a page that stands in one."""
        return bool(self._key) and self.chapter.currentData() != self._chapter

    def saved(self) -> None:
        """It is stored: close."""
        self._opened = (self.title.text().strip(), self.body.text())
        self._hand_on_draft()
        self.close()

    def keep(self) -> None:
        """Hand what is unsaved on now."""
        self._timer.at_once()

    def _hand_on_draft(self) -> None:
        self._timer.stop()
        words = (self.title.text(), self.body.text())
        self.draft_changed.emit(self._key, words if self.unsaved() else None)

    def _take_standard(self) -> None:
        if self._standard is not None:
            self.title.setText(self._standard.title)
            self.body.setPlainText(self._standard.body)

    def _fault(self) -> str:
        title = self.title.text().strip()
        if not title:
            return tr("还没有写标题")
        if len(title) > TITLE_LIMIT:
            return tr("标题多了 {n} 个字", n=len(title) - TITLE_LIMIT)
        return "" if self.body.text().strip() else tr("还没有写正文")

    def _on_typed(self) -> None:
        if not self._loading:
            self._timer.soon(DRAFT_MS)
            self._undrawn = True
            if not self._drawing.isActive():
                self._draw_waiting()
            self._show_state()

    def _update(self) -> None:
        self._draw()
        self._show_state()

    def _draw_waiting(self) -> None:
        """Draw the preview at the first key, and what was typed since some time after it.

        Not at each key: a long page takes longer than a key.
        """
        if self._undrawn:
            self._draw()
            self._drawing.start()

    def _draw(self) -> None:
        self._undrawn = False
        bar = self.preview.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self.preview.document().setDefaultStyleSheet(sheet(100))
        self.preview.setHtml(f"<body>{render(self.body.text())}</body>")
        bar.setValue(round(share * bar.maximum()))

    def _show_state(self) -> None:
        changed = self.unsaved() or self._moved()
        fault = self._fault() if changed else ""
        self.save.setEnabled(changed and not self._fault())
        self.state.setText(fault)

    def _save(self) -> None:
        if self._fault():
            self.state.setText(self._fault())
            return
        self.save_requested.emit(
            OwnPage(
                self._id,
                str(self.chapter.currentData() or self._chapter),
                self.title.text().strip(),
                self.body.text(),
            )
        )

    def restyle(self) -> None:
        """Take over the colours of the theme."""
        self.setStyleSheet(
            f"PageEditor {{background:{theme().color('card').name()}}}"
            + theme().stylesheet()
            + controls_sheet()
        )
        self.preview.document().setDefaultFont(theme().font("base"))
        self._update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc; what was typed stays for the next opening."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is unsaved when the window goes away by other means."""
        self._timer.at_once()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell that the focus is free."""
        super().closeEvent(event)
        if self._timer.isActive():
            self._hand_on_draft()
        self.hide()  # before anybody asks which of our windows are open
        self.closed.emit()
