"""Text of cards: lines, ellipsis, chips and marks at the right characters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.ui.cards import LONG, SHORT
from ui.delegates.card_text import CardText, display, line_count
from ui.delegates.paint import metrics
from ui.theme import theme


def test_plain_text_is_shown_as_it_is() -> None:
    assert display("亲,好的\n马上发").text == "亲,好的 马上发"
    assert display("亲,好的\n{x}", keep_breaks=True).text.startswith("亲,好的\n")


def test_variables_become_chips_with_their_label() -> None:
    shown = display(LONG)
    (start, end) = shown.chips[0]
    assert shown.text[start:end].strip("\u00a0") == "{面料}"
    assert "|纯棉" not in shown.text


def test_alternatives_and_caret_are_shown_as_read() -> None:
    shown = display("[亲|您好]{光标},{?原因}")
    assert shown.text.startswith("亲,")
    assert [shown.text[s:e].strip("\u00a0") for s, e in shown.chips] == ["{原因}"]


def test_marks_follow_the_characters_past_a_chip_and_an_escape() -> None:
    source = "给 {面料|纯棉} 的物流"
    start = source.index("物流")
    shown = display(source, [(start, start + 2)])
    assert [shown.text[s:e] for s, e in shown.marks] == ["物流"]
    inside = source.index("纯棉")
    shown = display(source, [(inside, inside + 2)])
    assert [shown.text[s:e] for s, e in shown.marks] == ["{面料}"]


@given(
    st.text(alphabet="亲好{}[]|\\面😊a ", max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_chips_and_marks_stay_inside_the_text(source: str, raw: list[tuple[int, int]]) -> None:
    spans = [(start, min(start + length, len(source))) for start, length in raw]
    shown = display(source, [s for s in spans if s[0] < s[1]])
    for start, end in (*shown.chips, *shown.marks):
        assert 0 <= start < end <= len(shown.text)


def test_two_lines_at_most_and_the_cut_is_told(qapp: QApplication) -> None:
    text = CardText(display(LONG), 200)
    assert (text.lines, text.cut) == (2, True)
    whole = CardText(display(LONG), 200, max_lines=0)
    assert not whole.cut
    assert whole.lines > 2
    assert CardText(display(SHORT), 400).lines == 1


@pytest.mark.parametrize("text", [LONG, SHORT, "好的", "长" * 60, "a" * 80, "字" * 25, "W" * 40])
@pytest.mark.parametrize("width", [180.0, 298.0, 520.0])
def test_cheap_line_count_agrees_with_the_layout(
    qapp: QApplication, text: str, width: float
) -> None:
    assert line_count(text, width) == CardText(display(text), width).lines


def _colours(text: CardText, width: int) -> set[str]:
    image = QImage(width, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    painter = QPainter(image)
    text.draw(painter, 0, 0)
    painter.end()
    return {image.pixelColor(x, y).name() for x in range(width) for y in range(40)}


def test_chip_and_mark_are_painted_only_where_asked(qapp: QApplication) -> None:
    soft, mark = theme().color("soft").name(), theme().color("mark").name()
    both = _colours(CardText(display("亲{赠品}好物流", [(5, 7)]), 300), 300)
    assert {soft, mark} <= both
    neither = _colours(CardText(display("亲赠品好物流"), 300), 300)
    assert not {soft, mark} & neither


def test_chips_behind_the_ellipsis_are_dropped(qapp: QApplication) -> None:
    text = CardText(display("字" * 60 + "{赠品}"), 200)
    assert theme().color("soft").name() not in _colours(text, 200)


def test_a_cut_never_splits_an_emoji(qapp: QApplication) -> None:
    text = CardText(display("😊" * 80), 200)
    assert (text.lines, text.cut) == (2, True)
    assert metrics("body").horizontalAdvance("😊") > 0
