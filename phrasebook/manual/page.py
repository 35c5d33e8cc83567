"""A manual page as written: ``+++`` TOML head, then Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from phrasebook.entries import check_scenes, needed, words
from phrasebook.i18n import tr

TITLE_LIMIT: Final = 16
"""Longest title in characters: one line of the page list at the sidebar's width."""

_FENCE: Final = "+++"
_HEADING = re.compile(r"^(#{2,3}) +(.+?) *#*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s]*)\)")
_QUOTE = re.compile(r"^\s*(?:> ?)+(?:\[!\w+\])?", re.MULTILINE)
_LINE_MARK = re.compile(r"^\s*(?:[-*+]|\d+\.) |^[\s:|-]+$|\|", re.MULTILINE)
_INLINE = re.compile(r"[*`]")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: ``page:four-objections`` has kind ``page`` and target after the colon."""

    words: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One page.

    Attributes:
        id: Stable id, unique over all pages.
        chapter: Id of its chapter.
        title: At most ``TITLE_LIMIT`` characters.
        body: Markdown without the title.
        keywords: Words to find it by that the text may not say.
        scenes: Scenes whose phrases fit the page.
        phrases: Phrases (uid) that come before those of the scenes.
        sources: Sections of the source documents that it carries.
        dated: From when its figures or rules are; empty where nothing is dated.
        ours: The source only names the topic; the substance is ours.
        own: The shop wrote it (there is no built-in page of this id).
        edited: The shop changed the built-in page.
        behind: The built-in page has changed since the shop edited it.
    """

    id: str
    chapter: str
    title: str
    body: str
    keywords: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    dated: str = ""
    ours: bool = False
    own: bool = False
    edited: bool = False
    behind: bool = False

    def links(self) -> tuple[Link, ...]:
        """Give the links in the text."""
        found = []
        for shown, target in _LINK.findall(self.body):
            kind, _, rest = target.partition(":")
            found.append(Link(shown, kind, rest))
        return tuple(found)

    def sections(self) -> tuple[tuple[str, str], ...]:
        """Split the text at its headings: heading ("" before the first) and plain words."""
        parts: list[tuple[str, str]] = []
        heading, start = "", 0
        for match in _HEADING.finditer(self.body):
            parts.append((heading, plain(self.body[start : match.start()])))
            heading, start = plain(match[2]), match.end()
        parts.append((heading, plain(self.body[start:])))
        return tuple(part for part in parts if any(part))


def plain(markdown: str) -> str:
    """Take the markup out of a text: what a reader sees, on one line."""
    text = _LINE_MARK.sub(" ", _QUOTE.sub("", _LINK.sub(r"\1", markdown)))
    return " ".join(_INLINE.sub("", text).split())


def parse(text: str, *, chapter: str) -> ManualPage:
    """Read a page.

    Args:
        text: The whole file.
        chapter: Id of its chapter.

    Raises:
        ValueError: The head is missing or wrong (the message says what to do).
    """
    import tomllib

    lines = text.replace("\r\n", "\n").lstrip("\ufeff").split("\n")
    if lines[0].strip() != _FENCE or _FENCE not in (line.strip() for line in lines[1:]):
        raise ValueError(tr("开头要有两行 +++,中间写 id 和 title"))
    end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == _FENCE)
    try:
        head: dict[str, Any] = tomllib.loads("\n".join(lines[1:end]))
    except RecursionError as error:
        raise ValueError(tr("括号套得太深")) from error
    id, title = needed(head, "id"), needed(head, "title")
    lists = {key: words(head, key) for key in ("keywords", "scenes", "phrases", "sources")}
    if unknown := head.keys() - {"id", "title", "dated", "ours", *lists}:
        raise ValueError(tr("不认识的名字 {names}", names="、".join(sorted(unknown))))
    check_scenes(lists["scenes"])
    return ManualPage(
        id,
        chapter,
        title,
        "\n".join(lines[end + 1 :]).strip() + "\n",
        keywords=lists["keywords"],
        scenes=lists["scenes"],
        phrases=lists["phrases"],
        sources=lists["sources"],
        dated=str(head.get("dated", "")),
        ours=bool(head.get("ours", False)),
    )
