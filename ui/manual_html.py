"""Markdown of manual pages → the HTML subset that Qt draws, in the colours of the theme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from phrasebook import plain
from ui.i18n import tr
from ui.theme import theme

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CALLOUTS: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "DO": ("要做", "ok", "ok_bg", "✓"),
    "DONT": ("避免", "danger", "danger_bg", "✗"),
    "NOTE": ("说明", "accent_text", "soft", ""),
    "WARN": ("当心", "warn", "warn_bg", ""),
    "DATED": ("数据日期", "warn", "warn_bg", ""),
    "OURS": ("本手册补充", "accent_text", "soft", ""),
}
"""Kind of a callout: its word, the tokens of its ink and ground, and the mark of its points."""

_GAP: Final = '<p class="gap">&nbsp;</p>'
"""Air under a table; Qt gives tables no margin. Headings are paragraphs of a class, since Qt makes
its own larger than any style says."""

MOST_TEXT: Final = 20_000
"""Characters of a page that are drawn; the longest built-in page has 1,300."""
MOST_DEPTH: Final = 6
"""Quotes and lists in each other: Qt's time grows threefold with each quote in another."""
MOST_CELLS: Final = 400
MOST_QUOTES: Final = 60
MOST_TOKENS: Final = 3_000
MOST_BRACKETS: Final = 400
"""Opening brackets of a page that may begin a link; each looks for its end in all that follows."""

_BRACKET, _PICTURE = "\ufdd0", "\ufdd1"
_MOST_NESTING: Final = 30
"""Levels that are read at all, also of brackets in a line, whose time grows with it."""

_CONTAINER_ENDS: Final = ("quote_open", "quote_close", "list_open", "list_close",
                          "item_open", "item_close")  # fmt: skip

_KIND = re.compile(r"^\[!(\w+)\][ \t]*")


def render(markdown: str) -> str:
    """Give the HTML of a page; raw HTML in it is shown as text."""
    parser = _parser()
    tokens, whole = bounded(parser.parse(_few_brackets(plain.text(markdown, MOST_TEXT))))
    _find_callouts(tokens)
    html = str(parser.renderer.render(tokens, parser.options, {}))
    html = html.replace(_PICTURE, "![").replace(_BRACKET, "[")
    if not whole or len(markdown) > MOST_TEXT:
        html += f"<p><i>{tr('内容太多,后面的没有显示。请分成几页。')}</i></p>"
    return html


def _few_brackets(markdown: str) -> str:
    """Let the brackets that are too many stand for themselves, by a sign that no text holds."""
    parts = markdown.split("[", MOST_BRACKETS)
    rest = parts[-1].replace("![", _PICTURE).replace("[", _BRACKET)
    return "[".join([*parts[:-1], rest])


def bounded(tokens: Sequence[Token]) -> tuple[list[Token], bool]:
    """Take out what would cost Qt seconds to lay out.

    Quotes and lists below ``MOST_DEPTH`` are drawn at that depth; behind ``MOST_TOKENS``,
    ``MOST_CELLS`` or ``MOST_QUOTES`` the page ends.

    Returns:
        The tokens to draw, and whether they are all of the page.
    """
    kept: list[Token] = []
    left = {"": MOST_TOKENS, "td_open": MOST_CELLS, "th_open": MOST_CELLS,
            "blockquote_open": MOST_QUOTES}  # fmt: skip
    containers: list[bool] = []
    passed_over = 0  # open tokens without their place in the page
    whole = True
    for token in tokens:
        for kind in ("", token.type):
            if kind in left:
                left[kind] -= 1
        whole = whole and min(left.values()) >= 0
        if not whole:
            passed_over += token.nesting
            if passed_over >= 0:
                continue
            passed_over = 0  # it closes what stands in the page
        if token.type.endswith(("quote_open", "list_open")):
            containers.append(len(containers) < MOST_DEPTH)
        drawn = not containers or containers[-1]
        if token.type.endswith(("quote_close", "list_close")):
            containers.pop()
        if drawn:
            kept.append(token)
        elif not token.type.endswith(_CONTAINER_ENDS):
            token.hidden = False  # the paragraph of an item without its bullet
            kept.append(token)
        whole = whole and token.level < _MOST_NESTING - 1
    return kept, whole


def sheet(percent: int) -> str:
    """Give the style sheet of the document.

    Args:
        percent: Text size of the manual, on top of that of the window.
    """
    look = theme()
    size = 13 * look.text_size * percent / 10_000
    ink, sub, line = (look.color(name).name() for name in ("ink", "sub", "line"))
    return (
        f"body {{color:{ink};font-size:{size:.1f}px}}"
        f"p, li {{margin-top:0;margin-bottom:{size * 0.45:.0f}px;line-height:132%}}"
        f".h2 {{font-size:{size * 1.1:.1f}px;font-weight:600;margin-top:{size * 0.8:.0f}px;"
        f"margin-bottom:{size * 0.4:.0f}px}}"
        f".h3 {{font-size:{size:.1f}px;font-weight:600;margin-top:{size * 0.6:.0f}px;"
        f"margin-bottom:{size * 0.3:.0f}px}}"
        f".gap {{font-size:{size * 0.35:.1f}px;margin:0;line-height:100%}}"
        f"a {{color:{look.color('accent_text').name()};text-decoration:none}}"
        f"code {{background-color:{look.color('kbd').name()}}}"
        f"th {{background-color:{look.color('kbd').name()};color:{sub};text-align:left;"
        f"font-weight:600}}"
        f"table.grid {{border-collapse:collapse;border-style:solid;border-width:1px;"
        f"border-color:{line}}}"
        f"table.grid td, table.grid th {{padding:{size * 0.35:.0f}px;border-style:solid;"
        f"border-width:1px;border-color:{line}}}"
    )


