"""What can be done on the page 交接, with the keys that do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.actions import ActionId
from phrasebook.desk import Handover
from ui.action_bar import Act
from ui.handover_board import Board, is_for
from ui.i18n import tr
from ui.page_keys import page_keys

WRITE: Final = "write"
END: Final = "end"
FOLD: Final = "fold"
FIND: Final = "find"
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

_ACTIONS: Final[Mapping[str, ActionId]] = {
    WRITE: ActionId.DESK_NEW,
    END: ActionId.DESK_END_SHIFT,
    FIND: ActionId.DESK_SEARCH,
    ACCEPT: ActionId.DESK_ACCEPT,
    WORK: ActionId.DESK_WORK,
    FINISH: ActionId.DESK_DONE,
    PASS: ActionId.DESK_PASS,
    ASK: ActionId.DESK_ASK,
    COPY: ActionId.DESK_COPY,
    PASTE: ActionId.DESK_PASTE,
    HISTORY: ActionId.DESK_HISTORY,
}
_OWN: Final[Mapping[str, str]] = {FOLD: "F", FIND: "/", ANSWER: "R", ADD: "S", MORE: "M"}
"""Of this page alone; a key for the search is in the table only where somebody set one."""

_WORDS: Final[Mapping[str, str]] = {
    ACCEPT: "接手",
    ANSWER: "回答",
    WORK: "开始处理",
    FINISH: "完成",
    PASS: "转下一班",
    PASTE: "粘贴",
    COPY: "复制全文",
    ASK: "追问",
    ADD: "补充",
    HISTORY: "经过",
    MORE: "更多",
}


def keys(edited: Mapping[str, str]) -> dict[str, str]:
    """Give the key of each act; see ``page_keys``."""
    return page_keys(_ACTIONS, _OWN, edited)


def acts(handover: Handover, board: Board, key: Mapping[str, str]) -> tuple[list[Act], list[Act]]:
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
    shown_acts = [Act(name, tr(_WORDS[name]), key[name], name in first) for name in ordered]
    return shown_acts, [Act(name, tr(_WORDS[name]), key[name]) for name in rest]
