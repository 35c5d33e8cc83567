"""Every text that ships, by the place where it stands, and a search for runs of a source's words.

The source documents are not part of the repository, so that search is for whoever has them:
``python dev.py coverage --seeds FOLDER``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from phrasebook import fabe, template
from phrasebook.content import load_standard
from phrasebook.guides import Guide, guides
from phrasebook.manual.library import built_in
from phrasebook.manual.page import plain
from phrasebook.pinyin import fold
from phrasebook.sources import documents
from phrasebook.tips import Tip, tips

RUN: Final = 10
"""Characters in a row, punctuation and digits left out, that may not be those of a source."""
_NOW: Final = datetime(2026, 1, 31, 10)


@dataclass(frozen=True, slots=True)
class Copied:
    """A run of a source's words in the content.

    Attributes:
        where: Place in the content.
        run: The words as compared, without punctuation and digits.
        source: Name of the document.
    """

    where: str
    run: str
    source: str


def shown(text: str) -> str:
    """Give a phrase as it reads when it is sent: fallbacks filled in, first alternatives."""
    return template.fill(text, {}, _NOW).text


def texts() -> Iterator[tuple[str, str]]:
    """Yield place and text of all phrases, tips, guides, FABE examples and manual pages."""
    for phrase in load_standard().phrases:
        for text in (phrase.draft.title, phrase.draft.when):
            yield f"phrase {phrase.uid}", text
        for text in (phrase.draft.text, *phrase.draft.variants):
            yield f"phrase {phrase.uid}", shown(text)
    for tip in tips().all:
        yield from ((f"tip {tip.id}", text) for text in of_tip(tip))
    for guide in guides().all:
        yield from ((f"guide {guide.id}", text) for text in of_guide(guide))
    for example in fabe.examples():
        for part in (example.feature, example.advantage, example.benefit, example.evidence):
            yield f"fabe {example.goods}", part
    for page in built_in().pages():
        yield f"page {page.id}", page.title
        yield f"page {page.id}", plain(page.body)


def of_tip(tip: Tip) -> tuple[str, ...]:
    """Give all words of a tip."""
    return (tip.title, tip.lead, tip.behind, *tip.signs, *tip.do, *tip.dont)


def of_guide(guide: Guide) -> Iterator[str]:
    """Yield all words of a guide."""
    yield from (guide.title, guide.when)
    for node in guide.nodes.values():
        yield from (node.ask, node.hint, node.title, node.tell, *node.steps, node.remind)
        yield from (option.say for option in node.options)


def grams(text: str, size: int = RUN) -> set[str]:
    """Cut a folded text into all its runs of one length."""
    return {text[start : start + size] for start in range(len(text) - size + 1)}


def shared_runs(text: str, known: set[str], size: int = RUN) -> list[str]:
    """Give the longest runs of a folded text whose every ``size`` characters are known."""
    found: list[str] = []
    end = -1
    for start in range(len(text) - size + 1):
        if text[start : start + size] not in known:
            continue
        if start + size - 1 == end:
            found[-1] += text[end]
        else:
            found.append(text[start : start + size])
        end = start + size
    return found


def copied(seeds: Iterable[tuple[str, str]], written: Iterable[tuple[str, str]]) -> list[Copied]:
    """Find what the content repeats of its sources.

    Names of documents and sections may be repeated, and so may figures: digits are left out like
    punctuation, and Traditional characters count as Simplified ones.

    Args:
        seeds: Name and text of each source.
        written: Place and text of the content, see ``texts``.
    """
    known = [(name, grams(_compared(text))) for name, text in seeds]
    names = [_compared(document.title) for document in documents()]
    names += [_compared(name) for document in documents() for name in document.sections.values()]
    found: dict[Copied, None] = {}
    for where, text in written:
        compared = _compared(text)
        for source, runs in known:
            for run in shared_runs(compared, runs):
                if not any(run in name for name in names):
                    found[Copied(where, run, source)] = None
    return list(found)


def _compared(text: str) -> str:
    return "".join(char for char in fold(text) if not char.isdigit())


def read_seeds(folder: Path) -> list[tuple[str, str]]:
    """Read the source documents of a folder (``*.txt``, UTF-8).

    Raises:
        OSError: There is none, or one cannot be read.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise FileNotFoundError(f"no *.txt in {folder}")
    return [(file.stem, file.read_text(encoding="utf-8-sig")) for file in files]
