"""What can be done on the page 提醒, with the keys that do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.actions import ActionId
from phrasebook.desk import Reminder, ReminderKind
from ui.action_bar import Act
from ui.i18n import tr
from ui.page_keys import page_keys

NEW: Final = "new"
DONE: Final = "done"
SNOOZE: Final = "snooze"
BUYER: Final = "buyer"
PASTE: Final = "paste"
EDIT: Final = "edit"
DELETE: Final = "delete"
RECORDS: Final = "records"
FIGURES: Final = "figures"
FOLD: Final = "fold"
MORE: Final = "more"

_ACTIONS: Final[Mapping[str, ActionId]] = {
    NEW: ActionId.DESK_NEW,
    DONE: ActionId.DESK_DONE,
    SNOOZE: ActionId.DESK_SNOOZE,
    BUYER: ActionId.DESK_OPEN_BUYER,
    PASTE: ActionId.DESK_PASTE,
    EDIT: ActionId.DESK_EDIT,
    DELETE: ActionId.DESK_DELETE,
}
_OWN: Final[Mapping[str, str]] = {RECORDS: "T", FIGURES: "G", FOLD: "F"}
"""Of this page alone, so not in the table of actions."""

WORDS: Final[Mapping[str, str]] = {
    DONE: "完成",
    SNOOZE: "稍后",
    BUYER: "买家",
    PASTE: "话术",
    EDIT: "修改",
    DELETE: "删除",
}
"""Word of each thing done to a reminder."""

SCENES: Final[Mapping[ReminderKind, str]] = {
    "payment": "follow.pay",
    "badreview": "after.badreview",
    "coupon": "follow.loyal",
}
"""Scene whose phrases fit a kind; the others are about anything."""


def keys(edited: Mapping[str, str]) -> dict[str, str]:
    """Give the key of each act; see ``page_keys``."""
    return page_keys(_ACTIONS, _OWN, edited)


def acts(reminder: Reminder) -> tuple[list[str], list[str]]:
    """Give what stands on the card of a reminder, the first thing to do first, and the rest."""
    buyer = [BUYER] if reminder.buyer else []
    if reminder.done_at is not None:
        return [*buyer, DELETE], []
    phrases = [PASTE] if reminder.kind in SCENES else []
    return [DONE, SNOOZE, *buyer, *phrases], [EDIT, DELETE]


def buttons(reminder: Reminder, key: Mapping[str, str]) -> tuple[list[Act], list[Act]]:
    """Give the buttons of a card and what stands only in its menu."""
    shown, rest = acts(reminder)
    more = [Act(MORE, tr("更多…"))] if rest else []
    return [*(_act(name, key) for name in shown), *more], [_act(name, key) for name in rest]


def _act(name: str, key: Mapping[str, str]) -> Act:
    return Act(name, tr(WORDS[name]), key[name], primary=name == DONE)
