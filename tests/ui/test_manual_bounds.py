"""What a page of somebody else can do to the program: nothing, and not for long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.call_count import calls_of
from ui import manual_html
from ui.dialogs.page_editor import PageEditor
from ui.manual_html import MOST_CELLS, MOST_DEPTH, MOST_QUOTES, MOST_TEXT, render
from ui.manual_text import ManualText
from ui.plain import QuietBrowser, QuietDocument

MORE = "内容太多"
TABLE = "|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n" + ("|" + "b|" * 50 + "\n") * 300


@pytest.mark.parametrize(
    "target",
    ["/dev/zero", "file:///dev/zero", "{fifo}", "{file}", "//server/share/x.png",
     "http://127.0.0.1:9/x.png", "data:image/png;base64,iVBORw0KGgo=", ":/qt-project.org/x.png"],
)  # fmt: skip
def test_a_picture_is_its_words_and_opens_nothing(
    target: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fifo, file = tmp_path / "fifo", tmp_path / "file.png"
    if hasattr(os, "mkfifo"):
        os.mkfifo(fifo)
    file.write_bytes(b"")
    target = target.format(fifo=fifo, file=file)
    asked: list[object] = []
    monkeypatch.setattr(QuietBrowser, "loadResource", lambda _self, _type, name: asked.append(name))
    view = ManualText()
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show_text(f"前 ![我们的仓库]({target}) 后\n\n[看]({target})", 100)
    view.grab()
    assert "<img" not in render(f"![x]({target})")
    assert "前" in view.toPlainText()
    assert asked == []


def test_a_document_and_a_view_open_nothing_even_if_told_to(qtbot: QtBot, tmp_path: Path) -> None:
    """What would hang: a pipe that nobody writes into."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("no such pipes here")
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    html = f"<img src='{fifo}'><link rel='stylesheet' href='{fifo}'>"
    document = QuietDocument()
    document.setHtml(html)
    document.setTextWidth(300)
    view = QuietBrowser()
    qtbot.addWidget(view)
    view.setHtml(html)
    view.grab()
    assert document.size().height() > 0


@pytest.mark.parametrize("quote", [">" * 25 + " a", "> - " * 12 + "a", "- " * 25 + "a"])
def test_depth_is_bounded_and_the_words_stay(quote: str) -> None:
    html = render(quote)
    depth = deepest = 0
    for piece in html.split("<"):
        if piece.startswith(("table", "ul", "ol")):
            depth += 1
        elif piece.startswith(("/table", "/ul", "/ol")):
            depth -= 1
        deepest = max(deepest, depth)
    assert depth == 0, "all that is opened is closed"
    assert 0 < deepest <= MOST_DEPTH
    assert "a" in html or MORE in html


def test_a_list_keeps_every_point_whatever_its_depth() -> None:
    html = render("\n".join("  " * level + f"- 第{level}点" for level in range(12)))
    for level in range(12):
        assert f"第{level}点" in html
    assert MORE not in html


@pytest.mark.parametrize(
    ("page", "sign", "most"),
    [
        (TABLE, "<td", MOST_CELLS),
        ("|a|b|\n|-|-|\n|c|d|\n\n" * 1200, "<table class", MOST_CELLS),
        ("> a\n\n" * 3000, "bgcolor", MOST_QUOTES),
        ("# a\n" * 6000, "<p class", manual_html.MOST_TOKENS),
        ("字" * 500_000, "字", MOST_TEXT),
        ("a  \n" * 20_000, "<br", manual_html.MOST_TEXT // 2),
    ],
)
def test_a_page_that_is_too_much_ends_and_says_so(page: str, sign: str, most: int) -> None:
    html = render(page)
    assert 0 < html.count(sign) <= most
    assert MORE in html
    assert html.count("<table") == html.count("</table>")
    assert html.count("<td") == html.count("</td>")


@pytest.mark.parametrize(
    "page",
    ["[" * 100_000, "[a](" * 30_000, "![" * 50_000, "*a " * 50_000, "**a _b " * 20_000,
     "`" * 99_999, "&amp;" * 30_000, "<" * 100_000, "> " * 50_000, "[a]: b\n" * 20_000,
     "\u202e" * 90_000, "\0" * 90_000],
)  # fmt: skip
def test_signs_without_end_give_a_bounded_page(page: str) -> None:
    assert len(render(page)) < 8 * MOST_TEXT


@pytest.mark.parametrize("piece", ["[", "![", "[a][", "[[]"])
def test_brackets_without_end_cost_no_more_than_other_signs(piece: str) -> None:
    calls = calls_to_render((piece * MOST_TEXT)[:MOST_TEXT])
    assert calls < 2 * calls_to_render(("*a" * MOST_TEXT)[:MOST_TEXT])
    assert render("a [b " * 1_000).count("[") == 1_000


def calls_to_render(page: str) -> int:
    return calls_of(lambda: render(page))


def test_no_built_in_page_is_cut() -> None:
    pages = list((Path(__file__).parents[2] / "resources" / "manual").rglob("*.md"))
    assert pages
    for page in pages:
        assert MORE not in render(page.read_text("utf-8")), page


def test_the_preview_is_not_drawn_at_each_key(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = PageEditor()
    qtbot.addWidget(editor)
    editor.open(None, None, [], None, None)
    drawn: list[str] = []
    real = editor._draw
    assert not editor._drawing.isActive()
    monkeypatch.setattr(editor, "_draw", lambda: (drawn.append(editor.body.text()), real()))
    for letter in "一二三四五六七八":
        editor.body.insertPlainText(letter)
    assert len(drawn) == 1, "the first key, then a pause"
    qtbot.waitUntil(lambda: "八" in editor.preview.toPlainText())
    assert len(drawn) == 2
