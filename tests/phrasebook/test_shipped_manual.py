"""The manual that ships: every page of the outline, every link and mark leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from phrasebook import resources
from phrasebook.content import load_standard
from phrasebook.figures import FIGURES
from phrasebook.guides import guides
from phrasebook.manual.library import built_in
from phrasebook.manual.page import TITLE_LIMIT, ManualPage, plain
from phrasebook.pinyin import fold
from phrasebook.scenes import scene
from phrasebook.sources import name
from phrasebook.tips import tips
from tests.phrasebook import content_rules as rules

OUTLINE = {
    "01-start": "first-week what-is-service principles service-pyramid work-areas basics",
    "02-flow": (
        "six-steps step-greet step-ask step-price step-confirm step-bye step-follow order-flow"
        " standard-words five-skills four-habits fabe cross-selling"
    ),
    "03-buyers": (
        "nine-types know-customer expectations customer-forms common-needs closing-skills"
        " seven-swords"
    ),
    "04-objections": (
        "four-objections objection-price objection-elsewhere objection-lookaround"
        " objection-shiptime price-ladder"
    ),
    "05-payment": "unpaid-buyers unpaid-flow unpaid-reasons chase-when chase-how chase-record",
    "06-after": (
        "paid-flow after-scenes after-skills after-queries refund-steps penalties sold-out-call"
    ),
    "07-disputes": (
        "dispute-points dispute-rate emergency bad-review malicious-review complaint-types"
        " six-words complaint-flow difficult crisis"
    ),
    "08-talk": "communication listening empathy written social cross-culture phone telesales",
    "09-loyal": (
        "loyal-care coupon-loop four-stages renewal loyalty proactive personal feedback crm"
    ),
    "10-work": "daily-work handover packing computer accounts records efficiency improve",
    "11-quality": "supervision satisfaction nps-csat ces-fcr operations finance data-report",
    "12-solve": "five-w five-whys creative decision",
    "13-experience": (
        "experience journey emotion touchpoints seamless omnichannel self-service mobile"
    ),
    "14-lead": (
        "standard-first find-problems hiring training performance appraisal-telesales"
        " appraisal-desk pay motivation environment remote promotion innovation leader"
    ),
    "15-trends": (
        "trend-business trend-service trend-tech ai-service present expectations-survey"
        " value-centre evolution future"
    ),
}
"""Pages by chapter; more may be added."""
CALLOUTS = {"DO", "DONT", "NOTE", "WARN", "DATED", "OURS"}
LEAST_WORDS = 250
_CALLOUT = re.compile(r"^\s*>\s*\[!(\w+)\]", re.MULTILINE)
_HTML = re.compile(r"<[a-zA-Z!/]")
_IMAGE = re.compile(r"!\[")
_OTHER_HEADING = re.compile(r"^(#|#{4,}) ", re.MULTILINE)
_DATE = re.compile(r"(19|20)\d\d(-\d\d){0,2}\Z|未标日期的课件\Z")
PAGES = [pytest.param(page, id=page.id) for page in built_in().pages()]

TARGETS: dict[str, Callable[[str], object]] = {
    "page": built_in().page,
    "scene": scene,
    "guide": guides().get,
    "tip": tips().get,
    "calc": lambda id: id in {figure.id for figure in FIGURES},
}
"""What a link may name, and whether it is there."""


def dead_links(page: ManualPage) -> list[str]:
    """Links of a page that lead nowhere."""
    return [
        f"{link.kind}:{link.target}"
        for link in page.links()
        if link.kind not in TARGETS or not TARGETS[link.kind](link.target) or not link.words
    ]


def strange_markup(body: str) -> list[str]:
    """What the sidebar does not show, or not as meant."""
    found = [kind for kind in _CALLOUT.findall(body) if kind not in CALLOUTS]
    found += ["html"] * bool(_HTML.search(body)) + ["image"] * bool(_IMAGE.search(body))
    found += ["heading"] * bool(_OTHER_HEADING.search(body))
    for table in re.findall(r"(?:^\|.*\n)+", body, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}
        found += ["uneven table"] * (len(widths) != 1)
    return found


def test_everything_is_read() -> None:
    assert built_in().problems == ()


@pytest.mark.parametrize("chapter", OUTLINE)
def test_every_page_of_the_outline_is_in_its_chapter(chapter: str) -> None:
    found = built_in().chapter(chapter)
    assert found is not None
    wanted = OUTLINE[chapter].split()
    assert [page.id for page in found.pages if page.id in wanted] == wanted
    assert 2 <= len(found.title) <= 6


def test_chapters_and_pages_are_named_apart() -> None:
    assert [chapter.id for chapter in built_in().chapters] == list(OUTLINE)
    titles = [page.title for page in built_in().pages()]
    assert len(set(titles)) == len(titles)
    for file in resources.path("manual").rglob("*.md"):
        assert built_in().page(file.stem.partition("-")[2]) is not None, file.name


@pytest.mark.parametrize("page", PAGES)
class TestPage:
    def test_title(self, page: ManualPage) -> None:
        assert len(page.title) <= TITLE_LIMIT

    def test_it_says_enough(self, page: ManualPage) -> None:
        assert len(fold(plain(page.body))) >= LEAST_WORDS

    def test_every_link_leads_somewhere(self, page: ManualPage) -> None:
        assert dead_links(page) == []

    def test_markup(self, page: ManualPage) -> None:
        assert strange_markup(page.body) == []

    def test_its_source_is_named_or_it_is_ours(self, page: ManualPage) -> None:
        assert page.sources or page.ours
        assert [mark for mark in page.sources if not name(mark)] == []
        assert not page.dated or _DATE.match(page.dated)

    def test_its_phrases_exist(self, page: ManualPage, uids: set[str]) -> None:
        assert set(page.phrases) <= uids


@pytest.fixture(scope="module")
def uids() -> set[str]:
    return {phrase.uid for phrase in load_standard().phrases}


def test_most_pages_offer_phrases_and_lead_on() -> None:
    pages = built_in().pages()
    assert sum(bool(page.scenes or page.phrases) for page in pages) >= len(pages) * 0.5
    assert [page.id for page in pages if not page.links()] == []


def test_callouts_of_dated_and_own_words_agree_with_the_head() -> None:
    # The head is what the reader's page says on top; the callout is where it matters.
    pages = built_in().pages()
    assert [page.id for page in pages if "[!DATED]" in page.body and not page.dated] == []
    assert [page.id for page in pages if "[!OURS]" in page.body and not page.ours] == []


def test_pages_do_not_repeat_each_other() -> None:
    paragraphs = [
        line.strip("->* |#")
        for page in built_in().pages()
        for line in page.body.splitlines()
        if len(fold(line)) >= 12
    ]
    assert len(paragraphs) > 500
    assert rules.alike(paragraphs, 0.75) == []


def test_all_content_files_are_simplified() -> None:
    files = [*resources.path("manual").rglob("*"), *resources.path("content").rglob("*.toml")]
    found = {
        file.name: wrong
        for file in files
        if file.is_file() and (wrong := rules.traditional(file.read_text(encoding="utf-8")))
    }
    assert len(files) > 100
    assert found == {}


# --- planted


def page(body: str) -> ManualPage:
    return ManualPage("x", "01-start", "页", body)


@pytest.mark.parametrize(
    "link",
    ["page:no-such", "scene:no.such", "guide:nope", "tip:nope", "calc:xyz", "https://example.org"],
)
def test_a_planted_dead_link_is_found(link: str) -> None:
    assert dead_links(page(f"见[这里]({link})。")) == [link]


def test_an_empty_link_is_found_and_good_links_pass() -> None:
    assert dead_links(page("见[](page:six-steps)")) == ["page:six-steps"]
    good = ("page:six-steps", "scene:greet.hello", "guide:unpaid", "tip:type-vip", "calc:nps")
    assert dead_links(page(" ".join(f"[看]({link})" for link in good))) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("> [!TIP]\n> 记住", ["TIP"]),
        ("一<br>二", ["html"]),
        ("![图](a.png)", ["image"]),
        ("# 题目\n", ["heading"]),
        ("#### 小题\n", ["heading"]),
        ("| a | b |\n|---|---|\n| c |\n", ["uneven table"]),
        ("## 小标题\n> [!DO]\n> - 差价 < 3 元\n\n| a | b |\n|---|---|\n| c | d |\n", []),
    ],
)
def test_planted_markup_is_found(body: str, found: list[str]) -> None:
    assert strange_markup(body) == found


def test_a_planted_traditional_file_is_found(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("客户說貴", encoding="utf-8")
    assert rules.traditional(file.read_text(encoding="utf-8")) == ["說", "貴"]
