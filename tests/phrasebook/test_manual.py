"""The manual: how a page is read, the shop's pages over it, and search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook import resources
from phrasebook.manual import library
from phrasebook.manual.find import SNIPPET, Finder
from phrasebook.manual.library import OWN_CHAPTER, Library, built_in, stamp, with_own
from phrasebook.manual.page import ManualPage, parse
from phrasebook.model import OwnPage

PAGE = """+++
id = "refund"
title = "退款步骤"
keywords = ["退钱"]
scenes = ["after.refund"]
sources = ["gold/refund-steps"]
dated = "2017-04"
+++

先核实,再[安抚](page:soothe)。

## 六步走
1. 联系**买家**
2. 核实情况

| 情况 | 怎么做 |
|---|---|
| 已发货 | 先拦截 |

> [!DO]
> - 说清时间
"""


def test_a_page_is_read_with_its_head() -> None:
    page = parse(PAGE, chapter="06-after")
    assert (page.id, page.title, page.chapter) == ("refund", "退款步骤", "06-after")
    assert (page.keywords, page.scenes) == (("退钱",), ("after.refund",))
    assert (page.sources, page.dated, page.ours) == (("gold/refund-steps",), "2017-04", False)
    assert page.body.startswith("先核实")
    assert [(link.words, link.kind, link.target) for link in page.links()] == [
        ("安抚", "page", "soothe")
    ]


def test_sections_are_plain_words_under_their_headings() -> None:
    page = parse(PAGE, chapter="c")
    assert page.sections() == (
        ("", "先核实,再安抚。"),
        ("六步走", "联系买家 核实情况 情况 怎么做 已发货 先拦截 说清时间"),
    )


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("id = 'x'", "+++"),
        ("+++\ntitle = 'a'\n+++\n", "id"),
        ("+++\nid = 'a'\n+++\n", "title"),
        ("+++\nid = 'a'\ntitle = 'b'\nscenes = ['no.such']\n+++\n", "no.such"),
        ("+++\nid = 'a'\ntitle = 'b'\nscene = ['x']\n+++\n", "scene"),
        ("+++\nid = 'a'\ntitle = 'b'\nkeywords = 'x'\n+++\n", "keywords"),
        ("+++\nid = \n+++\n", ""),
    ],
)
def test_a_broken_head_says_what_to_do(text: str, hint: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text, chapter="c")
    assert hint in str(caught.value)


def page(id: str, title: str, body: str, chapter: str = "01-a", **more: object) -> ManualPage:
    return ManualPage(id, chapter, title, body, **more)  # type: ignore[arg-type]


def manual(*pages: ManualPage) -> Library:
    return Library((library.Chapter("01-a", "流程", pages),))


class TestOwnPages:
    standard = manual(page("one", "第一页", "标准。"), page("two", "第二页", "标准。"))

    def test_an_edited_page_shows_the_shops_words(self) -> None:
        base = stamp(self.standard.pages()[0])
        found = with_own(self.standard, [OwnPage("one", "01-a", "我的", "本店。", base)])
        first = found.page("one")
        assert first is not None
        assert (first.title, first.body, first.edited, first.behind) == (
            "我的",
            "本店。",
            True,
            False,
        )
        assert [p.id for p in found.pages()] == ["one", "two"]

    def test_a_standard_page_that_changed_since_is_told(self) -> None:
        found = with_own(self.standard, [OwnPage("one", "01-a", "我的", "本店。", "older")])
        first = found.page("one")
        assert first is not None
        assert first.behind

    def test_new_pages_stand_in_their_chapter_or_in_the_shops_own(self) -> None:
        found = with_own(
            self.standard, [OwnPage("x", "01-a", "甲", "。"), OwnPage("y", "gone", "乙", "。")]
        )
        assert [(c.id, [p.id for p in c.pages]) for c in found.chapters] == [
            ("01-a", ["one", "two", "x"]),
            (OWN_CHAPTER, ["y"]),
        ]
        assert all(p.own for p in found.pages()[2:])

    def test_next_and_previous(self) -> None:
        assert self.standard.beside("one", 1) == self.standard.page("two")
        assert self.standard.beside("one", -1) is None
        assert self.standard.beside("nowhere", 1) is None


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "content").mkdir()
    scenes = Path(__file__).parents[2] / "resources/content/scenes.toml"
    (tmp_path / "content/scenes.toml").write_bytes(scenes.read_bytes())
    resources.set_root(tmp_path)
    built_in.cache_clear()
    yield tmp_path
    resources.set_root(None)
    built_in.cache_clear()


def test_a_broken_page_costs_itself_only(folder: Path) -> None:
    for name, text in (("01-a.md", PAGE), ("02-b.md", "kaputt"), ("03-c.md", PAGE)):
        (folder / "manual/01-flow").mkdir(parents=True, exist_ok=True)
        (folder / "manual/01-flow" / name).write_text(text, encoding="utf-8")
    found = built_in()
    assert [p.id for p in found.pages()] == ["refund"]
    assert [problem.split()[0] for problem in found.problems] == ["02-b.md", "03-c.md"]
    assert found.chapters[0].title == "flow", "a chapter without a name still shows"


def test_no_manual_at_all(folder: Path) -> None:
    assert built_in().pages() == ()


class TestFinder:
    @pytest.fixture
    def finder(self) -> Finder:
        return Finder(
            manual(
                page("refund", "退款步骤", "先核实再安抚。\n\n## 时限\n七天内处理,别让买家等。"),
                page("types", "九种买家", "谨慎型的买家要多用笑脸。" * 20, keywords=("性格",)),
                page("wait", "等货", "退款可以,等货也可以。"),
            )
        )

    def ids(self, finder: Finder, query: str) -> list[str]:
        return [hit.page.id for hit in finder.search(query)]

    def test_the_title_comes_before_the_text(self, finder: Finder) -> None:
        assert self.ids(finder, "退款") == ["refund", "wait"]

    @pytest.mark.parametrize("query", ["tkbz", "tuikuan bu", "退款 步骤", "退kbz"])
    def test_pinyin_and_several_words(self, finder: Finder, query: str) -> None:
        assert self.ids(finder, query)[0] == "refund"

    def test_keywords_count(self, finder: Finder) -> None:
        assert self.ids(finder, "性格") == ["types"]

    def test_the_section_is_named_and_the_match_is_marked(self, finder: Finder) -> None:
        (hit,) = finder.search("别让")
        assert hit.heading == "时限"
        (span,) = hit.snippet_spans
        assert hit.snippet[slice(*span)] == "别让"

    def test_a_late_match_is_still_in_the_snippet(self, finder: Finder) -> None:
        (hit,) = finder.search("笑脸")
        assert len(hit.snippet) <= SNIPPET + 2
        assert "笑脸" in hit.snippet

    def test_nothing(self, finder: Finder) -> None:
        assert finder.search("") == finder.search("没有的话") == []
