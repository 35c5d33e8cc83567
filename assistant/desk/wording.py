"""What a handover lacks, and words in it that judge a buyer instead of saying what happened.

The fields are those of the standard joined with I-PASS (reference/peers.md 8: most often missing
were the contingency and the read-back). A judgement is never refused, only questioned: the next
shift reads it first and meets the buyer with it. What a buyer called us is a fact and stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from assistant.desk.wording_words import BUYER, GROUPS, OTHER_WORDS, PATTERNS, Group
from phrasebook.desk import HandoverDraft
from phrasebook.i18n import tr
from phrasebook.personal_text import flatten

Field = Literal["buyer", "because", "wants", "please", "due", "if_says", "reply"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A field that says nothing yet.

    Attributes:
        field: Which.
        question: What to ask the agent.
        needed: Without it nothing is handed over; else it is asked for once.
    """

    field: Field
    question: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """A word that judges.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        word: The word as it stands there.
        advice: What to write and what not, in few words.
        instead: Factual wordings to choose from; … is for the agent to fill.
    """

    start: int
    end: int
    word: str
    advice: str
    instead: tuple[str, ...]

    @property
    def factual(self) -> str:
        """The first of the factual wordings."""
        return self.instead[0]


_EMPTY: Final = frozenset(("无", "没有", "略", "同上", "如题", "看记录", "见记录", "见备注"))
"""What stands in a field and says nothing: the next shift would have to look it up."""
_VAGUE: Final = re.compile(
    r"(?:请|麻烦|帮忙|你|您|下一班|接班的?)*(?:跟进|跟|处理|看|盯|弄|搞|问|接)(?:一下|下|着办)?"
    r"(?:吧|哈|,|谢谢)*"
)
"""A wish that does not say what to do (manual, page ``handover``: three troubles for the next)."""
_EDGES: Final = " \t\r\n.。,,、;;!!??~-—…"


def missing(draft: HandoverDraft, *, no_buyer: bool = False) -> list[Missing]:
    """List what a handover lacks, what is needed first, in the order of the form.

    Needed: the buyer, why, what to do, and until when if it is urgent. Recommended: what the buyer
    wants, until when, and what to answer if the buyer asks, as long as anybody has to watch it.

    Args:
        draft: The handover as typed.
        no_buyer: The agent said that it is about no buyer (a stock list, a broken printer).
    """
    urgent, watched = draft.severity == "urgent", draft.severity != "know"
    buyer = not no_buyer
    answer = bool(_said(draft.reply))
    asks: tuple[tuple[Field, str, bool, bool], ...] = (
        ("buyer", tr("是哪位买家?"), True, buyer and not draft.buyer.strip()),
        ("because", tr("因为什么?"), True, not _said(draft.because)),
        ("wants", tr("买家要求什么?"), False, buyer and not _said(draft.wants)),
        ("please", tr("请下一班做什么?"), True, not _said(draft.please)),
        ("please", tr("具体做什么、怎么做?"), False, _is_vague(draft.please)),
        ("due", tr("什么时候以前?"), urgent, watched and draft.due is None),
        (
            "if_says",
            tr("万一买家问起,会说什么?"),
            False,
            not _said(draft.if_says) and (answer or (buyer and watched)),
        ),
        ("reply", tr("买家这么说,回哪一句?"), False, bool(_said(draft.if_says)) and not answer),
    )
    found = [Missing(field, question, needed) for field, question, needed, lacks in asks if lacks]
    return sorted(found, key=lambda one: not one.needed)


def _said(text: str) -> str:
    said = text.strip(_EDGES)
    return "" if said in _EMPTY else said


def _is_vague(text: str) -> bool:
    return _VAGUE.fullmatch(flatten(text).strip(_EDGES)) is not None


_OF: Final[dict[str, Group]] = {word: group for group in GROUPS for word in group.words}
_WORD: Final = re.compile("|".join(sorted(map(re.escape, _OF), key=len, reverse=True)))
_PATTERNS: Final = tuple((re.compile(pattern), group) for pattern, group in PATTERNS)
_OTHER: Final = {
    word: (re.compile(f"(?:{before})$" if before else r"(?!)"), re.compile(after or r"(?!)"))
    for word, (before, after) in OTHER_WORDS.items()
}

