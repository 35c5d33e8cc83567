"""The phrase editor: what is typed is never lost, and nothing wrong is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtTest import QTest

from assistant.keys import Hotkey
from phrasebook.model import Phrase, PhraseDraft, Scene
from ui.dialogs.phrase_editor import DRAFT_MS, PhraseEditor
from ui.dialogs.phrase_fields import read_date
from ui.geometry import beside

SCENES = (
    Scene("greet.hello", 1, "进店问候", "在吗"),
    Scene("price.cheaper", 3, "能便宜点吗", "便宜点"),
)
PLATFORMS = (("taobao", "千牛"), ("wechat", "微信"))
PHRASE = Phrase(
    "price.cheaper",
    "送赠品",
    "亲,{买家昵称} 送您{赠品}~",
    variants=("再送一份",),
    code="zp",
    buyer_types=("谨慎型",),
    ladder=2,
    when="第一次还价",
    platforms=("taobao", "unknown"),
    valid_until="2026-12-31",
    hotkey="Ctrl+Alt+K",
    id="abc",
    uid="price.cheaper/gift",
)
NOW = datetime(2026, 11, 22, 14)


class Heard:
    def __init__(self, editor: PhraseEditor) -> None:
        self.saves: list[tuple[PhraseDraft, str]] = []
        self.drafts: list[tuple[PhraseDraft | None, str]] = []
        self.codes: list[str] = []
        self.closed = 0
        editor.save_requested.connect(lambda draft, id: self.saves.append((draft, id)))
        editor.draft_changed.connect(lambda draft, id: self.drafts.append((draft, id)))
        editor.code_typed.connect(self.codes.append)
        editor.closed.connect(self._closed)

    def _closed(self) -> None:
        self.closed += 1


@pytest.fixture
def editor(qtbot) -> PhraseEditor:
    made = PhraseEditor(
        SCENES,
        platforms=PLATFORMS,
        check_hotkey=lambda _key: None,
        values=lambda: {"买家昵称": "小鹿"},
        now=lambda: NOW,
    )
    qtbot.addWidget(made)
    return made


@pytest.fixture
def heard(editor) -> Heard:
    return Heard(editor)


def test_an_opened_phrase_comes_back_unchanged_even_what_the_form_does_not_show(
    editor, heard
) -> None:
    editor.open_phrase(PHRASE)
    draft = editor.draft()
    assert draft == PhraseDraft(**{n: getattr(PHRASE, n) for n in PhraseDraft.__slots__})
    assert (draft.ladder, draft.buyer_types) == (2, ("谨慎型",))
    assert not editor.unsaved()


def test_saving_hands_over_the_draft_and_the_id(editor, heard) -> None:
    editor.open_phrase(PHRASE)
    editor.text.setPlainText("新的正文")
    editor.save_button.click()
    assert heard.saves == [
        (replace(editor._base, text="新的正文"), "abc"),
    ]
    assert not editor.save_button.isEnabled()


def test_saved_ends_the_draft_failed_keeps_it(editor, heard) -> None:
    editor.open_phrase(PHRASE)
    editor.text.setPlainText("新的正文")
    editor.save()
    editor.show_state("failed", "磁盘满了")
    assert editor.text.text() == "新的正文"
    assert editor._state.text() == "磁盘满了"
    assert editor.save_button.isEnabled()
    assert editor.unsaved()
    editor.save()
    editor.show_state("saved")
    assert not editor.unsaved()
    assert heard.drafts[-1] == (None, "abc")


def test_what_is_typed_while_saving_stays_unsaved(editor, heard) -> None:
    editor.open_phrase(PHRASE)
    editor.text.setPlainText("一")
    editor.save()
    editor.text.setPlainText("一二")
    editor.show_state("saved")
    assert editor.unsaved()
    assert heard.drafts[-1][0].text == "一二"


def test_a_draft_is_handed_on_while_typing_goes_on(editor, heard) -> None:
    """A key does not put off what the key before it asked for."""
    assert DRAFT_MS <= 1000
    editor.open_new("greet.hello")
    QTest.keyClick(editor.title, "a")
    identity = editor._timer.timerId()
    for _ in range(30):
        QTest.keyClick(editor.title, "b")
    assert editor._timer.timerId() == identity
    editor._timer.at_once()
    assert heard.drafts[-1][0].title.endswith("b")


def test_a_draft_follows_soon_after_typing(editor, heard, qtbot) -> None:
    editor.open_new("greet.hello")
    editor.text.setPlainText("写到一半")
    qtbot.waitUntil(lambda: bool(heard.drafts))
    assert heard.drafts[-1][0].text == "写到一半"
    assert heard.drafts[-1][1] == ""


@pytest.mark.parametrize("way", ["escape", "close", "hide"])
def test_closing_hands_the_draft_over_first(editor, heard, way) -> None:
    editor.open_new("greet.hello")
    editor.show()
    editor.text.setPlainText("写到一半")
    if way == "escape":
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    elif way == "close":
        editor.close()
    else:
        editor.hide()
    assert heard.drafts
    assert heard.drafts[-1][0].text == "写到一半"
    assert heard.closed == (0 if way == "hide" else 1)


def test_a_draft_is_restored_and_can_be_given_up(editor, heard) -> None:
    draft = replace(editor._base, scene="price.cheaper", title="送赠品", text="草稿")
    editor.open_phrase(PHRASE, draft)
    assert editor.text.text() == "草稿"
    assert not editor._notice.isHidden()
    editor._discard.click()
    assert editor.text.text() == PHRASE.text
    assert heard.drafts[-1] == (None, "abc")


def test_no_text_cannot_be_saved(editor, heard) -> None:
    editor.open_new("greet.hello", "标题")
    assert not editor.save_button.isEnabled()
    editor.save()
    assert heard.saves == []
    assert "正文" in editor._state.text()


def test_the_title_counts_and_its_limit_holds(editor, heard) -> None:
    editor.open_new("greet.hello")
    editor.text.setPlainText("正文")
    editor.title.setText("一二三四五六七八九十一二")
    assert editor._count.text() == "12/12"
    assert editor.save_button.isEnabled()
    editor.title.setText("一二三四五六七八九十一二三")
    assert not editor.save_button.isEnabled()
    editor.save()
    assert heard.saves == []


def test_an_empty_title_becomes_the_beginning_of_the_text(editor, heard) -> None:
    editor.open_new("greet.hello")
    editor.text.setPlainText("[亲|您好],欢迎来到小店看看吧今天有活动")
    editor.save()
    assert heard.saves[0][0].title == "亲,欢迎来到小店看看吧今"
    assert len(heard.saves[0][0].title) <= 12


def test_template_problems_are_shown_but_do_not_forbid(editor, heard) -> None:
    editor.open_new("greet.hello", "标题")
    editor.text.setPlainText("亲 {没写完")
    assert "{" in editor._problems.text()
    assert editor.save_button.isEnabled()


def test_the_preview_fills_values_and_marks_gaps(editor) -> None:
    editor.open_phrase(PHRASE)
    html = editor._preview.text()
    assert "小鹿" in html
    assert html.count("<span") == 1


def test_a_variable_is_inserted_at_the_caret(editor) -> None:
    editor.open_new("greet.hello")
    editor.text.setPlainText("亲,您好")
    cursor = editor.text.textCursor()
    cursor.setPosition(2)
    editor.text.setTextCursor(cursor)
    entry = next(a for a in editor._insert.menu().actions() if a.text().startswith("{店铺名}"))
    entry.trigger()
    assert editor.text.text() == "亲,{店铺名}您好"


def test_a_code_in_use_is_named_a_late_answer_is_ignored(editor, heard) -> None:
    editor.open_new("greet.hello")
    editor.code.setText("zp")
    assert heard.codes == ["zp"]
    editor.show_code_owner("zp", "送赠品")
    assert "送赠品" in editor._code_state.text()
    editor.code.setText("zpx")
    editor.show_code_owner("zp", "送赠品")
    assert editor._code_state.isHidden()


def test_variants_are_added_edited_and_removed(editor, heard) -> None:
    editor.open_phrase(PHRASE)
    editor.variants.add("第二种")
    editor.variants.add("   ")
    assert editor.draft().variants == ("再送一份", "第二种")
    editor.variants._removal(editor.variants._rows[0][0])()
    assert editor.draft().variants == ("第二种",)


def test_platforms_that_the_form_does_not_know_stay(editor) -> None:
    editor.open_phrase(PHRASE)
    editor.platforms["wechat"].setChecked(True)
    assert set(editor.draft().platforms) == {"taobao", "wechat", "unknown"}


def test_the_hotkey_goes_into_the_draft(editor) -> None:
    editor.open_phrase(PHRASE)
    editor.hotkey._take(Hotkey.parse("Ctrl+Alt+J"))
    assert editor.draft().hotkey == "Ctrl+Alt+J"


def test_group_headings_of_scenes_cannot_be_chosen(editor) -> None:
    editor.open_new("nowhere")
    assert editor.draft().scene == "greet.hello"
    model = editor.scene.model()
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("2026-12-31", "2026-12-31"),
        ("2026/1/2", "2026-01-02"),
        ("12-31", "2026-12-31"),
        ("12月31日", "2026-12-31"),
        ("11.22", "2026-11-22"),
        ("1-5", "2027-01-05"),
        ("2-30", None),
        ("13-1", None),
        ("明天", None),
    ],
)
def test_dates_as_people_type_them(typed, read) -> None:
    assert read_date(typed, date(2026, 11, 22)) == read


def test_leap_day_without_a_year_is_no_crash() -> None:
    assert read_date("2-29", date(2024, 3, 1)) is None


def test_a_past_date_warns_and_a_wrong_one_forbids(editor) -> None:
    editor.open_phrase(PHRASE)
    editor.until.setText("2026-01-01")
    assert "过" in editor._until_state.text()
    assert editor.save_button.isEnabled()
    editor.until.setText("明天")
    assert not editor.save_button.isEnabled()


def test_every_field_has_a_name_for_screen_readers(editor) -> None:
    fields = (editor.scene, editor.title, editor.text, editor.code, editor.when, editor.until)
    assert all(field.accessibleName() for field in (*fields, editor.hotkey.field))


def test_an_answer_for_the_phrase_before_does_not_touch_this_one(editor, heard) -> None:
    editor.open_phrase(PHRASE)
    editor.text.setPlainText("A")
    editor.save()
    editor.open_new("greet.hello", "标题")
    editor.text.setPlainText("B")
    editor.show_state("saved", id="abc")
    assert editor.unsaved()
    editor.save()
    assert heard.saves[-1][1] == ""  # still a new phrase, not an overwritten one


def test_opening_another_phrase_hands_the_draft_over_first(editor, heard) -> None:
    editor.open_phrase(PHRASE)
    editor.text.setPlainText("一半")
    editor.open_new("greet.hello")
    assert (heard.drafts[-1][0].text, heard.drafts[-1][1]) == ("一半", "abc")


def test_the_draft_without_an_id_ends_when_a_new_phrase_is_stored(editor, heard) -> None:
    editor.open_new("greet.hello", "标题")
    editor.text.setPlainText("新")
    editor.save()
    editor.show_state("saved", id="n1")
    assert (None, "") in heard.drafts
    editor.text.setPlainText("更新")
    editor.save()
    assert heard.saves[-1][1] == "n1"


@pytest.mark.parametrize(
    "avoid", [QRect(1212, 100, 388, 660), QRect(0, 100, 388, 660), QRect(700, 0, 388, 900), None]
)
@pytest.mark.parametrize("screen", [QRect(0, 0, 1600, 900), QRect(0, 24, 1366, 744)])
def test_the_window_stands_on_the_screen_and_not_under_the_sidebar(avoid, screen) -> None:
    place = beside(QSize(430, 700), avoid, screen)
    assert screen.contains(place)
    assert avoid is None or not place.intersects(avoid)
    assert place.width() >= 250