def _find_callouts(tokens: Sequence[Token]) -> None:
    """Note the kind of each block quote, and take the mark out of its text."""
    open_quotes: list[Token] = []
    lists: list[bool] = []
    for place, token in enumerate(tokens):
        if token.type == "blockquote_open":
            open_quotes.append(token)
            token.meta["kind"] = _take_kind(tokens, place)
        elif token.type == "blockquote_close":
            open_quotes.pop()
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token.type.startswith("bullet"))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        if open_quotes and token.type.startswith(("list_item_open", "bullet_list")):
            # Numbered steps keep their numbers.
            bullet = lists[-1] if token.type == "list_item_open" else True
            mark = CALLOUTS[open_quotes[-1].meta["kind"]][3] if bullet else ""
            token.meta["mark"] = mark


def _take_kind(tokens: Sequence[Token], place: int) -> str:
    for token in tokens[place + 1 : place + 3]:
        if token.type != "inline" or not token.children:
            continue
        found = _KIND.match(token.children[0].content)
        if found and found[1] in CALLOUTS:
            token.children[0].content = token.children[0].content[found.end() :]
            if not token.children[0].content:
                # The mark stood alone: its line break goes too, but no markup that follows it.
                after = token.children[1:2]
                del token.children[: 2 if after and after[0].type == "softbreak" else 1]
            return found[1]
    return "NOTE"


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _MOST_NESTING}).enable("table")
    renderer: Any = parser.renderer  # its protocol does not name the rules
    for name, rule in (
        ("blockquote_open", _open_callout),
        ("blockquote_close", lambda *_: f"</td></tr></table>{_GAP}"),
        ("table_open", lambda *_: '<table class="grid" width="100%" cellspacing="0">'),
        ("table_close", lambda *_: f"</table>{_GAP}"),
        ("heading_open", _open_heading),
        ("heading_close", lambda *_: "</p>"),
        ("bullet_list_open", _open_list),
        ("bullet_list_close", _close_list),
        ("list_item_open", _open_item),
        ("list_item_close", _close_item),
        ("paragraph_open", _open_paragraph),
        ("paragraph_close", _close_paragraph),
        ("image", lambda tokens, place, *_: escape(tokens[place].content)),
    ):
        renderer.rules[name] = rule
    return parser


def _open_callout(tokens: Sequence[Token], place: int, *_: Any) -> str:
    word, ink, ground, _mark = CALLOUTS[tokens[place].meta["kind"]]
    look = theme()
    return (
        f'<table width="100%" cellspacing="0" cellpadding="{look.px(8)}"'
        f' bgcolor="{look.color(ground).name()}"><tr><td>'
        f'<p style="color:{look.color(ink).name()};font-weight:600;'
        f'margin-bottom:{look.px(3)}px">{tr(word)}</p>'
    )


def _open_heading(tokens: Sequence[Token], place: int, *_: Any) -> str:
    # Pages have two levels; what a shop writes as another looks like the nearer of them.
    return f'<p class="{"h2" if tokens[place].tag in ("h1", "h2") else "h3"}">'


def _open_list(tokens: Sequence[Token], place: int, *_: Any) -> str:
    return "" if tokens[place].meta.get("mark") else "<ul>"


def _close_list(tokens: Sequence[Token], place: int, *_: Any) -> str:
    return "" if tokens[place].meta.get("mark") else "</ul>"


def _open_item(tokens: Sequence[Token], place: int, *_: Any) -> str:
    mark = tokens[place].meta.get("mark")
    if not mark:
        return "<li>"
    ink = theme().color("ok" if mark == "✓" else "danger").name()
    return (
        f'<p style="margin-left:{theme().px(16)}px;text-indent:-{theme().px(16)}px;'
        f'margin-bottom:{theme().px(2)}px"><span style="color:{ink}">{mark}</span>&nbsp;'
    )


def _close_item(tokens: Sequence[Token], place: int, *_: Any) -> str:
    depth = 0
    for token in reversed(tokens[:place]):
        depth += {"list_item_close": 1, "list_item_open": -1}.get(token.type, 0)
        if depth < 0:
            return "</p>" if token.meta.get("mark") else "</li>"
    return "</li>"


def _open_paragraph(tokens: Sequence[Token], place: int, *_: Any) -> str:
    return "" if tokens[place].hidden or _marked_item(tokens, place) else "<p>"


def _close_paragraph(tokens: Sequence[Token], place: int, *_: Any) -> str:
    # A tight list has its paragraphs hidden; a loose one of a callout needs none either.
    return "" if tokens[place].hidden or _marked_item(tokens, place - 2) else "</p>"


def _marked_item(tokens: Sequence[Token], place: int) -> bool:
    before = tokens[place - 1] if place > 0 else None
    return before is not None and before.type == "list_item_open" and bool(before.meta.get("mark"))
