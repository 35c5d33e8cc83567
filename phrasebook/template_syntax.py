"""The parser behind ``template.py``: a template text becomes a few frozen nodes.

It never fails: what is no markup is plain text. The sources of all nodes joined are the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

CARET: Final = "光标"
DATE: Final = "日期"


@dataclass(frozen=True, slots=True)
class TextNode:
    """Plain text: as written, and with its escapes resolved."""

    source: str
    value: str


@dataclass(frozen=True, slots=True)
class VariableNode:
    """A variable; ``form`` only for dates, ``fallback`` None where none is given."""

    source: str
    name: str
    form: str = ""
    fallback: str | None = None
    ask: bool = False


@dataclass(frozen=True, slots=True)
class AlternativesNode:
    """Wordings that take turns, each a sequence of nodes."""

    source: str
    options: tuple[tuple[Node, ...], ...]


Node = TextNode | VariableNode | AlternativesNode

ESCAPE = re.compile(r"\\([{}\[\]|])")
# The three branches exclude each other, so that no text makes the match backtrack.
BRACES = re.compile(r"\{((?:\\[{}\[\]|]|[^{}\n\\]|\\(?![{}\[\]|]))*)\}")
EMOTICON = re.compile(r"\[[^\[\]{}|\\\n]{0,12}\]")
_PLAIN = re.compile(r"[^\\{\[]+")
_BAR = re.compile(r"(?<!\\)[|｜]")
_FULL_WIDTH = str.maketrans("：？＋－", ":?+-")


@lru_cache(maxsize=512)
def parse(text: str) -> tuple[Node, ...]:
    """Read a template; the last few hundred are kept, since cards are painted often."""
    return tuple(_merge(_scan(text)))


def _merge(nodes: Iterator[Node]) -> Iterator[Node]:
    """Join neighbouring pieces of plain text."""
    pending: list[TextNode] = []
    for node in nodes:
        if isinstance(node, TextNode):
            pending.append(node)
            continue
        if pending:
            yield _joined(pending)
            pending = []
        yield node
    if pending:
        yield _joined(pending)


def _joined(parts: list[TextNode]) -> TextNode:
    return TextNode("".join(p.source for p in parts), "".join(p.value for p in parts))


def _scan(text: str, *, alternatives: bool = True) -> Iterator[Node]:
    place = 0
    while place < len(text):
        node = _node_at(text, place, alternatives)
        yield node
        place += len(node.source)


def _node_at(text: str, place: int, alternatives: bool) -> Node:
    plain = _PLAIN.match(text, place)
    if plain:
        return TextNode(plain.group(), plain.group())
    escaped = ESCAPE.match(text, place)
    if escaped:
        return TextNode(escaped.group(), escaped.group(1))
    node: Node | None = None
    if text[place] == "{":
        node = _variable_at(text, place)
    elif text[place] == "[" and alternatives:
        node = _alternatives_at(text, place)
    return node or TextNode(text[place], text[place])


def _variable_at(text: str, place: int) -> VariableNode | TextNode | None:
    match = BRACES.match(text, place)
    if match is None:
        return None
    source, inside = match.group(), match.group(1)
    head, *tail = _BAR.split(inside, maxsplit=1)
    fallback = _unescape(tail[0]) if tail else None
    head = head.strip()
    ask = head[:1] in ("?", "？")
    if ask:
        head = head[1:].strip()
    name = _unescape(head)
    if not name:
        return TextNode(source, source)
    form = ""
    base, colon, rest = name.translate(_FULL_WIDTH).partition(":")
    if base.strip() == DATE and colon and not ask:
        name, form = DATE, rest.replace(" ", "") or "?"
    return VariableNode(source, name, form, fallback, ask)


def _alternatives_at(text: str, place: int) -> AlternativesNode | None:
    """Read ``[a|b]``; None where it is plain text (no bar, no end, or alternatives inside)."""
    options: list[str] = []
    start = at = place + 1
    while at < len(text):
        char = text[at]
        if char == "]":
            if not options:
                return None
            options.append(text[start:at])
            parsed = tuple(tuple(_merge(_scan(o, alternatives=False))) for o in options)
            return AlternativesNode(text[place : at + 1], parsed)
        if char == "|":
            options.append(text[start:at])
            start = at = at + 1
            continue
        inner = ESCAPE.match(text, at) or (
            BRACES.match(text, at) if char == "{" else EMOTICON.match(text, at)
        )
        if inner is None and char == "[":
            return None
        at = inner.end() if inner else at + 1
    return None


def _unescape(text: str) -> str:
    return ESCAPE.sub(r"\1", text)


def walk(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield all nodes, those inside alternatives too, in the order of the text."""
    for node in nodes:
        yield node
        if isinstance(node, AlternativesNode):
            for option in node.options:
                yield from walk(option)
