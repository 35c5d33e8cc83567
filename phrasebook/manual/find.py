"""Search over the manual: the matching of phrases (pinyin, several words) over sections of pages.

A hundred pages are some five hundred sections: comparing all of them takes a few milliseconds, so
there is no index to keep. Making a ``Finder`` reads the dictionary of pinyin (a third of a second):
do it beside the GUI thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from phrasebook import pinyin
from phrasebook import search as matching
from phrasebook.manual.library import Library
from phrasebook.manual.page import ManualPage
from phrasebook.matcher import Classes, Matcher

SNIPPET: Final = 60
"""Characters of a section that a result shows."""
_BEFORE: Final = 12
"""Characters before the first match that give it its context."""

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PageHit:
    """A section that fits a query.

    Attributes:
        page: Its page.
        heading: Its heading; empty for the words before the first heading.
        snippet: Words around the first match.
        title_spans: Matched characters of the page's title.
        snippet_spans: Matched characters of the snippet.
        score: Larger fits better; comparable within one result only.
    """

    page: ManualPage
    heading: str
    snippet: str
    title_spans: Spans
    snippet_spans: Spans
    score: float


@dataclass(frozen=True, slots=True)
class _Section:
    page: ManualPage
    heading: str
    text: str
    body: str


class Finder:
    """Finds pages of one library.

    Args:
        library: What is searched.
        known: Readings that were looked up already (of an older ``Finder``).
    """

    def __init__(
        self, library: Library, known: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Fold every section and look up the readings of its characters."""
        self._sections = [
            _Section(
                page,
                heading,
                text,
                matching.body(
                    page.title, heading, text, " ".join((chapter.title, *page.keywords)), ""
                ),
            )
            for chapter in library.chapters
            for page in chapter.pages
            for heading, text in page.sections()
        ]
        self.readings: dict[str, tuple[str, ...]] = dict(known or {})
        for char in {char for section in self._sections for char in section.body}:
            if char not in self.readings and pinyin.is_han(char):
                self.readings[char] = pinyin.readings(char)
        self._classes = Classes(self.readings)

    def search(self, query: str, limit: int = 30) -> list[PageHit]:
        """Find pages as the user types; best first, each page once by its best section."""
        words = matching.parse(query)
        if not words:
            return []
        matcher = Matcher(words, self._classes)
        best: dict[str, tuple[float, int, _Section]] = {}
        for order, section in enumerate(self._sections):
            quality, _ = matcher.match(section.body)
            if quality and quality > best.get(section.page.id, (0.0,))[0]:
                best[section.page.id] = (quality, order, section)
        ranked = sorted(best.values(), key=lambda found: (-found[0], found[1]))
        return [_hit(matcher, quality, section) for quality, _, section in ranked[:limit]]


def _hit(matcher: Matcher, quality: float, section: _Section) -> PageHit:
    _, places = matcher.match(section.body)
    title, text = matcher.marks(section.page.title, section.text, section.body, places)
    start = max(text[0][0] - _BEFORE, 0) if text else 0
    end = start + SNIPPET
    lead = "…" if start else ""
    shift = len(lead) - start
    snippet = lead + section.text[start:end] + ("…" if end < len(section.text) else "")
    spans = tuple((s + shift, min(e, end) + shift) for s, e in text if start <= s < end)
    return PageHit(section.page, section.heading, snippet, title, spans, quality)
