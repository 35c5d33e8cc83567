"""Guides (向导): decision trees that an agent clicks through while talking to a buyer.

``resources/content/guides/*.toml``, one guide a file: ``[[node]]`` tables that ask a question with
options, or tell what to do (a leaf). A broken guide is left out with a message; a guide that is
shown has no way that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from phrasebook import resources
from phrasebook.entries import check_scenes, needed, words
from phrasebook.i18n import tr

START: Final = "start"
"""Id of the node that a guide begins with."""


@dataclass(frozen=True, slots=True)
class Option:
    """An answer and the node that it leads to."""

    say: str
    go: str


@dataclass(frozen=True, slots=True)
class Node:
    """A question with answers, or a leaf that tells what to do.

    Attributes:
        id: Unique in the guide.
        ask: The question; empty for a leaf.
        hint: Where to look for the answer; may be empty.
        options: Answers; none for a leaf.
        title: Headline of a leaf.
        tell: What to do now.
        steps: The same in steps; may be empty.
        scenes: Scenes whose phrases fit, best first.
        phrases: Phrases (uid) that come first.
        remind: Text of a reminder that may be made; empty means none.
        go: Node that the leaf leads on to; empty means that the way ends here.
    """

    id: str
    ask: str = ""
    hint: str = ""
    options: tuple[Option, ...] = ()
    title: str = ""
    tell: str = ""
    steps: tuple[str, ...] = ()
    scenes: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    remind: str = ""
    go: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether it tells what to do."""
        return not self.options


@dataclass(frozen=True, slots=True)
class Guide:
    """A decision tree.

    Attributes:
        id: Stable id; also the file's name.
        title: What it is for.
        when: The situation in a few words.
        page: Manual page that says more; may be empty.
        sources: Sections of the source documents that it carries.
        nodes: By id; ``START`` is among them.
    """

    id: str
    title: str
    when: str
    page: str
    sources: tuple[str, ...]
    nodes: Mapping[str, Node]

    @property
    def start(self) -> Node:
        """The first node."""
        return self.nodes[START]


@dataclass(frozen=True, slots=True)
class Guides:
    """All guides and what was wrong with those that are left out (user's language)."""

    all: tuple[Guide, ...]
    problems: tuple[str, ...] = ()

    def get(self, id: str) -> Guide | None:
        """Give a guide; None if there is no such one."""
        return next((guide for guide in self.all if guide.id == id), None)


ORDER: Final = ("unpaid", "paid", "soldout", "aftersales", "badreview", "complaint")
"""Order in which guides are listed: as they come up in the life of an order; others after them."""


@lru_cache(maxsize=1)
def guides() -> Guides:
    """Read all guides, once. Never fails: what cannot be used comes as ``problems``."""
    found: list[Guide] = []
    problems: list[str] = []
    for file in resources.files("content", "guides", suffix=".toml"):
        try:
            found.append(_read(file))
        except (OSError, ValueError) as error:
            problems.append(tr("{file} 读不出来,先跳过:{why}", file=file.name, why=error))
    place = {id: number for number, id in enumerate(ORDER)}
    found.sort(key=lambda guide: (place.get(guide.id, len(ORDER)), guide.id))
    return Guides(tuple(found), tuple(problems))


def _read(file: Path) -> Guide:
    import tomllib

    data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    nodes: dict[str, Node] = {}
    entries = data.get("node", [])
    if not isinstance(entries, list):
        raise ValueError(tr("要写成 {form}", form="[[node]]"))
    for entry in entries:
        node = _node(entry)
        if node.id in nodes:
            raise ValueError(tr("节点 {id} 写了两次", id=node.id))
        nodes[node.id] = node
    guide = Guide(
        needed(data, "id"), needed(data, "title"), needed(data, "when"), str(data.get("page", "")),
        words(data, "sources"), nodes,
    )  # fmt: skip
    if guide.id != file.stem:
        raise ValueError(tr("id 要和文件名一样:{name}", name=file.stem))
    _check_ways(nodes)
    return guide


def _node(entry: Any) -> Node:
    if not isinstance(entry, dict):
        raise ValueError(tr("要写成 {form}", form="[[node]]"))
    id = needed(entry, "id")
    try:
        if "options" in entry:
            options = tuple(
                Option(needed(option, "say"), needed(option, "go")) for option in entry["options"]
            )
            return Node(id, ask=needed(entry, "ask"), hint=str(entry.get("hint", "")),
                        options=options)  # fmt: skip
        scenes = words(entry, "scenes")
        check_scenes(scenes)
        return Node(
            id, title=needed(entry, "title"), tell=needed(entry, "tell"),
            steps=words(entry, "steps"), scenes=scenes, phrases=words(entry, "phrases"),
            remind=str(entry.get("remind", "")), go=str(entry.get("go", "")),
        )  # fmt: skip
    except (ValueError, AttributeError, TypeError) as error:
        raise ValueError(tr("节点 {id}:{why}", id=id, why=error)) from None


def _check_ways(nodes: Mapping[str, Node]) -> None:
    if START not in nodes:
        raise ValueError(tr("缺少节点 {id}", id=START))
    reached, waiting = set(), [START]
    while waiting:
        id = waiting.pop()
        if id in reached:
            continue
        if id not in nodes:
            raise ValueError(tr("没有节点 {id},却有选项指向它", id=id))
        reached.add(id)
        node = nodes[id]
        waiting += [option.go for option in node.options] + ([node.go] if node.go else [])
    if lost := nodes.keys() - reached:
        raise ValueError(tr("走不到的节点:{ids}", ids="、".join(sorted(lost))))
