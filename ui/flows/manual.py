"""The manual: its pages with the shop's own over them, search, reading marks, editing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect

from assistant.drafts import Drafts
from assistant.options import Options
from phrasebook.manual.library import Library, built_in, stamp, with_own
from phrasebook.model import OwnPage, Phrase, PhraseDraft, ReadingMark
from phrasebook.store import Changes, Pages, Phrases, Store
from ui.bridge import Bridge
from ui.i18n import tr
from ui.theme import theme
from ui.window import MANUAL, Sidebar

if TYPE_CHECKING:
    from phrasebook.manual.find import Finder
    from phrasebook.manual.page import ManualPage
    from ui.card_actions import CardActions
    from ui.dialogs.page_editor import PageEditor
    from ui.flows.keys import KeysFlow
    from ui.manual_finder import ManualFinder
    from ui.pages.manual import ManualView


_DRAFT = "page:"
"""Begin of the keys under which the unsaved words of pages lie beside those of phrases."""


class ManualFlow(QObject):
    """Opens the page and does what it asks for."""

    def __init__(
        self,
        *,
        sidebar: Sidebar,
        store: Store,
        phrases: Phrases,
        bridge: Bridge,
        options: Options,
        keys: KeysFlow,
        wire_cards: Callable[[CardActions], object],
        links: dict[str, Callable[[str], object]],
        drafts: Drafts,
        near: Callable[[], QRect | None],
        give_back: Callable[[], object],
    ) -> None:
        """Join the parts; the page itself is made at the first use.

        Args:
            sidebar: Where the page stands.
            store: Keeps the shop's pages and the reading marks.
            phrases: What pages offer.
            bridge: Brings results to the GUI thread.
            options: Text size, and the page read last.
            keys: Which keys the first cards have.
            wire_cards: Connects the wishes of cards to what does them.
            links: What opens a link, by its kind (``tip``, ``guide``, ``scene``, ``calc``).
            drafts: Keeps what is unsaved in the editor.
            near: Where the sidebar stands (logical px), for windows beside it.
            give_back: Gives the focus back to the chat.
        """
        super().__init__()
        self._sidebar, self._phrases, self._bridge = sidebar, phrases, bridge
        self._options, self._keys = options, keys
        self._wire_cards, self._links = wire_cards, links
        self._drafts, self._near, self._give_back = drafts, near, give_back
        self._pages = Pages(store)
        self._store = store
        self._view: ManualView | None = None
        self._finder_window: ManualFinder | None = None
        self._editor: PageEditor | None = None
        self._library = Library(())
        self._marks: dict[str, ReadingMark] = {}
        self._finder: Finder | None = None
        self._finder_of: Library | None = None
        self._query: tuple[str, int] | None = None
        self._history: list[str] = []
        self._place = -1
        self._waiting: list[Callable[[], object]] = []

    # Opening.

    def open(self, page: str = "") -> None:
        """Show the manual, at a page."""
        view = self._view or self._make()
        self._sidebar.show_page(MANUAL)
        if page:
            self._when_read(lambda: self.show(page))
        elif view.page is None:
            self._when_read(self._show_last)

    def show(self, id: str, *, keep_history: bool = True) -> None:
        """Show a page; an unknown one says so and stays where it is."""
        view, page = self._view, self._library.page(id)
        if view is None:
            return
        if page is None:
            self._sidebar.toast.say(tr("这一页已经不在了。"), kind="warn", code="page_gone")
            return
        if keep_history and (self._place < 0 or self._history[self._place] != id):
            del self._history[self._place + 1 :]
            self._history.append(id)
            self._place = len(self._history) - 1
        view.show_page(page, int(self._options.get("manual.text_size")))
        view.set_ways(back=self._place > 0, forward=self._place < len(self._history) - 1)
        self._options.set("manual.last", id)
        self._ask_phrases(page)

    def refresh(self) -> None:
        """Show keys and phrases anew, where the page was made."""
        if self._view is not None:
            self._view.show_keys(self._keys.card_keys(), self._keys.refused())
            if self._view.page is not None and self._view.sheet.isVisible():
                self._ask_phrases(self._view.page)

    def stop(self) -> None:
        """Keep what stands unsaved in an open editor; for the way out."""
        if self._editor is not None and self._editor.isVisible():
            self._editor.close()

    def _make(self) -> ManualView:
        from ui.pages.manual import ManualView

        view = self._view = ManualView()
        self._wire_cards(view.card_actions)
        view.page_wanted.connect(self.show)
        view.link_pressed.connect(self._follow)
        view.read.connect(self._mark_read)
        view.bar_pressed.connect(self._on_bar)
        view.new_wanted.connect(lambda: self.edit(None))
        view.search_activated.connect(self._open_finder)
        view.set_ways(back=False, forward=False)
        view.show_keys(self._keys.card_keys(), self._keys.refused())
        self._sidebar.set_page(MANUAL, view)
        self._store.listen(self._bridge.posting(self._changed))
        self._read_all()
        return view

    def _show_last(self) -> None:
        last = str(self._options.get("manual.last"))
        if self._library.page(last) is not None:
            self.show(last)

    def _ask_phrases(self, page: ManualPage) -> None:
        self._bridge.when_done(
            self._phrases.fitting(page.scenes, page.phrases, per_scene=3),
            lambda found: self._show_phrases(page.id, found),
        )

    def _show_phrases(self, id: str, found: list[Phrase]) -> None:
        if self._view is not None and self._view.page is not None and self._view.page.id == id:
            self._view.show_phrases(found)

    # What is known.

    def _read_all(self) -> None:
        def marks_found(own: list[OwnPage], marks: dict[str, ReadingMark]) -> None:
            self._library, self._marks = with_own(built_in(), own), marks
            self._finder = None
            self._forget_gone()
            if self._view is not None:
                self._view.show_library(self._library, marks)
            waiting, self._waiting = self._waiting, []
            for do in waiting:
                do()

        self._bridge.when_done(
            self._pages.own(),
            lambda own: self._bridge.when_done(
                self._pages.marks(), lambda marks: marks_found(own, marks)
            ),
        )

    def _forget_gone(self) -> None:
        """Take pages that are no more out of the history, so that each step leads somewhere."""
        there = [self._library.page(id) is not None for id in self._history]
        self._history = [id for id, here in zip(self._history, there, strict=True) if here]
        self._place = sum(there[: self._place + 1]) - 1

    def _when_read(self, do: Callable[[], object]) -> None:
        if self._library.chapters:
            do()
        else:
            self._waiting.append(do)

    def _changed(self, changes: Changes) -> None:
        if changes.pages:
            self._when_read_again()
        elif changes.marks:
            self._bridge.when_done(self._pages.marks(), self._marks_changed)

    def _when_read_again(self) -> None:
        self._waiting.append(self._show_again)
        self._read_all()

    def _show_again(self) -> None:
        """Show the page anew whose words may have changed; the contents if it is gone."""
        view = self._view
        if view is None or view.page is None:
            return
        if self._library.page(view.page.id) is None:
            view.page = None
            view.show_contents()
        elif not view.sheet.isHidden():
            self.show(view.page.id, keep_history=False)

    def _marks_changed(self, marks: dict[str, ReadingMark]) -> None:
        self._marks = marks
        if self._view is not None:
            self._view.show_library(self._library, marks)

    def _mark_read(self, id: str) -> None:
        known = self._marks.get(id)
        if known is None or known.read_at is None:
            # At once, so that scrolling to and fro writes once.
            self._marks[id] = ReadingMark(id, time.time(), known is not None and known.bookmarked)
            # Where nothing can be written that was said at the start, not for every page again.
            self._bridge.when_done(
                self._pages.mark_read(id, time.time()), failed=lambda _error: None
            )

    # The bar.

    def _on_bar(self, name: str) -> None:
        from ui.pages.manual import SIZES

        view = self._view
        if view is None:
            return
        match name:
            case "back" | "forward":
                self._move(-1 if name == "back" else 1)
            case "smaller" | "larger":
                size = int(self._options.get("manual.text_size"))
                near = min(range(len(SIZES)), key=lambda n: abs(SIZES[n] - size))
                place = near + (1 if name == "larger" else -1)
                self._options.set("manual.text_size", SIZES[max(0, min(place, len(SIZES) - 1))])
                view.set_size(int(self._options.get("manual.text_size")))
            case "bookmark" if view.page is not None:
                known = self._marks.get(view.page.id)
                on = known is None or not known.bookmarked
                self._bridge.when_done(self._pages.bookmark(view.page.id, on), lambda _done: None)
            case "edit" if view.page is not None:
                self.edit(view.page.id)

    def _move(self, by: int) -> None:
        place = self._place + by
        if 0 <= place < len(self._history):
            self._place = place
            self.show(self._history[place], keep_history=False)

    def _follow(self, kind: str, target: str) -> None:
        open_link = self._links.get(kind)
        if open_link is not None:
            open_link(target)

    # Search.

    def _open_finder(self, box: QRect) -> None:
        if self._finder_window is None:
            from ui.manual_finder import ManualFinder

            self._finder_window = ManualFinder()
            self._finder_window.query_changed.connect(self._search)
            self._finder_window.chosen.connect(self._chosen)
            self._finder_window.dismissed.connect(self._give_back)
        view = self._view
        if view is not None:
            # As wide as the page, so that results can be read; counted from where the window was
            # put, which Qt may not know (``Sidebar.on_screen``).
            search, side = view.bar.search, theme().px(8)
            corner = self._sidebar.on_screen(view, QPoint(side, 0))
            top = self._sidebar.on_screen(search, QPoint(0, 0)).y()
            box = QRect(corner.x(), top, view.width() - 2 * side, search.height())
        self._finder_window.open_over(box)

    def _search(self, text: str, request: int) -> None:
        self._query = (text, request)
        if self._finder is not None:
            self._answer()
            return
        library = self._library
        if library is self._finder_of:
            return  # it is being made; the newest query is answered then
        self._finder_of = library

        def work() -> None:
            from phrasebook.manual.find import Finder

            made = Finder(library)
            self._bridge.post(lambda: self._found_words(library, made))

        threading.Thread(target=work, name="manual words", daemon=True).start()

    def _found_words(self, library: Library, finder: Finder) -> None:
        self._finder_of = None
        if library is self._library:
            self._finder = finder
            self._answer()
        elif self._query is not None:
            self._search(*self._query)

    def _answer(self) -> None:
        if self._finder is None or self._query is None or self._finder_window is None:
            return
        text, request = self._query
        self._finder_window.show_hits(request, self._finder.search(text))

    def _chosen(self, id: str) -> None:
        self.show(id)
        self._give_back()

    # Editing.

    def edit(self, id: str | None) -> None:
        """Open the editor for a page; None writes a new one."""
        if self._editor is None:
            from ui.dialogs.page_editor import PageEditor

            self._editor = PageEditor()
            self._editor.save_requested.connect(self._save)
            self._editor.restore_requested.connect(self._restore)
            self._editor.draft_changed.connect(self._keep_draft)
            self._editor.closed.connect(self._give_back)
        page = self._library.page(id) if id is not None else None
        standard = built_in().page(id) if id is not None else None
        kept = self._drafts.get(_DRAFT + (id or ""))
        draft = (kept.title, kept.text) if kept is not None else None
        self._editor.open(page, standard, self._library.chapters, draft, self._near())

    def keep(self) -> None:
        """Keep what stands unsaved in an open editor."""
        if self._editor is not None:
            self._editor.keep()

    def _keep_draft(self, id: str, words: tuple[str, str] | None) -> None:
        draft = PhraseDraft("", words[0], words[1]) if words is not None else None
        if not self._drafts.put(_DRAFT + id, draft):
            self._sidebar.toast.say(
                tr("没保存的内容写不进数据文件夹,请先复制出来。"), kind="warn", code="draft"
            )

    def _save(self, page: OwnPage) -> None:
        standard = built_in().page(page.id)
        base = stamp(standard) if standard is not None else ""
        kept = OwnPage(page.id, page.chapter, page.title, page.body, base)

        def done(_none: None) -> None:
            if self._editor is not None:
                self._editor.saved()
            self._sidebar.toast.say(tr("手册页已保存"), kind="ok", code="page_saved")
            # Not before the pages were read again: a new one is not among those known yet.
            self._waiting.append(lambda: self.open(page.id))
            self._read_all()

        self._bridge.when_done(self._pages.save(kept), done)

    def _restore(self, id: str) -> None:
        def done(_was: bool) -> None:
            if self._editor is not None:
                self._editor.saved()
            self._sidebar.toast.say(
                tr("已取下本店的这一页"),
                kind="ok",
                actions=((tr("撤销"), self._store.undo),),
                code="page_restored",
            )

        self._bridge.when_done(self._pages.remove(id), done)
