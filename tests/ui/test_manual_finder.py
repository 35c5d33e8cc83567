"""The search of the manual: results while typing, arrow keys, Enter, and nothing found."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from phrasebook.manual.find import Finder
from tests.ui.learn_world import manual, page
from ui.manual_finder import VISIBLE_ROWS, ManualFinder
from ui.theme import theme

PAGES = (
    page("refund", "退款步骤", "先核实再安抚。\n\n## 时限\n七天内处理。\n"),
    page("wait", "等货", "退款可以,等货也可以。\n"),
    page("types", "九种买家", "谨慎型要多给证据。\n"),
    *(page(f"p{n}", f"打包第{n}法", "用气泡纸。\n") for n in range(12)),
)


class Find:
    """The window with real answers."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = ManualFinder()
        qtbot.addWidget(self.window)
        self.finder = Finder(manual(*PAGES))
        self.chosen: list[str] = []
        self.asked: list[tuple[str, int]] = []
        self.window.query_changed.connect(self.answer)
        self.window.chosen.connect(self.chosen.append)
        self.window.open_over(QRect(40, 40, 240, 32))

    def answer(self, text: str, request: int) -> None:
        self.asked.append((text, request))
        self.window.show_hits(request, self.finder.search(text))

    def ids(self) -> list[str]:
        return [hit.page.id for hit in self.window.model.hits]

    def key(self, *keys: Qt.Key) -> None:
        for key in keys:
            QTest.keyClick(self.window.field, key)

    def current(self) -> str:
        return self.ids()[self.window.list.currentIndex().row()]

    def empty(self) -> str:
        label = self.window.findChild(QLabel, "finderEmpty")
        return label.text() if label.isVisible() else ""


@pytest.fixture
def find(qtbot: QtBot) -> Find:
    return Find(qtbot)


def test_it_opens_over_the_box_and_teaches(find: Find) -> None:
    window = find.window
    assert find.asked == [("", 1)]
    assert "拼音首字母" in find.empty()
    assert not window.list.isVisible()
    assert window.field.mapToGlobal(window.field.rect().topLeft()) == QRect(40, 40, 1, 1).topLeft()
    assert (window.field.width(), window.field.height()) == (240, 32)


@pytest.mark.parametrize("query", ["退款", "tk", "tuikuan"])
def test_words_and_pinyin_find_pages_best_first(find: Find, query: str) -> None:
    find.window.field.setText(query)
    assert find.ids() == ["refund", "wait"]
    assert find.current() == "refund"
    assert find.empty() == ""


def test_arrow_keys_move_and_stop_at_the_ends_and_enter_opens(find: Find) -> None:
    QTest.keyClicks(find.window.field, "tk")
    find.key(Qt.Key.Key_Up)
    assert find.current() == "refund"
    find.key(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert find.current() == "wait"
    assert find.window.field.text() == "tk", "the arrow keys are not the field's"
    find.key(Qt.Key.Key_Return)
    assert find.chosen == ["wait"]
    assert not find.window.isVisible()


def test_a_click_opens_a_page(find: Find, qtbot: QtBot) -> None:
    find.window.field.setText("tk")
    QApplication.processEvents()
    rows = find.window.list
    place = rows.visualRect(find.window.model.index(1)).center()
    qtbot.mouseClick(
        rows.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )
    assert find.chosen == ["wait"]


def test_nothing_found_says_what_to_try_and_enter_opens_nothing(find: Find) -> None:
    find.window.field.setText("没有的话")
    assert "没有找到“没有的话”" in find.empty()
    assert not find.window.list.isVisible()
    find.key(Qt.Key.Key_Return, Qt.Key.Key_Down)
    assert find.chosen == []
    assert find.window.isVisible()


def test_an_answer_to_an_older_query_is_dropped(find: Find) -> None:
    find.window.field.setText("t")
    old = find.asked[-1][1]
    find.window.field.setText("谨慎")
    find.window.show_hits(old, find.finder.search("退款"))
    assert find.ids() == ["types"]


def test_it_begins_empty_each_time(find: Find) -> None:
    find.window.field.setText("tk")
    find.key(Qt.Key.Key_Escape)
    assert not find.window.isVisible()
    find.window.open_over(QRect(40, 40, 240, 32))
    assert find.window.field.text() == ""
    assert find.ids() == []
    assert find.asked[-1][0] == ""


def test_escape_gives_the_focus_back(find: Find) -> None:
    closed: list[bool] = []
    find.window.dismissed.connect(lambda: closed.append(True))
    find.key(Qt.Key.Key_Escape)
    assert closed == [True]


def test_while_a_word_is_being_composed_no_key_acts(find: Find) -> None:
    find.window.field.setText("tk")
    QApplication.sendEvent(find.window.field, QInputMethodEvent("tui", []))
    find.key(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert find.current() == "refund"
    assert find.chosen == []


@pytest.mark.parametrize("percent", [100, 150])
def test_many_results_show_eight_rows_and_scroll(find: Find, percent: int) -> None:
    theme().set_text_size(percent)
    try:
        find.window.field.setText("打包")
        QApplication.processEvents()
        assert len(find.ids()) == 12
        row = find.window.list.sizeHintForRow(0)
        assert find.window.list.height() == VISIBLE_ROWS * row
        assert find.window.rect().contains(find.window.list.geometry())
        find.key(*[Qt.Key.Key_Down] * 11)
        last = find.window.list.visualRect(find.window.list.currentIndex())
        assert find.window.list.viewport().rect().contains(last)
    finally:
        theme().set_text_size(100)


def test_a_result_is_read_out_with_its_words(find: Find) -> None:
    find.window.field.setText("tk")
    spoken = find.window.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("退款步骤: ")


def test_rows_are_painted(find: Find) -> None:
    find.window.field.setText("七天")
    assert find.window.model.hits[0].heading == "时限"
    before = find.window.list.grab().toImage()
    find.window.field.setText("谨慎")
    assert find.window.list.grab().toImage() != before
