"""The manual at work: history, reading marks, links, search, the shop's pages and their drafts."""

from __future__ import annotations

from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QRect, Qt, QUrl
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from assistant.drafts import Drafts
from assistant.options import Options
from phrasebook.manual.library import stamp
from phrasebook.model import OwnPage, PhraseDraft, UserError
from phrasebook.store import Pages
from tests.phrasebook.store_helpers import draft, opened
from tests.ui.flow_world import bridge
from tests.ui.learn_world import LONG_BODY, manual, page
from ui.flows.manual import ManualFlow
from ui.pages.manual import SIZES, ManualView
from ui.pages.phrases import PhrasesPage
from ui.window import MANUAL, Sidebar

ONE = page("one", "六步走", "[退款](page:three)\n", scenes=("greet.hello",))
TWO = page("two", "九种买家", LONG_BODY)
THREE = page("three", "退款", "先核实。\n", chapter="02-people")


class World:
    """The flow over a real store and a real sidebar."""

    def __init__(self, qtbot: QtBot, folder, store, phrases) -> None:
        self.qtbot, self.folder, self.store, self.phrases = qtbot, folder, store, phrases
        self.pages = Pages(store)
        self.faults: list[str] = []
        self.followed: list[tuple[str, str]] = []
        self.given_back = 0
        self.begin()

    def begin(self) -> None:
        """Start the program, once more after a crash (then nothing is closed or saved)."""
        self.sidebar = Sidebar(PhrasesPage())
        self.qtbot.addWidget(self.sidebar)
        self.sidebar.add_page(MANUAL, None, "book", "手册")
        self.sidebar.resize(388, 640)
        self.sidebar.show()
        self.bridge, self.faults = bridge()
        self.options = Options(self.folder / "options.json")
        self.flow = ManualFlow(
            sidebar=self.sidebar,
            store=self.store,
            phrases=self.phrases,
            bridge=self.bridge,
            options=self.options,
            keys=SimpleNamespace(card_keys=lambda: ["Ctrl+Alt+1"], refused=dict),  # type: ignore[arg-type]
            wire_cards=lambda _cards: None,
            links={
                kind: lambda target, kind=kind: self.followed.append((kind, target))
                for kind in ("tip", "guide", "scene", "calc")
            },
            drafts=Drafts(self.folder),
            near=lambda: QRect(0, 0, 388, 640),
            give_back=self._give_back,
        )

    def end(self) -> None:
        self.bridge.close()  # before the store, as the program does
        for window in (self.flow._editor, self.flow._finder_window):
            if window is not None:
                window.hide()
                window.deleteLater()

    def _give_back(self) -> None:
        self.given_back += 1

    def settle(self) -> None:
        """Wait for all that the store was asked, and for what was asked because of it."""
        for _ in range(3):
            ran: list[int] = []
            self.bridge.when_done(self.phrases.count(), ran.append)
            self.qtbot.waitUntil(lambda ran=ran: bool(ran))

    def open(self, page: str = "") -> ManualView:
        self.flow.open(page)
        self.settle()
        return self.view

    @property
    def view(self) -> ManualView:
        found = self.sidebar.shown_page()
        assert isinstance(found, ManualView)
        return found

    def shown(self) -> str:
        """Id of the page that is to be seen; empty for the contents."""
        seen = self.view.page if self.view.sheet.isVisible() else None
        return seen.id if seen is not None else ""

    def bar(self, name: str) -> None:
        self.qtbot.mouseClick(self.view.bar.buttons[name], Qt.MouseButton.LeftButton)
        self.settle()

    def ways(self) -> tuple[bool, bool]:
        return tuple(self.view.bar.buttons[n].isEnabled() for n in ("back", "forward"))  # type: ignore[return-value]

    def follow(self, link: str) -> None:
        self.view.text.anchorClicked.emit(QUrl(link))
        self.settle()

    def titles(self) -> list[str]:
        cards = self.view.stack.cards
        return [cards.phrase(row).title for row in range(cards.rowCount())]


