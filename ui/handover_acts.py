"""What can be done to a handover: the buttons of its card, and what stands behind 更多."""

from __future__ import annotations

from typing import Final

from phrasebook.desk import Handover
from ui.action_bar import Act
from ui.handover_board import Board, is_for
from ui.i18n import tr

ACCEPT: Final = "accept"
WORK: Final = "work"
FINISH: Final = "finish"
PASS: Final = "pass"
ASK: Final = "ask"
ANSWER: Final = "answer"
ADD: Final = "add"
COPY: Final = "copy"
PASTE: Final = "paste"
HISTORY: Final = "history"
MORE: Final = "more"

_WORDS: Final = {
    ACCEPT: ("接手", "A"),
    ANSWER: ("回答", "R"),
    WORK: ("开始处理", "W"),
    FINISH: ("完成", "D"),
    PASS: ("转下一班", "P"),
    PASTE: ("粘贴", "V"),
    COPY: ("复制全文", "C"),
    ASK: ("追问", "Q"),
    ADD: ("补充", "S"),
    HISTORY: ("经过", "H"),
    MORE: ("更多", "M"),
}
"""Word and key of each act."""


def acts(handover: Handover, board: Board) -> tuple[list[Act], list[Act]]:
    """Give the buttons of a card, the first thing to do first, and the rest for its menu."""
    question = board.asked(handover)
    answer = [ANSWER] if question is not None and is_for(handover, question, board.me) else []
    paste = [PASTE] if handover.reply else []
    match handover.state:
        case "waiting":
            shown, rest = [ACCEPT, COPY, ASK, *paste], [ADD, HISTORY]
        case "accepted":
            shown, rest = [WORK, FINISH, PASS, *paste], [ADD, COPY, ASK, HISTORY]
        case "working":
            shown, rest = [FINISH, PASS, *paste], [ADD, COPY, ASK, HISTORY]
        case "done":
            shown, rest = [COPY, HISTORY], [ADD]
    mine = {one.id for one in (*board.waiting, *board.mine)}
    first = answer or (shown[:1] if handover.id in mine else [])
    ordered = [*answer, *shown, MORE]
    return [_act(name, primary=name in first) for name in ordered], [_act(name) for name in rest]


def _act(name: str, *, primary: bool = False) -> Act:
    text, key = _WORDS[name]
    return Act(name, tr(text), key, primary)
