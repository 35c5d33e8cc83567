"""What can be done on the page 买家, with the keys that do it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from assistant.actions import ActionId
from phrasebook.desk import Note
from ui.action_bar import Act
from ui.i18n import tr
from ui.page_keys import page_keys

NEW: Final = "new"
EDIT: Final = "edit"
DONE: Final = "done"
DELETE: Final = "delete"
HAND: Final = "hand"
REMIND: Final = "remind"
FLAG: Final = "flag"
PICTURE: Final = "picture"
SEARCH: Final = "search"
MORE: Final = "more"

_ACTIONS: Final[Mapping[str, ActionId]] = {
    NEW: ActionId.DESK_NEW,
    EDIT: ActionId.DESK_EDIT,
    DONE: ActionId.DESK_DONE,
    DELETE: ActionId.DESK_DELETE,
    HAND: ActionId.DESK_HAND,
    REMIND: ActionId.DESK_REMIND,
    SEARCH: ActionId.DESK_SEARCH,
}
_OWN: Final[Mapping[str, str]] = {FLAG: "F", PICTURE: "P", SEARCH: "/"}
"""Of this page alone; a key for the search is in the table only where somebody set one."""

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    EDIT: ("修改", "edit"),
    DONE: ("办完", "check"),
    HAND: ("写交接", "handover"),
    REMIND: ("设提醒", "clock"),
    FLAG: ("换种类", "bookmark"),
    PICTURE: ("贴图", "paste"),
    DELETE: ("删除", "trash"),
}
"""Word and icon of what is done to a note."""


def keys(edited: Mapping[str, str]) -> dict[str, str]:
    """Give the key of each act; see ``page_keys``."""
    return page_keys(_ACTIONS, _OWN, edited)


def bar(note: Note, key: Mapping[str, str]) -> list[Act]:
    """Give the buttons at the foot of a note: one row; the rest is in its menu."""
    done = tr("改回未办") if note.done_at is not None else tr("办完")
    first = Act(DONE, done, key[DONE], primary=note.done_at is None)
    acts = [first if note.open else Act(EDIT, tr("修改"), key[EDIT])]
    acts.append(Act(HAND, tr("写交接"), key[HAND]))
    acts.append(Act(REMIND, tr("设提醒"), key[REMIND]))
    acts.append(Act(MORE, tr("更多…")))
    return acts
