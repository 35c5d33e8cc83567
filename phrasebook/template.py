r"""Phrase texts with variables, fallbacks, alternatives and a caret mark (design.md, section 4).

Markup:
    ``{买家昵称}``      a variable; without a value it is a gap, and a gap is never sent
    ``{面料|纯棉}``     a variable with a fallback that is used silently
    ``{?原因}``        a question for the agent; ``{?原因|质量}`` proposes an answer
    ``{日期:+2天}``     a date counted from today (天, 周, 月), written as 11月24日
    ``{时段}``         a greeting that fits the hour
    ``{光标}``         where the caret goes after pasting
    ``[亲|您好]``       alternatives; each may hold variables, not alternatives again
    ``\{ \} \[ \] \|``    the characters themselves

Everything else is plain text: platform emoticons such as ``[微笑]`` (no ``|`` inside) and
``/:^_^``, a lone brace, a lone backslash. Values are inserted as they are and never parsed, so a
buyer whose nickname is ``{x}`` keeps it. Inside braces the full-width ``：｜？＋`` of a Chinese
input method are understood too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from phrasebook.i18n import tr
from phrasebook.template_syntax import (
    BRACES,
    CARET,
    DATE,
    EMOTICON,
    ESCAPE,
    AlternativesNode,
    Node,
    TextNode,
    VariableNode,
    parse,
    walk,
)

SegmentKind = Literal["text", "variable", "alternative", "ask", "caret"]

GREETING: Final = "时段"

BUILT_IN: Final[tuple[tuple[str, str], ...]] = (
    ("{买家昵称}", "当前聊天窗口的买家"),
    ("{店铺名}", "设置里的店铺名"),
    ("{工号}", "设置里的工号"),
    ("{订单号}", "粘贴前询问"),
    ("{商品}", "粘贴前询问"),
    ("{快递}", "设置里的常用快递"),
    ("{单号}", "快递单号,粘贴前询问"),
    ("{时段}", "早上好、下午好 … 随时间变化"),
    ("{日期}", "今天,如 11月22日"),
    ("{日期:+2天}", "两天后;也可写周、月"),
    ("{面料|纯棉}", "没有填面料时用“纯棉”"),
    ("{?原因}", "粘贴前询问"),
    ("{光标}", "粘贴后光标停在这里"),
    ("[亲|您好]", "几种说法轮换"),
)
"""What the editor's insert menu offers: the markup and a line of help (Chinese source text)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A variable that has no value yet.

    Attributes:
        name: Key under which ``fill`` takes the value.
        question: What to ask the agent.
        fallback: Proposed answer; may be empty.
    """

    name: str
    question: str
    fallback: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text after ``fill``.

    Attributes:
        text: The finished text; open gaps stand in it as ``{name}``.
        caret: Index into ``text`` in code points; None without a mark.
        gaps: Variables without a value. Not empty means: this must not be sent.
    """

    text: str
    caret: int | None = None
    gaps: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the source text for painting.

    Attributes:
        text: The source; all pieces joined give the whole text again.
        kind: What it is.
        label: What to show instead of the source (first alternative, no escapes, no caret mark).
    """

    text: str
    kind: SegmentKind
    label: str


_DATE_FORM = re.compile(r"([+-]?)(\d{1,4})个?(天|日|周|星期|月)\Z")
# Hour (with minutes as a fraction) from which each greeting fits. Before five it is still night,
# where 晚上好 is what people say.
_GREETINGS: Final = (
    (5.0, "早上好"),
    (9.0, "上午好"),
    (11.5, "中午好"),
    (13.0, "下午好"),
    (18.0, "晚上好"),
)
# What to say of a bracket that the parser had to take as plain text.
_ADVICE: Final = {
    "{": "第 %d 个字的 { 没有配对:补上 },要写大括号本身请用 \\{",
    "}": "第 %d 个字的 } 没有配对:补上 {,要写大括号本身请用 \\}",
    "[": "第 %d 个字的 [ 没有配对,或里面又有换说法:补上 ],换说法只写一层,如 [亲|您好]",
    "｛": "第 %d 个字是全角大括号:变量要用英文的 { }",
    "｝": "第 %d 个字是全角大括号:变量要用英文的 { }",
}
_QUESTIONS: Final = {"单号": "快递单号", "快递": "快递公司", "工号": "您的工号"}


def escape(text: str) -> str:
    """Turn plain text (of an import, say) into a template that fills to the same text."""
    return re.sub(r"([{}\[\]|])", r"\\\1", text)


def fill(text: str, values: Mapping[str, str], now: datetime, *, avoid: str = "") -> Filled:
    """Fill a template.

    Alternatives take turns: the first ones are used, and where the result would equal ``avoid``
    the next ones. An alternative that lacks a value is passed over while another one does not.

    Args:
        text: The template.
        values: Value by variable name; blank ones count as missing. ``时段`` and ``日期`` always
            come from ``now``.
        now: Local time.
        avoid: The text that was sent last, which platforms refuse to take twice.

    Returns:
        The finished text, or one with gaps, which must not be sent.
    """
    nodes = parse(text)
    rounds = max((len(n.options) for n in nodes if isinstance(n, AlternativesNode)), default=1)
    first = _render(nodes, values, now, 0)
    if not avoid or rounds == 1:
        return first
    # Begin after the turn that gave `avoid`, so that three wordings come in a ring of three.
    results = [first, *(_render(nodes, values, now, turn) for turn in range(1, rounds))]
    last = next((i for i, filled in enumerate(results) if filled.text == avoid), -1)
    for step in range(1, rounds + 1):
        candidate = results[(last + step) % rounds]
        if candidate.text != avoid:
            return candidate
    return first


def segments(text: str) -> list[Segment]:
    """Cut a template into pieces for painting; their ``text`` joined is the source again."""
    return [_segment(node) for node in parse(text)]


def preview(text: str) -> str:
    """Return the template as a person reads it: labels only, first alternatives, no escapes."""
    return "".join(segment.label for segment in segments(text))


def variables(text: str) -> tuple[str, ...]:
    """Return the names of all variables in order, each once, without the caret mark."""
    names = (node.name for node in walk(parse(text)) if isinstance(node, VariableNode))
    return tuple(dict.fromkeys(name for name in names if name != CARET))


def problems(text: str) -> list[str]:
    """Say what in a template is probably not meant, with advice (user's language)."""
    found: list[str] = []
    carets = 0
    for node in walk(parse(text)):
        if not isinstance(node, VariableNode):
            continue
        carets += node.name == CARET
        if node.name == DATE and _date(node.form, datetime(2026, 1, 31)) is None:
            advice = tr("看不懂日期 %s:请写成 {日期}、{日期:+2天}、{日期:+1周} 或 {日期:+1月}")
            found.append(advice % node.source)
    if carets > 1:
        found.append(tr("{光标} 只能有一个,现在有 %d 个:请留下一个") % carets)
    found.extend(_bracket_problems(text))
    return found


def _bracket_problems(text: str) -> list[str]:
    """Look at the brackets that the parser left as plain text."""
    found: list[str] = []
    for plain, start in _texts(parse(text), 0):
        offset = 0
        while offset < len(plain):
            at, char = start + offset + 1, plain[offset]
            whole = ESCAPE.match(plain, offset) or EMOTICON.match(plain, offset)
            empty = BRACES.match(plain, offset)
            if empty:
                found.append(tr("第 %d 个字的 {} 里没有名字:写上名字,或删掉") % at)
            elif whole is None and char in _ADVICE:
                found.append(tr(_ADVICE[char]) % at)
            skipped = empty or whole
            offset = skipped.end() if skipped else offset + 1
    return found


def _texts(nodes: tuple[Node, ...], place: int) -> Iterator[tuple[str, int]]:
    """Yield every plain source piece with its place in the whole text."""
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.source, place
        elif isinstance(node, AlternativesNode):
            inner = place + 1
            for option in node.options:
                yield from _texts(option, inner)
                inner += sum(len(n.source) for n in option) + 1
        place += len(node.source)


def _segment(node: Node) -> Segment:
    if isinstance(node, TextNode):
        return Segment(node.source, "text", node.value)
    if isinstance(node, AlternativesNode):
        label = "".join(_segment(inner).label for inner in node.options[0])
        return Segment(node.source, "alternative", label)
    if node.name == CARET:
        return Segment(node.source, "caret", "")
    label = "{" + node.name + (":" + node.form if node.form else "") + "}"
    return Segment(node.source, "ask" if node.ask else "variable", label)


def _render(nodes: tuple[Node, ...], values: Mapping[str, str], now: datetime, turn: int) -> Filled:
    pieces: list[str] = []
    gaps: dict[str, Gap] = {}
    caret: int | None = None
    length = 0
    for node in nodes:
        piece = _piece(node, values, now, turn)
        if piece.caret is not None and caret is None:
            caret = length + piece.caret
        for gap in piece.gaps:
            gaps.setdefault(gap.name, gap)
        pieces.append(piece.text)
        length += len(piece.text)
    return Filled("".join(pieces), caret, tuple(gaps.values()))


def _piece(node: Node, values: Mapping[str, str], now: datetime, turn: int) -> Filled:
    if isinstance(node, TextNode):
        return Filled(node.value)
    if isinstance(node, AlternativesNode):
        rendered = [_render(option, values, now, 0) for option in node.options]
        complete = [filled for filled in rendered if not filled.gaps] or rendered
        return complete[turn % len(complete)]
    if node.name == CARET:
        return Filled("", 0)
    value = _value(node, values, now)
    if value is not None:
        return Filled(value)
    gap = Gap(node.name, _QUESTIONS.get(node.name, node.name), node.fallback or "")
    return Filled("{" + node.name + "}", None, (gap,))


def _value(node: VariableNode, values: Mapping[str, str], now: datetime) -> str | None:
    if node.name == GREETING and not node.ask:
        return _greeting(now)
    if node.name == DATE and not node.ask:
        dated = _date(node.form, now)
        if dated is not None:
            return dated
    given = values.get(node.name, "")
    if given.strip():
        return given
    return None if node.ask else node.fallback


def _greeting(now: datetime) -> str:
    hour = now.hour + now.minute / 60
    return next((word for start, word in reversed(_GREETINGS) if hour >= start), "晚上好")


def _date(form: str, now: datetime) -> str | None:
    """Return the date that ``form`` names; None for a form that is not understood."""
    if not form:
        return f"{now.month}月{now.day}日"
    match = _DATE_FORM.match(form)
    if match is None:
        return None
    count = int(match[2]) * (-1 if match[1] == "-" else 1)
    unit = match[3]
    if unit == "月":
        # Only month and day are shown, so the year may wrap; the 31st falls back to the last day.
        months = now.year * 12 + now.month - 1 + count
        year, month = divmod(months, 12)
        day = min(now.day, _days_in(year, month + 1))
        return f"{month + 1}月{day}日"
    try:
        then = now + timedelta(days=count * (7 if unit in ("周", "星期") else 1))
    except OverflowError:
        return None
    return f"{then.month}月{then.day}日"


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31
