"""What goes into the paste gate and what comes out of it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.ports import Target
from assistant.wordcheck import Warning
from phrasebook.i18n import tr
from phrasebook.model import Phrase
from phrasebook.template import Gap


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
    REFUSED = "refused"
    NEEDS_VALUES = "needs_values"
    WARNED = "warned"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a request, for the toast, the fill-in form or the warning.

    A ``PASTED`` may be followed, 3 s later, by a ``FAILED`` of the same request with the code
    ``untouched``: the key was sent, but its window never asked for the text.

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


class Refused(Exception):
    """Nothing may be sent; the code says why."""

    def __init__(self, code: str, message: str = "") -> None:
        """Use the usual message of ``code`` unless another is given."""
        super().__init__(code)
        self.code = code
        self.message = message or reason(code)


def reason(code: str) -> str:
    """Say in the user's language what a refusal code means."""
    return {
        "no_target": tr("前面没有聊天窗口,所以没有粘贴。"),
        "not_chat": tr("前面的窗口不是聊天软件,所以没有粘贴。"),
        "gone": tr("聊天窗口已经关闭,所以没有粘贴。"),
        "moved": tr("前面换成了别的窗口,所以没有粘贴。"),
        "no_box": tr("光标不在聊天的输入框里,所以没有粘贴:请先点一下输入框。"),
        "address_bar": tr("光标在浏览器的地址栏或搜索栏里,所以没有粘贴:请先点一下聊天的输入框。"),
        "buyer": tr("聊天已经切换到另一位买家,所以没有粘贴。"),
        "cancelled": tr("粘贴已取消。"),
    }[code]
