"""The editor of manual pages: nothing typed is lost, nothing wrong is stored."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from phrasebook.manual.library import OWN_CHAPTER
from phrasebook.manual.page import TITLE_LIMIT, ManualPage
from phrasebook.model import OwnPage
from tests.ui.learn_world import manual, page
from ui.dialogs.page_editor import DRAFT_MS, PageEditor
from ui.theme import theme

STANDARD = page("one", "六步走", "先问候。\n")
EDITED = page("one", "我们的六步", "先笑。\n", edited=True)
OWN = page("mine", "自家写的", "包好。\n", chapter="02-people", own=True)
LIBRARY = manual(STANDARD, page("two", "退款", chapter="02-people"), OWN)


class Editor:
    def __init__(self, qtbot: QtBot) -> None:
        self.editor = PageEditor()
        qtbot.addWidget(self.editor)
        self.qtbot = qtbot
        self.saved: list[OwnPage] = []
        self.drafts: list[tuple[str, object]] = []
        self.restored: list[str] = []
        self.closed = 0
        self.editor.save_requested.connect(self.saved.append)
        self.editor.draft_changed.connect(lambda id, words: self.drafts.append((id, words)))
        self.editor.restore_requested.connect(self.restored.append)
        self.editor.closed.connect(self._closed)

    def _closed(self) -> None:
        self.closed += 1

    def open(
        self,
        shown: ManualPage | None = STANDARD,
        standard: ManualPage | None = STANDARD,
        draft: tuple[str, str] | None = None,
    ) -> PageEditor:
        self.editor.open(shown, standard, LIBRARY.chapters, draft, QRect(0, 0, 340, 600))
        return self.editor

    def kept(self) -> None:
        """Let the time pass after which a draft is handed on."""
        assert self.editor._timer.isActive(), "what is typed will be kept"
        self.editor._timer.timeout.emit()

    def press(self, button: str) -> None:
        self.qtbot.mouseClick(getattr(self.editor, button), Qt.MouseButton.LeftButton)


@pytest.fixture
def it(qtbot: QtBot) -> Editor:
    return Editor(qtbot)


def test_a_built_in_page_opens_with_its_words_in_its_chapter(it: Editor) -> None:
    editor = it.open()
    assert (editor.title.text(), editor.body.text()) == ("六步走", "先问候。\n")
    assert editor.chapter.currentText() == "流程"
    assert not editor.chapter.isEnabled(), "an update expects it there"
    assert not editor.save.isEnabled()
    assert editor.restore.isHidden()
    assert editor.compare.isHidden()
    assert editor.state.text() == ""
    assert "先问候" in editor.preview.toPlainText()


def test_the_preview_follows_what_is_typed(it: Editor) -> None:
    editor = it.open()
    editor.body.setPlainText("## 新的\n\n> [!DO]\n> - 先听\n")
    shown = editor.preview.toPlainText()
    assert "新的" in shown
    assert "✓" in shown
    assert "[!DO]" not in shown


def test_saving_hands_over_the_page_and_closes_when_it_is_stored(it: Editor) -> None:
    editor = it.open()
    editor.title.setText("  我们的六步 ")
    editor.body.setPlainText("先笑。\n")
    it.press("save")
    assert it.saved == [OwnPage("one", "01-flow", "我们的六步", "先笑。\n")]
    assert editor.isVisible(), "not before it is stored"
    editor.saved()
    assert not editor.isVisible()
    assert it.drafts[-1] == ("one", None)
    assert it.closed == 1


def test_control_enter_saves(it: Editor) -> None:
    editor = it.open()
    editor.body.setPlainText("先笑。")
    QTest.keyClick(editor.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert [one.body for one in it.saved] == ["先笑。"]


@pytest.mark.parametrize(
    ("title", "body", "said"),
    [
        ("", "正文", "还没有写标题"),
        ("   ", "正文", "还没有写标题"),
        ("题" * (TITLE_LIMIT + 3), "正文", "标题多了 3 个字"),
        ("题", " \n", "还没有写正文"),
    ],
)
def test_what_is_wrong_is_said_and_not_stored(it: Editor, title: str, body: str, said: str) -> None:
    editor = it.open()
    editor.title.setText(title)
    editor.body.setPlainText(body)
    assert editor.state.text() == said
    assert not editor.save.isEnabled()
    QTest.keyClick(editor.body, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert it.saved == []
    editor.title.setText("题" * TITLE_LIMIT)
    editor.body.setPlainText("正文")
    assert editor.state.text() == ""
    assert editor.save.isEnabled()


def test_what_is_unsaved_is_kept_and_forgotten_when_it_is_as_stored(it: Editor) -> None:
    editor = it.open()
    editor.body.setPlainText("先笑。")
    it.kept()
    assert it.drafts == [("one", ("六步走", "先笑。"))]
    editor.body.setPlainText("先问候。\n")
    it.kept()
    assert it.drafts[-1] == ("one", None)


def test_escape_keeps_what_was_typed_a_moment_ago(it: Editor) -> None:
    editor = it.open()
    editor.body.setPlainText("先笑。")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert it.drafts == [("one", ("六步走", "先笑。"))]
    assert it.closed == 1
    assert not editor.isVisible()


def test_opening_another_page_keeps_the_words_of_the_one_before(it: Editor) -> None:
    editor = it.open()
    editor.body.setPlainText("先笑。")
    it.open(OWN, None)
    assert it.drafts == [("one", ("六步走", "先笑。"))]
    assert editor.body.text() == "包好。\n"


def test_opening_says_nothing_about_drafts(it: Editor) -> None:
    """A draft of another page, a new one say, lies on the disk: it must stay there."""
    it.open()
    it.open(None, None)
    theme().force("dark")
    try:
        assert not it.editor._timer.isActive()
        it.editor.close()
    finally:
        theme().force("system")
    assert it.drafts == []


def test_a_draft_comes_back_and_says_so(it: Editor) -> None:
    editor = it.open(draft=("六步", "写到一半"))
    assert (editor.title.text(), editor.body.text()) == ("六步", "写到一半")
    assert editor.state.text() == "已恢复上次没保存的内容"
    assert editor.save.isEnabled()
    editor.body.setPlainText("写到一半,接着写")
    assert editor.state.text() == ""


def test_an_edited_page_can_be_compared_and_taken_off(it: Editor) -> None:
    editor = it.open(EDITED)
    assert not editor.compare.isHidden()
    it.press("compare")
    assert (editor.title.text(), editor.body.text()) == ("六步走", "先问候。\n")
    assert editor.save.isEnabled(), "the standard words can be saved as the shop's"
    it.press("restore")
    assert it.restored == ["one"]
    assert it.saved == []


def test_a_newer_built_in_page_is_told(it: Editor) -> None:
    editor = it.open(page("one", "旧", "旧", edited=True, behind=True))
    assert "标准页有更新" in editor.state.text()


def test_a_new_page_may_stand_in_any_chapter_and_begins_in_the_shops_own(it: Editor) -> None:
    editor = it.open(None, None)
    names = [editor.chapter.itemText(n) for n in range(editor.chapter.count())]
    assert names == ["流程", "买家", "本店"]
    assert editor.chapter.currentText() == "本店"
    assert editor.chapter.isEnabled()
    assert editor.restore.isHidden()
    assert editor.state.text() == "", "an empty page is no fault yet"
    editor.title.setText("打包")
    editor.body.setPlainText("用气泡纸。")
    it.press("save")
    it.kept()
    assert it.drafts == [("", ("打包", "用气泡纸。"))]
    (first,) = it.saved
    assert (first.chapter, first.title) == (OWN_CHAPTER, "打包")
    it.press("save")
    assert it.saved[1].id == first.id, "pressed twice it is still one page"
    editor.saved()
    it.open(None, None)
    editor.title.setText("另一页")
    editor.body.setPlainText("。")
    it.press("save")
    assert it.saved[2].id != first.id


def test_a_page_of_the_shop_can_move_to_another_chapter_and_go(it: Editor) -> None:
    editor = it.open(OWN, None)
    assert editor.chapter.currentText() == "买家"
    assert not editor.restore.isHidden()
    assert editor.compare.isHidden(), "there is no standard page to compare with"
    assert not editor.save.isEnabled()
    editor.chapter.setCurrentIndex(editor.chapter.findText("本店"))
    editor.chapter.activated.emit(editor.chapter.currentIndex())
    assert editor.save.isEnabled()
    it.press("save")
    assert it.saved == [OwnPage("mine", OWN_CHAPTER, "自家写的", "包好。\n")]


def test_a_page_whose_chapter_is_gone_stays_in_the_shops_own(it: Editor) -> None:
    editor = it.open(page("mine", "自家写的", "包好。\n", chapter="99-gone", own=True), None)
    assert editor.chapter.currentText() == "本店"
    assert not editor.save.isEnabled()


def test_colours_follow_the_theme(it: Editor) -> None:
    editor = it.open()
    before = editor.styleSheet()
    theme().force("dark")
    try:
        assert editor.styleSheet() != before
    finally:
        theme().force("system")


def test_words_are_kept_while_typing_goes_on(it: Editor) -> None:
    """A key does not put off what the key before it asked for."""
    assert DRAFT_MS <= 1000
    editor = it.open()
    QTest.keyClick(editor.body, "a")
    identity = editor._timer.timerId()
    for _ in range(30):
        QTest.keyClick(editor.body, "b")
    assert editor._timer.timerId() == identity
    editor._timer.at_once()
    assert it.drafts[-1][1] is not None


def test_words_are_kept_when_the_window_goes_away_by_other_means(it: Editor) -> None:
    it.open().body.setPlainText("写了一半")
    assert it.drafts == []
    it.editor.hide()
    assert it.drafts == [("one", ("六步走", "写了一半"))]
