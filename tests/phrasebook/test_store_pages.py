"""The shop's manual pages and the reading marks in the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from phrasebook.model import OwnPage, ReadingMark
from phrasebook.store import Changes, Pages, Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def pages(store: Store) -> Pages:
    return Pages(store)


PAGE = OwnPage("six-steps", "02-flow", "六步", "先问好。\n", "abc")


def test_a_page_comes_back_as_it_was_saved(pages: Pages) -> None:
    pages.save(PAGE).result()
    assert pages.own().result() == [PAGE]


def test_saving_again_replaces_and_undo_takes_one_step_back(store: Store, pages: Pages) -> None:
    pages.save(PAGE).result()
    pages.save(OwnPage("six-steps", "02-flow", "新", "新的。\n", "def")).result()
    assert [page.title for page in pages.own().result()] == ["新"]
    assert store.undo().result() == "编辑手册页"
    assert pages.own().result() == [PAGE]
    store.undo().result()
    assert pages.own().result() == []


def test_a_removed_page_can_be_had_back(store: Store, pages: Pages) -> None:
    pages.save(PAGE).result()
    assert pages.remove("six-steps").result()
    assert pages.own().result() == []
    assert not pages.remove("six-steps").result()
    store.undo().result()
    assert pages.own().result() == [PAGE]


def test_what_cannot_be_stored_is_taken_out(pages: Pages) -> None:
    pages.save(OwnPage("a", "own", " 题\0 ", "一\r\n二\ud800")).result()
    assert [(p.title, p.body) for p in pages.own().result()] == [("题", "一\n二")]


def test_marks_are_kept_apart(pages: Pages) -> None:
    pages.mark_read("a", 5.0).result()
    pages.bookmark("a", True).result()
    pages.bookmark("b", True).result()
    pages.bookmark("b", False).result()
    assert pages.marks().result() == {
        "a": ReadingMark("a", 5.0, True),
        "b": ReadingMark("b", None, False),
    }
    pages.mark_read("a", None).result()
    assert pages.marks().result()["a"] == ReadingMark("a", None, True)


def test_each_write_says_what_it_changed(store: Store, pages: Pages) -> None:
    heard: list[Changes] = []
    store.listen(heard.append)
    pages.save(PAGE).result()
    pages.mark_read("a", 1.0).result()
    assert heard == [Changes(pages=True), Changes(marks=True)]
    assert all(heard)
    store.undo().result()
    assert heard[2:] == [Changes(pages=True)], "reading is not a step that undo takes back"