_QUOTES: Final = re.compile('“[^“”\n]*”|「[^「」\n]*」|『[^『』\n]*』|‘[^‘’\n]*’|"[^"\n]*"')
_SPEAK: Final = (
    r"(?:说|骂|喊|嚷|称|问|回复?|写道?|留言|评价|评论|原话|备注|发来?|抱怨|投诉|反映|反馈|质疑)"
)
_OPENS: Final = re.compile(
    rf"{_SPEAK}(?:了|过|一句|我们|咱们|客服|我|是|的是)?[ :,]*$|{BUYER}:[ ]?$"
)
_CLOSES: Final = re.compile(
    rf" ?(?:,?{BUYER}(?:原话|这[样么]|就)?{_SPEAK}|是?(?:她|他|买家)的?原话)"
)
_TO_US: Final = re.compile(r"你们|你家|我们|贵店|您")
_SAYS: Final = re.compile(rf"{_SPEAK}(?:了|的是|是)?:[^。;\n]*$")
_RIGHT_AFTER: Final = re.compile(
    r"(?:(?:说|骂|喊|嚷|称|嫌|抱怨|投诉|反映|反馈|质疑|问|写|评|回)了?"
    r"(?:这|都|别)?(?:是不是|就是|是|被|遇[到上]|碰[到上]|一句)?"
    r"|(?:怕|担心)(?:被|遇[到上]|碰[到上]))$"
)
_NOT: Final = re.compile(
    r"(?:(?<!是)不是|并非|并不是?|没有?|不算|(?<!是)不|别|别写)(?:个|在|什么|那么|很|太|想|故意)?$"
)
_BREAK: Final = re.compile(r"[,。;!?、\n]")
_SUBJECT: Final = re.compile(BUYER)
_OTHERS: Final = re.compile(
    r"(?<![对跟和给向找])(?:[我你咱]们|你家|客服|店家|卖家|商家|厂家|快递|物流|站点|仓库|司机|同事"
    r"|我(?=[^们]|$))"
)
_MEETS: Final = re.compile(r"遇[到上]|碰[到上]|摊上|觉得|认为|怀疑|感觉")


def judgements(text: str) -> list[Judgement]:
    """Find words that judge the buyer, in order and without overlaps.

    Left alone: what the buyer said (in quotation marks after 说 and the like, after a colon, or
    right after the verb), what is said of us or of a courier, what is denied, and words that only
    look so (神经酰胺, 墨迹未干).
    """
    flat = flatten(text).lower()
    if len(flat) != len(text):  # a letter whose small form is longer: places must stay the same
        flat = flatten(text)
    quoted = _speech(flat)
    found: list[Judgement] = []
    for start, end, group in sorted(_hits(flat), key=lambda hit: (hit[0], -hit[1])):
        if found and start < found[-1].end:
            continue
        if any(left < start and end < right for left, right in quoted):
            continue
        if _is_other_word(flat, start, end) or _is_no_verdict(flat[:start]):
            continue
        instead = tuple(map(tr, group.instead))
        found.append(Judgement(start, end, text[start:end], tr(group.advice), instead))
    return found


def _hits(flat: str) -> list[tuple[int, int, Group]]:
    hits = [(*found.span(), _OF[found[0]]) for found in _WORD.finditer(flat)]
    for pattern, group in _PATTERNS:
        hits += [(*found.span("word"), group) for found in pattern.finditer(flat)]
    return hits


def _speech(flat: str) -> list[tuple[int, int]]:
    """Find the quotations that are the buyer's words; others put a verdict into marks."""
    return [
        found.span()
        for found in _QUOTES.finditer(flat)
        if _OPENS.search(flat, max(0, found.start() - 12), found.start())
        or _CLOSES.match(flat, found.end())
        or _TO_US.search(found[0])
    ]


def _is_other_word(flat: str, start: int, end: int) -> bool:
    known = _OTHER.get(flat[start:end])
    if known is None:
        return False
    before, after = known
    return bool(before.search(flat, max(0, start - 8), start) or after.match(flat, end))


def _is_no_verdict(before: str) -> bool:
    """Tell by what stands before a word that it says nothing about the buyer."""
    line = before[-80:]
    if _SAYS.search(line):
        return True
    breaks = [found.end() for found in _BREAK.finditer(line)]
    clause = line[breaks[-1] :] if breaks else line
    if _NOT.search(clause) or _RIGHT_AFTER.search(clause):
        return True
    others = [found.end() for found in _OTHERS.finditer(clause)]
    if not others:
        return False
    rest = clause[others[-1] :]
    return not _SUBJECT.search(rest) and not _MEETS.search(rest)
