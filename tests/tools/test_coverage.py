"""Every section of the source documents has a carrier, and docs/coverage.md says which."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from phrasebook.manual.library import built_in
from phrasebook.sources import Document, documents
from tools import coverage
from tools.coverage import Carrier, carriers, table, uncovered, unknown

BOOK = Document("book", "书", "2020", "讲义", {"one": "第一节", "two": "第二|节"})
NAMED_ONLY = "原文只有题目"
"""What ``sources.toml`` says of a section that is a mere title."""


@pytest.fixture(scope="module")
def found() -> list[Carrier]:
    return carriers()


def test_the_five_documents_are_listed_with_their_sections():
    listed = documents()
    assert [document.id for document in listed] == ["ops", "gold", "crown", "profit", "secrets"]
    assert sum(len(document.sections) for document in listed) >= 120
    assert all(all(document.sections.values()) for document in listed)


def test_every_section_is_carried(found: list[Carrier]):
    assert uncovered(documents(), found) == []


def test_a_planted_section_without_carrier_is_found(found: list[Carrier]):
    ops = documents()[0]
    planted = dataclasses.replace(ops, sections={**ops.sections, "planted": "没人写的一节"})
    assert uncovered([planted], found) == ["ops/planted"]


def test_every_mark_names_a_section(found: list[Carrier]):
    assert unknown(documents(), found) == []


@pytest.mark.parametrize("mark", ["ops/nothing-like-it", "gold/six-steps", "six-steps", ""])
def test_a_planted_mark_of_no_section_is_found(found: list[Carrier], mark: str):
    planted = Carrier("tip", "x", "要点", ("ops/six-steps", mark))
    assert unknown(documents(), [*found, planted])[-1] == f"tip x: {mark}"


def test_every_kind_of_content_is_looked_at(found: list[Carrier]):
    assert {c.kind for c in found if c.sources} == {"page", "tip", "guide", "fabe", "phrase"}


def test_sections_that_are_mere_titles_have_a_page_that_says_whose_words_it_holds():
    # Either ours, or those of another document, which the page names as well.
    named_only = {
        f"{document.id}/{section}"
        for document in documents()
        for section, title in document.sections.items()
        if NAMED_ONLY in title
    }
    assert len(named_only) >= 8
    told = {
        mark
        for page in built_in().pages()
        for mark in page.sources
        if page.ours or set(page.sources) - named_only
    }
    assert named_only - told == set()


def test_the_page_is_what_the_command_writes(found: list[Carrier]):
    written = coverage.TABLE.read_text(encoding="utf-8")
    stale = written != table(documents(), found)  # a difference of this length says nothing
    assert not stale, "run `python dev.py coverage`"


# --- the page


def test_a_row_names_pages_helpers_and_counts_phrases():
    many = [Carrier("phrase", f"greet.hello/{n}", "", ("book/one",)) for n in range(6)]
    text = table([BOOK], [Carrier("page", "p", "页", ("book/one", "book/two")),
                          Carrier("guide", "g", "向导", ("book/two",)), *many])  # fmt: skip
    assert "| 《书》 `book` | 2 | 1 | 0 | 1 | 6 |" in text
    first = "`greet.hello/0`, `greet.hello/1`, `greet.hello/2` and 3 more"
    assert f"| 第一节 `one` | 页 `p` |  | {first} |" in text
    assert r"| 第二\|节 `two` | 页 `p` | 向导 `g` |  |" in text


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page of the test's own; the content is one book that is carried whole."""
    page = tmp_path / "coverage.md"
    monkeypatch.setattr(coverage, "TABLE", page)
    monkeypatch.setattr(coverage, "documents", lambda: (BOOK,))
    monkeypatch.setattr(coverage, "problems", list)
    monkeypatch.setattr(coverage, "carriers", lambda: [Carrier("page", "p", "页", BOTH)])
    return page


BOTH = ("book/one", "book/two")


def test_check_wants_the_page_and_writing_gives_it(page: Path, capsys):
    assert coverage.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert not page.exists()
    assert coverage.main([]) == 0
    assert b"\r" not in page.read_bytes()
    assert coverage.main(["--check"]) == 0
    page.write_text(page.read_text(encoding="utf-8") + "by hand\n", encoding="utf-8")
    assert coverage.main(["--check"]) == 1


@pytest.mark.parametrize(
    ("marks", "said"),
    [(("book/one",), "nothing carries book/two"), ((*BOTH, "book/x"), "no such section")],
)
def test_a_gap_or_a_wrong_mark_fails_the_command(page: Path, monkeypatch, capsys, marks, said):
    monkeypatch.setattr(coverage, "carriers", lambda: [Carrier("page", "p", "页", marks)])
    assert coverage.main([]) == 1
    assert coverage.main(["--check"]) == 1
    assert said in capsys.readouterr().err


def test_content_that_cannot_be_read_fails_the_command(page: Path, monkeypatch, capsys):
    monkeypatch.setattr(coverage, "problems", lambda: ["a.toml 打不开"])
    assert coverage.main([]) == 1
    assert "a.toml 打不开" in capsys.readouterr().err
