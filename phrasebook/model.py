"""The nouns of the phrasebook as frozen values.

Nothing here reads a file, a database or a clock: modules that do so build these values and
pass them on, so that every layer can share them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

AFTER_SALES: Final = 0
"""Step number of after-sales scenes, which stand outside the six-step flow."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sales flow (流程步骤).

    Attributes:
        number: 1 to 6 in the order of the flow; 0 for after-sales.
        name: What the tab shows, in Chinese.
    """

    number: int
    name: str


STEPS: Final[tuple[Step, ...]] = (
    Step(1, "招呼"),
    Step(2, "询问推荐"),
    Step(3, "议价"),
    Step(4, "核实"),
    Step(5, "道别"),
    Step(6, "跟进"),
    Step(AFTER_SALES, "售后"),
)
"""The six steps in order, then after-sales (source: the fixed index ``scenes.toml``)."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A situation of the chat (场景) that phrases and suggestions map to.

    Attributes:
        id: Stable id such as ``price.cheaper``; never renamed once shipped.
        step: Number of the step that the scene belongs to.
        title: Short Chinese name.
        say: What the buyer means, in plain words.
    """

    id: str
    step: int
    title: str
    say: str


@dataclass(frozen=True, slots=True)
class PhraseDraft:
    """What a person or a content file says of a phrase (话术), before it has an id.

    Attributes:
        scene: Scene id.
        title: At most 12 characters.
        text: The reply, with variables (see ``template.py``).
        variants: Other wordings of the same reply.
        code: Short letters that find the phrase at once; may be empty.
        buyer_types: Names of the buyer types that it suits best.
        ladder: 1 to 4 for a step of the bargaining ladder, else None.
        when: One line: when to use it.
        platforms: Platforms that it is for; empty means all.
        valid_until: Last day (``YYYY-MM-DD``, local) of an offer; empty means no end.
        hotkey: Own global hotkey such as ``Ctrl+Alt+K``; empty means none.
    """

    scene: str
    title: str
    text: str
    variants: tuple[str, ...] = ()
    code: str = ""
    buyer_types: tuple[str, ...] = ()
    ladder: int | None = None
    when: str = ""
    platforms: tuple[str, ...] = ()
    valid_until: str = ""
    hotkey: str = ""


@dataclass(frozen=True, slots=True)
class Phrase(PhraseDraft):
    """A phrase in the store.

    Attributes:
        id: uuid4 as 32 hex digits.
        uid: Stable id of the content file (``price.cheaper/gift-first``); empty for own ones.
        position: Order among the phrases of its step (a real number, so that one row moves alone).
        pinned: Shown before the others of its step.
        edited: A user changed it, so a content update leaves it alone.
        use_count: How often it was pasted.
        last_used: Seconds since the epoch (UTC) of the last paste; None if never.
    """

    id: str = ""
    uid: str = ""
    position: float = 0.0
    pinned: bool = False
    edited: bool = False
    use_count: int = 0
    last_used: float | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """One search result.

    Attributes:
        phrase: The phrase found.
        title_spans: ``(start, end)`` of matched characters in the title.
        text_spans: The same for the text.
        score: Larger fits better; only comparable within one result.
    """

    phrase: Phrase
    title_spans: tuple[tuple[int, int], ...] = ()
    text_spans: tuple[tuple[int, int], ...] = ()
    score: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A manual page (手册页) in the shop's words: a new one, or in place of a built-in one.

    Attributes:
        id: Id of the page that it stands for, or uuid4 hex for a new one.
        chapter: Id of the chapter of a new page.
        title: Its title.
        body: Markdown.
        base: Which built-in words it was made from (``manual.library.stamp``); empty for a new one.
    """

    id: str
    chapter: str
    title: str
    body: str
    base: str = ""


@dataclass(frozen=True, slots=True)
class ReadingMark:
    """What a reader did with a manual page.

    Attributes:
        page: Id of the page.
        read_at: Seconds since the epoch (UTC) when its end was first seen; None if it never was.
        bookmarked: It stands among the bookmarks.
    """

    page: str
    read_at: float | None = None
    bookmarked: bool = False


PICKS_KEPT: Final = 3_000
"""Picks kept, the newest; comparing a message with them takes about 2 ms."""


Account = tuple[str, str, str]
"""Name, platform and shop of a buyer; the name is empty if nobody is known."""

NOBODY: Final[Account] = ("", "", "")


@dataclass(frozen=True, slots=True)
class Pick:
    """That an agent picked a phrase after a message, without the message.

    Attributes:
        phrase: Id of the phrase.
        marks: Keyed numbers of parts of the message (``phrasebook.marks``).
        good: It was picked; False means that it was marked as wrong for such a message.
    """

    phrase: str
    marks: tuple[int, ...]
    good: bool = True


class UserError(Exception):
    """A fault that a person can do something about.

    Attributes:
        message: What happened, in the user's language.
        advice: What to do next; may be empty.
    """

    def __init__(self, message: str, advice: str = "") -> None:
        """Keep both sentences apart, so that a banner can set them apart too."""
        super().__init__(message)
        self.message = message
        self.advice = advice
