"""``python dev.py coverage``: who carries which section of the source documents.

Writes ``docs/coverage.md`` from the source marks of the content. With ``--check`` it writes nothing
and the exit code is 1 if a section has nobody, a mark names no section or the table is stale.
``--seeds FOLDER`` looks for runs of the documents' own words instead (see ``tools/wording.py``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from phrasebook import resources
from phrasebook.content import load_standard
from phrasebook.guides import guides
from phrasebook.manual.library import built_in
from phrasebook.sources import Document, documents
from phrasebook.tips import tips
from tools.wording import copied, read_seeds, texts

TABLE: Final = Path(__file__).resolve().parents[1] / "docs" / "coverage.md"
_NAMED: Final = 3
"""Phrases that a row names; of more than one above it the rest are counted."""

Kind = Literal["page", "tip", "guide", "fabe", "phrase"]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A piece of content and the sections that it says it carries.

    Attributes:
        kind: What it is.
        id: Its stable id.
        title: Its title; empty for phrases, whose id says enough.
        sources: Its marks, ``document/section``.
    """

    kind: Kind
    id: str
    title: str
    sources: tuple[str, ...]


def carriers() -> list[Carrier]:
    """Collect all marked content in the order in which a reader meets it."""
    found = [Carrier("page", page.id, page.title, page.sources) for page in built_in().pages()]
    found += [Carrier("tip", tip.id, tip.title, tip.sources) for tip in tips().all]
    found += [Carrier("guide", guide.id, guide.title, guide.sources) for guide in guides().all]
    marks = resources.read_toml("content", "fabe.toml").get("sources", [])
    found.append(Carrier("fabe", "fabe", "FABE 助手", tuple(marks)))
    phrases = sorted(load_standard().phrases, key=lambda phrase: phrase.uid)
    found += [Carrier("phrase", phrase.uid, "", phrase.sources) for phrase in phrases]
    return found


def problems() -> list[str]:
    """Say what of the content could not be read, as it would be missing from the table."""
    parts = (load_standard(), tips(), guides(), built_in())
    return [problem for part in parts for problem in part.problems]


def sections(listed: Iterable[Document]) -> Iterator[str]:
    """Yield the mark of every section."""
    for document in listed:
        yield from (f"{document.id}/{section}" for section in document.sections)


def uncovered(listed: Sequence[Document], found: Iterable[Carrier]) -> list[str]:
    """Give the sections that nothing carries."""
    carried = {mark for carrier in found for mark in carrier.sources}
    return [mark for mark in sections(listed) if mark not in carried]


def unknown(listed: Sequence[Document], found: Iterable[Carrier]) -> list[str]:
    """Give ``kind id: mark`` for each mark that names no section."""
    known = set(sections(listed))
    return [
        f"{carrier.kind} {carrier.id}: {mark}"
        for carrier in found
        for mark in carrier.sources
        if mark not in known
    ]


def table(listed: Sequence[Document], found: Sequence[Carrier]) -> str:
    """Write the page: a summary, then a table a document."""
    lines = [
        "# What the documents say, and who carries it",
        "",
        "Written by `python dev.py coverage` from the source marks of the content"
        " (`sources = [...]`)\nand of `resources/content/sources.toml`, which lists the sections;"
        " changes by hand are lost.",
        "",
        "| document | sections | pages | tips | guides | phrases |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for document in listed:
        of = [c for c in found if any(m.startswith(f"{document.id}/") for m in c.sources)]
        kinds: tuple[Kind, ...] = ("page", "tip", "guide", "phrase")
        counts = (str(sum(c.kind == kind for c in of)) for kind in kinds)
        cells = (f"《{document.title}》 `{document.id}`", str(len(document.sections)), *counts)
        lines.append(_row(cells))
    for document in listed:
        lines += ["", f"## 《{document.title}》 `{document.id}`", ""]
        lines += [f"{document.kind}, {document.published}", ""]
        lines += ["| section | manual pages | tips, guides, tools | phrases |", "|---|---|---|---|"]
        for section, title in document.sections.items():
            mark = f"{document.id}/{section}"
            of = [carrier for carrier in found if mark in carrier.sources]
            pages = _named(c for c in of if c.kind == "page")
            helpers = _named(c for c in of if c.kind in ("tip", "guide", "fabe"))
            phrases = _counted([c.id for c in of if c.kind == "phrase"])
            lines.append(_row((f"{title} `{section}`", pages, helpers, phrases)))
    return "\n".join(lines) + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _named(found: Iterable[Carrier]) -> str:
    return ", ".join(f"{carrier.title} `{carrier.id}`" for carrier in found)


def _counted(uids: Sequence[str]) -> str:
    shown = uids if len(uids) <= _NAMED + 1 else uids[:_NAMED]
    more = len(uids) - len(shown)
    return ", ".join(f"`{uid}`" for uid in shown) + (f" and {more} more" if more else "")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the table, or look for copied words; 1 if something is wrong."""
    parser = argparse.ArgumentParser(prog="python dev.py coverage", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--seeds", type=Path, metavar="FOLDER", help="the documents as *.txt")
    options = parser.parse_args(arguments)
    if options.seeds:
        return _seeds(options.seeds)
    listed, found = documents(), carriers()
    text = table(listed, found)
    wrong = [f"unreadable: {problem}" for problem in problems()]
    wrong += [f"nothing carries {mark}" for mark in uncovered(listed, found)]
    wrong += [f"no such section: {mark}" for mark in unknown(listed, found)]
    if not options.check:
        TABLE.write_text(text, encoding="utf-8", newline="\n")
    elif not TABLE.is_file() or TABLE.read_text(encoding="utf-8") != text:
        wrong.append(f"docs/{TABLE.name} is stale: run `python dev.py coverage`")
    print(*wrong, sep="\n", end="\n" if wrong else "", file=sys.stderr)
    print(f"{len([*sections(listed)])} sections, {len(uncovered(listed, found))} without a carrier")
    return 1 if wrong else 0


def _seeds(folder: Path) -> int:
    try:
        hits = copied(read_seeds(folder), texts())
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    for hit in hits:
        print(f"{hit.where}: {hit.run} ({hit.source})")
    print(f"{len(hits)} runs of a source's words")
    return 1 if hits else 0


if __name__ == "__main__":
    sys.exit(main())
