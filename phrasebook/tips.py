"""Tips (要点) as data: what lies behind an objection, a buyer type or a complaint; do and don't.

``resources/content/tips/*.toml`` holds ``[[tip]]`` tables. One bad entry costs that entry and gives
a message; the others stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from phrasebook import resources
from phrasebook.entries import check_scenes, missing, words
from phrasebook.i18n import tr

GROUPS: Final[tuple[tuple[str, str], ...]] = (
    ("objection", "异议"),
    ("habit", "毛病"),
    ("buyer_type", "类型"),
    ("complaint", "投诉客户"),
    ("six_words", "六字诀"),
    ("dispute", "纠纷"),
    ("emergency", "应急"),
    ("aftersales", "售后场景"),
)
"""Groups of tips in the order in which they are shown, with their Chinese names."""

_TEXTS: Final = ("id", "group", "title", "name", "lead", "behind", "page")
_LISTS: Final = ("signs", "do", "dont", "scenes", "phrases", "sources")
_MAY_BE_EMPTY: Final = ("name", "page")


@dataclass(frozen=True, slots=True)
class Tip:
    """How to meet one kind of buyer, objection or fault.

    Attributes:
        id: Stable id such as ``obj-expensive``.
        group: Id of a group of ``GROUPS``.
        title: Word of its button.
        lead: Headline of the card.
        behind: What lies behind it, or how to recognise it.
        name: Name of the buyer type as phrases use it; empty for other groups.
        signs: What shows it in a chat.
        do: What to do.
        dont: What not to do.
        scenes: Scenes whose phrases fit, best first.
        phrases: Phrases (uid) that come before those of the scenes.
        page: Manual page that says more; may be empty.
        sources: Sections of the source documents that it carries.
    """

    id: str
    group: str
    title: str
    lead: str
    behind: str
    name: str = ""
    signs: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    page: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tips:
    """All tips and what was wrong with those that are left out (user's language)."""

    all: tuple[Tip, ...]
    problems: tuple[str, ...] = ()

    def of(self, group: str) -> tuple[Tip, ...]:
        """Give the tips of a group in the order of the files."""
        return tuple(tip for tip in self.all if tip.group == group)

    def get(self, id: str) -> Tip | None:
        """Give a tip; None if there is no such one."""
        return next((tip for tip in self.all if tip.id == id), None)

    def buyer_type(self, name: str) -> Tip | None:
        """Give the tip of a buyer type by its name (谨慎型); None if there is no such type."""
        return next((tip for tip in self.of("buyer_type") if tip.name == name), None)


@lru_cache(maxsize=1)
def tips() -> Tips:
    """Read all tips, once. Never fails: what cannot be used comes as ``problems``."""
    found: dict[str, Tip] = {}
    problems: list[str] = []
    for file, entries in resources.tables("tip", "content", "tips", problems=problems):
        for number, entry in enumerate(entries, 1):
            try:
                tip = _tip(entry)
                if tip.id in found:
                    raise ValueError(tr("id {id} 前面已经有了:换一个", id=tip.id))
            except ValueError as error:
                problems.append(tr("{file} 第 {n} 条:{why}", file=file, n=number, why=error))
            else:
                found[tip.id] = tip
    order = {group: place for place, (group, _) in enumerate(GROUPS)}
    return Tips(tuple(sorted(found.values(), key=lambda tip: order[tip.group])), tuple(problems))


def _tip(entry: Mapping[str, Any]) -> Tip:
    if unknown := entry.keys() - {*_TEXTS, *_LISTS}:
        raise ValueError(tr("不认识的名字 {names}", names="、".join(sorted(unknown))))
    values: dict[str, Any] = {}
    for key in _TEXTS:
        text = entry.get(key, "")
        if not isinstance(text, str) or not (text.strip() or key in _MAY_BE_EMPTY):
            raise missing(key)
        values[key] = text.strip()
    if values["group"] not in dict(GROUPS):
        raise ValueError(tr("没有分组 {group}", group=values["group"]))
    for key in _LISTS:
        values[key] = words(entry, key)
    check_scenes(values["scenes"])
    return Tip(**values)
