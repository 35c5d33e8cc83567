"""All pages in order: ``resources/manual/<chapter>/<page>.md`` with the shop's pages over them.

The shop's words live in the store and never in the program's folder, so an update cannot take
them away. Where an update changes a page that the shop has edited, the shop's stays and the page
says that there is a newer standard one.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from phrasebook import resources
from phrasebook.i18n import tr
from phrasebook.manual.page import ManualPage, parse
from phrasebook.model import OwnPage

OWN_CHAPTER: Final = "own"
"""Chapter of pages that the shop put into no chapter of the manual."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter and its pages in order."""

    id: str
    title: str
    pages: tuple[ManualPage, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """The manual as one reader sees it.

    Attributes:
        chapters: In order; none is empty.
        problems: What is wrong in the files, for a person (user's language).
    """

    chapters: tuple[Chapter, ...]
    problems: tuple[str, ...] = ()
    _by_id: Mapping[str, ManualPage] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the pages."""
        object.__setattr__(self, "_by_id", {page.id: page for page in self.pages()})

    def pages(self) -> tuple[ManualPage, ...]:
        """Give all pages in reading order."""
        return tuple(page for chapter in self.chapters for page in chapter.pages)

    def page(self, id: str) -> ManualPage | None:
        """Give a page; None if there is no such one."""
        return self._by_id.get(id)

    def chapter(self, id: str) -> Chapter | None:
        """Give a chapter; None if there is no such one."""
        return next((chapter for chapter in self.chapters if chapter.id == id), None)

    def beside(self, id: str, by: int) -> ManualPage | None:
        """Give the page ``by`` places after (or before) a page; None beyond the ends."""
        order = [page.id for page in self.pages()]
        if id not in order:
            return None
        place = order.index(id) + by
        return self._by_id[order[place]] if 0 <= place < len(order) else None


def stamp(page: ManualPage) -> str:
    """Tell versions of a page's words apart."""
    words = "\n".join((page.title, page.body))
    return f"{zlib.crc32(words.encode()):08x}"


@lru_cache(maxsize=1)
def built_in() -> Library:
    """Read the pages that ship with the program, once. Never fails: see ``problems``."""
    chapters: list[Chapter] = []
    problems: list[str] = []
    known: set[str] = set()
    for folder in resources.folders("manual"):
        pages = []
        for file in resources.files("manual", folder, suffix=".md"):
            try:
                page = parse(file.read_text(encoding="utf-8-sig"), chapter=folder)
                if page.id in known:
                    raise ValueError(tr("id {id} 前面已经有了:换一个", id=page.id))
            except (OSError, ValueError) as error:
                problems.append(tr("{file} 读不出来,先跳过:{why}", file=file.name, why=error))
            else:
                known.add(page.id)
                pages.append(page)
        if pages:
            chapters.append(Chapter(folder, _chapter_title(folder), tuple(pages)))
    return Library(tuple(chapters), tuple(problems))


def _chapter_title(folder: str) -> str:
    try:
        return str(resources.read_toml("manual", folder, "_chapter.toml")["title"])
    except (OSError, ValueError, KeyError):
        return folder.partition("-")[2] or folder


def with_own(standard: Library, own: Iterable[OwnPage]) -> Library:
    """Lay the shop's pages over the standard ones."""
    over = {page.id: page for page in own}
    chapters = []
    for chapter in standard.chapters:
        pages = [_laid_over(page, over.pop(page.id, None)) for page in chapter.pages]
        pages += [_new(page) for page in list(over.values()) if page.chapter == chapter.id]
        for page in pages:
            over.pop(page.id, None)
        chapters.append(Chapter(chapter.id, chapter.title, tuple(pages)))
    if over:
        rest = tuple(_new(page) for page in over.values())
        chapters.append(Chapter(OWN_CHAPTER, tr("本店"), rest))
    return Library(tuple(chapters), standard.problems)


def _laid_over(page: ManualPage, own: OwnPage | None) -> ManualPage:
    if own is None:
        return page
    return dataclasses.replace(
        page, title=own.title, body=own.body, edited=True, behind=own.base != stamp(page)
    )


def _new(own: OwnPage) -> ManualPage:
    return ManualPage(own.id, own.chapter, own.title, own.body, own=True)
