"""Markdown of manual pages as it is drawn: callouts, tables, raw HTML, colours by token."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QTextDocument, QTextTable
from pytestqt.qtbot import QtBot

from ui.manual_html import CALLOUTS, render, sheet
from ui.manual_text import ManualText
from ui.theme import theme


def drawn(markdown: str) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultStyleSheet(sheet(100))
    document.setHtml(f"<body>{render(markdown)}</body>")
    return document


def lines(markdown: str) -> list[str]:
    """Lines of words as a reader sees them."""
    text = drawn(markdown).toPlainText().replace("\xa0", " ")
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("kind", CALLOUTS)
def test_a_callout_has_its_word_and_its_colours(kind: str) -> None:
    word, ink, ground, _mark = CALLOUTS[kind]
    html = render(f"> [!{kind}] 先听完\n")
    assert lines(f"> [!{kind}] 先听完\n") == [word, "先听完"]
    assert f'bgcolor="{theme().color(ground).name()}"' in html
    assert f"color:{theme().color(ink).name()}" in html


@pytest.mark.parametrize(("kind", "mark"), [("DO", "✓"), ("DONT", "✗")])
def test_points_of_do_and_dont_have_their_marks(kind: str, mark: str) -> None:
    word = CALLOUTS[kind][0]
    tight = f"> [!{kind}]\n> - 先听完\n> - 再说办法\n\n后面。\n"
    loose = f"> [!{kind}]\n>\n> - 先听完\n>\n> - 再说办法\n\n后面。\n"
    for text in (tight, loose):
        assert lines(text) == [word, f"{mark} 先听完", f"{mark} 再说办法", "后面。"]


def test_points_of_other_callouts_and_of_the_page_are_plain() -> None:
    text = "> [!NOTE]\n> - 一\n\n- 二\n\n> [!DO]\n> - 三\n\n- 四\n"
    assert [line for line in lines(text) if "✓" in line or "✗" in line] == ["✓ 三"]
    assert render(text).count("<li>") == 3


def test_several_callouts_keep_their_kinds() -> None:
    text = "> [!DO]\n> - 甲\n\n> [!DONT]\n> - 乙\n\n> [!WARN] 丙\n"
    assert lines(text) == ["要做", "✓ 甲", "避免", "✗ 乙", "当心", "丙"]


def test_an_unknown_kind_is_a_note_and_its_mark_is_shown() -> None:
    assert lines("> [!HMM] 什么\n") == ["说明", "[!HMM] 什么"]
    assert lines("> 没有标记\n") == ["说明", "没有标记"]


def test_raw_html_is_shown_as_text() -> None:
    text = "<b>粗</b> & <script>alert(1)</script>\n\n<div>块</div>\n\n|a|\n|---|\n|<i>x</i>|\n"
    assert not re.search("<(b|script|div|i)>", render(text))
    shown = " ".join(lines(text))
    for part in ("<b>粗</b> &", "<script>alert(1)</script>", "<div>块</div>", "<i>x</i>"):
        assert part in shown


def test_links_that_run_something_are_no_links() -> None:
    html = render("[点](javascript:alert) [看](page:one)\n")
    assert re.findall('href="([^"]*)"', html) == ["page:one"]


def test_a_table_is_a_table() -> None:
    document = drawn("| 情况 | 怎么做 |\n|---|---|\n| 已发货 | 先拦截 |\n| 没发货 | 直接退 |\n")
    tables = [f for f in document.rootFrame().childFrames() if isinstance(f, QTextTable)]
    assert [(table.rows(), table.columns()) for table in tables] == [(3, 2)]


def test_headings_lists_and_marks_are_drawn() -> None:
    text = "## 小标题\n\n1. 一\n2. **二**\n\n- 三\n"
    assert lines(text) == ["小标题", "一", "二", "三"]
    assert "<strong>二</strong>" in render(text)
    assert render(text).count("<ol>") == render(text).count("<ul>") == 1


def test_bold_words_right_after_the_mark_stay_bold() -> None:
    html = render("> [!DO] **先听** 再说\n")
    assert "<strong>先听</strong> 再说" in html


def test_numbered_steps_of_a_callout_keep_their_numbers() -> None:
    html = render("> [!DO]\n> 1. 先听\n> 2. 再问\n>\n> - 不急\n")
    assert "<ol>" in html
    assert html.count("<li>") == html.count("</li>") == 2
    assert html.count("✓") == 1


def test_a_heading_of_any_level_has_a_style() -> None:
    assert [render(f"{'#' * n} 题\n").split('"')[1] for n in (1, 2, 3, 4)] == [
        "h2", "h2", "h3", "h3",
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_colour_is_one_of_the_theme(scheme: str) -> None:
    theme().force(scheme)
    try:
        text = "## 题\n\n" + "".join(f"> [!{kind}]\n> - 点\n\n" for kind in CALLOUTS)
        html = render(text + "| a |\n|---|\n| b |\n\n[链](page:x) `码`\n") + sheet(100)
        used = set(re.findall("#[0-9a-f]{6}", html))
        assert used
        names = (
            "ink", "sub", "line", "kbd", "accent_text", "soft", "ok", "ok_bg", "danger",
            "danger_bg", "warn", "warn_bg",
        )  # fmt: skip
        assert used <= {theme().color(name).name() for name in names}
    finally:
        theme().force("system")


def test_text_size_is_on_top_of_that_of_the_window() -> None:
    def size(percent: int) -> float:
        found = re.search(r"font-size:([\d.]+)px", sheet(percent))
        assert found is not None
        return float(found[1])

    assert size(150) == pytest.approx(size(100) * 1.5, abs=0.1)
    theme().set_text_size(130)
    try:
        assert size(100) == pytest.approx(13 * 1.3, abs=0.1)
    finally:
        theme().set_text_size(100)


def test_the_text_is_as_high_as_all_of_it(qtbot: QtBot) -> None:
    text = ManualText()
    qtbot.addWidget(text)
    text.resize(320, 100)
    text.show()
    text.show_text("很长的一段。" * 60, 100)
    wide = text.height()
    assert wide >= text.document().size().height() - 1
    text.resize(200, text.height())
    assert text.height() > wide
    text.show_text("短", 100)
    assert text.height() < wide


def test_a_change_of_theme_draws_the_text_anew(qtbot: QtBot) -> None:
    text = ManualText()
    qtbot.addWidget(text)
    text.show_text("> [!DO] 先听\n", 100)
    before = text.toHtml()
    theme().force("dark")
    try:
        assert text.toHtml() != before
        assert "先听" in text.toPlainText()
    finally:
        theme().force("system")