@pytest.fixture
def world(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("ui.flows.manual.built_in", lambda: manual(ONE, TWO, THREE))
    with opened(tmp_path) as (store, phrases):
        phrases.add(draft("问好", "您好")).result()
        made = World(qtbot, tmp_path, store, phrases)
        yield made
        made.end()
    assert made.faults == []


def test_the_contents_are_opened_at_first(world):
    world.flow.open()
    world.settle()
    assert world.sidebar.page == MANUAL
    assert world.sidebar.rail.button(MANUAL).isChecked()
    assert world.view.contents.page_items() == ["one", "two", "three"]
    assert world.shown() == ""
    assert world.ways() == (False, False)


def test_the_page_read_last_comes_back(world):
    world.open("three")
    world.begin()
    world.open()
    assert world.shown() == "three"


def test_a_last_page_that_is_no_more_leaves_the_contents(world):
    world.options.set("manual.last", "gone")
    world.open()
    assert world.shown() == ""
    assert world.sidebar.toast.isHidden()


def test_a_page_shows_its_phrases_with_the_keys(world):
    world.open("one")
    assert world.titles() == ["问好"]
    assert world.view.stack.cards.key(0).text == "Ctrl+Alt+1"
    world.phrases.add(draft("再问好", "在的")).result()
    world.flow.refresh()
    world.settle()
    assert world.titles() == ["问好", "再问好"]
    world.open("three")
    assert world.titles() == []


def test_phrases_that_come_late_do_not_stand_on_another_page(world):
    world.open("three")
    world.flow.show("one")
    world.flow.show("three")
    world.settle()
    assert (world.shown(), world.titles()) == ("three", [])


# ---------------------------------------------------------------------- ways
def test_back_and_forward_follow_the_way_that_was_gone(world):
    world.open("one")
    world.follow("page:three")
    world.qtbot.mouseClick(world.view.before, Qt.MouseButton.LeftButton)
    world.settle()
    assert (world.shown(), world.ways()) == ("two", (True, False))
    world.bar("back")
    assert (world.shown(), world.ways()) == ("three", (True, True))
    world.bar("back")
    assert (world.shown(), world.ways()) == ("one", (False, True))
    world.bar("forward")
    assert (world.shown(), world.ways()) == ("three", (True, True))
    world.flow.show("one")
    assert world.ways() == (True, False), "a new way ends the old one"
    world.bar("back")
    assert world.shown() == "three"


def test_the_same_page_again_is_no_step(world):
    world.open("one")
    world.flow.show("one")
    world.bar("contents")
    world.bar("contents")
    assert (world.shown(), world.ways()) == ("one", (False, False))


def test_a_link_to_a_page_that_is_gone_says_so_and_stays(world):
    world.open("one")
    world.follow("page:gone")
    assert world.sidebar.toast.text == "这一页已经不在了。"
    assert (world.shown(), world.ways()) == ("one", (False, False))


def test_other_links_go_where_they_belong(world):
    world.open("one")
    links = ("tip:obj-expensive", "guide:unpaid", "scene:after.refund", "calc:nps", "http://x")
    for link in links:
        world.follow(link)
    assert world.followed == [
        ("tip", "obj-expensive"), ("guide", "unpaid"), ("scene", "after.refund"), ("calc", "nps"),
    ]  # fmt: skip


def test_text_size_goes_by_steps_within_bounds_and_is_kept(world):
    world.open("one")
    for _ in range(len(SIZES)):
        world.bar("larger")
    assert world.options.get("manual.text_size") == SIZES[-1]
    high = world.view.text.height()
    for _ in range(len(SIZES) + 1):
        world.bar("smaller")
    assert world.view.text.height() < high
    assert world.options.get("manual.text_size") == SIZES[0]
    world.bar("larger")
    assert Options(world.folder / "options.json").get("manual.text_size") == SIZES[1]
    world.options.set("manual.text_size", 97)
    world.bar("larger")
    assert world.options.get("manual.text_size") == 115, "a value by hand counts as the nearest"


# ---------------------------------------------------------------------- marks
def test_a_bookmark_is_set_shown_in_the_contents_and_taken_off(world):
    world.open("two")
    world.bar("bookmark")
    assert world.pages.marks().result()["two"].bookmarked
    assert world.view.bar.buttons["bookmark"].toolTip() == "取下书签"
    world.bar("contents")
    assert world.view.contents.page_items() == ["two", "one", "two", "three"]
    world.bar("contents")
    world.bar("bookmark")
    world.bar("contents")
    assert world.view.contents.page_items() == ["one", "two", "three"]


def test_a_page_is_marked_read_once_when_its_end_was_seen(world, monkeypatch):
    wrote: list[str] = []
    real = world.flow._pages.mark_read
    monkeypatch.setattr(
        world.flow._pages, "mark_read", lambda id, when: wrote.append(id) or real(id, when)
    )
    world.open("two")
    QApplication.processEvents()
    assert wrote == []
    bar = world.view.sheet.verticalScrollBar()
    for value in (bar.maximum(), 0, bar.maximum(), bar.maximum() // 2, bar.maximum()):
        bar.setValue(value)
    world.settle()
    assert wrote == ["two"]
    assert world.pages.marks().result()["two"].read_at
    assert world.view.bar.progress.accessibleName() == "已读 1/3 页"
    world.begin()
    world.open("two")
    bar = world.view.sheet.verticalScrollBar()
    bar.setValue(bar.maximum())
    world.settle()
    assert world.pages.marks().result().keys() == {"two"}


def test_a_bookmark_and_a_reading_mark_do_not_undo_each_other(world):
    world.open("three")
    world.bar("bookmark")
    mark = world.pages.marks().result()["three"]
    assert mark.bookmarked
    assert mark.read_at


# ---------------------------------------------------------------------- search
def test_the_search_finds_and_opens_a_page(world):
    world.open("one")
    world.qtbot.mouseClick(world.view.bar.search, Qt.MouseButton.LeftButton)
    finder = world.flow._finder_window
    assert finder.isVisible()
    finder.field.setText("tk")
    world.qtbot.waitUntil(lambda: finder.model.rowCount() > 0)
    finder.field.entered.emit(False)
    world.settle()
    assert world.shown() == "three"
    assert world.ways() == (True, False)
    assert world.given_back == 1
    assert not finder.isVisible()


def test_typing_while_the_words_are_looked_up_does_that_once(world, monkeypatch):
    from phrasebook.manual import find

    made: list[object] = []
    real = find.Finder
    monkeypatch.setattr(find, "Finder", lambda library: made.append(library) or real(library))
    world.open("one")
    world.qtbot.mouseClick(world.view.bar.search, Qt.MouseButton.LeftButton)
    finder = world.flow._finder_window
    for text in ("t", "tu", "tui", "tuik"):
        finder.field.setText(text)
    world.qtbot.waitUntil(lambda: finder.model.rowCount() > 0)
    assert [hit.page.id for hit in finder.model.hits] == ["three", "one"]
    assert len(made) == 1


def test_new_words_of_the_shop_are_found_at_once(world):
    world.open("one")
    world.qtbot.mouseClick(world.view.bar.search, Qt.MouseButton.LeftButton)
    finder = world.flow._finder_window
    finder.field.setText("气泡纸")
    world.qtbot.waitUntil(lambda: world.flow._finder is not None)
    assert finder.model.rowCount() == 0
    world.pages.save(OwnPage("mine", "own", "打包", "用气泡纸。\n")).result()
    world.settle()
    finder.open_over(QRect(40, 40, 240, 32))
    finder.field.setText("气泡纸")
    world.qtbot.waitUntil(lambda: finder.model.rowCount() == 1)


# ---------------------------------------------------------------------- the shop's pages
def editor(world):
    return world.flow._editor


def test_saving_shows_the_shops_page_over_the_built_in_one(world):
    world.open("one")
    world.bar("edit")
    made = editor(world)
    made.body.setPlainText("我们先笑。\n")
    made.save.click()
    world.settle()
    assert not made.isVisible()
    assert world.sidebar.toast.text == "手册页已保存"
    assert "我们先笑" in world.view.text.toPlainText()
    assert world.view.notice.text == "本店改过这一页"
    assert world.pages.own().result()[0].base == stamp(ONE)
    assert world.titles() == ["问好"], "its phrases stay"
    assert world.given_back == 1


def test_a_built_in_page_that_changed_since_is_told(world, monkeypatch):
    world.pages.save(OwnPage("one", "01-flow", "六步走", "旧", stamp(ONE))).result()
    newer = page("one", "六步走", "新写的。\n")
    monkeypatch.setattr("ui.flows.manual.built_in", lambda: manual(newer, TWO))
    world.open("one")
    assert "标准页有更新" in world.view.notice.text
    assert world.view.text.toPlainText().strip() == "旧", "the shop's words stay"
    world.bar("edit")
    editor(world).compare.click()
    assert editor(world).body.text() == "新写的。\n"
    editor(world).save.click()
    world.settle()
    assert world.view.notice.text == "本店改过这一页"


def test_taking_the_shops_words_off_can_be_undone(world):
    world.pages.save(OwnPage("three", "02-people", "退款", "我们的退款。\n", "x")).result()
    world.open("three")
    world.bar("edit")
    editor(world).restore.click()
    world.settle()
    assert not editor(world).isVisible()
    assert world.view.text.toPlainText().strip() == "先核实。"
    assert world.sidebar.toast.text == "已取下本店的这一页"
    next(b for b in world.sidebar.toast.buttons if b.text() == "撤销").click()
    world.settle()
    assert world.view.text.toPlainText().strip() == "我们的退款。"


def test_a_new_page_is_shown_in_the_shops_chapter(world):
    world.open("one")
    world.bar("contents")
    world.qtbot.mouseClick(world.view.new, Qt.MouseButton.LeftButton)
    made = editor(world)
    made.title.setText("打包")
    made.body.setPlainText("用气泡纸。\n")
    made.save.click()
    world.settle()
    assert world.sidebar.toast.text == "手册页已保存", "not that it is gone"
    assert world.view.title.text == "打包"
    assert world.view.place.text == "本店 › 打包"
    world.bar("back")
    assert world.shown() == "one"


def test_a_page_of_the_shop_that_is_taken_away_leaves_the_contents_and_no_way_to_it(world):
    world.pages.save(OwnPage("mine", "own", "打包", "用气泡纸。\n")).result()
    world.open("one")
    world.flow.show("mine")
    world.flow.show("two")
    world.bar("back")
    world.bar("edit")
    editor(world).restore.click()
    world.settle()
    assert world.shown() == ""
    assert world.view.contents.page_items() == ["one", "two", "three"]
    world.flow.show("two")
    world.bar("back")
    assert (world.shown(), world.ways()) == ("one", (False, True))


def test_a_change_of_pages_leaves_the_contents_open(world):
    world.open("one")
    world.bar("contents")
    world.pages.save(OwnPage("mine", "own", "打包", "用气泡纸。\n")).result()
    world.settle()
    assert world.shown() == ""
    assert "mine" in world.view.contents.page_items()


def test_what_was_unsaved_comes_back_after_a_crash(world):
    world.open("one")
    world.bar("edit")
    made = editor(world)
    made.body.setPlainText("写到一半")
    made._timer.timeout.emit()
    world.begin()  # the program is started anew; the editor was never closed
    world.open("two")
    world.bar("edit")
    assert "第0段" in editor(world).body.text()
    assert editor(world).state.text() == ""
    editor(world).close()
    world.open("one")
    world.bar("edit")
    assert editor(world).body.text() == "写到一半"
    assert editor(world).state.text() == "已恢复上次没保存的内容"
    editor(world).save.click()
    world.settle()
    assert Drafts(world.folder).get("page:one") is None


def test_an_unsaved_new_page_outlives_the_editing_of_another(world):
    Drafts(world.folder).put("page:", PhraseDraft("", "打包", "用气泡"))
    world.begin()
    world.open("one")
    world.bar("edit")
    editor(world).close()
    assert Drafts(world.folder).get("page:") is not None
    world.flow.edit(None)
    assert editor(world).title.text() == "打包"


def test_a_draft_that_cannot_be_written_is_said(world, monkeypatch):
    world.open("one")
    world.bar("edit")
    monkeypatch.setattr(world.flow._drafts, "put", lambda *_: False)
    editor(world).body.setPlainText("写到一半")
    editor(world)._timer.timeout.emit()
    assert "写不进" in world.sidebar.toast.text


def test_what_was_typed_a_moment_before_leaving_is_kept(world):
    world.open("one")
    world.bar("edit")
    editor(world).body.setPlainText("写到一半")
    world.flow.stop()
    assert Drafts(world.folder).get("page:one").text == "写到一半"


def test_where_nothing_can_be_written_reading_goes_on_in_peace(world, monkeypatch):
    broken: Future = Future()
    broken.set_exception(UserError("写不进去"))
    monkeypatch.setattr(world.flow._pages, "mark_read", lambda *_: broken)
    monkeypatch.setattr(world.flow._pages, "bookmark", lambda *_: broken)
    world.open("three")
    assert world.faults == [], "nobody asked for the mark"
    world.bar("bookmark")
    assert world.faults == ["写不进去"], "this was asked for"
    world.faults.clear()
