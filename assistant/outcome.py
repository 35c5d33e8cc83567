"""What goes into the paste gate and what comes out of it, as values."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from assistant.ports import Sent, Target
from assistant.wordcheck import Warning
from phrasebook.i18n import tr
from phrasebook.model import Phrase
from phrasebook.template import Gap

log = logging.getLogger("assistant.paste")


@dataclass(frozen=True, slots=True)
class Copied:
    """A buyer's message that was copied or selected in a window.

    What is selected takes the focus with it, so the caret may be in no box since then.
    """

    target: Target


class OutcomeKind(StrEnum):
    """What became of a request."""

    PASTED = "pasted"
    COPIED = "copied"
    RESTORED = "restored"
    REFUSED = "refused"
    NEEDS_VALUES = "needs_values"
    WARNED = "warned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a request, for the toast, the fill-in form or the warning.

    ``PASTED`` comes once the target's own process has fetched the text, not when the key was sent.
    Without that a ``FAILED`` with the code ``untouched`` comes 3 s after the key; where the text is
    fetched later after all, a ``PASTED`` of the same request follows.

    Attributes:
        request: The number that ``request`` returned.
        kind: What became of it.
        phrase: The phrase asked for.
        target: Where it was to go.
        message: For the user; empty where nothing needs to be said.
        text: The filled text; holds buyers' data, never log it.
        gaps: Variables without a value (``NEEDS_VALUES``).
        warnings: What the word check found (``WARNED``).
        values: The values given with the request, to be sent again with a form's answers.
        code: Short reason for the log: ``moved``, ``gone``, ``buyer``, ``not_chat`` …
        template: The wording asked for (``text`` of the request), to be sent again.
        send: Enter was asked for, to be sent again.
        copied: The message that it answers, to be sent again.
        former: What the user had on the clipboard before can be put back (``PasteGate.put_back``).
    """

    request: int
    kind: OutcomeKind
    phrase: Phrase
    target: Target | None
    message: str = ""
    text: str = ""
    gaps: tuple[Gap, ...] = ()
    warnings: tuple[Warning, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    template: str | None = None
    send: bool = False
    copied: Copied | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One item of the queue, as it was asked for."""

    number: int
    epoch: int
    at: float
    phrase: Phrase
    target: Target | None
    text: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    send: bool = False
    accept: bool = False
    refocus: bool = False
    copy_only: bool = False
    copied: Copied | None = None

    def outcome(self, kind: OutcomeKind, text: str = "", **more: Any) -> Outcome:
        """Make the outcome that belongs to this request."""
        return Outcome(
            self.number, kind, self.phrase, self.target, text=text, values=self.values,
            template=self.text, send=self.send, copied=self.copied, **more,
        )  # fmt: skip

    def failed(self, code: str) -> Outcome:
        """Make the outcome of a request that met a fault."""
        return self.outcome(OutcomeKind.FAILED, code=code, message=reason(code))


@dataclass(frozen=True, slots=True)
class SentText:
    """A text whose key was sent, until it is known what became of it.

    Attributes:
        request: What asked for it.
        text: The filled text.
        when: When the key was sent (seconds since the epoch).
        stages: When each step began, for the log (``Clock.monotonic``).
    """

    request: Request
    text: str
    when: float
    stages: dict[str, float]


def log_outcome(
    request: Request, outcome: Outcome, stages: Mapping[str, float], now: float, rule: str
) -> None:
    """Write the one line of a request: what became of it, and what its steps took.

    Args:
        request: What was asked for.
        outcome: How it ended.
        stages: When each step began, oldest first.
        now: The end of the last step.
        rule: Id of the client's rule.
    """
    ends = [*list(stages.values())[1:], now]
    spans = [(end - begun) * 1000 for begun, end in zip(stages.values(), ends, strict=True)]
    # One number an argument: the log lets no argument pass that could hold a sentence.
    stage_texts = " ".join(f"{name}_ms=%.1f" for name in stages)
    log.info(
        f"paste request=%d outcome=%s code=%s total_ms=%.1f {stage_texts} client=%s",  # noqa: G004
        request.number, outcome.kind.value, outcome.code or "ok",
        (stages.get("after", ends[-1]) - request.at) * 1000, *spans, rule,
    )  # fmt: skip


class Refused(Exception):
    """Nothing may be sent; the code says why."""

    def __init__(self, code: str, message: str = "") -> None:
        """Use the usual message of ``code`` unless another is given."""
        super().__init__(code)
        self.code = code
        self.message = message or reason(code)


SENDER_SAYS: Final = {
    Sent.OTHER_CHAT: "buyer",
    Sent.GRABBED: "grabbed",
    Sent.BLOCKED: "blocked",
}
"""Codes for what a key sender refused; ``MOVED`` is not among them, as the window may be gone."""


def reason(code: str) -> str:
    """Say in the user's language what a code means: of a refusal, a fault, or what was left."""
    return {
        "no_target": tr("前面没有聊天窗口,所以没有粘贴。"),
        "not_chat": tr("前面的窗口不是聊天软件,所以没有粘贴。"),
        "gone": tr("聊天窗口已经关闭,所以没有粘贴。"),
        "moved": tr("前面换成了别的窗口,所以没有粘贴。"),
        "no_box": tr("光标不在聊天的输入框里,所以没有粘贴:请先点一下输入框。"),
        "address_bar": tr("光标在浏览器的地址栏或搜索栏里,所以没有粘贴:请先点一下聊天的输入框。"),
        "buyer": tr("聊天已经切换到另一位买家,所以没有粘贴。"),
        "cancelled": tr("粘贴已取消。"),
        "late": tr("按键之后过了一秒还没轮到,聊天可能已经换人,所以没有粘贴。"),
        "waiting": tr("聊天窗口还没有取走上一条,所以没有粘贴这一条。"),
        "grabbed": tr("键盘正被别的程序占着(例如打开的菜单、启动器、密码框),所以没有粘贴。"),
        "half": tr("只粘贴了前面几行:聊天窗口没有取走文字,或者前面换成了别的窗口。"),
        "unnoticed": tr("剪贴板正被别的程序占着,或聊天软件还没看到上面的新内容,所以没有粘贴。"),
        "busy": tr(
            "占用剪贴板的程序没有响应,剪贴板里原来的内容没法先保存,所以没有粘贴,剪贴板也没有动。"
            "再按一次就照样粘贴(原来的内容会丢)。"
        ),
        "clipboard": tr("剪贴板正被别的程序占用,没有粘贴。请再试一次。"),
        "error": tr(
            "粘贴时出了错。请看一眼输入框,再试一次;若一直这样,请在设置里打开数据文件夹,把日志发给我们。"
        ),
        "untouched": tr("聊天窗口没有取走文字:可能它正忙或已经关闭,或者光标不在输入框里。"),
        "taken_over": tr(
            "别的剪贴板程序接管了文字,看不出聊天窗口取走没有。请看一眼输入框;没有到的话:"
        ),
        "overtaken": tr(
            "您在聊天窗口取走文字之前复制了别的,它可能粘贴成了那个:请看一眼输入框再发送。"
        ),
        "one_before": tr("剪贴板上还是上一条,等它到了输入框,请再按一次。"),
        "not_left": tr("文字也没能放到剪贴板:剪贴板正被别的程序占用。请再试一次。"),
        "restored": tr("剪贴板已还原成您原来复制的内容。"),
        "later": tr(
            "聊天窗口可能还会来取文字,等它取走或十秒后再还原剪贴板,免得把原来的内容粘进聊天。"
        ),
        "replaced": tr("剪贴板里已经是别的内容,没有动它。"),
        "copied": tr("已复制,请在聊天框里按 Ctrl+V。"),
        "no_enter": tr("文字已粘贴,但没有按回车:请看一眼输入框,自己发送。"),
        "blocked": tr("系统没有接受按键,所以没有粘贴。"),
    }[code]
