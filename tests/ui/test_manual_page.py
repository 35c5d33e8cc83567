"""The page 手册: contents, one page, what it asks for, and when a page counts as read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from phrasebook.manual.library import Library
from phrasebook.model import ReadingMark
from tests.ui.cards import phrase, phrases
from tests.ui.learn_world import LONG_BODY, manual, page
from ui.manual_contents import ManualContents
from ui.pages.manual import SIZES, ManualView
from ui.theme import theme

LIBRARY = manual(
    page("one", "六步走", "短。\n"),
    page("two", "九种买家", LONG_BODY, dated="2017-04", sources=("no/such",), ours=True),
    page("three", "退款", "也短。\n", chapter="02-people"),
    page("mine", "自家写的", chapter="02-people", own=True),
)
READ = {"one": ReadingMark("one", 1.0, bookmarked=False)}


class View:
    def __init__(self, qtbot: QtBot, library: Library = LIBRARY) -> None:
        self.qtbot = qtbot
        self.view = ManualView()
        qtbot.addWidget(self.view)
        self.view.resize(340, 600)
        self.library = library
        self.view.show_library(library, READ)
        self.view.show()
        self.got: list[tuple[object, ...]] = []
        for name in ("page_wanted", "link_pressed", "read", "bar_pressed", "new_wanted"):

            def note(*args: object, name: str = name) -> None:
                self.got.append((name, *args))

            getattr(self.view, name).connect(note)

    def open(self, id: str, percent: int = 100) -> None:
        found = self.library.page(id)
        assert found is not None
        self.view.show_page(found, percent)
        QApplication.processEvents()

    def bar(self, name: str) -> None:
        self.qtbot.mouseClick(self.view.bar.buttons[name], Qt.MouseButton.LeftButton)

    def asked(self) -> list[tuple[object, ...]]:
        got, self.got[:] = list(self.got), []
        return got

    def scroll(self, share: float) -> None:
        bar = self.view.sheet.verticalScrollBar()
        bar.setValue(round(bar.maximum() * share))


@pytest.fixture
def view(qtbot: QtBot) -> View:
    return View(qtbot)


# ---------------------------------------------------------------------- contents
def tops(contents: ManualContents) -> list[QTreeWidgetItem]:
    found = [contents.topLevelItem(n) for n in range(contents.topLevelItemCount())]
    return [item for item in found if item is not None]


def test_contents_count_what_was_read(view: View) -> None:
    contents = view.view.contents
    assert contents.isVisible()
    assert [item.text(0) for item in tops(contents)] == ["流程 · 1/2", "买家 · 0/2"]
    assert contents.page_items() == ["one", "two", "three", "mine"]
    first = tops(contents)[0]
    assert [first.child(n).toolTip(0) for n in range(2)] == ["看过了", "还没看"]
    assert tops(contents)[1].child(1).text(0) == "自家写的(本店)"
    assert view.view.bar.progress.accessibleName() == "已读 1/4 页"


def test_a_click_opens_a_chapter_or_a_page(view: View) -> None:
    contents = view.view.contents
    top = tops(contents)[1]

    def click(item: QTreeWidgetItem) -> None:
        place = contents.visualItemRect(item).center()
        view.qtbot.mouseClick(
            contents.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
        )

    assert not top.isExpanded()
    click(top)
    assert top.isExpanded()
    click(top.child(0))
    assert view.asked() == [("page_wanted", "three")]
    click(top)
    assert not top.isExpanded()


def test_bookmarks_stand_above_the_chapters(view: View) -> None:
    view.view.show_library(LIBRARY, {"three": ReadingMark("three", None, bookmarked=True)})
    first = tops(view.view.contents)[0]
    assert (first.text(0), first.isExpanded()) == ("书签", True)
    assert first.child(0).text(0) == "退款"
    view.view.show_library(LIBRARY, {})
    assert [item.text(0) for item in tops(view.view.contents)] == ["流程 · 0/2", "买家 · 0/2"]


def test_open_chapters_stay_open_and_that_of_the_page_opens(view: View) -> None:
    tops(view.view.contents)[0].setExpanded(True)
    view.open("three")
    view.view.show_library(LIBRARY, {})
    assert [item.isExpanded() for item in tops(view.view.contents)] == [True, True]
    theme().force("dark")
    try:
        assert [item.isExpanded() for item in tops(view.view.contents)] == [True, True]
    finally:
        theme().force("system")


def test_the_button_of_the_contents_goes_there_and_back(view: View) -> None:
    view.bar("contents")
    assert view.asked() == [], "there is no page yet to go back to"
    view.open("one")
    assert not view.view.contents.isVisible()
    view.bar("contents")
    assert view.view.contents.isVisible()
    assert not view.view.sheet.isVisible()
    view.asked()
    view.bar("contents")
    assert view.asked() == [("page_wanted", "one")]


def test_a_page_of_the_shop_can_be_begun(view: View) -> None:
    view.qtbot.mouseClick(view.view.new, Qt.MouseButton.LeftButton)
    assert view.asked() == [("new_wanted",)]


def test_no_manual_says_so(qtbot: QtBot) -> None:
    view = View(qtbot, Library(()))
    assert view.view.state.isVisible()
    assert "重新安装" in view.view.state.advice.text
    assert not view.view.contents.isVisible()


# ---------------------------------------------------------------------- a page
def test_a_page_says_where_it_is_and_from_when(view: View) -> None:
    view.open("two")
    assert view.view.place.text == "流程 › 九种买家"
    assert view.view.title.text == "九种买家"
    assert "2017-04" in view.view.notice.text
    assert view.view.origin.text == "内容为本手册补充"
    view.open("one")
    assert view.view.notice.text == ""
    assert not view.view.notice.isVisible()
    assert not view.view.origin.isVisible()


def test_a_page_names_its_source(view: View) -> None:
    from phrasebook import sources

    document = sources.documents()[0]
    section, title = next(iter(document.sections.items()))
    view.view.show_page(page("x", sources=(f"{document.id}/{section}",)), 100)
    assert view.view.origin.text == f"来源:《{document.title}》· {title}"


@pytest.mark.parametrize(
    ("marks", "said"),
    [({"edited": True}, "本店改过这一页"), ({"edited": True, "behind": True}, "标准页有更新")],
)
def test_a_page_over_a_built_in_one_says_so(
    view: View, marks: dict[str, object], said: str
) -> None:
    view.view.show_page(page("one", **marks), 100)
    assert said in view.view.notice.text


def test_links_are_told_by_kind(view: View) -> None:
    view.open("one")
    view.asked()
    for link in ("page:three", "tip:obj-expensive", "guide:unpaid", "scene:after.refund", "calc:x"):
        view.view.text.anchorClicked.emit(QUrl(link))
    assert view.asked() == [
        ("page_wanted", "three"),
        ("link_pressed", "tip", "obj-expensive"),
        ("link_pressed", "guide", "unpaid"),
        ("link_pressed", "scene", "after.refund"),
        ("link_pressed", "calc", "x"),
    ]
    assert view.view.text.toPlainText().strip() == "短。", "the browser itself goes nowhere"


def test_neighbours_are_named_and_asked_for(view: View) -> None:
    view.open("one")
    assert not view.view.before.isVisible()
    assert view.view.after.text() == "九种买家 ›"
    view.open("three")
    assert (view.view.before.text(), view.view.after.text()) == ("‹ 九种买家", "自家写的 ›")
    view.asked()
    view.qtbot.mouseClick(view.view.before, Qt.MouseButton.LeftButton)
    view.qtbot.mouseClick(view.view.after, Qt.MouseButton.LeftButton)
    assert view.asked() == [("page_wanted", "two"), ("page_wanted", "mine")]
    view.open("mine")
    assert not view.view.after.isVisible()


@pytest.mark.parametrize("percent", [100, 160])
def test_nothing_is_wider_than_the_sidebar(qtbot: QtBot, percent: int) -> None:
    long = "一二三四五六七八九十甲乙丙丁戊己"
    theme().set_text_size(percent)
    try:
        view = View(qtbot, manual(*(page(id, long) for id in "abc")))
        view.view.resize(340, 600)
        view.open("b")
        assert view.view.minimumSizeHint().width() <= 340
        assert view.view.sheet.widget().minimumSizeHint().width() <= 340
        assert view.view.text.width() <= 340
    finally:
        theme().set_text_size(100)


def test_phrases_of_the_page_have_keys_only_while_it_is_shown(view: View) -> None:
    view.view.show_keys([f"Ctrl+Alt+{n}" for n in range(1, 10)], {})
    view.open("one")
    assert view.view.phrase_at(1) is None
    view.view.show_phrases(phrases(2))
    assert view.view.listed.text == "这一页的话术"
    assert view.view.stack.cards.key(0).text == "Ctrl+Alt+1"
    assert view.view.phrase_at(2) == phrase(1)
    view.bar("contents")
    assert view.view.phrase_at(2) is None, "the contents show no cards"
    view.open("three")
    assert view.view.phrase_at(1) is None, "those of another page"


def test_buttons_that_mean_a_page_wait_for_one(view: View) -> None:
    names = ("bookmark", "edit", "smaller", "larger")
    assert not any(view.view.bar.buttons[name].isEnabled() for name in names)
    view.open("one")
    assert all(view.view.bar.buttons[name].isEnabled() for name in names)
    view.asked()
    for name in names:
        view.bar(name)
    assert view.asked() == [("bar_pressed", name) for name in names]
    view.bar("contents")
    assert not any(view.view.bar.buttons[name].isEnabled() for name in names)


def test_the_bookmark_button_says_what_it_would_do(view: View) -> None:
    view.open("one")
    assert view.view.bar.buttons["bookmark"].toolTip() == "加书签"
    view.view.show_library(LIBRARY, {"one": ReadingMark("one", None, bookmarked=True)})
    assert view.view.bar.buttons["bookmark"].toolTip() == "取下书签"
    view.open("three")
    assert view.view.bar.buttons["bookmark"].toolTip() == "加书签"


# ---------------------------------------------------------------------- reading
def read(view: View) -> set[object]:
    return {args[0] for name, *args in view.asked() if name == "read"}


def test_a_short_page_is_read_at_once(view: View) -> None:
    view.open("one")
    assert read(view) == {"one"}


def test_a_long_page_is_read_when_its_end_was_in_view(view: View) -> None:
    view.open("two")
    assert read(view) == set()
    view.scroll(0.5)
    assert read(view) == set()
    view.scroll(1)
    assert read(view) == {"two"}


def test_the_end_of_the_text_counts_not_that_of_the_phrases_under_it(view: View) -> None:
    view.open("two")
    view.view.show_phrases(phrases(9))
    QApplication.processEvents()
    text = view.view.text
    bar = view.view.sheet.verticalScrollBar()
    end = text.y() + text.height() - view.view.sheet.height()
    assert end < bar.maximum()
    bar.setValue(end - 60)
    assert read(view) == set()
    bar.setValue(end)
    assert read(view) == {"two"}


def test_turning_the_page_at_the_end_reads_only_the_one_that_was_there(qtbot: QtBot) -> None:
    """The next page is shorter: its end lies where one has scrolled to, but nobody saw it."""
    shorter = "\n\n".join(LONG_BODY.split("\n\n")[:30])
    view = View(
        qtbot,
        manual(page("a", "甲", LONG_BODY), page("b", "乙", shorter, dated="2017", ours=True)),
    )
    view.open("a")
    view.scroll(1)
    assert read(view) == {"a"}
    view.open("b")
    assert view.view.sheet.verticalScrollBar().value() == 0
    assert read(view) == set()
    view.scroll(1)
    assert read(view) == {"b"}


def test_text_size_keeps_the_place_and_reads_nothing_by_itself(view: View) -> None:
    view.open("two")
    view.scroll(0.5)
    view.asked()
    bar = view.view.sheet.verticalScrollBar()
    before, height = bar.value() / bar.maximum(), view.view.text.height()
    view.view.set_size(SIZES[-1])
    QApplication.processEvents()
    assert view.view.text.height() > height
    assert bar.value() / bar.maximum() == pytest.approx(before, abs=0.02)
    view.view.set_size(SIZES[0])
    QApplication.processEvents()
    assert view.view.text.height() < height
    assert read(view) == set()


def test_the_wheel_over_the_text_moves_the_page(view: View) -> None:
    view.open("two")
    place = view.view.text.mapTo(view.view, QPoint(20, 20))
    QTest.wheelEvent(view.view.windowHandle(), QPointF(place), QPoint(0, -120))
    assert view.view.sheet.verticalScrollBar().value() > 0


def test_the_text_never_takes_the_focus(view: View) -> None:
    view.open("two")
    for part in (view.view.text, view.view.sheet, view.view.text.viewport()):
        assert part.focusPolicy() == Qt.FocusPolicy.NoFocus
