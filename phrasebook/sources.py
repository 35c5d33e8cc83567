"""The documents that the standard content was made from, section by section.

``resources/content/sources.toml`` lists every section as read; phrases, tips, guides and pages
name those that they carry as ``document/section``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from phrasebook import resources


@dataclass(frozen=True, slots=True)
class Document:
    """A source document.

    Attributes:
        id: First half of a source mark.
        title: Its title.
        published: When it appeared, as far as it says.
        kind: What it is (讲义, 文章 …).
        sections: Title by id, in its own order.
    """

    id: str
    title: str
    published: str
    kind: str
    sections: dict[str, str]


@lru_cache(maxsize=1)
def documents() -> tuple[Document, ...]:
    """Return all documents.

    Raises:
        OSError, ValueError: The file that ships with the program is missing or broken.
    """
    data = resources.read_toml("content", "sources.toml")
    return tuple(
        Document(
            row["id"], row["title"], row["published"], row["kind"],
            dict(row["sections"]),
        )
        for row in data["document"]
    )  # fmt: skip


def name(mark: str) -> str:
    """Spell a mark out for a reader: 《客户服务运营管理》· 九种客户类型; "" for an unknown one."""
    id, _, section = mark.partition("/")
    for document in documents():
        if document.id == id and section in document.sections:
            return f"《{document.title}》· {document.sections[section]}"
    return ""
