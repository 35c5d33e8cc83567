"""The palette: keys, stale results, input methods, focus."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from phrasebook.model import Hit, Phrase
from phrasebook.template import fill
from ui.palette import Palette
from ui.palette_rows import FAR, RowsModel, key_text, snippet

PHRASES = [Phrase("a.b", f"标题{n}", f"亲,第 {n} 条{{?原因}}", id=str(n)) for n in range(1, 13)]
HITS = [Hit(phrase) for phrase in PHRASES]


class Heard:
    """Collects what the palette asks for."""

    def __init__(self, palette: Palette) -> None:
        self.queries: list[tuple[str, int]] = []
        self.pasted: list[tuple[str, bool]] = []
        self.filled: list[tuple[str, dict[str, str], bool]] = []
        self.ended: list[str] = []
        palette.query_changed.connect(lambda text, id: self.queries.append((text, id)))
        palette.paste_requested.connect(lambda p, send: self.pasted.append((p.id, send)))
        palette.filled_paste_requested.connect(
            lambda p, values, send: self.filled.append((p.id, values, send))
        )
        palette.dismissed.connect(lambda: self.ended.append("dismissed"))
        palette.focus_lost.connect(lambda: self.ended.append("focus_lost"))

    def answer(self, palette: Palette, hits: list[Hit] | None = None) -> None:
        palette.show_hits(self.queries[-1][1], HITS if hits is None else hits)


@pytest.fixture
def palette(qtbot) -> Palette:
    made = Palette()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def heard(palette, qtbot) -> Heard:
    found = Heard(palette)
    palette.open("千牛 – 小鹿的窝")
    qtbot.waitUntil(palette.isActiveWindow)
    return found


def press(palette: Palette, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(palette.field, key, modifier)


def compose(palette: Palette, preedit: str, commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(palette.field, event)


def test_opening_asks_for_the_start_list_and_names_the_target(palette, heard) -> None:
    assert heard.queries == [("", 1)]
    assert "千牛 – 小鹿的窝" in palette._foot.accessibleName()
    assert palette.field.hasFocus()


def test_without_a_target_the_foot_says_that_it_copies(palette, heard) -> None:
    palette.open("")
    assert "只复制" in palette._foot.accessibleName()


def test_enter_pastes_the_first_hit_and_closes(palette, heard) -> None:
    heard.answer(palette)
    press(palette, Qt.Key.Key_Return)
    assert heard.pasted == [("1", False)]
    assert not palette.isVisible()
    assert heard.ended == []  # the gate gives the focus back; closing is no dismissal


def test_control_enter_sends(palette, heard) -> None:
    heard.answer(palette)
    press(palette, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert heard.pasted == [("1", True)]


@pytest.mark.parametrize(
    "modifier", [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier]
)
def test_enter_with_other_modifiers_does_nothing(palette, heard, modifier) -> None:
    heard.answer(palette)
    press(palette, Qt.Key.Key_Return, modifier)
    assert heard.pasted == []


@pytest.mark.parametrize(
    ("keys", "row"),
    [
        ([Qt.Key.Key_Down], 1),
        ([Qt.Key.Key_Up], 11),
        ([Qt.Key.Key_End], 11),
        ([Qt.Key.Key_End, Qt.Key.Key_Down], 0),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], 0),
        ([Qt.Key.Key_PageDown], 8),
        ([Qt.Key.Key_PageDown, Qt.Key.Key_PageDown], 11),
        ([Qt.Key.Key_PageDown, Qt.Key.Key_PageUp], 0),
    ],
)
def test_moving_keys(palette, heard, keys, row) -> None:
    heard.answer(palette)
    for key in keys:
        press(palette, key)
    assert palette.list.currentIndex().row() == row


def test_alt_digit_pastes_that_row(palette, heard) -> None:
    heard.answer(palette)
    press(palette, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert heard.pasted == [("3", False)]


def test_control_alt_digit_is_left_to_the_global_keys(palette, heard) -> None:
    heard.answer(palette)
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier
    press(palette, Qt.Key.Key_3, both)
    assert heard.pasted == []


def test_a_click_pastes_the_row(palette, heard, qtbot) -> None:
    heard.answer(palette)
    place = palette.list.visualRect(palette.list.model().index(1, 0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard.pasted == [("2", False)]


def test_escape_dismisses(palette, heard) -> None:
    press(palette, Qt.Key.Key_Escape)
    assert heard.ended == ["dismissed"]
    assert not palette.isVisible()


def test_a_late_answer_to_an_older_query_is_dropped(palette, heard) -> None:
    heard.answer(palette)
    QTest.keyClicks(palette.field, "wl")
    old = heard.queries[-2][1]
    palette.show_hits(old, [HITS[5]])
    assert palette.current() == PHRASES[0]  # still the start list
    heard.answer(palette, [HITS[4]])
    assert palette.current() == PHRASES[4]


def test_enter_before_the_answer_waits_for_it(palette, heard) -> None:
    heard.answer(palette)
    QTest.keyClicks(palette.field, "wl")
    press(palette, Qt.Key.Key_Return)
    assert heard.pasted == []  # row 1 of the start list would be the wrong phrase
    heard.answer(palette, [HITS[6]])
    assert heard.pasted == [("7", False)]


def test_typing_on_forgets_an_enter_that_still_waits(palette, heard) -> None:
    QTest.keyClicks(palette.field, "w")
    press(palette, Qt.Key.Key_Return)
    QTest.keyClicks(palette.field, "l")
    heard.answer(palette, [HITS[6]])
    assert heard.pasted == []


def test_every_query_gets_a_larger_id(palette, heard) -> None:
    QTest.keyClicks(palette.field, "wlts")
    ids = [id for _, id in heard.queries]
    assert all(a < b for a, b in pairwise(ids))
    assert [text for text, _ in heard.queries] == ["", "w", "wl", "wlt", "wlts"]


# ---------------------------------------------------------------------- input methods
COMPOSING_KEYS = [
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
    (Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
]


@pytest.mark.parametrize(("key", "modifier"), COMPOSING_KEYS)
def test_no_key_acts_while_a_word_is_composed(palette, heard, key, modifier) -> None:
    heard.answer(palette)
    compose(palette, "wu'liu")
    press(palette, key, modifier)
    assert (heard.pasted, heard.ended) == ([], [])
    assert palette.isVisible()
    assert palette.list.currentIndex().row() == 0


def test_the_guard_is_needed_a_plain_line_edit_acts_on_enter(qtbot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    acted: list[bool] = []
    field.returnPressed.connect(lambda: acted.append(True))
    QApplication.sendEvent(field, QInputMethodEvent("wu'liu", []))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert acted == [True]


def test_after_the_commit_the_word_is_searched_and_enter_works(palette, heard) -> None:
    compose(palette, "wu'liu")
    assert [text for text, _ in heard.queries] == [""]  # nothing is searched while composing
    compose(palette, "", "物流")
    assert heard.queries[-1][0] == "物流"
    heard.answer(palette)
    press(palette, Qt.Key.Key_Return)
    assert heard.pasted == [("1", False)]


# ---------------------------------------------------------------------- focus
def test_losing_the_focus_closes_without_dismissing(palette, heard, qtbot) -> None:
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not palette.isVisible())
    assert heard.ended == ["focus_lost"]
    assert not palette.isActiveWindow()


def test_opened_again_it_is_empty_and_the_old_answer_is_stale(palette, heard, qtbot) -> None:
    QTest.keyClicks(palette.field, "wl")
    old = heard.queries[-1][1]
    palette.dismiss()
    palette.open("微信")
    palette.show_hits(old, HITS)
    assert palette.field.text() == ""
    assert palette.current() is None


# ---------------------------------------------------------------------- lists
def test_the_start_list_has_each_phrase_once_under_its_heading(palette, heard) -> None:
    palette.show_start(heard.queries[-1][1], PHRASES[:2], PHRASES[1:4])
    model = palette.list.model()
    assert isinstance(model, RowsModel)
    ids = [model.phrase(row).id for row in range(model.rowCount())]
    assert ids == ["1", "2", "3", "4"]


def test_no_hit_says_so_and_offers_a_new_phrase(palette, heard) -> None:
    asked: list[str] = []
    palette.new_requested.connect(asked.append)
    QTest.keyClicks(palette.field, "xyz")
    heard.answer(palette, [])
    assert "xyz" in palette._empty.text()
    assert not palette.list.isVisible()
    press(palette, Qt.Key.Key_Return)
    assert heard.pasted == []
    press(palette, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert asked == ["xyz"]


def test_markup_in_the_query_is_shown_as_text(palette, heard) -> None:
    palette.field.setText("<b>x</b>")
    heard.answer(palette, [])
    assert palette._empty.textFormat() == Qt.TextFormat.PlainText


def test_key_caps() -> None:
    assert [key_text(row, current=row == 1) for row in (0, 1, 8, 9)] == [
        "Alt+1",
        "Enter",
        "Alt+9",
        "",
    ]


def test_a_snippet_shows_a_far_match_with_moved_spans() -> None:
    text = "很" * (FAR + 10) + "物流停滞" + "\n后面"
    start = FAR + 10
    line, spans = snippet(text, [(start, start + 4)])
    assert line[spans[0][0] : spans[0][1]] == "物流停滞"
    assert "\n" not in line
    assert line.startswith("…")


def test_a_snippet_without_matches_reads_like_the_card() -> None:
    assert snippet("[亲|您好] 在的\n稍等", []) == ("亲 在的 稍等", [])


# ---------------------------------------------------------------------- sidebar's search
def test_open_over_puts_the_field_exactly_over_the_box(palette, qtbot) -> None:
    box = QRect(120, 80, 316, 34)
    palette.open_over(box, "千牛")
    qtbot.waitUntil(palette.isVisible)
    place = palette.field.mapToGlobal(QPoint(0, 0))
    assert QRect(place, palette.field.size()) == box


# ---------------------------------------------------------------------- variables
def asked(palette: Palette, heard: Heard, remembered: dict[str, str]) -> None:
    def preview(values: dict[str, str]):
        return fill(PHRASES[0].text, values, datetime(2026, 11, 22, 14))

    heard.answer(palette)
    palette.fill_requested.connect(
        lambda phrase: palette.show_form(phrase, preview({}).gaps, preview, remembered)
    )
    press(palette, Qt.Key.Key_Tab)


def test_tab_asks_for_variables_and_enter_pastes_with_them(palette, heard) -> None:
    remembered: dict[str, str] = {}
    asked(palette, heard, remembered)
    field = palette._form.fields["原因"]
    QTest.keyClicks(field, "damage")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert heard.filled == [("1", {"原因": "damage"}, False)]
    assert remembered == {"原因": "damage"}
    assert not palette.isVisible()


def test_looking_something_up_keeps_a_half_filled_form(palette, heard, qtbot) -> None:
    asked(palette, heard, {})
    QTest.keyClicks(palette._form.fields["原因"], "half")
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert palette.isVisible()
    assert palette._form.fields["原因"].text() == "half"


def test_escape_in_the_form_goes_back_to_the_results(palette, heard) -> None:
    asked(palette, heard, {})
    QTest.keyClick(palette._form.fields["原因"], Qt.Key.Key_Escape)
    assert palette._form is None
    assert palette.isVisible()
    assert palette.field.hasFocus()
    assert heard.ended == []


def test_nothing_to_fill_says_so(palette, heard) -> None:
    heard.answer(palette)
    palette.show_form(PHRASES[0], (), lambda values: fill("x", values, datetime(2026, 1, 1)))
    assert palette._form is None
    assert "没有要填" in palette._foot.text()
